// Two languages side by side, aligned item by item. Without this script the same texts stand
// one below the other. The choice stands in the address, and goes along to the next paragraph.

export {};

const section = document.querySelector("[data-compare]");
const choice = section?.querySelector("[data-choice]");
const live = section?.querySelector("[data-live]");
const all = section?.querySelector("[data-all]");

/**
 * @param {string} language
 * @returns {HTMLElement | null} the text in that language
 */
function textIn(language) {
  return section?.querySelector(`[data-language="${CSS.escape(language)}"]`) ?? null;
}

/**
 * @param {Element[]} cells
 * @param {string} className
 */
function pair(cells, className) {
  const row = document.createElement("div");
  row.className = className;
  row.append(...cells);
  return row;
}

/** @param {HTMLElement} text */
function heading(text) {
  const cell = document.createElement("div");
  for (const part of text.querySelectorAll("[data-name], [data-badge]")) {
    cell.append(part.cloneNode(true));
  }
  return cell;
}

/** @param {HTMLElement} text */
function rows(text) {
  const body = text.querySelector("[lang][dir]:not([data-name])");
  return [...text.querySelectorAll("[data-row]")].map((row) => {
    const cell = /** @type {HTMLElement} */ (row.cloneNode(true));
    cell.lang = body?.getAttribute("lang") ?? "";
    cell.dir = body?.getAttribute("dir") ?? "";
    return cell;
  });
}

const NAME = "beside";
const selects = [...(choice?.querySelectorAll("select") ?? [])];
/** What was chosen last, on either side. @type {string[]} */
let chosen = [];

function readAddress() {
  const asked = (new URLSearchParams(window.location.search).get(NAME) ?? "").split(" ");
  if (new Set(asked).size === selects.length && asked.every(textIn)) {
    selects.forEach((select, side) => {
      select.value = asked[side];
    });
  }
}

/** A language that the other side has is no choice but to change sides. */
function choose() {
  const [first, second] = selects;
  if (first.value === second.value) {
    selects.forEach((select, side) => {
      select.value = chosen[1 - side];
    });
  }
  const address = new URL(window.location.href);
  address.searchParams.set(NAME, selects.map(({ value }) => value).join(" "));
  window.history.replaceState(null, "", address);
  window.dispatchEvent(new Event("ldn:address"));
  show();
}

function show() {
  chosen = selects.map(({ value }) => value);
  const [first, second] = chosen.map(textIn);
  if (!live || !first || !second) {
    return;
  }
  const left = rows(first);
  const right = rows(second);
  live.replaceChildren(
    pair([heading(first), heading(second)], "compare__pair compare__pair--head"),
    ...left.map((cell, index) => pair([cell, right[index]], "compare__pair")),
  );
  for (const link of document.querySelectorAll("a[rel=prev], a[rel=next]")) {
    if (link instanceof HTMLAnchorElement) {
      link.search = window.location.search;
    }
  }
}

if (choice instanceof HTMLElement && live instanceof HTMLElement && all instanceof HTMLElement) {
  choice.hidden = false;
  live.hidden = false;
  all.hidden = true;
  choice.addEventListener("change", choose);
  readAddress();
  show();
}
