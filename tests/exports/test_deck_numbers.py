"""Session plans name the numbers that the slides of the deck have in PowerPoint."""

from __future__ import annotations

import io

import pptx
import pytest
from samples import COURSE, Write

from indexer.rich_text import Table, plain_runs
from kb_service.exports.library import make_books
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import Selection

SINGULAR = {
    "ar": "الشريحة 3",
    "zh": "第 3 张幻灯片",
    "en": "Slide 3",
    "fr": "Diapositive 3",
    "ru": "Слайд 3",
    "es": "Diapositiva 3",
}


def _forms(selection: Selection, library: Library) -> list[list[str]]:
    """The last column of the session plan, for each language."""
    books = make_books(collect(selection, library))
    plans = [next(c for c in book.chapters if c.id.endswith("-plan")).blocks[0] for book in books]
    assert all(isinstance(plan, Table) for plan in plans)
    return [[plain_runs(row[-1]) for row in plan.rows[1:]] for plan in plans]


@pytest.mark.parametrize("code", SINGULAR)
def test_one_slide_is_in_the_singular(code: str, library: Library) -> None:
    (forms,) = _forms(Selection((COURSE,), code), library)
    assert forms[0].endswith(f" · {SINGULAR[code]}")
    assert all(" · " in form for form in forms)


@pytest.mark.parametrize("second", [None, "ar"])
def test_the_numbers_are_those_of_the_file(
    second: str | None, library: Library, write: Write
) -> None:
    selection = Selection((COURSE,), "en", second)
    module = library.items["en"][COURSE].module
    assert module is not None
    slides = pptx.Presentation(io.BytesIO(write(selection, "pptx").data)).slides
    titles = [slide.shapes.title.text_frame.text if slide.shapes.title else "" for slide in slides]
    own = {slide.id: slide.title for slide in module.slides}
    named = []
    for session, form in zip(module.sessions, _forms(selection, library)[0], strict=True):
        first, _, last = form.rpartition(" ")[2].partition("–")
        shown = titles[int(first) - 1 : int(last or first)]
        for id_ in session.slides:
            assert any(title.startswith(own[id_]) for title in shown), (session.id, shown)
        named += range(int(first), int(last or first) + 1)
    assert named == list(range(named[0], named[-1] + 1))
    assert titles[named[0] - 1].startswith(module.slides[0].title)
