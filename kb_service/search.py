"""Search over an opened artefact: one engine for the API and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from indexer.artefact import Artefact
from indexer.background import measure_subject
from indexer.configuration import Configuration
from indexer.dense import Vectors
from indexer.errors import QueryError
from indexer.languages import CODES
from indexer.names import main_terms
from indexer.text import clean
from kb_service.engines import EmbeddedEngine, Engine
from kb_service.expansion import Expansion, read_concepts
from kb_service.facets import Facets, Filters
from kb_service.fusion import Scores
from kb_service.hits import HitBuilder, Scored
from kb_service.neighbourhood import Neighbourhood
from kb_service.query_reading import QueryReader, Reading
from kb_service.references import ReferenceIndex
from kb_service.related import find_related
from kb_service.results import (
    FILTERS,
    MODES,
    Hit,
    Matched,
    Mode,
    Query,
    Related,
    Results,
    SnippetPart,
    Suggestion,
)
from kb_service.retrieval import Asked, Pool, Retriever, order_modes
from kb_service.suggestions import Suggestions
from kb_service.term_statistics import TermStatistics
from kb_service.units import Numbers, Units
from kb_service.word_coverage import measure_coverage

if TYPE_CHECKING:
    from indexer.encoder import Encoder

__all__ = [
    "FILTERS",
    "MODES",
    "Hit",
    "Matched",
    "Mode",
    "Query",
    "Related",
    "Results",
    "SearchEngine",
    "SnippetPart",
    "Suggestion",
]

_MOST_HITS = 1000
_MOST_SUGGESTIONS = 50
_LONGEST_PREFIX = 200
_NAMED = 0.4  # share of a query's words in names of terms and themes that is always answered
_FEW_WORDS = 2  # of a query that is answered if a passage holds them all
_WHOLE = 0.999  # share of a query's words, but for rounding
_NEAREST = 5  # passages whose nearness says whether anything is close


@dataclass(slots=True)
class _Found:
    """What a query matches: its candidates, ascending, their scores, and the order of units."""

    units: Numbers
    order: Numbers
    scores: Scores
    lexical: Scores
    dense: Scores
    deviations: Scores
    nothing_close: bool = False
    complete: bool = True

    @classmethod
    def of(cls, units: Numbers) -> _Found:
        """Candidates without scores, in no order."""
        nothing = np.full(len(units), np.nan)
        return cls(units, units[:0], nothing, nothing, nothing, nothing)

    def include(self, units: Numbers) -> None:
        """Let units be candidates that may not have been, without scores."""
        every = np.union1d(self.units, units)
        if len(every) > len(self.units):
            places = np.searchsorted(every, self.units)
            for name in ("scores", "lexical", "dense", "deviations"):
                wider = np.full(len(every), np.nan)
                wider[places] = getattr(self, name)
                setattr(self, name, wider)
            self.units = every


class SearchEngine:
    """Answers queries from an artefact; safe to share between threads.

    Candidates come from `engine`: the artefact's own indexes, unless another is given. Raises
    QueryError for an unknown mode, language, filter or filter value, for numbers out of bounds and
    for a text above `[ranking] longest_query`; anything else is a result.
    """

    def __init__(
        self,
        artefact: Artefact,
        encoder: Encoder,
        configuration: Configuration,
        engine: Engine | None = None,
    ) -> None:
        artefact.check_encoder(encoder)
        self._artefact = artefact
        self._encoder = encoder
        self._ranking = ranking = configuration.ranking
        self._columns = artefact.columns
        self._units = Units(artefact.columns, artefact.passages)
        self._facets = Facets(artefact.columns)
        self._engine = engine or EmbeddedEngine(artefact, ranking)
        concepts = read_concepts(artefact.records)
        self._expansion = Expansion(concepts)
        self._statistics = TermStatistics(artefact.lexical)
        self._reader = QueryReader(artefact, concepts, self._statistics)
        self._references = ReferenceIndex(artefact.columns, artefact.records)
        self._retriever = Retriever(
            self._engine, artefact.columns, self._expansion, self._statistics, ranking
        )
        self._hits = HitBuilder(
            self._units,
            self._references,
            self._expansion,
            self._statistics,
            artefact.highlights,
            ranking,
        )
        weights = {"term": ranking.term_weight, "guidance": ranking.guidance_weight}
        kinds = artefact.columns.facets["kind"].values
        self._kind_weights: Scores = np.asarray([weights.get(kind, 1.0) for kind in kinds])
        self._suggestions = lru_cache(len(CODES))(self._build_suggestions)

    def read_ahead(self, rest: Callable[[], None] = lambda: None) -> None:
        """Make now what is otherwise made by the first query of a language that needs it.

        `rest` is called after each language, for whoever wants to leave the processor to others.
        """
        for code in CODES:
            self._reader.read_ahead(code)
            self._suggestions(code)
            rest()

    def check(self) -> None:
        """Nothing, if the engine answers; else EngineError."""
        self._engine.check()

    def search(self, query: Query) -> Results:
        """The passages that answer a query, best first."""
        started = perf_counter()
        self._check(query)
        reading = self._reader.read(query)
        found = self._find(query, reading)
        if reading.corrections and found.nothing_close:  # what finds nothing was not meant
            reading = self._reader.read(query, mend=False)
            found = self._find(query, reading)
        order = found.order[self._facets.allow(found.order, query.filters)]
        page = order[query.offset : query.offset + query.limit].tolist()
        return Results(
            hits=self._hits.build(query, reading, self._narrow(found, query.filters), page)
            if page
            else (),
            total=len(order),
            facets=self._facets.count(found.order, query.filters),
            detected_language=reading.detected,
            query_reference=reading.reference,
            corrections=reading.corrections,
            timing_ms=(perf_counter() - started) * 1000,
            nothing_close=found.nothing_close,
            complete=found.complete,
        )

    def suggest(self, prefix: str, language: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of a beginning, in one language: terms, themes, titles, phrases."""
        _check_language(language)
        _check_number("limit", limit, 1, _MOST_SUGGESTIONS)
        return self._suggestions(language).complete(clean(prefix[:_LONGEST_PREFIX]), limit)

    def related(self, subject: str, language: str, limit: int = 5) -> tuple[Related, ...]:
        """Passages near a unit (`path#anchor`) or near a whole page (its id), nearest first."""
        _check_language(language)
        _check_number("limit", limit, 1, _MOST_HITS)
        most = self._ranking.candidates
        return find_related(self._engine, self._units, subject, language, limit, most)

    def _narrow(self, found: _Found, filters: Filters) -> Scored:
        allowed = self._facets.allow(found.units, filters)
        scores = (found.scores, found.lexical, found.dense, found.deviations)
        return Scored(found.units, *scores, allowed)

    def _find(self, query: Query, reading: Reading) -> _Found:
        """What a query matches, whatever its filters."""
        if reading.reference is not None:
            named = self._references.resolve(reading.reference)
            found = _Found.of(np.sort(named))
            found.order = self._fold_pages(named)
            found.scores = np.ones(len(named))
            found.nothing_close = not len(named)
        elif reading.text:
            found = self._score(query, reading)
            self._put_first(found, [self._references.resolve(one) for one in reading.within])
        elif query.text.strip():  # signs that ask for nothing, such as a pasted tag
            found = _Found.of(np.empty(0, np.int64))
            found.nothing_close = True
        else:
            found = self._browse(query.filters)
        return found

    def _browse(self, filters: Filters) -> _Found:
        """Everything in document order; of more than can be candidates, the first that pass."""
        first, most = self._columns.first_of_hit, self._ranking.candidates
        passing = self._facets.passing(filters) if len(first) > most else None
        units = np.flatnonzero(first) if passing is None else passing[first[passing]]
        found = _Found.of(units if len(first) <= most else units[:most])
        found.order, found.scores = found.units, np.zeros(len(found.units))
        found.complete = len(first) <= most
        return found

    def _fold_pages(self, order: Numbers) -> Numbers:
        """The order with the first section of each page alone: a page is one hit."""
        _, firsts = np.unique(self._columns.hit_of[order], return_index=True)
        return order[np.sort(firsts)]

    def _put_first(self, found: _Found, references: list[Numbers]) -> None:
        """The units that references beside the words name, before all others, best first.

        Of several references each has its own first unit before what is below them.
        """
        references = [units for units in references if len(units)]
        if not references:
            return
        named = np.asarray(list(dict.fromkeys(np.concatenate(references).tolist())), np.int64)
        found.include(named)
        places = np.searchsorted(found.units, named)
        scores = np.nan_to_num(found.scores[places], nan=-1.0)
        named = named[np.argsort(-scores, kind="stable")]
        if len(references) > 1:
            heads = np.asarray([units[0] for units in references])
            named = np.concatenate([heads, named[~np.isin(named, heads)]])
        found.order = self._fold_pages(
            np.concatenate([named, found.order[~np.isin(found.order, named)]])
        )
        found.scores[places] = np.nan_to_num(found.scores[places], nan=0.0) + 1.0
        found.nothing_close = False

    def _score(self, query: Query, reading: Reading) -> _Found:
        asked = Asked(reading.text, reading.language, reading.searched)
        vector: Vectors | None = None
        if query.mode != "keyword":
            vector = self._encoder.encode_queries([asked.text])[0]
        pool = self._retriever.find(asked, vector, query.filters)
        if np.isnan(pool.lexical).all():  # a name known to another language's texts only
            elsewhere = Asked(asked.text, asked.language, CODES)
            pool = self._retriever.find(elsewhere, vector, query.filters)
        found = _Found.of(pool.units)
        found.complete = pool.complete
        if query.mode != "semantic":
            found.lexical = pool.lexical
        close = True
        if vector is not None:
            mean, deviation = self._artefact.manifest.background[asked.language]
            found.deviations = (pool.dense - mean) / deviation
            found.dense = pool.dense
            close = self._is_close(found, pool, asked, vector)
        self._order(found, query.mode, reading.language, pool.full)
        found.nothing_close = not (len(found.order) and close)
        if found.nothing_close:
            found.order = found.order[:0]
        return found

    def _order(self, found: _Found, mode: Mode, language: str, full: float) -> None:
        """Join the two sides, and put hits into their order."""
        scores = order_modes(mode, found.lexical, found.dense, full, self._ranking)
        if mode == "hybrid":
            again = self._retriever.feed_back(found.units, scores, found.dense, language)
            scores = order_modes("hybrid", found.lexical, again, full, self._ranking)
        kinds = self._columns.facets["kind"].of(found.units)[1]
        scores = scores * self._kind_weights[kinds]
        by_meaning = found.deviations >= self._ranking.match_deviations
        found.scores = np.where(by_meaning | ~np.isnan(found.lexical), scores, np.nan)
        found.dense = np.where(np.isnan(found.scores), np.nan, found.dense)
        beside = Neighbourhood(self._columns, found.units, self._ranking)
        if mode == "hybrid":
            best, values = beside.lift(found.scores)
            order = beside.spread_families(best, values)
        else:
            best, values = beside.fold(found.scores)
            order = best
        shown = beside.open_pages(order, found.scores)
        found.scores[best] = values
        found.scores[shown] = found.scores[order]
        found.order = found.units[shown]

    def _is_close(self, found: _Found, pool: Pool, asked: Asked, vector: Vectors) -> bool:
        """Whether a query is about what is here, by its meaning, its neighbours and its words."""
        if self._expansion.share_named(asked.text, asked.language) >= _NAMED:
            return True  # a name alone, or one beside a place, says little to the encoder
        best = np.sort(found.deviations[~np.isnan(found.deviations)])[-_NEAREST:]
        if not len(best):
            return False
        score = measure_subject(self._artefact.subject, vector) + float(best.mean())
        if score >= self._ranking.close_score:
            return True
        if np.isnan(pool.lexical).all():
            return False
        first = int(pool.units[np.nanargmax(pool.lexical)])
        covered = max(
            measure_coverage(asked.text, self._hits.terms(first, code), code, self._statistics)
            for code in asked.searched
        )
        if covered > _WHOLE and len(main_terms(asked.text, asked.language)) <= _FEW_WORDS:
            return True  # a word or two that stand here, and say little to the encoder
        return score + self._ranking.close_coverage * covered >= self._ranking.close_score

    def _build_suggestions(self, language: str) -> Suggestions:
        return Suggestions(self._artefact.lexicons(language), self._artefact.records, language)

    def _check(self, query: Query) -> None:
        longest = self._ranking.longest_query
        if len(query.text) > longest:
            raise QueryError(f"q: {len(query.text)} characters; at most {longest} are accepted")
        if query.mode not in MODES:
            raise QueryError(f'mode "{query.mode}" is unknown; use one of: {", ".join(MODES)}')
        if query.language is not None:
            _check_language(query.language)
        _check_number("limit", query.limit, 0, _MOST_HITS)
        _check_number("offset", query.offset, 0, 10**9)
        self._facets.check(query.filters)


def _check_language(language: str) -> None:
    if language not in CODES:
        raise QueryError(f'language "{language}" is unknown; use one of: {", ".join(CODES)}')


def _check_number(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise QueryError(f"{name}: {value} is out of bounds; from {least} to {most} is accepted")
