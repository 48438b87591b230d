"""What packs are made from, out of an opened artefact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb_service.exports.formats import File, check_format, export
from kb_service.exports.pack import Library, Selection, check_selection
from kb_service.urls import SiteUrls

if TYPE_CHECKING:
    from indexer.artefact import Artefact


def open_library(artefact: Artefact, codes: Sequence[str], base_url: str) -> Library:
    """The library of an artefact in some languages, with addresses under the site's URL."""
    return Library(
        items={code: artefact.read_items(code) for code in codes},
        sources=artefact.records["sources.json"],
        version=artefact.manifest.version,
        day=artefact.records["items.json"]["day"],
        urls=SiteUrls(base_url),
    )


def export_from(artefact: Artefact, selection: Selection, format_id: str, base_url: str) -> File:
    """The file of a selection in a format; PackError, naming the field, if it cannot be made."""
    check_format(selection, format_id)
    check_selection(selection, artefact.records["items.json"]["kinds"])
    codes = [selection.language, *([selection.second] if selection.second else [])]
    library = open_library(artefact, codes, base_url)
    return export(selection, format_id, library, [artefact.read_drawings(code) for code in codes])
