"""How many passages hold a term, asked of the lexical index once and kept."""

from __future__ import annotations

from functools import lru_cache
from math import log

from indexer.lexical import LexicalIndex

_KEPT = 1 << 15  # terms, which are asked for again with every other query
_LONGEST = 64  # letters of a term that is kept


class TermStatistics:
    """Which terms the texts of a language hold, and how rare they are; safe between threads."""

    def __init__(self, lexical: LexicalIndex) -> None:
        self._size = lexical.size
        self._find = lexical.frequency
        self._kept = lru_cache(_KEPT)(lexical.frequency)

    def knows(self, term: str, language: str) -> bool:
        """Whether any passage of a language holds a term."""
        return self._frequency(term, language) > 0

    def rarity(self, term: str, language: str) -> float:
        """The inverse document frequency of a term: large for rare ones, largest for unknown."""
        count = self._frequency(term, language)
        return log(1 + (self._size(language) - count + 0.5) / (count + 0.5))

    def _frequency(self, term: str, language: str) -> int:
        return (self._kept if len(term) <= _LONGEST else self._find)(term, language)
