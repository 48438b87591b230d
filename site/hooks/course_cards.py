"""Training modules in lists: of all of them, and on the pages that they teach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.course_schemas import Course
from indexer.model import Review

from .edition import Edition, Label, Status


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A module in a list: what it is, for whom, how long."""

    label: Label
    summary: str
    audiences: tuple[Label, ...]
    level: str
    minutes: str
    questions: int
    review: Review
    status: Status


def course_cards(
    edition: Edition, chosen: Callable[[Course], bool] = lambda course: True
) -> Iterator[CourseCard]:
    """The modules that exist in this language, the short ones first."""
    found = [c for c in edition.kb.courses.values() if edition.code in c.texts and chosen(c)]
    for course in sorted(found, key=lambda course: (course.facts.minutes, course.id)):
        yield course_card(edition, course)


def course_card(edition: Edition, course: Course) -> CourseCard:
    """A module that exists in this language as a card."""
    text, facts, strings = course.texts[edition.code], course.facts, edition.strings
    return CourseCard(
        label=Label(course.id, text.title, course.address),
        summary=text.summary,
        audiences=edition.audiences(facts.audiences),
        level=strings(f"guidance.level_{facts.level}"),
        minutes=strings("courses.minutes", count=facts.minutes),
        questions=len(facts.questions),
        review=Review(facts.last_reviewed, facts.review_status),
        status=edition.status(text.status, text.language),
    )
