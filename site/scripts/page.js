// What every page can do: copy, print, switch colours, keep the place when the language changes.

import { currentAnchor } from "./anchor.js";
import { announce } from "./toast.js";

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement)) {
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.dataset.copy ?? "";
    try {
      await navigator.clipboard.writeText(text);
      announce(button.dataset.copied ?? "");
    } catch {
      announce(`${button.dataset.failed ?? ""} ${text}`);
    }
  });
}

for (const button of document.querySelectorAll("button[data-print]")) {
  if (button instanceof HTMLButtonElement) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// Paper cannot unfold anything: what is folded is open while the page is printed.
/** @type {HTMLDetailsElement[]} */
let unfolded = [];
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details:not([open]):not(.glossary details)")) {
    if (folded instanceof HTMLDetailsElement) {
      folded.open = true;
      unfolded.push(folded);
    }
  }
});
window.addEventListener("afterprint", () => {
  for (const folded of unfolded) {
    folded.open = false;
  }
  unfolded = [];
});

/** @returns {boolean} whether the page is dark now, by choice or by system */
function isDark() {
  const chosen = document.documentElement.dataset.colours;
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

const colours = document.querySelector("[data-colours]:not(html)");
if (colours instanceof HTMLButtonElement) {
  const name = () => {
    const words = (isDark() ? colours.dataset.light : colours.dataset.dark) ?? "";
    colours.setAttribute("aria-label", words);
    colours.title = words;
  };
  colours.hidden = false;
  name();
  colours.addEventListener("click", () => {
    const chosen = isDark() ? "light" : "dark";
    document.documentElement.dataset.colours = chosen;
    try {
      localStorage.setItem("ldn-colours", chosen);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    name();
  });
}

// The same anchors stand in every language, so the switch can keep the paragraph. The search
// page's question and filters mean the same in every language too.
function keepPlace() {
  for (const link of document.querySelectorAll("a[data-same-place]")) {
    if (link instanceof HTMLAnchorElement) {
      link.hash = window.location.hash;
      link.search = window.location.search;
    }
  }
}
keepPlace();
window.addEventListener("hashchange", keepPlace);
window.addEventListener("ldn:address", keepPlace);

// A link to a note opens the folded notes around it.
function openTarget() {
  const target = document.getElementById(currentAnchor());
  const folded = target?.closest("details");
  if (target && folded && !folded.open) {
    folded.open = true;
    target.scrollIntoView();
  }
}
openTarget();
window.addEventListener("hashchange", openTarget);

// Menus close by Escape and by a click elsewhere.
const menus = [...document.querySelectorAll("details[data-menu]")].filter(
  (menu) => menu instanceof HTMLDetailsElement,
);
document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (event.target instanceof Node && !menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const menu of menus) {
    if (menu.open) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
});

// On a narrow screen the table of filters starts folded.
const filters = document.querySelector("[data-filters-box]");
if (filters instanceof HTMLDetailsElement && window.matchMedia("(max-width: 56rem)").matches) {
  filters.open = false;
}
