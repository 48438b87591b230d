"""Where candidates come from: what the search asks of an index, whatever keeps it.

An engine knows nothing of ranking. It gives, for words or for a vector, the best rows with their
scores, at most as many as are wanted. A filter narrows what competes, so that the best of what
passes it are among them however rare it is. Docs: docs/decisions/013.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from indexer.artefact import Artefact
from indexer.configuration import RankingConfiguration
from indexer.dense import Vectors
from indexer.errors import KnowledgeBaseError
from indexer.lexical import FieldWeights
from kb_service.facets import Facets, Filters
from kb_service.fusion import Scores
from kb_service.units import Numbers

_KEPT_FILTERS = 16  # each asked for by every language of a query, and by both sides


class EngineError(KnowledgeBaseError):
    """An engine does not answer, or does not hold the version that it is asked for.

    `reason` is what it said itself, for its operator: addresses may stand in it.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of an artefact, each once, and their scores: best first, or every row in order.

    `complete` says that no other row has a score: none was left out for the sake of a limit.
    """

    rows: Numbers
    scores: Scores
    complete: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for in the texts of one language; synonyms count where they stand whole."""

    text: str
    language: str
    synonyms: tuple[str, ...]


class Engine(Protocol):
    """Gives candidates; safe to share between threads.

    One that is elsewhere raises EngineError when it does not answer in time.
    """

    def check(self) -> None:
        """Nothing, if it would answer now; else EngineError."""
        ...

    def lexical(self, words: Words, limit: int, filters: Filters) -> Candidates:
        """The rows of a language that hold a word, those with the best scores."""
        ...

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> Candidates:
        """The rows that are nearest to a vector, by their text or by a phrase that asks for them.

        An inner product; that of a phrase counts `[ranking] phrase_nearness` times.
        """
        ...

    def vectors(self, rows: Sequence[int] | Numbers) -> Vectors:
        """The vectors of some rows: (rows, dimension)."""
        ...


class EmbeddedEngine:
    """The indexes of an artefact, in this process: tantivy and FAISS."""

    def __init__(self, artefact: Artefact, ranking: RankingConfiguration) -> None:
        self._artefact = artefact
        self._facets = Facets(artefact.columns)
        self._weights = field_weights(ranking)
        self._synonym_weight = ranking.synonym_weight
        self._phrase_nearness = ranking.phrase_nearness
        self._passing = lru_cache(_KEPT_FILTERS)(self._find_passing)

    def check(self) -> None:
        """See `Engine`."""

    def lexical(self, words: Words, limit: int, filters: Filters) -> Candidates:
        """See `Engine`."""
        rows, scores = self._artefact.lexical.search(
            words.text,
            words.language,
            self._weights,
            limit=limit,
            allowed=self._rows(filters),
            synonyms=words.synonyms,
            synonym_weight=self._synonym_weight,
        )
        return Candidates(rows, scores, complete=len(rows) < limit)

    def dense(self, vector: Vectors, limit: int, filters: Filters) -> Candidates:
        """See `Engine`."""
        dense, allowed = self._artefact.dense, self._rows(filters)
        if allowed is None and limit >= dense.size:
            every = dense.every_score(vector, self._phrase_nearness)
            return Candidates(np.arange(dense.size), every.astype(np.float64), complete=True)
        rows, scores = dense.nearest(vector, limit, allowed, self._phrase_nearness)
        return Candidates(rows, scores.astype(np.float64), complete=len(rows) < limit)

    def vectors(self, rows: Sequence[int] | Numbers) -> Vectors:
        """See `Engine`."""
        return self._artefact.dense.vectors(rows)

    def _rows(self, filters: Filters) -> Numbers | None:
        """The rows that pass filters, ascending; None for all."""
        return self._passing(tuple(filters.items())) if any(filters.values()) else None

    def _find_passing(self, filters: tuple[tuple[str, tuple[str, ...]], ...]) -> Numbers:
        columns = self._artefact.columns
        units = self._facets.passing(dict(filters))
        rows = columns.rows if units is None else columns.rows[units]
        passing = np.zeros(len(columns.unit_of), np.bool_)
        passing[rows[rows >= 0]] = True
        return np.flatnonzero(passing)


def field_weights(ranking: RankingConfiguration) -> FieldWeights:
    """The weights of fields that a configuration sets."""
    return FieldWeights(
        {
            "title": ranking.title_weight,
            "heading": ranking.heading_weight,
            "context": ranking.context_weight,
            "text": ranking.text_weight,
            "asked": ranking.asked_weight,
        },
        ranking.field_tie,
        ranking.phrase_weight,
    )
