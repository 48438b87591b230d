"""Milvus as it is operated: loaded by a command, absent, silent, killed, and there again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lite import Lite, serve_lite
from starlette.testclient import TestClient

from indexer.artefact import Artefact, open_artefact, write_artefact
from indexer.configuration import Configuration, document_configuration
from indexer.encoder import open_encoder
from indexer.model import KnowledgeBase
from indexer.passages import build_passages
from indexer.versions import roll_back
from kb_service.app import create_app
from kb_service.cli import main
from kb_service.engines import EmbeddedEngine, EngineError, Words, field_weights
from kb_service.milvus_collections import Collections, Connection, Server
from kb_service.milvus_engine import MilvusEngine
from kb_service.milvus_load import load_version
from kb_service.search import SearchEngine
from kb_service.settings import read_settings

UNITS = 14
BACK = 60  # seconds until a service has found a server again, on a machine that is busy
SECRET = "root:correct-horse"


@pytest.fixture(scope="module")
def light(configuration: Configuration) -> Configuration:
    """The light model, and graphs of vectors, which a large index would have."""
    index = replace(configuration.index, model="static", dense="hnsw")
    return replace(configuration, index=index)


@pytest.fixture(scope="module")
def folder(
    knowledge_base: KnowledgeBase,
    content_records: Mapping[str, Any],
    light: Configuration,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """An index of a few units in two versions, and its configuration."""
    folder = tmp_path_factory.mktemp("few")
    (folder / "search.toml").write_text(document_configuration(light), encoding="utf-8")
    everything = build_passages(knowledge_base)
    units = list(dict.fromkeys(p.unit for p in everything))
    encoder = open_encoder("static")
    for count in (UNITS - 2, UNITS):
        passages = [p for p in everything if p.unit in units[:count]]
        write_artefact(folder / "index", passages, content_records, encoder, light.index)
    return folder


@pytest.fixture(scope="module")
def few(folder: Path) -> Artefact:
    return open_artefact(folder / "index")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lite]:
    """A Milvus Lite that may be killed."""
    with serve_lite(tmp_path_factory.mktemp("own")) as running:
        yield running


@pytest.fixture
def connection(own: Lite) -> Iterator[Connection]:
    opened = Connection(own.server)
    yield opened
    opened.close()


@pytest.fixture
def loaded(connection: Connection, few: Artefact, light: Configuration) -> Collections:
    """The collections of the current version, there before a service is."""
    return load_version(connection, few, light.ranking)


def variables(folder: Path, own: Lite) -> dict[str, str]:
    return {
        "KB_INDEX_DIR": str(folder / "index"),
        "KB_SEARCH_FILE": str(folder / "search.toml"),
        "KB_ENGINE": "milvus",
        "KB_MILVUS_URI": own.uri,
        "KB_INDEX_CHECK": "0",
    }


def run(folder: Path, own: Lite, *arguments: str) -> Result:
    settings = {**variables(folder, own), "KB_TEST_MODEL": None}
    return CliRunner().invoke(main, ["milvus", "load", *arguments], env=settings)


@pytest.fixture
def service(folder: Path, own: Lite) -> Iterator[TestClient]:
    app = create_app(read_settings(variables(folder, own)))
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as opened:
        yield opened


def test_a_version_that_is_not_loaded_is_a_503_that_says_what_to_do(
    service: TestClient, few: Artefact, own: Lite, light: Configuration
) -> None:
    answer = service.get("/readyz")
    assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
    detail = answer.json()["detail"]
    assert few.manifest.version in detail and "`ldn-kb milvus load`" in detail
    with pytest.raises(EngineError, match="0 rows of"):
        MilvusEngine(few, light.ranking, own.server)


def test_a_command_loads_and_drops(
    folder: Path, few: Artefact, own: Lite, connection: Connection, light: Configuration
) -> None:
    client = connection.client
    old, foreign = "ldn_0123456789abcdef_01234567_passages", "ours"
    for name in (old, foreign):
        client.create_collection(name, dimension=4)
    pointer = (folder / "index" / "current").stat()
    done = run(folder, own)
    assert done.exit_code == 0, done.output
    names = Collections.of(few, field_weights(light.ranking))
    assert f"milvus: {names.passages} and {names.phrases} are loaded" in done.output
    # Made current once more: a service that has refused the version looks again.
    assert (folder / "index" / "current").stat().st_ino != pointer.st_ino
    assert {old, foreign} < set(client.list_collections())
    again = run(folder, own, "--drop-old")
    assert again.exit_code == 0 and f"{old} dropped" in again.output
    assert set(client.list_collections()) == {names.passages, names.phrases, foreign}


def test_a_graph_of_vectors_finds_the_same(
    few: Artefact, own: Lite, connection: Connection, light: Configuration
) -> None:
    load_version(connection, few, light.ranking)
    one, other = EmbeddedEngine(few, light.ranking), MilvusEngine(few, light.ranking, own.server)
    vectors = open_encoder("static").encode_queries(["land degradation", "засуха", "性别平等"])
    for vector in vectors:
        for limit in (10, 10_000):
            a, b = one.dense(vector, limit, {}), other.dense(vector, limit, {})
            assert a.complete == b.complete
            assert len(set(a.rows.tolist()) & set(b.rows.tolist())) >= 0.95 * len(a.rows)


def test_an_interrupted_load_is_made_anew(
    few: Artefact, own: Lite, connection: Connection, light: Configuration
) -> None:
    names = load_version(connection, few, light.ranking)
    client = connection.client
    client.delete(names.phrases, filter="phrase >= 5")
    client.drop_collection(names.passages)
    with pytest.raises(EngineError, match="run `ldn-kb milvus load`"):
        MilvusEngine(few, light.ranking, own.server)
    load_version(connection, few, light.ranking)
    MilvusEngine(few, light.ranking, own.server).check()
    client.release_collection(names.phrases)
    with pytest.raises(EngineError, match=names.phrases):
        MilvusEngine(few, light.ranking, own.server)
    load_version(connection, few, light.ranking)
    MilvusEngine(few, light.ranking, own.server).check()


def test_a_service_says_that_it_does_not_answer_and_goes_on_when_it_does(
    loaded: Collections,
    service: TestClient,
    folder: Path,
    own: Lite,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = "/api/v1/search?q=land+degradation&lang=en"
    first = service.get(asked)
    assert first.status_code == 200 and first.json()["hits"]
    assert service.get("/readyz").status_code == 200
    own.pause()
    silent = service.get(asked)
    own.go_on()
    own.kill()
    gone = service.get(asked)
    for answer in (silent, gone, service.get("/readyz")):
        assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
        assert answer.json()["type"].endswith("/problems/not-ready")
        assert answer.json()["detail"].startswith("The search engine does not answer")
    assert service.get("/healthz").status_code == 200
    assert service.get("/api/v1/documents").status_code == 200
    lines = [record for record in caplog.records if record.__dict__.get("event") == "engine-failed"]
    assert len(lines) == 3 and all("KB_MILVUS_URI" in line.getMessage() for line in lines)
    assert str(own.port) not in caplog.text and "land" not in caplog.text
    own.start()
    deadline = time.monotonic() + BACK
    while (after := service.get(asked)).status_code != 200:
        assert time.monotonic() < deadline
        run(folder, own)  # Milvus Lite starts with its collections released
    assert [hit["id"] for hit in after.json()["hits"]] == [h["id"] for h in first.json()["hits"]]


def test_a_service_switches_to_a_version_when_it_is_loaded(
    loaded: Collections,
    service: TestClient,
    folder: Path,
    own: Lite,
    few: Artefact,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SearchEngine, "read_ahead", lambda engine, *rest: None)  # takes long
    source, root = service.app.state.source, folder / "index"  # type: ignore[attr-defined]

    def used() -> str:
        return str(service.get("/readyz").json()["knowledge_base"]["version"])

    assert used() == few.manifest.version
    other = roll_back(root)
    source.check()
    assert used() == few.manifest.version != other  # not loaded: the one in use stays
    assert run(folder, own).exit_code == 0
    source.check()
    assert used() == other
    assert service.get("/api/v1/search?q=land+degradation&lang=en").json()["hits"]
    assert roll_back(root) == few.manifest.version
    source.check()
    assert used() == few.manifest.version


def test_a_service_starts_without_it(folder: Path, own: Lite) -> None:
    nobody = {**variables(folder, own), "KB_MILVUS_URI": "http://127.0.0.1:1"}
    with TestClient(create_app(read_settings(nobody)), raise_server_exceptions=False) as opened:
        answer = opened.get("/readyz")
        assert answer.status_code == 503 and "Milvus (KB_MILVUS_URI)" in answer.json()["detail"]
        assert "127.0.0.1:1" not in answer.text
        assert opened.get("/healthz").status_code == 200


def test_the_command_tells_why_it_failed(folder: Path, own: Lite) -> None:
    done = run(folder, own, "--uri", "http://127.0.0.1:1")
    assert done.exit_code == 1 and "127.0.0.1:1" in done.output
    wrong = run(folder, own, "--uri", "file.db")
    assert wrong.exit_code == 2 and "file.db" in wrong.output and "http" in wrong.output


def test_without_the_package_a_sentence_names_it(
    few: Artefact, own: Lite, light: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(EngineError, match="pip install .*pymilvus"):
        MilvusEngine(few, light.ranking, own.server)


def test_a_token_is_read_from_a_file_and_never_told(
    own: Lite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = tmp_path / "token"
    with pytest.raises(EngineError, match="KB_MILVUS_TOKEN_FILE cannot be read: No such file"):
        Connection(Server(own.uri, token))
    token.write_text(f"{SECRET}\n", encoding="utf-8")
    Connection(Server(own.uri, token)).close()
    with pytest.raises(EngineError) as failed:
        Connection(Server("http://127.0.0.1:1", token))
    told = f"{failed.value} {failed.value.reason} {caplog.text} {Server(own.uri, token)}"
    assert "correct-horse" not in told


def test_more_candidates_than_milvus_gives_are_refused(
    few: Artefact, own: Lite, light: Configuration
) -> None:
    with pytest.raises(EngineError, match="16384"):
        MilvusEngine(few, replace(light.ranking, candidates=20_000), own.server)


def test_every_weight_of_a_field_has_its_own_vectors(
    few: Artefact, own: Lite, connection: Connection, light: Configuration
) -> None:
    """Another weight needs another load, and says so, instead of ranking by the old one."""
    load_version(connection, few, light.ranking)
    other = replace(light.ranking, title_weight=light.ranking.title_weight + 1)
    with pytest.raises(EngineError, match="run `ldn-kb milvus load`"):
        MilvusEngine(few, other, own.server)
    load_version(connection, few, other)
    found = MilvusEngine(few, other, own.server).lexical(Words("land", "en", ()), 10, {})
    assert len(found.rows) > 5
