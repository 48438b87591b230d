"""The real site, built once under a sub-path and with the API on another host."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from built_page import API, BASE, REPORT, Document, read_document

from kb_service.site_build import build_site
from tests.conftest import made_once


@pytest.fixture(scope="session")
def site(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site, to be read alone."""

    def make() -> Path:
        out = tmp_path_factory.mktemp("site") / "site"
        build_site(repository, out, BASE, API, REPORT)
        return out

    return made_once("site", make, tmp_path_factory)


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Document]:
    """Every page by its path below the site's folder."""
    return {
        str(path.relative_to(site)): read_document(path) for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture
def workplace(repository: Path, tmp_path: Path) -> Path:
    """A copy of everything that a site is built from, to be changed by a test."""
    root = tmp_path / "workplace"
    for name in ("content", "site"):
        shutil.copytree(
            repository / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(repository / "mkdocs.yml", root)
    return root
