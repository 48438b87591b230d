// What a reader collects for the course pack: ids in their order (indexer/items.py), kept by the
// browser for the whole site, whatever the language. Where it keeps nothing, they last as long as
// the page.

const KEY = "ldn-pack";
/** Told to the page when the list changes here; other tabs hear `storage`. */
const CHANGED = "ldn:pack";
const ID = /^[a-z0-9-]+(?:\/[a-z0-9-]+){0,2}$/;
/** What a pack may hold (kb_service/exports/selection.py). */
export const MOST = 300;

/** The list while the browser does not keep it. @type {string[] | null} */
let held = null;

/**
 * @param {unknown[]} values anything
 * @returns {string[]} those that have the form of ids, each once
 */
export function cleanIds(values) {
  const ids = values.filter(
    (value) => typeof value === "string" && value.length < 200 && ID.test(value),
  );
  return [...new Set(/** @type {string[]} */ (ids))];
}

/** @returns {string[]} what is in the pack; nothing where what is kept is no list */
export function readPack() {
  if (held) {
    return [...held];
  }
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? cleanIds(kept).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/**
 * @param {string[]} ids in their order; more than fit are left out
 * @returns {boolean} whether the browser keeps them
 */
export function writePack(ids) {
  const list = cleanIds(ids).slice(0, MOST);
  let kept = true;
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    kept = false;
  }
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: { list, kept } }));
  return kept;
}

/** @returns {boolean} whether the browser keeps anything for this site */
export function keepsPack() {
  try {
    localStorage.setItem(KEY, localStorage.getItem(KEY) ?? "[]");
    return true;
  } catch {
    return false;
  }
}

/** @param {() => void} show called whenever the list has changed, here or in another tab */
export function watchPack(show) {
  window.addEventListener(CHANGED, (event) => {
    const { list, kept } = /** @type {CustomEvent} */ (event).detail;
    held = kept ? null : list;
    show();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) {
      show();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      show();
    }
  });
}
