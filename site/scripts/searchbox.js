// Every search box: suggestions as a WAI-ARIA combobox (list autocomplete, manual selection).
// Without this script, or without the API, a search box is a plain form that still works.

import { ask, language } from "./api.js";

const WAIT = 160;

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list where the suggestions stand
 * @param {Element} status where their number is read aloud
 */
function enhance(form, input, list, status) {
  let active = -1;
  let timer = 0;
  let request = new AbortController();

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);

  function close() {
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }

  /** @param {number} index */
  function activate(index) {
    const all = options();
    active = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    const option = all[active];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {string} text */
  function choose(text) {
    input.value = text;
    stop();
    form.requestSubmit();
  }

  function stop() {
    window.clearTimeout(timer);
    request.abort();
    close();
  }

  /** @param {{text: string}[]} suggestions */
  function show(suggestions) {
    close();
    if (!suggestions.length) {
      status.textContent = form.dataset.wordsNone ?? "";
      return;
    }
    suggestions.forEach((suggestion, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dir = "auto";
      option.textContent = suggestion.text;
      // The box keeps the focus, so that a press does not close the list before the click.
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(suggestion.text));
      list.append(option);
    });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const words = form.dataset.wordsCount ?? "{count}";
    status.textContent = words.replace("{count}", String(suggestions.length));
  }

  async function suggest() {
    const q = input.value.trim();
    request.abort();
    request = new AbortController();
    if (!q) {
      close();
      return;
    }
    const { signal } = request;
    try {
      const answer = await ask("suggest", new URLSearchParams({ q, lang: language }), signal);
      if (!signal.aborted && document.activeElement === input) {
        show(answer.suggestions);
      }
    } catch {
      // Suggestions are a convenience: without them the box is silent and works all the same.
      if (!signal.aborted) {
        close();
      }
    }
  }

  input.addEventListener("input", (event) => {
    window.clearTimeout(timer);
    if (!(event instanceof InputEvent && event.isComposing)) {
      timer = window.setTimeout(suggest, WAIT);
    }
  });
  input.addEventListener("compositionend", () => {
    timer = window.setTimeout(suggest, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        suggest();
      } else {
        activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      }
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options()[active].textContent ?? "");
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      stop();
    }
  });
  input.addEventListener("blur", stop);
  form.addEventListener("submit", stop);
}

for (const form of document.querySelectorAll("form[data-searchbox]")) {
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[data-count]");
  if (form instanceof HTMLFormElement && input && list instanceof HTMLElement && status) {
    enhance(form, input, list, status);
  }
}

// "/" goes to the search box from anywhere that is not a field.
document.addEventListener("keydown", (event) => {
  const target = event.target;
  const typing = target instanceof HTMLElement && target.closest("input, textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const input = document.querySelector("form[data-searchbox] input");
  if (input instanceof HTMLInputElement) {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
