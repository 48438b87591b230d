"""Answers that hold the versions of one work, and how two of them compare."""

from __future__ import annotations

from pydantic import Field

from indexer.differences import RunKind
from indexer.model import PairKind
from indexer.works import Relation, Standing
from kb_service.schemas.common import (
    Body,
    ByLanguage,
    ConceptLabel,
    Direction,
    KnowledgeBaseVersion,
    LanguageCode,
    TranslationStatus,
)


class VersionBody(Body):
    """A version of a document's work."""

    id: str = Field(examples=["iccd-cop14-cst-l1"])
    symbol: str = Field(examples=["ICCD/COP(14)/CST/L.1"])
    status: Standing = Field(description="`superseded` for one that a later version replaces.")
    date: str
    relation: Relation | None = Field(
        description="What it is to the version that it replaces: its `revision`, or the text that "
        "was `adopted`; null for the first."
    )
    replaces: str | None = Field(description="Id of the version just before it.")
    url: ByLanguage


class ComparedDocument(Body):
    """One of two compared versions."""

    id: str
    symbol: str
    status: Standing
    title: ByLanguage
    url: ByLanguage


class PartBody(Body):
    """A paragraph, an item on its own line or a footnote of one of the texts."""

    anchor: str = Field(examples=["op-9-d"])
    kind: str = Field(examples=["subparagraph"])
    number: str | None = Field(description="As printed.", examples=["(d)"])
    label: str = Field(description="As cited in this language.", examples=["9 (d)"])
    text: str = Field(description="Verbatim, without its printed number.")
    url: str


class VerbChange(Body):
    """The verb that opens the paragraph, before and after."""

    before: ConceptLabel
    after: ConceptLabel


class AddresseesChange(Body):
    """Whom the paragraph addresses, before and after."""

    before: list[ConceptLabel]
    after: list[ConceptLabel]


class RunBody(Body):
    """A piece of text that stayed, went or came."""

    kind: RunKind
    text: str


class PairBody(Body):
    """A part of the earlier version and what became of it in the later one."""

    kind: PairKind = Field(
        description="`moved` has the same words under another number or at another place."
    )
    out_of_order: bool = Field(
        description="Whether it changed places with others, not only its number."
    )
    earlier: PartBody | None
    later: PartBody | None
    verb: VerbChange | None
    addressees: AddresseesChange | None
    runs: list[RunBody] = Field(
        description="`same` and `deleted` runs joined are the earlier text, `same` and `added` "
        "the later one."
    )


class KindCounts(Body):
    """How many pairs there are of each kind."""

    unchanged: int
    changed: int
    moved: int
    added: int
    deleted: int


class StatusPair(Body):
    """What kind of text each of the two is."""

    earlier: TranslationStatus
    later: TranslationStatus


class ComparedText(Body):
    """Two versions in one language, paragraph by paragraph, in the order of the later one."""

    language: LanguageCode
    direction: Direction
    translation_status: StatusPair
    url: str
    counts: KindCounts
    pairs: list[PairBody]


class ComparisonAnswer(Body):
    """Two neighbouring versions of one work; `texts` has the languages in which both are held."""

    earlier: ComparedDocument
    later: ComparedDocument
    relation: Relation
    missing: list[LanguageCode] = Field(
        description="Languages in which one of the two, or both, are not held."
    )
    texts: dict[LanguageCode, ComparedText]
    knowledge_base: KnowledgeBaseVersion
