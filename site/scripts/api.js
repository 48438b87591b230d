// The only place that knows how to ask the API, and where links of its answers lead.

/**
 * @param {string} name of a meta element
 * @returns {string} its content, empty where there is none
 */
function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/** The language of this page. */
export const language = meta("ldn-language");

/** The API does not answer, or answers something that is no answer. */
export class Unreachable extends Error {}

/** The API refused the question. */
export class Rejected extends Error {}

/**
 * @param {string} resource such as "search"
 * @param {URLSearchParams} parameters
 * @param {AbortSignal} signal
 * @returns {Promise<any>} the answer; rejects with Unreachable, Rejected or an AbortError
 */
export async function ask(resource, parameters, signal) {
  const url = new URL(meta("ldn-api") + resource, document.baseURI);
  url.search = parameters.toString();
  let response;
  try {
    response = await fetch(url, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw new Unreachable(String(error));
  }
  if (response.status === 422 || response.status === 414) {
    throw new Rejected(String(response.status));
  }
  if (!response.ok) {
    throw new Unreachable(String(response.status));
  }
  try {
    return await response.json();
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw new Unreachable(String(error));
  }
}

/**
 * A permanent address as a link from this copy of the site, wherever it is served.
 * Anything but http(s) leads nowhere.
 *
 * @param {string} address
 * @returns {string}
 */
export function localLink(address) {
  const base = meta("ldn-base");
  if (base && address.startsWith(base)) {
    return new URL(meta("ldn-site") + address.slice(base.length), document.baseURI).href;
  }
  return /^https?:\/\//.test(address) ? address : "#";
}
