// Builds the options of the list. All text of an answer enters the page as text, never as HTML.

import { inLanguage } from "./languages.js";
import { joinLines } from "./sentences.js";

/**
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Words
 * @typedef {{
 *   url: string, title: string, heading: string, number: string, anchor: string, kind: string,
 *   language: string, document_status: string | null,
 *   translation_status: {key: string, label: string},
 *   snippet: {text: string, match: boolean, best: boolean}[],
 * }} Hit
 */

/**
 * @param {Record<string, string>} table texts by key
 * @returns {Words} the text of a key with values in place of its {placeholders}; one without a value
 *   stays, for `fill` of sentences.js
 */
export function makeWords(table) {
  return (key, values = {}) =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * @param {string} tag
 * @param {string} name its class, and the part that a page may style
 * @param {string} [text]
 */
export function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) {
    made.className = name;
    made.setAttribute("part", name);
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/**
 * @param {string} name its part besides that of every option
 * @param {(string | Node)[]} content
 * @param {string} [url] where it leads
 * @param {string} [target]
 */
export function buildOption(name, content, url, target) {
  const option = element(url === undefined ? "div" : "a", name);
  option.setAttribute("part", `option ${name}`);
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.tabIndex = -1;
  option.append(...content);
  if (option instanceof HTMLAnchorElement && url !== undefined) {
    option.href = url;
    option.rel = "noopener";
    option.target = target ?? "";
  }
  return option;
}

/**
 * @param {{anchor: string, number: string}} hit
 * @param {Words} words
 * @returns {string} the name of a paragraph; empty for anything else
 */
export function nameParagraph({ anchor, number }, words) {
  const [, part] = /^(?:annex-\d+-|[a-z]-|ch(?:-\d+)+-)*(pp|op|para)-/.exec(anchor) ?? [];
  return part ? words(`paragraph.${part === "pp" ? "preambular" : "operative"}`, { number }) : "";
}

/**
 * @param {{kind: string}} hit
 * @param {Words} words
 */
export function nameKind({ kind }, words) {
  return words(kind === "document" ? "kind.decision" : `kind.${kind}`);
}

/**
 * @param {Hit} hit
 * @param {Words} words
 * @returns {(string | Node)[]} what an option says of a hit: title, kind and context, text, status
 */
export function describeHit(hit, words) {
  const name = nameParagraph(hit, words);
  const title = name
    ? element("span", "title", name)
    : inLanguage(element("span", "title", hit.title), hit.language);
  const context = name ? hit.title : hit.heading;
  const about = element("span", "about");
  about.append(element("span", "kind", nameKind(hit, words)));
  about.append(inLanguage(element("span", "context", context), hit.language));
  return [title, about, snippet(hit), status(hit, words)];
}

/**
 * The best sentence, with the ellipses that say where it is cut; all, if none is best.
 *
 * @param {Hit} hit
 */
function snippet(hit) {
  const text = inLanguage(element("span", "snippet"), hit.language);
  const isBest = hit.snippet.map((part) => part.best);
  const shown = hit.snippet.filter(
    ({ best, text: words }, at) => best || (words === "…" && (isBest[at - 1] || isBest[at + 1])),
  );
  for (const part of isBest.includes(true) ? shown : hit.snippet) {
    const line = joinLines(part.text);
    text.append(part.match ? element("mark", "mark", line) : line);
  }
  return text;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 */
function status(hit, words) {
  const said = [words(`status.${hit.translation_status.key}`)];
  if (hit.document_status === "draft" || hit.document_status === "superseded") {
    said.unshift(words(`notice.${hit.document_status}_short`));
  }
  return element("span", "status", said.join(" · "));
}
