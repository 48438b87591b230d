// The list on the page of the pack: names, order by buttons or by dragging, removal that can be undone.

import { inLanguage } from "../widget/languages.js";
import { readPack, writePack } from "./basket.js";
import { announce } from "./toast.js";
import { language, meta } from "./where.js";

/**
 * Kind, name, what it belongs to, place on the site, and the languages that have it where they are
 * not all six.
 * @typedef {[string, string, string, string, string[]?]} Named
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Words
 */

const KINDS = ["paragraph", "page", "question", "course"];
const BUTTONS = ["up", "down", "take-out"];
const DRAGGED = "text/plain";

/** The list and all that stands around it. */
export class PackList {
  /**
   * @param {Element} place the page
   * @param {Record<string, Named>} items everything that can be collected, by id
   * @param {Words} words
   * @param {() => string[]} wanted the languages in which the pack is wanted
   */
  constructor(place, items, words, wanted) {
    this.place = place;
    this.items = items;
    this.words = words;
    this.wanted = wanted;
    this.list = /** @type {HTMLElement} */ (place.querySelector("[data-list]"));
    this.row = /** @type {HTMLTemplateElement} */ (place.querySelector("template[data-row]"));
    /** The list before the last removal. @type {string[] | null} */
    this.before = null;
    this.part("[data-clear]").addEventListener("click", () => this.clear());
    this.part("[data-undo]").addEventListener("click", () => this.undo());
    this.listenToDragging();
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  part(selector) {
    return /** @type {HTMLElement} */ (this.place.querySelector(selector));
  }

  /** @param {string} id */
  name(id) {
    return this.items[id]?.[1] ?? id;
  }

  /** Shows the list as it is now. */
  show() {
    const ids = readPack();
    this.list.replaceChildren(...ids.map((id, index) => this.buildRow(id, index, ids.length)));
    const count = this.part("[data-count]");
    count.textContent = this.words("pack.count", { count: ids.length });
    this.part("[data-some]").hidden = ids.length === 0;
    this.part("[data-empty]").hidden = ids.length > 0;
    this.part("[data-undo-line]").hidden = this.before === null;
  }

  /**
   * @param {string} id
   * @param {number} index
   * @param {number} count
   */
  buildRow(id, index, count) {
    const row = /** @type {HTMLElement} */ (this.row.content.firstElementChild?.cloneNode(true));
    const find = (/** @type {string} */ selector) =>
      /** @type {HTMLElement} */ (row.querySelector(selector));
    const [kind, name, of, path, languages] = this.items[id] ?? ["", id, "", ""];
    row.dataset.id = id;
    const link = /** @type {HTMLAnchorElement} */ (find("[data-name]"));
    link.textContent = name;
    if (path) {
      link.href = pageLink(path);
    }
    if (languages && !languages.includes(language)) {
      inLanguage(link, languages.includes("en") ? "en" : languages[0]);
    }
    const about = [kind ? this.nameKind(kind) : "", of].filter(Boolean);
    find("[data-of]").textContent = about.join(" · ");
    const lacking = this.wanted().filter((code) => languages && !languages.includes(code));
    if (lacking.length) {
      const names = lacking.map((code) => this.words(`language.${code}`)).join(", ");
      find("[data-lacking]").textContent = this.words("pack.not_in", { language: names });
      find("[data-lacking]").hidden = false;
    }
    const keys = { up: "pack.up", down: "pack.down", "take-out": "pack.take_out" };
    const acts = { up: () => this.move(id, -1), down: () => this.move(id, 1), "take-out": () => this.takeOut(id) };
    for (const button of BUTTONS) {
      const made = /** @type {HTMLButtonElement} */ (find(`[data-${button}]`));
      const key = /** @type {keyof typeof keys} */ (button);
      const words = this.words(keys[key], { name });
      made.setAttribute("aria-label", words);
      made.title = words;
      made.addEventListener("click", acts[key]);
    }
    // A switch that is off keeps the focus, which a disabled button would lose.
    find("[data-up]").setAttribute("aria-disabled", String(index === 0));
    find("[data-down]").setAttribute("aria-disabled", String(index === count - 1));
    return row;
  }

  /** @param {string} kind */
  nameKind(kind) {
    if (KINDS.includes(kind)) {
      return this.words(`pack.kind_${kind}`);
    }
    return this.words(kind === "document" ? "kind.decision" : "kind.term");
  }

  /**
   * @param {string} id
   * @param {number} by how many places
   */
  move(id, by) {
    const from = readPack().indexOf(id);
    if (this.put(id, from + by)) {
      const button = by < 0 ? "up" : "down";
      this.focus(id, button);
    }
  }

  /**
   * @param {string} id
   * @param {number} place where it is to stand
   * @returns {boolean} whether it moved
   */
  put(id, place) {
    const ids = readPack();
    const from = ids.indexOf(id);
    if (from < 0 || place < 0 || place >= ids.length || place === from) {
      return false;
    }
    ids.splice(from, 1);
    ids.splice(place, 0, id);
    this.before = null;
    writePack(ids);
    const values = { name: this.name(id), place: place + 1, count: ids.length };
    announce(this.words("pack.moved", values));
    return true;
  }

  /** @param {string} id */
  takeOut(id) {
    const ids = readPack();
    const place = ids.indexOf(id);
    const left = ids.filter((one) => one !== id);
    this.remove(ids, left, this.words("pack.taken_out", { name: this.name(id) }));
    const next = left[Math.min(place, left.length - 1)];
    if (next === undefined) {
      this.part("[data-undo]").focus();
    } else {
      this.focus(next, "take-out");
    }
  }

  clear() {
    this.remove(readPack(), [], this.words("pack.cleared"));
    this.part("[data-undo]").focus();
  }

  /**
   * @param {string[]} ids
   * @param {string[]} left
   * @param {string} said
   */
  remove(ids, left, said) {
    this.before = ids;
    this.part("[data-undone]").textContent = said;
    writePack(left);
    announce(said);
  }

  undo() {
    const before = this.before ?? [];
    this.before = null;
    writePack(before);
    announce(this.words("pack.undone", { count: readPack().length }));
    this.part("#pack-list").focus();
  }

  /**
   * @param {string} id
   * @param {string} button
   */
  focus(id, button) {
    const row = this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
    const target = row?.querySelector(`[data-${button}]`);
    if (target instanceof HTMLElement) {
      target.focus();
    }
  }

  listenToDragging() {
    const rowAt = (/** @type {Event} */ event) =>
      event.target instanceof Element ? event.target.closest("[data-id]") : null;
    const unmark = () => {
      for (const row of this.list.querySelectorAll(".pack__item--over, .pack__item--dragged")) {
        row.classList.remove("pack__item--over", "pack__item--dragged");
      }
    };
    this.list.addEventListener("dragstart", (event) => {
      const row = rowAt(event);
      if (row instanceof HTMLElement && event.dataTransfer) {
        event.dataTransfer.setData(DRAGGED, row.dataset.id ?? "");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setDragImage(row, 20, 20);
        row.classList.add("pack__item--dragged");
      }
    });
    this.list.addEventListener("dragover", (event) => {
      const row = rowAt(event);
      if (row) {
        event.preventDefault();
        for (const other of this.list.querySelectorAll(".pack__item--over")) {
          other.classList.remove("pack__item--over");
        }
        row.classList.add("pack__item--over");
      }
    });
    this.list.addEventListener("drop", (event) => {
      event.preventDefault();
      const row = rowAt(event);
      const id = event.dataTransfer?.getData(DRAGGED) ?? "";
      unmark();
      if (row instanceof HTMLElement) {
        this.put(id, readPack().indexOf(row.dataset.id ?? ""));
      }
    });
    this.list.addEventListener("dragend", unmark);
  }
}

/** @param {string} path of a page in this language, perhaps with an anchor */
function pageLink(path) {
  const file = window.location.protocol === "file:" ? "index.html" : "";
  const [folder, anchor] = path.split("#");
  return `${meta("ldn-site")}${language}/${folder}${file}${anchor ? `#${anchor}` : ""}`;
}
