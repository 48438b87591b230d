// The six languages, and which of them a tag such as `fr-CA` asks for.

/** @type {Record<string, {tag: string, dir: "ltr" | "rtl"}>} */
export const LANGUAGES = {
  ar: { tag: "ar", dir: "rtl" },
  zh: { tag: "zh-Hans", dir: "ltr" },
  en: { tag: "en", dir: "ltr" },
  fr: { tag: "fr", dir: "ltr" },
  ru: { tag: "ru", dir: "ltr" },
  es: { tag: "es", dir: "ltr" },
};

/**
 * @param {(string | null | undefined)[]} tags the most wanted first
 * @returns {string} the code of the first that we have, else English
 */
export function chooseLanguage(tags) {
  for (const tag of tags) {
    const code = (tag ?? "").trim().toLowerCase().split("-")[0];
    if (Object.hasOwn(LANGUAGES, code)) {
      return code;
    }
  }
  return "en";
}

/**
 * @template {HTMLElement} T
 * @param {T} target
 * @param {string} code
 * @returns {T} the element, told which language its text is in
 */
export function inLanguage(target, code) {
  if (Object.hasOwn(LANGUAGES, code)) {
    target.lang = LANGUAGES[code].tag;
    target.dir = LANGUAGES[code].dir;
  }
  return target;
}
