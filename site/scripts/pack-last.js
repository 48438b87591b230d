// The pack that was removed last, as a whole: the browser keeps it, so that a reload does not lose it.

import { cleanIds } from "./basket.js";
import { cleanLine } from "./pack-link.js";

const KEY = "ldn-pack-last";

/** @typedef {import("./pack-link.js").Linked} Linked */

/** @param {Linked} pack that is about to be removed or replaced */
export function keepLast(pack) {
  try {
    localStorage.setItem(KEY, JSON.stringify(pack));
  } catch {
    // Without storage there is the undo of the page.
  }
}

/** @returns {Linked | null} the pack that was removed last; null where none is kept */
export function readLast() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const ids = Array.isArray(kept.ids) ? cleanIds(kept.ids) : [];
    const [title, audience] = [kept.title, kept.audience].map((line) =>
      typeof line === "string" ? cleanLine(line) : "",
    );
    return ids.length ? { ids, title, audience } : null;
  } catch {
    return null;
  }
}
