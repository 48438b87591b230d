// The search page: the address is its state, the service or this site's own index answers, the list
// shows.

import { Rejected } from "../widget/ask.js";
import { makeWords } from "../widget/options.js";
import { apart, describeCorrections, fill } from "../widget/sentences.js";
import { openAnswers, openIndex } from "./api.js";
import { FILTERS, buildChosen, buildFacets, button, selected } from "./facets.js";
import { buildPlaces, buildResult, buildUnknown, element } from "./results.js";
import { MODES, readPlace, readState, writePlace, writeState } from "./search-state.js";
import { hasService, language } from "./where.js";

const PAGE = 10;
/** The most that one question to the service may ask for. */
const MANY = 50;
const WAIT = 250;
const QUIET = "button button--quiet";

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
function need(selector) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) {
    throw new Error(`the page has no ${selector}`);
  }
  return found;
}

/** @param {HTMLElement} root the search page's main part */
function start(root) {
  const words = makeWords(JSON.parse(need("#ldn-words").textContent ?? "{}"));

  // The box: its form and its field are ordinary ones, in the element's open shadow root.
  const box = /** @type {import("../widget/element.js").LdnSearch} */ (need("ldn-search"));
  const form = /** @type {HTMLFormElement} */ (box.form);
  const input = /** @type {HTMLInputElement} */ (box.input);
  const modes = need("[data-mode]");
  const list = need("[data-results]");
  const count = need(".search__count");
  const corrections = need("[data-corrections]");
  const notice = need("[data-notice]");
  const active = need("[data-active]");
  const filters = need("[data-filters]");
  const facets = need("[data-facets]");
  const filtersActive = need("[data-filters-active]");
  const more = need("[data-more]");
  const moreCount = need("[data-more-count]");
  const elsewhere = need("[data-elsewhere]");
  const documents = need("[data-documents]");
  const source = need("[data-source]");

  let answers = openAnswers();
  /** Who gave the answer that is shown: "api" or "index". */
  let shownFrom = "";
  let request = new AbortController();
  let timer = 0;
  let shown = 0;
  /** Facets whose every value the reader asked to see. @type {Set<string>} */
  const unfolded = new Set();

  /** @param {(state: URLSearchParams) => void} change */
  function changeState(change) {
    const state = readState();
    change(state);
    writeState(state, "push");
    run();
  }

  /**
   * @param {import("../widget/sentences.js").Content} title
   * @param {string} text
   * @param {HTMLElement[]} [extra]
   * @param {boolean} [error]
   */
  function showNotice(title, text, extra = [], error = false) {
    notice.className = `search__notice${error ? " search__notice--error" : ""}`;
    const head = element("h2", "");
    head.append(...title);
    notice.replaceChildren(head, element("p", "", text), ...extra);
    notice.hidden = false;
  }

  /**
   * @param {URLSearchParams} state
   * @param {import("./facets.js").Given} given
   */
  function showFilters(state, given) {
    const chosen = selected(state);
    const focused = document.activeElement?.id ?? "";
    const removing = active.contains(document.activeElement);
    filtersActive.textContent = chosen.length
      ? words("search.filters_active", { count: chosen.length })
      : words("search.filters");
    facets.replaceChildren(...buildFacets(given, state, words, toggle, unfolded, () => run()));
    filters.hidden = facets.childElementCount === 0;
    if (focused) {
      document.getElementById(focused)?.focus();
    }
    active.hidden = chosen.length === 0;
    active.replaceChildren(...buildChosen(given, state, words, toggle, clearFilters));
    if (removing) {
      (active.querySelector("button") ?? filters.querySelector("summary"))?.focus();
    }
  }

  /** @type {import("./facets.js").Toggle} */
  function toggle(name, value, wanted) {
    changeState((state) => (wanted ? state.append(name, value) : state.delete(name, value)));
  }

  function clearFilters() {
    changeState((state) => FILTERS.forEach((name) => state.delete(name)));
  }

  /** @param {any} answer @returns {import("../widget/sentences.js").Content} */
  function describe({ query, total, detected_language: detected }) {
    const found = query
      ? fill(words("search.results_for", { count: total }), { query: [apart(query)] })
      : [words("search.results", { count: total })];
    if (detected && detected !== language) {
      found.push(" · ", words("search.detected", { language: words(`language.${detected}`) }));
    }
    return found;
  }

  /**
   * Asks for the state that the address holds, and shows the answer: as much of it as this entry of
   * the history says.
   * @param {boolean} [onward] append the next results instead of starting anew
   */
  async function run(onward = false) {
    const state = readState();
    const q = state.get("q") ?? "";
    window.clearTimeout(timer);
    request.abort();
    request = new AbortController();
    const { signal } = request;
    if (document.activeElement !== box) {
      input.value = q;
    }
    const mode = state.get("mode") ?? MODES[0];
    for (const radio of modes.querySelectorAll("input")) {
      radio.checked = radio.value === mode;
    }
    notice.hidden = true;
    more.hidden = true;
    moreCount.textContent = "";
    if (!q && !selected(state).length) {
      if (active.contains(document.activeElement)) {
        input.focus();
      }
      list.replaceChildren();
      corrections.replaceChildren();
      filters.hidden = true;
      active.hidden = true;
      source.hidden = true;
      root.classList.remove("search--busy");
      count.textContent = words("search.start");
      return;
    }
    root.classList.add("search--busy");
    count.textContent = words("search.loading");
    const asked = new URLSearchParams(state);
    asked.set("lang", language);
    const wanted = readPlace().shown;
    const offset = onward ? shown : 0;
    asked.set("limit", String(Math.min(MANY, Math.max(wanted - offset, 0) || PAGE)));
    asked.set("offset", String(offset));
    try {
      const { answer, from } = await answers.find("search", asked, signal);
      if (signal.aborted) {
        return;
      }
      if (onward && from !== shownFrom) {
        await run(); // another order: what is shown is no beginning of it
        return;
      }
      showSource(from);
      show(answer, state, onward);
      if (shown < wanted && !more.hidden) {
        await run(true);
        return;
      }
    } catch (error) {
      if (signal.aborted) {
        return; // a newer question is on its way
      }
      fail(error);
    }
    root.classList.remove("search--busy");
  }

  /** @param {any} answer @param {URLSearchParams} state @param {boolean} onward */
  function show(answer, state, onward) {
    const items = answer.hits.map((/** @type {any} */ hit) => buildResult(hit, words));
    if (onward) {
      list.append(...items);
    } else {
      list.replaceChildren(...items);
      corrections.replaceChildren(
        ...describeCorrections(answer.corrections, words, language),
        ...buildUnknown(answer.unknown ?? [], words),
      );
      shown = 0;
    }
    shown += items.length;
    showFilters(state, answer.facets);
    count.replaceChildren(...describe(answer));
    more.hidden = shown >= answer.total || items.length === 0;
    moreCount.textContent = more.hidden
      ? ""
      : words("search.shown", { shown, count: answer.total });
    if (answer.hits.length === 0 && !onward) {
      showNothing(answer, state);
    }
  }

  /** @param {string} from */
  function showSource(from) {
    shownFrom = from;
    modes.hidden = from === "index";
    source.hidden = false;
    const text = words(`search.answered_${from}`);
    if (source.firstChild?.textContent !== text) {
      source.replaceChildren(element("span", "", text));
      if (from === "index" && hasService) {
        source.append(button(words("search.ask_service"), "facet__more", askService));
      }
    }
  }

  function askService() {
    answers = openAnswers();
    source.replaceChildren();
    input.focus();
    run();
  }

  /** @param {any} answer @param {URLSearchParams} state */
  function showNothing({ query, query_reference: reference }, state) {
    const title = [words("search.empty_title")];
    elsewhere.hidden = false;
    if (selected(state).length) {
      const clear = button(words("search.filters_clear"), QUIET, clearFilters);
      showNotice(title, words("search.empty_filtered"), [clear, elsewhere]);
      return;
    }
    if (reference) {
      elsewhere.hidden = true;
      documents.hidden = false;
      const said = fill(words("search.empty_reference"), { query: [apart(query)] });
      showNotice(said, words("search.empty_reference_text"), [documents]);
      return;
    }
    showNotice(title, words("search.empty_text"), [elsewhere]);
    const { signal } = request;
    openIndex().then(
      (index) => {
        if (!signal.aborted) {
          const { terms, themes } = index.related(query);
          elsewhere.before(
            ...buildPlaces(words("search.related_terms"), terms),
            ...buildPlaces(words("search.related_themes"), themes),
          );
        }
      },
      () => {}, // the links to all themes and terms stand there anyway
    );
  }

  /** @param {unknown} error */
  function fail(error) {
    list.replaceChildren();
    corrections.replaceChildren();
    filters.hidden = true;
    source.hidden = true;
    const kind = error instanceof Rejected ? "rejected" : "unreachable";
    const again =
      error instanceof Rejected ? [] : [button(words("search.try_again"), QUIET, askService)];
    count.textContent = words(`search.${kind}_title`);
    showNotice([words(`search.${kind}_title`)], words(`search.${kind}_text`), again, true);
  }

  function keepPlace() {
    writePlace({ shown, scroll: window.scrollY });
  }

  /** Shows what the address asks for, at the place where the reader left it. */
  async function restore() {
    const { scroll } = readPlace();
    input.value = readState().get("q") ?? "";
    await run();
    if (scroll && scroll === readPlace().scroll) {
      window.scrollTo({ top: scroll, behavior: "instant" });
    }
  }

  function typed() {
    const state = readState();
    const q = input.value.trim();
    if ((state.get("q") ?? "") === q) {
      return;
    }
    q ? state.set("q", q) : state.delete("q");
    writeState(state, "replace");
    run();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.clearTimeout(timer);
    const q = input.value.trim();
    changeState((state) => (q ? state.set("q", q) : state.delete("q")));
  });
  input.addEventListener("input", (event) => {
    window.clearTimeout(timer);
    if (!(event instanceof InputEvent && event.isComposing)) {
      timer = window.setTimeout(typed, WAIT);
    }
  });
  input.addEventListener("compositionend", () => {
    timer = window.setTimeout(typed, WAIT);
  });
  modes.hidden = false;
  modes.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) {
      const { value } = event.target;
      changeState((state) =>
        value === MODES[0] ? state.delete("mode") : state.set("mode", value),
      );
    }
  });
  more.addEventListener("click", async () => {
    const next = shown;
    await run(true);
    list.children[next]?.querySelector("a")?.focus();
    keepPlace();
  });
  // Whatever is pressed may lead away: who comes back finds the list as it was.
  document.addEventListener("click", keepPlace, { capture: true });
  window.addEventListener("popstate", restore);
  need("[data-filters-done]").addEventListener("click", () => {
    /** @type {HTMLDetailsElement} */ (need("[data-filters-box]")).open = false;
    count.scrollIntoView({ block: "nearest" });
    filters.querySelector("summary")?.focus();
  });
  window.addEventListener("online", () => {
    answers = openAnswers();
  });
  restore();
}

const page = document.querySelector("[data-search]");
if (page instanceof HTMLElement) {
  start(page);
}
