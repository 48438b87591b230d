"""The transformer: a BERT with mean pooling in ONNX, read without torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
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

_KINDS = ["OnnxTransformer", "Normalize"]
# A beginning, an end, padding, a token that is unknown, and the bare start of a word.
_SILENT = ("<s>", "</s>", "<pad>", "<unk>", "▁")
_ACCEPTED = "a model of input_ids and attention_mask that fits tokenizer.json is needed"


class TransformerEncoder:
    """A model folder with `onnx/model.onnx`, whose states are averaged and brought to unit length.

    Texts are cut at MAX_CHARACTERS and at the model's longest input. A text without any known
    token gives a row of zeros. Safe to share between threads.

    Raises ArtefactError for a folder that is missing, broken or of another kind.
    """

    def __init__(
        self, path: Path | str, name: str | None = None, threads: int | None = None
    ) -> None:
        self._folder = Path(path)
        self.name = name if name is not None else str(path)
        kinds = module_kinds(self._folder / "modules.json")
        if kinds != _KINDS:
            raise broken(
                self._folder / "modules.json", f"modules are {kinds}", f"{_KINDS} is accepted"
            )
        self._tokenizer = TextTokenizer(self._folder / "tokenizer.json")
        self.dimension, self._longest = _read_sizes(self._folder / "config.json", self._tokenizer)
        self._silent = frozenset(map(self._tokenizer.number, _SILENT))
        self._path = self._folder / "onnx" / "model.onnx"
        self._session = _open_session(self._path)
        self._states([self._tokenizer.size - 1])  # tells now of another model's file
        self._threads = threads or _count_processors()

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
            rows[0] = self._encode_one(texts[0])
        elif texts:
            with ThreadPoolExecutor(self._threads) as pool:
                for place, row in enumerate(pool.map(self._encode_one, texts)):
                    rows[place] = row
        return rows

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        """The vector of a text, alone: in a batch the factors of eight-bit numbers, and so the
        vector, would depend on its neighbours, and padding would cost more than batching saves."""
        ids = self._token_ids(text)
        if not ids:
            return np.zeros(self.dimension, np.float32)
        mean = np.asarray(self._states(ids).mean(axis=0), np.float32)
        return mean / max(float(np.linalg.norm(mean)), 1e-12)

    def _token_ids(self, text: str) -> list[int]:
        """The tokens of a text with a beginning and an end; none for a text that says nothing."""
        ids = self._tokenizer.cut(clean_text(text), ends=True)
        if self._silent.issuperset(ids):
            return []
        return ids if len(ids) <= self._longest else [*ids[: self._longest - 1], ids[-1]]

    def _states(self, ids: list[int]) -> NDArray[np.float32]:
        """The state of each token."""
        tokens = np.asarray([ids], np.int64)
        given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        try:
            states = np.asarray(self._session.run(None, given)[0], np.float32)
        except Exception as error:  # onnxruntime raises kinds of its own
            raise broken(self._path, f"cannot be run ({error})", _ACCEPTED) from None
        if states.shape != (1, len(ids), self.dimension):
            wanted = f"(1, {len(ids)}, {self.dimension}) follows from config.json"
            raise broken(self._path, f"gives states of shape {states.shape}", wanted)
        return states.reshape(states.shape[1:])


def is_transformer(folder: Path) -> bool:
    """Return whether a folder's modules.json names our OnnxTransformer first."""
    path = folder / "modules.json"
    return path.is_file() and module_kinds(path)[:1] == _KINDS[:1]


def _read_sizes(path: Path, tokenizer: TextTokenizer) -> tuple[int, int]:
    """Return the width of a state and the number of tokens of the longest input."""
    config = read_json(path)
    names = ("hidden_size", "max_position_embeddings", "vocab_size")
    try:
        width, longest, vocabulary = (int(config[name]) for name in names)
    except (KeyError, TypeError, ValueError) as error:
        raise broken(path, f"unreadable ({error!r})", "a BERT's is needed") from None
    if width < 1 or longest < 3:
        raise broken(path, f"{names[0]} is {width}, {names[1]} {longest}", "a BERT's is needed")
    tokens = tokenizer.size
    if vocabulary != tokens:
        raise broken(path, f"vocab_size is {vocabulary}", f"tokenizer.json has {tokens} tokens")
    return width, longest


def _count_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not everywhere
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _open_session(path: Path) -> Any:
    import onnxruntime

    if not path.is_file():
        raise broken(path, "no such file", "a transformer folder has one")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts, not parts of one, are shared out to processors
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises kinds of its own
        raise broken(path, f"unreadable ({error})", "a whole ONNX file is needed") from None
