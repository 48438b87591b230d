"""The words and phrases of the texts of each language, counted when the index is made.

    lexicon/<language>.json
    lexicon/known.npy           the hashes of words that exist: `indexer.known_words`

What reads queries asks them: which language has a word, what a slip of spelling was meant to be,
how a beginning may go on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from pathlib import Path

import numpy as np
import orjson

from indexer.known_words import KnownWords, hash_lists
from indexer.languages import CODES
from indexer.model import Passage
from indexer.stop_words import STOP_WORDS
from indexer.text import clean, fold, words

#: The file of the words that exist.
KNOWN = "known.npy"
_SHORTEST = 4  # letters of a word that may have been meant
_LEAST_FREQUENT = 3  # occurrences that make a phrase
_MOST_WORDS = 4  # of a phrase
_MOST_COUNTED = 500_000  # phrases that are counted at a time: some 100 MB
_LEFT = _MOST_COUNTED // 2  # of these, once the rarest are forgotten
_MOST_COMPLETED = 20_000  # phrases of a language, and titles, that beginnings are completed with
_TITLED = ("document", "guidance", "about")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the texts of one language say, and how often.

    * `counts`: each normalised word of texts and headings;
    * `spellings`: by its folded form, how each word is mostly printed, and how often any form is;
    * `phrases`: two to four words that stand together in several passages, sorted;
    * `titles`: titles of documents and pages and headings of their sections, each with the unit
      that it first stands above.
    """

    counts: Mapping[str, int]
    spellings: Mapping[str, tuple[str, int]]
    phrases: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]


_fold = lru_cache(maxsize=1 << 16)(fold)

#: Gives the lexicon of a language.
Lexicons = Callable[[str], Lexicon]


class _Counter:
    """Counts the words of one language's passages."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._counts: Counter[str] = Counter()
        self._printed: dict[str, Counter[str]] = defaultdict(Counter)
        self._phrases: Counter[str] = Counter()
        self._titles: dict[str, str] = {}
        self._seen: set[int] = set()

    def add(self, passage: Passage) -> None:
        """Count the words of a passage; what neighbours share is spelt once."""
        written = words(passage.text)
        self._counts.update(written)
        self._counts.update(words(passage.heading))
        self._spell(passage.text, written)
        for text in (passage.title, passage.heading, passage.context, *passage.asked):
            self._spell(text)
        if self._language != "zh":  # it does not print where a word ends
            self._phrases.update(set(_candidates(clean(passage.text), self._language)))
            if len(self._phrases) > _MOST_COUNTED:
                self._forget()
        if passage.kind in _TITLED:
            for text in (passage.title, passage.heading):
                if text:
                    self._titles.setdefault(clean(text), passage.unit)

    def _spell(self, text: str, written: Sequence[str] | None = None) -> None:
        if hash(text) not in self._seen:
            self._seen.add(hash(text))
            for word in words(text) if written is None else written:
                if word.isalpha() and len(word) >= _SHORTEST:
                    self._printed[_fold(word)][word] += 1

    def _forget(self) -> None:
        """Let go of the rarest phrases; one that comes again is counted from the beginning."""
        rarest = 1
        while len(self._phrases) > _LEFT:
            self._phrases = Counter({p: n for p, n in self._phrases.items() if n > rarest})
            rarest += 1

    def lexicon(self) -> Lexicon:
        """What was counted."""
        return Lexicon(
            dict(self._counts),
            {
                key: (max(sorted(one), key=lambda word: one[word]), one.total())
                for key, one in self._printed.items()
            },
            tuple(sorted(_choose_phrases(self._phrases))),
            tuple(islice(self._titles.items(), _MOST_COMPLETED)),
        )


def build_lexicon(passages: Iterable[Passage], language: str) -> Lexicon:
    """The lexicon of one language of its passages, which are read once, as they come."""
    counter = _Counter(language)
    for passage in passages:
        counter.add(passage)
    return counter.lexicon()


def build_lexicons(passages: Sequence[Passage]) -> Lexicons:
    """The lexicon of each language of passages."""
    return {
        code: build_lexicon((p for p in passages if p.language == code), code) for code in CODES
    }.__getitem__


def write_lexicon(path: Path, lexicon: Lexicon) -> None:
    """A lexicon into a file; equal ones are the same bytes."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    path.write_bytes(orjson.dumps(lexicon, option=options))


def write_known_words(path: Path) -> None:
    """The words that exist into a file."""
    np.save(path, hash_lists())


def open_known_words(folder: Path) -> KnownWords:
    """The words that exist, memory-mapped. Raises OSError or ValueError for an unreadable file."""
    return KnownWords(np.load(folder / KNOWN, mmap_mode="r", allow_pickle=False))


def open_lexicons(folder: Path) -> Lexicons:
    """The lexicons in a folder, each read when it is asked for, and not kept.

    Raises OSError for a language without a file; the caller has checked that it is as written.
    """

    def read(language: str) -> Lexicon:
        held = orjson.loads((folder / f"{language}.json").read_bytes())
        return Lexicon(
            held["counts"],
            {key: (printed, count) for key, (printed, count) in held["spellings"].items()},
            tuple(held["phrases"]),
            tuple((text, unit) for text, unit in held["titles"]),
        )

    return read


def _choose_phrases(counts: Mapping[str, int]) -> list[str]:
    """The most frequent phrases, the longest where one holds another as often."""
    frequent = {phrase: n for phrase, n in counts.items() if n >= _LEAST_FREQUENT}
    covered = {
        part
        for phrase, n in frequent.items()
        for part in _shorter(phrase)
        if frequent.get(part) == n
    }
    chosen = (phrase for phrase in frequent if phrase not in covered)
    return nsmallest(_MOST_COMPLETED, chosen, key=lambda phrase: (-frequent[phrase], phrase))


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
