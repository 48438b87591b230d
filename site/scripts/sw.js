// The service worker: answers without a connection from the languages that the reader keeps.
// It stores nothing itself. offline.js fills and empties the caches, on the reader's demand only;
// docs/decisions/007-offline.md says why. Requests to the API and other hosts pass it untouched.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;

/** Files whose names carry a digest of their contents never change. */
const IMMUTABLE = /\.[0-9a-f]{8,64}\.(min\.)?[a-z0-9]+$/;
/** Milliseconds that the network has where a kept answer waits. */
const PATIENCE = 4000;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  // "reload" is what offline.js and a forced reload ask with: they want the network.
  if (request.method !== "GET" || request.cache === "reload" || !request.url.startsWith(scope)) {
    return;
  }
  const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
  if (/^[a-z]{2}(\/|$)/.test(path) || (path === "" && request.mode === "navigate")) {
    event.respondWith(answer(request, path));
  }
});

/**
 * The network's answer where it comes in time, else the kept one; for a page that is not kept, the
 * way to the page that says so.
 *
 * @param {Request} request
 * @param {string} path below the site's root
 * @returns {Promise<Response>}
 */
async function answer(request, path) {
  const kept = await find(request);
  if (kept && IMMUTABLE.test(path)) {
    return kept;
  }
  const network = fetch(request);
  if (!kept) {
    return network.catch(async () => (await elsewhere(request, path)) ?? Response.error());
  }
  return Promise.race([
    network.then((response) => (response.status < 500 ? response : kept)).catch(() => kept),
    new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE)),
  ]);
}

/**
 * @param {Request} request
 * @returns {Promise<Response | undefined>} what is kept of it, whatever it asks the page; for a
 *   folder without its final slash the way to it, as links of a page start at its address
 */
async function find(request) {
  const how = { ignoreSearch: true, ignoreVary: true };
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/\/index\.html$/, "/");
  const kept = await caches.match(url.href, how);
  if (kept || request.mode !== "navigate" || url.pathname.endsWith("/")) {
    return kept;
  }
  url.pathname += "/";
  return (await caches.match(url.href, how)) && Response.redirect(url.href);
}

/**
 * @param {Request} request
 * @param {string} path
 * @returns {Promise<Response | undefined>} the way to a page of a kept language, for a page
 */
async function elsewhere(request, path) {
  if (request.mode !== "navigate") {
    return undefined;
  }
  const asked = path.slice(0, 2);
  const codes = new Set([asked, ...(await caches.keys()).map((name) => name.split(" ")[2])]);
  for (const code of codes) {
    if (code && (await caches.match(`${scope}${code}/offline/`, { ignoreVary: true }))) {
      return Response.redirect(`${scope}${code}/${path ? "offline/#not-kept" : ""}`);
    }
  }
  return undefined;
}
