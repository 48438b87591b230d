"""What styles and lists of a Word file say about a paragraph: heading, numbering, hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from indexer.readers.number_formats import format_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|titre|título|заголовок|标题|العنوان|عنوان)\s*([1-9])", re.IGNORECASE
)
#: Styles of the United Nations templates: `_ H _Ch_G`, `_ H_1_G`, `_ H_2/3_G` (ids HChG, H1G …).
_UN_HEADING = re.compile(r"_?\s*H\s*_?_?(M|Ch|1|23|2/3|4|56|5/6)_?G?$")
_UN_LEVELS = {"M": 1, "Ch": 1, "1": 2, "23": 3, "2/3": 3, "4": 4, "56": 5, "5/6": 5}
_PLACEHOLDER = re.compile(r"%([1-9])")
#: A tab stop beyond this, in twentieths of a point, places a text of its own.
_FAR = 2800
_OFF = {"0", "false", "off"}


def value(element: Any, name: str) -> str | None:
    """The `w:val` of a child, or None; a child without one is on."""
    child = element.find(W + name) if element is not None else None
    return None if child is None else str(child.get(W + "val", "on"))


def is_on(element: Any, name: str) -> bool | None:
    """Whether a toggle is on; None if it is not given."""
    found = value(element, name)
    return None if found is None else found not in _OFF


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text is not None else otherwise
    except ValueError:
        return otherwise


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph takes from its style and those that this is based on."""

    heading: int = 0
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool = False
    contents: bool = False
    tabs: frozenset[str] = frozenset()
    id: str = ""


class Styles:
    """The styles of a file by their ids."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._default: dict[str, str] = {}
        self._read: dict[str, ParagraphStyle] = {}
        for style in root.iter(W + "style") if root is not None else ():
            key = str(style.get(W + "styleId"))
            self._elements[key] = style
            if style.get(W + "default") in {"1", "true", "on"}:
                self._default[str(style.get(W + "type"))] = key

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """What a paragraph style says, the default one if none is named."""
        key = name if name in self._elements else self._default.get("paragraph", "")
        if key not in self._read:
            self._read[key] = self._resolve(key)
        return self._read[key]

    def is_hidden(self, character_style: str | None) -> bool:
        """Whether a character style hides its text."""
        for style in self._chain(character_style or ""):
            hidden = is_on(style.find(W + "rPr"), "vanish")
            if hidden is not None:
                return hidden
        return False

    def is_raised(self, character_style: str | None) -> bool:
        """Whether a character style raises its text."""
        for style in self._chain(character_style or ""):
            place = value(style.find(W + "rPr"), "vertAlign")
            if place is not None:
                return place == "superscript"
        return False

    def has_borders(self, table_style: str | None) -> bool:
        """Whether a table style draws lines between columns."""
        for style in self._chain(table_style or self._default.get("table", "")):
            borders = style.find(f"{W}tblPr/{W}tblBorders")
            if borders is not None:
                return draws_columns(borders)
        return False

    def _chain(self, key: str) -> list[Any]:
        chain: list[Any] = []
        while key in self._elements and len(chain) < 20:
            chain.append(self._elements[key])
            key = value(self._elements[key], "basedOn") or ""
        return chain

    def _resolve(self, key: str) -> ParagraphStyle:
        heading: int | None = None
        list_id: str | None = None
        list_level: int | None = None
        hidden: bool | None = None
        contents = False
        tabs: set[str] = set()
        for style in self._chain(key):
            name = value(style, "name") or ""
            properties = style.find(W + "pPr")
            if heading is None:
                heading = _heading_of(name, str(style.get(W + "styleId")), properties)
            contents = contents or name.lower().startswith("toc ")
            if properties is not None:
                numbering = properties.find(W + "numPr")
                if numbering is not None:
                    list_id = list_id or value(numbering, "numId")
                    if list_level is None and value(numbering, "ilvl") is not None:
                        list_level = _number(value(numbering, "ilvl"), 0)
                tabs |= tab_stops(properties)
            if hidden is None:
                hidden = is_on(style.find(W + "rPr"), "vanish")
        return ParagraphStyle(
            heading=heading or 0,
            list_id=list_id,
            list_level=list_level,
            hidden=bool(hidden),
            contents=contents,
            tabs=frozenset(tabs),
            id=key,
        )


def outline_level(properties: Any) -> int | None:
    """The level that a paragraph has in the outline, from 1; 0 for body text, None if not given."""
    outline = value(properties, "outlineLvl")
    if outline is None:
        return None
    level = _number(outline, 9)
    return level + 1 if 0 <= level < 9 else 0


def _heading_of(name: str, key: str, properties: Any) -> int | None:
    if found := _HEADING.match(name) or _HEADING.match(key):
        return int(found[1])
    if found := _UN_HEADING.match(name) or _UN_HEADING.match(key):
        return _UN_LEVELS[found[1]]
    if name.lower() == "title":
        return 1
    return outline_level(properties)


def tab_stops(properties: Any) -> set[str]:
    """The kinds of tab stops that are set, such as `right`; `far` for one amid the line."""
    stops = properties.find(W + "tabs")
    found: set[str] = set()
    for stop in stops if stops is not None else ():
        found.add(str(stop.get(W + "val")))
        if _number(stop.get(W + "pos"), 0) > _FAR and stop.get(W + "val") != "clear":
            found.add("far")
    return found


def draws_columns(borders: Any) -> bool:
    """Whether borders of a table or cell draw a line beside a column."""
    return any(
        borders.find(W + side) is not None
        and borders.find(W + side).get(W + "val") not in {"nil", "none"}
        for side in ("left", "right", "start", "end", "insideV")
    )


@dataclass(slots=True)
class _Level:
    start: int
    format: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str | None


@dataclass(slots=True)
class _List:
    """A numbering instance: its levels, whose count it shares, and what it starts anew."""

    shared: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Word's automatic numbers, counted while paragraphs are read in order.

    Instances of one list share its count; a start that an instance overrides is used when the
    instance is used first. `unknown` collects formats that are printed as digits.
    """

    def __init__(self, root: Any) -> None:
        self.unknown: set[str] = set()
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()
        if root is None:
            return
        abstract = {str(e.get(W + "abstractNumId")): e for e in root.iter(W + "abstractNum")}
        by_style = {
            value(e, "styleLink"): key for key, e in abstract.items() if value(e, "styleLink")
        }
        for instance in root.iter(W + "num"):
            shared = value(instance, "abstractNumId") or ""
            linked = value(abstract.get(shared), "numStyleLink")
            shared = by_style.get(linked, shared) if linked else shared
            levels = _levels(abstract.get(shared))
            starts: dict[int, int] = {}
            for override in instance.iter(W + "lvlOverride"):
                depth = _number(override.get(W + "ilvl"), 0)
                if (start := value(override, "startOverride")) is not None:
                    starts[depth] = _number(start, 1)
                if (other := override.find(W + "lvl")) is not None:
                    levels[depth] = _level(other)
            self._lists[str(instance.get(W + "numId"))] = _List(shared, levels, starts)

    def depth_of(self, list_id: str, style: str) -> int:
        """The level of a list that a style is linked to, else the outermost."""
        found = self._lists.get(list_id)
        levels = found.levels.items() if found else ()
        return next((depth for depth, level in levels if level.style == style), 0)

    def label(self, list_id: str, depth: int) -> str:
        """The next number of a list at a depth, with what is printed around and after it."""
        found = self._lists.get(list_id)
        if found is None or depth not in found.levels:
            return ""
        counts = self._counts.setdefault(found.shared, {})
        level = found.levels[depth]
        first = (list_id, depth) not in self._used
        self._used.add((list_id, depth))
        if first and depth in found.starts:
            counts[depth] = found.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = found.starts.get(depth, level.start)
        for upper in range(depth):
            if upper in found.levels:
                counts.setdefault(upper, found.starts.get(upper, found.levels[upper].start))
        for lower in [d for d in counts if d > depth]:
            restart = found.levels[lower].restart if lower in found.levels else None
            if restart is None or (restart > 0 and depth < restart):
                del counts[lower]
        return self._printed(found, level, counts)

    def _printed(self, found: _List, level: _Level, counts: dict[int, int]) -> str:
        if level.format == "bullet":
            text = "•" if not level.text.strip() or level.text[0] >= "\ue000" else level.text
        else:

            def put(match: re.Match[str]) -> str:
                place = int(match[1]) - 1
                other = found.levels.get(place)
                if other is None:
                    return ""
                name = "decimal" if level.legal else other.format
                printed = format_number(counts.get(place, other.start), name)
                if printed is None:
                    self.unknown.add(name)
                    return str(counts.get(place, other.start))
                return printed

            text = _PLACEHOLDER.sub(put, level.text)
        wide = text[-1:] in "、．。）" and text != ""  # Chinese marks are followed by no blank
        return text + ("" if level.suffix == "nothing" or not text or wide else " ")


def _levels(abstract: Any) -> dict[int, _Level]:
    if abstract is None:
        return {}
    return {_number(e.get(W + "ilvl"), 0): _level(e) for e in abstract.iter(W + "lvl")}


def _level(element: Any) -> _Level:
    restart = value(element, "lvlRestart")
    formats = element.find(W + "numFmt")
    if formats is None:  # a format that older versions do not know stands in a choice
        formats = next(element.iter(W + "numFmt"), None)
    return _Level(
        start=_number(value(element, "start"), 0),
        format=str(formats.get(W + "val", "decimal")) if formats is not None else "decimal",
        text=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        restart=None if restart is None else _number(restart, 0),
        legal=bool(is_on(element, "isLgl")),
        style=value(element, "pStyle"),
    )
