"""Answers of search, completion and relatedness."""

from __future__ import annotations

from pydantic import Field

from indexer.model import PassageKind
from indexer.references import QueryReferenceKind
from kb_service.results import FilterName, Mode, SuggestionKind
from kb_service.schemas.common import (
    Body,
    ConceptLabel,
    Direction,
    KnowledgeBaseVersion,
    LanguageCode,
    TranslationStatus,
)


class SnippetPart(Body):
    """A piece of a snippet. Join the texts of all pieces; mark those that match."""

    text: str = Field(description="Plain text, never markup.", examples=["land tenure"])
    match: bool = Field(description="Whether it matches the query.", examples=[True])
    best: bool = Field(
        description="Whether it belongs to the sentence that answers the query best.",
        examples=[True],
    )


class Why(Body):
    """Why a passage was found."""

    words: list[str] = Field(description="Words of the passage that match.", examples=[["tenure"]])
    concepts: list[str] = Field(
        description="Glossary terms and themes that the query names and the passage holds, under"
        " any of their names.",
        examples=[["Land tenure"]],
    )
    meaning: bool = Field(description="Whether its meaning is near the query.", examples=[True])
    reference: str | None = Field(
        description="The reference that the query consists of, if this passage answers it.",
        examples=["op-9-d"],
    )


class Alternate(Body):
    """The same passage in another language."""

    url: str = Field(examples=["https://example.org/fr/decisions/iccd-cop14-cst-l1/op-9/#op-9-d"])
    translation_status: TranslationStatus


class SuccessorBody(Body):
    """The latest version of a superseded document, and where a paragraph of it stands there."""

    document: str = Field(description="Id of the later document.", examples=["16-cop14"])
    symbol: str = Field(examples=["16/COP.14"])
    anchor: str = Field(
        description="Of the paragraph that it became, or of what holds it; empty where it is gone.",
        examples=["op-3"],
    )
    url: str = Field(
        description="Address of that paragraph, else of the later document, in the language of "
        "the passage; the site says there where that language has no text of it.",
        examples=["https://example.org/en/decisions/16-cop14/op-3/#op-3"],
    )


class PassageBody(Body):
    """A paragraph, a section of a page or a term of the glossary, in one language."""

    id: str = Field(
        description="Permanent id: language, path and anchor.",
        examples=["en/decisions/iccd-cop14-cst-l1/op-9#op-9-d"],
    )
    url: str = Field(
        description="Permanent address on the site.",
        examples=["https://example.org/en/decisions/iccd-cop14-cst-l1/op-9/#op-9-d"],
    )
    title: str = Field(description="Title of the document or page.")
    heading: str = Field(description="Heading above the passage.")
    document: str = Field(description="Id of the document or page.", examples=["iccd-cop14-cst-l1"])
    document_status: str | None = Field(
        description="draft, adopted or superseded; null for what is no decision.",
        examples=["draft"],
    )
    symbol: str | None = Field(
        description="Symbol of the document; null for pages and terms.",
        examples=["ICCD/COP(14)/CST/L.1"],
    )
    successor: SuccessorBody | None = Field(
        description="What became of it, where `document_status` is superseded by a document that "
        "is held; else null."
    )
    anchor: str = Field(description="Anchor, the same in every language.", examples=["op-9-d"])
    number: str = Field(
        description="How it is cited in its language; empty where it has no number.",
        examples=["9 (d)"],
    )
    kind: PassageKind = Field(description="Kind of passage.", examples=["subparagraph"])
    language: LanguageCode = Field(description="Language of the passage.", examples=["en"])
    direction: Direction = Field(description="Direction of its script.", examples=["ltr"])
    translation_status: TranslationStatus
    themes: list[ConceptLabel] = Field(description="Themes (editors' judgement).")
    audiences: list[ConceptLabel] = Field(description="Audiences it helps (editors' judgement).")
    addressees: list[ConceptLabel] = Field(description="Whom it addresses (fact of the text).")
    verb: ConceptLabel | None = Field(description="The verb that governs it (fact of the text).")


class SearchHit(PassageBody):
    """One passage found."""

    snippet: list[SnippetPart] = Field(description="The part of the text around what matches.")
    why: Why
    alternates: dict[LanguageCode, Alternate] = Field(
        description="The same passage in other languages."
    )
    score: float = Field(description="Comparable within one answer only.", examples=[0.82])
    rank: int = Field(description="Place in the whole answer, from 1.", examples=[1])


class FacetValue(Body):
    """How many passages of the answer have a value."""

    value: str = Field(description="What to send as filter.", examples=["land-tenure"])
    label: str = Field(description="Label in the caller's language.", examples=["Land tenure"])
    count: int = Field(description="Passages, counted once for all languages.", examples=[12])


class QueryReferenceBody(Body):
    """A query that is itself a reference, which is answered exactly and first."""

    kind: QueryReferenceKind = Field(examples=["paragraph"])
    key: str = Field(description="Its canonical form.", examples=["op-9-d"])


class CorrectionBody(Body):
    """A word of the query that stands in no text, and what was searched for instead."""

    typed: str = Field(examples=["degredation"])
    meant: str = Field(examples=["degradation"])


class SearchAnswer(Body):
    """What a search found."""

    query: str = Field(description="The query as understood: blanks joined, hidden marks removed.")
    mode: Mode
    language: LanguageCode = Field(description="Language of the labels in this answer.")
    detected_language: LanguageCode | None = Field(description="Language of the query.")
    query_reference: QueryReferenceBody | None = None
    corrections: list[CorrectionBody] = Field(
        description="Slips that were mended, and names typed in another script."
    )
    total: int = Field(description="Passages found, each counted once for all its languages.")
    exact: bool = Field(
        description="Whether total and facets count everything that matches. Of a large knowledge "
        "base only what is nearest to the query is ranked and counted."
    )
    offset: int
    limit: int
    nothing_close: bool = Field(
        description="True where there are no hits because nothing is near the query."
    )
    hits: list[SearchHit]
    facets: dict[FilterName, list[FacetValue]] = Field(
        description="Counts by filter, each without regard to its own selection."
    )
    timing_ms: float = Field(description="Time spent searching.", examples=[2.7])
    knowledge_base: KnowledgeBaseVersion


class SuggestionBody(Body):
    """One completion."""

    text: str = Field(description="What to put into the search box.", examples=["drought"])
    kind: SuggestionKind = Field(examples=["term"])
    id: str | None = Field(description="The term, theme or passage it names.", examples=["drought"])


class SuggestAnswer(Body):
    """Completions of a beginning."""

    query: str
    language: LanguageCode
    suggestions: list[SuggestionBody]
    knowledge_base: KnowledgeBaseVersion


class RelatedPassage(PassageBody):
    """A passage near another one."""

    text: str = Field(description="The passage, verbatim.")
    shared_themes: list[ConceptLabel]
    score: float = Field(description="Comparable within one answer only.", examples=[0.61])


class RelatedAnswer(Body):
    """Passages near a passage or page."""

    id: str = Field(description="The passage (without language) or page asked about.")
    language: LanguageCode
    related: list[RelatedPassage]
    knowledge_base: KnowledgeBaseVersion
