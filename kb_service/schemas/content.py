"""Answers that hold documents, paragraphs and pages."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indexer.model import PageKind, ParagraphKind, ReferenceKind
from indexer.works import Standing
from kb_service.schemas.common import (
    Body,
    ByLanguage,
    ConceptLabel,
    Direction,
    KnowledgeBaseVersion,
    LanguageCode,
    TranslationStatus,
)
from kb_service.schemas.versions import VersionBody


class LinkBody(Body):
    """A link to a text elsewhere."""

    label: str
    language: LanguageCode | None
    url: str
    checked: bool = Field(description="Whether anyone of us has opened it.")


class DocumentSummary(Body):
    """A document, without its text."""

    id: str = Field(examples=["iccd-cop14-cst-l1"])
    symbol: str = Field(description="Symbol as issued.", examples=["ICCD/COP(14)/CST/L.1"])
    kind: str = Field(examples=["decision"])
    status: Standing = Field(
        description="`draft` until a later version of it or the adopted text is held, then "
        "`superseded`.",
        examples=["draft"],
    )
    versions: list[VersionBody] = Field(
        description="Every version of its work, oldest first, itself included; none where it is "
        "the only one."
    )
    body: str
    session: str
    date: str = Field(examples=["2019-09-11"])
    akn: str = Field(
        description="IRI of the work as Akoma Ntoso for the United Nations forms it.",
        examples=["/akn/un/statement/deliberation/unccd-cop-cst/2019-01-01/ICCD-COP(14)-CST-L.1"],
    )
    original_language: LanguageCode
    issued_language: LanguageCode = Field(
        description="Language of the text as issued from which the others were made."
    )
    title: ByLanguage
    url: ByLanguage
    translation_status: dict[LanguageCode, TranslationStatus]
    missing: list[LanguageCode] = Field(description="Languages in which there is no text.")
    themes: list[str] = Field(description="Ids of the themes of any paragraph.")
    audiences: list[str] = Field(description="Ids of the audiences of any paragraph.")
    links: list[LinkBody]


class DocumentList(Body):
    """All documents."""

    items: list[DocumentSummary]
    knowledge_base: KnowledgeBaseVersion


class VerbBody(Body):
    """The verb that governs a paragraph."""

    id: str = Field(examples=["encourages"])
    label: str = Field(examples=["Encourages"])
    text: str = Field(description="The words as printed.", examples=["Encourages"])
    inherited: bool = Field(description="Whether it stands in a paragraph above this one.")


class AddresseeBody(Body):
    """Whom a paragraph addresses."""

    values: list[ConceptLabel]
    text: str = Field(description="The words as printed.", examples=["country Parties"])
    inherited: bool = Field(description="Whether it stands in a paragraph above this one.")


class ReferenceBody(Body):
    """A decision, document or article that a paragraph cites."""

    kind: ReferenceKind = Field(examples=["decision"])
    key: str = Field(description="The same in every language.", examples=["3/COP.12"])
    text: str = Field(description="As printed.", examples=["decision 3/COP.12"])
    start: int = Field(description="Offset in the paragraph's text, in Unicode code points.")
    end: int
    document: str | None = Field(
        description="Id of the cited document, where this knowledge base holds it."
    )


class FootnoteBody(Body):
    """A footnote, verbatim."""

    anchor: str
    mark: str
    text: str
    attached_to: str = Field(description="Anchor of the paragraph that carries the mark.")
    references: list[ReferenceBody]


class NodeBody(Body):
    """A paragraph with everything below it."""

    anchor: str = Field(examples=["op-9-d"])
    akn: str = Field(description="IRI of this part of the text in this language.")
    kind: ParagraphKind
    number: str | None = Field(description="As printed.", examples=["(d)"])
    label: str = Field(description="As cited in this language.", examples=["9 (d)"])
    text: str = Field(description="Verbatim, with its printed number.")
    url: str
    verb: VerbBody | None
    addressee: AddresseeBody | None
    references: list[ReferenceBody]
    footnotes: list[str] = Field(description="Anchors of its footnotes.")
    themes: list[ConceptLabel]
    audiences: list[ConceptLabel]
    items: list[NodeBody]


class MastheadBody(Body):
    """A line of the masthead, and the field it was recognised as."""

    field: str
    text: str


class DocumentTextBody(Body):
    """A document in one language."""

    language: LanguageCode
    direction: Direction
    translation_status: TranslationStatus
    title: str
    akn: str = Field(description="IRI of the text in this language (the expression).")
    url: str
    masthead: list[MastheadBody]
    opening: str
    preamble: list[NodeBody]
    operative: list[NodeBody]
    footnotes: list[FootnoteBody]


class AnnotationBody(Body):
    """A note for readers on the text as issued, which itself is never altered."""

    id: str
    anchor: str
    kind: Literal["slip", "terminology", "reading"]
    quote: str = Field(description="The words of the issued text that it is about.")
    notes: ByLanguage


class DocumentAnswer(DocumentSummary):
    """A document with its structure, in one or all languages."""

    annotations: list[AnnotationBody]
    texts: dict[LanguageCode, DocumentTextBody]
    knowledge_base: KnowledgeBaseVersion


class ParagraphReference(Body):
    """A neighbour of a paragraph."""

    anchor: str
    url: ByLanguage


class ContextBody(Body):
    """A paragraph above this one: its anchor and verbatim text."""

    anchor: str
    text: str


class ParagraphTextBody(Body):
    """A paragraph in one language."""

    language: LanguageCode
    direction: Direction
    translation_status: TranslationStatus
    url: str
    akn: str = Field(description="IRI of this part of the text in this language.")
    number: str | None
    label: str = Field(description="As cited in this language.", examples=["9 (d)"])
    text: str = Field(description="Verbatim, with its printed number.")
    context: list[ContextBody] = Field(
        description="What it stands below, outermost first: its chapeau."
    )
    verb: VerbBody | None
    addressee: AddresseeBody | None
    references: list[ReferenceBody]
    footnotes: list[FootnoteBody]
    themes: list[ConceptLabel]
    audiences: list[ConceptLabel]
    items: list[NodeBody]


class DocumentReference(Body):
    """The document that a paragraph belongs to."""

    id: str
    symbol: str
    status: str
    title: ByLanguage
    url: ByLanguage


class ParagraphAnswer(Body):
    """A paragraph in all its languages."""

    document: DocumentReference
    anchor: str
    akn: str = Field(description="IRI of this part of the work, in whatever language.")
    kind: ParagraphKind
    parent: str | None = Field(description="Anchor of the paragraph above it.")
    previous: ParagraphReference | None = Field(description="The one before, at the same level.")
    next: ParagraphReference | None = Field(description="The one after, at the same level.")
    issued_language: LanguageCode
    texts: dict[LanguageCode, ParagraphTextBody]
    annotations: list[AnnotationBody] = Field(
        description="Notes on this paragraph and on what is below it."
    )
    knowledge_base: KnowledgeBaseVersion


class PageSummary(Body):
    """A page, without its text."""

    id: str
    kind: PageKind
    level: Literal["introductory", "practitioner", "specialist"] | None
    title: ByLanguage
    summary: ByLanguage
    url: ByLanguage
    translation_status: dict[LanguageCode, TranslationStatus]
    missing: list[LanguageCode]
    themes: list[str]
    audiences: list[str]
    paragraphs: list[str] = Field(description="Paragraphs that the page serves.")
    reading_path: list[str] = Field(
        description="Guidance pages in the order to read them; of introductions only."
    )
    last_reviewed: str | None = Field(examples=["2026-11-22"])
    review_status: Literal["draft", "checked", "approved"] | None = Field(
        description="`draft`: not yet checked; `checked`: every fact compared with its source by a "
        "second hand, machine-assisted; `approved`: by a human expert."
    )


class PageList(Body):
    """All pages."""

    items: list[PageSummary]
    knowledge_base: KnowledgeBaseVersion


class SectionBody(Body):
    """A section of a page."""

    anchor: str
    heading: str
    markdown: str
    url: str


class PageTextBody(Body):
    """A page in one language."""

    language: LanguageCode
    direction: Direction
    translation_status: TranslationStatus
    reviewer: str | None = Field(description="The human translator who reviewed the translation.")
    title: str
    summary: str
    reading_minutes: int = Field(description="Minutes that reading the page's own words takes.")
    url: str
    themes: list[ConceptLabel]
    audiences: list[ConceptLabel]
    sections: list[SectionBody]


class SourceBody(Body):
    """A work that pages cite."""

    id: str = Field(examples=["spi-1"])
    authors: str
    title: str = Field(description="As published.")
    language: LanguageCode = Field(description="Language of the title.")
    publisher: str
    year: str | None
    symbol: str | None = Field(description="Document symbol, series number or DOI.")
    url: str | None
    document: str | None = Field(description="Its id here, if it is one of our documents.")
    read: Literal["full", "part", "summary"] = Field(
        description="How much of it the editors have read."
    )


class SourceList(Body):
    """All sources."""

    items: list[SourceBody]
    knowledge_base: KnowledgeBaseVersion


class FigureBody(Body):
    """A figure for awareness."""

    id: str = Field(examples=["people-affected"])
    numbers: dict[str, float] = Field(examples=[{"people": 3200000000}])
    unit: ByLanguage
    year: str
    confidence: Literal["confirmed", "secondary", "disputed"] = Field(
        description="`confirmed`: read in the source itself; `secondary`: in a report about it; "
        "`disputed`: its method or definition is debated."
    )
    statement: ByLanguage = Field(description="The sentence to use, with its year and origin.")
    source: SourceBody


class FigureList(Body):
    """All figures."""

    items: list[FigureBody]
    knowledge_base: KnowledgeBaseVersion


class PageAnswer(PageSummary):
    """A page in one or all languages."""

    sources: list[SourceBody] = Field(description="In the order of their numbers in the text.")
    texts: dict[LanguageCode, PageTextBody]
    knowledge_base: KnowledgeBaseVersion
