"""Candidates of a query: by words, by meaning, and joined.

An engine gives the best rows of either side, at most `[ranking] candidates` of each; everything
after works on the units of these alone. Where an index holds no more rows than that, every unit is
a candidate, and totals and counts are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from indexer.columns import Columns
from indexer.configuration import RankingConfiguration
from indexer.dense import Vectors
from kb_service.engines import Candidates, Engine, Words
from kb_service.expansion import Expansion
from kb_service.facets import Filters
from kb_service.feedback import feed_back
from kb_service.fusion import Scores, fuse_ranks, fuse_scores
from kb_service.results import Mode
from kb_service.term_statistics import TermStatistics
from kb_service.units import COLUMN, Numbers, number_anew
from kb_service.word_coverage import weigh_words

#: Which share of `[ranking] candidates` either side gives where not all can be ranked, and how
#: many at least. Those further down change no page of hits, and each takes time to find.
_SHARE_OF_WORDS, _SHARE_OF_NEAREST = 20, 15
_FEWEST = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A query text, its language, and the languages in which its words are looked for."""

    text: str
    language: str
    searched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of a query: unit numbers, ascending, and their scores in that order.

    NaN where a side did not find a unit. `complete` says that no unit was left out, `full` which
    keyword score a text with all words would have: next to nothing in a language without passages,
    where none but the names of concepts are found.
    """

    units: Numbers
    lexical: Scores
    dense: Scores
    complete: bool
    full: float


def fuse(lexical: Scores, dense: Scores, full: float, ranking: RankingConfiguration) -> Scores:
    """Both sides joined as a configuration sets it."""
    if ranking.fusion == "rrf":
        return fuse_ranks(lexical, dense, ranking.dense_weight, ranking.rrf_k)
    return fuse_scores(lexical, dense, ranking.dense_weight, ranking.full_score * full)


def order_modes(
    mode: Mode, lexical: Scores, dense: Scores, full: float, ranking: RankingConfiguration
) -> Scores:
    """The scores that decide the order in a mode; `full` is `weigh_words` of the query."""
    if mode == "keyword":
        return lexical
    return dense if mode == "semantic" else fuse(lexical, dense, full, ranking)


class Retriever:
    """Asks an engine for candidates, and scores their units."""

    def __init__(
        self,
        engine: Engine,
        columns: Columns,
        expansion: Expansion,
        statistics: TermStatistics,
        ranking: RankingConfiguration,
    ) -> None:
        self._engine = engine
        self._columns = columns
        self._expansion = expansion
        self._statistics = statistics
        self._ranking = ranking

    def find(self, asked: Asked, vector: Vectors | None, filters: Filters) -> Pool:
        """The candidates of a query; of its words alone without a vector.

        What a query means is decided by the best of everything, whatever its filters. Where that is
        not complete, the best of what passes the filters is added.
        """
        nearest = self._most(_SHARE_OF_NEAREST)
        words = self._lexical(asked, {})
        near = None if vector is None else self._engine.dense(vector, nearest, {})
        parts = [words] if near is None else [words, near]
        complete = all(part.complete for part in parts)
        if not complete and any(filters.values()):
            words = _join([words, self._lexical(asked, filters)])
            if vector is not None and near is not None:
                near = _join([near, self._engine.dense(vector, nearest, filters)])
        rows = words.rows if near is None else np.concatenate([words.rows, near.rows])
        units, places = number_anew(self._columns.unit_of[rows], len(self._columns))
        return Pool(
            units,
            self._score_words(len(units), places[: len(words.rows)], words),
            np.full(len(units), np.nan)
            if near is None or vector is None
            else self._score_meanings(
                units, places[len(words.rows) :], near, asked.language, vector
            ),
            complete,
            min(weigh_words(asked.text, code, self._statistics) for code in asked.searched),
        )

    def feed_back(self, units: Numbers, joined: Scores, dense: Scores, language: str) -> Scores:
        """The semantic scores with a share of the nearness to the best units of `joined`."""
        rows = self._own_rows(units, language)
        return feed_back(joined, dense, rows, self._engine, self._ranking.feedback_weight)

    def _own_rows(self, units: Numbers, language: str) -> Numbers:
        """The passage of each unit in a language, else in another."""
        table = self._columns.rows[units]
        own = table[:, COLUMN[language]]
        return np.where(own >= 0, own, table.max(axis=1, initial=-1)).astype(np.int64)

    def _most(self, share: int) -> int:
        """How many candidates one side gives: all of a small index, else a share of the limit."""
        limit = self._ranking.candidates
        few = max(limit // share, min(limit, _FEWEST))
        return limit if len(self._columns.unit_of) <= limit else few

    def _lexical(self, asked: Asked, filters: Filters) -> Candidates:
        concepts = self._expansion.find(asked.text, asked.language)
        return _join(
            self._engine.lexical(
                Words(asked.text, code, self._expansion.names(concepts, code, asked.text)),
                self._most(_SHARE_OF_WORDS),
                filters,
            )
            for code in asked.searched
        )

    def _score_words(self, count: int, places: Numbers, found: Candidates) -> Scores:
        """The keyword score of each unit: that of its best passage.

        `places` are where the unit of each row that was found stands among the units.
        """
        scores = np.full(count, -np.inf)
        np.maximum.at(scores, places, found.scores)
        return np.where(scores > 0, scores, np.nan)

    def _score_meanings(
        self, units: Numbers, places: Numbers, found: Candidates, language: str, vector: Vectors
    ) -> Scores:
        """The semantic score of each unit: of its passage in the query's language, else its best.

        A share of the score is that of the best other translation, if the ranking sets one. A
        translation that is not among the candidates counts as much as the last of them; a unit
        of which none is has the nearness of its text.
        """
        rows = found.rows
        scores = np.full((len(units), len(COLUMN)), -np.inf)
        scores[places, self._columns.language_of[rows]] = found.scores
        if not found.complete and len(rows):
            held = np.isfinite(scores)
            missing = (self._columns.rows[units] >= 0) & ~held & held.any(axis=1, keepdims=True)
            scores[missing] = found.scores.min()
            far = ~held.any(axis=1)
            if far.any():
                texts = self._own_rows(units[far], language)
                scores[far, self._columns.language_of[texts]] = self._engine.vectors(texts) @ vector
        own = scores[:, COLUMN[language]].copy()
        scores[:, COLUMN[language]] = -np.inf
        others = scores.max(axis=1)
        share = self._ranking.other_language_weight
        both = np.isfinite(own) & np.isfinite(others)
        score = np.where(np.isfinite(own), own, others)
        score[both] = (1 - share) * own[both] + share * others[both]
        return np.where(np.isfinite(score), score, np.nan)


def _join(parts: Iterable[Candidates]) -> Candidates:
    """Candidates of several searches as one; a row that several found has one score."""
    every = list(parts)
    if len(every) == 1:
        return every[0]
    rows, firsts = np.unique(np.concatenate([part.rows for part in every]), return_index=True)
    scores = np.concatenate([part.scores for part in every])[firsts]
    return Candidates(rows, scores, all(part.complete for part in every))
