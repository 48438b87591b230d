// <ldn-search>: a search box that lists what it finds. docs/widget.md says how a page uses it.
//
// A page that shows results of its own (the site's search page) sets show="suggestions" and takes
// `form` and `input`: ordinary elements in an open shadow root, with ordinary events.

import { Answers } from "./answers.js";
import { Combobox } from "./combobox.js";
import { chooseLanguage } from "./languages.js";
import { makeWords } from "./options.js";
import { Panel } from "./panel.js";
import { ATTRIBUTES, apiParameters, pageParameters, readSettings } from "./settings.js";
import { STYLES } from "./made/styles.js";
import { buildPresets, buildView } from "./view.js";

/**
 * What differs between a partner's page and our own.
 *
 * @typedef {object} Kit
 * @property {(language: string) => Record<string, string> | Promise<Record<string, string>>} words
 * @property {import("./answers.js").Open} openStatic
 * @property {string} site where the site is, unless an element says otherwise
 * @property {string} api where the API is, unless an element says otherwise
 * @property {(address: string) => string} link where an address of an answer leads; or nowhere
 */

const WAIT = 200;

export class LdnSearch extends HTMLElement {
  /** @type {Kit} */
  static kit;
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: "open", delegatesFocus: true });
  /** @type {ReturnType<typeof buildView> | null} */
  #view = null;
  /** @type {Panel | null} */
  #panel = null;
  /** @type {Answers | null} */
  #answers = null;
  /** @type {import("./settings.js").Settings | null} */
  #settings = null;
  /** Values of the filters that are left to the reader. @type {Record<string, string>} */
  #chosen = {};
  #action = "";
  #started = false;
  #request = new AbortController();
  #timer = 0;
  #turn = 0;
  /** What was put into the field before it was there. */
  #early = "";
  /** @type {((ready: unknown) => void)[]} */
  #whenReady = [];
  #leave = (/** @type {Event} */ event) => {
    if (!event.composedPath().includes(this)) {
      this.#close();
    }
  };

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.#root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.#started = true;
    if (Object.hasOwn(this, "query")) {
      // Set before the element was defined.
      const { query } = this;
      Reflect.deleteProperty(this, "query");
      this.query = query;
    }
    document.addEventListener("pointerdown", this.#leave);
    this.#render();
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.#leave);
    this.#stop();
    this.#panel?.close();
    this.#answers?.close();
    this.#tellReady();
  }

  attributeChangedCallback() {
    // Attributes that are there from the start come before the element is connected.
    if (this.#started && this.isConnected) {
      this.#render();
    }
  }

  /** The form that leads to the site's search page. */
  get form() {
    return this.#view?.form ?? null;
  }

  /** The field. */
  get input() {
    return this.#view?.input ?? null;
  }

  /** What stands in the field. Setting it does not search yet. */
  get query() {
    return this.#view?.input.value ?? this.#early;
  }

  set query(text) {
    if (this.#view) {
      this.#view.input.value = text;
    } else {
      this.#early = text;
    }
  }

  /** What is listed. */
  get results() {
    return this.#panel?.hits ?? [];
  }

  /**
   * @param {string} text
   * @returns {Promise<any>} the answer as the API gives it; null where there is none, where a newer
   *   question was asked meanwhile, or where the element was removed
   */
  async search(text) {
    this.query = text;
    while (!this.#view || !this.isConnected) {
      if (this.#started && !this.isConnected) {
        return null;
      }
      await new Promise((resolve) => this.#whenReady.push(resolve));
    }
    this.query = text;
    return this.#ask();
  }

  /** Empties the field and closes the list. */
  clear() {
    this.#stop();
    this.query = "";
    this.#panel?.clear();
  }

  async #render() {
    const turn = ++this.#turn;
    // Several attributes that change together are one change.
    if (this.#view) {
      await null;
      if (turn !== this.#turn) {
        return;
      }
    }
    const around = this.parentElement?.closest("[lang]")?.getAttribute("lang");
    const language = chooseLanguage([this.lang, around]);
    const { kit } = LdnSearch;
    const given = kit.words(language);
    const table = given instanceof Promise ? await given : given;
    if (turn === this.#turn && this.isConnected) {
      this.#build(readSettings(this, language, kit), table);
      this.#tellReady();
    }
  }

  #tellReady() {
    this.#whenReady.splice(0).forEach((ready) => ready(null));
  }

  /**
   * @param {import("./settings.js").Settings} settings
   * @param {Record<string, string>} table
   */
  #build(settings, table) {
    const fallback = this.querySelector("form");
    const before = this.#view?.input ?? fallback?.querySelector("input");
    const focused = before?.matches(":focus");
    const listed = this.#panel?.isOpen;
    this.#stop();
    this.#answers?.close();
    this.#action ||= fallback?.getAttribute("action") ?? "";
    this.#settings = settings;
    this.#chosen = {};
    this.#answers = new Answers(settings, LdnSearch.kit.openStatic);

    const words = makeWords(table);
    const view = buildView(words, settings, before?.id || "query");
    view.input.value = (this.#view ? "" : this.#early) || (before?.value ?? "");
    view.form.action = this.#action || `${settings.site}${settings.language}/search/`;
    view.form.target = settings.target;
    view.presets.replaceChildren(...buildPresets(settings.presets));
    this.#view = view;
    const panel = new Panel(view, settings, words, {
      link: LdnSearch.kit.link,
      emit: (name, detail) => this.#emit(name, detail),
      choose: (name, value) => this.#choose(name, value),
    });
    panel.box = new Combobox(view.input, view.list, {
      isOpen: () => panel.isOpen,
      open: () => this.#ask(),
      close: () => {
        this.#stop();
        panel.close();
      },
    });
    this.#panel = panel;
    this.#listen(view);
    fallback?.remove();
    this.#root.replaceChildren(view.base);
    if (focused) {
      view.input.focus();
    }
    for (const attribute of settings.wrong) {
      this.#emit("error", { query: this.query, error: "address", attribute });
    }
    if (listed) {
      this.#ask();
    }
  }

  /** @param {ReturnType<typeof buildView>} view */
  #listen({ base, form, input, panel }) {
    const later = (/** @type {Event} */ event) => {
      this.#stop();
      if (!(event instanceof InputEvent && event.isComposing)) {
        this.#timer = window.setTimeout(() => this.#ask(), WAIT);
      }
    };
    input.addEventListener("input", later);
    input.addEventListener("compositionend", later);
    form.addEventListener("submit", () => this.#close());
    base.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.#root.contains(relatedTarget))) {
        this.#close();
      }
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        input.focus();
        this.#panel?.close();
      }
    });
  }

  #stop() {
    window.clearTimeout(this.#timer);
    this.#request.abort();
    this.#request = new AbortController();
  }

  /** The reader has gone elsewhere: a panel that stands in the flow of the page stays. */
  #close() {
    if (!this.#settings?.inline) {
      this.#stop();
      this.#panel?.close();
    }
  }

  /** @param {string} name @param {string} value */
  #choose(name, value) {
    value ? (this.#chosen[name] = value) : delete this.#chosen[name];
    this.#ask();
  }

  async #ask() {
    this.#stop();
    const query = this.query.trim();
    const [settings, panel, answers] = [this.#settings, this.#panel, this.#answers];
    if (!settings || !panel || !answers || !query) {
      panel?.clear();
      return null;
    }
    const { signal } = this.#request;
    panel.wait();
    try {
      const resource = settings.shows === "results" ? "search" : "suggest";
      const parameters = apiParameters(settings, query, this.#chosen);
      const { answer, from } = await answers.find(resource, parameters, signal);
      if (signal.aborted) {
        return null;
      }
      const all = `${this.#view?.form.action}?${pageParameters(settings, query, this.#chosen)}`;
      panel.show(answer, { query, from, all, chosen: this.#chosen });
      return answer;
    } catch (error) {
      if (!signal.aborted) {
        panel.fail(error, query);
      }
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {Record<string, unknown>} detail
   * @returns {boolean} whether nobody has prevented what follows
   */
  #emit(name, detail) {
    const cancelable = name === "select";
    return this.dispatchEvent(
      new CustomEvent(`ldn-search:${name}`, { bubbles: true, composed: true, cancelable, detail }),
    );
  }
}
