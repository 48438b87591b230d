"""A small knowledge base in two versions, made with the light model, and deployments of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deployed import Deployed, copy_deployment

from indexer.artefact import write_artefact
from indexer.configuration import Configuration, document_configuration
from indexer.encoder import open_encoder
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.passages import build_passages
from tests.conftest import made_once

UNITS = 14


@pytest.fixture(scope="session")
def small(
    knowledge_base: KnowledgeBase,
    content_records: Mapping[str, Any],
    configuration: Configuration,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with an index of two versions, its configuration, and a site of two pages."""

    def make() -> Path:
        folder = tmp_path_factory.mktemp("small")
        light = replace(configuration, index=replace(configuration.index, model="static"))
        (folder / "search.toml").write_text(document_configuration(light), encoding="utf-8")
        encoder = open_encoder("static")
        everything = build_passages(knowledge_base)
        units = list(dict.fromkeys(p.unit for p in everything if p.language == "zh"))
        for count in (UNITS - 2, UNITS):
            chosen = set(units[:count])
            passages = [p for p in everything if p.unit in chosen]
            write_artefact(folder / "index", passages, content_records, encoder, light.index)
        for code in CODES:
            page = folder / "site" / code
            page.mkdir(parents=True)
            (page / "index.html").write_text(f"<html lang={code}>first")
            (page / "404.html").write_text(f"<html lang={code}>none")
        (folder / "site" / "bundle.0123456789abcdef.min.js").write_text("first")
        return folder

    return made_once("small", make, tmp_path_factory)


@pytest.fixture
def deployed(small: Path, tmp_path: Path) -> Deployed:
    """A deployment of a test's own."""
    return copy_deployment(small, tmp_path / "deployed")


@pytest.fixture(scope="module")
def small_deployment(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """A deployment that the tests of a file share."""
    return copy_deployment(small, tmp_path_factory.mktemp("shared"))
