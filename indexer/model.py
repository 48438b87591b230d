"""The types of the knowledge base: what content becomes before anything is indexed or shown.

All are frozen and have no default for anything required, so that missing data fails
where it is missing. `text` is verbatim everywhere; what is derived has another name.

Statuses of a text, from the strongest claim to the weakest:

* `official`: issued by the United Nations in this language;
* `original`: our own page, in the language in which it was written;
* `reviewed`: an unofficial translation that a human translator has reviewed;
* `unofficial`: a machine-assisted translation, not reviewed by a UN translator;
* `missing`: declared as not available in this language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.cited import Diagram, Figure, Source
from indexer.course_schemas import Course

#: Marks of footnotes at the end of a title.
_NOTE_MARKS = re.compile(r"(?<=\S)[*¹²³⁴⁵⁶⁷⁸⁹⁰]+$")
TextStatus = Literal["official", "original", "reviewed", "unofficial", "missing"]
PageKind = Literal["guidance", "about", "theme", "audience"]
DocumentKind = Literal["decision", "report"]
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
ChangeKind = Literal["published", "added", "corrected"]
ReferenceKind = Literal["decision", "document", "article"]


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


@dataclass(frozen=True, slots=True)
class Tags:
    """Editors' judgement about a paragraph or page."""

    themes: tuple[str, ...]
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note for readers on the text as issued.

    `quote` is a verbatim part of the issued text, `notes` the note by language.
    """

    id: str
    anchor: str
    kind: Literal["slip", "terminology", "reading"]
    quote: str
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a text elsewhere. `checked` says whether anyone of us has opened it."""

    label: str
    language: str | None
    url: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A decision or report: language-neutral facts once, and its text by language.

    `issued_language` is that of the text as issued from which the others were made; `iri` names
    the work (see `indexer.iri`); `replaces` is the id of the version of the same work just before
    it (see `indexer.works`).
    """

    id: str
    symbol: str
    kind: DocumentKind
    status: str
    body: str
    session: str
    date: str
    iri: str
    original_language: str
    issued_language: str
    texts: Mapping[str, DocumentText]
    missing: tuple[str, ...]
    tags: Mapping[str, Tags]
    annotations: tuple[Annotation, ...]
    links: tuple[Link, ...]
    aliases: tuple[str, ...]
    replaces: str | None = None

    @property
    def issued(self) -> DocumentText:
        """The text as issued."""
        return self.texts[self.issued_language]

    def tags_at(self, anchor: str) -> Tags:
        """The tags of a paragraph: its own, else those of the nearest above it that has any."""
        for paragraph in reversed(self.issued.chain(anchor)):
            if (tags := self.tags.get(paragraph.anchor)) is not None:
                return tags
        return Tags((), ())

    @property
    def tag_union(self) -> Tags:
        """Every theme and audience of any paragraph, in first-use order."""
        themes = dict.fromkeys(t for tags in self.tags.values() for t in tags.themes)
        audiences = dict.fromkeys(a for tags in self.tags.values() for a in tags.audiences)
        return Tags(tuple(themes), tuple(audiences))


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page: its anchor (the same in every language), heading and Markdown."""

    anchor: str
    heading: str
    markdown: str


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section that pages of some kinds have, with its heading by language.

    One that is not `searched` is shown and not indexed.
    """

    kinds: tuple[PageKind, ...]
    required: bool
    searched: bool
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageText:
    """A page in one language. `digest` is that of its own text, `made_from` of its original's.

    `reviewer` is the human translator who reviewed it; `source` the language it was made from.
    """

    language: str
    status: TextStatus
    title: str
    summary: str
    sections: tuple[Section, ...]
    markdown: str
    digest: str
    source: str | None
    made_from: str | None
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """How far a page has been reviewed.

    `draft`: written, not yet checked; `checked`: every fact compared with its source by a second
    hand, machine-assisted; `approved`: by a human expert.
    """

    last: str
    status: Literal["draft", "checked", "approved"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours: guidance, about this service, or the introduction to a theme or audience.

    `path` names guidance pages in the order to read them (introductions only); `sources` are
    ids in the order of their numbers. `level` is empty for all but guidance.
    """

    id: str
    kind: PageKind
    level: str
    tags: Tags
    paragraphs: tuple[str, ...]
    path: tuple[str, ...]
    sources: tuple[str, ...]
    review: Review | None
    aliases: tuple[str, ...]
    texts: Mapping[str, PageText]
    missing: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder of content/ that pages of this kind stand in."""
        return PAGE_FOLDERS[self.kind]

    @property
    def address(self) -> str:
        """The page's path on the site without the language, with a trailing slash."""
        return page_address(self.kind, self.id)


#: Where pages of a kind stand under content/.
PAGE_FOLDERS: Mapping[PageKind, str] = {
    "guidance": "guidance",
    "about": "pages",
    "theme": "themes",
    "audience": "audiences",
}


def page_address(kind: PageKind, page_id: str) -> str:
    """The path of a page on the site without the language, with a trailing slash."""
    return f"{page_id}/" if kind == "about" else f"{PAGE_FOLDERS[kind]}/{page_id}/"


@dataclass(frozen=True, slots=True)
class Concept:
    """A theme or an audience: label, scope note and synonyms by language."""

    id: str
    label: Mapping[str, str]
    scope: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term. `status` and `source` say how far its wording was confirmed."""

    id: str
    label: Mapping[str, str]
    abbreviation: Mapping[str, str]
    definition: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The controlled vocabularies, in their published order.

    `verbs` and `addressees` give labels by language; `verb_strength` says what a verb means
    in decisions.
    """

    themes: Mapping[str, Concept]
    audiences: Mapping[str, Concept]
    verbs: Mapping[str, Mapping[str, str]]
    verb_strength: Mapping[str, Mapping[str, str]]
    addressees: Mapping[str, Mapping[str, str]]
    glossary: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of a text before and after a correction, verbatim, in the language of the text."""

    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what readers see, told in six languages.

    `place` is what a `kb:` link names (`decisions/iccd-cop14-cst-l1/op-9-d`), or empty where the
    change concerns no single place; `was` is empty unless something was corrected.
    """

    id: str
    date: str
    kind: ChangeKind
    place: str
    was: Mapping[str, str]
    now: Mapping[str, str]
    why: Mapping[str, str]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything under content/, read and checked."""

    vocabulary: Vocabulary
    documents: Mapping[str, Document]
    pages: Mapping[str, Page]
    sources: Mapping[str, Source]
    figures: Mapping[str, Figure]
    diagrams: Mapping[str, Diagram]
    sections: Mapping[str, SectionKind]
    asked: Mapping[str, Mapping[str, tuple[str, ...]]]
    changes: tuple[Change, ...]
    courses: Mapping[str, Course]


PassageKind = Literal[
    "document",
    "preambular",
    "operative",
    "numbered",
    "subparagraph",
    "text",
    "guidance",
    "about",
    "term",
]
#: Kinds of passages that are paragraphs of documents.
PARAGRAPH_KINDS: tuple[PassageKind, ...] = (
    "preambular",
    "operative",
    "numbered",
    "subparagraph",
    "text",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of search: one paragraph, page section or glossary term in one language.

    * `id` is language, path and anchor: `fr/decisions/iccd-cop14-cst-l1/op-9#op-9-d`.
    * `unit` is the same without the language: translations of a passage share it.
    * `path` is the page's path without the language, with a trailing slash.
    * `text` is verbatim and may be quoted; `context` (titles, headings, chapeau) is indexed
      with it and never shown as the text; `asked` are words under which readers look for it.
    * `document` is the id of the decision, or of the page for kinds without one.
    """

    id: str
    unit: str
    path: str
    anchor: str
    kind: PassageKind
    language: str
    status: TextStatus
    document: str
    number: str
    title: str
    heading: str
    text: str
    context: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    addressees: tuple[str, ...]
    verb: str | None
    references: tuple[str, ...]
    asked: tuple[str, ...] = ()
