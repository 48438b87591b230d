"""What somebody wants to have as a file, and whether there can be one.

`check_selection` raises PackError, naming the field, for ids that there are not, selections that
are empty or too large, and titles that no file can carry.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

#: What one pack may hold: a course of a week is far below.
MOST_ITEMS = 300
LONGEST_TITLE = 200
LONGEST_AUDIENCE = 200
#: Controls, line breaks, and marks that reorder what is displayed.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
#: A course without the texts and questions that it uses: `modules/<course>`.
_TEACHING_PART = "modules/"
#: Every term of the glossary, as one item.
GLOSSARY = "glossary"

Edition = Literal["trainer", "learner"]


class PackError(Exception):
    """A selection that no pack can be made of: the field, what was found, what is accepted."""

    def __init__(self, field: str, found: str, accepted: str) -> None:
        super().__init__(f"{field}: found {found}; accepted: {accepted}")
        self.field = field
        self.found = found
        self.accepted = accepted


@dataclass(frozen=True, slots=True)
class Selection:
    """What somebody wants: ids of items in their order, and how.

    `second` is a language to stand beside the first; an empty `title` or `audience` leaves those
    of the course. The edition for learners has neither answers nor the trainer's part. With
    `pages`, courses bring the guidance pages that they name, instead of links to them.
    """

    items: tuple[str, ...]
    language: str
    second: str | None = None
    title: str = ""
    audience: str = ""
    edition: Edition = "trainer"
    pages: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """One language or two, the first one first."""
        return (self.language, self.second) if self.second else (self.language,)


def check_selection(selection: Selection, known: Container[str]) -> None:
    """Nothing, if a pack can be made of the selection; else PackError. `known` are ids of items."""
    if not selection.items:
        raise PackError("item", "nothing", "at least one id")
    if len(selection.items) > MOST_ITEMS:
        raise PackError("item", f"{len(selection.items):,} ids", f"up to {MOST_ITEMS}")
    for id_ in selection.items:
        if name_item(id_) not in known and id_ != GLOSSARY:
            raise PackError(
                "item",
                repr(id_[:80]),
                "ids of what there is, such as decisions/"
                "iccd-cop14-cst-l1/op-9-d, guidance/what-is-ldn, glossary/ldn, courses/<course>",
            )
    for field, text, longest in (
        ("title", selection.title, LONGEST_TITLE),
        ("audience", selection.audience, LONGEST_AUDIENCE),
    ):
        if len(text) > longest:
            raise PackError(field, f"{len(text):,} characters", f"up to {longest}")
        if unfit := _UNFIT.search(text):
            raise PackError(field, f"the character U+{ord(unfit[0]):04X}", "a line of plain text")
        if text != text.encode("utf-8", "replace").decode():
            raise PackError(field, "a lone surrogate", "a line of plain text")
    if selection.second == selection.language:
        raise PackError("second", selection.language, "another language than the first")


def name_item(wanted: str) -> str:
    """The id of the item that a selection names: for its teaching part, the course."""
    course = wanted.removeprefix(_TEACHING_PART)
    return f"courses/{course}" if course != wanted and "/" not in course else wanted
