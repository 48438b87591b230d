// Who is asked to do what: narrows matrix and list to what is chosen, items to those that carry the
// theme, and keeps the choice in the address. Without this script every ask is shown.

export {};

const page = document.querySelector("[data-asks]");
const form = page?.querySelector("[data-asks-filters]");
const count = page?.querySelector("[data-asks-count]");
const reset = form?.querySelector("[type=reset]");
const empty = page?.querySelector("[data-asks-empty]");

/**
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function all(selector) {
  return /** @type {HTMLElement[]} */ ([...(page?.querySelectorAll(selector) ?? [])]);
}

/** @param {HTMLFormElement} filters */
function choices(filters) {
  return [...filters.querySelectorAll("select")];
}

/**
 * @param {HTMLElement} element an ask, or an item of one
 * @param {HTMLSelectElement} choice
 */
function carries(element, choice) {
  return (element.dataset[choice.name] ?? "").split(" ").includes(choice.value);
}

/** @param {HTMLFormElement} filters */
function show(filters) {
  const wanted = choices(filters).filter((choice) => choice.value);
  const theme = wanted.find((choice) => choice.name === "theme");
  const shown = new Set();
  const asks = all("[data-ask]");
  for (const ask of asks) {
    const fits = wanted.every((choice) => carries(ask, choice));
    ask.hidden = !fits;
    if (fits) {
      shown.add(ask.dataset.ask);
    }
  }
  for (const part of all("[data-ask-part]")) {
    part.hidden = !theme;
  }
  for (const whole of all("[data-ask-whole]")) {
    whole.hidden = Boolean(theme);
  }
  for (const item of all("[data-ask-part] [data-theme]")) {
    item.hidden = Boolean(theme && !carries(item, theme));
  }
  for (const number of all("[data-in-matrix]")) {
    number.hidden = !shown.has(number.dataset.inMatrix);
  }
  for (const row of all("[data-asks-row]")) {
    row.hidden = !row.querySelector("[data-in-matrix]:not([hidden])");
  }
  if (reset instanceof HTMLElement) {
    reset.hidden = !wanted.length;
  }
  if (empty instanceof HTMLElement) {
    empty.hidden = shown.size > 0;
  }
  if (count instanceof HTMLElement) {
    count.textContent = (count.dataset.words ?? "")
      .replace("{shown}", String(shown.size))
      .replace("{count}", String(asks.length));
  }
}

/** @param {HTMLFormElement} filters */
function readAddress(filters) {
  const asked = new URLSearchParams(window.location.search);
  for (const choice of choices(filters)) {
    const value = asked.get(choice.name) ?? "";
    choice.value = [...choice.options].some((option) => option.value === value) ? value : "";
  }
  show(filters);
}

/** @param {HTMLFormElement} filters */
function writeAddress(filters) {
  const address = new URL(window.location.href);
  for (const choice of choices(filters)) {
    if (choice.value) {
      address.searchParams.set(choice.name, choice.value);
    } else {
      address.searchParams.delete(choice.name);
    }
  }
  window.history.replaceState(null, "", address);
  window.dispatchEvent(new Event("ldn:address"));
  show(filters);
}

if (form instanceof HTMLFormElement) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => writeAddress(form));
  form.addEventListener("reset", () =>
    window.setTimeout(() => {
      writeAddress(form);
      choices(form)[0]?.focus(); // the button that was pressed is gone
    }),
  );
  window.addEventListener("pageshow", () => readAddress(form));
  readAddress(form);
}
