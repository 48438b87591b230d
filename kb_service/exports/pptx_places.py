"""Where things stand on slides: the layouts and their places, in points, from left to right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from indexer.languages import Language
from kb_service.exports.deck_sheets import (
    BODY,
    FULL_WIDTH,
    HALF_WIDTH,
    HEIGHT,
    LESS_WIDTH,
    MARGIN,
    MORE_WIDTH,
    OPENING,
    TOP,
    WIDTH,
    Layout,
)

#: Left, top, width, height.
Box: TypeAlias = tuple[float, float, float, float]

_SECOND = MARGIN + FULL_WIDTH - HALF_WIDTH
_END = MARGIN + FULL_WIDTH - MORE_WIDTH
TITLE: Box = (MARGIN, 28, FULL_WIDTH, 78)
BODY_BOX: Box = (MARGIN, TOP, FULL_WIDTH, BODY)
FOOT: Box = (MARGIN, 480, FULL_WIDTH - 70, 48)
NUMBER: Box = (MARGIN + FULL_WIDTH - 60, 480, 60, 48)
EDGE: Box = (0, 0, 18, HEIGHT)
_UNDER = (MARGIN, 262.0, FULL_WIDTH, OPENING.height + 8)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a layout: its kind of placeholder, its box, and whether the second language's.

    Kinds are those of placeholders; "" takes lines, "quote" lines on a ground of their own,
    "heading" a title beside the title.
    """

    kind: str
    box: Box
    second: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A layout: name and type as in the template, places by index (0 is the title).

    `columns` and `pictures` are the indexes of the places that take them, in their order.
    """

    name: str
    type: str
    spots: Mapping[int, Spot]
    columns: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    sizes: tuple[float, ...] = (30, 28, 26, 24, 22, 20, 18, 16, 14)


_HALVES = {
    0: Spot("title", (MARGIN, 28, HALF_WIDTH, 78)),
    1: Spot("heading", (_SECOND, 28, HALF_WIDTH, 78), second=True),
}


def _opening(name: str, kind: str, title: str, largest: int, *, bilingual: bool) -> Plan:
    spots = {0: Spot(title, (MARGIN, 84, FULL_WIDTH, 160))}
    if bilingual:
        spots[1] = Spot(
            "subTitle" if kind == "title" else "body", (*_UNDER[:2], HALF_WIDTH, _UNDER[3])
        )
        spots[2] = Spot("body", (_SECOND, _UNDER[1], HALF_WIDTH, _UNDER[3]), second=True)
    else:
        spots[1] = Spot("subTitle" if kind == "title" else "body", _UNDER)
    sizes = tuple(range(largest, 18, -4))
    return Plan(name, kind, spots, columns=(1, 2)[: len(spots) - 1], sizes=sizes)


def plan_layouts(*, bilingual: bool) -> Mapping[Layout, Plan]:
    """The layouts of slides in one language or two."""
    return {
        "deck": _opening("Title Slide", "title", "ctrTitle", 44, bilingual=bilingual),
        "part": _opening("Section Header", "secHead", "title", 40, bilingual=bilingual),
        "text": Plan(
            "Title and Content",
            "obj",
            {0: Spot("title", TITLE), 1: Spot("", BODY_BOX)},
            columns=(1,),
        ),
        "panel": Plan(
            "Two Content",
            "twoObj",
            {
                0: Spot("title", TITLE),
                1: Spot("", (MARGIN, TOP, LESS_WIDTH, BODY)),
                2: Spot("quote", (_END, TOP + 8, MORE_WIDTH, BODY - 8)),
            },
            columns=(1, 2),
        ),
        "picture": Plan(
            "Picture with Caption",
            "picTx",
            {
                0: Spot("title", TITLE),
                1: Spot("pic", (_END, TOP, MORE_WIDTH, BODY)),
                2: Spot("body", (MARGIN, TOP, LESS_WIDTH, BODY)),
            },
            columns=(2,),
            pictures=(1,),
        ),
        "table": Plan("Title Only", "titleOnly", {0: Spot("title", TITLE)}),
        "beside": Plan(
            "Comparison",
            "twoTxTwoObj",
            {
                **_HALVES,
                2: Spot("body", (MARGIN, TOP, HALF_WIDTH, BODY)),
                4: Spot("body", (_SECOND, TOP, HALF_WIDTH, BODY), second=True),
            },
            columns=(2, 4),
        ),
        "pictures": Plan(
            "Content with Caption",
            "objTx",
            {
                **_HALVES,
                2: Spot("pic", (MARGIN, TOP, HALF_WIDTH, BODY)),
                3: Spot("pic", (_SECOND, TOP, HALF_WIDTH, BODY), second=True),
            },
            pictures=(2, 3),
        ),
    }


def mirror(box: Box, language: Language) -> Box:
    """A box as it stands on slides of a language."""
    left, top, width, height = box
    return (WIDTH - left - width, top, width, height) if language.direction == "rtl" else box


def rule_under(box: Box, language: Language) -> Box:
    """The line under a title of a language that stands in a box: where its words begin."""
    left, top, width, height = box
    start = left + width - 91 if language.direction == "rtl" else left + 7
    return (start, top + height + 2, 84, 4)


def inside(box: Box, width: int, height: int) -> Box:
    """The largest box of the shape of this width and height, in the middle of a box."""
    left, top, wide, high = box
    scale = min(wide / width, high / height)
    return (
        left + (wide - width * scale) / 2,
        top + (high - height * scale) / 2,
        width * scale,
        height * scale,
    )
