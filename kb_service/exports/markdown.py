"""A book as Markdown (CommonMark with tables) in a ZIP, with its drawings beside it.

Words never become markup: whatever has a meaning in Markdown, HTML or mathematics is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from markupsafe import escape

from indexer.directions import SIGNED, is_mirrored
from indexer.languages import LANGUAGES
from indexer.rich_text import Block, Run, Table, Verbatim
from kb_service.exports.archive import write_archive
from kb_service.exports.book import Book, Chapter
from kb_service.exports.pack import Pack
from kb_service.exports.pictures import place_drawings
from kb_service.exports.xhtml import Pictures

#: Signs that may begin markup anywhere in a line.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>&|~$^#])")
#: What makes a block of a line when it begins it.
_OPENING = re.compile(r"^(?:([+=:-])|(\d{1,9})([.)]))")
_ADDRESS_SIGNS = {" ": "%20", "<": "%3C", ">": "%3E", "|": "%7C", "\\": "%5C", "`": "%60"}


def write_markdown(books: Sequence[Book], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """A book as a ZIP of README.md and the drawings that it shows."""
    used: dict[str, bytes] = {}
    place = place_drawings(drawings[0], books[0].pack.language.code, used)
    text = render_book(books[0], place)
    return write_archive([("README.md", text.encode()), *sorted(used.items())], books[0].pack.day)


def render_book(book: Book, pictures: Pictures) -> str:
    """The Markdown of a book; `pictures` gives the address of a drawing's picture by its id."""
    pack = book.pack
    facts = [f"- {_strong(label, ':')}: {escape_text(value)}" for label, value in book.facts]
    contents = [f"- [{escape_text(each.title)}](#{each.id})" for each in book.chapters]
    parts = [
        f"# {escape_line(book.title)}",
        *([escape_line(book.summary)] if book.summary else []),
        "\n".join(facts),
        f"## {escape_line(pack.words('contents'))}",
        "\n".join(contents),
        *(_chapter(chapter, pack, pictures) for chapter in book.chapters),
    ]
    if pack.sources:
        parts += [f"## {escape_line(pack.words('sources'))}", _sources(pack)]
    return _turn("\n\n".join(parts), pack.language.code, "") + "\n"


def escape_text(text: str) -> str:
    """A text as Markdown that shows it, for the middle of a line."""
    return _SIGNS.sub(r"\\\1", text)


def escape_line(text: str) -> str:
    """A text as Markdown that shows it, for the beginning of a line."""
    return _guard(escape_text(text))


def _guard(line: str) -> str:
    """A line of Markdown that begins no list, rule or code."""

    def escaped(found: re.Match[str]) -> str:
        sign, number, point = found.groups()
        return f"\\{sign}" if sign else f"{number}\\{point}"

    return _OPENING.sub(escaped, line.lstrip())


def _turn(body: str, code: str, around: str) -> str:
    """A body in an element with its language and direction, unless it stands in such text."""
    if code == around or (not around and LANGUAGES[code].direction == "ltr"):
        return body
    language = LANGUAGES[code]
    return f'<div lang="{language.tag}" dir="{language.direction}">\n\n{body}\n\n</div>'


def _chapter(chapter: Chapter, pack: Pack, pictures: Pictures) -> str:
    standing = [
        *([escape_text(chapter.status)] if chapter.status else []),
        *([f"<{_address(chapter.url)}>"] if chapter.url else []),
    ]
    parts = [
        f'## <a id="{escape(chapter.id)}"></a>{escape_text(chapter.title)}',
        *([_strong(pack.words("for_trainers"))] if chapter.trainer else []),
        *([_guard(" · ".join(standing))] if standing else []),
        _blocks(chapter.blocks, pack, pictures),
    ]
    return "\n\n".join(filter(None, parts))


def _sources(pack: Pack) -> str:
    lines = []
    for each in pack.sources:
        address = f" <{_address(each.url)}>" if each.url else ""
        anchor = f'<a id="source-{each.number}"></a>'
        lines.append(f"{each.number}. {anchor}{escape_text(each.citation)}{address}")
    return "\n".join(lines)


def _blocks(blocks: Iterable[Block], pack: Pack, pictures: Pictures) -> str:
    shown = list(blocks)
    parts = [_block(block, pack, pictures) for block in shown]
    for place, (before, after) in reversed(list(enumerate(pairwise(shown), 1))):
        if before.kind == after.kind == "list":
            parts.insert(place, "<!-- -->")  # or both would be one list
    return "\n\n".join(filter(None, parts))


def _block(block: Block, pack: Pack, pictures: Pictures) -> str:
    match block.kind:
        case "heading":
            return f"{'#' * (block.level + 2)} {_guard(_runs(block.runs, pack))}"
        case "prose":
            return _guard(_runs(block.runs, pack))
        case "list":
            items = (_blocks(item, pack, pictures) for item in block.items)
            return "\n".join(_item(item, block.ordered, n) for n, item in enumerate(items, 1))
        case "table":
            return _table(block, pack)
        case "quotation":
            return _indent(_blocks(block.blocks, pack, pictures), "> ", "> ")
        case "drawing":
            picture = f"![{escape_text(block.description)}]({pictures(block.id)})"
            return f"{picture}\n\n*{escape_text(block.title)}*"
    return _verbatim(block, pack)


def _item(item: str, ordered: bool, number: int) -> str:
    mark = f"{number}. " if ordered else "- "
    return _indent(item, mark, " " * len(mark))


def _indent(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    rest = (f"{others}{line}".rstrip() for line in lines[1:])
    return "\n".join([f"{first}{lines[0]}", *rest])


def _table(block: Table, pack: Pack) -> str:
    head, *body = (f"| {' | '.join(_runs(cell, pack) for cell in row)} |" for row in block.rows)
    rule = f"|{' --- |' * len(block.rows[0])}"
    return "\n".join([head, rule, *body])


def _verbatim(block: Verbatim, pack: Pack) -> str:
    """A paragraph of a decision: its verses in their language, and what it is."""
    verses = []
    for verse in block.verses:
        marker = f"{_strong(verse.marker)} " if verse.marker else ""
        verses.append(_guard(f"{marker}{escape_text(verse.text)}"))
    name = escape_text(pack.name_paragraph(block))
    link = f"[{name} · {escape_text(block.symbol)}]({_target(pack.url(block.path))})"
    shown = _turn("\n\n".join(verses), block.language, pack.language.code)
    standing = f"{link} · {escape_text(pack.standing_of(block))}"
    return _indent(f"{shown}\n\n{standing}", "> ", "> ")


def _runs(runs: Iterable[Run], pack: Pack) -> str:
    shown = list(runs)
    texts = ["" if run.source else run.text for run in shown]
    parts: list[str] = []
    for place, run in enumerate(shown):
        before = "*" if parts and parts[-1].endswith("*") else "".join(texts[:place])[-1:]
        after = "[" if place + 1 < len(shown) and shown[place + 1].source else ""
        parts.append(_run(run, pack, before, after or "".join(texts[place + 1 :])[:1]))
    return "".join(parts)


def _run(run: Run, pack: Pack, before: str, after: str) -> str:
    """A run, knowing the sign before it and the one after it."""
    if run.source:
        number = pack.number_of(run.source)
        return f"[\\[{number}\\]](#source-{number})"
    if run.link:
        before, after = "[", "]"
    text = escape_text(run.text)
    if run.bold and run.italic:
        text = f"<strong><em>{text}</em></strong>"
    elif run.bold or run.italic:
        text = _emphasise(run.text, "strong" if run.bold else "em", before, after)
    if is_mirrored(pack.language.code):
        text = SIGNED.sub(r'<bdi dir="ltr">\g<0></bdi>', text)
    return f"[{text}]({_target(pack.url(run.link))})" if run.link else text


def _strong(text: str, after: str = "") -> str:
    return _emphasise(text, "strong", "", after)


def _emphasise(text: str, tag: str, before: str, after: str) -> str:
    """Words set off by asterisks, or by an element where asterisks would remain asterisks.

    So they would beside a sign that has a letter on its other side: common in Chinese.
    """
    inner = text.strip()
    if not inner:
        return text
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    opens = inner[0].isalnum() or _is_apart(start[-1:] or before)
    closes = inner[-1].isalnum() or _is_apart(end[:1] or after)
    if opens and closes and before != "*":
        mark = "**" if tag == "strong" else "*"
        return f"{start}{mark}{escape_text(inner)}{mark}{end}"
    return f"{start}<{tag}>{escape_text(inner)}</{tag}>{end}"


def _is_apart(sign: str) -> bool:
    """Whether a sign is none, a blank or a mark, and not a letter."""
    return not sign or unicodedata.category(sign)[0] in "PSZ"


def _target(address: str) -> str:
    """An address as the target of a link."""
    shown = _address(address)
    return f"<{shown}>" if "(" in shown or ")" in shown else shown


def _address(address: str) -> str:
    """An address without signs that end a link or a cell."""
    return "".join(_ADDRESS_SIGNS.get(sign, sign) for sign in address)
