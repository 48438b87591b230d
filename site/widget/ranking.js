// How well each passage answers a question by its words: BM25 in five fields, slips mended, other
// names of what is asked (docs/decisions/008-static-search.md).

import { fold } from "./words.js";

const FIELDS = ["title", "heading", "context", "text", "asked"];
/** What counts how much; chosen on the development part of tests/relevance. */
const RANKING = {
  fields: [2.5, 0.4, 0.2, 1, 1.5],
  tie: 0.2,
  k1: 1,
  b: 0.25,
  covered: 0.5,
  synonym: 0.3,
  beginning: 0.6,
};
const MOST_WORDS = 64;

/**
 * @typedef {Record<string, any>} Row a passage, with the facts that its document's passages share
 * @typedef {{terms: Map<string, number>, rarity: number}} Word
 *   what is looked for with one word of a question, and how much each counts
 * @typedef {{typed: string, meant: string}} Correction
 * @typedef {{
 *   words: Word[], concepts: number[], names: string[][][],
 *   corrections: Correction[], unknown: string[],
 * }} Asked a question as read: `names` are other names of each concept in it
 */

/**
 * @param {Row[]} rows
 * @param {{names: string[]}[]} concepts
 * @param {import("./words.js").Analyser} analyser
 */
export function buildRanking(rows, concepts, analyser) {
  /** Row and number of occurrences in each field, by term. @type {Map<string, number[][]>} */
  const postings = new Map();
  const lengths = FIELDS.map(() => new Array(rows.length).fill(0));
  /** Titles and needs are those of several passages. @type {Map<string, {term: string}[]>} */
  const analysed = new Map();
  const analyse = (/** @type {string} */ text) => {
    const tokens = analysed.get(text) ?? analyser.analyse(text);
    analysed.set(text, tokens);
    return tokens;
  };
  rows.forEach((row, number) => {
    texts(row).forEach((parts, field) => {
      for (const { term } of parts.flatMap(analyse)) {
        let found = postings.get(term);
        if (!found) {
          found = [];
          postings.set(term, found);
        }
        let last = found[found.length - 1];
        if (last?.[0] !== number) {
          last = [number, 0, 0, 0, 0, 0];
          found.push(last);
        }
        last[field + 1] += 1;
        lengths[field][number] += 1;
      }
    });
  });
  const means = lengths.map(
    (of) => of.reduce((sum, one) => sum + one, 0) / of.filter(Boolean).length || 1,
  );
  const vocabulary = [...analyser.known]
    .filter(([, { word }]) => /^\p{L}{4,}$/u.test(word))
    .map(([printed, { word, term }]) => ({
      printed,
      word,
      term,
      count: postings.get(term)?.length ?? 0,
    }));
  const names = concepts.map((concept) =>
    concept.names
      .map((name) => analyser.ask(name).map(({ term }) => term))
      .filter((terms) => terms.length),
  );

  /** @param {number} count @returns {number} */
  const rare = (count) => Math.log(1 + (rows.length - count + 0.5) / (count + 0.5));

  /** @param {string} term @returns {Map<number, number>} score by row */
  function scoreTerm(term) {
    const found = postings.get(term) ?? [];
    const rarities = FIELDS.map((_, field) => rare(found.filter((one) => one[field + 1]).length));
    return new Map(
      found.map((one) => {
        const scores = RANKING.fields.map((weight, field) => {
          const times = one[field + 1];
          const long = 1 - RANKING.b + (RANKING.b * lengths[field][one[0]]) / means[field];
          return (
            (weight * rarities[field] * times * (RANKING.k1 + 1)) / (times + RANKING.k1 * long)
          );
        });
        const best = Math.max(...scores);
        const all = scores.reduce((sum, score) => sum + score, 0);
        return [one[0], best + RANKING.tie * (all - best)];
      }),
    );
  }

  /**
   * What was meant by a word that no text holds: words that it begins, else one that differs by a
   * letter.
   * @param {string} typed
   * @returns {{terms: Map<string, number>, meant: string}}
   */
  function guess(typed) {
    const word = fold(typed);
    const begun = word.length < 3 ? [] : vocabulary.filter((one) => one.word.startsWith(word));
    if (begun.length) {
      return { terms: new Map(begun.map(({ term }) => [term, RANKING.beginning])), meant: "" };
    }
    const near = vocabulary
      .filter((one) => isSlip(word, one.word))
      .sort((a, b) => b.count - a.count)[0];
    return near
      ? {
          terms: new Map([[near.term, 1]]),
          meant:
            near.printed === near.printed.toUpperCase() ? near.printed : near.printed.toLowerCase(),
        }
      : { terms: new Map(), meant: "" };
  }

  /** @param {string} text @param {boolean} [mend] whether to guess at words that no text holds @returns {Asked} */
  function read(text, mend = true) {
    /** @type {Asked} */
    const asked = { words: [], concepts: [], names: [], corrections: [], unknown: [] };
    /** By character that asks for something: whether any text holds its word, or one of its pairs. */
    const held = /** @type {boolean[]} */ ([]);
    for (const { term, start, end } of analyser.ask(text).slice(0, MOST_WORDS)) {
      const typed = text.slice(start, end);
      const { terms, meant } = postings.has(term)
        ? { terms: new Map([[term, 1]]), meant: "" }
        : mend
          ? guess(typed)
          : { terms: new Map(), meant: "" };
      if (meant) {
        asked.corrections.push({ typed, meant });
      }
      for (let at = start; at < end; at += 1) {
        held[at] ||= terms.size > 0;
      }
      const counts = [...terms.keys()].map((one) => postings.get(one)?.length ?? 0);
      asked.words.push({ terms, rarity: rare(Math.max(0, ...counts)) });
    }
    const nowhere = [...text.split("").keys()].map((at) => (held[at] === false ? text[at] : "\n"));
    asked.unknown = nowhere.join("").split(/\n+/).filter(Boolean);
    const run = asked.words.map((word) => [...word.terms.keys()][0] ?? "");
    names.forEach((all, concept) => {
      const others = all.filter((name) => !holdsRun(run, name));
      if (others.length < all.length) {
        asked.concepts.push(concept);
        asked.names.push(others);
      }
    });
    return asked;
  }

  /**
   * @param {string[][]} groups terms of which all are to be found, for each of several ways
   * @param {(scores: number[]) => number} join
   * @returns {Map<number, number>} the best score of any way, by row
   */
  function best(groups, join) {
    /** @type {Map<number, number>} */
    const found = new Map();
    for (const terms of groups) {
      const parts = terms.map(scoreTerm);
      for (const row of parts[0].keys()) {
        if (parts.every((part) => part.has(row))) {
          const score = join(parts.map((part) => part.get(row) ?? 0));
          found.set(row, Math.max(found.get(row) ?? 0, score));
        }
      }
    }
    return found;
  }

  /** @param {Asked} asked @returns {Float64Array} a score for each row, 0 where nothing matches */
  function score(asked) {
    const scores = new Float64Array(rows.length);
    const held = new Float64Array(rows.length);
    const all = asked.words.reduce((sum, word) => sum + word.rarity, 0);
    for (const { terms, rarity } of asked.words) {
      const found = best(
        [...terms.keys()].map((term) => [term]),
        ([one]) => one,
      );
      const weight = Math.min(1, ...terms.values());
      found.forEach((value, row) => {
        scores[row] += weight * value;
        held[row] += rarity;
      });
    }
    for (const others of asked.names) {
      best(others, (parts) => Math.min(...parts)).forEach((value, row) => {
        scores[row] += RANKING.synonym * value;
      });
    }
    // A question is answered rather by what holds more of its words.
    return scores.map((value, row) =>
      all ? value * (1 - RANKING.covered + (RANKING.covered * held[row]) / all) : 0,
    );
  }

  return { read, score };
}

/** @param {Row} row @returns {string[][]} what is searched of a passage, field by field */
function texts(row) {
  return FIELDS.map((name) => (name === "asked" ? (row.asked ?? []) : [row[name] ?? ""]));
}

/** @param {string[]} terms @param {string[]} part @returns {boolean} */
function holdsRun(terms, part) {
  return terms.some((_, at) => part.every((term, step) => terms[at + step] === term));
}

/** @param {string} typed @param {string} word @returns {boolean} whether one letter differs, or two changed places */
function isSlip(typed, word) {
  if (typed.length < 5 || typed[0] !== word[0] || Math.abs(typed.length - word.length) > 1) {
    return false;
  }
  let start = 0;
  while (start < typed.length && typed[start] === word[start]) {
    start += 1;
  }
  let end = 0;
  while (
    end < Math.min(typed.length, word.length) - start &&
    typed[typed.length - 1 - end] === word[word.length - 1 - end]
  ) {
    end += 1;
  }
  const left = typed.slice(start, typed.length - end);
  const right = word.slice(start, word.length - end);
  return (
    (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === right[1] + right[0])
  );
}
