"""What the tests of exports collect, and how they write it."""

from __future__ import annotations

from collections.abc import Callable

from kb_service.exports.book import Book
from kb_service.exports.library import File, make_books
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import Selection

BASE = "https://guidance.example/kb/"
COURSE = "courses/ldn-in-one-hour"
PAGE = "guidance/response-hierarchy"
Write = Callable[[Selection, str], File]


def choose(code: str) -> Selection:
    """A course and a page in a language."""
    return Selection((COURSE, PAGE), code)


def book_of(selection: Selection, library: Library) -> Book:
    """The book of a selection in its first language."""
    return make_books(collect(selection, library))[0]
