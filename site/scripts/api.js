// Where questions of this page go, and where links of the answers lead.

import { Answers } from "../widget/answers.js";
import { openStaticSearch } from "../widget/static-search.js";

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

/** @returns {Answers} the service first, while that is away this site's own index of words */
export function openAnswers() {
  const where = { api: hasService ? meta("ldn-api") : "", site: meta("ldn-site"), language };
  return new Answers(where, (site, code, signal) => openStaticSearch(site, code, { signal }));
}

/** @returns {Promise<import("../widget/static-search.js").StaticSearch>} the index of this page's language */
export function openIndex() {
  return openStaticSearch(meta("ldn-site"), language);
}

/**
 * A permanent address as a link from this copy of the site, wherever it is served; one that asks
 * no service holds one language, so that other languages stay on the public site.
 * Anything but http(s), and but a page of this copy, leads nowhere.
 *
 * @param {string} address
 * @returns {string}
 */
export function localLink(address) {
  const base = meta("ldn-base");
  const site = new URL(meta("ldn-site"), document.baseURI).href;
  const start = [base, site].find((one) => one && address.startsWith(one));
  if (start === undefined) {
    return /^https?:\/\//.test(address) ? address : "#";
  }
  const rest = address.slice(start.length);
  return (hasService || rest.startsWith(`${language}/`) ? site : base) + rest;
}
