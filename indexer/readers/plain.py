"""Plain text to lines.

Text is UTF-8, or UTF-16 with its byte order mark; no other encoding is guessed, because a wrong
guess prints other letters.

* Where lines are wrapped, a line goes on with the one above if its first word would not have
  fitted there.
* What stands side by side, parted by blanks, is a row of a table; at the top of the file it is
  the masthead, each part a line.
* Notes are what follows a line of underscores, or begins with a superscript; their marks in the
  text, `[1]` or `(1)`, become superscripts.
* A form feed begins a page. Rules, page numbers, job numbers and the symbol at the head of each
  page are set aside, and what they part goes on.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import islice

from indexer.errors import SourceError
from indexer.readers.furniture import CONTENTS_HEAD, is_page_mark, is_page_number, is_symbol
from indexer.readers.limits import check_characters
from indexer.readers.lines import (
    MARKER,
    SUPERSCRIPTS,
    Role,
    SourceLine,
    SourceText,
    printed,
    raised,
    table_row,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
NEW_LINE = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
#: Lines longer than this are paragraphs, not printed lines.
_WRAPPED = 160
NOTE = re.compile(rf"[{SUPERSCRIPTS}]+\s*\S")
_MARKED_NOTE = re.compile(r"[\[(](?P<mark>\d{1,3})[\])]\s*(?=\S)|(?P<bare>\d{1,3})(?=\s+\S)")
#: A frame that is drawn with signs: its upper and lower side, and a line between its sides.
_FRAME = re.compile(r"\+[-=+]{5,}\+")
_FRAMED = re.compile(r"\|\s?(.*?)\s*\|")
#: A line of a table of contents.
_LEADER = re.compile(r".*\.{4,}\s*[\d–\-\s]*\d")
_RULE = re.compile(r"[\s_\-–—=*.]{5,}")
_SIDE_BY_SIDE = re.compile(r"[\s\u3000]{2,}")
_INLINE = re.compile(r"\s[(（]?[^\W\d_]{1,3}[)）]\s")
_ENDS = re.compile(rf"[.;:?!。；：？！؛؟][”»\"'’)）\]{SUPERSCRIPTS}]*$")


def decode(data: bytes, where: str) -> str:
    """The text of a file; SourceError naming the byte that is no text in UTF-8 or UTF-16."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            encoding, data = name, data[len(bom) :]
            break
    else:
        encoding = "utf-8"
    accepted = "accepted is text in UTF-8, or UTF-16 with its byte order mark"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{where}:{line}: found byte 0x{data[error.start]:02x} at offset {error.start}, which "
            f"is not {encoding.upper()}; {accepted} (other encodings are not guessed: save the "
            "file as UTF-8)"
        ) from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise SourceError(
            f"{where}:{line}: found the control character U+{ord(found[0]):04X}; {accepted}"
        )
    if not printed(text).strip():
        raise SourceError(f"{where}: found a file without text; {accepted}")
    check_characters(len(text), where)
    return text


@dataclass(slots=True)
class _Raw:
    """A line of the file with what its surroundings say about it."""

    text: str
    page: int
    line: int
    role: Role = "text"
    begins: bool | None = True


def read_plain(data: bytes, where: str) -> SourceText:
    """The lines of a text file."""
    pages = [NEW_LINE.split(page) for page in decode(data, where).split("\f")]
    raws = [
        _Raw(printed(text.expandtabs(8)).rstrip(), number, index)
        for number, page in enumerate(pages, 1)
        for index, text in enumerate(page, 1)
    ]
    _unframe(raws)
    _set_aside(raws)
    _mark_notes(raws)
    width = wrapping([raw.text for raw in raws if raw.role in {"text", "footnote"}])
    lines: list[SourceLine] = []
    for block in _blocks(raws):
        lines += _block_lines(block, width, first=not any(li.role == "text" for li in lines))
    lines = _across_furniture(lines, raws, width)
    return SourceText("txt", len(pages), tuple(_raise_marks(lines)), ())


# -- what is no text -----------------------------------------------------------------------------


def _unframe(raws: list[_Raw]) -> None:
    """Takes the sides off what stands in a frame."""
    inside = False
    for raw in raws:
        text = raw.text.strip()
        if _FRAME.fullmatch(text):
            inside, raw.role = not inside, "footer"
        elif inside and (framed := _FRAMED.fullmatch(text)):
            raw.text = framed[1]
        elif not text:
            inside = False


def _set_aside(raws: list[_Raw]) -> None:
    """Marks rules, page numbers, job numbers and repeated symbols as furniture."""
    symbols: set[str] = set()
    for index, raw in enumerate(raws):
        text = raw.text.strip()
        if not text:
            continue
        parts = [part for part in _SIDE_BY_SIDE.split(text) if part]
        alone = (index == 0 or not raws[index - 1].text.strip()) and (
            index + 1 == len(raws) or not raws[index + 1].text.strip()
        )
        edge = alone and _at_edge(raws, index)
        if _RULE.fullmatch(text) or raw.role == "footer":
            raw.role = "footer"
        elif _LEADER.fullmatch(text) or _heads_contents(raws, index):
            raw.role = "header"
        elif (
            is_page_mark(text)
            or (
                any(map(is_page_mark, parts))
                and all(is_page_mark(p) or is_page_number(p) or is_symbol(p) for p in parts)
            )
            or edge
            and is_page_number(text)
        ):
            raw.role = "footer"
        elif is_symbol(text) and text in symbols and alone:
            raw.role = "header"
        symbols.update(part for part in parts if is_symbol(part))


def _at_edge(raws: list[_Raw], index: int) -> bool:
    """Whether a line is the first or last of a page, or stands beside other furniture."""
    raw = raws[index]
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(raws) and not raws[other].text.strip():
            other += step
        if not 0 <= other < len(raws) or raws[other].page != raw.page:
            return len({r.page for r in raws}) > 1
        if raws[other].role in {"header", "footer"}:
            return True
    return False


def _heads_contents(raws: list[_Raw], index: int) -> bool:
    """Whether a line says what stands in the columns of the table of contents below it."""
    if not CONTENTS_HEAD.fullmatch(raws[index].text.strip()):
        return False
    below = (raw.text.strip() for raw in islice(raws, index + 1, None))
    return _LEADER.fullmatch(next(filter(None, below), "")) is not None


def _mark_notes(raws: list[_Raw]) -> None:
    """Notes: what begins with a superscript, and what follows a rule with marks of its own."""
    below_rule = False
    in_note = False
    last = 0
    marks = {
        mark for raw in raws for mark in re.findall(r"(?<=\S)\[(\d{1,3})\](?!\s*\w+:)", raw.text)
    }
    for raw in raws:
        text = raw.text.strip()
        if raw.role != "text":
            below_rule = raw.role == "footer" and "_" in text and bool(_RULE.fullmatch(text))
            in_note = False
        elif not text:
            in_note = False
        elif NOTE.match(text):
            raw.role, in_note = "footnote", True
        elif (match := re.match(r"\[(\d{1,3})\]\s*\S", text)) and match[1] in marks:
            raw.role, in_note, last = "footnote", True, int(match[1])
        elif below_rule and (number := _note_number(text, last, in_note)):
            raw.role, in_note, last = "footnote", True, number
        elif in_note and raw.text[:1].isspace() or in_note and below_rule:
            raw.role, raw.begins = "footnote", False
        else:
            below_rule = in_note = False


def _note_number(text: str, last: int, in_note: bool) -> int | None:
    """The number with which a line below a rule begins a note; None if it is no mark."""
    match = _MARKED_NOTE.match(text)
    if match is None:
        return None
    number = int(match["mark"] or match["bare"])
    return number if match["mark"] or number == last + 1 or not in_note else None


def _raise_marks(lines: list[SourceLine]) -> list[SourceLine]:
    """Notes begin with superscripts, and so do their marks in the text: `[1]` becomes `¹`."""
    numbers: list[str] = []
    result: list[SourceLine] = []
    for line in lines:
        is_note = line.role == "footnote" and line.begins and not NOTE.match(line.text)
        if is_note and (match := _MARKED_NOTE.match(line.text)):
            number = match["mark"] or match["bare"]
            numbers.append(number if match["mark"] else "")
            line = replace(line, text=f"{raised(number)} {line.text[match.end() :].strip()}")
        result.append(line)
    for number in filter(None, numbers):
        mark = re.compile(rf"(?<=\S)(?:\[{number}\]|\({number}\))")
        for index, line in enumerate(result):
            if line.role != "footnote" and (found := mark.search(line.text)):
                text = line.text[: found.start()] + raised(number) + line.text[found.end() :]
                result[index] = replace(line, text=text)
                break
    return result


# -- blocks --------------------------------------------------------------------------------------


def _blocks(raws: list[_Raw]) -> list[list[_Raw]]:
    """Lines that no blank line parts; furniture and notes stand alone, rules in tables do not."""
    blocks: list[list[_Raw]] = []
    current: list[_Raw] | None = None
    for raw in raws:
        text = raw.text.strip()
        if not text:
            current = None
        elif raw.role == "footer" and _RULE.fullmatch(text) and "_" not in text:
            blocks.append([raw])
        elif (
            current
            and current[-1].role == raw.role
            and current[-1].page == raw.page
            and (raw.role in {"text", "footnote"})
        ):
            current.append(raw)
        else:
            current = [raw]
            blocks.append(current)
    return blocks


def _block_lines(block: list[_Raw], width: int | None, *, first: bool) -> list[SourceLine]:
    role = block[0].role
    if role in {"header", "footer"}:
        return [_line(raw, raw.text.strip(), role, True) for raw in block]
    split = [_parts(raw.text) for raw in block]
    beside = sum(len(parts) > 1 for parts in split)
    table = len(block) > 1 and beside * 5 >= len(block) * 3 or max(map(len, split)) > 2
    if role == "text" and beside and (first or table):
        if first:
            return [
                _line(raw, p, "text", True)
                for raw, ps in zip(block, split, strict=True)
                for p in ps
            ]
        return [
            _line(raw, table_row(parts), "table", True)
            if len(parts) > 1
            else _line(raw, parts[0], "text", True)
            for raw, parts in zip(block, split, strict=True)
        ]
    lines: list[SourceLine] = []
    paragraph = ""
    before = ""
    short = role == "text" and _is_list_of_short_lines(block, width)
    for raw in block:
        text = raw.text.strip()
        if role == "footnote":
            begins = raw.begins is not False
        else:
            begins = not goes_on(before, raw.text, width, paragraph)
            begins = begins or (short and not text[:1].islower())
        paragraph = text if begins else f"{paragraph} {text}"
        lines.append(_line(raw, text, role, begins))
        before = raw.text
    return lines


def _is_list_of_short_lines(block: list[_Raw], width: int | None) -> bool:
    """Whether most lines of a block end long before the text is wrapped, as in a masthead."""
    pairs = list(zip(block, block[1:], strict=False))
    full = sum(goes_on(a.text, b.text, width) for a, b in pairs)
    return full * 2 < len(pairs) and not any(MARKER.match(raw.text.strip()) for raw in block)


def _line(raw: _Raw, text: str, role: Role, begins: bool) -> SourceLine:
    depth = (len(raw.text) - len(raw.text.lstrip())) // 4 if MARKER.match(text) else 0
    return SourceLine(text, raw.page, raw.line, role, depth if role == "text" else 0, begins)


def _parts(text: str) -> list[str]:
    """What stands side by side in a line, its marker taken with what follows."""
    text = text.strip()
    start = 0
    if marker := MARKER.match(text):
        start = marker.end() + len(text[marker.end() :]) - len(text[marker.end() :].lstrip())
    parts = [part for part in _SIDE_BY_SIDE.split(text[start:]) if part]
    if not parts:
        return [text]
    parts[0] = text[:start] + parts[0]
    return parts


def _across_furniture(
    lines: list[SourceLine], raws: list[_Raw], width: int | None
) -> list[SourceLine]:
    """A paragraph that page furniture or notes part goes on, if its last line was full."""
    widths = {(raw.page, raw.line): raw for raw in raws}
    result: list[SourceLine] = []
    last: SourceLine | None = None
    parted = False
    for line in lines:
        if line.role != "text":
            parted = parted or line.role in {"header", "footer", "footnote"}
            if line.role == "table":
                last, parted = None, False
        else:
            turned = last is not None and last.page != line.page
            if last is not None and (parted or turned) and line.begins:
                raw = widths[(last.page, last.line)].text
                full = width is not None and goes_on(raw, line.text, width)
                open_end = not _ENDS.search(last.text) or line.text[:1].islower()
                indented = widths[(line.page, line.line)].text[:1].isspace()
                inside = line.text[:1].islower() and last.text[-1:].isalpha()
                if inside or (open_end and full and not (indented and not raw[:1].isspace())):
                    line = replace(line, begins=False)
            last, parted = line, False
        result.append(line)
    return result


# -- wrapping ------------------------------------------------------------------------------------


def cells(text: str) -> int:
    """The width of a text in columns: wide characters take two, marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrapping(lines: list[str]) -> int | None:
    """The column at which a text is wrapped, or None if its lines are paragraphs."""
    inner = sorted(
        cells(a.rstrip())
        for a, b in zip(lines, lines[1:], strict=False)
        if a.strip() and b.strip() and len(_parts(a)) == 1
    )
    if len(inner) < 2 or (len(inner) < 4 and inner[-1] < 60):
        return None
    widest = inner[min(len(inner) - 1, int(len(inner) * 0.98))]
    full = sum(width > widest * 0.8 for width in inner)
    return widest if widest <= _WRAPPED and full >= len(inner) / 4 else None


def goes_on(before: str, text: str, width: int | None, paragraph: str = "") -> bool:
    """Whether a line goes on with the paragraph of the line before it, which no blank line parts.

    So it does if its first word would not have fitted there, unless it begins an item; where
    the paragraph so far lists items inside its sentences, a marker goes on with these.
    """
    if not before.strip() or width is None:
        return False
    text, before = text.strip(), before.rstrip()
    if NOTE.match(text):
        return False
    if MARKER.match(text) and _ENDS.search(before) and not _INLINE.search(paragraph):
        return False
    word = re.match(r"\S+", text)
    assert word is not None  # the text is not blank
    han = re.match(r"[\u3000-\u9fff\uff00-\uffef]{1,2}", text)
    needed = cells(han[0]) if han else 1 + cells(word[0])
    hyphen = before[-1:] in "-\u2010\u00ad" and text[:1].islower()
    return hyphen or cells(before) + needed > width
