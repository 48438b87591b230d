"""From a selection to a file, out of a version of the artefact."""

from __future__ import annotations

from pathlib import Path

from indexer.item_shelf import ItemShelf
from kb_service.exports.formats import File, check_format, export
from kb_service.exports.pack import Library, Selection, check_selection
from kb_service.urls import SiteUrls


def export_from(folder: Path, selection: Selection, format_id: str, base_url: str) -> File:
    """The file of a selection in a format, from the artefact's folder of one version.

    `base_url` is the site's, under which items have their permanent links. PackError, naming the
    field, if no such file can be made; ArtefactError for a folder that cannot be read.
    """
    shelf = ItemShelf(folder)
    check_format(selection, format_id)
    check_selection(selection, shelf.kinds())
    codes = [selection.language, *([selection.second] if selection.second else [])]
    library = Library(
        items={code: shelf.items(code) for code in codes},
        sources=shelf.sources(),
        version=shelf.version,
        day=shelf.day(),
        urls=SiteUrls(base_url),
    )
    return export(selection, format_id, library, [shelf.drawings(code) for code in codes])
