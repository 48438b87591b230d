"""Canonical text: how the lines of a document are written down, and whether all of them are kept.

A paragraph, item, note or masthead line stands on one line. A heading begins with `#`, as many as
its level; the rows of a table with `|`. A line that is none but looks like one begins with a
backslash (`\\#`, `\\|`). Text whose lines are wrapped, as it is printed, is read too.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from indexer.model import DocumentText

#: What is taken off the ends of lines: white space and invisible marks of direction.
_BLANKS = (
    " \t\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200e\u200f\u202f\u205f\u3000\ufeff"
)
_MARKS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\ufeff"))
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*)")
_ESCAPED = re.compile(r"^\\+(?=[#|])")
_LOOKS_MARKED = re.compile(r"#{1,6}\s|\||\\+[#|]")
_CELL_BORDER = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Line:
    """One line or joined paragraph of the source, and the number of its first line.

    `level` is that of a heading, from 1, and 0 for anything else; a table is a line for each row.
    """

    text: str
    number: int
    level: int = 0
    table: bool = False


def strip_blanks(text: str) -> str:
    """The text without white space and invisible marks at its ends."""
    return text.strip(_BLANKS)


def read_lines(text: str) -> list[Line]:
    """Every line of a text, the marks of canonical text taken off; empty lines too."""
    return [_read_line(strip_blanks(line), n) for n, line in enumerate(text.splitlines(), 1)]


def _read_line(text: str, number: int) -> Line:
    if heading := _HEADING.fullmatch(text):
        return Line(heading["text"], number, level=len(heading["marks"]))
    if text.startswith("|"):
        return Line(text, number, table=True)
    return Line(text[1:] if _ESCAPED.match(text) else text, number)


def read_cells(row: str) -> tuple[str, ...]:
    """The cells of a table's row."""
    cells = _CELL_BORDER.split(row.strip().removeprefix("|"))
    if not cells[-1].strip():
        cells.pop()
    return tuple(cell.strip().replace(r"\|", "|") for cell in cells)


def read_table(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, cell by cell, without a line that only parts the head from the rest."""
    rows = (read_cells(row) for row in text.splitlines())
    return tuple(row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row))


def text_digest(text: str) -> str:
    """`sha256:` and the digest of a text, white space apart."""
    return "sha256:" + hashlib.sha256("".join(text.split()).encode("utf-8")).hexdigest()


def restore_text(document: DocumentText) -> str:
    """Every printed part but the remainder, in its order, as canonical text."""
    parts = [(li.line, _write(li.text, li.level)) for li in document.masthead]
    if document.opening:
        parts.append((document.opening_line, _write(document.opening, 0)))
    parts += [
        (p.line, p.text if p.kind == "table" else _write(p.text, p.level))
        for p in document.paragraphs
        if p.kind != "inline"
    ]
    parts += [(note.line, _write(note.text, 0)) for note in document.footnotes]
    return "\n\n".join(text for _, text in sorted(parts, key=lambda part: part[0]))


def _write(text: str, level: int) -> str:
    if level:
        return f"{'#' * level} {text}"
    return f"\\{text}" if _LOOKS_MARKED.match(text) else text


def is_whole(text: str, document: DocumentText) -> bool:
    """Whether the parsed parts hold every character of the text they were parsed from.

    The remainder is compared by its lines, because a page may break inside a paragraph.
    """
    lines = text.splitlines()
    aside = {line.line: line.text for line in document.remainder}
    if any(_read_line(strip_blanks(lines[n - 1]), n).text != kept for n, kept in aside.items()):
        return False
    rest = [line for number, line in enumerate(lines, 1) if number not in aside]
    return _squeeze(rest) == _squeeze(restore_text(document).splitlines())


def _squeeze(lines: list[str]) -> str:
    read = (_read_line(strip_blanks(line), 0) for line in lines)
    plain = "".join("#" * line.level + line.text for line in read)
    return "".join(plain.translate(_MARKS).split())
