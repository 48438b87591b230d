"""Candidates from Milvus: the words of a query as a sparse vector, its meaning as a dense one.

Both competitions, and every filter, are held in Milvus. What the rows are, and the vectors of those
that compete, are read from the artefact, as for the embedded engine. Docs: docs/milvus.md.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np

from indexer.artefact import Artefact
from indexer.configuration import RankingConfiguration
from indexer.dense import Vectors
from indexer.impacts import ask_sparse
from kb_service.engines import Candidates, EngineError, Words, field_weights
from kb_service.facets import Facets, Filters
from kb_service.fusion import Scores
from kb_service.milvus_collections import MOST_HITS, Collections, Connection, Server
from kb_service.units import Numbers

_LEAST_LOOKED_AT = 128  # neighbours, by an approximate index


class MilvusEngine:
    """The collections of an artefact in a Milvus: see `Engine`."""

    def __init__(self, artefact: Artefact, ranking: RankingConfiguration, server: Server) -> None:
        """Raises EngineError if Milvus does not answer or does not hold the whole version."""
        if ranking.candidates > MOST_HITS:
            raise EngineError(
                f"[ranking] candidates: found {ranking.candidates}; with Milvus a number up to "
                f"{MOST_HITS} is accepted"
            )
        self._dense = artefact.dense
        self._facets = Facets(artefact.columns)
        self._weights = field_weights(ranking)
        self._synonym_weight = ranking.synonym_weight
        self._phrase_nearness = ranking.phrase_nearness
        self._names = Collections.of(artefact, self._weights)
        self._exact = self._names.exact(artefact)
        self._connection = Connection(server)
        weakref.finalize(self, self._connection.close)
        for name, count in self._names.sizes(artefact).items():
            found = self._connection.count(name)
            if found != count:
                raise EngineError(
                    f"version {artefact.manifest.version} is not loaded in Milvus: {name} has "
                    f"{found} rows of {count}; run `ldn-kb milvus load`"
                )

    def check(self) -> None:
        """See `Engine`."""
        for name in (self._names.passages, self._names.phrases):
            if not self._connection.is_loaded(name):
                raise EngineError(f"{name} is no longer loaded in Milvus; run `ldn-kb milvus load`")

    def lexical(self, words: Words, limit: int, filters: Filters) -> Candidates:
        """See `Engine`."""
        asked = ask_sparse(
            words.text, words.language, self._weights, words.synonyms, self._synonym_weight
        )
        if not asked:
            return _best(np.zeros(0, np.int64), np.zeros(0), limit)
        rows, scores = self._search(self._names.passages, "words", asked, limit, filters)
        return _best(rows, scores, limit)

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> Candidates:
        """See `Engine`.

        A row that only one side has found scores no more on the other than what that found last,
        so that the best rows have their own scores.
        """
        vector = np.asarray(vector, np.float32).reshape(-1)
        rows, scores = self._search(self._names.passages, "vector", vector, limit, filters)
        owners, nearness = self._nearest_phrases(vector, limit, filters)
        every, places = np.unique(np.concatenate([rows, owners]), return_inverse=True)
        best = np.full(len(every), -np.inf)
        np.maximum.at(best, places, np.concatenate([scores, self._phrase_nearness * nearness]))
        return _best(every, best, limit)

    def vectors(self, rows: Sequence[int] | Numbers) -> Vectors:
        """See `Engine`."""
        return self._dense.vectors(rows)

    def _nearest_phrases(
        self, vector: Vectors, limit: int, filters: Filters
    ) -> tuple[Numbers, Scores]:
        """Phrases that are nearest, by their rows: of `limit` rows, if so many have any."""
        most = min(len(self._dense.owners), MOST_HITS)
        wanted = min(4 * limit, most)
        if not wanted:
            return np.zeros(0, np.int64), np.zeros(0)
        while True:
            found = self._search(self._names.phrases, "vector", vector, wanted, filters)
            if len(np.unique(found[0])) >= limit or len(found[0]) < wanted or wanted >= most:
                return found
            wanted = min(4 * wanted, most)

    def _search(
        self, collection: str, field: str, asked: Any, limit: int, filters: Filters
    ) -> tuple[Numbers, Scores]:
        """The rows of the best hits by inner product, and their scores."""
        by_graph = field == "vector" and not self._exact[collection]
        params = {"ef": max(limit, _LEAST_LOOKED_AT)} if by_graph else {}
        found = self._connection.ask(
            "candidates",
            lambda: self._connection.client.search(
                collection,
                data=[asked],
                anns_field=field,
                limit=limit,
                filter=self._expression(filters),
                output_fields=["row"],
                search_params={"metric_type": "IP", "params": params},
                timeout=self._connection.patience,
            ),
        )[0]
        rows = np.fromiter((hit["entity"]["row"] for hit in found), np.int64, len(found))
        return rows, np.fromiter((hit["distance"] for hit in found), np.float64, len(found))

    def _expression(self, filters: Filters) -> str:
        """Filters as Milvus reads them; values are numbers, so that nothing can break out."""
        return " and ".join(
            f"array_contains_any({name}, {self._facets.codes(name, values)})"
            for name, values in filters.items()
            if values
        )


def _best(rows: Numbers, scores: Scores, limit: int) -> Candidates:
    """Rows with the best scores, equal ones in their order; complete if there are fewer."""
    order = np.lexsort((rows, -scores))[:limit]
    return Candidates(rows[order], scores[order], complete=len(order) < limit)
