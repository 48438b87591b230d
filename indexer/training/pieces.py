"""The transformer's tokenizer: the base's Unigram pieces, cut down to those that six languages use.

Of 250,000 pieces for a hundred languages a quarter occurs in our six. A piece that is left out
costs nothing but length: Unigram spells its words with shorter ones.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from indexer.training.data import LANGUAGES, Corpus, Row

_BATCH = 20_000
# What says nothing: controls and invisible characters, Arabic vowel marks and tatweel.
_SILENT = r"[\p{Cf}\x{0}-\x{8}\x{e}-\x{1f}\x{64b}-\x{652}\x{670}\x{640}]"


def build_tokenizer(
    pieces: list[tuple[str, float]], specials: tuple[int, int, int, int]
) -> Tokenizer:
    """Return a tokenizer of these pieces that puts a beginning and an end around a text."""
    bos, eos, _, unknown = specials
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(_SILENT), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    first, last = pieces[bos][0], pieces[eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, bos), (last, eos)]
    )
    return tokenizer


def choose_pieces(
    tokenizer: Tokenizer, corpus: Corpus, own: Iterable[Row], specials: Iterable[int], size: int
) -> NDArray[np.int64]:
    """Return the ids of the pieces to keep, in their order.

    Kept are all that our own content uses and all single characters that occur, then those with
    the largest share of the text of a language, each language counting alike.
    """
    shares = np.zeros(tokenizer.get_vocab_size())
    for column in range(len(LANGUAGES)):
        counts = np.zeros(len(shares))
        chosen = [
            (row.texts[column], weight)
            for row, weight in zip(corpus.rows, corpus.weights.tolist(), strict=True)
            if row.texts[column]
        ]
        for start in range(0, len(chosen), _BATCH):
            part = chosen[start : start + _BATCH]
            encodings = tokenizer.encode_batch_fast(
                [text for text, _ in part], add_special_tokens=False
            )
            for encoding, (_, weight) in zip(encodings, part, strict=True):
                np.add.at(counts, encoding.ids, weight)
        shares += counts / max(counts.sum(), 1.0)
    kept = set(specials)
    texts = [text for row in own for text in row.texts if text]
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        kept.update(encoding.ids)
    spellings = tokenizer.get_vocab(with_added_tokens=False)
    kept.update(i for text, i in spellings.items() if len(text) == 1 and shares[i] > 0)
    for piece in np.argsort(-shares, kind="stable").tolist():
        if len(kept) >= size or not shares[piece]:
            break
        kept.add(piece)
    return np.asarray(sorted(kept), np.int64)
