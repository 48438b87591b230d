"""The pieces of a page's Markdown that a translator works on, and everything between them.

Headings, paragraphs, list items, quotations and table cells are pieces; numbering, indents,
anchors, rules of tables and embeds are not. The pieces of a translation stand one to one beside
those of its source, which is how both are compared, exported and imported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"(?P<before>#+\s+)(?P<text>.*?)(?P<after>\s*\{#[a-z0-9-]+\}\s*)?$")
_ITEM = re.compile(r"(?P<before>\s*(?:[-*]|\d+\.)\s+)(?P<text>.*)$")
_QUOTE = re.compile(r"(?P<before>>\s?)(?P<text>.*)$")
_EMBED = re.compile(r"\s*!\[\]\([^)]*\)\s*$")
_RULE = re.compile(r"\s*\|?\s*:?-{3,}.*$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with what stands before and after them; `kind` is empty for what has no words."""

    kind: str
    before: str
    text: str
    after: str


def split_markdown(markdown: str) -> list[Piece]:
    """The pieces of a Markdown text in order; joined by `join_markdown` they say the same.

    Lines that continue a paragraph, item or quotation are joined to it by a blank.
    """
    pieces: list[Piece] = []
    continues = False
    for line in markdown.splitlines():
        if not line.strip():
            pieces.append(Piece("", "", "", "\n"))
            continues = False
        elif match := _HEADING.match(line):
            after = (match["after"] or "") + "\n"
            pieces.append(Piece("heading", match["before"], match["text"], after))
            continues = False
        elif _EMBED.match(line):
            pieces.append(Piece("", line, "", "\n"))
            continues = False
        elif line.lstrip().startswith("|"):
            pieces += _row(line)
            continues = False
        elif match := _ITEM.match(line):
            kind = "numbered item" if match["before"].strip()[0].isdigit() else "bulleted item"
            depth = len(match["before"]) - len(match["before"].lstrip())
            pieces.append(
                Piece(f"nested {kind}" if depth else kind, match["before"], match["text"], "\n")
            )
            continues = True
        elif continues:
            last = pieces.pop()
            words = line.strip()
            if last.kind == "quotation":
                words = words.removeprefix(">").strip()
            pieces.append(Piece(last.kind, last.before, f"{last.text} {words}", last.after))
        elif match := _QUOTE.match(line):
            pieces.append(Piece("quotation", match["before"], match["text"], "\n"))
            continues = True
        else:
            pieces.append(Piece("paragraph", "", line.strip(), "\n"))
            continues = True
    return pieces


def _row(line: str) -> list[Piece]:
    if _RULE.match(line):
        return [Piece("", line, "", "\n")]
    cells = _CELL.split(line.strip().strip("|"))
    pieces = [
        Piece("table cell" if cell.strip() else "", "| ", cell.strip(), " ") for cell in cells
    ]
    last = pieces[-1]
    return [*pieces[:-1], Piece(last.kind, last.before, last.text, " |\n")]


def join_markdown(pieces: Sequence[Piece]) -> str:
    """The Markdown text of pieces."""
    return "".join(piece.before + piece.text + piece.after for piece in pieces)


def fill(pieces: Sequence[Piece], texts: Sequence[str]) -> str:
    """The Markdown of a translation: the pieces of its source with their words replaced."""
    words = iter(texts)
    return join_markdown(
        [
            Piece(piece.kind, piece.before, next(words), piece.after) if piece.kind else piece
            for piece in pieces
        ]
    )
