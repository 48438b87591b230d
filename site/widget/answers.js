// Where answers come from: the API, and while that is away the site's own index of words.

import { KeyRefused, Rejected, Unreachable, ask } from "./ask.js";

/** Milliseconds in which an API that was away is not asked again. */
const REST = 60_000;
/** Characters of the longest question: as many as the API takes by default (KB_MAX_QUERY_LENGTH). */
const LONGEST = 3000;

/**
 * @typedef {{search(parameters: URLSearchParams): Promise<any>, suggest(q: string): any}} StaticSearch
 * @typedef {(site: string, language: string, signal: AbortSignal) => Promise<StaticSearch>} Open
 * @typedef {"api" | "index"} From
 */

export class Answers {
  /** @type {Promise<StaticSearch> | null} */
  #index = null;
  #away = 0;
  #end = new AbortController();

  /**
   * @param {{api: string, site: string, language: string, key: string}} where
   * @param {Open} open
   */
  constructor({ api, site, language, key }, open) {
    this.api = api;
    this.site = site;
    this.language = language;
    this.key = key;
    this.open = open;
  }

  /**
   * @param {"search" | "suggest"} resource
   * @param {URLSearchParams} parameters
   * @param {AbortSignal} signal
   * @returns {Promise<{answer: any, from: From}>} rejects with Rejected for a question that the
   *   API refuses, with Unreachable where neither answers, or with an AbortError
   */
  async find(resource, parameters, signal) {
    if (Date.now() >= this.#away) {
      try {
        const answer = await this.#ask(resource, parameters, signal);
        this.#away = 0;
        return { answer, from: "api" };
      } catch (error) {
        if (signal.aborted || !(error instanceof Unreachable)) {
          throw error;
        }
        this.#away = Date.now() + REST;
      }
    }
    if ([...(parameters.get("q") ?? "").trim()].length > LONGEST) {
      throw new Rejected("the question is too long");
    }
    const index = await this.#opened();
    signal.throwIfAborted();
    const answer =
      resource === "search"
        ? await index.search(parameters)
        : index.suggest(parameters.get("q") ?? "");
    signal.throwIfAborted();
    return { answer, from: "index" };
  }

  /**
   * A key that is refused is left out from then on: a reader finds without it, too.
   *
   * @param {string} resource
   * @param {URLSearchParams} parameters
   * @param {AbortSignal} signal
   */
  async #ask(resource, parameters, signal) {
    try {
      return await ask(this.api, resource, parameters, signal, this.key);
    } catch (error) {
      if (!(error instanceof KeyRefused)) {
        throw error;
      }
      this.key = "";
      return ask(this.api, resource, parameters, signal, "");
    }
  }

  /** Stops loading the index. */
  close() {
    this.#end.abort();
  }

  /** @returns {Promise<StaticSearch>} the index, opened once for all questions */
  async #opened() {
    this.#index ??= this.open(this.site, this.language, this.#end.signal);
    try {
      return await this.#index;
    } catch (error) {
      this.#index = null;
      // Both are away: the next question may try the API again at once.
      this.#away = 0;
      throw new Unreachable(String(error));
    }
  }
}
