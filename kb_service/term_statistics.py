"""How many passages hold a term, asked of the lexical index once and kept."""

from __future__ import annotations

from functools import lru_cache

from indexer.lexical import LexicalIndex

_KEPT = 1 << 15  # terms, which are asked for again with every other query


class TermStatistics:
    """Which terms the texts of a language hold, and how rare they are; safe between threads."""

    def __init__(self, lexical: LexicalIndex) -> None:
        #: Whether any passage of a language holds a term.
        self.knows = lru_cache(_KEPT)(lexical.knows)
        #: The inverse document frequency of a term, as `LexicalIndex.rarity` gives it.
        self.rarity = lru_cache(_KEPT)(lexical.rarity)
