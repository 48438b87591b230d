"""What shows why a passage was found, worked out when the index is made: its words and sentences.

    highlights/words.…       the terms of the text and where they stand
    highlights/around.…      the terms of what is indexed with it: title, headings, phrases
    highlights/sentences.…   the sentences of a text of several, with vectors of the light model

A term is a number of 32 bits, the beginning of its BLAKE2 digest: two terms of a query and a
passage that share one are as good as never met, and would mark a word too many. Sentences are
compared by the light bundled model, whatever model the index is made with: it takes a tenth of a
millisecond a sentence, and which sentence of a passage is nearest is an easier question than which
passage of thousands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.ragged import Items, RaggedWriter, Rows, open_ragged
from indexer.text import analyse, sentences

if TYPE_CHECKING:
    from indexer.encoder import Encoder
    from indexer.model import Passage

#: A word: its term, its number in the text, its first character, and how many it has.
WORD = np.dtype([("term", "<u4"), ("position", "<u4"), ("start", "<u4"), ("length", "<u2")])
TERM = np.dtype("<u4")

_NAMES = ("words", "around", "sentences")
_LONGEST = 2**16 - 1  # characters of a word that are marked
_MOST_SENTENCES = 64
_BATCH = 256  # passages whose sentences are embedded at a time
#: Two words, or characters of a script without spaces.
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}|[\u3400-\u9fff]{3,}")


@dataclass(frozen=True, slots=True)
class Highlights:
    """By row of a passage: items of WORD, of TERM (ascending), and of `sentence_dtype`."""

    words: Rows
    around: Rows
    sentences: Rows

    def of(self, row: int) -> tuple[Items, Items, Items]:
        """All of a row."""
        return self.words(row), self.around(row), self.sentences(row)

    def keep(self, rows: Sequence[int]) -> Highlights:
        """Those of some rows, numbered anew."""

        def kept(read: Rows) -> Rows:
            return lambda row: read(rows[row])

        return Highlights(kept(self.words), kept(self.around), kept(self.sentences))


@lru_cache(maxsize=1 << 16)
def number_of(term: str) -> int:
    """What a term is known by."""
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=4)
    return int.from_bytes(digest.digest(), "little")


def sentence_dtype(dimension: int) -> np.dtype[Any]:
    """A sentence: where it starts and ends (characters), and its vector, in steps of `step`."""
    vector: list[Any] = [("step", "<f4"), ("vector", "i1", (dimension,))]
    return np.dtype([("start", "<u4"), ("end", "<u4"), *vector])


def read_words(text: str, language: str) -> Items:
    """The words of a text, by their terms, and of a term in order: items of WORD."""
    items = [
        (number_of(token.term), token.position, token.start, min(token.end - token.start, _LONGEST))
        for token in analyse(text, language)
    ]
    return np.array(sorted(items), WORD)


def read_sentences(texts: Sequence[str], encoder: Encoder) -> list[Items]:
    """The sentences of each text, of one with several: items of `sentence_dtype`.

    A number such as "9." or a word of a table is no sentence where there are others. Of a very long
    text the first are read.
    """
    spans = [_spans(text) for text in texts]
    written = [text[a:b] for text, held in zip(texts, spans, strict=True) for a, b in held]
    vectors = encoder.encode_passages(written)
    items = np.empty(len(written), sentence_dtype(encoder.dimension))
    items["start"], items["end"] = np.array([s for held in spans for s in held]).reshape(-1, 2).T
    items["step"] = np.maximum(np.abs(vectors).max(axis=1, initial=0), 1e-9) / 127
    items["vector"] = np.rint(vectors / items["step"][:, None])
    return np.split(items, np.cumsum([len(held) for held in spans])[:-1])


def write_highlights(
    folder: Path,
    passages: Sequence[Passage],
    encoder: Encoder,
    known: Highlights | None = None,
    places: Sequence[int] | None = None,
) -> None:
    """The highlights of passages into a new folder; `encoder` is the light model.

    `places` are the rows of `known` that hold what a passage has, -1 where none does.
    """
    folder.mkdir()
    dtypes = (WORD, TERM, sentence_dtype(encoder.dimension))
    with ExitStack() as opened:
        writers = [
            opened.enter_context(RaggedWriter(folder, name, dtype))
            for name, dtype in zip(_NAMES, dtypes, strict=True)
        ]
        where = [-1] * len(passages) if known is None or places is None else places
        made = build_highlights((passages[r] for r, at in enumerate(where) if at < 0), encoder)
        for at in where:
            row = next(made) if known is None or at < 0 else known.of(at)
            for writer, items in zip(writers, row, strict=True):
                writer.add(items)


def build_highlights(
    passages: Iterable[Passage], encoder: Encoder
) -> Iterator[tuple[Items, Items, Items]]:
    """What `Highlights` holds, row after row."""
    coming = iter(passages)
    while some := list(islice(coming, _BATCH)):
        found = read_sentences([passage.text for passage in some], encoder)
        for passage, its in zip(some, found, strict=True):
            yield read_words(passage.text, passage.language), _around(passage), its


def open_highlights(folder: Path, rows: int, encoder: Encoder) -> Highlights:
    """The highlights in a folder; the caller has checked that they are as written.

    Raises OSError or ValueError for what cannot be read.
    """
    dtypes = (WORD, TERM, sentence_dtype(encoder.dimension))
    pairs = zip(_NAMES, dtypes, strict=True)
    return Highlights(*(open_ragged(folder, name, dtype, rows) for name, dtype in pairs))


def _around(passage: Passage) -> Items:
    repeated = (passage.title, passage.heading, passage.context)
    sets = [_terms_of(text, passage.language) for text in repeated]
    sets.append(_terms_of.__wrapped__("\n".join(passage.asked), passage.language))
    return np.array(sorted(frozenset().union(*sets)), TERM)


@lru_cache(maxsize=1024)  # neighbours share titles, headings and context
def _terms_of(text: str, language: str) -> frozenset[int]:
    return frozenset(number_of(token.term) for token in analyse(text, language))


def _spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text of several, else none."""
    spans = sentences(text)[:_MOST_SENTENCES]
    spans = [span for span in spans if _SAYS_SOMETHING.search(text, *span)] or spans
    return spans if len(spans) > 1 else []
