// Search without the API: one language's index, fetched once and analysed in the browser, answers
// questions in the form in which the API does. Words only (docs/decisions/008-static-search.md).

import { makeAnswers } from "./static-answers.js";
import { loadIndex } from "./index-loader.js";
import { orderHits } from "./neighbourhood.js";
import { buildRanking } from "./ranking.js";
import { readReferences } from "./references.js";
import { buildSuggestions } from "./suggestions.js";
import { makeAnalyser, scriptLanguage } from "./words.js";

const FORMAT = 1;
/** The anchor of the top-level paragraph (indexer/anchors.py). */
const TOP =
  /^(?:annex-\d+-)?(?:[a-z]-)?(?:ch(?:-\d+)+-)?(?:op|pp|para)-\d+(?:-(?:bis|ter|quater|quinquies)(?![a-z]))?/;
/** Of a pasted page; a tag asks for nothing. */
const TAG = /<\/?[a-z][^<>]*>/gi;
/** A word of a language, where an abbreviation is at home in all. */
const LATIN_WORD = /[a-z]{4}/;
const LATIN = ["en", "fr", "es"];
/** Characters that nobody sees, but for those that join and part the letters of a word. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]+/gu;
/** What is left of a question of nothing else, which is no empty question. */
const NOTHING = "\u200b";

/**
 * @typedef {import("./ranking.js").Row} Row
 * @typedef {import("./references.js").Reference} Reference
 * @typedef {{order: number[], asked: import("./ranking.js").Asked | null, reference: Reference | null}} Found
 * @typedef {{
 *   search: (parameters: URLSearchParams) => Promise<any>,
 *   suggest: (beginning: string) => {suggestions: {text: string}[]},
 *   related: (question: string) => {terms: Place[], themes: Place[]},
 * }} StaticSearch
 * @typedef {{label: string, url: string}} Place
 * @typedef {ReturnType<typeof openIndex>} Opened
 */

/** Indexes by address: opened once in a page's life. @type {Map<string, Promise<Opened>>} */
const opened = new Map();

/**
 * @param {string} siteUrl where the site stands, ending in a slash
 * @param {string} language
 * @param {{signal?: AbortSignal, loader?: (url: string) => Promise<any>}} [options] once the
 *   signal has aborted the promise rejects; the index goes on loading for whoever asks next
 * @returns {Promise<StaticSearch>} rejects where the site has no index that this script can read
 */
export async function openStaticSearch(siteUrl, language, { signal, loader = loadIndex } = {}) {
  const site = new URL(siteUrl, document.baseURI).href;

  /** @param {string} code */
  function open(code) {
    const url = `${site}${code}/search-index.json`;
    const waiting = opened.get(url) ?? loader(url).then((index) => openIndex(index, site));
    opened.set(url, waiting);
    waiting.catch(() => opened.delete(url));
    return waiting;
  }

  const own = await open(language);
  signal?.throwIfAborted();
  return {
    suggest: own.suggest,
    related: own.related,
    search: async (parameters) => {
      const question = readQuestion(parameters.get("q") ?? "");
      let found = own.find(question);
      let detected = scriptLanguage(question);
      const foreign = detected ?? "en";
      const unknown = detected || (!LATIN.includes(language) && LATIN_WORD.test(question));
      if (foreign !== language && (unknown || !found.order.length) && !found.reference) {
        // Asked in another language: its index knows the words, and passages are the same in all.
        const other = await open(foreign).catch(() => null);
        const there = other?.find(question);
        if (other && there?.order.length) {
          detected = foreign;
          const units = there.order.map((row) => other.rows[row].unit);
          found = { ...there, order: units.flatMap((unit) => own.rowOf.get(unit) ?? []) };
        }
      }
      return own.answer(found, question, detected, parameters);
    },
  };
}

/** @param {string} typed @returns {string} as it is asked and shown */
function readQuestion(typed) {
  const seen = typed.replace(/\s+/g, " ").replace(UNSEEN, "").replace(/ +/g, " ").trim();
  return seen || (typed.trim() && NOTHING);
}

/** @param {any} index @param {string} site */
function openIndex(index, site) {
  if (index?.format !== FORMAT) {
    throw new Error(`the index has format ${index?.format}; this script reads ${FORMAT}`);
  }
  const rows = readRows(index.groups, index.needs);
  const rowOf = new Map(rows.map((row, number) => [row.unit, number]));
  const analyser = makeAnalyser(index.language, index.stop_words, index.singulars);
  const ranking = buildRanking(rows, index.concepts, analyser);
  const order = orderHits(rows);
  const references = readReferences(index.paragraph_words);
  const items = new Map(
    index.groups.flatMap((/** @type {Row} */ group) => Object.entries(group.items ?? {})),
  );

  /** @param {Reference} reference @returns {number[]} the rows that it means, those named first */
  function resolve({ kind, key }) {
    /** @param {(row: Row) => boolean} wanted */
    const where = (wanted) => rows.flatMap((row, number) => (wanted(row) ? [number] : []));
    if (kind === "paragraph" || kind === "anchor") {
      const exact = where((row) => row.anchor === (items.get(key) ?? key));
      return exact.length ? [...exact, ...where((row) => row.anchor.startsWith(`${key}-`))] : [];
    }
    const documents = new Set(
      where((row) => row.number?.toUpperCase() === key).map((row) => rows[row].document),
    );
    const cites = (/** @type {Row} */ row) =>
      row.references?.some((/** @type {string} */ one) => one.toUpperCase() === key.toUpperCase());
    return [
      ...where((row) => documents.has(row.document)),
      ...where((row) => !documents.has(row.document) && cites(row)),
    ];
  }

  /** @param {number[]} found @returns {number[]} one row of each page */
  function fold(found) {
    const firsts = new Map(
      found.map((row) => /** @type {const} */ ([rows[row].hit, row])).reverse(),
    );
    return found.filter((row) => firsts.get(rows[row].hit) === row);
  }

  /** @param {string} question @returns {Found} */
  function find(question) {
    if (!question) {
      return { order: fold([...rows.keys()]), asked: null, reference: null };
    }
    const text = question.replace(TAG, " ");
    const alone = references.parse(text);
    const inner = alone ? null : references.split(text);
    const rest = inner && analyser.hasContent(inner.rest) ? inner.rest : "";
    const reference = alone ?? (rest ? null : (inner?.reference ?? null));
    if (reference) {
      return { order: fold(resolve(reference)), asked: null, reference };
    }
    const meant = ranking.read(rest || text);
    const ranked = order(ranking.score(meant)).map((hit) => hit.row);
    // what finds nothing was not meant
    const asked =
      meant.corrections.length && !ranked.length ? ranking.read(rest || text, false) : meant;
    const named = inner ? resolve(inner.reference) : [];
    named.sort(
      (a, b) => (ranked.indexOf(a) + 1 || Infinity) - (ranked.indexOf(b) + 1 || Infinity) || a - b,
    );
    return { order: fold([...named, ...ranked]), asked, reference: null };
  }

  const answer = makeAnswers(index, rows, items, analyser, site);
  return { rows, rowOf, find, answer, ...buildSuggestions(index, analyser, site) };
}

/**
 * @param {any[]} groups
 * @param {string[]} needs what readers want to find out; a passage has the places of those it answers
 * @returns {Row[]} every passage with the facts of its group
 */
function readRows(groups, needs = []) {
  return groups.flatMap(({ passages, ...shared }) =>
    passages.map((/** @type {Row} */ passage) => {
      const row = { anchor: "", number: "", heading: "", ...shared, ...passage };
      const page = row.kind === "guidance" || row.kind === "about";
      const top = row.anchor.match(TOP)?.[0];
      row.unit = `${row.path}#${row.anchor}`;
      row.hit = page ? row.path : row.unit;
      row.family = top ? `${row.document}/${top}` : "";
      row.asked = [...(row.asked ?? []), ...(row.needs ?? []).map((/** @type {number} */ n) => needs[n])];
      return row;
    }),
  );
}
