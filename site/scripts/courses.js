// Training modules: narrows their list to an audience, which the address keeps, and says on the page
// of a module which files the service makes and when it does not answer; in a copy nobody is asked. Without this script
// every module is shown, and the files are plain links.

import { listFormats } from "./exports.js";
import { hasService } from "./where.js";

const list = document.querySelector("[data-courses]");
const choice = list?.querySelector("[data-courses-filter] select");
const count = list?.querySelector("[data-courses-count]");

/** @param {HTMLSelectElement} wanted */
function narrow(wanted) {
  const modules = [...(list?.querySelectorAll("[data-module]") ?? [])];
  let shown = 0;
  for (const one of modules) {
    if (one instanceof HTMLElement) {
      const audiences = (one.dataset.audience ?? "").split(" ");
      one.hidden = wanted.value !== "" && !audiences.includes(wanted.value);
      shown += one.hidden ? 0 : 1;
    }
  }
  if (count instanceof HTMLElement) {
    count.textContent = (count.dataset.words ?? "")
      .replace("{shown}", String(shown))
      .replace("{count}", String(modules.length));
  }
}

if (choice instanceof HTMLSelectElement) {
  const readAddress = () => {
    const asked = new URLSearchParams(window.location.search).get("audience") ?? "";
    choice.value = [...choice.options].some((option) => option.value === asked) ? asked : "";
    narrow(choice);
  };
  choice.form?.addEventListener("submit", (event) => event.preventDefault());
  choice.addEventListener("change", () => {
    const address = new URL(window.location.href);
    if (choice.value) {
      address.searchParams.set("audience", choice.value);
    } else {
      address.searchParams.delete("audience");
    }
    window.history.replaceState(null, "", address);
    window.dispatchEvent(new Event("ldn:address"));
    narrow(choice);
  });
  window.addEventListener("pageshow", readAddress);
  readAddress();
}

const files = document.querySelector("[data-files]");
if (files && hasService) {
  listFormats().then((formats) => {
    for (const link of files.querySelectorAll("[data-format]")) {
      const item = link.closest("li");
      if (item && formats) {
        item.hidden = !formats.has(link.getAttribute("data-format") ?? "");
      }
    }
    for (const heading of files.querySelectorAll("h3")) {
      const group = heading.nextElementSibling;
      heading.hidden = group !== null && !group.querySelector("li:not([hidden])");
    }
    const away = files.querySelector("[data-files-away]");
    if (away instanceof HTMLElement) {
      away.hidden = formats !== null;
    }
  });
}
