"""Plain text and Markdown to lines.

Text is UTF-8, or UTF-16 with its byte order mark; no other encoding is guessed, because a wrong
guess prints other letters. A form feed begins a page. In a text that is wrapped, a line that
could have held the first word of the next one ends its paragraph.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from dataclasses import replace

from indexer.errors import Problem, SourceError
from indexer.readers.furniture import PageLine, furniture
from indexer.readers.limits import check_characters
from indexer.readers.lines import MARKER, SUPERSCRIPTS, SourceLine, SourceText, printed, raised

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_NEW_LINE = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
#: Lines longer than this are paragraphs, not printed lines.
_WRAPPED = 160
_NOTE = re.compile(rf"[{SUPERSCRIPTS}]+\s*\S")


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
    if not text.strip():
        raise SourceError(f"{where}: found a file without text; {accepted}")
    check_characters(len(text), where)
    return text


def read_plain(data: bytes, where: str) -> SourceText:
    """The lines of a text file."""
    pages = [_NEW_LINE.split(page) for page in decode(data, where).split("\f")]
    width = _wrapping(pages)
    lines: list[SourceLine] = []
    for number, page in enumerate(pages, 1):
        before = ""
        for index, raw in enumerate(page, 1):
            text = printed(raw).strip()
            if text:
                begins = _begins(before, text, width, first=not lines)
                if not before and index == 1 and number > 1 and page[0].strip():
                    begins = None  # a page may break inside a paragraph
                role = "footnote" if _NOTE.match(text) else "text"
                lines.append(SourceLine(text, number, index, role, 0, begins))  # type: ignore[arg-type]
            before = text
    return SourceText("txt", len(pages), _without_furniture(lines, pages), ())


def _without_furniture(
    lines: list[SourceLine], pages: list[list[str]]
) -> tuple[SourceLine, ...]:
    if len(pages) < 2:
        return tuple(lines)
    heights = [len(page) for page in pages]
    found = furniture(
        [PageLine(li.text, li.page, li.line / max(heights[li.page - 1], 1)) for li in lines]
    )
    return tuple(
        replace(line, role=found[index]) if index in found else line
        for index, line in enumerate(lines)
    )


def _cells(text: str) -> int:
    """The width of a text in columns: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrapping(pages: list[list[str]]) -> int | None:
    """The column at which a text is wrapped, or None if its lines are paragraphs."""
    inner = sorted(
        _cells(a.strip())
        for page in pages
        for a, b in zip(page, page[1:], strict=False)
        if a.strip() and b.strip()
    )
    if len(inner) < 4:
        return None
    widest = inner[min(len(inner) - 1, int(len(inner) * 0.98))]
    full = sum(width > widest * 0.8 for width in inner)
    return widest if widest <= _WRAPPED and full >= len(inner) / 4 else None


def _begins(before: str, text: str, width: int | None, *, first: bool) -> bool | None:
    if first or not before or width is None or MARKER.match(text) or _NOTE.match(text):
        return True
    word = re.match(r"\S+", text)
    assert word is not None  # the text is not blank
    han = re.match(r"[\u3000-\u9fff\uff00-\uffef]{1,2}", text)
    needed = _cells(han[0] if han else word[0]) + (0 if han else 1)
    return _cells(before) + needed <= width


# -- Markdown ------------------------------------------------------------------------------------

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*(?:\s*\{#[\w-]+\})?$")
_FENCE = re.compile(r"(```|~~~)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*\*|\*\*|\*|___|__|(?<!\w)_(?=\S)|(?<=\S)_(?!\w))")
_LINK = re.compile(r"(?<!\\)!?\[([^\]\[]*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
_NOTE_MARK = re.compile(r"\[\^(\d+)\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$|=+$|-+$")
_DIVIDER = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_ITEM = re.compile(r"[-*+]\s+(?=\S)")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")


def read_markdown(data: bytes, where: str) -> SourceText:
    """The lines of a Markdown file: marks of form are read and taken off, links keep their words.

    A front matter is set aside as page header.
    """
    text = decode(data, where)
    raw = _NEW_LINE.split(text)
    width = _wrapping([raw])
    lines: list[SourceLine] = []
    problems: list[Problem] = []
    start = _front_matter(raw, lines)
    before, broken, fenced = "", False, False
    for index, source in enumerate(raw[start:], start + 1):
        plain = printed(source)
        if _FENCE.match(plain.strip()):
            fenced, before = not fenced, ""
            continue
        line = plain.strip() if not fenced else plain.rstrip()
        if not line or (_RULE.fullmatch(line) and not before):
            before = ""
            continue
        if lines and _RULE.fullmatch(line):  # the line below a heading, or a rule
            if line[0] in "=-" and lines[-1].role == "text":
                lines[-1] = replace(lines[-1], role="heading", level=1 if line[0] == "=" else 2)
            before = ""
            continue
        if _DIVIDER.fullmatch(line) and lines and lines[-1].role == "table":
            continue
        made = _markdown_line(line, plain, index, _begins(before, line, width, first=not lines))
        lines.append(replace(made, begins=True) if broken else made)
        broken = bool(_HARD_BREAK.search(plain)) and not line.startswith("|")
        before = line
    check_characters(sum(len(line.text) for line in lines), where)
    return SourceText("md", 1, tuple(lines), tuple(problems))


def _front_matter(raw: list[str], lines: list[SourceLine]) -> int:
    if not raw or raw[0].strip("\ufeff") != "---" or "---" not in raw[1:]:
        return 0
    end = raw.index("---", 1)
    for index in range(1, end):
        if text := printed(raw[index]).strip():
            lines.append(SourceLine(text, 1, index + 1, "header", 0, True))
    return end + 1


def _markdown_line(line: str, plain: str, index: int, begins: bool | None) -> SourceLine:
    depth = (len(plain) - len(plain.lstrip())) // 2
    if heading := _HEADING.match(line):
        return SourceLine(_inline(heading[2]), 1, index, "heading", len(heading[1]), True)
    if line.startswith("|"):
        return SourceLine(line, 1, index, "table", 0, True)
    if note := re.match(r"\[\^(\d+)\]:\s*(.*)", line):
        text = f"{raised(note[1])} {_inline(note[2])}"
        return SourceLine(text.strip(), 1, index, "footnote", 0, True)
    if _NOTE.match(line):
        return SourceLine(_inline(line), 1, index, "footnote", 0, True)
    if item := _ITEM.match(line):
        return SourceLine("• " + _inline(line[item.end() :]), 1, index, "text", depth, True)
    line = re.sub(r"^(?:>\s?)+", "", line)
    text = _inline(re.sub(r"\\$", "", line)) or line
    return SourceLine(text, 1, index, "text", depth if MARKER.match(line) else 0, begins)


def _inline(text: str) -> str:
    """The words of a line without marks of emphasis, links, notes and escapes."""
    text = _NOTE_MARK.sub(lambda match: raised(match[1]), text)
    text = re.sub(r"(?i)<sup>(\d+)</sup>", lambda match: raised(match[1]), text)
    text = _LINK.sub(r"\1", text)
    text = re.sub(r"(?<!\\)<(https?://[^>\s]+)>", r"\1", text)
    text = _EMPHASIS.sub("", text)
    return html.unescape(_ESCAPE.sub(r"\1", text)).strip()
