"""The text of a paragraph of Word: runs, fields, marks of notes, breaks, tracked changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from indexer.readers.lines import printed, raised
from indexer.readers.word_styles import Styles, W, is_on, value
from indexer.readers.word_symbols import symbol

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: What a place in a paragraph may mark: private characters that no text of a file may hold.
LINE_BREAK, PAGE_BREAK, RENDERED_BREAK, TAB = "\x0b", "\x0c", "\x1c", "\t"
_SKIPPED = {
    *("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delInstrText", "rt", "rubyPr"),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "fldData"),
}


@dataclass(slots=True)
class Field:
    """A field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    result: bool = False
    printed: bool = False


@dataclass(slots=True)
class Told:
    """What was seen on the way and is told once, by what it is, with the first place."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, place: str) -> None:
        self.counts[what] += 1
        self.places.setdefault(what, place)


@dataclass(slots=True)
class RunReader:
    """Reads paragraphs in order; fields may run over several of them.

    `notes` are the marks of notes in the order in which they stand in the text just read,
    `boxes` the text boxes anchored in it.
    """

    styles: Styles
    told: Told
    place: str = ""
    fields: list[Field] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    note_count: int = 0
    depth: int = 0

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is open."""
        return any(f.instruction.strip().upper().startswith("TOC") for f in self.fields)

    def text(self, paragraph: Any) -> str:
        """The text of a paragraph, with the private characters for its breaks and tabs."""
        self.notes, self.boxes = [], []
        return self._children(paragraph, hidden=False)

    def _children(self, element: Any, *, hidden: bool) -> str:
        return "".join(self._element(child, hidden=hidden) for child in element)

    def _element(self, element: Any, *, hidden: bool) -> str:
        if not isinstance(element.tag, str):
            return ""
        if element.tag.startswith(_MC):
            return self._alternative(element, hidden=hidden)
        if element.tag.startswith(_MATH):
            return "".join(element.itertext(_MATH + "t"))
        if not element.tag.startswith(W):
            return ""
        name = element.tag.removeprefix(W)
        if name in {"del", "moveFrom"} and next(element.iter(W + "delText", W + "t"), None) is not (
            None
        ):
            self.told.add("deleted", self.place)
        if name == "ins" and next(element.iter(W + "t"), None) is not None:
            self.told.add("inserted", self.place)
        if name == "commentReference":
            self.told.add("comment", self.place)
        if name in _SKIPPED:
            if name == "instrText" and self.fields and not self.fields[-1].result:
                self.fields[-1].instruction += element.text or ""
            return ""
        if name in {"drawing", "pict", "object"}:
            return self._drawing(element)
        if name == "r":
            return self._run(element, hidden=hidden)
        if name == "fldSimple":
            self.fields.append(Field(str(element.get(W + "instr", "")), result=True))
            text = self._children(element, hidden=hidden)
            page_number = _is_page_number(self.fields.pop())
            return "" if page_number else text
        return self._children(element, hidden=hidden)

    def _alternative(self, element: Any, *, hidden: bool) -> str:
        """The first form that a choice offers: the others print the same again."""
        if element.tag != _MC + "AlternateContent":
            return self._children(element, hidden=hidden)
        for child in element:
            boxes, notes = len(self.boxes), len(self.notes)
            text = self._children(child, hidden=hidden)
            if text or len(self.boxes) > boxes or len(self.notes) > notes:
                return text
        return ""

    def _run(self, run: Any, *, hidden: bool) -> str:
        properties = run.find(W + "rPr")
        style = value(properties, "rStyle")
        own = is_on(properties, "vanish")
        hidden = own if own is not None else hidden or self.styles.is_hidden(style)
        place = value(properties, "vertAlign")
        is_raised = place == "superscript" or place is None and self.styles.is_raised(style)
        fonts = properties.find(W + "rFonts") if properties is not None else None
        font = str(fonts.get(W + "ascii", "")) if fonts is not None else ""
        text = "".join(self._piece(child, font) for child in run)
        if any(f.result is False for f in self.fields):
            return ""
        if hidden:
            if text.strip():
                self.told.add("hidden", self.place)
            return ""
        for field_ in self.fields:
            field_.printed = field_.printed or bool(text.strip())
        if any(_is_page_number(f) for f in self.fields):
            return ""
        digits = text.strip().isascii() and all(p.strip().isdigit() for p in text.split(","))
        return raised(text) if is_raised and digits else text

    def _piece(self, piece: Any, font: str) -> str:
        if not isinstance(piece.tag, str):
            return ""
        name = piece.tag.removeprefix(W)
        match name:
            case "t":
                return self._symbols(printed(piece.text or ""), font)
            case "tab" | "ptab":
                return TAB
            case "br":
                kind = piece.get(W + "type")
                return PAGE_BREAK if kind == "page" else LINE_BREAK
            case "cr":
                return LINE_BREAK
            case "lastRenderedPageBreak":
                return RENDERED_BREAK
            case "noBreakHyphen":
                return "-"
            case "sym":
                return self._symbol(str(piece.get(W + "char", "")), str(piece.get(W + "font", "")))
            case "footnoteReference" | "endnoteReference":
                return self._mark(piece, name.removesuffix("Reference"))
            case "fldChar":
                self._field(str(piece.get(W + "fldCharType")))
                return ""
            case "txbxContent":
                self.boxes.append(piece)
                return ""
            case "drawing" | "pict" | "object":
                return self._drawing(piece)
        return self._element(piece, hidden=False)

    def _drawing(self, element: Any) -> str:
        """Its text boxes are kept; a picture alone is told, because no text can be read from it."""
        boxes = [
            box
            for box in element.iter(W + "txbxContent")
            if not any(above.tag == W + "txbxContent" for above in box.iterancestors())
            or element.tag == W + "txbxContent"
        ]
        fallback = _MC + "Fallback"
        kept = [b for b in boxes if all(above.tag != fallback for above in b.iterancestors())]
        self.boxes += kept or boxes
        if not boxes:
            self.told.add("picture", self.place)
        return ""

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
        elif kind == "end" and self.fields:
            closed = self.fields.pop()
            name = (closed.instruction.split() or [""])[0].upper()
            if name.startswith(("AUTONUM", "LISTNUM")) and not closed.printed:
                self.told.add(f"field {name}", self.place)

    def _mark(self, reference: Any, kind: str) -> str:
        key = (kind, str(reference.get(W + "id")))
        if reference.get(W + "customMarkFollows") in {"1", "true", "on"}:
            self.notes.append(key)
            self.marks.setdefault(key, "")
            return ""
        if key not in self.marks:
            self.note_count += 1
            self.marks[key] = raised(str(self.note_count))
        self.notes.append(key)
        return self.marks[key]

    def _symbols(self, text: str, font: str) -> str:
        if not any("\ue000" <= c <= "\uf8ff" for c in text):
            return text
        return "".join(
            self._symbol(f"{ord(c):X}", font or "Symbol") if "\ue000" <= c <= "\uf8ff" else c
            for c in text
        )

    def _symbol(self, code: str, font: str) -> str:
        try:
            found = symbol(int(code, 16), font)
        except ValueError:
            found = None
        if found is None:
            self.told.add(f"the symbol {code} of the font {font or 'unknown'}", self.place)
            return "\ufffd"
        return found


def _is_page_number(field_: Field) -> bool:
    name = (field_.instruction.split() or [""])[0].upper()
    return name in {"PAGE", "NUMPAGES", "SECTIONPAGES"}
