"""Links within a SCORM package: what it holds is shown there, not on the web."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from markupsafe import Markup

from indexer.rich_text import Block
from kb_service.exports.book import Chapter, name_part
from kb_service.exports.pack import Pack
from kb_service.exports.xhtml import Pictures, render_blocks, render_chapter


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text of the site stands in a package: its chapter, and the element's id."""

    chapter: str
    id: str


@dataclass(frozen=True, slots=True)
class LinkedPack(Pack):
    """A pack whose links to what it holds lead to places in the package, by paths of the site."""

    places: Mapping[str, Place]

    def url(self, path: str) -> str:
        """The place of a path or address in the package, else its address on the web."""
        found = self._find(path.removeprefix(Pack.url(self, "")))
        return f"#{found.id}" if found else Pack.url(self, path)

    def _find(self, path: str) -> Place | None:
        """A paragraph stands in the one that governs it, too; a part of a page in the page."""
        page, _, anchor = path.partition("#")
        document = "/".join(path.split("/")[:2]) + "/"
        if found := self.places.get(path):
            return found
        if not path.startswith("decisions/"):
            return self.places.get(page)
        while anchor := anchor.rpartition("-")[0]:
            if found := self.places.get(f"{page}#{anchor}"):
                return found
        return self.places.get(document)


def link_pack(pack: Pack) -> LinkedPack:
    """The pack with its links within the package."""
    values: dict[str, Any] = {each.name: getattr(pack, each.name) for each in fields(pack)}
    return LinkedPack(**values, places=dict(_places(pack)))


def _places(pack: Pack) -> Iterator[tuple[str, Place]]:
    """Places by path: paragraphs of documents first, which have chapters of their own later."""
    for item in pack.modules:
        chapter = f"{name_part(item)}-objectives"
        yield item.path, Place(chapter, chapter)
    for item in pack.readings:
        for block in item.blocks if item.kind == "document" else ():
            if block.kind == "verbatim":
                anchor = block.path.partition("#")[2]
                yield block.path, Place(name_part(item), f"place-{name_part(item)}-{anchor}")
    glossary = next((name_part(item) for item in pack.readings if item.kind == "term"), "")
    for item in pack.readings:
        name = name_part(item)
        term = item.kind == "term"
        yield item.path, Place(glossary, f"place-{name}") if term else Place(name, name)


def render_linked(chapter: Chapter, pack: LinkedPack, pictures: Pictures) -> Markup:
    """A chapter with the ids of its places; the link of a text to itself is its permanent link."""

    def without(id_: str) -> LinkedPack:
        others = {path: place for path, place in pack.places.items() if place.id != id_}
        return replace(pack, places=others)

    (_, first), *parts = _split(chapter, pack)
    section = render_chapter(replace(chapter, blocks=tuple(first)), without(chapter.id), pictures)
    inside = Markup("").join(
        Markup('<div id="{}">{}</div>').format(
            id_, render_blocks(blocks, without(id_), pictures, level=3)
        )
        for id_, blocks in parts
    )
    end = "</section>"
    return Markup("{}{}{}").format(section.removesuffix(end), inside, Markup(end))


def _split(chapter: Chapter, pack: LinkedPack) -> list[tuple[str, list[Block]]]:
    """The blocks of a chapter by the places that they begin; the first ones begin none."""
    parts: list[tuple[str, list[Block]]] = [("", [])]
    for block in chapter.blocks:
        place = pack.places.get(_path_of(block))
        if place and place.chapter == chapter.id != place.id:
            parts.append((place.id, []))
        parts[-1][1].append(block)
    return parts


def _path_of(block: Block) -> str:
    """The path of the text that a block begins: a term's title, a paragraph of a decision."""
    if block.kind == "verbatim":
        return block.path
    return block.runs[0].link if block.kind == "heading" and block.runs else ""
