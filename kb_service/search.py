"""Search over an opened artefact: one engine for the API and the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.artefact import Artefact
from indexer.background import measure_subject
from indexer.configuration import Configuration
from indexer.dense import Vectors
from indexer.errors import QueryError
from indexer.languages import CODES
from indexer.model import Passage
from indexer.names import main_terms
from indexer.references import find_references
from indexer.text import Token, analyse, analyse_query, clean
from kb_service.best_sentence import SentencePicker
from kb_service.expansion import Expansion, read_concepts
from kb_service.facets import Facets, Mask, vocabulary_values
from kb_service.fusion import Scores, rank
from kb_service.neighbourhood import Neighbourhood
from kb_service.query_reading import QueryReader, Reading
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
from kb_service.units import group_units

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
_CACHED_PASSAGES = 4096
_FEW_WORDS = 2  # of a query that is answered if a passage holds them all
_WHOLE = 0.999  # share of a query's words, but for rounding
_NEAREST = 5  # passages whose nearness says whether anything is close


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


@dataclass(frozen=True, slots=True)
class _Sought:
    """What of a query is to be found in the texts of one language.

    `terms` match wherever they stand, `phrases` as a whole; `concepts` are labels of what the query
    names, each with the terms of all its names.
    """

    terms: frozenset[str]
    phrases: list[tuple[str, ...]]
    concepts: list[tuple[str, list[tuple[str, ...]]]]

    def held_by(self, tokens: list[Token]) -> tuple[str, ...]:
        """The labels of the concepts of which a text holds a name."""
        terms = {token.term for token in tokens}
        held: dict[str, str] = {}  # a theme and a term may have one label
        for label, names in self.concepts:
            if any(find_matches(tokens, (), [name]) for name in names if terms.issuperset(name)):
                held.setdefault(label.casefold(), label)
        return tuple(held.values())


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
        concepts = read_concepts(artefact.records)
        self._expansion = Expansion(concepts)
        self._reader = QueryReader(artefact, concepts)
        self._sentences = SentencePicker()
        self._references = ReferenceIndex(self._units, artefact.records)
        self._retriever = Retriever(artefact, self._units, self._expansion, configuration.ranking)
        self._tokens = lru_cache(_CACHED_PASSAGES)(_tokens)
        ranking = configuration.ranking
        weights = {"term": ranking.term_weight, "guidance": ranking.guidance_weight}
        kinds = [self._units.any_passage(number).kind for number in range(len(self._units))]
        self._weights: Scores = np.asarray([weights.get(kind, 1.0) for kind in kinds])
        self._neighbourhood = Neighbourhood(self._units, ranking)
        self._suggestions = lru_cache(len(CODES))(self._build_suggestions)

    def read_ahead(self) -> None:
        """Make now what is otherwise made by the first query of a language that needs it."""
        self._reader.read_ahead()
        for code in CODES:
            self._suggestions(code)

    def search(self, query: Query) -> Results:
        """The passages that answer a query, best first."""
        started = perf_counter()
        self._check(query)
        reading = self._reader.read(query)
        found = self._find(query, reading)
        if reading.corrections and found.nothing_close:  # what finds nothing was not meant
            reading = self._reader.read(query, mend=False)
            found = self._find(query, reading)
        matched: Mask = np.zeros(len(self._units), dtype=np.bool_)
        matched[found.order] = True
        allowed = self._facets.allow(query.filters)
        order = found.order[allowed[found.order]]
        page = order[query.offset : query.offset + query.limit]
        hits = self._hits(query, reading, found, page, allowed)
        return Results(
            hits=hits,
            total=len(order),
            facets=self._facets.count(matched, query.filters),
            detected_language=reading.detected,
            query_reference=reading.reference,
            corrections=reading.corrections,
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

    def _find(self, query: Query, reading: Reading) -> _Found:
        """What a query matches, whatever its filters."""
        found = _Found(len(self._units))
        if reading.reference is not None:
            named = self._references.resolve(reading.reference)
            found.order = self._fold_pages(named)
            found.scores[named] = 1.0
            found.nothing_close = not len(named)
        elif reading.text:
            self._score(found, query, reading)
            self._put_first(found, [self._references.resolve(one) for one in reading.within])
        elif query.text.strip():  # signs that ask for nothing, such as a pasted tag
            found.nothing_close = True
        else:
            found.order = self._fold_pages(np.arange(len(self._units)))
            found.scores[:] = 0.0
        return found

    def _fold_pages(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """The order with the first section of each page alone: a page is one hit."""
        _, firsts = np.unique(self._neighbourhood.hit_numbers[order], return_index=True)
        return order[np.sort(firsts)]

    def _put_first(self, found: _Found, references: list[NDArray[np.int64]]) -> None:
        """The units that references beside the words name, before all others, best first.

        Of several references each has its own first unit before what is below them.
        """
        references = [units for units in references if len(units)]
        if not references:
            return
        named = np.asarray(list(dict.fromkeys(np.concatenate(references).tolist())), np.int64)
        scores = np.nan_to_num(found.scores[named], nan=-1.0)
        named = named[np.argsort(-scores, kind="stable")]
        if len(references) > 1:
            heads = np.asarray([units[0] for units in references])
            named = np.concatenate([heads, named[~np.isin(named, heads)]])
        found.order = self._fold_pages(
            np.concatenate([named, found.order[~np.isin(found.order, named)]])
        )
        found.scores[named] = np.nan_to_num(found.scores[named], nan=0.0) + 1.0
        found.nothing_close = False

    def _score(self, found: _Found, query: Query, reading: Reading) -> None:
        asked = Asked(reading.text, reading.language, reading.searched)
        lexical = self._retriever.lexical(asked)
        if np.isnan(lexical).all():  # a name known to another language's texts only
            lexical = self._retriever.lexical(Asked(asked.text, asked.language, CODES))
        if query.mode != "semantic":
            found.lexical = lexical
        close = True
        if query.mode != "keyword":
            vector = self._encoder.encode_queries([asked.text])[0]
            dense = self._retriever.dense(vector, asked.language)
            found.deviations = self._retriever.deviations(dense, asked.language)
            found.dense = dense
            close = self._is_close(found, lexical, asked, vector)
        scores = order_modes(query.mode, found.lexical, found.dense, self._ranking)
        if query.mode == "hybrid":
            again = self._retriever.feed_back(scores, found.dense, reading.language)
            scores = order_modes("hybrid", found.lexical, again, self._ranking)
        scores = scores * self._weights
        by_meaning = found.deviations >= self._ranking.match_deviations
        found.scores = np.where(by_meaning | ~np.isnan(found.lexical), scores, np.nan)
        found.dense = np.where(np.isnan(found.scores), np.nan, found.dense)
        if query.mode == "hybrid":
            best, values = self._neighbourhood.lift(found.scores)
            order = self._neighbourhood.spread_families(best, values)
        else:
            best, values = self._neighbourhood.fold(found.scores)
            order = best
        if len(order) and close:
            found.order = self._neighbourhood.open_pages(order, found.scores)
            found.scores[best] = values
            found.scores[found.order] = found.scores[order]
        else:
            found.nothing_close = True

    def _is_close(self, found: _Found, lexical: Scores, asked: Asked, vector: Vectors) -> bool:
        """Whether a query is about what is here, by its meaning, its neighbours and its words."""
        if self._expansion.is_all_names(asked.text, asked.language):
            return True  # a name alone says little to the encoder
        best = np.sort(found.deviations[~np.isnan(found.deviations)])[-_NEAREST:]
        if not len(best):
            return False
        score = measure_subject(self._artefact.subject, vector) + float(best.mean())
        if score >= self._ranking.close_score:
            return True
        if np.isnan(lexical).all():
            return False
        first = int(np.nanargmax(lexical))
        covered = max(
            self._retriever.coverage(asked, self._terms(self._units.choose(first, [code])), code)
            for code in asked.searched
        )
        if covered > _WHOLE and len(main_terms(asked.text, asked.language)) <= _FEW_WORDS:
            return True  # a word or two that stand here, and say little to the encoder
        return score + self._ranking.close_coverage * covered >= self._ranking.close_score

    def _hits(
        self,
        query: Query,
        reading: Reading,
        found: _Found,
        page: NDArray[np.int64],
        allowed: Mask,
    ) -> tuple[Hit, ...]:
        lexical_ranks = rank(np.where(allowed, found.lexical, np.nan))
        dense_ranks = rank(np.where(allowed, found.dense, np.nan))
        readable = query.filters.get("language", ()) or CODES
        wanted = [c for c in (query.language, reading.language) if c in readable] + list(readable)
        concepts = self._expansion.find(reading.text, reading.language)
        reference = reading.reference
        label_code = query.language or reading.language
        near = self._sentences.embed_query(reading.text)
        sought: dict[str, _Sought] = {}
        hits: list[Hit] = []
        for place, number in enumerate(page.tolist()):
            passage = self._units.choose(number, wanted)
            code = passage.language
            if code not in sought:
                sought[code] = self._seek(reading.text, code, concepts, label_code)
            tokens = self._tokens(passage)
            if reference is None:
                matches = find_matches(tokens, sought[code].terms, sought[code].phrases)
            else:
                matches = _cited(passage.text, reference.key)
            weigh = partial(self._artefact.lexical.rarity, language=code)
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
                        concepts=sought[code].held_by(tokens) if reference is None else (),
                        meaning=bool(found.deviations[number] >= self._ranking.match_deviations),
                        reference=reference.key if reference else None,
                    ),
                    snippet=build_snippet(
                        passage.text,
                        matches,
                        self._ranking.snippet_length,
                        weigh,
                        self._sentences.pick(passage, near, matches, weigh),
                    ),
                    alternates=self._units.alternates(number, code),
                )
            )
        return tuple(hits)

    def _seek(
        self, text: str, language: str, concepts: tuple[int, ...], label_language: str
    ) -> _Sought:
        """What of a query is to be found in the texts of a language."""
        phrases = [
            terms
            for name in self._expansion.names(concepts, language, text)
            if (terms := main_terms(name, language))
        ]
        labelled = [
            (label[0], [terms for name in names if (terms := main_terms(name, language))])
            for concept in concepts
            if (label := self._expansion.every_name(concept, label_language))
            and (names := self._expansion.every_name(concept, language))
        ]
        return _Sought(
            frozenset(token.term for token in analyse_query(text, language)), phrases, labelled
        )

    def _terms(self, passage: Passage) -> frozenset[str]:
        """Every term of a passage and of what is indexed with it."""
        indexed = (passage.title, passage.heading, passage.context, *passage.asked)
        around = analyse("\n".join(indexed), passage.language)
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
