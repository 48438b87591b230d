// Builds the list of results. All text of the server enters the page as text, never as HTML.

import { LANGUAGES, inLanguage } from "../widget/languages.js";
import { nameKind, nameParagraph } from "../widget/options.js";
import { apart, fill, inSeries, joinLines } from "../widget/sentences.js";
import { localLink } from "./api.js";
import { language } from "./where.js";

/**
 * @typedef {{id: string, label: string}} Concept
 * @typedef {{text: string, match: boolean, best: boolean}} Part
 * @typedef {{words: string[], concepts: string[], meaning: boolean, reference: string | null}} Why
 * @typedef {{
 *   url: string, title: string, heading: string, number: string, anchor: string, kind: string,
 *   language: string, direction: string, translation_status: {key: string, label: string},
 *   themes: Concept[], audiences: Concept[], addressees: Concept[], verb: Concept | null,
 *   document_status?: string | null, symbol?: string | null,
 *   successor?: {symbol: string, url: string} | null, snippet: Part[], why: Why, alternates: Record<string, {url: string}>
 * }} Hit
 * @typedef {import("../widget/options.js").Words} Words
 */

/** The languages' own names. @type {Record<string, string>} */
const NAMES = {
  ar: "العربية",
  zh: "中文",
  en: "English",
  fr: "Français",
  ru: "Русский",
  es: "Español",
};

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 */
function head(hit, words) {
  const heading = element("h2", "result__head");
  const link = document.createElement("a");
  link.href = localLink(hit.url);
  const name = nameParagraph(hit, words);
  link.textContent = name || hit.title;
  if (!name) {
    inLanguage(link, hit.language);
  }
  heading.append(link, element("span", "result__kind", nameKind(hit, words)));
  return heading;
}

/** @param {Hit} hit */
function snippet(hit) {
  const text = inLanguage(element("p", "result__snippet"), hit.language);
  /** @type {HTMLElement | null} */
  let sentence = null;
  for (const part of hit.snippet) {
    if (!part.best) {
      sentence = null;
    } else if (!sentence) {
      sentence = element("span", "result__best");
      text.append(sentence);
    }
    const line = joinLines(part.text);
    (sentence ?? text).append(part.match ? element("mark", "", line) : line);
  }
  return text;
}

/** @param {string} text @returns {HTMLElement} a symbol, which runs from left to right everywhere */
function symbol(text) {
  const made = element("bdi", "symbol", text);
  made.dir = "ltr";
  return made;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 * @returns {HTMLElement} that its document is superseded, leading to what it became if that is known
 */
function superseded({ successor }, words) {
  const said = words("notice.superseded_short");
  if (!successor) {
    return element("span", "badge badge--draft", said);
  }
  const link = document.createElement("a");
  link.className = "badge badge--draft";
  link.href = localLink(successor.url);
  link.append(
    `${said} · `,
    ...fill(words("versions.open"), { symbol: [symbol(successor.symbol)] }),
  );
  return link;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 */
function labels(hit, words) {
  const line = element("p", "result__labels");
  const key = hit.translation_status.key;
  const badge = element("span", `badge badge--${key}`, words(`status.${key}`));
  badge.title = hit.translation_status.label;
  if (hit.document_status === "superseded") {
    line.append(superseded(hit, words));
  }
  line.append(badge);
  if (hit.verb) {
    line.append(element("span", "chip chip--verb", hit.verb.label));
  }
  for (const addressee of hit.addressees) {
    line.append(element("span", "chip chip--addressee", addressee.label));
  }
  for (const theme of hit.themes.slice(0, 3)) {
    line.append(element("span", "chip chip--theme", theme.label));
  }
  return line;
}

/** @param {string[]} texts @returns {(string | Node)[]} in a row, each apart */
const series = (texts) =>
  inSeries(
    texts.map((text) => [apart(text)]),
    language,
  );

/**
 * @param {string} key of a reference, such as `op-9-d` or `18/COP.13`
 * @param {{anchor: string, number: string}} hit that it found
 * @param {Words} words
 * @returns {string} the paragraph as readers call it; any other key as it is
 */
function nameReference(key, hit, words) {
  const [, number = ""] = /^(?:op|pp)-(\d+)$/.exec(key) ?? [];
  const named = key === hit.anchor ? hit : { anchor: key, number };
  return (named.number && nameParagraph(named, words)) || key;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 * @returns {(string | Node)[][]}
 */
function reasons(hit, words) {
  const { why } = hit;
  const given = [];
  if (why.reference) {
    const reference = nameReference(why.reference, hit, words);
    given.push(fill(words("search.why_reference"), { reference: [apart(reference)] }));
  }
  if (why.words.length) {
    given.push(fill(words("search.why_words"), { words: series(why.words) }));
  }
  if (why.concepts.length) {
    given.push(fill(words("search.why_concepts"), { concepts: series(why.concepts) }));
  }
  if (why.meaning) {
    given.push([words("search.why_meaning")]);
  }
  return given;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 */
function foot(hit, words) {
  const line = element("p", "result__foot");
  const given = reasons(hit, words);
  if (given.length) {
    const why = element("span", "");
    why.append(element("span", "key", words("search.why")));
    given.forEach((reason, place) => why.append(place ? " · " : " ", ...reason));
    line.append(why);
  }
  const others = Object.entries(hit.alternates);
  if (others.length) {
    const list = element("span", "result__others", words("search.other_languages"));
    for (const [code, alternate] of others) {
      const link = document.createElement("a");
      link.href = localLink(alternate.url);
      link.hreflang = LANGUAGES[code]?.tag ?? code;
      link.textContent = NAMES[code] ?? code;
      list.append(inLanguage(link, code));
    }
    line.append(list);
  }
  return line;
}

/**
 * @param {Hit} hit
 * @param {Words} words
 * @returns {HTMLLIElement}
 */
export function buildResult(hit, words) {
  const item = document.createElement("li");
  const card = element("article", "result");
  card.append(head(hit, words));
  const above = nameParagraph(hit, words) ? hit.title : hit.heading;
  if (hit.symbol) {
    const line = element("p", "result__title");
    line.append(symbol(hit.symbol));
    card.append(line);
  }
  if (above) {
    card.append(inLanguage(element("p", "result__title", above), hit.language));
  }
  card.append(snippet(hit), labels(hit, words), foot(hit, words));
  item.append(card);
  return item;
}

/**
 * @param {string} title
 * @param {{label: string, url: string}[]} places
 * @returns {HTMLElement[]} links under a title; nothing where there are none
 */
export function buildPlaces(title, places) {
  if (!places.length) {
    return [];
  }
  const line = element("p", "search__places");
  line.append(element("span", "key", title));
  for (const { label, url } of places) {
    const link = document.createElement("a");
    link.href = localLink(url);
    link.textContent = label;
    line.append(" ", link);
  }
  return [line];
}

/**
 * @param {string[]} unknown words of the question
 * @param {Words} words
 * @returns {HTMLElement[]} that they stand in no text; empty for none
 */
export function buildUnknown(unknown, words) {
  if (!unknown.length) {
    return [];
  }
  const line = element("span", "search__unknown");
  line.append(...fill(words("search.unknown_words"), { words: series(unknown) }));
  return [line];
}
