// What the attributes of one <ldn-search> ask for, and the questions that follow from it.

/**
 * @typedef {object} Settings
 * @property {string} language
 * @property {string} api address of the API, ending in a slash; empty where there is none
 * @property {string} site absolute address of the site, ending in a slash
 * @property {Record<string, string[]>} presets filters that the page has set, by name
 * @property {string[]} facets names of the filters that are left to the reader
 * @property {number} limit
 * @property {string | null} label name of the search for assistive technology
 * @property {string | null} placeholder
 * @property {string} target where links open
 * @property {"results" | "suggestions"} shows
 * @property {boolean} inline the panel stands in the flow of the page and stays
 * @property {string} key of a partner; empty where there is none
 * @property {string[]} wrong attributes whose value is no address; the usual one stands in its place
 */

const PRESETS = ["theme", "audience", "document"];
const FACETS = [...PRESETS, "kind", "language", "addressee", "verb"];
const FEW = 5;
const MANY = 20;

export const ATTRIBUTES = [
  ...["lang", ...PRESETS, "facets", "limit", "label", "placeholder", "api", "site", "target"],
  ...["show", "inline", "data-key"],
];

/** @param {string | null} text */
const split = (text) => (text ?? "").split(/\s+/).filter(Boolean);

/**
 * @param {HTMLElement} element
 * @param {string} language
 * @param {{api: string, site: string}} usual addresses where the element names none
 * @returns {Settings}
 */
export function readSettings(element, language, usual) {
  const read = (/** @type {string} */ name) => element.getAttribute(name);
  const presets = Object.fromEntries(
    PRESETS.map((name) => [name, split(read(name))]).filter(([, values]) => values.length),
  );
  const wanted = element.hasAttribute("facets") ? split(read("facets") || PRESETS.join(" ")) : [];
  const limit = Math.trunc(Number(read("limit"))) || FEW;
  /** @type {string[]} */
  const wrong = [];
  /** @param {"api" | "site"} name */
  const address = (name) => {
    const given = read(name);
    const found = given ? folderAddress(given) : "";
    if (found === null) {
      wrong.push(name);
    }
    return found || ((usual[name] && folderAddress(usual[name])) ?? "");
  };
  return {
    language,
    api: address("api"),
    site: address("site"),
    presets,
    facets: FACETS.filter((name) => wanted.includes(name) && !presets[name]),
    limit: Math.min(Math.max(limit, 1), MANY),
    label: read("label"),
    placeholder: read("placeholder"),
    target: read("target") ?? "",
    shows: read("show") === "suggestions" ? "suggestions" : "results",
    inline: element.hasAttribute("inline"),
    // What a header can hold; anything else is no key of ours.
    key: /^[\w-]+$/.exec(read("data-key") ?? "")?.[0] ?? "",
    wrong,
  };
}

/**
 * @param {string} text
 * @returns {string | null} the absolute address, ending in a slash; null where it is none
 */
function folderAddress(text) {
  try {
    const url = new URL(text, document.baseURI);
    url.pathname += url.pathname.endsWith("/") ? "" : "/";
    return url.href;
  } catch {
    return null;
  }
}

/**
 * @param {Settings} settings
 * @param {string} q
 * @param {Record<string, string>} chosen by the reader
 * @returns {URLSearchParams} a question and its filters, as the site's search page takes them
 */
export function pageParameters({ presets }, q, chosen) {
  const asked = new URLSearchParams({ q });
  for (const [name, values] of [...Object.entries(presets), ...Object.entries(chosen)]) {
    for (const value of [values].flat()) {
      asked.append(name, value);
    }
  }
  return asked;
}

/**
 * @param {Settings} settings
 * @param {string} q
 * @param {Record<string, string>} chosen
 * @returns {URLSearchParams} the same as the API takes them
 */
export function apiParameters(settings, q, chosen) {
  if (settings.shows === "suggestions") {
    return new URLSearchParams({ q, lang: settings.language });
  }
  const asked = pageParameters(settings, q, chosen);
  asked.set("lang", settings.language);
  asked.set("limit", String(settings.limit));
  return asked;
}
