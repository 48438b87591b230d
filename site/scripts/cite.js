// The citation and the permanent address follow the item that the address bar names. Without this
// script they are those of the whole paragraph.

import { currentAnchor } from "./anchor.js";

/** @type {Map<string, HTMLElement>} */
const cited = new Map();
for (const item of document.querySelectorAll("[data-cited]")) {
  if (item instanceof HTMLElement) {
    cited.set(item.dataset.cited ?? "", item);
  }
}

/** @param {HTMLElement} item */
function show(item) {
  for (const place of document.querySelectorAll("[data-cite]")) {
    if (place instanceof HTMLElement) {
      const words = item.dataset[place.dataset.cite ?? ""] ?? "";
      if (place.textContent !== words) {
        place.textContent = words;
      }
      if (place instanceof HTMLAnchorElement) {
        place.href = words;
      }
    }
  }
  for (const link of document.querySelectorAll("a[data-cite-file]")) {
    link.setAttribute("href", item.dataset.file ?? "");
  }
  for (const button of document.querySelectorAll("[data-cite-copy]")) {
    if (button instanceof HTMLElement) {
      button.dataset.copy = item.dataset[button.dataset.citeCopy ?? ""] ?? "";
    }
  }
}

// An anchor that is no paragraph, such as a note, leaves the citation as it is.
function follow() {
  const anchor = currentAnchor();
  const item = anchor ? cited.get(anchor) : [...cited.values()][0];
  if (item) {
    show(item);
  }
}
follow();
window.addEventListener("hashchange", follow);

// The address keeps the item while the reader goes to its citation.
for (const link of document.querySelectorAll("a[data-to-cite]")) {
  link.addEventListener("click", (event) => {
    const place = document.getElementById("cite");
    if (place) {
      event.preventDefault();
      place.scrollIntoView();
      place.focus({ preventScroll: true });
    }
  });
}
