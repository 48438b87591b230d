"""How much of a query's words a passage holds."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.highlights import number_of
from indexer.text import Token, analyse_query
from kb_service.term_statistics import TermStatistics


def measure_coverage(
    text: str, terms: frozenset[int], language: str, statistics: TermStatistics
) -> float:
    """The share of a query's words that a passage holds, rare words counting more.

    `terms` are the passage's, as `indexer.highlights` numbers them.
    """
    tokens = analyse_query(text, language)
    if language == "zh":  # bigrams overlap, and half of them are no words: count characters
        characters = {place for token in tokens for place in range(token.start, token.end)}
        held_characters = {
            place
            for token in tokens
            if number_of(token.term) in terms
            for place in range(token.start, token.end)
        }
        return len(held_characters) / len(characters) if characters else 0.0
    total = held = 0.0
    for alternatives in _words(tokens):
        weight = min(statistics.rarity(term, language) for term in alternatives)
        total += weight
        if any(number_of(term) in terms for term in alternatives):
            held += weight
    return held / total if total else 0.0


def weigh_words(text: str, language: str, statistics: TermStatistics) -> float:
    """About the keyword score of a text that holds each word of a query once."""
    words = _words(analyse_query(text, language))
    every = sum(min(statistics.rarity(term, language) for term in one) for one in words)
    return every / 2 if language == "zh" else every  # of overlapping bigrams half are no words


def _words(tokens: Iterable[Token]) -> list[list[str]]:
    """The terms of each word, which may be read in several ways."""
    words: dict[int, list[str]] = {}
    for token in tokens:
        words.setdefault(token.position, []).append(token.term)
    return list(words.values())
