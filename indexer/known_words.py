"""Words that exist, whether or not a text of the index holds them.

`words/` has a list for each language with an alphabet (what it was made from: `words/README.md`),
sorted, each word as the number of letters that it shares with the one before, and the rest. A word
is known if it stands in the list of any language, or is such a word with another ending or prefix:
lists give nouns in the nominative, Spanish ones in the singular, and Arabic ones seldom with the
words that are written together with them.
"""

from __future__ import annotations

import hashlib
import lzma
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.text import fold

Hashes = NDArray[np.uint64]

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
    """The words of the lists; safe to share between threads."""

    def __init__(self, hashes: Hashes) -> None:
        """`hashes` are those of `hash_lists`."""
        self._hashes = hashes

    def __contains__(self, word: str) -> bool:
        key = fold(word)
        candidates = np.asarray([hash_word(one) for one in (key, *_relatives(key))], np.uint64)
        places = np.searchsorted(self._hashes, candidates) % len(self._hashes)
        return bool((self._hashes[places] == candidates).any())


@cache
def hash_lists() -> Hashes:
    """The hashes of all words, ascending: 64 bits tell them apart in a tenth of their memory."""
    lists = [read_words(path) for path in _lists()]
    return np.unique(np.concatenate([np.fromiter(map(hash_word, one), np.uint64) for one in lists]))


def hash_word(word: str) -> int:
    """What a folded word is known by."""
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def lists_digest() -> str:
    """The sha256 of the lists."""
    digest = hashlib.sha256()
    for path in _lists():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _lists() -> list[Path]:
    return sorted(FOLDER.glob("*.xz"))


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
