"""Packs of the real content, for the tests of every format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from samples import BASE, Write

from indexer.items import ITEMS
from indexer.languages import CODES
from kb_service.exports.library import File, export
from kb_service.exports.pack import Library
from kb_service.exports.selection import Selection
from kb_service.urls import SiteUrls


@pytest.fixture(scope="session")
def library(content_records: Mapping[str, Any]) -> Library:
    return Library(
        known=content_records["items.json"]["kinds"],
        items={
            code: ITEMS.validate_python(content_records[f"items/{code}.json"]) for code in CODES
        },
        sources=content_records["sources.json"],
        version="0123456789abcdef",
        day=content_records["items.json"]["day"],
        urls=SiteUrls(BASE),
    )


@pytest.fixture(scope="session")
def drawings(content_records: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    return {code: content_records[f"items/drawings/{code}.json"] for code in CODES}


@pytest.fixture(scope="session")
def write_anew(library: Library, drawings: Mapping[str, Mapping[str, str]]) -> Write:
    """Writes a selection in a format."""

    def write(selection: Selection, format_id: str) -> File:
        return export(
            selection, format_id, library, [drawings[code] for code in selection.languages]
        )

    return write


@pytest.fixture(scope="session")
def write(write_anew: Write) -> Write:
    """The same, where it is not to be written again what another test has written."""
    return cache(write_anew)
