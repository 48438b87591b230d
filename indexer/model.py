"""The types of the knowledge base: what content becomes before anything is indexed or shown.

All are frozen and have no default for anything required, so that missing data fails
where it is missing. `text` is verbatim everywhere; what is derived has another name.

A document in one language, and the statuses of a text, stand in `indexer.document_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexer.cited import Diagram, Figure, Source
from indexer.document_text import (
    Addressee,
    DocumentText,
    Footnote,
    MastheadLine,
    Paragraph,
    ParagraphKind,
    Reference,
    ReferenceKind,
    TextStatus,
    Verb,
)

if TYPE_CHECKING:
    from indexer.course_schemas import Course

__all__ = ["Addressee", "DocumentText", "Footnote", "MastheadLine", "Paragraph", "ParagraphKind"]
__all__ += ["Reference", "ReferenceKind", "TextStatus", "Verb"]

PageKind = Literal["guidance", "about", "theme", "audience"]
DocumentKind = Literal["decision", "report"]
ChangeKind = Literal["published", "added", "corrected"]
PairKind = Literal["unchanged", "changed", "moved", "added", "deleted"]
SessionKind = Literal["presentation", "discussion", "exercise", "quiz"]
QuestionType = Literal["single", "multiple", "true-false", "matching", "short"]


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
class Need:
    """An information need: what answers it, best first, and how it is asked in each language.

    An answer is a page (`guidance/what-is-ldn`), a section of one (`guidance/what-is-ldn#in-short`)
    or a paragraph (`decisions/iccd-cop14-cst-l1/op-9-d`).
    """

    answers: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]


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
    needs: tuple[Need, ...]
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
