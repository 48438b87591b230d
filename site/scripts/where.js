// What a page says of itself: its language, this copy of the site, the service if there is one.

/**
 * @param {string} name of a meta element
 * @returns {string} its content, empty where there is none
 */
export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/** The language of this page. */
export const language = meta("ldn-language");

/** Whether a service may be asked at all: a copy names none, and a page in a folder asks nobody. */
export const hasService = meta("ldn-api") !== "" && window.location.protocol !== "file:";
