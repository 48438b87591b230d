// Keeps whole languages of the site in the browser: on the reader's demand, never by itself.
//
// What is kept is a cache per language and version (`ldn <root> <language> <version>`). Its list
// of files, `offline.json`, is put in last: a cache that has it is whole. sw.js only reads. Tabs take
// turns at a language.

import { hasService, language, meta } from "./where.js";

/** @typedef {{path: string, digest: string}} FileEntry */
/** @typedef {{version: string, files: FileEntry[]}} FileList */

const AT_ONCE = 6;

const root = new URL(meta("ldn-site") || ".", document.baseURI);
const prefix = `ldn ${root.pathname} `;
/** A copy, which names no service, has no list of files to keep. */
const able =
  hasService &&
  window.isSecureContext &&
  "serviceWorker" in navigator &&
  "locks" in navigator &&
  "caches" in window;

/** @param {string} code */
const folder = (code) => new URL(`${code}/`, root);
/** @param {string} code */
const listAddress = (code) => new URL("offline.json", folder(code)).href;

/**
 * @param {string} code of a language
 * @param {() => Promise<void>} work with its caches, which no other tab touches meanwhile
 * @returns {Promise<void>}
 */
function alone(code, work) {
  return navigator.locks.request(prefix + code, work);
}

/**
 * @param {string} code of a language
 * @returns {Promise<string[]>} the names of its caches
 */
async function cachesOf(code) {
  return (await caches.keys()).filter((name) => name.startsWith(`${prefix}${code} `));
}

/**
 * @param {string} code of a language
 * @returns {Promise<FileList | undefined>} the list of what is kept, if all of it is
 */
async function keptList(code) {
  for (const name of await cachesOf(code)) {
    // Looking must not open the cache: that would make one anew which another tab just deleted.
    const found = await caches.match(listAddress(code), { cacheName: name });
    if (found) {
      return found.json();
    }
  }
  return undefined;
}

/** @returns {Promise<string[]>} the languages that are kept whole */
async function keptLanguages() {
  const found = (await caches.keys()).filter((name) => name.startsWith(prefix));
  const codes = [...new Set(found.map((name) => name.slice(prefix.length, prefix.length + 2)))];
  const whole = await Promise.all(codes.map(async (code) => ((await keptList(code)) ? code : "")));
  return whole.filter(Boolean);
}

/**
 * @param {string} address
 * @returns {Promise<Response>} the file as it is now, past every cache; rejects where there is none
 */
async function fetchAnew(address) {
  const response = await fetch(address, { cache: "reload" });
  if (!response.ok) {
    throw new Error(`${response.status} ${address}`);
  }
  // An answer that came by a redirect may not be given for a page.
  const { headers } = response;
  return response.redirected ? new Response(await response.blob(), { headers }) : response;
}

/**
 * Keeps a language, or renews it; what did not change is not fetched again.
 *
 * @param {string} code of the language
 * @param {(done: number, total: number) => void} tell
 * @returns {Promise<void>} rejects where the network or the device does not allow it; what is
 *   there by then is used the next time
 */
async function keep(code, tell) {
  /** @type {FileList} */
  const list = await (await fetchAnew(listAddress(code))).json();
  const before = await keptList(code);
  if (before?.version !== list.version) {
    const known = new Map(before?.files.map((file) => [file.path, file.digest]));
    await fill(code, list, known, tell);
    /** @type {FileList} */
    const now = await (await fetchAnew(listAddress(code))).json();
    if (now.version !== list.version) {
      await keep(code, tell); // published meanwhile
      return;
    }
    const name = `${prefix}${code} ${list.version}`;
    const fresh = await caches.open(name);
    const held = new Set((await fresh.keys()).map(({ url }) => url));
    if (!list.files.every(({ path }) => held.has(new URL(path, folder(code)).href))) {
      throw new Error(`${name}: files were taken away meanwhile`); // by the browser or the reader
    }
    await fresh.put(listAddress(code), new Response(JSON.stringify(list)));
    const old = (await cachesOf(code)).filter((other) => other !== name);
    await Promise.all(old.map((other) => caches.delete(other)));
  }
  await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname });
}

/**
 * @param {string} code
 * @param {FileList} list
 * @param {Map<string, string>} known digests of what an older cache holds, by path
 * @param {(done: number, total: number) => void} tell
 */
async function fill(code, list, known, tell) {
  const fresh = await caches.open(`${prefix}${code} ${list.version}`);
  const left = [...list.files];
  let done = 0;
  const work = async () => {
    for (let file = left.shift(); file; file = left.shift()) {
      const address = new URL(file.path, folder(code)).href;
      try {
        if (!(await fresh.match(address))) {
          const same = known.get(file.path) === file.digest && (await caches.match(address));
          await fresh.put(address, same || (await fetchAnew(address)));
        }
      } catch (error) {
        left.length = 0; // nobody fetches on once one has failed
        throw error;
      }
      done += 1;
      tell(done, list.files.length);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) {
    throw failed.reason;
  }
}

/** @param {string} code of a language that is not to be kept any longer */
async function remove(code) {
  await Promise.all((await cachesOf(code)).map((name) => caches.delete(name)));
  if (!(await keptLanguages()).length) {
    const registration = await navigator.serviceWorker.getRegistration(root.href);
    await registration?.unregister();
  }
}

/** Renews a kept language where a newer version is published, unless the reader saves data. */
async function renew() {
  const before = await keptList(language);
  const { connection } = /** @type {any} */ (navigator);
  if (before && navigator.onLine && !connection?.saveData) {
    const answer = await fetch(listAddress(language));
    if (answer.ok && (await answer.json()).version !== before.version) {
      await alone(language, async () => {
        if (await keptList(language)) {
          await keep(language, () => {});
        }
      });
    }
  }
}

/** @param {HTMLElement} page the page that says what is kept */
function offer(page) {
  /** @param {string} name */
  const button = (name) =>
    /** @type {HTMLButtonElement} */ (page.querySelector(`[data-action="${name}"]`));
  const state = /** @type {HTMLElement} */ (page.querySelector("[data-state]"));
  const progress = /** @type {HTMLElement} */ (page.querySelector("[data-progress]"));
  const bar = /** @type {HTMLProgressElement} */ (progress.querySelector("progress"));
  const count = /** @type {HTMLElement} */ (progress.querySelector("span"));

  /** @param {number} done @param {number} total */
  function tell(done, total) {
    bar.max = total;
    bar.value = done;
    const words = page.dataset.working ?? "";
    count.textContent = words.replace("{done}", String(done)).replace("{total}", String(total));
  }

  async function show() {
    const codes = await keptLanguages();
    const kept = codes.includes(language);
    state.textContent = (kept ? page.dataset.kept : page.dataset.none) ?? "";
    button("keep").hidden = kept;
    button("keep").textContent = page.dataset.keep ?? "";
    button("remove").hidden = !kept && !(await cachesOf(language)).length;
    const languages = /** @type {HTMLElement} */ (page.querySelector("[data-languages]"));
    languages.hidden = !codes.length;
    for (const item of languages.querySelectorAll("li")) {
      item.hidden = !codes.includes(item.dataset.language ?? "");
    }
  }

  async function start() {
    const focused = document.activeElement === button("keep");
    button("keep").disabled = true;
    progress.hidden = false;
    bar.removeAttribute("value");
    count.textContent = "";
    try {
      await alone(language, () => keep(language, tell));
      await show();
      if (focused) {
        button("remove").focus();
      }
    } catch {
      await show();
      state.textContent = page.dataset.failed ?? "";
      button("keep").textContent = page.dataset.again ?? "";
    }
    button("keep").disabled = false;
    progress.hidden = true;
  }

  button("keep").addEventListener("click", start);
  button("remove").addEventListener("click", async () => {
    await alone(language, () => remove(language));
    await show();
    button("keep").focus();
  });
  // Another tab may have kept or removed it meanwhile.
  document.addEventListener("visibilitychange", show);
  window.addEventListener("appinstalled", start);
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button("install").hidden = false;
    button("install").onclick = () => /** @type {any} */ (event).prompt();
  });
  show();
}

const page = document.querySelector("[data-offline]");
if (page instanceof HTMLElement) {
  if (able) {
    offer(page);
  } else {
    const state = page.querySelector("[data-state]");
    if (state) {
      state.textContent = page.dataset.unable ?? "";
    }
  }
} else if (able) {
  window.addEventListener("appinstalled", () =>
    alone(language, () => keep(language, () => {})).catch(() => {}),
  );
}
if (able) {
  renew().catch(() => {}); // the kept version goes on serving
}
