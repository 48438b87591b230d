"""Search over an opened artefact: one engine for the API and the command line."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache, partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.artefact import Artefact
from indexer.configuration import Configuration
from indexer.errors import QueryError
from indexer.languages import CODES
from indexer.model import Passage
from indexer.names import main_terms
from indexer.references import QueryReference, find_references, parse_query_reference
from indexer.text import Token, analyse, analyse_query, clean
from kb_service.expansion import Expansion, read_concepts
from kb_service.facets import Facets, Mask, vocabulary_values
from kb_service.fusion import Scores, rank
from kb_service.query_language import LanguageDetector
from kb_service.references import ReferenceIndex, find_holders
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
from kb_service.retrieval import Asked, Retriever, order_modes
from kb_service.snippets import build_snippet, find_matches, matched_words
from kb_service.suggestions import Suggestions
from kb_service.units import Units, group_units, hit_of

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

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")  # of a pasted page; a tag asks for nothing
_MOST_HITS = 1000
_MOST_SUGGESTIONS = 50
_LONGEST_PREFIX = 200
_CACHED_PASSAGES = 4096


#: Kinds that explain words or the service: they stand behind what says what to do.
_SUPPORTING = frozenset({"term", "about"})


class _Found:
    """What a query matches: the order of units, and why each is there."""

    __slots__ = ("deviations", "dense", "lexical", "nothing_close", "order", "scores")

    def __init__(self, size: int) -> None:
        self.order: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.scores: Scores = np.full(size, np.nan)
        self.lexical: Scores = np.full(size, np.nan)
        self.dense: Scores = np.full(size, np.nan)
        self.deviations: Scores = np.full(size, np.nan)
        self.nothing_close = False


class SearchEngine:
    """Answers queries from an artefact; safe to share between threads.

    Raises QueryError for an unknown mode, language, filter or filter value, for numbers out of
    bounds and for a text above `[ranking] longest_query`; anything else is a result.
    """

    def __init__(self, artefact: Artefact, encoder: Encoder, configuration: Configuration) -> None:
        artefact.check_encoder(encoder)
        self._artefact = artefact
        self._encoder = encoder
        self._ranking = configuration.ranking
        self._units = group_units(artefact.passages)
        self._facets = Facets(
            self._units,
            vocabulary_values(artefact.records),
            find_holders(artefact.records, artefact.passages),
        )
        self._expansion = Expansion(read_concepts(artefact.records))
        self._references = ReferenceIndex(self._units, artefact.records)
        self._detector = LanguageDetector(artefact.passages)
        self._retriever = Retriever(artefact, self._units, self._expansion, configuration.ranking)
        self._tokens = lru_cache(_CACHED_PASSAGES)(_tokens)
        ranking = configuration.ranking
        weights = dict.fromkeys(_SUPPORTING, ranking.term_weight)
        weights["guidance"] = ranking.guidance_weight
        kinds = [self._units.any_passage(number).kind for number in range(len(self._units))]
        self._weights: Scores = np.asarray([weights.get(kind, 1.0) for kind in kinds])
        self._hit_numbers = _number_hits(self._units)
        self._suggestions = lru_cache(len(CODES))(self._build_suggestions)

    def search(self, query: Query) -> Results:
        """The passages that answer a query, best first."""
        started = perf_counter()
        self._check(query)
        text = clean(_TAG.sub(" ", query.text))
        reference = parse_query_reference(text) if text else None
        detected = self._detector.detect(text, query.language)
        language = detected or query.language or "en"
        searched = tuple(dict.fromkeys((language, query.language or language)))
        asked = Asked(text, language, searched)
        found = self._find(query, asked, reference)
        matched: Mask = np.zeros(len(self._units), dtype=np.bool_)
        matched[found.order] = True
        allowed = self._facets.allow(query.filters)
        order = found.order[allowed[found.order]]
        page = order[query.offset : query.offset + query.limit]
        hits = self._hits(query, asked, reference, found, page, allowed)
        return Results(
            hits=hits,
            total=len(order),
            facets=self._facets.count(matched, query.filters),
            detected_language=detected,
            query_reference=reference,
            timing_ms=(perf_counter() - started) * 1000,
            nothing_close=found.nothing_close,
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
        return find_related(self._artefact, self._units, subject, language, limit)

    def _find(self, query: Query, asked: Asked, reference: QueryReference | None) -> _Found:
        """What a query matches, whatever its filters."""
        found = _Found(len(self._units))
        if reference is not None:
            found.order = self._references.resolve(reference)
            found.scores[found.order] = 1.0
            found.nothing_close = not len(found.order)
        elif asked.text:
            self._score(found, query, asked)
        elif query.text.strip():  # signs that ask for nothing, such as a pasted tag
            found.nothing_close = True
        else:
            found.order = np.arange(len(self._units))
            found.scores[:] = 0.0
        found.order = self._fold_pages(found.order)
        return found

    def _fold_pages(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """The order with the best section of each page of ours alone: a page is one hit."""
        _, firsts = np.unique(self._hit_numbers[order], return_index=True)
        return order[np.sort(firsts)]

    def _score(self, found: _Found, query: Query, asked: Asked) -> None:
        lexical = self._retriever.lexical(asked)
        if np.isnan(lexical).all():  # a name known to another language's texts only
            lexical = self._retriever.lexical(Asked(asked.text, asked.language, CODES))
        if query.mode != "semantic":
            found.lexical = lexical
        if query.mode != "keyword":
            vector = self._encoder.encode_queries([asked.text])[0]
            dense = self._retriever.dense(vector, asked.language)
            found.deviations = self._retriever.deviations(dense, asked.language)
            found.dense = dense
        scores = order_modes(query.mode, found.lexical, found.dense, self._ranking)
        scores = scores * self._weights
        by_meaning = found.deviations >= self._ranking.match_deviations
        found.scores = np.where(by_meaning | ~np.isnan(found.lexical), scores, np.nan)
        found.dense = np.where(np.isnan(found.scores), np.nan, found.dense)
        order = np.argsort(-found.scores, kind="stable")
        order = order[: np.count_nonzero(~np.isnan(found.scores))]
        if len(order) and (query.mode == "keyword" or self._is_close(found, lexical, asked)):
            found.order = order
        else:
            found.nothing_close = True

    def _is_close(self, found: _Found, lexical: Scores, asked: Asked) -> bool:
        """Whether anything stands out from chance, by its meaning and the words it holds.

        Each counts as a share of what would be enough alone; a query that names a concept of the
        vocabulary is about what all this is about.
        """
        ranking = self._ranking
        nearness = max(float(np.nanmax(found.deviations)), 0.0) / ranking.close_deviations
        if nearness >= 1:
            return True
        if np.isnan(lexical).all():
            return False
        if self._expansion.find(asked.text, asked.language):
            return True
        best = int(np.nanargmax(lexical))
        covered = max(
            self._retriever.coverage(asked, self._terms(self._units.choose(best, [code])), code)
            for code in asked.searched
        )
        return nearness + covered / ranking.close_coverage >= 1

    def _hits(
        self,
        query: Query,
        asked: Asked,
        reference: QueryReference | None,
        found: _Found,
        page: NDArray[np.int64],
        allowed: Mask,
    ) -> tuple[Hit, ...]:
        lexical_ranks = rank(np.where(allowed, found.lexical, np.nan))
        dense_ranks = rank(np.where(allowed, found.dense, np.nan))
        readable = query.filters.get("language", ()) or CODES
        wanted = [c for c in (query.language, asked.language) if c in readable] + list(readable)
        concepts = self._expansion.find(asked.text, asked.language)
        sought: dict[str, tuple[frozenset[str], list[tuple[str, ...]]]] = {}
        hits: list[Hit] = []
        for place, number in enumerate(page.tolist()):
            passage = self._units.choose(number, wanted)
            code = passage.language
            if code not in sought:
                names = self._expansion.names(concepts, code, asked.text)
                sought[code] = (
                    frozenset(token.term for token in analyse_query(asked.text, code)),
                    [terms for name in names if (terms := main_terms(name, code))],
                )
            if reference is None:
                matches = find_matches(self._tokens(passage), *sought[code])
            else:
                matches = _cited(passage.text, reference.key)
            anchor = self._references.held_by(passage.anchor, reference)
            hits.append(
                Hit(
                    passage=replace(passage, anchor=anchor) if reference else passage,
                    rank=query.offset + place + 1,
                    score=float(found.scores[number]),
                    lexical_rank=_whole(lexical_ranks[number]),
                    dense_rank=_whole(dense_ranks[number]),
                    matched=Matched(
                        words=matched_words(passage.text, matches),
                        meaning=bool(found.deviations[number] >= self._ranking.match_deviations),
                        reference=reference.key if reference else None,
                    ),
                    snippet=build_snippet(
                        passage.text,
                        matches,
                        self._ranking.snippet_length,
                        partial(self._artefact.lexical.rarity, language=code),
                    ),
                    alternates=self._units.alternates(number, code),
                )
            )
        return tuple(hits)

    def _terms(self, passage: Passage) -> frozenset[str]:
        """Every term of a passage and of what is indexed with it."""
        around = analyse(f"{passage.title}\n{passage.heading}\n{passage.context}", passage.language)
        return frozenset(t.term for t in (*self._tokens(passage), *around))

    def _build_suggestions(self, language: str) -> Suggestions:
        return Suggestions(self._artefact.passages, self._artefact.records, language)

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


def _number_hits(units: Units) -> NDArray[np.int64]:
    """A number for each unit, shared by the sections of one page and by nothing else."""
    numbers: dict[str, int] = {}
    hits = [hit_of(units.any_passage(number)) for number in range(len(units))]
    return np.asarray([numbers.setdefault(hit, len(numbers)) for hit in hits], dtype=np.int64)


def _tokens(passage: Passage) -> list[Token]:
    return analyse(passage.text, passage.language)


def _cited(text: str, key: str) -> list[Token]:
    """Where a text cites a reference."""
    return [
        Token(found.key, place, found.start, found.end)
        for place, found in enumerate(find_references(text))
        if found.key == key
    ]


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def _check_language(language: str) -> None:
    if language not in CODES:
        raise QueryError(f'language "{language}" is unknown; use one of: {", ".join(CODES)}')


def _check_number(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise QueryError(f"{name}: {value} is out of bounds; from {least} to {most} is accepted")
