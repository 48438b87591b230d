// Asks the API. Whoever asks says where it is; nothing here knows of a page.

/** Milliseconds after which an API that does not answer counts as away. */
const PATIENCE = 4000;

/** The API does not answer, or too late, or answers something that is no answer. */
export class Unreachable extends Error {}

/** The API does not take the key: it has expired, or is for another site. */
export class KeyRefused extends Error {}

/** The API refused the question. */
export class Rejected extends Error {
  /** Names of what it refused, where it says so. @type {string[]} */
  parameters = [];
}

/**
 * @param {string} apiUrl address of the API, ending in a slash; relative ones start at the page;
 *   empty where there is none
 * @param {string} resource such as "search"
 * @param {URLSearchParams} parameters
 * @param {AbortSignal} signal ends the request when nobody waits for it any more
 * @param {string} key of a partner, or nothing
 * @returns {Promise<any>} the answer; rejects with Unreachable, Rejected, KeyRefused, or an
 *   AbortError once the signal has ended the request
 */
export async function ask(apiUrl, resource, parameters, signal, key) {
  const url = new URL(apiUrl + resource, document.baseURI);
  url.search = parameters.toString();
  if (!apiUrl || !/^https?:$/.test(url.protocol)) {
    throw new Unreachable(`${apiUrl || "nothing"} is no address of an API`);
  }
  const request = new AbortController();
  const end = () => request.abort();
  const timer = setTimeout(end, PATIENCE);
  signal.addEventListener("abort", end);
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      signal: request.signal,
      headers: { accept: "application/json", ...(key && { authorization: `Bearer ${key}` }) },
      credentials: "omit",
    });
    if (response.status === 422 || response.status === 414) {
      const rejected = new Rejected(String(response.status));
      const { errors } = await response.json().catch(() => ({}));
      rejected.parameters = [errors ?? []].flat().map(({ parameter }) => String(parameter));
      throw rejected;
    }
    if (key && (response.status === 401 || response.status === 403)) {
      throw new KeyRefused(String(response.status));
    }
    if (!response.ok) {
      throw new Unreachable(String(response.status));
    }
    const answer = await response.json();
    if (typeof answer !== "object" || answer === null) {
      throw new Unreachable("the answer is no object");
    }
    return answer;
  } catch (error) {
    if (signal.aborted || [Rejected, Unreachable, KeyRefused].some((kind) => error instanceof kind)) {
      throw error;
    }
    throw new Unreachable(String(error));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
