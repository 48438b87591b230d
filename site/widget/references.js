// Questions that are references: "para 9 (d)", "第9段(d)", "الفقرة 9 (د)", "ICCD/COP(14)/CST/L.1".
// The forms are those that the search service reads (indexer/references.py), and so are the words:
// the index brings them.

const NUMBER = "(\\d{1,3})";
const ROMAN = "(?:[\\s.,،-]*\\(?([ivx]{1,5})\\s*\\))?";
const ANCHOR =
  /^#?((?:annex-\d{1,2}-)?(?:[a-z]-)?(?:ch(?:-\d{1,2})+-)?(?:op|pp|para|h|t)-\d{1,3}(?:-(?:[a-z]{1,9}|\d{1,2}))*|annex-\d{1,2})$/;
const ARTICLE =
  /^(?:articles?|art\.?|art[íi]culos?|стать[яиюей]{1,2}|ст\.|(?:ال|لل|بال|وال)?ماد[ةه])\s*(\d{1,3}).{0,60}$|^(?:《?(?:联合国)?(?:防治荒漠化)?公约》?的?)?\s?第\s?(\d{1,3})\s?条$/;
const DECISION =
  /^(?:decisions?|décisions?|decisión|decisiones|решени[а-я]*|(?:ال)?مقرر|第)?\s*(\d{1,3})\s?\/\s?(?:(cop|kc|cp|cmp|cma)[\s.-]*(\d{1,3})|م\s?\.?\s?أ\s?[-‐–.]\s?(\d{1,3}))\s*(?:号?\s*(?:决定|文件))?$/;
const SYMBOL = /^(?:iccd|fccc|cbd|unep|a|e|s)(?:\/[a-z0-9]+(?:\(\d{1,3}\))?(?:\.\d+)?)+$/;
const DOCUMENT = /^(?:documents?|documento|документ[а-я]*|(?:ال)?وثيقة|文件)\s*/;
const CHINESE =
  /(?:序言(?:部分)?)?(?:执行部分)?第\s?\d+\s?(?:\([a-z]\))?\s?[段款项条](?:的?\([a-z]\)(?:分段|[段款项目])?)?/;
const MARK = /[\s.,;:?。，、；：？،؛؟]/;
/** Cyrillic letters that print like Latin ones, and those. */
const ALIKE = ["авекмнорстх", "abekmhopctx"];
const HAN_DIGITS = "〇一二三四五六七八九";

/**
 * @typedef {{kind: "paragraph" | "anchor" | "article" | "document" | "decision", key: string}} Reference
 * @typedef {{
 *   parse: (question: string) => Reference | null,
 *   split: (question: string) => {reference: Reference, rest: string} | null,
 * }} ReferenceReader
 */

/**
 * @param {{
 *   paragraph: string, preamble: string, preamble_around: string, item: string, letters: string[],
 * }} words
 * @returns {ReferenceReader} the reference that a question consists of; one that stands inside it,
 *   and what is asked besides
 */
export function readReferences({ paragraph, preamble, preamble_around, item, letters }) {
  /** @param {string} pattern */
  const whole = (pattern) => new RegExp(`^(?:${pattern})$`);
  const letter = `\\(?\\s*([a-zа-яا${letters[0]}]|[ivx]{1,5})\\s*\\)?`;
  const tail = `(?:[\\s.,،-]*(?:(?:${item})\\s*)?${letter}${ROMAN})?`;
  const named = whole(`(?:(${preamble})|(${paragraph})|(?:${item}))[\\s.-]*${NUMBER}${tail}`);
  const inverse = whole(
    `(?:${item})\\s*${letter}[\\s,،]*(?:(?:of|in|du|de|del|من|في)\\s+)?(?:(?:the|la|le)\\s+)?` +
      `(?:(${preamble})|(?:${paragraph}))[\\s.-]*${NUMBER}`,
  );
  const around = whole(preamble_around);
  const bare = whole(
    `(序言(?:部分)?)?(?:执行部分)?第?\\s?${NUMBER}\\s?(?:(?=\\()|([段款项]))的?${tail}\\s?(?:分段|[段款项目])?`,
  );

  /** @param {string} printed @returns {string} the letter of the anchor */
  function ordinal(printed) {
    const known = latin(printed.replace("ا", "أ"));
    const place = Math.max(...letters.map((alphabet) => alphabet.indexOf(known)));
    return place < 0 ? known : String.fromCharCode(97 + place);
  }

  /** @param {string} query @returns {Reference | null} */
  function parseParagraph(query) {
    const plain = query
      .replace(/\(\s?(\d{1,3})\s?\)/g, " $1 ")
      .replace(/\s+/g, " ")
      .trim();
    const inside = plain.match(around)?.slice(1).find(Boolean);
    if (inside) {
      return { kind: "paragraph", key: `pp-${Number(inside)}` };
    }
    const [, pp, op, number, part, roman] = plain.match(named) ?? [];
    const [, otherPart, otherPp, otherNumber] = plain.match(inverse) ?? [];
    const [, barePp, bareNumber, bareOp, barePart, bareRoman] = plain.match(bare) ?? [];
    const found = number
      ? { pp, op, number, part, roman }
      : otherNumber
        ? { pp: otherPp, op: "", number: otherNumber, part: otherPart, roman: "" }
        : { pp: barePp, op: bareOp, number: bareNumber, part: barePart, roman: bareRoman };
    if (!found.number || !(found.pp || found.op || found.part)) {
      return null; // "apartado 9" is a section of something
    }
    const parts = [
      found.pp ? "pp" : "op",
      Number(found.number),
      found.part && ordinal(found.part),
      found.roman,
    ];
    return { kind: "paragraph", key: parts.filter(Boolean).join("-") };
  }

  /** @param {string} question @returns {Reference | null} */
  function parse(question) {
    const query = trimMarks(plainText(question)).replace(
      /^(?:(?:the|la|le|les|el|los|las)\s|l['’]\s?)/,
      "",
    );
    const anchor = query.match(ANCHOR);
    if (anchor || query.length > 120) {
      return anchor && { kind: "anchor", key: anchor[1] };
    }
    const numbered = parseParagraph(query);
    if (numbered) {
      return numbered;
    }
    const article = query.match(ARTICLE);
    if (article) {
      return { kind: "article", key: `article-${Number(article[1] ?? article[2])}` };
    }
    const symbol = latin(query.replace(DOCUMENT, "")).replace(/\s*([/().])\s*/g, "$1");
    if (SYMBOL.test(symbol)) {
      return { kind: "document", key: symbol.toUpperCase() };
    }
    const decision = query.match(DECISION) ?? latin(query).match(DECISION);
    if (decision) {
      const [, number, session, latinNumber, arabicNumber] = decision;
      const body = /^cm/.test(session ?? "") ? session.toUpperCase() : "COP";
      return {
        kind: "decision",
        key: `${Number(number)}/${body}.${Number(latinNumber ?? arabicNumber)}`,
      };
    }
    return null;
  }

  /** @param {string} question */
  function split(question) {
    const text = plainText(question).trim();
    const parts = text.split(" ");
    const [chinese] = text.match(CHINESE) ?? [];
    const [left, ...right] = chinese ? text.split(chinese) : [""];
    const spans = chinese ? [[left, chinese, right.join(chinese)]] : [];
    for (let length = parts.length > 40 ? 0 : Math.min(6, parts.length); length > 0; length -= 1) {
      for (let first = 0; first + length <= parts.length; first += 1) {
        const cuts = [
          parts.slice(0, first),
          parts.slice(first, first + length),
          parts.slice(first + length),
        ];
        spans.push(cuts.map((cut) => cut.join(" ")));
      }
    }
    for (const [before, found, after] of spans) {
      const reference =
        isNamed(found) && parse(found.replace(/^[([]\s*(.+?)\s*[)\]][.,;:?!]*$/, "$1"));
      if (reference) {
        return { reference, rest: trimMarks(`${before} ${after}`) };
      }
    }
    return null;
  }

  return { parse, split };
}

/** @param {string} text @returns {string} without the marks at its ends */
function trimMarks(text) {
  let [start, end] = [0, text.length];
  while (start < end && MARK.test(text[start])) {
    start += 1;
  }
  while (end > start && MARK.test(text[end - 1])) {
    end -= 1;
  }
  return text.slice(start, end);
}

/** @param {string} text @returns {string} with Cyrillic letters that print like Latin ones as these */
function latin(text) {
  return text.replace(/[а-х]/g, (letter) => ALIKE[1][ALIKE[0].indexOf(letter)] ?? letter);
}

/** @param {string} text @returns {boolean} whether a reference says what it is: "9" may be anything */
function isNamed(text) {
  return /\d/.test(text) && /\p{L}{2,}|[/§第段款项条]|п\.|\d\s*\(/u.test(text);
}

/** @param {string} text @returns {string} in small letters, one width, ASCII digits, without marks */
function plainText(text) {
  return text
    .replace(/[⁰¹²³⁴-⁹\u0640\u064b-\u0652]+/g, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(
      /第\s?([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)\s?(?=[段条款项(])/g,
      (all, first, ten, last) => {
        const value =
          (ten ? 10 * Math.max(1, HAN_DIGITS.indexOf(first || "一")) : 0) +
          Math.max(0, HAN_DIGITS.indexOf((ten ? last : first) || "〇"));
        return value && (ten || !last) ? `第${value}` : all;
      },
    )
    .replace(/\s+/g, " ");
}
