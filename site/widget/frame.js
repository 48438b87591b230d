// The page for an <iframe>: the widget, as the address asks for it.

import { LANGUAGES, chooseLanguage } from "./languages.js";

const SETTINGS = ["lang", "theme", "audience", "document", "limit", "facets", "scheme"];
const PLACES = ["_top", "_blank"];

const asked = new URLSearchParams(window.location.search);
const widget = document.createElement("ldn-search");
for (const name of SETTINGS) {
  const value = asked.get(name);
  if (value !== null) {
    widget.setAttribute(name, value);
  }
}
const scheme = asked.get("scheme");
if (scheme === "light" || scheme === "dark") {
  document.documentElement.dataset.scheme = scheme;
}
const target = asked.get("target") ?? "";
widget.setAttribute("target", PLACES.includes(target) ? target : "_blank");
widget.setAttribute("api", document.querySelector("meta[name=ldn-api]")?.getAttribute("content") ?? "");
widget.toggleAttribute("inline", true);
document.querySelector("main > a")?.replaceWith(widget);

const language = chooseLanguage([asked.get("lang")]);
document.documentElement.lang = LANGUAGES[language].tag;
document.documentElement.dir = LANGUAGES[language].dir;
const heading = document.querySelector("h1");
if (heading) {
  heading.textContent = JSON.parse(heading.dataset.words ?? "{}")[language];
  document.title = `${heading.textContent} – ${document.title}`;
}
