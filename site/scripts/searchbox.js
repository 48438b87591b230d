// Every search box of the site is the widget that partners embed: the same <ldn-search>, with the
// words and the static search of this page's language in the bundle instead of loaded on demand.
// The form inside each element is what readers have without this script.

import { LdnSearch } from "../widget/element.js";
import { WORDS } from "../widget/made/words.js";
import { openStaticSearch } from "../widget/static-search.js";
import { localLink } from "./api.js";

if (!customElements.get("ldn-search")) {
  LdnSearch.kit = {
    words: () => WORDS,
    openStatic: (site, language, signal) => openStaticSearch(site, language, { signal }),
    // Every element of our pages says where site and API are.
    site: "",
    api: "",
    link: localLink,
  };
  customElements.define("ldn-search", LdnSearch);
}

// "/" goes to the search box from anywhere that is not a field.
document.addEventListener("keydown", (event) => {
  const target = event.composedPath()[0];
  const typing = target instanceof Element && target.closest("input, textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const box = /** @type {LdnSearch | null} */ (document.querySelector("ldn-search"));
  if (box?.input) {
    event.preventDefault();
    box.focus();
    box.input.select();
  }
});
