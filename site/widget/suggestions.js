// What a beginning may become, and what stands near a question that found nothing.

import { fold } from "./words.js";

const MOST = 8;
const MOST_RELATED = 6;
const MOST_THEMES = 4;
/** Letters that two words share when they are taken for kin. */
const KIN = 4;
/** What may stand before the beginning of an Arabic word. */
const ARTICLE = /(?:^|[^\p{L}\p{N}])(?:[وبكف]?ال|لل)$/u;

/**
 * @param {any} index
 * @param {import("./words.js").Analyser} analyser
 * @param {string} site
 */
export function buildSuggestions(index, analyser, site) {
  /** @type {{label: string, names: string[], path: string, themes: string[], kind: string, terms: Set<string>}[]} */
  const concepts = index.concepts.map((/** @type {any} */ one) => ({
    ...one,
    terms: new Set(
      one.names.flatMap((/** @type {string} */ name) => analyser.ask(name).map(({ term }) => term)),
    ),
  }));
  const titles = index.groups.flatMap((/** @type {any} */ group) => [
    group.title,
    ...group.passages.flatMap((/** @type {any} */ one) =>
      one.kind === "term" ? [] : [one.title, group.document_status ? "" : one.heading],
    ),
  ]);
  const texts = [
    ...new Set([...concepts.flatMap((one) => [one.label, ...one.names]), ...titles]),
  ].filter(Boolean);
  const entries = texts.map((text, place) => ({ text, place, folded: fold(text) }));

  /** @param {string} folded @param {string} wanted @returns {number} where one of its words so begins */
  function beginning(folded, wanted) {
    let at = folded.indexOf(wanted);
    while (at > 0) {
      const before = folded.slice(0, at);
      if (index.language === "zh" || /[^\p{L}\p{N}]$/u.test(before) || ARTICLE.test(before)) {
        break;
      }
      at = folded.indexOf(wanted, at + 1);
    }
    return at;
  }

  /** @param {string} typed */
  function suggest(typed) {
    const wanted = fold(typed).replace(/\s+/g, " ").trimStart();
    const found = entries
      .map((entry) => ({ ...entry, at: wanted ? beginning(entry.folded, wanted) : -1 }))
      .filter((entry) => entry.at >= 0)
      .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || a.place - b.place);
    const texts = new Map(found.map(({ folded, text }) => [folded, text]).reverse());
    return {
      suggestions: found
        .filter((one) => texts.get(one.folded) === one.text)
        .slice(0, MOST)
        .map(({ text }) => ({ text })),
    };
  }

  /** @param {string} question */
  function related(question) {
    const asked = analyser.ask(question).map(({ term }) => term);
    const near = concepts
      .map((concept) => ({
        concept,
        shared: asked.filter((term) => [...concept.terms].some((one) => isKin(term, one))).length,
      }))
      .filter(({ shared }) => shared)
      .sort((a, b) => b.shared - a.shared);
    const terms = near.filter(({ concept }) => concept.kind === "term").slice(0, MOST_RELATED);
    /** How much of what is near belongs to each theme. @type {Map<string, number>} */
    const weights = new Map();
    for (const { concept, shared } of [
      ...terms,
      ...near.filter((one) => one.concept.kind === "theme"),
    ]) {
      for (const theme of concept.themes) {
        weights.set(theme, (weights.get(theme) ?? 0) + shared / concept.themes.length);
      }
    }
    const themes = concepts
      .filter((one) => one.kind === "theme" && weights.has(one.themes[0]))
      .sort((a, b) => (weights.get(b.themes[0]) ?? 0) - (weights.get(a.themes[0]) ?? 0));
    return {
      terms: terms.map(({ concept }) => place(concept)),
      themes: themes.slice(0, MOST_THEMES).map(place),
    };
  }

  /** @param {{label: string, path: string}} concept */
  function place({ label, path }) {
    return { label, url: pageUrl(site, index.language, ...path.split("#")) };
  }

  return { suggest, related };
}

/** @param {string} one @param {string} other */
function isKin(one, other) {
  return (
    one === other ||
    (one.length > KIN && other.length > KIN && one.slice(0, KIN) === other.slice(0, KIN))
  );
}

/**
 * @param {string} site
 * @param {string} language
 * @param {string} path
 * @param {string} [anchor]
 * @returns {string} an address; from a folder that of the file, as nobody serves it there
 */
export function pageUrl(site, language, path, anchor = "") {
  const file = site.startsWith("file:") ? "index.html" : "";
  return `${site}${language}/${path}${file}${anchor ? `#${anchor}` : ""}`;
}
