"""Compares what a pack holds with what a reader of its file finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.rich_text import plain_blocks
from kb_service.exports.book import Book

#: Blanks, and marks that only steer the direction of writing.
_BLANK = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]+")
#: Numbers of sources, which formats write each in its own way.
_MARK = re.compile(r"\[\d+\]")


def bare(text: str) -> str:
    """A text without blanks, direction marks and numbers of sources."""
    return _MARK.sub("", _BLANK.sub("", text))


def texts_of(book: Book) -> Iterator[str]:
    """Every text of a book in the order of reading."""
    yield book.title
    yield from (
        chapter_text
        for chapter in book.chapters
        for chapter_text in (chapter.title, *plain_blocks(chapter.blocks))
    )


def assert_in_order(expected: Iterable[str], found: str) -> None:
    """Fail at the first expected text that is not found after the one before it."""
    hay, place, before = bare(found), 0, ""
    for text in expected:
        needle = bare(text)
        at = hay.find(needle, place)
        assert at >= 0, (
            f"{text[:200]!r} is not found after {before[:80]!r}; there stands"
            f" {hay[place : place + 200]!r}"
        )
        place, before = at + len(needle), text
