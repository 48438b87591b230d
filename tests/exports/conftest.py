"""Packs of the real content, for the tests of every format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from samples import BASE, Write

from indexer.content import read_with_problems
from indexer.items import ITEMS
from indexer.languages import CODES
from indexer.records import build_records
from kb_service.exports.library import File, export
from kb_service.exports.pack import Library
from kb_service.exports.selection import Selection
from kb_service.urls import SiteUrls

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def records() -> Mapping[str, object]:
    return build_records(read_with_problems(ROOT / "content")[0])


@pytest.fixture(scope="session")
def library(records: Mapping[str, object]) -> Library:
    return Library(
        known=records["items.json"]["kinds"],
        items={code: ITEMS.validate_python(records[f"items/{code}.json"]) for code in CODES},
        sources=records["sources.json"],
        version="0123456789abcdef",
        day=records["items.json"]["day"],
        urls=SiteUrls(BASE),
    )


@pytest.fixture(scope="session")
def drawings(records: Mapping[str, object]) -> Mapping[str, Mapping[str, str]]:
    return {code: records[f"items/drawings/{code}.json"] for code in CODES}


@pytest.fixture(scope="session")
def write(library: Library, drawings: Mapping[str, Mapping[str, str]]) -> Write:
    """Writes a selection in a format."""

    def write(selection: Selection, format_id: str) -> File:
        return export(
            selection, format_id, library, [drawings[code] for code in selection.languages]
        )

    return write
