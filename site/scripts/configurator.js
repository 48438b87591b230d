// The page that gives partner sites the widget's code: settings in, preview and code out.

import { element } from "./results.js";

const LISTS = ["theme", "audience", "document"];
const QUOTED = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };
const WIDTH = 640;
const HEIGHT = 560;

const place = document.querySelector("[data-configurator]");

/** @param {string} text */
const quote = (text) =>
  text.replace(/[&"<]/g, (sign) => QUOTED[/** @type {keyof typeof QUOTED} */ (sign)]);

/**
 * @param {string} name
 * @param {Record<string, string>} attributes those that are empty are left out, `true` has no value
 */
function tag(name, attributes) {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === "true" ? ` ${key}` : value ? ` ${key}="${quote(value)}"` : "",
  );
  return `<${name}${written.join("")}>`;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>} attributes of the widget
 */
function readAttributes(form) {
  const given = new FormData(form);
  const limit = String(given.get("limit") ?? "");
  /** @type {Record<string, string>} */
  const attributes = { lang: String(given.get("lang")) };
  for (const name of LISTS) {
    attributes[name] = given.getAll(name).join(" ");
  }
  attributes.limit = limit === "5" ? "" : limit;
  attributes.facets = given.has("facets") ? "true" : "";
  attributes.scheme = String(given.get("scheme") ?? "");
  return attributes;
}

/**
 * @param {Record<string, string>} facts of this copy of the site
 * @param {Record<string, string>} attributes
 * @param {boolean} pinned
 */
function writeScript(facts, attributes, pinned) {
  const src = `${facts.base}${pinned ? facts.release : facts.line}${facts.entry}`;
  const checked = pinned ? { integrity: facts.integrity, crossorigin: "anonymous" } : {};
  const page = `${facts.base}${attributes.lang}/search/`;
  const link = `${tag("a", { href: page })}${facts[`title_${attributes.lang}`]}</a>`;
  return [
    `${tag("script", { type: "module", src, ...checked })}</script>`,
    tag("ldn-search", { ...attributes, api: facts.api }),
    `  ${link}`,
    "</ldn-search>",
  ].join("\n");
}

/** @param {Record<string, string>} attributes */
function frameQuery(attributes) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(attributes)) {
    if (value) {
      query.set(name, value === "true" ? "" : value);
    }
  }
  return query.toString();
}

/**
 * @param {string} src
 * @param {string} title
 */
function frameAttributes(src, title) {
  return { src, title, width: String(WIDTH), height: String(HEIGHT), loading: "lazy" };
}

/** @param {HTMLFormElement} form @param {Record<string, string>} facts */
function start(form, facts) {
  const stage = /** @type {HTMLElement} */ (document.querySelector("[data-preview-place]"));
  const styles = /** @type {HTMLElement} */ (document.querySelector("[data-styles]"));

  /** @param {string} name @param {string} text */
  function print(name, text) {
    const code = /** @type {HTMLElement} */ (document.querySelector(`[data-code="${name}"]`));
    code.textContent = text;
    const copy = code.closest(".code")?.querySelector("button");
    if (copy) {
      copy.dataset.copy = text;
    }
  }

  /** @param {Record<string, string>} attributes @param {string} accent */
  function showWidget(attributes, accent) {
    let widget = stage.querySelector("ldn-search");
    if (!widget) {
      widget = document.createElement("ldn-search");
      widget.setAttribute("label", stage.dataset.label ?? "");
      stage.replaceChildren(widget);
    }
    const { site = "", api = "" } = stage.dataset;
    for (const [name, value] of Object.entries({ ...attributes, site, api })) {
      if (!value) {
        widget.removeAttribute(name);
      } else if (widget.getAttribute(name) !== value) {
        widget.setAttribute(name, value === "true" ? "" : value);
      }
    }
    /** @type {HTMLElement} */ (widget).style.setProperty("--ldn-accent", accent || null);
  }

  /** @param {string} address @param {string} title */
  function showFrame(address, title) {
    const src = new URL(address, document.baseURI).href;
    if (stage.querySelector("iframe")?.src !== src) {
      const frame = element("iframe", "configurator__frame");
      for (const [name, value] of Object.entries(frameAttributes(src, title))) {
        frame.setAttribute(name, value);
      }
      stage.replaceChildren(frame);
    }
  }

  function update() {
    const attributes = readAttributes(form);
    const given = new FormData(form);
    const framed = given.get("variant") === "frame";
    const accent = given.has("own") && !framed ? String(given.get("accent")) : "";
    for (const only of form.querySelectorAll("[data-script-only]")) {
      /** @type {HTMLElement} */ (only).hidden = framed;
    }
    const title = facts[`title_${attributes.lang}`];
    if (framed) {
      const address = `${facts.line}frame.html?${frameQuery(attributes)}`;
      showFrame(`${stage.dataset.site}${address}`, title);
      print("snippet", `${tag("iframe", frameAttributes(facts.base + address, title))}</iframe>`);
    } else {
      showWidget(attributes, accent);
      print("snippet", writeScript(facts, attributes, given.has("pinned")));
    }
    styles.hidden = !accent;
    print("styles", `ldn-search {\n  --ldn-accent: ${accent};\n}`);
  }

  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
}

const form = place?.querySelector("form.configurator__form");
if (form instanceof HTMLFormElement) {
  start(form, JSON.parse(document.querySelector("#ldn-widget")?.textContent ?? "{}"));
}
