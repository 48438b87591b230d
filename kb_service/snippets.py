"""Snippets: the best part of a passage for a query, and what matches in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence

from indexer.text import Token, sentences
from kb_service.results import SnippetPart

_ELLIPSIS = "…"


def find_matches(
    tokens: Sequence[Token], terms: Collection[str], phrases: Iterable[tuple[str, ...]] = ()
) -> list[Token]:
    """The tokens of a passage that a query matches, in order.

    Single `terms` match wherever they stand; a phrase only as a whole, as a synonym of several
    words says nothing by one of them.
    """
    chosen = {index for index, token in enumerate(tokens) if token.term in terms}
    places: dict[tuple[int, str], int] = {(t.position, t.term): i for i, t in enumerate(tokens)}
    starts: dict[str, list[int]] = {}
    for token in tokens:
        starts.setdefault(token.term, []).append(token.position)
    for phrase in phrases:
        for start in starts.get(phrase[0], ()):
            found = [places.get((start + step, term)) for step, term in enumerate(phrase)]
            chosen.update(index for index in found if index is not None and None not in found)
    return [tokens[index] for index in sorted(chosen)]


def matched_words(text: str, matches: Sequence[Token]) -> tuple[str, ...]:
    """The words that match, as printed, each once; Han characters that touch are one word."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _join(matches, 0, len(text))))


def build_snippet(
    text: str, matches: Sequence[Token], length: int, weigh: Callable[[str], float]
) -> tuple[SnippetPart, ...]:
    """About `length` characters of a text around its best matches, cut into parts.

    The window starts at a sentence or clause where that fits; the parts, joined, are that piece of
    the text with an ellipsis where something was left out. `weigh` says how much a term counts.
    """
    start, end = _best_window(text, matches, length, weigh)
    start, end = _trim(text, start, end)
    parts: list[SnippetPart] = [(_ELLIPSIS, False)] if text[:start].strip() else []
    cursor = start
    for left, right in _join(matches, start, end):
        if left > cursor:
            parts.append((text[cursor:left], False))
        parts.append((text[left:right], True))
        cursor = right
    if cursor < end:
        parts.append((text[cursor:end], False))
    if text[end:].strip():
        parts.append((_ELLIPSIS, False))
    return tuple(parts)


def _best_window(
    text: str, matches: Sequence[Token], length: int, weigh: Callable[[str], float]
) -> tuple[int, int]:
    """The window whose different terms count most.

    Of equals, one that begins with a sentence, and the last of these: it has the least before its
    first match. Without a match, the beginning.
    """
    if len(text) <= length * 5 // 4:
        return 0, len(text)
    # A match deep inside a long sentence needs a window of its own, with some words before it.
    starts = {_word_start(text, max(0, token.start - length // 4)): False for token in matches}
    starts.update({start: True for start, _ in sentences(text)})
    best = (0.0, True, 0)
    for start, is_sentence in starts.items():
        inside = {t.term for t in matches if start <= t.start and t.end <= start + length}
        score = round(sum(weigh(term) for term in inside), 6)
        if score:
            best = max(best, (score, is_sentence, start))
    start = best[2]
    return start, _word_end(text, min(len(text), start + length))


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
    for token in sorted(matches, key=lambda t: (t.start, t.end)):
        left, right = max(token.start, start), min(token.end, end)
        if left >= right:
            continue
        if spans and left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans
