"""How much of a query's words a passage holds."""

from __future__ import annotations

from indexer.highlights import number_of
from indexer.text import analyse_query
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
    groups: dict[int, list[str]] = {}
    for token in tokens:
        groups.setdefault(token.position, []).append(token.term)
    for alternatives in groups.values():
        weight = min(statistics.rarity(term, language) for term in alternatives)
        total += weight
        if any(number_of(term) in terms for term in alternatives):
            held += weight
    return held / total if total else 0.0
