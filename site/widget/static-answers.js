// What was found, in the form in which the API answers (kb_service/schemas/search.py).

import { buildSnippet, joinMatches } from "./snippets.js";
import { pageUrl } from "./suggestions.js";

const FACETS = ["document", "theme", "audience", "addressee", "verb", "kind"];
const FILTERS = [...FACETS, "paragraph", "language"];
/** What the API takes: the usual number of hits, the greatest, and the most to pass over. */
const LIMIT = 10;
const MANY = 50;
const FAR = 1000;

/**
 * @typedef {import("./ranking.js").Row} Row
 * @typedef {import("./static-search.js").Found} Found
 */

/**
 * @param {any} index
 * @param {Row[]} rows
 * @param {Map<string, string>} items the paragraph that holds each inline item
 * @param {import("./words.js").Analyser} analyser
 * @param {string} site
 * @returns {(found: Found, question: string, detected: string | null, parameters: URLSearchParams) => any}
 */
export function makeAnswers(index, rows, items, analyser, site) {
  const names = index.concepts.map((/** @type {any} */ one) =>
    one.names.map((/** @type {string} */ name) => analyser.ask(name).map(({ term }) => term)),
  );

  /** @param {string} name @param {string} key which an address may hold @returns {string} */
  const labelOf = (name, key) =>
    Object.hasOwn(index.labels[name] ?? {}, key) ? index.labels[name][key] : key;
  /** @param {string} name @param {string} id */
  const labelled = (name, id) => ({ id, label: labelOf(name, id) });
  /** @param {string} key */
  const status = (key) => ({ key, label: labelOf("status", key) });

  /** @param {Row} row @param {string} name @returns {string[]} */
  function valuesOf(row, name) {
    if (name === "paragraph") {
      return row.family ? [row.anchor] : [];
    }
    if (name === "language") {
      return [row.language, ...Object.keys(row.others)];
    }
    const many = { theme: "themes", audience: "audiences", addressee: "addressees" };
    const field = many[/** @type {keyof typeof many} */ (name)];
    return field ? (row[field] ?? []) : [row[name]].filter(Boolean);
  }

  /** @param {Row} row @param {string} name @param {string[]} wanted */
  function passes(row, name, wanted) {
    const values = valuesOf(row, name);
    return wanted.some((value) =>
      name === "paragraph"
        ? values.some((own) => own === (items.get(value) ?? value) || own.startsWith(`${value}-`))
        : values.includes(value),
    );
  }

  /** @param {Row[]} found @param {Map<string, string[]>} filters */
  function facets(found, filters) {
    return Object.fromEntries(
      FILTERS.map((name) => {
        const base = found.filter((row) =>
          [...filters].every(([other, wanted]) => other === name || passes(row, other, wanted)),
        );
        const chosen = filters.get(name) ?? [];
        const known = FACETS.includes(name) ? Object.keys(index.labels[name]) : chosen;
        const values = known.map((value) => ({
          value,
          label: labelOf(name, value),
          count: base.filter((row) => passes(row, name, [value])).length,
        }));
        return [
          name,
          values
            .filter(({ value, count }) => count || chosen.includes(value))
            .sort((a, b) => b.count - a.count),
        ];
      }),
    );
  }

  /** @param {Row} row @param {Found} found @param {number} rank */
  function hit(row, found, rank) {
    const { matches, concepts } = match(row, found.asked);
    const spans = joinMatches(matches).map(([start, end]) => row.text.slice(start, end));
    return {
      id: `${row.language}/${row.unit}`,
      url: pageUrl(site, row.language, row.path, itemOf(row, found)),
      title: row.title,
      heading: row.heading,
      document: row.document,
      document_status: row.document_status ?? null,
      anchor: itemOf(row, found),
      number: row.number,
      kind: row.kind,
      language: row.language,
      direction: index.directions[row.language],
      translation_status: status(row.status),
      themes: valuesOf(row, "theme").map((id) => labelled("theme", id)),
      audiences: valuesOf(row, "audience").map((id) => labelled("audience", id)),
      addressees: valuesOf(row, "addressee").map((id) => labelled("addressee", id)),
      verb: row.verb ? labelled("verb", row.verb) : null,
      snippet: buildSnippet(row.text, matches),
      why: {
        words: [...new Set(spans)],
        concepts,
        meaning: false,
        reference: found.reference?.key ?? null,
      },
      alternates: Object.fromEntries(
        Object.entries(row.others).map(([code, key]) => [
          code,
          {
            url: pageUrl(site, code, row.path, itemOf(row, found)),
            translation_status: status(key),
          },
        ]),
      ),
      rank,
    };
  }

  /** @param {Row} row @param {Found} found @returns {string} that of the inline item asked for */
  function itemOf(row, { reference }) {
    return reference && items.get(reference.key) === row.anchor ? reference.key : row.anchor;
  }

  /** @param {Row} row @param {Found["asked"]} asked */
  function match(row, asked) {
    const tokens = asked ? analyser.analyse(row.text) : [];
    const weights = new Map(
      (asked?.words ?? []).flatMap(({ terms, rarity }) =>
        [...terms.keys()].map((term) => [term, rarity]),
      ),
    );
    const held = new Set(tokens.filter(({ term }) => weights.has(term)));
    const places = new Map(tokens.map((token) => [`${token.place} ${token.term}`, token]));
    /** @param {string[]} name @returns {boolean} whether the text holds it; its words then match */
    const mark = (name) =>
      tokens
        .filter(({ term }) => term === name[0])
        .reduce((any, { place }) => {
          const run = name.map((term, step) => places.get(`${place + step} ${term}`));
          const whole = run.every(Boolean);
          run.forEach((token) => whole && token && held.add(token));
          return any || whole;
        }, false);
    const concepts = (asked?.concepts ?? []).filter((concept) =>
      names[concept].map(mark).some(Boolean),
    );
    const matches = tokens.filter((token) => held.has(token));
    return {
      matches: matches.map(({ term, start, end }) => ({
        term,
        start,
        end,
        weight: weights.get(term) ?? 0,
      })),
      concepts: [...new Set(concepts.map((concept) => index.concepts[concept].label))],
    };
  }

  return (found, question, detected, parameters) => {
    const filters = new Map(
      FILTERS.map((name) => /** @type {const} */ ([name, parameters.getAll(name)])).filter(
        ([, wanted]) => wanted.length,
      ),
    );
    const offset = readNumber(parameters.get("offset"), 0, 0, FAR);
    const limit = readNumber(parameters.get("limit"), LIMIT, 1, MANY);
    const all = found.order.map((row) => rows[row]);
    const allowed = all.filter((row) =>
      [...filters].every(([name, wanted]) => passes(row, name, wanted)),
    );
    return {
      query: question,
      mode: "keyword",
      language: index.language,
      detected_language: detected,
      query_reference: found.reference,
      corrections: found.asked?.corrections ?? [],
      unknown: found.asked?.unknown ?? [],
      total: allowed.length,
      offset,
      limit,
      nothing_close: question !== "" && !all.length,
      hits: allowed
        .slice(offset, offset + limit)
        .map((row, place) => hit(row, found, offset + place + 1)),
      facets: facets(all, filters),
    };
  };
}

/**
 * @param {string | null} text
 * @param {number} usual where the text is no number
 * @param {number} least
 * @param {number} most
 */
function readNumber(text, usual, least, most) {
  const number = text ? Math.trunc(Number(text)) : usual;
  return Number.isNaN(number) ? usual : Math.min(Math.max(number, least), most);
}
