"""Both engines on the same index, of a third of the real content: Milvus Lite is slow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from lite import Lite, serve_lite

from indexer.artefact import Artefact
from indexer.configuration import Configuration, RankingConfiguration
from kb_service.engines import EmbeddedEngine, Engine
from kb_service.milvus_collections import Connection
from kb_service.milvus_engine import MilvusEngine
from kb_service.milvus_load import load_version
from kb_service.own_evaluation import keep_rows

#: Fewer than match most queries, so that limits matter and hits need not all be sent.
CANDIDATES = 100


@pytest.fixture(scope="session")
def ranking(configuration: Configuration) -> RankingConfiguration:
    """The ranking of this repository, with few candidates."""
    return replace(configuration.ranking, candidates=CANDIDATES)


@pytest.fixture(scope="session")
def third(artefact: Artefact) -> Artefact:
    """Every third unit, in all of its languages."""
    unit_of = artefact.columns.unit_of
    return keep_rows(artefact, [row for row, unit in enumerate(unit_of.tolist()) if unit % 3 == 0])


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lite]:
    """A running Milvus Lite."""
    with serve_lite(tmp_path_factory.mktemp("milvus")) as running:
        yield running


@pytest.fixture(scope="session")
def engines(third: Artefact, ranking: RankingConfiguration, lite: Lite) -> Mapping[str, Engine]:
    """The engines by name."""
    connection = Connection(lite.server)
    load_version(connection, third, ranking)
    connection.close()
    return {
        "embedded": EmbeddedEngine(third, ranking),
        "milvus": MilvusEngine(third, ranking, lite.server),
    }


@pytest.fixture(params=["embedded", "milvus"])
def engine(request: pytest.FixtureRequest, engines: Mapping[str, Engine]) -> Engine:
    """One engine after the other."""
    return engines[request.param]
