"""The shape of a course under content/courses: course.yml, and its words in one language.

course.yml holds what all languages share, with an id for everything that has words; `<lang>.yml`
holds the words by those ids. `indexer.courses` reads both and checks that they fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from indexer.fileschemas import IsoDate, LanguageCode, MadeFrom, ReviewStatus, Slug, Words
from indexer.model import QuestionType, SessionKind

Minutes = Annotated[StrictInt, Field(ge=1, le=600)]
#: What a slide shows: `diagrams/<id>`, `figures/<id>`, or a paragraph of a decision.
Shown = Annotated[
    str, Field(pattern=r"^(?:(?:diagrams|figures)/[a-z0-9-]+|decisions/[a-z0-9-]+/[a-z0-9-]+)$")
]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Session(_File):
    """A part of a course's time, in which slides are shown."""

    id: Slug
    kind: SessionKind
    minutes: Minutes
    slides: list[Slug]


class Slide(_File):
    """A slide, and what it shows besides its points."""

    id: Slug
    shows: Shown | None = None


class Question(_File):
    """A quiz question. `options` are ids of options, or of the pairs to match.

    `correct` are ids of options, or "true" or "false"; `proof` is what a `kb:` link names.
    """

    id: Slug
    type: QuestionType
    options: list[Slug] = []
    correct: list[Slug] = []
    proof: Words


class CourseFile(_File):
    """course.yml."""

    level: Literal["introductory", "practitioner", "specialist"]
    audiences: Annotated[list[Slug], Field(min_length=1)]
    themes: Annotated[list[Slug], Field(min_length=1)]
    minutes: Minutes
    paragraphs: Annotated[list[Words], Field(min_length=1)]
    pages: Annotated[list[Slug], Field(min_length=1)]
    terms: Annotated[list[Slug], Field(min_length=1)]
    sources: list[Slug]
    objectives: Annotated[list[Slug], Field(min_length=3, max_length=6)]
    sessions: Annotated[list[Session], Field(min_length=1)]
    slides: Annotated[list[Slide], Field(min_length=1)]
    questions: Annotated[list[Question], Field(min_length=10)]
    last_reviewed: IsoDate
    review_status: ReviewStatus
    missing: list[LanguageCode] = []


class SessionText(_File):
    """A session's name, and as Markdown what the trainer does in it."""

    title: Words
    plan: Words


class SlideText(_File):
    """A slide's title, its points, and as Markdown what the speaker says."""

    title: Words
    points: Annotated[list[Words], Field(min_length=1, max_length=6)]
    notes: Words


class ExerciseText(_File):
    """The exercise as Markdown: what learners get, and the facilitator's key."""

    title: Words
    handout: Words
    key: Words


class Pair(_File):
    """Two texts that belong together."""

    left: Words
    right: Words


class QuestionText(_File):
    """A question's words; `options`, `pairs` or `answers` as its type needs."""

    text: Words
    options: Mapping[Slug, Words] = {}
    pairs: Mapping[Slug, Pair] = {}
    answers: list[Words] = []
    feedback: Words


class CourseText(_File):
    """`<lang>.yml`: a course in one language."""

    language: LanguageCode
    status: Literal["original", "unofficial", "reviewed"]
    made_from: MadeFrom | None = None
    reviewer: Words | None = None
    title: Words
    summary: Words
    objectives: Mapping[Slug, Words]
    sessions: Mapping[Slug, SessionText]
    slides: Mapping[Slug, SlideText]
    exercise: ExerciseText
    questions: Mapping[Slug, QuestionText]


@dataclass(frozen=True, slots=True)
class Course:
    """A training module: what all languages share, and its words by language."""

    id: str
    facts: CourseFile
    texts: Mapping[str, CourseText]

    @property
    def address(self) -> str:
        """The course's path on the site without the language, with a trailing slash."""
        return f"courses/{self.id}/"
