// The page of the course pack: its list, how the file is made, the link to share.

import { MOST, keepsPack, readPack, watchPack, writePack } from "./basket.js";
import { checkPreview, listFormats, makeFile, previewAddress } from "./exports.js";
import { cleanLine, readLink, writeLink } from "./pack-link.js";
import { PackList } from "./pack-list.js";
import { announce } from "./toast.js";
import { hasService, language, meta } from "./where.js";

/**
 * @typedef {import("./exports.js").Outcome} Outcome
 * @typedef {import("./pack-list.js").Lines} Lines
 */

const SETTINGS = "ldn-pack-settings";
const FIELDS = ["title", "audience", "language", "second", "edition", "format"];
/** A field of the service by the words that name it here. */
const NAMES = { item: "pack.list", title: "pack.name" };
/** Ids that are told to be unknown, at most: a link may hold anything. */
const MOST_UNKNOWN = 20;

const place = document.querySelector("[data-pack]");
const data = JSON.parse(document.getElementById("pack-data")?.textContent ?? "{}");
// Ids are looked up in it, and "constructor" is none.
data.items = Object.assign(Object.create(null), data.items);

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
function words(key, values = {}) {
  return String(data.words[key]).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {Element} page */
function start(page) {
  const part = (/** @type {string} */ selector) =>
    /** @type {HTMLElement} */ (page.querySelector(selector));
  const form = /** @type {HTMLFormElement} */ (part("[data-form]"));
  const control = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const radios = [.../** @type {RadioNodeList} */ (form.elements.namedItem("format"))];
  const lines = {
    read: () => ({ title: control("title").value, audience: control("audience").value }),
    write: (/** @type {Lines} */ { title, audience }) => {
      control("title").value = title;
      control("audience").value = audience;
      keepSettings();
    },
  };
  const list = new PackList(page, data, lines, words, () =>
    [control("language").value, control("second").value].filter(Boolean),
  );
  /** @type {Awaited<ReturnType<typeof listFormats>>} */
  let formats = null;
  let isBusy = false;

  /** @returns {import("./exports.js").Wanted} */
  function wanted() {
    const second = control("second").value;
    return {
      item: readPack(),
      language: control("language").value,
      ...(second ? { second } : {}),
      edition: control("edition").value,
      format: control("format").value,
      title: cleanLine(control("title").value),
      audience: cleanLine(control("audience").value),
    };
  }

  function keepSettings() {
    const kept = Object.fromEntries(FIELDS.map((name) => [name, control(name).value]));
    try {
      localStorage.setItem(SETTINGS, JSON.stringify({ ...kept, page: language }));
    } catch {
      // Without storage they last as long as the page.
    }
  }

  /** What was chosen before; the language is that of the page unless it was chosen on the same. */
  function restoreSettings() {
    try {
      const kept = JSON.parse(localStorage.getItem(SETTINGS) ?? "{}");
      for (const name of FIELDS) {
        if (typeof kept[name] === "string" && (name !== "language" || kept.page === language)) {
          choose(name, kept[name]);
        }
      }
    } catch {
      // What is kept is broken, or nothing can be.
    }
  }

  /**
   * @param {string} name
   * @param {string} value which the field takes if it can
   */
  function choose(name, value) {
    const field = control(name);
    const before = field.value;
    field.value = value;
    if (field.value !== value) {
      field.value = before;
    }
  }

  function showSecond() {
    const second = /** @type {HTMLSelectElement} */ (page.querySelector("[name=second]"));
    for (const option of second.options) {
      option.disabled = option.value !== "" && option.value === control("language").value;
    }
    if (second.selectedOptions[0]?.disabled) {
      second.value = "";
    }
  }

  /**
   * @param {HTMLInputElement} radio
   * @param {Set<string>} kinds of what is in the pack
   * @returns {string} the key of why a format cannot be had now; empty if it can
   */
  function whyNot(radio, kinds) {
    const offered = formats?.get(radio.value);
    if (formats && !offered) {
      return "pack.why_absent";
    }
    if (control("second").value && !(offered ? offered.bilingual : radio.dataset.bilingual)) {
      return "pack.why_second";
    }
    const needs = (offered ? offered.needs : radio.dataset.needs) ?? "";
    const held = { questions: kinds.has("question"), terms: kinds.has("term") };
    const parts = /** @type {(keyof typeof held)[]} */ (needs ? needs.split(" or ") : []);
    if (!parts.length || kinds.has("course") || parts.some((part) => held[part])) {
      return "";
    }
    return `pack.why_${needs.replaceAll(" ", "_")}`;
  }

  function showFormats() {
    const kinds = new Set(readPack().map((id) => data.items[id]?.[0] ?? ""));
    for (const radio of radios) {
      if (radio instanceof HTMLInputElement) {
        const why = kinds.size ? whyNot(radio, kinds) : "";
        const told = radio.closest("label")?.querySelector("[data-why]");
        radio.disabled = why !== "";
        if (told instanceof HTMLElement) {
          told.hidden = why === "";
          told.textContent = why ? words(why in data.words ? why : "pack.why_absent") : "";
        }
      }
    }
    const open = radios.filter((radio) => radio instanceof HTMLInputElement && !radio.disabled);
    if (open.length && !open.some((radio) => /** @type {HTMLInputElement} */ (radio).checked)) {
      /** @type {HTMLInputElement} */ (open[0]).checked = true;
    }
    const more = part("[data-more-formats]");
    if (more.querySelector(":checked")) {
      more.setAttribute("open", "");
    }
  }

  function showButtons() {
    const able = formats !== null && readPack().length > 0;
    for (const selector of ["[data-download]", "[data-preview-button]"]) {
      /** @type {HTMLButtonElement} */ (part(selector)).disabled = !able;
    }
  }

  function showLink() {
    const ids = readPack();
    const { title, audience } = wanted();
    const address = writeLink(`${meta("ldn-base")}${language}/pack/`, { ids, title, audience });
    part("[data-share]").hidden = ids.length === 0;
    /** @type {HTMLInputElement} */ (part("[data-address]")).value = address;
    part("[data-share-copy]").dataset.copy = address;
  }

  function show() {
    showSecond();
    list.show();
    showFormats();
    showButtons();
    showLink();
    part("[data-not-stored]").hidden = keepsPack();
  }

  /** Says what came of the last request; nothing as long as nothing was asked. */
  function tell(status = "") {
    part("[data-status]").textContent = status;
    part("[data-error]").replaceChildren();
    for (const field of page.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
    }
  }

  function closePreview() {
    part("[data-preview-place]").hidden = true;
    page.querySelector("iframe")?.remove();
  }

  /** @param {Exclude<Outcome, {kind: "file"}>} outcome */
  function tellError(outcome) {
    tell();
    const said = document.createElement("p");
    part("[data-error]").append(said);
    if (outcome.kind !== "refused") {
      said.textContent = words(`pack.${outcome.kind}`);
      return;
    }
    const known = outcome.refusals.map(({ parameter }) => {
      const key = NAMES[/** @type {keyof typeof NAMES} */ (parameter)] ?? `pack.${parameter}`;
      return data.words[key] ?? parameter;
    });
    said.textContent = words("pack.refused", { field: [...new Set(known)].join(", ") });
    for (const { parameter, found, accepted } of outcome.refusals) {
      const detail = document.createElement("p");
      detail.lang = "en";
      detail.dir = "ltr";
      detail.className = "pack__detail";
      detail.textContent = `${parameter}: found ${found}; accepted: ${accepted}`;
      part("[data-error]").append(detail);
      page
        .querySelector(`[data-field="${CSS.escape(parameter)}"] :is(input, select)`)
        ?.setAttribute("aria-invalid", "true");
    }
    const first = page.querySelector("[aria-invalid]");
    if (first instanceof HTMLElement) {
      first.focus();
    }
  }

  /**
   * @param {string} started
   * @param {Promise<Outcome>} asked
   * @param {(file: {blob: Blob, name: string}) => void} done
   */
  async function wait(started, asked, done) {
    isBusy = true;
    form.setAttribute("aria-busy", "true");
    tell(words(started));
    const outcome = await asked;
    isBusy = false;
    form.removeAttribute("aria-busy");
    if (outcome.kind === "file") {
      tell();
      done(outcome);
    } else {
      tellError(outcome);
    }
  }

  function download() {
    const asked = wanted();
    wait("pack.working", makeFile(asked), ({ blob, name }) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name || `ldn-guidance-pack-${asked.language}`;
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      tell(words("pack.done", { name: link.download }));
    });
  }

  function preview() {
    const address = previewAddress(wanted());
    closePreview();
    if (!address) {
      tell(words("pack.preview_long"));
      return;
    }
    wait("pack.working_preview", checkPreview(address), () => {
      if (address !== previewAddress(wanted())) {
        preview(); // the pack was changed meanwhile
        return;
      }
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
      frame.title = words("pack.preview_frame");
      frame.src = address;
      /** @type {HTMLAnchorElement} */ (part("[data-preview-tab]")).href = address;
      part("[data-preview-place]").append(frame);
      part("[data-preview-place]").hidden = false;
      tell(words("pack.preview_done"));
    });
  }

  async function askService() {
    formats = await listFormats();
    const away = part("[data-away]");
    away.hidden = formats !== null;
    part("[data-away-words]").textContent = words(hasService ? "pack.away" : "pack.copy_only");
    part("[data-again]").hidden = !hasService;
    show();
  }

  function openLink() {
    const linked = readLink(window.location.hash);
    if (!linked) {
      return;
    }
    window.history.replaceState(null, "", window.location.href.split("#")[0]);
    window.dispatchEvent(new Event("ldn:address"));
    const known = linked.ids.filter((id) => Object.hasOwn(data.items, id));
    const unknown = linked.ids.filter((id) => !Object.hasOwn(data.items, id));
    const told = unknown.slice(0, MOST_UNKNOWN).map((id) => {
      const line = document.createElement("li");
      line.textContent = id;
      return line;
    });
    part("[data-unknown]").hidden = unknown.length === 0;
    part("[data-unknown] ul").replaceChildren(...told);
    ask(known, linked);
  }

  /**
   * @param {string[]} ids that a link holds, or a ready module
   * @param {Lines} given
   */
  function ask(ids, given) {
    const own = readPack();
    if (!ids.length) {
      return;
    }
    const [first] = ids;
    const isModule = ids.length === 1 && data.items[first][0] === "course" && !given.title;
    const kind = isModule ? "_module" : "";
    if (!own.length || own.join() === ids.join()) {
      const { title, audience } = lines.read();
      lines.write({ title: given.title || title, audience: given.audience || audience });
      list.before = null;
      writePack(ids);
      announce(words(`pack.opened${kind}`, { count: readPack().length }));
      return;
    }
    const dialog = /** @type {HTMLDialogElement} */ (part("[data-ask]"));
    const values = { name: list.name(first), count: ids.length, own: own.length };
    part("#ask-title").textContent = words(`pack.ask_title${kind}`);
    part("#ask-text").textContent = words(`pack.ask_text${kind}`, values);
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue === "replace") {
        list.replace(ids, given);
      } else if (dialog.returnValue === "append") {
        const all = [...new Set([...readPack(), ...ids])];
        list.change(all, words(`pack.opened${kind}`, { count: Math.min(all.length, MOST) }));
        if (all.length > MOST) {
          announce(words("pack.full", { count: MOST }));
        }
      }
    };
    dialog.showModal();
  }

  for (const link of page.querySelectorAll("a[data-start]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const id = link.getAttribute("data-start") ?? "";
      ask([id], { title: "", audience: "" });
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isBusy && formats) {
      download();
    }
  });
  form.addEventListener("input", () => {
    keepSettings();
    tell();
    closePreview();
    show();
  });
  part("[data-preview-button]").addEventListener("click", () => {
    if (!isBusy) {
      preview();
    }
  });
  part("[data-preview-close]").addEventListener("click", () => {
    closePreview();
    part("[data-preview-button]").focus();
  });
  part("[data-again]").addEventListener("click", askService);
  window.addEventListener("hashchange", openLink);
  watchPack(() => {
    closePreview();
    show();
  });

  restoreSettings();
  show();
  openLink();
  askService();
}

if (place) {
  start(place);
}
