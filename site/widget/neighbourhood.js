// One hit for each page or paragraph, best first. What stands beside a hit lifts it, as in the
// search service (kb_service/neighbourhood.py, docs/decisions/006-ranking.md).

/** What counts how much; chosen on the development part of tests/relevance. */
const WEIGHTS = {
  kinds: { guidance: 1.25, term: 0.6, about: 0.6 },
  link: 0.25,
  theme: 0.8,
  family: 0.95,
};
/** Hits whose themes tell what a question is about. */
const TOP = 10;

/** @typedef {import("./ranking.js").Row} Row */

/**
 * @param {Row[]} rows
 * @returns {(scores: Float64Array) => {row: number, score: number}[]} one row for each page or
 *   paragraph that has a score, best first
 */
export function orderHits(rows) {
  const hits = new Map(
    rows.map((row) => [row.hit, { links: new Set(), themes: row.themes ?? [] }]),
  );
  const paragraphs = new Map(
    rows.filter((row) => row.family).map((row) => [`${row.document}/${row.anchor}`, row.hit]),
  );
  for (const row of rows) {
    for (const key of row.kind === "guidance" ? (row.references ?? []) : []) {
      const other = paragraphs.get(key);
      if (other) {
        hits.get(row.hit)?.links.add(other);
        hits.get(other)?.links.add(row.hit);
      }
    }
  }

  return (scores) => {
    /** @type {Map<string, {row: number, section: number, score: number, value: number}>} */
    const found = new Map();
    const weighted = rows.map((row, number) => scores[number] * (WEIGHTS.kinds[row.kind] ?? 1));
    const most = Math.max(...weighted) || 1;
    rows.forEach((row, number) => {
      const value = weighted[number] / most;
      if (value > 0) {
        const hit = found.get(row.hit) ?? { row: number, section: -1, score: 0, value: 0 };
        if (value > hit.value) {
          hit.row = number;
          hit.value = value;
        }
        if (row.anchor && (hit.section < 0 || value > weighted[hit.section] / most)) {
          hit.section = number;
        }
        found.set(row.hit, hit);
      }
    });
    const wanted = themesOf(
      [...found.values()].sort((a, b) => b.value - a.value).slice(0, TOP),
      rows,
    );
    const ordered = [...found].map(([name, hit]) => {
      const { links, themes } = /** @type {{links: Set<string>, themes: string[]}} */ (
        hits.get(name)
      );
      const beside = Math.max(0, ...[...links].map((link) => found.get(link)?.value ?? 0));
      const shared =
        themes.reduce((sum, theme) => sum + (wanted.get(theme) ?? 0), 0) /
        Math.sqrt(themes.length || 1);
      // A summary says what a page is about; what answers stands in a section.
      const row = rows[hit.row].anchor || hit.section < 0 ? hit.row : hit.section;
      return { row, score: hit.value + WEIGHTS.link * beside + WEIGHTS.theme * shared };
    });
    ordered.sort((a, b) => b.score - a.score || a.row - b.row);
    /** @type {Map<string, number>} */
    const before = new Map();
    for (const one of ordered) {
      const family = rows[one.row].family;
      if (family) {
        const count = before.get(family) ?? 0;
        before.set(family, count + 1);
        one.score *= WEIGHTS.family ** count;
      }
    }
    return ordered.sort((a, b) => b.score - a.score || a.row - b.row);
  };
}

/** @param {{row: number, value: number}[]} best @param {Row[]} rows @returns {Map<string, number>} */
function themesOf(best, rows) {
  const wanted = new Map();
  const all = best.reduce((sum, hit) => sum + hit.value ** 2, 0) || 1;
  for (const { row, value } of best) {
    for (const theme of rows[row].themes ?? []) {
      wanted.set(theme, (wanted.get(theme) ?? 0) + value ** 2 / all);
    }
  }
  return wanted;
}
