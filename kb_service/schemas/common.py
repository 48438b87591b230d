"""Parts that several answers share."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from indexer.languages import Direction
from indexer.model import TextStatus
from kb_service.parameters import LanguageCode

__all__ = [
    "Body",
    "ByLanguage",
    "ConceptLabel",
    "Direction",
    "KnowledgeBaseVersion",
    "LanguageCode",
    "ParameterProblemBody",
    "ProblemBody",
    "TranslationStatus",
]


def _allow_additions(schema: dict[str, Any]) -> None:
    """Tests refuse unknown fields, but clients must not: version 1 may gain fields."""
    schema.pop("additionalProperties", None)


class Body(BaseModel):
    """Base of every body."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_allow_additions)


#: A text in several languages, by language code.
ByLanguage = dict[LanguageCode, str]


class ConceptLabel(Body):
    """An entry of a vocabulary, with its label in the caller's language."""

    id: str = Field(description="Permanent id.", examples=["land-tenure"])
    label: str = Field(description="Label to show to readers.", examples=["Land tenure"])


class TranslationStatus(Body):
    """What kind of text this is. Show the label wherever the text is shown."""

    key: TextStatus = Field(
        description="`official`: issued by the United Nations in this language; `original`: our "
        "own page in the language in which it was written; `reviewed`: an unofficial translation "
        "that a human translator has reviewed; `unofficial`: a machine-assisted translation, not "
        "reviewed by a UN translator; `missing`: not available.",
        examples=["unofficial"],
    )
    label: str = Field(
        description="The same in words.",
        examples=["Unofficial, machine-assisted translation, not reviewed by a UN translator"],
    )


class KnowledgeBaseVersion(Body):
    """Which state of the knowledge base answered."""

    version: str = Field(
        description="Changes whenever anything in the knowledge base changes.",
        examples=["3f2a91c07d5be468"],
    )
    built: str = Field(
        description="When it was built (UTC).", examples=["2026-11-22T18:00:00+00:00"]
    )


class ParameterProblemBody(Body):
    """One refused parameter."""

    parameter: str = Field(description="Its name.", examples=["theme"])
    found: str = Field(description="What was found.", examples=['"tenur"'])
    accepted: str = Field(
        description="What is accepted instead.", examples=["one of: finance, gender, land-tenure"]
    )


class ProblemBody(Body):
    """An error, as `application/problem+json` (RFC 9457)."""

    type: str = Field(
        description="Address that identifies and explains the kind of error.",
        examples=["https://example.org/api/v1/problems/invalid-parameter"],
    )
    title: str = Field(description="The kind in words.", examples=["A parameter is not accepted"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(
        description="What is wrong with this request.",
        examples=['theme: "tenur"; accepted: one of: finance, gender, land-tenure'],
    )
    instance: str = Field(description="The path that was asked for.", examples=["/api/v1/search"])
    errors: list[ParameterProblemBody] | None = Field(
        None, description="Every refused parameter, where parameters were refused."
    )
