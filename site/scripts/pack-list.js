// The list on the page of the pack: names, order by buttons or by dragging, removal that can be undone.

import { inLanguage } from "../widget/languages.js";
import { MOST, readPack, writePack } from "./basket.js";
import { keepLast, readLast } from "./pack-last.js";
import { announce } from "./toast.js";
import { language, meta } from "./where.js";

/**
 * Kind, name, what it belongs to, place on the site, and the languages that have it where they are
 * not all six.
 * @typedef {[string, string, string, string, string[]?]} Named
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Words
 * @typedef {{title: string, audience: string}} Lines
 * @typedef {{read: () => Lines, write: (lines: Lines) => void}} LinesOfPage
 */

const KINDS = ["paragraph", "page", "question", "course", "teaching"];
const BUTTONS = ["up", "down", "take-out"];
const DRAGGED = "text/plain";

/** The list and all that stands around it. */
export class PackList {
  /**
   * @param {Element} place the page
   * @param {{items: Record<string, Named>, parts: Record<string, string[]>}} data everything that
   *   can be collected, by id, and what modules are made of
   * @param {LinesOfPage} lines title and audience
   * @param {Words} words
   * @param {() => string[]} wanted the languages in which the pack is wanted
   */
  constructor(place, data, lines, words, wanted) {
    this.place = place;
    this.items = data.items;
    this.parts = data.parts;
    this.lines = lines;
    this.words = words;
    this.wanted = wanted;
    this.list = /** @type {HTMLElement} */ (place.querySelector("[data-list]"));
    this.row = /** @type {HTMLTemplateElement} */ (place.querySelector("template[data-row]"));
    /** The list before the last change, and its lines if they changed too.
     * @type {{ids: string[], lines?: Lines} | null} */
    this.before = null;
    this.part("[data-clear]").addEventListener("click", () => this.clear());
    this.part("[data-undo]").addEventListener("click", () => this.undo());
    this.part("[data-restore]").addEventListener("click", () => this.restoreLast());
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
    this.part("[data-restore-line]").hidden = this.before !== null || readLast() === null;
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
    const apart = find("[data-apart]");
    apart.hidden = !Object.hasOwn(this.parts, id);
    find("[data-apart-name]").textContent = `: ${name}`;
    apart.addEventListener("click", () => this.takeApart(id));
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
    this.change(left, this.words("pack.taken_out", { name: this.name(id) }));
    const next = left[Math.min(place, left.length - 1)];
    if (next === undefined) {
      this.part("[data-undo]").focus();
    } else {
      this.focus(next, "take-out");
    }
  }

  /**
   * Puts in the place of a module its teaching part and what it uses; what stands elsewhere in the
   * pack stays there.
   * @param {string} id
   */
  takeApart(id) {
    const ids = readPack();
    const place = ids.indexOf(id);
    if (place < 0) {
      return;
    }
    const teaching = id.replace("courses/", "modules/");
    const parts = [teaching, ...this.parts[id]].filter(
      (part) => Object.hasOwn(this.items, part) && !ids.includes(part),
    );
    const all = [...ids.slice(0, place), ...parts, ...ids.slice(place + 1)];
    if (all.length > MOST) {
      announce(this.words("pack.full", { count: MOST }));
      return;
    }
    this.change(all, this.words("pack.apart_done", { name: this.name(id), count: all.length }));
    this.focus(teaching, "down");
  }

  clear() {
    keepLast({ ids: readPack(), ...this.lines.read() });
    this.change([], this.words("pack.cleared"));
    this.part("[data-undo]").focus();
  }

  /**
   * @param {string[]} ids that take the place of all
   * @param {Lines} lines which are theirs
   */
  replace(ids, lines) {
    const before = this.lines.read();
    keepLast({ ids: readPack(), ...before });
    this.lines.write(lines);
    const count = Math.min(ids.length, MOST);
    this.change(ids, this.words("pack.replaced", { count }), before);
    this.part("[data-undo]").focus();
  }

  /**
   * A change that can be undone.
   * @param {string[]} ids that are there then
   * @param {string} said
   * @param {Lines} [lines] of before, if they changed too
   */
  change(ids, said, lines) {
    this.before = { ids: readPack(), lines };
    this.part("[data-undone]").textContent = said;
    writePack(ids);
    announce(said);
  }

  undo() {
    if (this.before) {
      this.bring(this.before.ids, this.before.lines);
    }
  }

  restoreLast() {
    const last = readLast();
    if (last) {
      const { title, audience } = this.lines.read();
      this.bring(last.ids, { title: last.title || title, audience: last.audience || audience });
    }
  }

  /**
   * @param {string[]} ids that were there before
   * @param {Lines} [lines]
   */
  bring(ids, lines) {
    this.before = null;
    if (lines) {
      this.lines.write(lines);
    }
    writePack(ids);
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
