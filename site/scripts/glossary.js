// Narrows the glossary to the terms that hold what is typed, in any of the six languages.

export {};

const box = document.querySelector("[data-filter]");
const input = box?.querySelector("input");
const shownStatus = box?.querySelector("[data-words]");
const terms = [...document.querySelectorAll("[data-term]")].filter(
  (term) => term instanceof HTMLElement,
);

/** @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

if (box instanceof HTMLElement && input && shownStatus instanceof HTMLElement) {
  /** @type {string[]} */
  let texts = [];
  input.addEventListener("input", () => {
    texts = texts.length ? texts : terms.map((term) => fold(term.textContent ?? ""));
    const wanted = fold(input.value.trim());
    let shown = 0;
    terms.forEach((term, index) => {
      term.hidden = !texts[index].includes(wanted);
      shown += term.hidden ? 0 : 1;
    });
    shownStatus.textContent = (shownStatus.dataset.words ?? "").replace("{count}", String(shown));
  });
}
