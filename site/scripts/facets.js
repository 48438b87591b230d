// Builds the filters of the search page: facets with counts, and what is chosen.

import { element } from "./results.js";

/**
 * @typedef {Record<string, {value: string, label: string, count: number}[]>} Given
 * @typedef {(name: string, value: string, wanted: boolean) => void} Toggle
 * @typedef {import("./results.js").Words} Words
 */

const FACETS = ["theme", "audience", "addressee", "verb", "kind", "document", "language"];
/** Every filter that an address may hold; a paragraph is one without a facet. */
export const FILTERS = [...FACETS, "paragraph"];
/** Values of a facet that are shown before the reader asks for all. */
const FEW = 6;

/**
 * @param {URLSearchParams} state
 * @returns {{name: string, value: string}[]}
 */
export function selected(state) {
  return FILTERS.flatMap((name) => state.getAll(name).map((value) => ({ name, value })));
}

/**
 * @param {string} text
 * @param {string} className
 * @param {() => void} action
 */
export function button(text, className, action) {
  const made = element("button", className, text);
  made.setAttribute("type", "button");
  made.addEventListener("click", action);
  return made;
}

/**
 * @param {Given} given
 * @param {URLSearchParams} state
 * @param {Words} words
 * @param {Toggle} toggle
 * @param {Set<string>} unfolded facets of which every value is shown
 * @param {() => void} again shows the filters anew
 */
export function buildFacets(given, state, words, toggle, unfolded, again) {
  return FACETS.flatMap((name) => {
    const values = given[name] ?? [];
    const chosen = state.getAll(name);
    if (values.length < 2 && !chosen.length) {
      return [];
    }
    const set = element("fieldset", "facet");
    set.append(element("legend", "", words(`search.facet_${name}`)));
    const open = unfolded.has(name);
    values.forEach((value, index) => {
      if (index < FEW || open || chosen.includes(value.value)) {
        set.append(choice(name, value, chosen, toggle));
      }
    });
    if (values.length > FEW && !open) {
      set.append(
        button(words("search.filter_show_more"), "facet__more", () => {
          unfolded.add(name);
          again();
        }),
      );
    }
    return [set];
  });
}

/**
 * @param {string} name
 * @param {{value: string, label: string, count: number}} given
 * @param {string[]} chosen
 * @param {Toggle} toggle
 */
function choice(name, { value, label, count }, chosen, toggle) {
  const line = element("label", "");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.id = `facet-${name}-${value}`;
  box.checked = chosen.includes(value);
  box.addEventListener("change", () => toggle(name, value, box.checked));
  line.append(box, element("bdi", "", label), element("span", "facet__count", String(count)));
  return line;
}

/**
 * @param {Given} given
 * @param {URLSearchParams} state
 * @param {Words} words
 * @param {Toggle} toggle
 * @param {() => void} clear
 */
export function buildChosen(given, state, words, toggle, clear) {
  const chosen = selected(state);
  const chips = chosen.map(({ name, value }) => {
    const label = given[name]?.find((one) => one.value === value)?.label ?? value;
    const chip = button(label, "chip", () => toggle(name, value, false));
    chip.setAttribute("aria-label", words("search.filter_remove", { label }));
    return chip;
  });
  const all = button(words("search.filters_clear"), "facet__more", clear);
  return chosen.length > 1 ? [...chips, all] : chips;
}
