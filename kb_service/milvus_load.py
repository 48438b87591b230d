"""A version of the index into Milvus, beside those that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from indexer.artefact import Artefact, Progress
from indexer.configuration import RankingConfiguration
from indexer.impacts import Impacts
from indexer.languages import CODES
from indexer.lexical import FieldWeights
from kb_service.engines import EngineError, field_weights
from kb_service.expansion import read_concepts
from kb_service.milvus_collections import NAME, Collections, Connection
from kb_service.units import Numbers

_BATCH = 500  # rows of one message
_HNSW = {"M": 32, "efConstruction": 200}
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
    sizes, exact = names.sizes(artefact), names.exact(artefact)

    def fill(name: str, stage: str, rows: Callable[[], Iterable[Row]]) -> None:
        if _is_whole(connection, name, sizes[name]):
            return
        tell(stage, 0, sizes[name])
        _make(connection, name, _schema(artefact, name == names.passages))
        done = 0
        for batch in _batches(rows()):
            _insert(connection, name, batch)
            done += len(batch)
            tell(stage, done, sizes[name])
        _open(connection, name, exact[name], name == names.passages)
        if (found := connection.count(name)) != sizes[name]:
            raise EngineError(f"{name}: {found} rows of {sizes[name]} are there; load it again")

    fill(names.passages, "passages", lambda: _passage_rows(artefact, weights))
    fill(names.phrases, "phrases", lambda: _phrase_rows(artefact))
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


def _is_whole(connection: Connection, name: str, size: int) -> bool:
    """Whether a collection is there with so many rows; one that was released is loaded again."""
    client = connection.client
    if not connection.ask("its collections", lambda: client.has_collection(name)):
        return False
    if not connection.ask("its indexes", lambda: client.list_indexes(name)):
        return False  # a load was interrupted
    if not connection.is_loaded(name):
        connection.ask("loading", lambda: client.load_collection(name, timeout=_LOAD_PATIENCE))
    return connection.count(name) == size


def _make(connection: Connection, name: str, schema: Any) -> None:
    """An empty collection in the place of what may be there."""
    client = connection.client
    if connection.ask("its collections", lambda: client.has_collection(name)):
        _drop(connection, name)
    connection.ask(
        "a collection",
        lambda: client.create_collection(name, schema=schema, consistency_level="Bounded"),
    )


def _insert(connection: Connection, name: str, batch: list[Row]) -> None:
    connection.ask(
        "inserting", lambda: connection.client.insert(name, batch, timeout=_LOAD_PATIENCE)
    )


def _open(connection: Connection, name: str, exact: bool, with_words: bool) -> None:
    """A collection that is whole, indexed and ready to be searched."""
    client = connection.client
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


def _passage_rows(artefact: Artefact, weights: FieldWeights) -> Iterator[Row]:
    concepts = read_concepts(artefact.records)
    names = {code: {n for concept in concepts for n in concept.get(code, ())} for code in CODES}
    impacts = Impacts(artefact.passages, names, weights)
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
