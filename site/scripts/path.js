// The reading path that the reader follows, which the address names, takes the place of the first.

export {};

const asked = new URLSearchParams(window.location.search).get("path");
const others = document.querySelector("[data-paths]");
const first = document.querySelector("[data-path]");
const followed = [...(others?.querySelectorAll("[data-path]") ?? [])].find(
  (path) => path.getAttribute("data-path") === asked,
);
if (others && first && followed) {
  first.replaceWith(followed);
  others.append(first);
}
