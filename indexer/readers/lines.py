"""The neutral stream that every reader yields: lines with their role and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.errors import Problem

Role = Literal["text", "heading", "table", "footnote", "header", "footer"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file.

    `text` is verbatim and in logical order; automatic numbers are printed into it; a footnote
    begins with its superscript mark, and marks in the text are superscript. A row of a table is
    one line, its cells between `|`. `level` is that of a heading (from 1) or the depth of a
    list (from 0). `begins` says whether it begins a paragraph: None where the format does not
    tell. `page` and `line` count from 1; a format without pages has one.
    """

    text: str
    page: int
    line: int
    role: Role = "text"
    level: int = 0
    begins: bool | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """Everything that is printed in a file, in reading order, and what was doubtful in it."""

    format: str
    pages: int
    lines: tuple[SourceLine, ...]
    problems: tuple[Problem, ...]
