// Narrows the glossary to the terms that hold what is typed: those whose name holds it come first, then
// those whose definition, synonyms or names in other languages do.

export {};

const box = document.querySelector("[data-filter]");
const input = box?.querySelector("input");
const shownStatus = box?.querySelector("[data-words]");
const terms = [...document.querySelectorAll("[data-term]")].filter(
  (term) => term instanceof HTMLElement,
);
const place = terms[0]?.parentElement;

/** @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/**
 * @param {HTMLElement} term
 * @param {string} selector
 */
function textOf(term, selector) {
  return fold([...term.querySelectorAll(selector)].map((part) => part.textContent).join("\n"));
}

if (box instanceof HTMLElement && input && shownStatus instanceof HTMLElement) {
  /** @type {{term: HTMLElement, name: string, text: string}[]} */
  let entries = [];
  input.addEventListener("input", () => {
    entries = entries.length
      ? entries
      : terms.map((term) => ({
          term,
          name: textOf(term, "[data-term-name]"),
          text: textOf(term, "[data-term-text]"),
        }));
    const wanted = fold(input.value.trim());
    const named = entries.filter(({ name }) => name.includes(wanted));
    const told = entries.filter(
      ({ name, text }) => !name.includes(wanted) && text.includes(wanted),
    );
    const shown = [...named, ...told].map(({ term }) => term);
    for (const term of terms) {
      term.hidden = !shown.includes(term);
    }
    place?.append(...shown);
    shownStatus.textContent = (shownStatus.dataset.words ?? "").replace(
      "{count}",
      String(shown.length),
    );
  });
}
