// What stands in the shadow root: the box, the panel below it, and the line that is read aloud.

import { inLanguage } from "./languages.js";
import { element } from "./options.js";

const SVG = "http://www.w3.org/2000/svg";
const LENS = "M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13Zm4.8-1.7L20 20";

function icon() {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("part", "icon");
  path.setAttribute("d", LENS);
  drawing.append(path);
  return drawing;
}

/**
 * @param {import("./options.js").Words} words
 * @param {import("./settings.js").Settings} settings
 * @param {string} id of the field
 */
export function buildView(words, settings, id) {
  const name = settings.label ?? words("search.label");
  const form = /** @type {HTMLFormElement} */ (element("form", "form"));
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", name);

  const input = /** @type {HTMLInputElement} */ (element("input", "input"));
  Object.assign(input, {
    type: "search",
    name: "q",
    id,
    dir: "auto",
    maxLength: 500,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: false,
    enterKeyHint: "search",
    placeholder: settings.placeholder ?? words("search.placeholder"),
  });
  input.setAttribute("aria-label", name);

  const presets = element("span", "");
  presets.hidden = true;
  form.append(icon(), input, element("button", "button", words("search.submit")), presets);

  const message = element("p", "message");
  const filters = element("div", "filters");
  filters.hidden = true;
  const list = element("div", "list");
  list.id = `${id}-list`;
  list.hidden = true;
  const listed = settings.shows === "results" ? "search.title" : "search.suggestions";
  list.setAttribute("aria-label", words(listed));
  const notice = element("p", "notice");
  const draft = element("span", "", `${words("notice.draft_short")} · `);
  notice.append(draft, words("widget.notice"));
  notice.hidden = message.hidden = settings.shows === "suggestions";
  const panel = element("div", "panel");
  panel.hidden = true;
  // Focusable, so that a press on its text or scroll bar is no leaving of the widget.
  panel.tabIndex = -1;
  panel.append(message, filters, list, notice);

  const status = element("span", "unseen");
  status.setAttribute("role", "status");

  const base = inLanguage(element("div", "base"), settings.language);
  base.append(form, panel, status);
  return { base, form, input, presets, panel, message, filters, list, draft, status };
}

/**
 * @param {Record<string, string[]>} values
 * @returns {HTMLInputElement[]} hidden fields that send the same filters with the form
 */
export function buildPresets(values) {
  return Object.entries(values).flatMap(([name, all]) =>
    all.map((value) =>
      Object.assign(document.createElement("input"), { type: "hidden", name, value }),
    ),
  );
}

/**
 * Fills the filters that are left to the reader. A select that is there stays, for it may have
 * the focus.
 *
 * @param {HTMLElement} filters
 * @param {string[]} names
 * @param {Record<string, {value: string, label: string, count: number}[]>} given
 * @param {Record<string, string>} chosen
 * @param {import("./options.js").Words} words
 * @param {(name: string, value: string) => void} choose
 */
export function showFilters(filters, names, given, chosen, words, choose) {
  for (const name of names) {
    let select = /** @type {HTMLSelectElement | null} */ (
      filters.querySelector(`select[name="${name}"]`)
    );
    if (!select) {
      const made = /** @type {HTMLSelectElement} */ (element("select", "select"));
      made.name = name;
      made.addEventListener("change", () => choose(name, made.value));
      const label = element("label", "filter", words(`search.facet_${name}`));
      label.append(made);
      filters.append(label);
      select = made;
    }
    const values = (given[name] ?? []).map(
      ({ value, label, count }) => new Option(`${label} (${count})`, value),
    );
    select.replaceChildren(new Option(words("widget.any"), ""), ...values);
    select.value = chosen[name] ?? "";
  }
}
