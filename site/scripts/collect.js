// The buttons that put something into the course pack or take it out, and how much is in it.

import { MOST, readPack, watchPack, writePack } from "./basket.js";
import { announce } from "./toast.js";

const link = document.querySelector("[data-pack-link]");
const number = document.querySelector("[data-pack-count]");
const buttons = [...document.querySelectorAll("button[data-collect]")].filter(
  (button) => button instanceof HTMLButtonElement,
);

/**
 * @param {string} name of words that stand at the link to the pack
 * @param {number} count
 */
function words(name, count) {
  const said = link instanceof HTMLElement ? link.dataset[name] : "";
  return (said ?? "").replace("{count}", String(count));
}

function show() {
  const ids = readPack();
  for (const button of buttons) {
    const isIn = ids.includes(button.dataset.collect ?? "");
    button.toggleAttribute("data-in-pack", isIn);
    const name = button.querySelector("[data-collect-words]");
    if (name) {
      name.textContent = words(isIn ? "in" : "add", ids.length);
    }
  }
  if (link instanceof HTMLElement && number instanceof HTMLElement) {
    const name = words("words", ids.length);
    link.setAttribute("aria-label", name);
    link.title = name;
    number.textContent = String(ids.length);
    number.hidden = ids.length === 0;
  }
}

/** @param {string} id */
function toggle(id) {
  const ids = readPack();
  const isIn = ids.includes(id);
  if (!isIn && ids.length >= MOST) {
    announce(words("full", MOST));
    return;
  }
  const kept = writePack(isIn ? ids.filter((one) => one !== id) : [...ids, id]);
  const said = words(isIn ? "removed" : "added", readPack().length);
  announce(kept ? said : `${said} ${words("notStored", 0)}`);
}

watchPack(show);
for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => toggle(button.dataset.collect ?? ""));
}
show();
