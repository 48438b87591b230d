"""A book as the data that handout.typ lays out: plain JSON, in which no text is markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from indexer.rich_text import Block, Drawing, Run, Table, Verbatim, plain_runs
from kb_service.exports.book import Book, Chapter
from kb_service.exports.lettering import state_drawing
from kb_service.exports.pack import Pack

PUBLISHER = "LDN Guidance"
#: Letters that stand in one line of a footer, of those that are as wide as Latin ones.
_FOOTER = 70
#: Letters of a word after which a line may break, because no line holds a word without end.
_UNBROKEN = 12
#: Letters of the widest cells of a column that is as wide as they are.
_NARROW = 16
#: The share of a column that is to be filled in.
_TO_FILL_IN = 4
#: Kinds of characters that belong to the one before them.
_IGNORED = {"Mn", "Me", "Cf"}
Data = dict[str, Any]


def state_book(book: Book, drawings: Mapping[str, str]) -> Data:
    """Everything that a hand-out shows of a book, with the drawings that it uses as SVG by id."""
    pack = book.pack
    code = pack.language.code
    used = sorted({id_ for chapter in book.chapters for id_ in _drawn(chapter.blocks)})
    return {
        "language": code,
        "title": book.title,
        "heading": break_words(book.title),
        "width": measure(book.title),
        "short": shorten(book.title, _FOOTER),
        "publisher": PUBLISHER,
        "summary": book.summary,
        "day": [int(part) for part in pack.day.split("-")],
        "words": {key: pack.words(key) for key in ("contents", "for_trainers", "page", "sources")},
        "facts": [[label, break_words(value)] for label, value in book.facts],
        "chapters": [_chapter(chapter, part, pack) for chapter, part in _divide(book.chapters)],
        "sources": [
            {"number": each.number, "citation": each.citation, "url": each.url}
            for each in pack.sources
        ],
        "pictures": {id_: state_drawing(drawings[id_], code) for id_ in used},
    }


def break_words(text: str) -> str:
    """A text whose words without end may break: invisible blanks stand in them."""
    return " ".join(
        "\u200b".join(_pieces(word)) if len(word) > 2 * _UNBROKEN else word
        for word in text.split(" ")
    )


def _pieces(word: str) -> Iterator[str]:
    """A word in pieces, none of which begins with a sign that belongs to the letter before it."""
    piece = ""
    for letter in word:
        if len(piece) >= _UNBROKEN and unicodedata.category(letter) not in _IGNORED:
            yield piece
            piece = ""
        piece += letter
    yield piece


def shorten(text: str, width: int) -> str:
    """A text of at most a width, where wide letters count twice; "…" stands for the rest."""
    if measure(text) <= width:
        return text
    while measure(text) >= width:
        text = text[:-1]
    return text.rstrip() + "…"


def measure(text: str) -> int:
    """How wide a text is, in letters of Latin script."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _drawn(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Drawing):
            yield block.id
        elif block.kind == "quotation":
            yield from _drawn(block.blocks)
        elif block.kind == "list":
            for item in block.items:
                yield from _drawn(item)


def _divide(chapters: Sequence[Chapter]) -> Iterator[tuple[Chapter, int]]:
    """Chapters, each with its part: before those for trainers 0, these 1, after them 2."""
    part = 0
    for chapter in chapters:
        part = 1 if chapter.trainer else 2 if part else 0
        yield chapter, part


def _chapter(chapter: Chapter, part: int, pack: Pack) -> Data:
    return {
        "part": part,
        "title": break_words(chapter.title),
        "trainer": chapter.trainer,
        "status": chapter.status,
        "url": chapter.url,
        "blocks": _blocks(chapter.blocks, pack),
    }


def _blocks(blocks: Iterable[Block], pack: Pack) -> list[Data]:
    return [_block(block, pack) for block in blocks]


def _block(block: Block, pack: Pack) -> Data:
    match block.kind:
        case "heading":
            return {"kind": "heading", "level": block.level + 1, "runs": _runs(block.runs, pack)}
        case "prose":
            return {"kind": "prose", "runs": _runs(block.runs, pack)}
        case "list":
            items = [_blocks(item, pack) for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "items": items}
        case "table":
            return _table(block, pack)
        case "quotation":
            return {"kind": "quotation", "blocks": _blocks(block.blocks, pack)}
        case "drawing":
            return block.model_dump(mode="json")
    return _verbatim(block, pack)


def _table(block: Table, pack: Pack) -> Data:
    head, *body = block.rows
    return {
        "kind": "table",
        "columns": [
            _share([plain_runs(cell) for cell in c]) for c in zip(*block.rows, strict=True)
        ],
        "head": [_runs(cell, pack) for cell in head] if any(head) else [],
        "rows": [[{"runs": _runs(cell, pack)} for cell in row] for row in body],
    }


def _share(cells: Sequence[str]) -> float:
    """The share of a column in a table's width, by what it holds; 0 for as wide as its cells.

    A column without words below its head is to be filled in by hand.
    """
    widths = [measure(cell) for cell in cells]
    if not any(widths[1:]):
        return _TO_FILL_IN
    return 0 if max(widths) <= _NARROW else round((sum(widths) / len(widths)) ** 0.6, 2)


def _verbatim(block: Verbatim, pack: Pack) -> Data:
    return {
        "kind": "verbatim",
        "language": block.language,
        "verses": [verse.model_dump(mode="json") for verse in block.verses],
        "url": pack.url(block.path),
        "name": pack.name_paragraph(block),
        "symbol": block.symbol,
        "standing": pack.standing_of(block),
    }


def _runs(runs: Iterable[Run], pack: Pack) -> list[Data]:
    return [_run(run, pack) for run in runs]


def _run(run: Run, pack: Pack) -> Data:
    if run.source:
        return {"mark": pack.number_of(run.source)}
    return {
        "text": run.text,
        "bold": run.bold,
        "italic": run.italic,
        "link": pack.url(run.link) if run.link else "",
        "address": run.text.startswith(("https:", "http:")),
    }
