"""A book as a hand-out to print: a tagged PDF (PDF/UA-1) that Typst sets by handout.typ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typst

from kb_service.exports.book import Book
from kb_service.exports.lettering import TEMPLATE, open_fonts
from kb_service.exports.selection import PackError
from kb_service.exports.typst_text import state_book

_HANDOUT = Path(__file__).parent / "handout.typ"
#: Shows a text in our fonts, and nothing else.
_PROBE = b"""
#set document(title: "probe")
#set text(lang: "en", font: ("Noto Sans", "Noto Naskh Arabic", "Noto Sans CJK SC"))
#sys.inputs.text
"""


def write_pdf(books: Sequence[Book], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """A book as PDF. PackError for a title or audience with a letter that our fonts do not have."""
    pack = books[0].pack
    check_letters("title", pack.title)
    check_letters("audience", pack.audience)
    stated = json.dumps(state_book(books[0], drawings[0]), ensure_ascii=False)
    return _compile(TEMPLATE.read_bytes() + _HANDOUT.read_bytes(), {"book": stated}, pack.day)


def check_letters(field: str, text: str) -> None:
    """Nothing, if our fonts can show a text; else PackError with the first character they lack."""
    if _is_shown(text):
        return
    low, high = 0, len(text)
    while high - low > 1:  # what stands before `low` is shown, what stands before `high` is not
        middle = (low + high) // 2
        low, high = (middle, high) if _is_shown(text[:middle]) else (low, middle)
    accepted = "letters of Arabic, Chinese, Cyrillic and Latin script, without pictures"
    raise PackError(field, f"the character U+{ord(text[high - 1]):04X}", accepted)


def _is_shown(text: str) -> bool:
    """Whether our fonts have every letter of a text: PDF/UA-1 forbids those that show as a box."""
    try:
        _compile(_PROBE, {"text": text}, "2000-01-01")
    except typst.TypstError:
        return False
    return True


def _compile(template: bytes, inputs: dict[str, str], day: str) -> bytes:
    """The PDF/UA-1 file of a template and what it is given; TypstError if there can be none."""
    found = typst.compile(
        template,
        sys_inputs=inputs,
        font_paths=open_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime.fromisoformat(day).replace(tzinfo=UTC),
    )
    assert isinstance(found, bytes)
    return found
