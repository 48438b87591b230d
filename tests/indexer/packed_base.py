"""A small base of random weights in the packed format that the transformer's training reads."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 2, 4, 64, 260, 2
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
_BLOCK = 32
# In blocks of four bits, as the real file has its matrices and its table of tokens.
_PACKED = ("emb.word", ".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w")


def make_tensors(tokens: int) -> dict[str, NDArray[np.float32]]:
    """Return every tensor by its short name."""
    generator = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (tokens, WIDTH),
        "emb.pos": (POSITIONS, WIDTH),
        "emb.type": (TYPES, WIDTH),
        "emb.ln.w": (WIDTH,),
        "emb.ln.b": (WIDTH,),
    }
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            shapes[f"l{layer}.{name}.w"] = (WIDTH, WIDTH)
            shapes[f"l{layer}.{name}.b"] = (WIDTH,)
        shapes[f"l{layer}.fi.w"], shapes[f"l{layer}.fi.b"] = (INNER, WIDTH), (INNER,)
        shapes[f"l{layer}.fo.w"], shapes[f"l{layer}.fo.b"] = (WIDTH, INNER), (WIDTH,)
        for name in ("aln", "oln"):
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (WIDTH,)
    tensors = {}
    for name, shape in shapes.items():
        values = generator.normal(0, 0.3, shape)
        tensors[name] = (1 + values * 0.1 if name.endswith("ln.w") else values).astype(np.float32)
    return tensors


def is_packed(name: str) -> bool:
    """Return whether the tensor of this short name is stored in blocks."""
    return name.endswith(_PACKED)


def pack(tensor: NDArray[np.float32]) -> bytes:
    """Return a tensor in blocks: a float16 factor, then 32 numbers of four bits.

    The low halves of the sixteen bytes are the first numbers of the block, the high ones the rest.
    """
    blocks = tensor.reshape(-1, _BLOCK)
    factors = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    numbers = np.clip(np.round(blocks / factors.astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    nibbles = numbers[:, : _BLOCK // 2] | numbers[:, _BLOCK // 2 :] << 4
    return np.concatenate([factors.view(np.uint8), nibbles], axis=1).tobytes()


def write_base(path: Path, pieces: list[tuple[str, float]]) -> None:
    """Write a base of these pieces, the four SPECIALS first, and random weights."""
    spellings = [piece.encode() for piece, _ in pieces]
    starts = np.cumsum([0, *map(len, spellings)]).astype("<u4")
    folding = b"folding"  # a table that is passed over
    head = b"E5S1" + struct.pack(
        "<I7i", 1, WIDTH, LAYERS, HEADS, INNER, len(pieces), POSITIONS, TYPES
    )
    head += struct.pack("<fi5iQ", 1e-12, _BLOCK, len(pieces), 0, 2, 1, 3, int(starts[-1]))
    head += starts.tobytes() + np.asarray([score for _, score in pieces], "<f4").tobytes()
    head += b"".join(spellings) + struct.pack("<iI", 0, len(folding)) + folding
    tensors = {
        "pooler.w": np.ones(3, np.float32),
        **make_tensors(len(pieces)),
    }  # the first is not read
    data = {
        name: pack(tensor) if is_packed(name) else tensor.astype("<f4").tobytes()
        for name, tensor in tensors.items()
    }
    index = struct.pack("<i", len(tensors))
    offset = len(head) + len(index) + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in data)
    for name, content in data.items():
        index += struct.pack("<H", len(name)) + name.encode()
        index += struct.pack("<BIQQ", is_packed(name), tensors[name].ndim, offset, len(content))
        offset += len(content)
    path.write_bytes(head + index + b"".join(data.values()))
