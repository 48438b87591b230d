"""Our own content as parallel rows: the one large text on neutrality in six languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.content import read_knowledge_base
from indexer.model import Need, Passage
from indexer.passages import build_passages
from indexer.training.data import LANGUAGES, Row

OWN = "own content"
_SHORTEST = 2  # words of a line
_PAGES = ("guidance", "about")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phrase under which readers look for something, and the English passages that answer it."""

    phrase: str
    language: str
    answers: tuple[str, ...]


def own_wanted(content: Path) -> list[Wanted]:
    """Return every phrase of `content/asked/` with the passages that answer it."""
    kb = read_knowledge_base(content)
    texts: dict[str, list[str]] = defaultdict(list)
    for passage in build_passages(kb):
        if passage.language == "en" and (passage.anchor or passage.kind not in _PAGES):
            if passage.kind in _PAGES:
                texts[passage.path.rstrip("/")].append(passage.text)
                texts[passage.unit].append(passage.text)
            else:
                texts[f"decisions/{passage.document}/{passage.anchor}"].append(passage.text)
    asked = [*kb.needs, *(Need((key,), phrases) for key, phrases in kb.asked.items())]
    return [
        Wanted(phrase, language, answers)
        for need in asked
        if (answers := tuple(dict.fromkeys(text for key in need.answers for text in texts[key])))
        for language, found in need.phrases.items()
        for phrase in found
    ]


def own_texts(content: Path) -> dict[str, str]:
    """Return the English text of each section and paragraph, by unit."""
    return {
        passage.unit: passage.text
        for passage in build_passages(read_knowledge_base(content))
        if passage.language == "en" and (passage.anchor or passage.kind not in _PAGES)
    }


def own_rows(content: Path) -> list[Row]:
    """Return a row for each passage in all its languages, with its heading, and for each line.

    A passage's lines are rows of their own where all languages have as many of them.
    """
    by_unit: dict[str, dict[str, Passage]] = defaultdict(dict)
    for passage in build_passages(read_knowledge_base(content)):
        # a page's summary says what its sections say
        if passage.anchor or passage.kind not in _PAGES:
            by_unit[passage.unit][passage.language] = passage
    rows: dict[tuple[str, ...], None] = {}
    for passages in by_unit.values():
        rows[_row(passages, lambda p: p.text)] = None
        rows[_row(passages, lambda p: p.title)] = None
        if all(p.heading and p.kind in _PAGES for p in passages.values()):
            rows[_row(passages, lambda p: f"{p.title}: {p.heading}\n{p.text}")] = None
        lines = {code: p.text.split("\n") for code, p in passages.items()}
        if len({len(found) for found in lines.values()}) == 1:
            for number in range(len(next(iter(lines.values())))):
                texts = tuple(lines[c][number] if c in lines else "" for c in LANGUAGES)
                if len(texts[0].split()) >= _SHORTEST:
                    rows[texts] = None
    return [Row(OWN, texts) for texts in rows if sum(map(bool, texts)) >= 2]


def _row(passages: dict[str, Passage], read: Callable[[Passage], str]) -> tuple[str, ...]:
    return tuple(read(passages[c]) if c in passages else "" for c in LANGUAGES)


def joined_rows(rows: Iterable[Row], sources: Iterable[str], longest: int) -> list[Row]:
    """Return rows made of neighbours of one source: long texts, in all languages that have all.

    Neighbours in a file mostly follow one another in a document too. Of every source the runs do
    not overlap; a run ends before `longest` characters of its longest language.
    """
    wanted = frozenset(sources)
    joined: list[Row] = []
    run: list[Row] = []

    def close() -> None:
        if len(run) > 1:
            texts = tuple(
                " ".join(row.texts[c] for row in run) if all(row.texts[c] for row in run) else ""
                for c in range(len(LANGUAGES))
            )
            if texts[0] and sum(map(bool, texts)) >= 2:
                joined.append(Row(run[0].source, texts))
        run.clear()

    for row in rows:
        if row.source not in wanted or (run and row.source != run[0].source):
            close()
            if row.source not in wanted:
                continue
        length = max(sum(len(one.texts[c]) for one in (*run, row)) for c in range(len(LANGUAGES)))
        if run and length > longest:
            close()
        run.append(row)
    close()
    return joined
