"""Reads a built page as a browser would: links, ids, texts with the language they are in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

#: Where the site under test is published: under a sub-path, the API on another host.
BASE = "https://ldn.example/kb/"
API = "https://api.ldn.example/api/v1/"
REPORT = "mailto:ldn@ldn.example"

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


@dataclass(frozen=True)
class Element:
    """An element with its attributes, and the language and direction it is in."""

    tag: str
    attributes: dict[str, str]
    language: str
    direction: str

    def get(self, name: str) -> str:
        """An attribute's value, empty where it is missing."""
        return self.attributes.get(name, "")


@dataclass
class Document(HTMLParser):
    """A parsed page."""

    elements: list[Element] = field(default_factory=list)
    texts: list[tuple[str, Element]] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        above = self._open[-1] if self._open else None
        element = Element(
            tag,
            attributes,
            attributes.get("lang", above.language if above else ""),
            attributes.get("dir", above.direction if above else ""),
        )
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and data.strip() and self._open[-1].tag not in {"script", "style"}:
            self.texts.append((data, self._open[-1]))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements of a name with these attribute values."""
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.get(k) == v for k, v in attributes.items())
        ]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [element.get("id") for element in self.elements if "id" in element.attributes]

    @property
    def text(self) -> str:
        """All text that is shown."""
        return " ".join(data for data, _ in self.texts)


def read_document(path: Path) -> Document:
    """The page in a file; it must be well nested."""
    document = Document()
    document.feed(path.read_text(encoding="utf-8"))
    document.close()
    assert not document._open, f"{path}: {document._open} is never closed"
    return document
