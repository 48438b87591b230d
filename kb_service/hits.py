"""Hits as they are shown: the language they come in, why they were found, and their snippets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from indexer.configuration import RankingConfiguration
from indexer.encoder import light_encoder
from indexer.highlights import Highlights, number_of
from indexer.languages import CODES
from indexer.names import main_terms
from indexer.references import find_references
from indexer.text import Token, analyse_query
from kb_service.best_sentence import pick_sentence
from kb_service.expansion import Expansion
from kb_service.facets import Mask
from kb_service.fusion import Scores, rank
from kb_service.query_reading import Reading
from kb_service.references import ReferenceIndex
from kb_service.results import Hit, Matched, Query
from kb_service.snippets import Name, TokenIndex, build_snippet, matched_words
from kb_service.term_statistics import TermStatistics
from kb_service.units import Numbers, Units


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates of a query, by unit number, ascending, and their scores in that order.

    NaN where a side did not find a unit; `allowed` says which pass the query's filters.
    """

    units: Numbers
    scores: Scores
    lexical: Scores
    dense: Scores
    deviations: Scores
    allowed: Mask


@dataclass(frozen=True, slots=True)
class _Sought:
    """What of a query is to be found in the texts of one language.

    `terms`, by their numbers, match wherever they stand, `phrases` as a whole; `concepts` are
    labels of what the query names, each with all its names.
    """

    terms: dict[int, str]
    phrases: list[Name]
    concepts: list[tuple[str, list[Name]]]

    def held_by(self, tokens: TokenIndex) -> tuple[str, ...]:
        """The labels of the concepts of which a text holds a name."""
        held: dict[str, str] = {}  # a theme and a term may have one label
        for label, names in self.concepts:
            if any(map(tokens.holds, names)):
                held.setdefault(label.casefold(), label)
        return tuple(held.values())


class HitBuilder:
    """Makes the hits of a page of an answer; safe to share between threads."""

    def __init__(
        self,
        units: Units,
        references: ReferenceIndex,
        expansion: Expansion,
        statistics: TermStatistics,
        highlights: Highlights,
        ranking: RankingConfiguration,
    ) -> None:
        self._units = units
        self._references = references
        self._expansion = expansion
        self._statistics = statistics
        self._ranking = ranking
        self._highlights = highlights

    def build(
        self, query: Query, reading: Reading, found: Scored, page: Iterable[int]
    ) -> tuple[Hit, ...]:
        """The hits of some units, which stand at the query's offset and after."""
        units = list(page)
        places = np.searchsorted(found.units, units)
        lexical_ranks = rank(np.where(found.allowed, found.lexical, np.nan))[places].tolist()
        dense_ranks = rank(np.where(found.allowed, found.dense, np.nan))[places].tolist()
        meant = found.deviations[places] >= self._ranking.match_deviations
        scores = found.scores[places].tolist()
        readable = query.filters.get("language", ()) or CODES
        wanted = [c for c in (query.language, reading.language) if c in readable] + list(readable)
        near = light_encoder().encode_queries([reading.text])[0]
        sought = self._seek(query, reading)
        hits: list[Hit] = []
        for place, unit in enumerate(units):
            row = self._units.choose_row(unit, wanted)
            passage = self._units.passages[row]
            code = passage.language
            tokens = TokenIndex(self._highlights.words(row))
            reference = reading.reference
            if reference is None:
                matches = tokens.find(sought(code).terms, sought(code).phrases)
            else:
                matches = _cited(passage.text, reference.key)
            weigh = partial(self._statistics.rarity, language=code)
            sentences = self._highlights.sentences(row)
            best = pick_sentence(passage.text, sentences, near, matches, weigh)
            anchor = self._references.held_by(passage.anchor, reference)
            hits.append(
                Hit(
                    passage=replace(passage, anchor=anchor) if reference else passage,
                    rank=query.offset + place + 1,
                    score=scores[place],
                    lexical_rank=_whole(lexical_ranks[place]),
                    dense_rank=_whole(dense_ranks[place]),
                    matched=Matched(
                        words=matched_words(passage.text, matches),
                        concepts=sought(code).held_by(tokens) if reference is None else (),
                        meaning=bool(meant[place]),
                        reference=reference.key if reference else None,
                    ),
                    snippet=build_snippet(
                        passage.text, matches, self._ranking.snippet_length, weigh, best
                    ),
                    alternates=self._units.alternates(unit, code),
                )
            )
        return tuple(hits)

    def terms(self, unit: int, language: str) -> frozenset[int]:
        """Every term of a unit in a language, else in any, and of what is indexed with it."""
        row = self._units.choose_row(unit, [language])
        around = self._highlights.around(row).tolist()
        return TokenIndex(self._highlights.words(row)).terms.union(around)

    def _seek(self, query: Query, reading: Reading) -> Callable[[str], _Sought]:
        """What of a query is to be found, by the language of the text."""
        text = reading.text
        label_language = query.language or reading.language
        concepts = self._expansion.find(text, reading.language)

        @lru_cache(len(CODES))
        def seek(language: str) -> _Sought:
            phrases = _read_names(self._expansion.names(concepts, language, text), language)
            labelled = [
                (label[0], _read_names(names, language))
                for concept in concepts
                if (label := self._expansion.every_name(concept, label_language))
                and (names := self._expansion.every_name(concept, language))
            ]
            terms = {number_of(token.term): token.term for token in analyse_query(text, language)}
            return _Sought(terms, phrases, labelled)

        return seek


def _read_names(names: Iterable[str], language: str) -> list[Name]:
    every = (main_terms(name, language) for name in names)
    return [Name.of(terms) for terms in every if terms]


def _cited(text: str, key: str) -> list[Token]:
    """Where a text cites a reference."""
    return [
        Token(found.key, place, found.start, found.end)
        for place, found in enumerate(find_references(text))
        if found.key == key
    ]


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
