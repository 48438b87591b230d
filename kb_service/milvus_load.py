"""A version of the index into Milvus, beside those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from indexer.artefact import Artefact, Progress
from indexer.configuration import RankingConfiguration
from indexer.impacts import Impacts
from indexer.languages import CODES
from kb_service.engines import EngineError, field_weights
from kb_service.expansion import read_concepts
from kb_service.milvus_collections import NAME, Collections, Connection
from kb_service.units import Numbers

_BATCH = 500  # rows of one message
#: Seconds that a step of loading may take: indexing a million vectors is one.
_LOAD_PATIENCE = 3600.0

Row = dict[str, Any]


def load_version(
    connection: Connection,
    artefact: Artefact,
    ranking: RankingConfiguration,
    progress: Progress | None = None,
) -> Collections:
    """The collections of an artefact, complete and ready to be searched.

    What is there whole is used as it is; what an interrupted load has left is made anew. One load
    of a version runs at a time: a second one at once makes both fail. Raises EngineError.
    """
    tell = progress or (lambda stage, done, total: None)
    weights = field_weights(ranking)
    names = Collections.of(artefact, weights)
    dense = artefact.dense
    owned = len(dense.owners)
    exact = set(artefact.manifest.dense.values()) == {"exact"}
    if not _is_whole(connection, names.passages, dense.size):
        tell("counting words", 0, dense.size)
        concepts = read_concepts(artefact.records)
        phrases = {code: {n for c in concepts for n in c.get(code, ())} for code in CODES}
        impacts = Impacts(artefact.passages, phrases, weights)
        rows = _passage_rows(artefact, impacts)
        _fill(connection, names.passages, rows, artefact, True, exact, tell)
    if not _is_whole(connection, names.phrases, owned):
        _fill(connection, names.phrases, _phrase_rows(artefact), artefact, False, exact, tell)
    for name, count in ((names.passages, dense.size), (names.phrases, owned)):
        if (found := connection.count(name)) != count:
            raise EngineError(f"{name}: {found or 'no'} rows of {count} were loaded; load it again")
    return names


def drop_others(connection: Connection, keep: Collections, versions: Iterable[str]) -> list[str]:
    """The collections of ours that were dropped: all but these and those of some versions."""
    client = connection.client
    kept = set(versions)
    dropped: list[str] = []
    for name in sorted(connection.ask("its collections", client.list_collections)):
        found = NAME.fullmatch(name)
        if found and name not in (keep.passages, keep.phrases) and found[1] not in kept:
            _drop(connection, name)
            dropped.append(name)
    return dropped


def _is_whole(connection: Connection, name: str, count: int) -> bool:
    """Whether a collection is there with so many rows; one that was released is loaded again."""
    client = connection.client
    if not connection.ask("its collections", lambda: client.has_collection(name)):
        return False
    indexed = connection.ask("its indexes", lambda: client.list_indexes(name))
    if indexed and connection.count(name) is None:
        connection.ask("loading", lambda: client.load_collection(name, timeout=_LOAD_PATIENCE))
    return connection.count(name) == count


def _fill(
    connection: Connection,
    name: str,
    rows: Iterable[Row],
    artefact: Artefact,
    with_words: bool,
    exact: bool,
    tell: Progress,
) -> None:
    """A collection made anew of rows; it can be searched only when all are in it."""
    client = connection.client
    total = artefact.dense.size if with_words else len(artefact.dense.owners)
    stage = "passages" if with_words else "phrases"
    if connection.ask("its collections", lambda: client.has_collection(name)):
        _drop(connection, name)
    schema = _schema(artefact, with_words)
    connection.ask(
        "a collection",
        lambda: client.create_collection(name, schema=schema, consistency_level="Bounded"),
    )
    done = 0
    for batch in _batches(rows):
        connection.ask("inserting", lambda b=batch: client.insert(name, b, timeout=_LOAD_PATIENCE))  # type: ignore[misc]
        done += len(batch)
        tell(stage, done, total)
    params = client.prepare_index_params()
    kind = {"index_type": "FLAT"} if exact else {"index_type": "HNSW", "params": _HNSW}
    params.add_index("vector", metric_type="IP", **kind)
    if with_words:
        params.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")

    def finish() -> None:
        client.flush(name, timeout=_LOAD_PATIENCE)
        client.create_index(name, params, timeout=_LOAD_PATIENCE)
        client.load_collection(name, timeout=_LOAD_PATIENCE)

    connection.ask("indexing", finish)


_HNSW = {"M": 32, "efConstruction": 200}


def _drop(connection: Connection, name: str) -> None:
    connection.ask("dropping", lambda: connection.client.drop_collection(name))


def _schema(artefact: Artefact, with_words: bool) -> Any:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    if with_words:
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
    else:
        schema.add_field("phrase", DataType.INT64, is_primary=True)
        schema.add_field("row", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=artefact.dense.dimension)
    for facet, table in artefact.columns.facets.items():
        most = int(np.diff(table.starts).max(initial=1))
        schema.add_field(
            facet, DataType.ARRAY, element_type=DataType.INT32, max_capacity=max(most, 1)
        )
    return schema


def _passage_rows(artefact: Artefact, impacts: Impacts) -> Iterator[Row]:
    for row in range(artefact.dense.size):
        yield {
            "row": row,
            "words": impacts.of(artefact.passages[row]),
            "vector": artefact.dense.vectors([row])[0],
            **_facets(artefact, row),
        }


def _phrase_rows(artefact: Artefact) -> Iterator[Row]:
    for place, row in enumerate(artefact.dense.owners.tolist()):
        yield {
            "phrase": place,
            "row": row,
            "vector": artefact.dense.phrases(np.asarray([place]))[0],
            **_facets(artefact, row),
        }


def _facets(artefact: Artefact, row: int) -> Mapping[str, list[int]]:
    unit: Numbers = np.asarray([artefact.columns.unit_of[row]], np.int64)
    return {name: t.of(unit)[1].tolist() for name, t in artefact.columns.facets.items()}


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
