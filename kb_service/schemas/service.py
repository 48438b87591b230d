"""Answers about the service itself, and the rows of the bulk download."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indexer.model import PassageKind, TextStatus
from kb_service.schemas.common import (
    Body,
    Direction,
    KnowledgeBaseVersion,
    LanguageCode,
)


class Licence(Body):
    """Terms of use, by what they cover."""

    text_of_decisions: str
    own_content: str = Field(examples=["CC BY 4.0"])
    own_content_url: str
    code: str = Field(examples=["Apache-2.0"])


class Counts(Body):
    """How much the knowledge base holds."""

    documents: int
    pages: int
    passages: dict[LanguageCode, int]


class RootAnswer(Body):
    """What this API is and where everything is."""

    name: str = Field(examples=["LDN Guidance API"])
    version: str = Field(description="Version of the API.", examples=["1.0.0"])
    knowledge_base: KnowledgeBaseVersion
    counts: Counts
    model: str = Field(description="Model that compares meanings.", examples=["transformer"])
    languages: list[LanguageCode]
    links: dict[str, str] = Field(description="Addresses by what they lead to.")
    licence: Licence
    notice: str = Field(description="What this service is not; show it with its texts.")


class ProblemTypeBody(Body):
    """A kind of error."""

    type: str
    status: int
    title: str
    advice: str = Field(description="What a caller can do about it.")


class Health(Body):
    """The process is alive."""

    status: Literal["alive"] = "alive"


class Readiness(Body):
    """The knowledge base is open and answers."""

    status: Literal["ready"] = "ready"
    knowledge_base: KnowledgeBaseVersion


class BulkRow(Body):
    """One passage in one language, as a row of the bulk download."""

    id: str
    unit: str = Field(description="The id without the language: translations share it.")
    url: str
    document: str
    document_status: str | None = Field(
        description="draft, adopted or superseded; null for what is no decision.",
    )
    anchor: str
    kind: PassageKind
    number: str
    title: str
    heading: str
    language: LanguageCode
    direction: Direction
    translation_status: TextStatus
    translation_status_label: str = Field(description="In the language of the row.")
    text: str = Field(description="The passage, verbatim.")
    themes: list[str]
    audiences: list[str]
    addressees: list[str]
    verb: str | None
    references: list[str] = Field(description="Decisions and documents cited, in canonical form.")
    knowledge_base: str = Field(description="Version of the knowledge base.")
