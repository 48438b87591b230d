"""A document in one language: everything that is printed, as a structure.

All types are frozen and have no default for anything required. `text` is verbatim everywhere; what
is derived has another name.

Statuses of a text, from the strongest claim to the weakest:

* `official`: issued by the United Nations in this language;
* `original`: our own page, in the language in which it was written;
* `reviewed`: an unofficial translation that a human translator has reviewed;
* `unofficial`: a machine-assisted translation, not reviewed by a UN translator;
* `missing`: declared as not available in this language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TextStatus = Literal["official", "original", "reviewed", "unofficial", "missing"]
ParagraphKind = Literal[
    "preambular",
    "operative",
    "numbered",
    "subparagraph",
    "inline",
    "heading",
    "text",
    "table",
]
ReferenceKind = Literal["decision", "document", "article"]
#: Marks of footnotes at the end of a title.
_NOTE_MARKS = re.compile(r"(?<=\S)[*¹²³⁴⁵⁶⁷⁸⁹⁰]+$")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference found in a text.

    `key` is the form that compares equal in every language (`23/COP.11`,
    `ICCD/COP(14)/CST/2`, `article-24`), `text` what is printed, `start` and `end`
    its offsets in the paragraph's text.
    """

    kind: ReferenceKind
    key: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb that opens a paragraph: `key` in the vocabulary and the words as printed.

    `alternatives` are other keys that the same words may stand for in this language.
    """

    key: str
    text: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom an operative paragraph addresses: vocabulary keys and the words as printed."""

    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a document in one language.

    Invariants: `text` is verbatim and includes the printed marker; an inline item's text is a
    part of its parent's text; `anchor` is the parent's anchor, a hyphen and the item's ordinal;
    `verb` and `addressee` are those the paragraph itself prints (items inherit their chapeau's
    through `Document.governing`). `line` is the first line in the source file, from 1.
    A table's text is its rows, one a line, with `|` before, between and after the cells.
    `level` is the number of `#` before a heading in canonical text; 0 where there are none.
    """

    anchor: str
    kind: ParagraphKind
    number: str | None
    parent: str | None
    text: str
    verb: Verb | None
    addressee: Addressee | None
    references: tuple[Reference, ...]
    footnotes: tuple[str, ...]
    line: int
    level: int = 0

    @property
    def body(self) -> str:
        """The text without its printed marker."""
        return self.text[len(self.number) :].lstrip() if self.number else self.text


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote: the mark as printed, the whole line, and the paragraph that carries the mark.

    `attached_to` is "masthead" where a line of the masthead carries it, and empty where nothing
    does.
    """

    anchor: str
    mark: str
    text: str
    attached_to: str
    line: int


@dataclass(frozen=True, slots=True)
class MastheadLine:
    """One line of the masthead and the field it was recognised as.

    `level` is the number of `#` before it in canonical text, as of a paragraph.
    """

    field: str
    text: str
    line: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document in one language: everything that is printed, in order.

    A report has no opening: it is empty, and its line 0. `remainder` holds what belongs to the
    printed page and not to the text: page numbers, running headers, job numbers, a table of
    contents.
    """

    language: str
    status: TextStatus
    masthead: tuple[MastheadLine, ...]
    opening: str
    opening_line: int
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[Footnote, ...]
    remainder: tuple[MastheadLine, ...]
    digest: str

    def field(self, name: str) -> str | None:
        """The first masthead line of that field, if there is one."""
        return next((line.text for line in self.masthead if line.field == name), None)

    @property
    def title(self) -> str:
        """The document's title, without footnote marks; its symbol where no title is printed."""
        return _NOTE_MARKS.sub("", self.field("title") or self.field("symbol") or "")

    def paragraph(self, anchor: str) -> Paragraph | None:
        """The paragraph with that anchor."""
        return next((p for p in self.paragraphs if p.anchor == anchor), None)

    @property
    def chapeaux(self) -> frozenset[str]:
        """The anchors of paragraphs that have items below them."""
        return frozenset(p.parent for p in self.paragraphs if p.parent is not None)

    def children(self, anchor: str) -> tuple[Paragraph, ...]:
        """Items directly below an anchor, in order."""
        return tuple(p for p in self.paragraphs if p.parent == anchor)

    def chain(self, anchor: str) -> tuple[Paragraph, ...]:
        """The paragraph and its ancestors, outermost first."""
        found: list[Paragraph] = []
        cursor: str | None = anchor
        while cursor is not None:
            paragraph = self.paragraph(cursor)
            if paragraph is None:
                break
            found.append(paragraph)
            cursor = paragraph.parent
        return tuple(reversed(found))

    def governing(self, anchor: str) -> tuple[Verb | None, Addressee | None]:
        """Verb and addressee that govern a paragraph: its own, else its nearest ancestor's."""
        verb: Verb | None = None
        addressee: Addressee | None = None
        for paragraph in self.chain(anchor):
            verb = paragraph.verb or verb
            addressee = paragraph.addressee or addressee
        return verb, addressee
