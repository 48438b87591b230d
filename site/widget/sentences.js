// Sentences that hold words of a reader or of a text. Each stands apart in a <bdi>, as its script may
// run the opposite way.

/** @typedef {(string | Node)[]} Content */

/** What stands between the words of a list: these are no sentence, so no "and" before the last. */
const BETWEEN = { ar: "، ", zh: "、" };

/**
 * @param {string} text
 * @param {string} [className]
 */
export function apart(text, className) {
  const made = document.createElement("bdi");
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

/**
 * @param {string} text
 * @param {Record<string, Content>} values
 * @returns {Content} the text with values in place of its {placeholders}
 */
export function fill(text, values) {
  return text
    .split(/\{(\w+)\}/)
    .flatMap((piece, place) => (place % 2 ? (values[piece] ?? []) : [piece]));
}

/**
 * @param {Content[]} things
 * @param {string} language
 * @returns {Content} with what stands between the words of a list
 */
export function inSeries(things, language) {
  const between = BETWEEN[/** @type {keyof typeof BETWEEN} */ (language)] ?? ", ";
  return things.flatMap((thing, place) => (place ? [between, ...thing] : thing));
}

/** A line break beside a Han character or its punctuation, where Chinese writes no blank. */
const BREAK =
  /([\p{Script=Han}\u3000-\u303f\uff00-\uffef])\n|\n(?=[\p{Script=Han}\u3000-\u303f\uff00-\uffef])/gu;

/** @param {string} text @returns {string} its lines as one, as its script joins them */
export function joinLines(text) {
  return text.replace(BREAK, "$1").replaceAll("\n", " ");
}

/**
 * @param {{typed: string, meant: string}[]} corrections
 * @param {import("./options.js").Words} words
 * @param {string} language
 * @returns {Content} what was searched for instead of what was typed; empty for nothing
 */
export function describeCorrections(corrections, words, language) {
  if (!corrections.length) {
    return [];
  }
  const each = corrections.map(({ typed, meant }) =>
    fill(words("search.correction"), {
      meant: [apart(meant, "search__meant")],
      typed: [apart(typed, "search__typed")],
    }),
  );
  return fill(words("search.corrections"), { corrections: inSeries(each, language) });
}
