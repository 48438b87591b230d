// The permanent link of a selection: `pack/#item=<id>&item=<id>&title=…&audience=…`, as exported
// files print it (kb_service/exports/pack.py).

/** What a title or audience may not hold: controls, and marks that reorder what is displayed. */
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]+/g;
/** Halves of a character that has two. */
const HALVES = /[\ud800-\udfff]/gu;
const LONGEST = 200;

/** @typedef {{ids: string[], title: string, audience: string}} Linked */

/**
 * @param {string} text
 * @returns {string} a line that the service accepts
 */
export function cleanLine(text) {
  const line = text.replace(UNFIT, " ").replace(HALVES, "").trim();
  return [...line].slice(0, LONGEST).join("");
}

/**
 * @param {string} hash of an address
 * @returns {Linked | null} the selection that it holds, whoever wrote it
 */
export function readLink(hash) {
  const given = new URLSearchParams(hash.slice(1));
  if (!given.has("item")) {
    return null;
  }
  const ids = given.getAll("item").map(cleanLine).filter(Boolean);
  const line = (/** @type {string} */ name) => cleanLine(given.get(name) ?? "");
  return { ids: [...new Set(ids)], title: line("title"), audience: line("audience") };
}

/**
 * @param {string} page the address of the pack's page
 * @param {Linked} selection
 */
export function writeLink(page, { ids, title, audience }) {
  const written = new URLSearchParams(ids.map((id) => ["item", id]));
  for (const [name, value] of Object.entries({ title, audience })) {
    if (value) {
      written.set(name, value);
    }
  }
  return `${page}#${written}`;
}
