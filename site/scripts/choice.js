// Marks the language that the browser asks for. It never sends anyone anywhere by itself.

export {};

/** @returns {HTMLAnchorElement | undefined} the link of the first preferred language we have */
function findSuggested() {
  for (const tag of navigator.languages) {
    const code = tag.toLowerCase().split("-")[0];
    const link = document.querySelector(`[data-language="${CSS.escape(code)}"]`);
    if (link instanceof HTMLAnchorElement) {
      return link;
    }
  }
  return undefined;
}

const suggested = findSuggested();
if (suggested) {
  suggested.classList.add("choice__best");
  const words = suggested.querySelector("[data-suggested]");
  if (words instanceof HTMLElement) {
    words.hidden = false;
  }
}
