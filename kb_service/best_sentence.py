"""The sentence of a passage that answers a query best.

Sentences are compared by the light bundled model, whatever model the index is made with: it takes
a tenth of a millisecond a sentence, and which sentence of a passage is nearest is an easier
question than which passage of thousands. Words that match add to a sentence's score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Encoder
from indexer.text import Token, sentences

_CACHED = 4096
_MATCH_WEIGHT = 0.5
_MOST_SENTENCES = 64
#: Two words, or characters of a script without spaces.
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}|[\u3400-\u9fff]{3,}")


class SentencePicker:
    """Picks the best sentence of passages for one query after another; safe between threads."""

    def __init__(self, encoder: Encoder) -> None:
        """`encoder` is the light bundled model: its memory is shared with whoever has it open."""
        self._encoder = encoder
        self._sentences = lru_cache(_CACHED)(self._read)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The vector that `pick` compares with."""
        return np.asarray(self._encoder.encode_queries([text])[0])

    def pick(
        self,
        row: int,
        text: str,
        query: NDArray[np.float32],
        matches: Sequence[Token],
        weigh: Callable[[str], float],
    ) -> tuple[int, int]:
        """The span of the best sentence of a text; the whole of a text of one sentence.

        A row has one text. `weigh` says how much a term counts.
        """
        spans, vectors = self._sentences(row, text)
        if len(spans) < 2:
            return 0, len(text)
        total = sum(weigh(term) for term in {token.term for token in matches}) or 1.0
        nearness = vectors @ query
        best, chosen = -np.inf, spans[0]
        for span, near in zip(spans, nearness.tolist(), strict=True):
            held = {t.term for t in matches if span[0] <= t.start and t.end <= span[1]}
            score = near + _MATCH_WEIGHT * sum(weigh(term) for term in held) / total
            if score > best:
                best, chosen = score, span
        return _trim(text, *chosen)

    def _read(self, _: int, text: str) -> tuple[list[tuple[int, int]], NDArray[np.float32]]:
        """The spans of a text's sentences, and their vectors where there are several."""
        spans = _spans(text)
        sentences = [text[start:end] for start, end in spans] if len(spans) > 1 else []
        return spans, self._encoder.encode_passages(sentences)


def _spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text; a number such as "9." or a word of a table is none."""
    spans = sentences(text)[:_MOST_SENTENCES]
    return [span for span in spans if _SAYS_SOMETHING.search(text, *span)] or spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
