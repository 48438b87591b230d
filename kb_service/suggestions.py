"""Completions of what someone begins to type, from the words of the artefact itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from indexer.model import Passage
from indexer.stop_words import STOP_WORDS
from indexer.text import clean, fold
from kb_service.results import Suggestion, SuggestionKind

_LEAST_FREQUENT = 3  # occurrences that make a phrase
_MOST_WORDS = 4
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

    def __init__(
        self, passages: Iterable[Passage], records: Mapping[str, Any], language: str
    ) -> None:
        entries: list[_Entry] = []
        seen: set[str] = set()
        own = [passage for passage in passages if passage.language == language]
        for suggestion in (
            *_vocabulary(records, language),
            *_titles(own),
            *(Suggestion(phrase, "phrase", None) for phrase in _phrases(own, language)),
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


def _titles(passages: Sequence[Passage]) -> Iterable[Suggestion]:
    """Titles of documents and pages and headings of sections, with the first unit below them."""
    for passage in passages:
        if passage.kind in ("document", "guidance", "about"):
            for text in (passage.title, passage.heading):
                if text:
                    yield Suggestion(clean(text), "title", passage.unit)


def _phrases(passages: Sequence[Passage], language: str) -> list[str]:
    """Phrases that occur several times, longest first where one holds another as often.

    None in Chinese, which does not print where a word ends: pieces of it are seldom phrases.
    """
    if language == "zh":
        return []
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(_candidates(clean(passage.text), language)))
    frequent = {phrase: n for phrase, n in counts.items() if n >= _LEAST_FREQUENT}
    covered = {
        part
        for phrase, n in frequent.items()
        for part in _shorter(phrase)
        if frequent.get(part) == n
    }
    return [phrase for phrase in frequent if phrase not in covered]


def _candidates(text: str, language: str) -> Iterable[str]:
    run: list[str] = []
    for word in [*text.split(), ""]:
        bare = word.strip("()[]«»“”\"'’،,;؛:.!?؟—–-")
        if bare and bare == word.lstrip("([«“\"'"):
            run.append(bare)
            continue
        yield from _runs([*run, bare] if bare else run, language)
        run = []


def _runs(words: Sequence[str], language: str) -> Iterable[str]:
    stop_words = STOP_WORDS[language]
    for start in range(len(words)):
        for end in range(start + 2, min(len(words), start + _MOST_WORDS) + 1):
            phrase = words[start:end]
            edges = (phrase[0].casefold(), phrase[-1].casefold())
            if not any(edge in stop_words or not edge[0].isalpha() for edge in edges):
                yield " ".join(phrase).casefold()


def _shorter(phrase: str) -> tuple[str, str]:
    """The phrase without its first and without its last word."""
    parts = phrase.split(" ")
    return " ".join(parts[1:]), " ".join(parts[:-1])
