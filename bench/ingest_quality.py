"""Measures ingest against documents whose structure other hands wrote down.

    python -m bench.ingest_quality [FOLDER] [--misses] [--record]

FOLDER holds folders with `expected.json` and files of the same document in several formats; ours
are in tests/fixtures/documents. `--record` writes what was found beside them, behind which tests
never fall, and the table into docs/ingest.md.

Each file is ingested into an empty content folder, and what the written Markdown says is compared:
a paragraph is found if its anchor has its whole text; verbs, addressees and references belong to
anchors. White space, the printed number (the anchor has it) and two ways of writing one letter
(NFKC) do not count.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.document_kinds import parse_document
from indexer.errors import KnowledgeBaseError
from indexer.frontmatter import split_front_matter
from indexer.ingest import Wishes, ingest_file
from indexer.model import DocumentText

OURS = Path(__file__).parents[1] / "tests" / "fixtures" / "documents"
BASELINE = OURS / "baseline.json"
DOCUMENTATION = Path(__file__).parents[1] / "docs" / "ingest.md"
BEGIN, END = "<!-- quality -->", "<!-- end -->"
MEASURES = ("paragraphs", "headings", "notes", "verbs", "addressees", "references")
PARAGRAPHS = frozenset({"preambular", "operative", "subparagraph", "inline", "numbered"})
FORMATS = (".docx", ".pdf", ".html", ".txt", ".md")

#: (document, anchor, what it says)
Fact = tuple[str, str, str]


@dataclass(slots=True)
class Score:
    """What was expected and what was found of one file, by measure."""

    file: Path
    language: str
    expected: dict[str, set[Fact]] = field(default_factory=dict)
    found: dict[str, set[Fact]] = field(default_factory=dict)
    error: str = ""

    def counts(self, measure: str) -> tuple[int, int, int]:
        """How many are right, found, and expected."""
        expected, found = self.expected.get(measure, set()), self.found.get(measure, set())
        return len(expected & found), len(found), len(expected)


def main() -> None:
    """Print the table, and what was missed or made up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=OURS)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    scores = list(measure_folder(given.folder))
    rows = list(table(scores))
    print("\n".join(rows))
    if given.misses:
        for line in misses(scores):
            print(line)
    if given.record:
        found = {str(s.file.relative_to(OURS)): {m: s.counts(m) for m in MEASURES} for s in scores}
        BASELINE.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        page = DOCUMENTATION.read_text("utf-8")
        written = "\n".join([BEGIN, "", *rows, "", *known(scores), "", END])
        DOCUMENTATION.write_text(
            re.sub(f"{BEGIN}.*{END}", lambda _: written, page, flags=re.DOTALL), "utf-8"
        )


def known(scores: list[Score]) -> Iterator[str]:
    """The misses of paragraphs, for the documentation."""
    yield "Paragraphs that are missed or have other words, by file:"
    yield ""
    for score in scores:
        missed = sorted(
            {
                f"{symbol} {anchor}"
                for symbol, anchor, _ in score.expected["paragraphs"] - score.found["paragraphs"]
            }
        )
        if missed:
            yield f"- `{'/'.join(score.file.parts[-2:])}`: {', '.join(missed)}"


def measure_folder(folder: Path) -> Iterator[Score]:
    """The score of every file that stands beside an `expected.json`."""
    for expected in sorted(folder.rglob("expected.json")):
        for path in sorted(expected.parent.iterdir()):
            if path.suffix in FORMATS:
                yield measure_file(path, json.loads(expected.read_text("utf-8")))


def measure_file(path: Path, expected: Mapping[str, Any]) -> Score:
    """The score of one file."""
    score = Score(path, expected["language"])
    score.expected = {measure: set() for measure in MEASURES}
    score.found = {measure: set() for measure in MEASURES}
    units = [unit for document in expected["documents"] for unit in document["units"]]
    inline = any(unit["kind"] == "inline" for unit in units)  # some hands listed none
    for document in expected["documents"]:
        for unit in document["units"]:
            _expect(score, _symbol(document), unit)
    with tempfile.TemporaryDirectory() as content:
        try:
            report = ingest_file(path, Path(content), Wishes(language=expected["language"]))
        except KnowledgeBaseError as error:
            score.error = str(error)
            return score
        for document in report.documents:
            markdown = document.folder / f"{document.language}.md"
            if markdown.exists():
                _, body, _ = split_front_matter(markdown.read_text("utf-8"), str(markdown))
                text = parse_document(body, document.language, document.kind).text
                _find(score, document.symbol, text, inline=inline)
    return score


def _expect(score: Score, symbol: str, unit: Mapping[str, Any]) -> None:
    anchor, kind, text = unit.get("anchor") or "", unit["kind"], _plain(unit.get("text", ""))
    if kind in PARAGRAPHS and anchor:
        score.expected["paragraphs"].add((symbol, anchor, _without_marker(text)))
    elif kind in {"heading", "annex"} and text:
        score.expected["headings"].add((symbol, "", text))
    elif kind == "footnote":
        score.expected["notes"].add((symbol, "", _without_mark(text)))
    if unit.get("verb"):
        score.expected["verbs"].add((symbol, anchor, unit["verb"]))
    # whoever decides addresses nobody: our addressees are those who are asked
    score.expected["addressees"] |= {
        (symbol, anchor, key)
        for key in unit.get("addressees", ())
        if not (unit.get("verb") == "decides" and key == "conference-of-the-parties")
    }
    score.expected["references"] |= {
        (symbol, anchor, key) for key in unit.get("references", ()) if kind != "footnote"
    }


def _symbol(document: Mapping[str, Any]) -> str:
    prefix = "Resolution " if document["kind"] == "resolution" else ""
    return f"{prefix}{document['symbol']}"


def _find(score: Score, symbol: str, text: DocumentText, *, inline: bool) -> None:
    for paragraph in text.paragraphs:
        if paragraph.kind == "inline" and not inline:
            continue
        said = _plain(paragraph.text)
        if paragraph.kind in PARAGRAPHS:
            score.found["paragraphs"].add((symbol, paragraph.anchor, _without_marker(said)))
        elif paragraph.kind == "heading":
            score.found["headings"].add((symbol, "", said))
        if paragraph.verb:
            score.found["verbs"].add((symbol, paragraph.anchor, paragraph.verb.key))
        if paragraph.addressee:
            score.found["addressees"] |= {
                (symbol, paragraph.anchor, key) for key in paragraph.addressee.keys
            }
        # unnumbered text has no anchor that anybody could have expected
        anchor = "" if paragraph.kind in {"text", "table"} else paragraph.anchor
        score.found["references"] |= {(symbol, anchor, r.key) for r in paragraph.references}
    for note in text.footnotes:
        score.found["notes"].add((symbol, "", _without_mark(_plain(note.text))))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", re.sub(r"[\u00ad\u200b-\u200f\u202a-\u202e]", "", text))
    return "".join(folded.split())


def _without_marker(text: str) -> str:
    """The words of a paragraph: its anchor says which number or letter it has."""
    return re.sub(r"^[(（]?(?:\d{1,3}(?:bis|ter)?|[^\W\d_]{1,4})ـ?[)）.．、\-–]+", "", text)


def _without_mark(text: str) -> str:
    return re.sub(r"^[\d*]+", "", text)


def table(scores: list[Score]) -> Iterator[str]:
    """A Markdown table: right / expected (and made up) for each measure, a file a row."""
    yield "| file | " + " | ".join(MEASURES) + " |"
    yield "|---" * (len(MEASURES) + 1) + "|"
    totals: dict[str, list[int]] = {measure: [0, 0, 0] for measure in MEASURES}
    for score in scores:
        cells = []
        for measure in MEASURES:
            right, found, expected = score.counts(measure)
            totals[measure] = [
                a + b for a, b in zip(totals[measure], (right, found, expected), strict=True)
            ]
            cells.append(f"{right}/{expected}" + (f" +{found - right}" if found > right else ""))
        name = "/".join(score.file.parts[-2:])
        yield f"| {name} | " + " | ".join(cells) + " |"
    for name, divisor in (("precision", 1), ("recall", 2)):
        shares = [
            f"{totals[m][0] / totals[m][divisor]:.3f}" if totals[m][divisor] else "–"
            for m in MEASURES
        ]
        yield f"| **{name}** | " + " | ".join(shares) + " |"


def misses(scores: list[Score]) -> Iterator[str]:
    """Every fact that was missed (-) or made up (+)."""
    for score in scores:
        if score.error:
            yield f"{score.file}: {score.error}"
        for measure in MEASURES:
            expected, found = score.expected[measure], score.found[measure]
            wrong = [("-", fact) for fact in expected - found]
            wrong += [("+", fact) for fact in found - expected]
            for sign, (symbol, anchor, said) in sorted(wrong, key=lambda w: (w[1], w[0])):
                yield f"{score.file}: {measure} {sign} {symbol} {anchor} {said[:200]}"


if __name__ == "__main__":
    main()
