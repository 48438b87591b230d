"""From a selection to a file, out of a version of the artefact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from indexer.item_shelf import ItemShelf
from kb_service.exports.book import Book, make_book
from kb_service.exports.deck_numbers import number_slides
from kb_service.exports.formats import Format, check_format, name_file
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import PackError, Selection
from kb_service.urls import SiteUrls

#: Drawings as SVG elements by id, for each language of a pack.
Drawings = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class File:
    """A written pack: the name to save it under, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


def export_from(folder: Path, selection: Selection, format_id: str, base_url: str) -> File:
    """The file of a selection in a format, from the artefact's folder of one version.

    `base_url` is the site's, under which items have their permanent links. PackError, naming the
    field, if no such file can be made; ArtefactError for a folder that cannot be read.
    """
    shelf = ItemShelf(folder)
    check_format(selection, format_id)
    library = Library(
        known=shelf.kinds(),
        items={code: shelf.items(code) for code in selection.languages},
        sources=shelf.sources(),
        version=shelf.version,
        day=shelf.day(),
        urls=SiteUrls(base_url),
    )
    drawings = [shelf.drawings(code) for code in selection.languages]
    return export(selection, format_id, library, drawings)


def export(selection: Selection, format_id: str, library: Library, drawings: Drawings) -> File:
    """The file of a selection in a format.

    `drawings` are those of the selection's languages, in their order. PackError, naming the field,
    if there is no such format, or none of this selection.
    """
    found = check_format(selection, format_id)
    packs = collect(replace(selection, pages=found.pages), library)
    questions = bool(packs[0].questions)
    terms = any(item.kind == "term" for item in packs[0].readings)
    holds = {"": True, "questions": questions, "terms or questions": terms or questions}
    if not holds[found.needs]:
        accepted = f"a selection that holds {found.needs}, as every course does"
        raise PackError("item", f"no {found.needs} for the format {found.id}", accepted)
    return File(name_file(selection, found), found.media_type, _write(found, packs, drawings))


def make_books(packs: Sequence[Pack]) -> list[Book]:
    """The books of a pack's languages; session plans name the slides of the deck made of them."""
    planned = any(pack.modules and pack.edition == "trainer" for pack in packs)
    numbers = number_slides(packs) if planned else {}
    return [make_book(pack, numbers) for pack in packs]


def _write(found: Format, packs: Sequence[Pack], drawings: Drawings) -> bytes:
    module, _, name = found.writer.partition(".")
    write: Any = getattr(import_module(f"kb_service.exports.{module}"), name)
    laid_out = packs if found.of == "pack" else make_books(packs)
    return bytes(write(laid_out, drawings))
