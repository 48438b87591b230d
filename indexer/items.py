"""What can be collected into a pack: paragraphs, pages, terms, quiz questions and courses.

An item is named as a `kb:` link names it (`decisions/iccd-cop14-cst-l1/op-9-d`,
`guidance/what-is-ldn`, `glossary/ldn`, `courses/ldn-in-one-hour`, and after a slash one of its
questions). The items of a language are one record of the artefact (`indexer.item_records`).
"""

from __future__ import annotations

import string
from typing import Literal

from pydantic import TypeAdapter

from indexer.model import QuestionType, SessionKind, TextStatus
from indexer.rich_text import Block, Part, Run

ItemKind = Literal["document", "paragraph", "page", "term", "question", "course"]
#: First letters of alphabets, in their order; those of the others are Latin.
_LETTERS = {"ar": "أبجدهوزح", "ru": "АБВГДЕЖЗ"}


class Option(Part):
    """An answer to choose."""

    id: str
    text: str
    correct: bool


class Pair(Part):
    """Two texts that belong together."""

    id: str
    left: str
    right: str


class Quiz(Part):
    """A question: `options`, `pairs` or `answers`, as its type needs.

    `proof` is the path (without the language) of what proves the answer, `proof_title` its name.
    A true-false question has the options `true` and `false` without words.
    """

    type: QuestionType
    text: str
    options: tuple[Option, ...]
    pairs: tuple[Pair, ...]
    answers: tuple[str, ...]
    feedback: tuple[Run, ...]
    proof: str
    proof_title: str


class Slide(Part):
    """A slide, what it shows, and the speaker's notes."""

    id: str
    title: str
    points: tuple[tuple[Run, ...], ...]
    shows: tuple[Block, ...]
    notes: tuple[Block, ...]


class Session(Part):
    """A part of a course's time."""

    id: str
    kind: SessionKind
    title: str
    minutes: int
    plan: tuple[Block, ...]
    slides: tuple[str, ...]


class Module(Part):
    """What a course has besides a title and a summary; ids of items where it uses others."""

    level: str
    audiences: tuple[str, ...]
    minutes: int
    objectives: tuple[tuple[Run, ...], ...]
    sessions: tuple[Session, ...]
    slides: tuple[Slide, ...]
    exercise_title: str
    handout: tuple[Block, ...]
    key: tuple[Block, ...]
    readings: tuple[str, ...]
    terms: tuple[str, ...]
    further: tuple[str, ...]
    questions: tuple[str, ...]
    review_status: str


class Note(Part):
    """A reader's note on words of the text as issued."""

    quote: str
    text: str


class Item(Part):
    """Something to collect, in one language.

    `language` and `status` are those of the text: a paragraph without a text in the reader's
    language is held as issued. `path` is its place on the site without the language; `reviewed`
    the day of its last review, if it has one.
    """

    id: str
    kind: ItemKind
    language: str
    status: TextStatus
    title: str
    summary: str
    path: str
    reviewed: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    quiz: Quiz | None = None
    module: Module | None = None


ITEMS: TypeAdapter[dict[str, Item]] = TypeAdapter(dict[str, Item])


def letters(code: str) -> str:
    """What options are numbered by: the first letters of the alphabet of a language."""
    return _LETTERS.get(code, string.ascii_uppercase)


def lettered_rights(quiz: Quiz, code: str) -> list[tuple[str, str]]:
    """The right sides of pairs with letters of a language, in the order of `shuffled_rights`."""
    return list(zip(letters(code), shuffled_rights(quiz), strict=False))


def shuffled_rights(quiz: Quiz) -> list[str]:
    """The right sides of pairs in an order that does not give the answers away.

    The order is that of their ids turned round: it is the same in every language and every file.
    """
    ordered = sorted(quiz.pairs, key=lambda pair: pair.id[::-1])
    if [pair.id for pair in ordered] == [pair.id for pair in quiz.pairs]:
        ordered = [*ordered[1:], ordered[0]]
    return [pair.right for pair in ordered]
