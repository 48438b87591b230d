"""Answers that list the controlled vocabularies, the glossary and the languages."""

from __future__ import annotations

from pydantic import Field

from kb_service.schemas.common import (
    Body,
    ByLanguage,
    Direction,
    KnowledgeBaseVersion,
    LanguageCode,
)


class Concept(Body):
    """A theme or an audience."""

    id: str = Field(examples=["land-tenure"])
    label: ByLanguage = Field(examples=[{"en": "Land tenure", "fr": "Régime foncier"}])
    scope: ByLanguage = Field(description="What it covers, in a paragraph.")
    synonyms: dict[LanguageCode, list[str]]
    url: ByLanguage = Field(description="Its page on the site.")
    passages: int = Field(description="Passages that carry it, counted once for all languages.")


class ConceptList(Body):
    """Themes or audiences, in their published order."""

    items: list[Concept]
    knowledge_base: KnowledgeBaseVersion


class Tag(Body):
    """An addressee or a verb, as the texts have them."""

    id: str = Field(examples=["encourages"])
    label: ByLanguage = Field(examples=[{"en": "Encourages", "es": "Alienta"}])
    passages: int = Field(description="Passages that carry it, counted once for all languages.")


class TagList(Body):
    """Addressees, in their published order."""

    items: list[Tag]
    knowledge_base: KnowledgeBaseVersion


class VerbTag(Tag):
    """A verb, and what it means in decisions."""

    strength: ByLanguage = Field(description="How strongly it asks, in a sentence.")


class VerbList(Body):
    """Verbs, in their published order."""

    items: list[VerbTag]
    knowledge_base: KnowledgeBaseVersion


class GlossaryTerm(Body):
    """A term of the glossary."""

    id: str = Field(examples=["land-degradation-neutrality"])
    label: ByLanguage
    abbreviation: ByLanguage
    definition: ByLanguage
    synonyms: dict[LanguageCode, list[str]]
    themes: list[str] = Field(description="Ids of themes.")
    status: str = Field(description="How far the wording was confirmed.")
    source: str = Field(description="Where the wording comes from.")
    url: ByLanguage


class GlossaryAnswer(Body):
    """The glossary, in its published order."""

    items: list[GlossaryTerm]
    knowledge_base: KnowledgeBaseVersion


class LanguageBody(Body):
    """One of the six languages."""

    code: LanguageCode = Field(description="Code in addresses and parameters.", examples=["zh"])
    tag: str = Field(description="BCP 47 tag for HTML.", examples=["zh-Hans"])
    endonym: str = Field(description="Its own name.", examples=["中文"])
    label: ByLanguage = Field(description="Its name in the six languages.")
    direction: Direction
    script: str = Field(description="ISO 15924.", examples=["Hans"])
    passages: int = Field(description="Passages in this language.")
    url: str = Field(description="Home page in this language.")


class LanguageList(Body):
    """The languages, in the order of the United Nations."""

    items: list[LanguageBody]
    knowledge_base: KnowledgeBaseVersion
