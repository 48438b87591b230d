// The panel below the box: what was found, and what there is to say about it.

import { Rejected } from "./ask.js";
import { buildOption, describeHit, element } from "./options.js";
import { apart, describeCorrections, fill } from "./sentences.js";
import { showFilters } from "./view.js";

/**
 * @typedef {import("./options.js").Words} Words
 * @typedef {object} Actions
 * @property {(address: string) => string} link
 * @property {(name: string, detail: Record<string, unknown>) => boolean} emit
 * @property {(name: string, value: string) => void} choose
 * @typedef {{query: string, from: string, all: string, chosen: Record<string, string>}} About
 */

export class Panel {
  /** @type {import("./combobox.js").Combobox | null} */
  box = null;
  /** @type {import("./options.js").Hit[]} */
  hits = [];

  /**
   * @param {ReturnType<typeof import("./view.js").buildView>} view
   * @param {import("./settings.js").Settings} settings
   * @param {Words} words
   * @param {Actions} actions
   */
  constructor(view, settings, words, actions) {
    this.view = view;
    this.settings = settings;
    this.words = words;
    this.actions = actions;
  }

  get isOpen() {
    return !this.view.panel.hidden;
  }

  close() {
    this.#set(false);
    this.view.status.textContent = "";
  }

  clear() {
    this.hits = [];
    this.box?.show([]);
    this.close();
  }

  /** An answer is on its way: what is listed stays until it comes. */
  wait() {
    const { message, panel } = this.view;
    if (this.settings.shows === "results" && panel.hidden) {
      this.box?.show([]);
      message.replaceChildren(this.words("search.loading"));
      this.#set(true);
    }
    panel.setAttribute("aria-busy", "true");
  }

  /** @param {any} answer @param {About} about */
  show(answer, about) {
    if (this.settings.shows === "suggestions") {
      this.#showSuggestions(answer.suggestions);
    } else {
      this.#showResults(answer, about);
    }
  }

  /** @param {unknown} error @param {string} query */
  fail(error, query) {
    this.clear();
    const refused = error instanceof Rejected ? error.parameters : null;
    this.actions.emit("error", {
      query,
      error: refused ? "rejected" : "unreachable",
      ...(refused && { parameters: refused }),
    });
    if (this.settings.shows === "suggestions") {
      return;
    }
    const away = navigator.onLine ? "widget.away" : "widget.offline";
    this.view.filters.hidden = true;
    const said = refused ? this.#refusal(refused) : this.words(away);
    this.#say([[said]], refused ? [] : [this.#siteLink()]);
    this.#set(true);
  }

  /** @param {string[]} names of what was refused: a filter that the page has set, or the question */
  #refusal(names) {
    const { presets } = this.settings;
    const name = names.includes("q") ? undefined : names.find((one) => Object.hasOwn(presets, one));
    return name
      ? this.words("widget.unknown_filter", {
          filter: this.words(`search.facet_${name}`),
          values: presets[name].join(", "),
        })
      : this.words("search.rejected_title");
  }

  /** @param {{text: string}[]} suggestions */
  #showSuggestions(suggestions) {
    const { form, input, status } = this.view;
    const options = suggestions.map(({ text }) => {
      const option = buildOption("suggestion", [text]);
      option.dir = "auto";
      option.addEventListener("click", () => {
        input.value = text;
        form.requestSubmit();
      });
      return option;
    });
    this.box?.show(options);
    this.#set(options.length > 0);
    status.textContent = options.length
      ? this.words("search.suggestions_count", { count: options.length })
      : this.words("search.no_suggestions");
  }

  /** @param {any} answer @param {About} about */
  #showResults(answer, { query, from, all, chosen }) {
    const { draft, filters, status } = this.view;
    const { facets, target } = this.settings;
    /** @type {HTMLElement[]} */
    const options = [];
    this.hits = [];
    for (const hit of answer.hits) {
      const url = this.actions.link(hit.url);
      if (url) {
        this.hits.push(hit);
        options.push(this.#option("result", describeHit(hit, this.words), url, query, hit));
      }
    }
    if (options.length) {
      const text = this.words("widget.all_results", { count: answer.total });
      options.push(this.#option("all", [text], all, query, null));
    }
    const decisions = this.hits.map((hit) => hit.document_status).filter(Boolean);
    draft.hidden = decisions.length > 0 && !decisions.includes("draft");
    showFilters(filters, facets, answer.facets, chosen, this.words, this.actions.choose);
    filters.hidden = facets.length === 0;
    this.#say(this.#remarks(answer, query, from), options.length ? [] : [this.#siteLink()]);
    this.box?.show(options);
    this.#set(true);
    if (options.length) {
      status.textContent = this.words("widget.count", { count: answer.total });
    }
    this.actions.emit("results", { query, total: answer.total, hits: [...this.hits], from });
  }

  /**
   * @param {string} name
   * @param {(string | Node)[]} content
   * @param {string} url
   * @param {string} query
   * @param {import("./options.js").Hit | null} hit
   */
  #option(name, content, url, query, hit) {
    const option = buildOption(name, content, url, this.settings.target);
    option.addEventListener("click", (event) => {
      if (!this.actions.emit("select", { query, url, hit })) {
        event.preventDefault();
      }
    });
    return option;
  }

  /**
   * @param {any} answer
   * @param {string} query
   * @param {string} from
   * @returns {import("./sentences.js").Content[]}
   */
  #remarks(answer, query, from) {
    const found = answer.hits.length > 0;
    const empty = answer.query_reference ? "search.empty_reference" : "search.empty_title";
    const { corrections = [] } = answer;
    return [
      found ? [] : fill(this.words(empty), { query: [apart(query)] }),
      describeCorrections(corrections, this.words, this.settings.language),
      from === "index" ? [this.words("widget.words_only")] : [],
    ].filter((remark) => remark.length);
  }

  /**
   * @param {import("./sentences.js").Content[]} remarks shown above the list as sentences, and read
   *   aloud
   * @param {Node[]} more
   */
  #say(remarks, more) {
    const { message, status } = this.view;
    const [stop, blank] = this.settings.language === "zh" ? ["。", ""] : [".", " "];
    message.replaceChildren();
    for (const remark of remarks) {
      message.append(...remark);
      message.append(/[.。]$/.test(message.textContent ?? "") ? blank : stop + blank);
    }
    status.textContent = message.textContent;
    message.append(...more);
    message.hidden = !message.hasChildNodes();
  }

  #siteLink() {
    const link = element("a", "link", this.words("widget.open_site"));
    link.setAttribute("href", `${this.settings.site}${this.settings.language}/`);
    link.setAttribute("target", this.settings.target);
    return link;
  }

  /** @param {boolean} open */
  #set(open) {
    this.view.panel.hidden = !open;
    this.view.panel.setAttribute("aria-busy", "false");
    this.box?.update();
  }
}
