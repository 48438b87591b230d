"""Markdown to lines: marks of form are read and taken off, so that the words are left."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from indexer.readers.limits import check_characters
from indexer.readers.lines import MARKER, SourceLine, SourceText, printed, raised
from indexer.readers.plain import NEW_LINE, NOTE, decode, goes_on, wrapping

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*(?:\s*\{#[\w-]+\})?$")
_FENCE = re.compile(r"(```|~~~)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*\*|\*\*|\*|___|__|(?<!\w)_(?=\S)|(?<=\S)_(?!\w))")
_LINK = re.compile(
    r"(?<!\\)!?\[([^\]\[]*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
)
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
    raw = NEW_LINE.split(text)
    width = wrapping(raw)
    lines: list[SourceLine] = []
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
        made = _markdown_line(line, plain, index, not goes_on(before, line, width))
        lines.append(replace(made, begins=True) if broken else made)
        broken = bool(_HARD_BREAK.search(plain)) and not line.startswith("|")
        before = line
    check_characters(sum(len(line.text) for line in lines), where)
    return SourceText("md", 1, tuple(lines), ())


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
    if NOTE.match(line):
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
