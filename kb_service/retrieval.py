"""Scores of units for a query: by words, by meaning, and joined.

Every unit is scored, not only the best of each side: at the size of a knowledge base this costs a
fraction of a millisecond, and totals, facets and filters are then exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.artefact import Artefact
from indexer.configuration import RankingConfiguration
from indexer.dense import Vectors
from indexer.lexical import FieldWeights
from indexer.text import analyse_query
from kb_service.expansion import Expansion
from kb_service.feedback import feed_back
from kb_service.fusion import Scores, fuse_ranks, fuse_scores
from kb_service.results import Mode
from kb_service.units import COLUMN, Units


@dataclass(frozen=True, slots=True)
class Asked:
    """A query text, its language, and the languages in which its words are looked for."""

    text: str
    language: str
    searched: tuple[str, ...]


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


def fuse(lexical: Scores, dense: Scores, ranking: RankingConfiguration) -> Scores:
    """Both sides joined as a configuration sets it."""
    if ranking.fusion == "rrf":
        return fuse_ranks(lexical, dense, ranking.dense_weight, ranking.rrf_k)
    return fuse_scores(lexical, dense, ranking.dense_weight)


def order_modes(
    mode: Mode, lexical: Scores, dense: Scores, ranking: RankingConfiguration
) -> Scores:
    """The scores that decide the order in a mode."""
    if mode == "keyword":
        return lexical
    return dense if mode == "semantic" else fuse(lexical, dense, ranking)


class Retriever:
    """Scores the units of an artefact."""

    def __init__(
        self, artefact: Artefact, units: Units, expansion: Expansion, ranking: RankingConfiguration
    ) -> None:
        self._artefact = artefact
        self._units = units
        self._expansion = expansion
        self._ranking = ranking
        self._weights = field_weights(ranking)

    def lexical(self, asked: Asked) -> Scores:
        """The keyword score of each unit: that of its best passage; NaN without any."""
        concepts = self._expansion.find(asked.text, asked.language)
        values = np.zeros(len(self._artefact.passages), dtype=np.float32)
        for language in asked.searched:
            synonyms = self._expansion.names(concepts, language, asked.text)
            for hit in self._artefact.lexical.search(
                asked.text,
                language,
                self._weights,
                synonyms=synonyms,
                synonym_weight=self._ranking.synonym_weight,
            ):
                values[hit.row] = hit.score
        table = self._units.spread(values)
        best = np.max(np.where(np.isnan(table), 0.0, table), axis=1, initial=0.0)
        return np.where(best > 0, best, np.nan)

    def dense(self, vector: Vectors, language: str) -> Scores:
        """The semantic score of each unit: of its passage in the query's language, else its best.

        A share of the score is that of the best other translation, if the ranking sets one.
        """
        scores = self._artefact.dense.scores(vector)
        phrases = self._artefact.dense.phrase_scores(vector)
        held = np.isfinite(phrases)
        nearest = scores.copy()
        nearest[held] = np.maximum(scores[held], self._ranking.phrase_nearness * phrases[held])
        table = self._units.spread(nearest)
        chosen = np.where(np.isnan(table), -np.inf, table)
        own = chosen[:, COLUMN[language]].copy()
        chosen[:, COLUMN[language]] = -np.inf
        others = chosen.max(axis=1)
        share = self._ranking.other_language_weight
        both = np.isfinite(own) & np.isfinite(others)
        score = np.where(np.isfinite(own), own, others)
        score[both] = (1 - share) * own[both] + share * others[both]
        return np.where(np.isfinite(score), score, np.nan)

    def feed_back(self, joined: Scores, dense: Scores, language: str) -> Scores:
        """The semantic scores with a share of the nearness to the best units of `joined`."""
        own = self._units.rows[:, COLUMN[language]]
        first = self._units.rows.max(axis=1)
        rows = np.where(own >= 0, own, first)
        return feed_back(joined, dense, rows, self._artefact.dense, self._ranking.feedback_weight)

    def deviations(self, dense: Scores, language: str) -> Scores:
        """How far each semantic score lies above what unrelated queries reach at best."""
        mean, deviation = self._artefact.manifest.background[language]
        return (dense - mean) / deviation

    def coverage(self, asked: Asked, terms: frozenset[str], language: str) -> float:
        """The share of the query's words that a passage's terms hold, rare words counting more."""
        tokens = analyse_query(asked.text, language)
        if language == "zh":  # bigrams overlap, and half of them are no words: count characters
            characters = {place for token in tokens for place in range(token.start, token.end)}
            held_characters = {
                place
                for token in tokens
                if token.term in terms
                for place in range(token.start, token.end)
            }
            return len(held_characters) / len(characters) if characters else 0.0
        total = held = 0.0
        groups: dict[int, list[str]] = {}
        for token in tokens:
            groups.setdefault(token.position, []).append(token.term)
        for alternatives in groups.values():
            weight = min(self._artefact.lexical.rarity(term, language) for term in alternatives)
            total += weight
            if any(term in terms for term in alternatives):
                held += weight
        return held / total if total else 0.0
