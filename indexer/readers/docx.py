"""Word documents (.docx) to lines: a paragraph is a line, and its automatic number is printed.

* Headers and footers come first, once each, by their role; the header of the first page alone,
  where the United Nations print the masthead, is text.
* A footnote or endnote follows the paragraph that holds its mark.
* A text box, and a table of one cell, are text lines where they are anchored.
* Inserted text is kept, deleted and hidden text is not; both are told.
* Pages are those of Word's last layout, where the file records them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from indexer.errors import Problem
from indexer.readers.furniture import is_page_mark
from indexer.readers.limits import MAX_DEPTH, check_characters
from indexer.readers.lines import MARKER, Role, SourceLine, SourceText, as_cell, table_row
from indexer.readers.package import Package
from indexer.readers.word_runs import (
    LINE_BREAK,
    PAGE_BREAK,
    RENDERED_BREAK,
    TAB,
    RunReader,
    Told,
)
from indexer.readers.word_styles import (
    Numbering,
    ParagraphStyle,
    Styles,
    W,
    draws_columns,
    is_on,
    outline_level,
    tab_stops,
    value,
)

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACES = re.compile(r"[\t\r\n\f ]+")
#: A tab that sets the text off from a Chinese number, which no blank follows.
_AFTER_MARK = re.compile(r"(?<=[、．）])\t+")
_SYMBOL = re.compile(r"[A-Z]{1,8}(?:/[A-Za-z0-9.()]+)+")
#: A table among the first lines that draws no columns only places the masthead.
_MASTHEAD_LINES = 12
#: Tab stops that place a text of its own in a line.
_PLACING = {"right", "center", "end", "far"}
_TOLD = {
    "deleted": ("deleted text that is tracked", "it is left out; accept or reject the changes"),
    "inserted": ("inserted text that is tracked", "it is kept; accept or reject the changes"),
    "hidden": ("hidden text", "it is left out, because it does not print"),
    "comment": ("a comment", "it is left out, because it is no part of the text"),
    "inserted file": ("another file that is inserted here", "save it as part of this one"),
    "picture": ("a picture or drawing", "no text can be read from it; accepted is text"),
}


def read_docx(data: bytes, where: str) -> SourceText:
    """The lines of a Word document; SourceError if it is damaged, hostile or carries macros."""
    return _Reader(Package(data, where), where).read()


class _Reader:
    def __init__(self, package: Package, where: str) -> None:
        self._package = package
        self._where = where
        self._targets = package.targets(package.main)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._told = Told()
        self._runs = RunReader(self._styles, self._told)
        self._notes = {kind: self._note_parts(kind) for kind in ("footnote", "endnote")}
        self._lines: list[SourceLine] = []
        self._problems: list[Problem] = []
        self._page, self._line, self._characters = 1, 0, 0
        self._carried = ""  # the text of a paragraph whose end is deleted
        self._rendered = False
        self._depth = 0

    def _part(self, kind: str) -> Any:
        name = next((part for k, part in self._targets.values() if k == kind), None)
        return self._package.parse(name) if name and self._package.has(name) else None

    def _note_parts(self, kind: str) -> dict[str, Any]:
        root = self._part(f"{kind}s")
        notes = root.iter(W + kind) if root is not None else ()
        return {str(note.get(W + "id")): note for note in notes}

    def read(self) -> SourceText:
        root = self._package.parse(self._package.main)
        body = root.find(W + "body")
        self._rendered = next(root.iter(W + "lastRenderedPageBreak"), None) is not None
        self._furniture(root)
        if body is not None:
            self._blocks(body)
        self._forgotten_notes()
        self._tell()
        return SourceText("docx", self._page, tuple(self._lines), tuple(self._problems))

    # -- lines -----------------------------------------------------------------------------------

    def _emit(
        self, text: str, role: Role = "text", level: int = 0, begins: bool | None = True
    ) -> None:
        text = _SPACES.sub(" ", _AFTER_MARK.sub("", text)).strip()
        if not text:
            return
        self._characters += len(text)
        check_characters(self._characters, self._where)
        self._line += 1
        if role == "text" and is_page_mark(text):
            role = "footer"
        self._lines.append(SourceLine(text, self._page, self._line, role, level, begins))

    def _turn(self, count: int = 1) -> None:
        if count:
            self._page += count
            self._line = 0

    # -- headers and footers ---------------------------------------------------------------------

    def _furniture(self, root: Any) -> None:
        """Headers and footers of all sections, each text once."""
        seen: set[tuple[str, ...]] = set()
        for number, section in enumerate(root.iter(W + "sectPr")):
            for reference in section.iter(W + "headerReference", W + "footerReference"):
                role: Role = "header" if reference.tag == W + "headerReference" else "footer"
                first = reference.get(W + "type") == "first"
                if first and not is_on(section, "titlePg"):
                    continue
                part = self._targets.get(str(reference.get(_RELATION)), ("", ""))[1]
                if not self._package.has(part):
                    continue
                lines = tuple(self._loose_lines(self._package.parse(part)))
                if lines and lines not in seen:
                    seen.add(lines)
                    masthead = role == "header" and first and number == 0
                    for line in lines:
                        self._emit(line, "text" if masthead else role)

    def _loose_lines(self, element: Any) -> Iterator[str]:
        """The lines of a part without numbering, page or notes: headers, footers."""
        for paragraph in element.iter(W + "p"):
            if any(above.tag.endswith("}Fallback") for above in paragraph.iterancestors()):
                continue
            text = self._runs.text(paragraph)
            for piece in re.split(f"[{LINE_BREAK}{PAGE_BREAK}{TAB}]", text):
                if kept := piece.replace(RENDERED_BREAK, "").strip():
                    yield kept

    # -- the body --------------------------------------------------------------------------------

    def _blocks(self, element: Any) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._told.add("nesting", self._place)
            self._depth -= 1
            return
        for child in element:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag in {W + "altChunk", W + "subDoc"}:
                self._told.add("inserted file", self._place)
            elif isinstance(child.tag, str) and child.tag not in {
                W + "sdtPr",
                W + "sectPr",
                W + "del",
                W + "moveFrom",
            }:
                self._blocks(child)
        self._depth -= 1

    @property
    def _place(self) -> str:
        return f"{self._where}:{self._page}:{self._line + 1}"

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(W + "pPr")
        style = self._styles.paragraph(value(properties, "pStyle"))
        self._runs.place = self._place
        in_contents = self._runs.in_contents or style.contents
        if is_on(properties, "pageBreakBefore") and not self._rendered and self._lines:
            self._turn()
        text = self._runs.text(paragraph)
        boxes, notes = self._runs.boxes, self._runs.notes
        end_deleted = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
        text = self._carried + text
        self._carried = text if end_deleted else ""
        if not end_deleted:
            label, depth = self._label(properties, style, text)
            contents = in_contents or self._runs.in_contents
            self._print(label, text, properties, style, depth, contents)
        for box in boxes:
            self._blocks(box)
        for key in notes:
            self._note(key)
        section = properties.find(W + "sectPr") if properties is not None else None
        if section is not None and not self._rendered and value(section, "type") != "continuous":
            self._turn()

    def _label(self, properties: Any, style: ParagraphStyle, text: str) -> tuple[str, int]:
        """The automatic number of a paragraph and its depth."""
        numbering = properties.find(W + "numPr") if properties is not None else None
        list_id, given = style.list_id, style.list_level
        if numbering is not None:
            own = value(numbering, "numId")
            list_id = own if own is not None else list_id
            level = value(numbering, "ilvl")
            given = int(level) if level is not None and level.isdecimal() else given
        if list_id is None or list_id == "0":
            return "", 0
        depth = given if given is not None else self._numbering.depth_of(list_id, style.id)
        if style.hidden:
            return "", depth
        label = self._numbering.label(list_id, depth)
        if label.strip() and not text.strip(" \t\x0b\x0c\x1c\n\xa0"):
            self._told.add("number", self._place)
        return label, depth

    def _print(
        self,
        label: str,
        text: str,
        properties: Any,
        style: ParagraphStyle,
        depth: int,
        contents: bool,
    ) -> None:
        own = outline_level(properties) if properties is not None else None
        heading = own if own is not None else style.heading
        role: Role = "header" if contents else "heading" if heading else "text"
        level = heading if role == "heading" else depth
        stops = style.tabs | (tab_stops(properties) if properties is not None else set())
        begins: bool | None = True
        text = label + text
        for piece in re.split(f"([{LINE_BREAK}{PAGE_BREAK}{RENDERED_BREAK}])", text):
            if piece == LINE_BREAK:
                begins = None if begins is False else begins
            elif piece in {PAGE_BREAK, RENDERED_BREAK}:
                if (piece == RENDERED_BREAK) == self._rendered:
                    self._turn()
            else:
                for part in self._placed(piece, stops):
                    if part.strip():
                        self._emit(part, role, level, begins)
                        begins = False
                    if stops & _PLACING:
                        begins = True

    @staticmethod
    def _placed(text: str, stops: frozenset[str] | set[str]) -> list[str]:
        """Parts of a line that tabs put at its middle or right end are lines of their own."""
        if TAB not in text or not stops & _PLACING:
            return [text]
        first, _, rest = text.strip(TAB).partition(TAB)
        if MARKER.fullmatch(first.strip()):
            return [text]
        return [first, *rest.split(TAB)]

    def _note(self, key: tuple[str, str]) -> None:
        kind, number = key
        note = self._notes[kind].pop(number, None)
        if note is None:
            return
        mark = self._runs.marks.get(key, "")
        begins = True
        for paragraph in note.iter(W + "p"):
            self._runs.place = self._place
            text = re.sub(f"[{PAGE_BREAK}{RENDERED_BREAK}]", "", self._runs.text(paragraph))
            text = text.replace(LINE_BREAK, " ").strip()
            if text or mark and begins:
                self._emit(f"{mark} {text}" if begins and mark else text, "footnote", 0, begins)
                begins = False

    def _forgotten_notes(self) -> None:
        """Notes whose mark stands in a header or box, or nowhere."""
        for kind, notes in self._notes.items():
            for number, note in list(notes.items()):
                special = note.get(W + "type") in {"separator", "continuationSeparator"}
                if not special and "".join(note.itertext(W + "t")).strip():
                    if (kind, number) not in self._runs.marks:
                        self._told.add("note", self._place)
                    self._note((kind, number))

    # -- tables ----------------------------------------------------------------------------------

    def _table(self, table: Any) -> None:
        rows = [row for row in _within(table, "tr") if not _is_deleted(row)]
        cells = [list(_within(row, "tc")) for row in rows]
        if self._is_layout(table, cells):
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        for row in cells:
            start, kept = len(self._lines), []
            notes: list[SourceLine] = []
            page, line = self._page, self._line
            for cell in row:
                at = len(self._lines)
                self._blocks(cell)
                inside = self._lines[at:]
                notes += [li for li in inside if li.role == "footnote"]
                kept.append(" ".join(as_cell(li) for li in inside if li.role != "footnote"))
                kept += [""] * (_span(cell) - 1)
            del self._lines[start:]
            self._line = line if page == self._page else 0
            if any(kept):
                self._emit(table_row(kept), "table")
            for note in notes:
                self._emit(note.text, "footnote", 0, note.begins)

    def _is_layout(self, table: Any, cells: list[list[Any]]) -> bool:
        """Whether a table only places text: it has one column, or places a masthead."""
        if all(len(row) <= 1 for row in cells):
            return sum(len(row) for row in cells) <= 1 or not self._draws(table)
        if sum(line.role not in {"header", "footer"} for line in self._lines) >= _MASTHEAD_LINES:
            return False
        symbols = any(
            _SYMBOL.fullmatch("".join(cell.itertext(W + "t")).strip())
            for row in cells[:2]
            for cell in row
        )
        return symbols or not self._draws(table)

    def _draws(self, table: Any) -> bool:
        properties = table.find(W + "tblPr")
        borders = properties.find(W + "tblBorders") if properties is not None else None
        if any(draws_columns(cell) for cell in table.iter(W + "tcBorders")):
            return True
        if borders is not None:
            return draws_columns(borders)
        return self._styles.has_borders(value(properties, "tblStyle"))

    # -- doubts ----------------------------------------------------------------------------------

    def _tell(self) -> None:
        told = dict(_TOLD)
        told["number"] = ("a number without text", "accepted are numbered paragraphs with text")
        told["note"] = ("a note whose mark does not stand in the text", "accepted are both")
        told["nesting"] = ("tables or boxes nested too deep", f"accepted are {MAX_DEPTH} levels")
        for what, count in self._told.counts.items():
            found, accepted = told.get(what, (what, "accepted is text that can be read"))
            times = "" if count == 1 else f", {count} times from here on"
            self._problems.append(
                Problem(self._told.places[what], f"found {found}{times}", accepted)
            )
        for name in sorted(self._numbering.unknown):
            self._problems.append(
                Problem(
                    self._where,
                    f"found automatic numbers in the format {name!r}, printed as digits",
                    "accepted are letters, roman, Arabic, Chinese and Russian numbers",
                )
            )


def _within(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, content controls opened."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in {W + "sdt", W + "sdtContent", W + "customXml", W + "ins"}:
            yield from _within(child, name)


def _span(cell: Any) -> int:
    """How many columns a cell takes."""
    span = value(cell.find(W + "tcPr"), "gridSpan") or "1"
    return min(int(span), 100) if span.isdecimal() else 1


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None
