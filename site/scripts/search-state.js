// The state of the search page stands in its address: question, filters, way of searching. How far
// the reader has come in the list stands in the history, with each address.

import { FILTERS } from "./facets.js";

/** Ways of searching; the first is the one that an address need not name. */
export const MODES = ["hybrid", "keyword", "semantic"];

/** @returns {URLSearchParams} the state that the address holds, unknown names left out */
export function readState() {
  const given = new URLSearchParams(window.location.search);
  const state = new URLSearchParams();
  const q = (given.get("q") ?? "").trim();
  if (q) {
    state.set("q", q);
  }
  const mode = given.get("mode") ?? "";
  if (MODES.includes(mode) && mode !== MODES[0]) {
    state.set("mode", mode);
  }
  for (const name of FILTERS) {
    for (const value of new Set(given.getAll(name))) {
      state.append(name, value);
    }
  }
  return state;
}

/**
 * @param {URLSearchParams} state
 * @param {"push" | "replace"} how
 */
export function writeState(state, how) {
  const query = state.toString();
  const address = window.location.pathname + (query ? `?${query}` : "");
  window.history[how === "push" ? "pushState" : "replaceState"](null, "", address);
  window.dispatchEvent(new Event("ldn:address"));
}

/** @typedef {{shown: number, scroll: number}} Place how many results are shown, how far down */

/** @returns {Place} that of this entry of the history; zeros where nothing is known */
export function readPlace() {
  return { shown: 0, scroll: 0, ...window.history.state };
}

/** @param {Place} place */
export function writePlace(place) {
  window.history.replaceState(place, "");
}
