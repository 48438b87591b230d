"""Answers about training modules and the formats of exports."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indexer.model import QuestionType, SessionKind
from kb_service.schemas.common import (
    Body,
    Direction,
    KnowledgeBaseVersion,
    LanguageCode,
    TranslationStatus,
)


class SessionBody(Body):
    """A part of a module's time."""

    title: str
    kind: SessionKind
    minutes: int


class CourseTextBody(Body):
    """A module in one language."""

    language: LanguageCode
    direction: Direction
    translation_status: TranslationStatus
    title: str
    summary: str
    objectives: list[str] = Field(description="Markdown; links that begin with `kb:` are ids.")
    sessions: list[SessionBody]
    url: str


class QuestionBody(Body):
    """A quiz question by its id: as an item it is `courses/<course>/<question>`."""

    id: str
    type: QuestionType


class CourseBody(Body):
    """A training module."""

    id: str = Field(examples=["ldn-in-one-hour"])
    level: Literal["introductory", "practitioner", "specialist"]
    audiences: list[str]
    themes: list[str]
    minutes: int = Field(description="How long it takes, breaks apart.", examples=[60])
    paragraphs: list[str] = Field(description="Paragraphs handed out, as document/anchor.")
    pages: list[str] = Field(description="Guidance pages to read further.")
    terms: list[str] = Field(description="Glossary terms handed out.")
    questions: list[QuestionBody]
    last_reviewed: str
    review_status: Literal["draft", "checked", "approved"]
    missing: list[LanguageCode]
    texts: dict[LanguageCode, CourseTextBody]


class CourseAnswer(CourseBody):
    """A training module, and the state of the knowledge base."""

    knowledge_base: KnowledgeBaseVersion


class CourseList(Body):
    """All training modules."""

    items: list[CourseBody]
    knowledge_base: KnowledgeBaseVersion


class FormatBody(Body):
    """A format of exports."""

    id: str = Field(examples=["docx"])
    suffix: str = Field(description="How its files' names end.", examples=[".docx"])
    media_type: str
    bilingual: bool = Field(description="Whether it can hold two languages side by side.")
    needs: str = Field(description="What a selection must hold for it; empty if nothing special.")


class FormatList(Body):
    """All formats of exports."""

    items: list[FormatBody]
    knowledge_base: KnowledgeBaseVersion
