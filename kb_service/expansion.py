"""Synonyms of what a query names: other words of the glossary and the themes for it.

A query that holds a label, an abbreviation or a synonym of a concept also asks, with little
weight, for the concept's other names, in every language in which it is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indexer.languages import CODES
from indexer.names import holds, main_terms, split_label

_MOST = 12  # names that one query is expanded by


class Expansion:
    """The names of all concepts by language, found by the terms of a query."""

    def __init__(self, concepts: Iterable[Mapping[str, tuple[str, ...]]]) -> None:
        """Each concept gives its names by language."""
        self._concepts = tuple(concepts)
        #: language → first term of a name → (all terms of the name, number of the concept)
        self._starts: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
        #: language → number of a concept → its names, each with all of its terms
        self._names: dict[str, dict[int, list[tuple[tuple[str, ...], str]]]] = {}
        for code in CODES:
            starts: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
            names: dict[int, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
            for number, concept in enumerate(self._concepts):
                for name in concept.get(code, ()):
                    terms = main_terms(name, code)
                    if terms:
                        starts[terms[0]].append((terms, number))
                        names[number].append((terms, name))
            self._starts[code], self._names[code] = dict(starts), dict(names)

    def find(self, text: str, language: str) -> tuple[int, ...]:
        """The concepts that a text names, in order."""
        return tuple(dict.fromkeys(number for number, _ in self._find(text, language)))

    def share_named(self, text: str, language: str) -> float:
        """The share of a text's words that belong to names of concepts, from 0 to 1."""
        named = {place for _, places in self._find(text, language) for place in places}
        return len(named) / len(main_terms(text, language)) if named else 0.0

    def _find(self, text: str, language: str) -> Iterator[tuple[int, range]]:
        """The concepts that a text names, and the words that do so."""
        terms = main_terms(text, language)
        starts = self._starts[language]
        for place, term in enumerate(terms):
            for name, number in starts.get(term, ()):
                if terms[place : place + len(name)] == name:
                    yield number, range(place, place + len(name))

    def every_name(self, concept: int, language: str) -> tuple[str, ...]:
        """All names of a concept in a language, its label first."""
        return self._concepts[concept].get(language, ())

    def names(self, concepts: Iterable[int], language: str, asked: str) -> tuple[str, ...]:
        """The names of concepts in a language, without those that the text already holds."""
        terms = main_terms(asked, language)
        names: dict[tuple[str, ...], str] = {}
        for number in concepts:
            for key, name in self._names[language].get(number, ()):
                if not holds(terms, key):
                    names.setdefault(key, name)
        return tuple(names.values())[:_MOST]


def read_concepts(records: Mapping[str, Any]) -> list[dict[str, tuple[str, ...]]]:
    """The names by language of every glossary term and theme of an artefact."""
    vocabulary = records.get("vocabulary.json", {})
    concepts: list[dict[str, tuple[str, ...]]] = []
    for table in ("glossary", "themes"):
        for entry in vocabulary.get(table, {}).values():
            concepts.append({code: _names(entry, code) for code in CODES})
    return concepts


def _names(entry: Mapping[str, Any], language: str) -> tuple[str, ...]:
    texts = [entry.get("label", {}).get(language), entry.get("abbreviation", {}).get(language)]
    texts += entry.get("synonyms", {}).get(language, ())
    return tuple(dict.fromkeys(name for text in texts if text for name in split_label(text)))
