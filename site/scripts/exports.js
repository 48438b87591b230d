// What the service makes of a selection: which formats there are, the file, and why there is none.

import { hasService, meta } from "./where.js";

/**
 * @typedef {{id: string, bilingual: boolean, needs: string}} Format
 * @typedef {{
 *   item: string[], language: string, format: string, second?: string, edition: string,
 *   title: string, audience: string
 * }} Wanted
 * @typedef {{parameter: string, found: string, accepted: string}} Refusal
 * @typedef {{kind: "file", blob: Blob, name: string}
 *   | {kind: "refused", refusals: Refusal[]}
 *   | {kind: "busy" | "failed" | "away"}} Outcome
 */

const api = hasService ? meta("ldn-api") : "";
/** Milliseconds after which an answer is no longer waited for. */
const PATIENCE = 180_000;
/** Longer addresses do not pass every server on the way. */
const LONGEST_ADDRESS = 7000;

/** @returns {Promise<Map<string, Format> | null>} formats by id; null where no service answers */
export async function listFormats() {
  if (!api) {
    return null;
  }
  try {
    const response = await fetch(`${api}exports/formats`, { credentials: "omit" });
    /** @type {{items: Format[]}} */
    const { items } = await response.json();
    return new Map(items.map((one) => [one.id, one]));
  } catch {
    return null;
  }
}

/**
 * @param {Wanted} wanted
 * @returns {string} the address of a page that shows the selection; empty if it would be too long
 */
export function previewAddress(wanted) {
  const { item, ...others } = { ...wanted, format: "page" };
  const asked = new URLSearchParams();
  for (const id of item) {
    asked.append("item", id);
  }
  for (const [name, value] of Object.entries(others)) {
    if (value) {
      asked.append(name, value);
    }
  }
  const address = `${api}exports?${asked}`;
  return address.length > LONGEST_ADDRESS ? "" : address;
}

/**
 * @param {Wanted} wanted
 * @returns {Promise<Outcome>}
 */
export function makeFile(wanted) {
  return settle(
    fetch(`${api}exports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(wanted),
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    }),
  );
}

/**
 * @param {string} address of a preview
 * @returns {Promise<Outcome>} whether there is one
 */
export function checkPreview(address) {
  const signal = AbortSignal.timeout(PATIENCE);
  return settle(fetch(address, { credentials: "omit", signal }));
}

/**
 * @param {Promise<Response>} asked
 * @returns {Promise<Outcome>}
 */
async function settle(asked) {
  try {
    const response = await asked;
    if (response.ok) {
      const said = response.headers.get("content-disposition") ?? "";
      const name = /filename="([^"]+)"/.exec(said)?.[1] ?? "";
      return { kind: "file", blob: await response.blob(), name };
    }
    if (response.status === 503 || response.status === 429) {
      return { kind: "busy" };
    }
    const problem = await response.json().catch(() => ({}));
    const refusals = Array.isArray(problem.errors) ? problem.errors : [];
    return refusals.length ? { kind: "refused", refusals } : { kind: "failed" };
  } catch {
    return { kind: "away" };
  }
}
