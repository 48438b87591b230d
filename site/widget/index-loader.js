// Gets a search index: by fetch, or as a script from a folder on a disk, where browsers refuse that,
// and from a host with nothing but the copy that such a folder holds.

/** The function that the script calls with the index (site/hooks/search_index.py). */
const CALLBACK = "ldnSearchIndex";

/**
 * @param {string} url of the index as JSON
 * @returns {Promise<any>} rejects where there is none
 */
export async function loadIndex(url) {
  if (url.startsWith("file:")) {
    return loadScript(url.replace(/json$/, "js"));
  }
  const response = await fetch(url, { credentials: "omit" });
  // A page of another host has not agreed to run what stands here under no digest.
  if (response.status === 404 && new URL(url).origin === window.location.origin) {
    return loadScript(url.replace(/json$/, "js"));
  }
  if (!response.ok) {
    throw new Error(`${url}: ${response.status}`);
  }
  return response.json();
}

/** @param {string} url @returns {Promise<any>} */
function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    /** @type {any} */
    let given = null;
    Object.assign(globalThis, { [CALLBACK]: (/** @type {any} */ index) => (given = index) });
    script.src = url;
    script.onload = () => resolve(given);
    script.onerror = () => reject(new Error(`${url} cannot be loaded`));
    document.head.append(script);
  });
}
