// The widget as partner sites load it: one module that defines <ldn-search>. What it needs beyond
// English and the API — other languages, the search without the API — is loaded on demand from
// the immutable folder of its own version, and checked against the digests in RELEASE.

import { LdnSearch } from "./element.js";
import { RELEASE } from "./made/release.js";
import { WORDS } from "./made/words.js";

const HERE = import.meta.url;

/** @param {string} name a file of this version */
const locate = (name) => new URL(`../${RELEASE.version}/${name}`, HERE).href;

/**
 * @param {string} language
 * @returns {Promise<Record<string, string>>} its words; English where they cannot be loaded
 */
async function loadWords(language) {
  const name = `strings/${language}.json`;
  try {
    const integrity = RELEASE.files[name];
    const response = await fetch(locate(name), { integrity, credentials: "omit" });
    return await response.json();
  } catch {
    return WORDS;
  }
}

/**
 * A dynamic import knows no integrity; a preload does, and an import takes what it has loaded.
 *
 * @param {string} name
 * @returns {Promise<string>} the address of a module that is what it was when this was released
 */
function preload(name) {
  const link = document.createElement("link");
  const href = locate(name);
  Object.assign(link, {
    rel: "modulepreload",
    href,
    integrity: RELEASE.files[name],
    crossOrigin: "anonymous",
  });
  if (!link.relList.supports("modulepreload")) {
    return Promise.resolve(href);
  }
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve(href));
    link.addEventListener("error", () => reject(new Error(`${href} is not what it should be`)));
    document.head.append(link);
  }).finally(() => link.remove());
}

/** @type {import("./answers.js").Open} */
async function openStatic(site, language, signal) {
  const module = await import(await preload("static-search.js"));
  return module.openStaticSearch(site, language, { signal });
}

if (!customElements.get("ldn-search")) {
  LdnSearch.kit = {
    words: (language) => (language === "en" ? WORDS : loadWords(language)),
    openStatic,
    site: new URL("../../", HERE).href,
    api: new URL("../../api/v1/", HERE).href,
    link: (address) => (/^https?:\/\//.test(address) ? address : ""),
  };
  customElements.define("ldn-search", LdnSearch);
}
