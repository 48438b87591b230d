"""Snippets: the best part of a passage for a query, and what matches in it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from indexer.highlights import number_of
from indexer.ragged import Items
from indexer.text import Token
from kb_service.results import SnippetPart

_ELLIPSIS = "…"


class Name(NamedTuple):
    """The terms of a phrase, and their numbers: few texts hold them all, which is soon seen."""

    terms: tuple[str, ...]
    numbers: tuple[int, ...]
    needed: frozenset[int]

    @classmethod
    def of(cls, terms: tuple[str, ...]) -> Name:
        """The name of some terms."""
        numbers = tuple(map(number_of, terms))
        return cls(terms, numbers, frozenset(numbers))


class TokenIndex:
    """The words of a passage, found by their terms."""

    __slots__ = ("_numbers", "_positions", "_words", "terms")

    def __init__(self, words: Items) -> None:
        """`words` are of `indexer.highlights`: in the order of their terms."""
        self._words = words
        self._numbers: list[int] = words["term"].tolist()
        #: Every term of the passage, as a number.
        self.terms = frozenset(self._numbers)
        self._positions: list[int] | None = None

    def find(self, terms: Mapping[int, str], phrases: Iterable[Name] = ()) -> list[Token]:
        """The tokens that a query matches, in order.

        Single `terms`, by their numbers, match wherever they stand; a phrase only as a whole, as a
        synonym of several words says nothing by one of them.
        """
        chosen: dict[int, str] = {}
        for number in terms.keys() & self.terms:
            chosen |= dict.fromkeys(self._places_of(number), terms[number])
        for phrase in phrases:
            for places in self._occurrences(phrase):
                chosen |= zip(places, phrase.terms, strict=True)
        tokens = []
        for place, term in chosen.items():
            _, position, start, length = self._words[place].item()
            tokens.append(Token(term, position, start, start + length))
        return sorted(tokens, key=_in_text)

    def holds(self, phrase: Name) -> bool:
        """Whether a phrase stands in the passage as a whole."""
        return any(self._occurrences(phrase))

    def _places_of(self, number: int) -> range:
        """The places of a term among the words."""
        return range(bisect_left(self._numbers, number), bisect_right(self._numbers, number))

    def _occurrences(self, phrase: Name) -> Iterator[list[int]]:
        """The places of a phrase's words, wherever it stands."""
        if not phrase.needed <= self.terms:
            return
        every = [self._places_of(number) for number in phrase.numbers]
        if len(every) == 1:
            yield from ([place] for place in every[0])
            return
        if self._positions is None:
            self._positions = self._words["position"].tolist()
        after = [{self._positions[place]: place for place in places} for places in every[1:]]
        for first in every[0]:
            start = self._positions[first] + 1
            found = [held.get(start + step, -1) for step, held in enumerate(after)]
            if -1 not in found:
                yield [first, *found]


def _in_text(token: Token) -> tuple[int, int, int]:
    return token.start, token.end, token.position


def matched_words(text: str, matches: Sequence[Token]) -> tuple[str, ...]:
    """The words that match, as printed, each once; Han characters that touch are one word.

    `matches` are in the order of the text, here and below.
    """
    return tuple(dict.fromkeys(text[start:end] for start, end in _join(matches, 0, len(text))))


def build_snippet(
    text: str,
    matches: Sequence[Token],
    length: int,
    weigh: Callable[[str], float],
    best: tuple[int, int],
) -> tuple[SnippetPart, ...]:
    """About `length` characters of a text around its best sentence and matches, cut into parts.

    `best` is the span of the best sentence. A text shorter than the window is shown whole; else the
    window begins with that sentence, or, of a longer sentence, where most of it matches.

    The parts, joined, are that piece of the text with an ellipsis where something was left out.
    `weigh` says how much a term counts.
    """
    start, end = _best_window(text, matches, length, weigh, best)
    start, end = _trim(text, start, end)
    parts: list[SnippetPart] = [(_ELLIPSIS, False, False)] if text[:start].strip() else []
    marked = _join(matches, start, end)
    cuts = sorted({start, end, *(place for span in marked for place in span), *best})
    ahead = iter([*marked, (end, end)])
    first, last = next(ahead)
    for left, right in pairwise(place for place in cuts if start <= place <= end):
        while last <= left < end:
            first, last = next(ahead)
        parts.append((text[left:right], first <= left, best[0] <= left and right <= best[1]))
    if text[end:].strip():
        parts.append((_ELLIPSIS, False, False))
    return tuple(parts)


def _best_window(
    text: str,
    matches: Sequence[Token],
    length: int,
    weigh: Callable[[str], float],
    best: tuple[int, int],
) -> tuple[int, int]:
    """The window that begins with the best sentence, or within it where its words match."""
    if len(text) <= length * 5 // 4:
        return 0, len(text)
    start, stop = best
    if stop - start > length:
        # A match deep inside a long sentence needs a window of its own, with words before it.
        inside = [t for t in matches if start <= t.start and t.end <= stop]
        starts = [start, *(_word_start(text, max(start, t.start - length // 4)) for t in inside)]
        start = max(starts, key=lambda place: (_weight(inside, place, length, weigh), -place))
    return start, _word_end(text, min(len(text), start + length))


def _weight(
    matches: Sequence[Token], start: int, length: int, weigh: Callable[[str], float]
) -> float:
    terms = {t.term for t in matches if start <= t.start and t.end <= start + length}
    return round(sum(weigh(term) for term in terms), 6)


def _word_start(text: str, place: int) -> int:
    """The start of the word at a place; Han text may be cut anywhere."""
    cursor = place
    while cursor > 0 and place - cursor < 30 and _same_word(text[cursor - 1], text[cursor]):
        cursor -= 1
    return cursor if place - cursor < 30 else place


def _word_end(text: str, place: int) -> int:
    cursor = place
    while cursor < len(text) and cursor - place < 30 and _same_word(text[cursor - 1], text[cursor]):
        cursor += 1
    return cursor if cursor - place < 30 else place


def _same_word(left: str, right: str) -> bool:
    """Whether a cut between two characters would split a word or part a letter from its mark."""
    if unicodedata.combining(right):
        return True
    return left.isalnum() and right.isalnum() and not "\u3400" <= right <= "\u9fff"


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _join(matches: Sequence[Token], start: int, end: int) -> list[tuple[int, int]]:
    """Spans of matches within a window; overlapping ones (Han bigrams) become one."""
    spans: list[tuple[int, int]] = []
    for _, _, left, right in matches:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        if spans and left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans
