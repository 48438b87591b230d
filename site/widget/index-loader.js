// Gets a search index: by fetch, or, from a folder on a disk, where browsers refuse that, as a script.

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
