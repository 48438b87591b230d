// The part of a passage that is shown with a hit: its best sentence, and what matches in it.

const LENGTH = 240;
const SENTENCE_END = /[。！？；;؛؟!?]\s*(?=\S)|\.\s+(?=\p{L})|\n+/gu;

/**
 * @typedef {{start: number, end: number, weight: number, term: string}} Match
 * @typedef {{text: string, match: boolean, best: boolean}} Part
 */

/**
 * @param {Match[]} matches
 * @returns {[number, number][]} their spans, those that touch (pairs of characters) as one
 */
export function joinMatches(matches) {
  /** @type {[number, number][]} */
  const spans = [];
  for (const { start, end } of matches) {
    const last = spans[spans.length - 1];
    if (last && start < last[1]) {
      last[1] = Math.max(last[1], end);
    } else {
      spans.push([start, end]);
    }
  }
  return spans;
}

/**
 * @param {Match[]} matches
 * @param {number} start
 * @param {number} end
 */
function weigh(matches, start, end) {
  const held = new Map(
    matches
      .filter((one) => one.start >= start && one.end <= end)
      .map((one) => [one.term, one.weight]),
  );
  return [...held.values()].reduce((sum, weight) => sum + weight, 0);
}

/** @param {string} text @param {Match[]} matches @returns {[number, number]} */
function bestSentence(text, matches) {
  const ends = [...text.matchAll(SENTENCE_END)].map(
    (found) => (found.index ?? 0) + found[0].length,
  );
  const bounds = [0, ...ends, text.length];
  let best = [0, 0];
  let most = -1;
  bounds.slice(1).forEach((end, number) => {
    const weight = weigh(matches, bounds[number], end);
    if (weight > most && text.slice(bounds[number], end).trim()) {
      most = weight;
      best = [bounds[number], end];
    }
  });
  return [best[0], best[0] + text.slice(best[0], best[1]).trimEnd().length];
}

/**
 * About 240 characters of a text from its best sentence on, or, of a long sentence, from where most
 * of it matches. The parts, joined, are that piece, with an ellipsis where something was left out.
 *
 * @param {string} text
 * @param {Match[]} matches in the order of the text
 * @returns {Part[]}
 */
export function buildSnippet(text, matches) {
  const [first, last] = bestSentence(text, matches);
  let [start, end] = [0, text.length];
  if (text.length > LENGTH * 1.25) {
    const inside = matches.filter((one) => one.start >= first && one.end <= last);
    const starts = inside.map((one) =>
      wordBound(text, Math.max(first, one.start - LENGTH / 4), -1),
    );
    start =
      last - first <= LENGTH
        ? first
        : starts.reduce(
            (best, at) =>
              weigh(inside, at, at + LENGTH) > weigh(inside, best, best + LENGTH) ? at : best,
            first,
          );
    end = wordBound(text, Math.min(text.length, start + LENGTH), 1);
  }
  const spans = joinMatches(matches);
  const cuts = [...new Set([start, end, first, last, ...spans.flat()])]
    .filter((at) => at >= start && at <= end)
    .sort((a, b) => a - b);
  const parts = cuts.slice(1).map((to, number) => {
    const from = cuts[number];
    return {
      text: text.slice(from, to),
      match: spans.some(([a, b]) => a <= from && to <= b),
      best: from >= first && to <= last,
    };
  });
  const cut = { text: "…", match: false, best: false };
  return [...(start ? [cut] : []), ...parts, ...(end < text.length ? [cut] : [])];
}

/** @param {string} text @param {number} at @param {1 | -1} step @returns {number} out of a word */
function wordBound(text, at, step) {
  let place = Math.floor(at);
  for (
    let moved = 0;
    moved < 30 && /^[\p{L}\p{M}\p{N}]{2}$/u.test(text.slice(place - 1, place + 1));
    moved += 1
  ) {
    if (/\p{Script=Han}/u.test(text[place])) {
      break;
    }
    place += step;
  }
  return place;
}
