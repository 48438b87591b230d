"""Completions of what someone begins to type, from the words of the artefact itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from indexer.lexicon import Lexicon
from indexer.text import fold
from kb_service.results import Suggestion, SuggestionKind

_ORDER = {"term": 0, "theme": 1, "title": 2, "phrase": 3}
#: Arabic words of a phrase may begin with the article or a particle and the article.
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str  # the rest of the folded text, from one of its words on
    inner: bool  # whether that word is not its first
    suggestion: Suggestion


class Suggestions:
    """The completions of one language, found by the beginning of any of their words."""

    def __init__(self, lexicon: Lexicon, records: Mapping[str, Any], language: str) -> None:
        entries: list[_Entry] = []
        seen: set[str] = set()
        for suggestion in (
            *_vocabulary(records, language),
            *(Suggestion(text, "title", unit) for text, unit in lexicon.titles),
            *(Suggestion(phrase, "phrase", None) for phrase in lexicon.phrases),
        ):
            folded = fold(suggestion.text)
            if folded and folded not in seen:
                seen.add(folded)
                entries += [
                    _Entry(key, place > 0, suggestion)
                    for place, key in enumerate(_beginnings(folded, language))
                ]
        self._entries = sorted(entries, key=lambda entry: entry.key)
        self._keys = [entry.key for entry in self._entries]

    def complete(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """Completions of a beginning; those that begin with it first, then shorter ones."""
        wanted = fold(prefix)
        if not wanted or limit <= 0:
            return ()
        start = bisect_left(self._keys, wanted)
        found = takewhile(lambda e: e.key.startswith(wanted), self._entries[start:])
        ranked = sorted(
            found,
            key=lambda e: (
                e.inner,
                _ORDER[e.suggestion.kind],
                len(e.suggestion.text),
                e.suggestion.text,
            ),
        )
        return tuple(dict.fromkeys(entry.suggestion for entry in ranked))[:limit]


def _beginnings(folded: str, language: str) -> list[str]:
    """The folded text from each of its words on; Chinese from each character on."""
    if language == "zh":
        starts: Iterable[int] = range(len(folded))
    else:
        starts = [0] + [i + 1 for i, c in enumerate(folded) if not c.isalnum()]
    keys = [folded[i:] for i in starts if folded[i : i + 1].isalnum()]
    if language == "ar":  # completed with the article and without it
        keys += [
            key.removeprefix(article)
            for key in list(keys)
            for article in _ARTICLES
            if key.startswith(article) and len(key) > len(article) + 2
        ]
    return keys


def _vocabulary(records: Mapping[str, Any], language: str) -> Iterable[Suggestion]:
    vocabulary = records.get("vocabulary.json", {})
    kinds: tuple[tuple[str, SuggestionKind], ...] = (("glossary", "term"), ("themes", "theme"))
    for table, kind in kinds:
        for name, entry in vocabulary.get(table, {}).items():
            abbreviation = entry.get("abbreviation", {}).get(language)
            for text in (entry["label"][language], abbreviation, *entry["synonyms"][language]):
                if text:
                    yield Suggestion(text, kind, name)
