"""What tests share: the real content, indexed once, and the real service.

The model is that of `search.toml`; `KB_TEST_MODEL=static` takes the light one, for a machine that
is busy.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from indexer.artefact import Artefact, open_artefact, write_artefact
from indexer.configuration import Configuration, document_configuration, read_configuration
from indexer.content import read_knowledge_base
from indexer.encoder import Encoder, open_encoder
from indexer.model import KnowledgeBase
from indexer.passages import build_passages
from indexer.records import build_records
from kb_service.app import create_app
from kb_service.settings import Settings, read_settings
from tests.later_version import add_later_version

T = TypeVar("T")
ROOT = Path(__file__).parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright's event loop stays in the thread it ran in."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return ROOT


def made_once(name: str, make: Callable[[], T], folders: pytest.TempPathFactory) -> T:
    """What `make` gives; of several processes that run tests together, the first one makes it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    path = folders.getbasetemp().parent / f"{name}.pickle"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.write_bytes(pickle.dumps(make()))
        found: T = pickle.loads(path.read_bytes())
        return found


@pytest.fixture(scope="session")
def knowledge_base(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Everything under content/."""
    content = repository / "content"
    return made_once("content", lambda: read_knowledge_base(content), tmp_path_factory)


@pytest.fixture(scope="session")
def two_versions(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The same with an invented later version of the draft."""

    def make() -> KnowledgeBase:
        content = tmp_path_factory.mktemp("two") / "content"
        shutil.copytree(repository / "content", content)
        add_later_version(content)
        return read_knowledge_base(content)

    return made_once("two-versions", make, tmp_path_factory)


@pytest.fixture(scope="session")
def content_records(
    knowledge_base: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Any]:
    """The records that are made of it."""
    return made_once("records", lambda: build_records(knowledge_base), tmp_path_factory)


@pytest.fixture(scope="session")
def configuration(repository: Path) -> Configuration:
    """The search configuration of this repository."""
    read = read_configuration(repository / "search.toml")
    model = os.environ.get("KB_TEST_MODEL", read.index.model)
    return replace(read, index=replace(read.index, model=model))


@pytest.fixture(scope="session")
def search_file(tmp_path_factory: pytest.TempPathFactory, configuration: Configuration) -> Path:
    """That configuration as a file, for a service of its own."""
    path = tmp_path_factory.mktemp("search") / "search.toml"
    path.write_text(document_configuration(configuration), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def encoder(configuration: Configuration) -> Encoder:
    """The model that the configuration names."""
    return open_encoder(configuration.index.model)


@pytest.fixture(scope="session")
def index_dir(
    tmp_path_factory: pytest.TempPathFactory,
    knowledge_base: KnowledgeBase,
    content_records: Mapping[str, Any],
    encoder: Encoder,
    configuration: Configuration,
) -> Path:
    """A folder with an index of the real content; what `make build` has embedded is not again."""
    root = tmp_path_factory.mktemp("index")
    if (built := ROOT / "build" / "index").exists():
        shutil.copytree(built, root, dirs_exist_ok=True)
    write_artefact(
        root,
        build_passages(knowledge_base),
        content_records,
        encoder,
        configuration.index,
    )
    return root


@pytest.fixture(scope="session")
def artefact(index_dir: Path) -> Artefact:
    """That index, opened."""
    return open_artefact(index_dir)


@pytest.fixture(scope="session")
def settings(
    index_dir: Path, search_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A deployment at https://ldn.example/ without a built site."""
    defaults = read_settings({"KB_BASE_URL": "https://ldn.example/"})
    return replace(
        defaults,
        index_dir=index_dir,
        search_file=search_file,
        site_dir=tmp_path_factory.mktemp("no-site") / "site",
    )


@pytest.fixture(scope="session")
def client(settings: Settings, artefact: Artefact, encoder: Encoder) -> Iterator[TestClient]:
    """A client of the real service."""
    app = create_app(settings, artefact, encoder)
    with TestClient(app, base_url="https://ldn.example", raise_server_exceptions=False) as opened:
        yield opened
