"""The light model: a table of token vectors, averaged, read without torch."""

from __future__ import annotations

import json
import os
import struct
import weakref
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.model_files import (
    broken,
    clean_text,
    digest_folder,
    module_kinds,
    read_json,
)
from indexer.tokens import TextTokenizer

_STATIC = "StaticEmbedding"
_NORMALIZE = "Normalize"
_KEPT = 64  # vectors of single texts
_TYPES: dict[str, np.dtype[Any]] = {
    "F16": np.dtype("<f2"),
    "F32": np.dtype("<f4"),
    "I64": np.dtype("<i8"),
}


class StaticEncoder:
    """A table of token vectors, averaged: a sentence-transformers `StaticEmbedding` folder.

    Gives the vectors sentence-transformers gives for the same folder, without
    torch. Only the rows of a text are read: for a single text from the file, since
    pages of a mapping that are touched stay in memory with those around them. Texts
    are cut at MAX_CHARACTERS, which sentence-transformers does not do. Safe to
    share between threads.

    Raises ArtefactError for a folder that is missing, broken or of another kind.
    """

    def __init__(self, path: Path | str, name: str | None = None) -> None:
        self._folder = Path(path)
        self.name = name if name is not None else str(path)
        folder = _static_folder(self._folder)
        self._tokenizer = TextTokenizer(folder / "tokenizer.json")
        path = folder / "model.safetensors"
        tensors = _map_tensors(path)
        self._table, self._mapping, self._weights = _read_table(path, tensors, self._tokenizer.size)
        self._path = path
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self.dimension = int(self._table.shape[1])
        self._one = lru_cache(_KEPT)(self._encode_one)  # a query is asked for twice

    @cached_property
    def digest(self) -> str:
        """The sha256 over the names and bytes of the files that decide the vectors."""
        return digest_folder(self._folder)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query; queries and passages are encoded alike."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        if len(texts) == 1:
            rows[0] = self._one(texts[0])
            return rows
        for start in range(0, len(texts), 1024):
            batch = [clean_text(text) for text in texts[start : start + 1024]]
            for index, tokens in enumerate(self._tokenizer.cut_many(batch), start):
                self._fill(rows[index], tokens, self._table.__getitem__)
        return rows

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        row = np.zeros(self.dimension, np.float32)
        self._fill(row, self._tokenizer.cut(clean_text(text), ends=False), self._read)
        return row

    def _read(self, numbers: NDArray[np.int64]) -> NDArray[Any]:
        """Rows of the table, from the file."""
        length = self._table.strides[0]
        places = (self._table.offset + numbers * length).tolist()
        data = b"".join([os.pread(self._file, length, place) for place in places])
        if len(data) < length * len(places):
            raise broken(self._path, "it has become shorter", "a whole safetensors file is needed")
        return np.frombuffer(data, self._table.dtype).reshape(len(numbers), self.dimension)

    def _fill(
        self,
        row: NDArray[np.float32],
        tokens: list[int],
        read: Callable[[NDArray[np.int64]], NDArray[Any]],
    ) -> None:
        if not tokens:
            return
        ids = np.asarray(tokens, np.int64)
        weights = None if self._weights is None else self._weights[ids]
        vectors = read(ids if self._mapping is None else self._mapping[ids])
        if weights is None:
            weights = np.ones(len(ids), np.float32)
        mean = (weights @ vectors.astype(np.float32)) / np.float32(len(ids))
        norm = float(np.sqrt(mean @ mean))
        if norm > 1e-12:
            row[:] = mean / norm


def is_static(folder: Path) -> bool:
    """Return whether a folder's modules.json names a StaticEmbedding first."""
    path = folder / "modules.json"
    return path.is_file() and module_kinds(path)[:1] == [_STATIC]


def _static_folder(folder: Path) -> Path:
    """Return the folder of the StaticEmbedding; a Normalize may follow it, nothing else."""
    path = folder / "modules.json"
    kinds = module_kinds(path)
    if kinds not in ([_STATIC], [_STATIC, _NORMALIZE]):
        raise broken(
            path, f"modules are {kinds}", f"[{_STATIC}] or [{_STATIC}, {_NORMALIZE}] is accepted"
        )
    place = read_json(path)[0].get("path", "")
    if not isinstance(place, str):
        raise broken(path, f"path of {_STATIC} is {place!r}", "a folder name is needed")
    return folder / place


def _map_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of a safetensors file, memory-mapped and read-only."""
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise broken(path, "no such file", "a static model has one")
    try:
        with safe_open(str(path), framework="numpy"):  # checks the header against the size
            pass
    except (SafetensorError, OSError) as error:
        raise broken(path, f"unreadable ({error})", "a whole safetensors file is needed") from None
    with path.open("rb") as stream:
        (size,) = struct.unpack("<Q", stream.read(8))
        entries = json.loads(stream.read(size))
    tensors: dict[str, NDArray[Any]] = {}
    for name, entry in entries.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in _TYPES:
            raise broken(
                path,
                f"{name} has type {entry['dtype']}",
                f"one of {', '.join(_TYPES)} is accepted",
            )
        begin, end = entry["data_offsets"]
        kind, shape = _TYPES[entry["dtype"]], tuple(entry["shape"])
        tensors[name] = (
            np.memmap(path, kind, "r", 8 + size + begin, shape)
            if end > begin
            else np.empty(shape, kind)
        )
    return tensors


def _read_table(
    path: Path, tensors: dict[str, NDArray[Any]], vocabulary: int
) -> tuple[np.memmap[Any, Any], NDArray[np.int64] | None, NDArray[np.float32] | None]:
    """Return token vectors, the row of each token if not its own, and the token factors."""
    mapping = weights = None
    if "embedding.weight" in tensors:
        table = tensors["embedding.weight"]
    elif "embeddings" in tensors:
        table = tensors["embeddings"]
        mapping = tensors.get("mapping")
        weights = tensors.get("weights")
    else:
        raise broken(
            path, f"tensors are {sorted(tensors)}", "embedding.weight or embeddings is needed"
        )
    if (
        not isinstance(table, np.memmap)
        or table.ndim != 2
        or table.dtype.kind != "f"
        or not table.shape[1]
    ):
        raise broken(
            path, f"the table is {table.dtype} {table.shape}", "tokens x dimension, of floats"
        )
    rows = len(table) if mapping is None else len(mapping)
    for part, wanted in ((mapping, "mapping"), (weights, "weights")):
        if part is not None and part.shape != (rows,):
            raise broken(path, f"{wanted} has shape {part.shape}", f"({rows},) is needed")
    if mapping is not None and rows and not (mapping.min() >= 0 and mapping.max() < len(table)):
        raise broken(path, "mapping points outside the table", f"rows 0 to {len(table) - 1}")
    if rows < vocabulary:
        raise broken(
            path,
            f"{rows} token vectors for {vocabulary} tokens",
            "one vector per token of tokenizer.json is needed",
        )
    return (
        table,
        None if mapping is None else np.asarray(mapping, np.int64),
        None if weights is None else np.asarray(weights, np.float32),
    )
