// Words of a text in six languages, cut as the search service cuts them (indexer/text.py), but with
// light stemming: texts and questions are treated alike, and that is what counts.

const HAN = "\\p{Script=Han}";
const ARABIC = "\\p{Script=Arabic}";
const CYRILLIC = "\\p{Script=Cyrillic}";
const INSIDE = "\\p{M}\\p{Cf}\u0640";
const RUN = new RegExp(
  `(\\p{Nd}+(?:[.,٫]\\p{Nd}+)+)(?![A-Za-z])|(${HAN}[${HAN}\\p{Cf}]*)|(${ARABIC}[${ARABIC}${INSIDE}]*)` +
    `|(${CYRILLIC}[${CYRILLIC}${INSIDE}]*)` +
    `|(?:(?!${HAN}|${ARABIC}|${CYRILLIC})[\\p{L}\\p{N}${INSIDE}])+`,
  "gu",
);

/** What comes off the end of a word; eight letters are then kept. No stemmer measured better. */
const ENDINGS = {
  en: /(?:ations?|ments?|ies|ings?|ed|ers?|als?|es|s|e|y)$/,
  fr: /(?:ations?|ements?|aux|al|ees?|er|ez|ant|ent|es|s|x|e)$/,
  es: /(?:acion(?:es)?|ad[ao]s?|ar|er|ir|ando|iendo|e?s)$/,
  ru: /[аеиоуыьэюяй]+(?:[вмх]|ми|го|му)?$/,
};
const KEPT = 8;
const ARABIC_LETTERS = {
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ؤ: "ء",
  ئ: "ي",
  ة: "ه",
  ک: "ك",
  ی: "ي",
  ے: "ي",
};
const AFFIXES = [
  /^(?:[وف]?(?:[بك]?ال|لل)|[وف](?=[بكل]?[\u0621-\u064a]{4}))/,
  /^[بكل](?=[\u0621-\u064a]{5})/,
  /(?:ها|هم|ات|ان|ون|ين|يه|ه|ي)$/,
];

/**
 * @typedef {{term: string, start: number, end: number, place: number}} Token
 * @typedef {{
 *   analyse: (text: string) => Token[],
 *   ask: (text: string) => Token[],
 *   hasContent: (text: string) => boolean,
 *   known: Map<string, {word: string, term: string, asks: boolean}>,
 * }} Analyser `known` holds every word seen so far, as printed, with its folded form, its
 *   term, and whether it asks for anything
 */

/**
 * @param {string} text
 * @returns {string} what spellings of a text share: case, width, digits, marks, letter variants
 */
export function fold(text) {
  return text
    .replace(/\p{Cf}/gu, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]/g, "")
    .replace(/[أإآٱىؤئةکیے]/g, (letter) => ARABIC_LETTERS[letter])
    .normalize("NFD")
    .replace(/([a-zе])[\u0300-\u036f]+/g, "$1")
    .normalize("NFC");
}

/**
 * @param {string} word
 * @param {RegExp[]} affixes
 * @returns {string} the word without them; at least three letters stay
 */
function shorten(word, affixes) {
  return affixes.reduce((left, affix) => {
    const shorter = left.replace(affix, "");
    return shorter.length >= 3 ? shorter : left;
  }, word);
}

/**
 * @param {string} text
 * @returns {string | null} the language that a text's script tells, null for Latin letters
 */
export function scriptLanguage(text) {
  const scripts = { zh: HAN, ar: ARABIC, ru: CYRILLIC, "": "\\p{Script=Latin}" };
  const counts = Object.entries(scripts).map(([code, script]) => ({
    code,
    count: text.match(new RegExp(script, "gu"))?.length ?? 0,
  }));
  const most = counts.reduce((best, one) => (one.count > best.count ? one : best));
  return most.count ? most.code || null : null;
}

/**
 * @param {string} language
 * @param {string[]} stopWords words that ask for nothing; of Chinese, where a question is cut
 * @param {Record<string, string>} singulars stems of singulars by those of plurals
 * @returns {Analyser} terms of a text to be indexed, and of a question
 */
export function makeAnalyser(language, stopWords, singulars) {
  const dropped = new Set(language === "zh" ? [] : stopWords);
  const cut = language === "zh" ? stopWords.sort((a, b) => b.length - a.length).join("|") : "";
  /** @type {Analyser["known"]} */
  const known = new Map();

  /** @param {string} word @param {RegExpMatchArray} run */
  function stem(word, run) {
    if (run[1] || /^\d/.test(word)) {
      return word.replace("٫", ".");
    }
    if (run[3]) {
      const short = shorten(word, AFFIXES);
      return singulars[short] ?? short;
    }
    const ending =
      run[4] || language !== "ru"
        ? ENDINGS[/** @type {keyof typeof ENDINGS} */ (run[4] ? "ru" : language)]
        : null;
    return ending ? shorten(word, [ending]).slice(0, KEPT) : word;
  }

  /** @param {string} text @param {boolean} asked */
  function read(text, asked) {
    /** @type {Token[]} */
    const tokens = [];
    let place = 0;
    for (const run of text.matchAll(RUN)) {
      const start = run.index ?? 0;
      const end = start + run[0].length;
      if (run[2]) {
        const pieces = asked && cut ? run[0].split(new RegExp(`(${cut})`)) : [run[0]];
        let from = start;
        pieces.forEach((piece, number) => {
          if (number % 2 === 0) {
            han(piece, from, asked, tokens, place);
          }
          from += piece.length;
        });
        place += run[0].length + 1;
        continue;
      }
      let seen = known.get(run[0]);
      if (!seen) {
        const word = fold(run[0]);
        // Stop words as they are written: folded, an Arabic one may be another word.
        const asks = !dropped.has(run[0].normalize("NFKC").toLowerCase());
        seen = { word, term: stem(word, run), asks };
        known.set(run[0], seen);
      }
      const { word, term, asks } = seen;
      if (!word || (word.length === 1 && /['’]/.test(text[start - 1] ?? ""))) {
        continue;
      }
      if (asks || !asked) {
        tokens.push({ term, start, end, place });
      }
      place += 1;
    }
    return tokens;
  }

  return {
    known,
    hasContent: (text) => read(text, true).length > 0,
    analyse: (text) => read(text, false),
    ask: (text) => {
      const tokens = read(text, true);
      return tokens.length ? tokens : read(text, false);
    },
  };
}

/**
 * Pairs of characters, and single ones: of a question only where one stands alone.
 *
 * @param {string} run
 * @param {number} start
 * @param {boolean} asked
 * @param {Token[]} tokens
 * @param {number} place
 */
function han(run, start, asked, tokens, place) {
  const letters = [...run];
  let at = start;
  letters.forEach((letter, number) => {
    const next = letters[number + 1];
    const end = at + letter.length;
    if (next) {
      tokens.push({
        term: letter + next,
        start: at,
        end: end + next.length,
        place: place + number,
      });
    }
    if (!asked || letters.length === 1) {
      tokens.push({ term: letter, start: at, end, place: place + number });
    }
    at = end;
  });
}
