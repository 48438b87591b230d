"""The neutral stream that every reader yields: lines with their role and place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from indexer.errors import Problem

Role = Literal["text", "heading", "table", "footnote", "header", "footer"]

#: Superscript digits, by the digit that they raise.
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)
#: Marks that print nothing: soft hyphen, zero-width space, marks of direction, byte order mark.
_UNPRINTED = dict.fromkeys(
    map(
        ord,
        "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
        "\u2060\u2066\u2067\u2068\u2069\ufeff",
    )
)
#: Letters that some files hold as one ligature of type.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
#: An item's or paragraph's marker that stands at the start of a line: "1.", "(a)", "أ)", "•".
MARKER = re.compile(
    r"(?:[(（\[]?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[٠-٩]{1,3}|[０-９]{1,3}|[^\W\d_]ـ?"
    r"|[ivxlcIVXLCхіІХ]{1,6}|[a-z]{2}|[一二三四五六七八九十百]{1,4})\s?"
    r"(?:[.)）、．\]]+|[-–—](?=\s|$))|(?:\d{1,3}\s?(?:bis|ter|quater|quinquies|бис|тер|кватер|مكرراً?|之[一二三四])"
    r"[.)）]?\s?[-–.]?)"
    r"|[①-⑳㈠-㈩⑴-⒇⒜-⒵]|['‘’]\d{1,2}['‘’]|[•·●○▪■–—‣◦*\uf0b7-])(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file.

    `text` is verbatim and in logical order; automatic numbers are printed into it; a footnote
    begins with its superscript mark, and marks in the text are superscript. A row of a table is
    one line, its cells between `|` (`table_row`). `level` is that of a heading (from 1) or the
    depth of a list (from 0). `begins` says whether it begins a paragraph: None where the format
    does not tell. `page` and `line` count from 1; a format without pages has one.
    """

    text: str
    page: int
    line: int
    role: Role = "text"
    level: int = 0
    begins: bool | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """Everything that is printed in a file, in reading order, and what was doubtful in it.

    `format` is docx, pdf, html, txt or md. The lines hold no mark that prints nothing (soft
    hyphens, marks of direction, zero-width spaces), so that no reader of them need know of any.
    """

    format: str
    pages: int
    lines: tuple[SourceLine, ...]
    problems: tuple[Problem, ...]


def printed(text: str) -> str:
    """The text without marks that print nothing and control characters, ligatures as letters."""
    return _CONTROLS.sub("", text.translate(_UNPRINTED).translate(_LIGATURES))


def raised(digits: str) -> str:
    """Digits as superscripts."""
    return digits.translate(_RAISED)


def table_row(cells: Iterable[str]) -> str:
    r"""The line of a row: `| a | b |`; a bar that is printed in a cell is `\|`."""
    return "|" + "".join(
        f" {cell} |" if cell else " |" for cell in (c.strip().replace("|", "\\|") for c in cells)
    )


def as_cell(line: SourceLine) -> str:
    """The text of a line as part of a cell: a row of an inner table is unfolded."""
    if line.role != "table":
        return line.text
    return " ".join(part.strip() for part in re.split(r"(?<!\\)\|", line.text.strip("| ")))
