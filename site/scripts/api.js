// Where questions of this page go, and where links of the answers lead.

import { Answers } from "../widget/answers.js";
import { openStaticSearch } from "../widget/static-search.js";
import { hasService, language, meta } from "./where.js";

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
