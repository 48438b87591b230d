// Search engines that have no server, behind the same small one, to be compared with servers.
//
//   node serve.mjs build ENGINE FOLDER MODULES            make the index
//   node serve.mjs serve ENGINE FOLDER MODULES PORT       GET /search?q=…&lang=…&limit=…
//   node serve.mjs sizes ENGINE FOLDER MODULES            what a browser loads, as JSON
//
// ENGINE is pagefind, lunr or browser (our own search without the API). FOLDER holds
// documents.jsonl (bench/peers/corpus.py) and questions.json, and gets the index; for "browser" it
// holds our widget and the search indexes of the built site. MODULES holds node_modules.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const CODES = ["ar", "zh", "en", "fr", "ru", "es"];
const [task, engine, ...given] = process.argv.slice(2);
const [folder, modules] = given.slice(0, 2).map((path) => resolve(path));
const port = Number(given[2]);
const require = createRequire(join(modules, "x.js"));

const text = (...path) => readFileSync(join(...path), "utf8");
const packed = (data) => gzipSync(data).length;
const documents = () => text(folder, "documents.jsonl").trim().split("\n").map((x) => JSON.parse(x));

/** The last of each file that was fetched, and its size as it travels. */
let fetched = new Map();
let language = "en";

/** What Pagefind expects of a browser. */
function pretendToBeBrowser() {
  globalThis.window = globalThis.window ?? {};
  globalThis.document = {
    baseURI: "http://localhost/",
    currentScript: null,
    querySelector: () => ({ getAttribute: () => language }),
  };
  globalThis.fetch = async (url) => {
    const file = String(url).split("?")[0];
    const data = readFileSync(fileURLToPath(file));
    fetched.set(file, /\.(pf_\w+|pagefind)$/.test(file) ? data.length : packed(data));
    return new Response(data);
  };
}

const pagefind = {
  async build() {
    const library = pathToFileURL(join(modules, "node_modules/pagefind/lib/index.js"));
    const { createIndex, close } = await import(library);
    const { index } = await createIndex();
    for (const { id, language, title, text } of documents()) {
      const record = { url: `/${encodeURIComponent(id)}`, content: text, language, meta: { title } };
      const { errors } = await index.addCustomRecord(record);
      if (errors.length) {
        throw new Error(`${id}: ${errors}`);
      }
    }
    await index.writeFiles({ outputPath: join(folder, "bundle") });
    await close();
    writeFileSync(join(folder, "bundle/package.json"), '{"type": "module"}');
  },

  async open(code, session = "") {
    pretendToBeBrowser();
    language = code;
    const script = pathToFileURL(join(folder, "bundle/pagefind.js"));
    const opened = await import(`${script}?${code}${session}`);
    await opened.init();
    return async (question, limit) => {
      const found = await opened.search(question);
      const shown = await Promise.all(found.results.slice(0, limit).map((one) => one.data()));
      return shown.map((one) => ({
        id: decodeURIComponent(one.url.slice(1)),
        title: one.meta.title,
        text: one.excerpt,
      }));
    };
  },

  /** Scripts, engine and the parts of the index that the first question needs, with ten hits. */
  async load(code, questions) {
    const scripts = ["pagefind.js", "pagefind-worker.js"];
    const script = scripts.reduce((sum, name) => sum + packed(text(folder, "bundle", name)), 0);
    let data = 0;
    for (const [number, question] of questions.entries()) {
      fetched = new Map();
      await (await pagefind.open(code, `-${number}`))(question, 10);
      data += [...fetched.values()].reduce((sum, size) => sum + size, 0) / questions.length;
    }
    return { script, data };
  },
};

const lunr = {
  scripts(code) {
    const names = ["lunr/lunr.min.js"];
    if (code !== "en") {
      names.push("lunr-languages/min/lunr.stemmer.support.min.js");
      names.push(`lunr-languages/min/lunr.${code}.min.js`);
    }
    return names;
  },

  library(code) {
    const library = require("lunr");
    if (code !== "en" && !library[code]) {
      require("lunr-languages/lunr.stemmer.support.js")(library);
      require(`lunr-languages/lunr.${code}.js`)(library);
    }
    return library;
  },

  build() {
    const all = documents();
    mkdirSync(join(folder, "lunr"), { recursive: true });
    for (const code of CODES) {
      const library = lunr.library(code);
      const own = all.filter((one) => one.language === code);
      const index = library(function () {
        if (code !== "en") {
          this.use(library[code]);
        }
        this.ref("id");
        this.field("text");
        own.forEach((one) => this.add(one));
      });
      const shown = Object.fromEntries(own.map(({ id, title, text }) => [id, { title, text }]));
      writeFileSync(join(folder, "lunr", `${code}.json`), JSON.stringify(index));
      writeFileSync(join(folder, "lunr", `${code}.shown.json`), JSON.stringify(shown));
    }
  },

  open(code) {
    const library = lunr.library(code);
    const index = library.Index.load(JSON.parse(text(folder, "lunr", `${code}.json`)));
    const shown = JSON.parse(text(folder, "lunr", `${code}.shown.json`));
    const cut = code === "zh" ? library.zh.tokenizer : library.tokenizer;
    return async (question, limit) => {
      // Words alone: marks would be operators or stay part of a word.
      const words = cut(question.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim());
      const found = words.length ? index.query((query) => query.term(words)) : [];
      return found.slice(0, limit).map(({ ref }) => ({ id: ref, ...shown[ref] }));
    };
  },

  load(code) {
    const script = lunr
      .scripts(code)
      .reduce((sum, name) => sum + packed(text(modules, "node_modules", name)), 0);
    const names = [`${code}.json`, `${code}.shown.json`];
    return { script, data: names.reduce((sum, name) => sum + packed(text(folder, "lunr", name)), 0) };
  },
};

const browser = {
  async open(code) {
    pretendToBeBrowser();
    const { openStaticSearch } = await import(pathToFileURL(join(folder, "widget/static-search.js")));
    const loader = async (url) => JSON.parse(text(folder, new URL(url).pathname));
    const opened = await openStaticSearch("http://localhost/", code, { loader });
    return async (question, limit) => {
      const parameters = new URLSearchParams({ q: question, lang: code, limit: String(limit) });
      return (await opened.search(parameters)).hits;
    };
  },

  load(code) {
    const names = new Set(["static-search.js"]);
    for (const name of names) {
      const imported = text(folder, "widget", name).matchAll(/from "\.\/([\w-]+\.js)"/g);
      [...imported].forEach((match) => names.add(match[1]));
    }
    return {
      script: [...names].reduce((sum, name) => sum + packed(text(folder, "widget", name)), 0),
      data: packed(text(folder, code, "search-index.json")),
    };
  },
};

const chosen = { pagefind, lunr, browser }[engine];

async function serve() {
  const opened = {};
  for (const code of CODES) {
    opened[code] = await chosen.open(code);
  }
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url, "http://localhost");
    const search = opened[searchParams.get("lang")];
    try {
      const hits = search ? await search(searchParams.get("q"), Number(searchParams.get("limit"))) : [];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ hits }));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  server.listen(port, "127.0.0.1");
}

async function sizes() {
  const questions = JSON.parse(text(folder, "questions.json"));
  const found = {};
  for (const code of CODES) {
    found[code] = await chosen.load(code, questions[code]);
  }
  console.log(JSON.stringify(found));
}

await { build: () => chosen.build(), serve, sizes }[task]();
