"""Words that exist, whether or not a text of the index holds them.

`words/` has a list for each language with an alphabet (what it was made from: `words/README.md`),
sorted, each word as the number of letters that it shares with the one before, and the rest. A word
is known if it stands in the list of any language, or is such a word with another ending or prefix:
lists give nouns in the nominative, Spanish ones in the singular, and Arabic ones seldom with the
words that are written together with them.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.text import fold

FOLDER = Path(__file__).parent / "words"
#: Number of letters shared with the word before, as a sign: "0" for none, "1" for one, …
ZERO = ord("0")

_RUSSIAN_ENDING = re.compile(
    "(?:[аяыиуюеоь]|[аыо]й|[еи]й|[аеоыия]м|[ая]х|[ео]в|[аоую]ю|[аоыи]е|[еи]е|[ыи]х|ая|яя|ью"
    "|[ая]ми|[ыи]ми|[ое]го|[ое]му)$"
)
_RUSSIAN_ENDINGS = ("", "а", "я", "ь", "й", "о", "е", "ый", "ий", "ой")
_ARABIC_PREFIX = re.compile("^[وف]?(?:[بك]?ال|لل)?")
_LEAST = 3  # letters that stay


class KnownWords:
    """The words of the lists, read once at the first question; safe to share between threads."""

    def __contains__(self, word: str) -> bool:
        key = fold(word)
        known = read_hashes()
        candidates = np.asarray([hash(one) for one in (key, *_relatives(key))], np.int64)
        places = np.searchsorted(known, candidates) % len(known)
        return bool((known[places] == candidates).any())


@lru_cache(1)
def read_hashes() -> NDArray[np.int64]:
    """The sorted hashes of all words: 64 bits tell them apart in a tenth of their memory."""
    lists = [read_words(path) for path in sorted(FOLDER.glob("*.xz"))]
    return np.unique(np.concatenate([np.fromiter(map(hash, one), np.int64) for one in lists]))


def read_words(path: Path) -> Iterator[str]:
    """The words of a list, in order."""
    word = ""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:  # never whole in memory
        for line in lines:
            word = word[: ord(line[0]) - ZERO] + line[1:].removesuffix("\n")
            yield word


def _relatives(word: str) -> Iterator[str]:
    """What a folded word may be a form of."""
    if word.endswith("s"):
        yield word[:-1]
        yield word.removesuffix("es")
    elif "а" <= word[:1] <= "я":
        for length in (1, 2, 3):
            if len(word) - length >= _LEAST and _RUSSIAN_ENDING.fullmatch(word[-length:]):
                yield from (word[:-length] + ending for ending in _RUSSIAN_ENDINGS)
    else:
        bare = _ARABIC_PREFIX.sub("", word)
        if len(bare) >= _LEAST and bare != word:
            yield bare
            yield f"ال{bare}"
