"""HTML pages to lines: a block is a line, and lists print their markers.

* Scripts, styles and what is hidden print nothing; navigation, and headers and footers outside
  the main content, are page furniture.
* A raised number is a note mark; an element that such a mark links to is a note.
* The encoding is that of the byte order mark or of the page's own declaration, else UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.html import HTMLParser

from indexer.errors import Problem, SourceError
from indexer.readers.furniture import is_page_mark
from indexer.readers.html_encoding import decode_page
from indexer.readers.html_styles import CounterStyle, Sheet, first_type, integer, marker
from indexer.readers.limits import MAX_DEPTH, check_characters
from indexer.readers.lines import (
    MARKER,
    SUPERSCRIPTS,
    Role,
    SourceLine,
    SourceText,
    as_cell,
    printed,
    raised,
    table_row,
)

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_UNPRINTED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "meta",
        "link",
        "object",
        "embed",
        "iframe",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "datalist",
        "param",
        "source",
        "track",
        "map",
        "area",
        "rt",
        "rp",
        "input",
        "select",
        "textarea",
    ]
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BACK_LINK = re.compile(r"[\s\u00a0]*[↩↑^\ufe0e\ufe0f⏎]+[\s\u00a0]*$")
_BREAK = "\x0b"


def read_html(data: bytes, where: str) -> SourceText:
    """The lines of an HTML page; SourceError if its bytes are not in its encoding."""
    text = decode_page(data, where)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if re.search(r"<!ENTITY\b", text[:20_000], re.IGNORECASE):
        raise SourceError(
            f"{where}: found a document type with entities of its own; accepted is HTML without"
        )
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"{where}: found no HTML ({error}); accepted is an HTML page") from error
    fatal = next((e for e in parser.error_log if "depth" in e.message.lower()), None)
    if root is None or fatal is not None:
        raise SourceError(
            f"{where}:{fatal.line if fatal else 1}: found "
            f"{'elements nested too deep' if fatal else 'no HTML'}; "
            f"accepted is an HTML page nested {MAX_DEPTH} deep at most"
        )
    return _Reader(root, where).read()


class _Reader:
    def __init__(self, root: Any, where: str) -> None:
        self._root = root
        self._where = where
        self._sheet = Sheet()
        for style in root.iter("style"):
            self._sheet.read("".join(style.itertext()))
        self._lines: list[SourceLine] = []
        self._inline: list[str] = []
        self._marker = ""
        self._hidden = self._deleted = 0
        self._characters = 0
        self._depth = 0
        self._in_main = root.find(".//main") is not None or root.find(".//article") is not None
        self._notes = dict(self._note_targets())
        self._note: str | None = None

    def read(self) -> SourceText:
        body = self._root.find("body")
        self._block(body if body is not None else self._root, "text", 0)
        self._flush("text", 0, 1)
        if not any(line.role not in {"header", "footer"} for line in self._lines):
            raise SourceError(
                f"{self._where}: found a page without text; accepted is one with text"
            )
        return SourceText("html", 1, tuple(self._lines), tuple(self._told()))

    def _told(self) -> Iterator[Problem]:
        if self._hidden:
            yield Problem(
                self._where,
                f"found {self._hidden} hidden parts",
                "they are left out, because they do not print",
            )
        if self._deleted:
            yield Problem(
                self._where,
                f"found {self._deleted} deleted parts (<del>)",
                "they are left out; accepted is a clean text",
            )

    def _note_targets(self) -> Iterator[tuple[str, str]]:
        """Ids of notes with their marks: what raised numbers link to."""
        for link in self._root.iter("a"):
            target = str(link.get("href") or "")
            mark = "".join(link.itertext()).strip().strip("[]()")
            inside = link.getparent() is not None and self._is_raised(link.getparent())
            holds = any(self._is_raised(child) for child in link.iter() if child is not link)
            role = "noteref" in str(link.get("role") or "") + str(link.get("class") or "")
            is_mark = inside or holds or role or self._is_raised(link)
            if target.startswith("#") and is_mark and re.fullmatch(r"\d{1,3}|[*†‡]", mark):
                yield target[1:], mark

    def _is_raised(self, element: Any) -> bool:
        if element.tag == "sup":
            return True
        return self._sheet.value(element, "vertical-align") == "super"

    # -- blocks ----------------------------------------------------------------------------------

    def _emit(self, text: str, role: Role, level: int, line: int) -> None:
        begins: bool | None = True
        for part in text.split(_BREAK):
            part = _SPACES.sub(" ", part).strip()
            if part:
                self._characters += len(part)
                check_characters(self._characters, self._where)
                if role == "text" and part[0] in SUPERSCRIPTS and self._note is None:
                    role = "footnote"
                if role == "text" and is_page_mark(part):
                    role = "footer"
                self._lines.append(SourceLine(part, 1, max(line, 1), role, level, begins))
                begins = None

    def _flush(self, role: Role, level: int, line: int) -> None:
        """Ends the line that is open."""
        text = "".join(self._inline)
        self._inline = []
        if not text.replace(_BREAK, "").strip():
            return
        if self._note is not None and role == "text":
            role = "footnote"
            text = _BACK_LINK.sub("", text)
            if self._note:
                text = self._with_mark(text.strip())
        elif self._marker and not (self._marker == "• " and MARKER.match(text.strip())):
            text = self._marker + text.lstrip()
        self._marker = ""
        self._emit(text, role, level, line)

    def _with_mark(self, text: str) -> str:
        mark = raised(self._note or "")
        self._note = ""
        start = re.match(rf"(?:[{SUPERSCRIPTS}]+|\[?\d{{1,3}}[\].)]?(?=\s))\s*", text)
        return f"{mark} {text[start.end() :] if start else text}"

    def _block(self, element: Any, role: Role, level: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SourceError(
                f"{self._where}:{element.sourceline or 1}: found elements nested more than "
                f"{MAX_DEPTH} deep; accepted is a plainer page"
            )
        line = element.sourceline or 1
        self._text(element.text, element)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, role, level, line)
            self._text(child.tail, element)
        self._depth -= 1

    def _child(self, child: Any, role: Role, level: int, line: int) -> None:
        tag = child.tag.lower()
        if tag in _UNPRINTED:
            return
        if self._is_hidden(child):
            self._hidden += bool("".join(child.itertext()).strip())
            return
        if tag == "del":
            self._deleted += bool("".join(child.itertext()).strip())
            return
        if tag == "br":
            self._inline.append(_BREAK)
        elif tag in {"wbr", "img"}:
            return
        elif tag == "button":
            self._flush(role, level, line)
            self._block(child, "header", 0)
            self._flush("header", 0, child.sourceline or line)
        elif self._is_raised(child) and tag not in _BLOCKS:
            self._raised(child, role, level)
        elif tag == "q":
            self._inline.append("“")
            self._block(child, role, level)
            self._inline.append("”")
        elif tag in _BLOCKS or self._sheet.value(child, "display") in {
            "block",
            "list-item",
            "flex",
        }:
            self._flush(role, level, line)
            self._open_block(child, tag, role, level)
        else:
            self._with_note(child, lambda: self._block(child, role, level))

    def _with_note(self, element: Any, read: Any) -> None:
        """Reads an element, as a note if a mark links to it."""
        mark = self._notes.get(str(element.get("id") or ""))
        inside_mark = element.tag in {"a", "sup"} or element.getparent().tag in {"sup"}
        if mark is None or self._note is not None or inside_mark:
            read()
            return
        self._note = mark
        read()
        self._flush("text", 0, element.sourceline or 1)
        self._note = None

    def _open_block(self, element: Any, tag: str, role: Role, level: int) -> None:
        line = element.sourceline or 1
        outside = not self._in_main or not any(
            above.tag in {"main", "article"} for above in element.iterancestors()
        )
        inner: Role = role
        depth = level
        if tag == "nav" or element.get("role") == "navigation":
            inner = "header"
        elif tag in {"header", "footer"} and outside and self._is_furniture(element):
            inner = "header" if tag == "header" else "footer"
        elif re.fullmatch("h[1-6]", tag) and role == "text" and self._note is None:
            inner, depth = "heading", int(tag[1])
        if tag == "table":
            self._table(element, role, level)
            return
        if tag in {"ol", "ul", "menu", "dir"}:
            self._list(element, role, level)
            return
        if tag == "pre":
            inner_text = "".join(element.itertext())
            for text in printed(inner_text).splitlines():
                self._emit(text, role, level, line)
            return

        def read() -> None:
            self._block(element, inner, depth)
            self._flush(inner, depth, line)

        self._with_note(element, read)

    def _is_furniture(self, element: Any) -> bool:
        """Whether a header or footer is the site's rather than the document's."""
        tools = ("nav", "form", "button", "input")
        return self._in_main or any(next(element.iter(tag), None) is not None for tag in tools)

    def _is_hidden(self, element: Any) -> bool:
        if element.get("hidden") is not None or element.tag == "dialog" and not element.get("open"):
            return True
        return self._sheet.value(element, "display") == "none" or (
            self._sheet.value(element, "visibility") == "hidden"
        )

    # -- inline text -----------------------------------------------------------------------------

    def _text(self, text: str | None, element: Any) -> None:
        if text:
            self._inline.append(_SPACES.sub(" ", printed(text).replace(_BREAK, " ")))

    def _raised(self, element: Any, role: Role, level: int) -> None:
        """Raised text: digits become superscripts, a mark in brackets loses them."""
        held, self._inline = self._inline, []
        self._block(element, role, level)
        text = "".join(self._inline)
        self._inline = held
        bare = text.strip().strip("[]()")
        if bare and all(part.strip().isdigit() for part in re.split(r"[,;]", bare)):
            text = raised(bare) if bare.isascii() else text
        self._inline.append(text)

    # -- lists -----------------------------------------------------------------------------------

    def _list(self, element: Any, role: Role, level: int) -> None:
        self._depth += 1
        ordered = element.tag == "ol"
        style = self._list_style(element, ordered=ordered)
        items = [child for child in element if child.tag == "li"]
        reverse = element.get("reversed") is not None
        number = integer(element.get("start"), len(items) if reverse else 1)
        for child in element:
            if child.tag != "li":
                if isinstance(child.tag, str):
                    self._child(child, role, level, child.sourceline or 1)
                    self._flush(role, level, child.sourceline or 1)
                continue
            if self._is_hidden(child):
                self._hidden += 1
                continue
            number = integer(child.get("value"), number)
            own = self._own_style(child)
            self._marker = marker(own or style, number)
            self._item(child, role, level)
            self._marker = ""
            number += -1 if reverse else 1
        self._depth -= 1

    def _item(self, element: Any, role: Role, level: int) -> None:
        depth = sum(a.tag in {"ol", "ul"} for a in element.iterancestors()) - 1

        def read() -> None:
            self._block(element, role, max(depth, 0) if role == "text" else level)
            self._flush(role, max(depth, 0) if role == "text" else level, element.sourceline or 1)

        self._with_note(element, read)

    def _own_style(self, element: Any) -> CounterStyle | None:
        if element.get("type"):
            return self._sheet.style_of(str(element.get("type")))
        value = self._sheet.value(element, "list-style-type")
        return self._sheet.style_of(first_type(value)) if value else None

    def _list_style(self, element: Any, *, ordered: bool) -> CounterStyle:
        value = self._sheet.value(element, "list-style-type")
        if value:
            return self._sheet.style_of(first_type(value))
        if element.get("type"):
            return self._sheet.style_of(str(element.get("type")))
        return self._sheet.style_of("decimal" if ordered else "disc")

    # -- tables ----------------------------------------------------------------------------------

    def _table(self, table: Any, role: Role, level: int) -> None:
        rows = [
            row
            for row in table.iter("tr")
            if next((a for a in row.iterancestors() if a.tag == "table"), None) is table
        ]
        cells = [[c for c in row if c.tag in {"td", "th"}] for row in rows]
        caption = table.find("caption")
        if caption is not None:
            self._block(caption, role, level)
            self._flush(role, level, caption.sourceline or 1)
        below: dict[int, int] = {}  # columns that a cell takes in this row and later ones
        layout = table.get("role") in {"presentation", "none"} or all(len(c) <= 1 for c in cells)
        for row in cells:
            if layout:
                for cell in row:
                    self._block(cell, role, level)
                    self._flush(role, level, cell.sourceline or 1)
                continue
            start = len(self._lines)
            texts: list[str] = []
            for cell in row:
                _fill(texts, below)
                at = len(self._lines)
                if not self._is_hidden(cell):
                    self._block(cell, role, level)
                    self._flush(role, level, cell.sourceline or 1)
                wide = min(max(integer(cell.get("colspan"), 1), 1), 100)
                high = min(max(integer(cell.get("rowspan"), 1), 1), 1000)
                if high > 1:
                    below.update({len(texts) + place: high for place in range(wide)})
                texts.append(" ".join(as_cell(line) for line in self._lines[at:]))
                texts += [""] * (wide - 1)
            _fill(texts, below)
            below = {place: left - 1 for place, left in below.items() if left > 1}
            del self._lines[start:]
            if any(texts):
                line = row[0].sourceline or 1
                kind: Role = "table" if role in {"text", "heading"} else role
                self._lines.append(SourceLine(table_row(texts), 1, line, kind, 0, True))


def _fill(texts: list[str], below: dict[int, int]) -> None:
    """Puts empty cells where a cell of a row above reaches down."""
    while below.get(len(texts), 0) > 0:
        texts.append("")
