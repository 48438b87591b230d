"""Text encoders: the bundled static model, and any sentence-transformers model.

Importing this module loads neither torch nor sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.errors import ArtefactError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parent / "model"
MAX_CHARACTERS = 20_000
"""Longer texts are cut here before they are tokenised."""

_STATIC = "StaticEmbedding"
_NORMALIZE = "Normalize"
_TYPES: dict[str, np.dtype[Any]] = {
    "F16": np.dtype("<f2"),
    "F32": np.dtype("<f4"),
    "I64": np.dtype("<i8"),
}
# What describes a model without deciding its vectors is left out of its digest.
_NOT_DIGESTED = frozenset({"README.md", "training_run.json"})
_REPAIR_BUNDLED = (
    "restore it with: pip install --force-reinstall ldn-guidance "
    "(in a checkout: git checkout -- indexer/model)"
)
_REPAIR_OTHER = (
    "train one with: python -m indexer.training.static --data DIR --out DIR, "
    f"or use the bundled model: {BUNDLED!r}"
)


class Encoder(Protocol):
    """Turns texts into vectors.

    - `digest` is equal exactly when two encoders hold the same model files.
    - Rows are float32 of length `dimension`, in the order of the texts.
    - Rows have unit L2 norm, except that a text without any known token, such as
      the empty text, gives a row of zeros.
    - No text raises: lone surrogates count as unknown characters.
    """

    @property
    def name(self) -> str:
        """The model as its user named it: "bundled", a path or a hub name."""
        ...

    @property
    def digest(self) -> str:
        """The sha256 of the model."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage."""
        ...


class StaticEncoder:
    """A table of token vectors, averaged: a sentence-transformers `StaticEmbedding` folder.

    Gives the vectors sentence-transformers gives for the same folder, without
    torch. The table is memory-mapped and only the rows of a text are read. Texts
    are cut at MAX_CHARACTERS, which sentence-transformers does not do. Safe to
    share between threads.

    Raises ArtefactError for a folder that is missing, broken or of another kind.
    """

    def __init__(self, path: Path | str, name: str | None = None) -> None:
        self._folder = Path(path)
        self.name = name if name is not None else str(path)
        folder = _static_folder(self._folder)
        self._tokenizer = _read_tokenizer(folder / "tokenizer.json")
        tensors = _map_tensors(folder / "model.safetensors")
        self._table, self._mapping, self._weights = _read_table(
            folder / "model.safetensors", tensors, self._tokenizer.get_vocab_size()
        )
        self.dimension = int(self._table.shape[1])

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
            # encode_batch would start its threads for a single text.
            one = self._tokenizer.encode(clean_text(texts[0]), add_special_tokens=False)
            self._fill(rows[0], one.ids)
            return rows
        for start in range(0, len(texts), 1024):
            batch = [clean_text(text) for text in texts[start : start + 1024]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for index, encoding in enumerate(encodings, start):
                self._fill(rows[index], encoding.ids)
        return rows

    def _fill(self, row: NDArray[np.float32], tokens: list[int]) -> None:
        if not tokens:
            return
        ids = np.asarray(tokens, np.int64)
        weights = None if self._weights is None else self._weights[ids]
        vectors = self._table[ids if self._mapping is None else self._mapping[ids]]
        if weights is None:
            weights = np.ones(len(ids), np.float32)
        mean = (weights @ vectors.astype(np.float32)) / np.float32(len(ids))
        norm = float(np.sqrt(mean @ mean))
        if norm > 1e-12:
            row[:] = mean / norm


class SentenceTransformerEncoder:
    """Any other sentence-transformers model, with its own query and document prompts.

    Raises ArtefactError when the extra `models` is not installed or the model
    cannot be loaded.
    """

    def __init__(self, path_or_name: Path | str) -> None:
        self.name = str(path_or_name)
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise ArtefactError(
                f"model {self.name!r}: sentence-transformers is not installed; "
                "install with: pip install 'ldn-guidance[models]'"
            ) from None
        try:
            self._model: SentenceTransformer = SentenceTransformer(self.name)
        except Exception as error:  # its loaders raise many kinds, some from the network
            raise ArtefactError(
                f"model {self.name!r}: could not be loaded ({type(error).__name__}: {error}); "
                f"{BUNDLED!r}, a model folder or the name of a sentence-transformers model "
                f"is accepted; {_REPAIR_OTHER}"
            ) from None
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def digest(self) -> str:
        """The sha256 of a local folder's files; of a named model, over its tensors."""
        folder = Path(self.name)
        if folder.is_dir():
            return digest_folder(folder)
        digest = hashlib.sha256(json.dumps(self._model.prompts, sort_keys=True).encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}\n".encode())
            digest.update(tensor.cpu().float().numpy().tobytes())
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query, encoded with the model's query prompt if it has one."""
        return self._unit(texts, self._model.encode_query)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage, encoded with the model's document prompt if it has one."""
        return self._unit(texts, self._model.encode_document)

    def _unit(self, texts: Sequence[str], encode: Any) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        cleaned = [clean_text(text) for text in texts]
        rows = np.asarray(encode(cleaned, show_progress_bar=False), np.float32)
        rows = np.nan_to_num(rows, nan=0.0, posinf=0.0, neginf=0.0)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(norms > 1e-12, norms, 1.0), np.float32)


def open_encoder(model: str) -> Encoder:
    """Return the encoder of a model: "bundled", a model folder, or a hub name.

    Raises ArtefactError saying what was found, what is accepted and what repairs it.
    """
    if model == BUNDLED:
        return StaticEncoder(BUNDLED_FOLDER, name=BUNDLED)
    path = Path(model)
    if path.is_dir() and is_static(path):
        return StaticEncoder(path)
    if path.exists() and not (path.is_dir() and (path / "modules.json").is_file()):
        raise _broken(path, "no modules.json found", "a sentence-transformers folder has one")
    if not path.exists() and (path.is_absolute() or model.startswith((".", "~"))):
        raise _broken(path, "no such folder", "a sentence-transformers folder is needed")
    return SentenceTransformerEncoder(model)


def is_static(folder: Path) -> bool:
    """Return whether a folder's modules.json names a StaticEmbedding first."""
    path = folder / "modules.json"
    return path.is_file() and _module_kinds(path)[:1] == [_STATIC]


def digest_folder(folder: Path) -> str:
    """Return the sha256 over the relative names, sizes and bytes of a model's files.

    README.md, training_run.json and hidden files are left out: they do not
    change a vector, and editing a model card must not make an index unreadable.
    """
    digest = hashlib.sha256()
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    for name in sorted(files):
        path = files[name]
        hidden = any(part.startswith(".") for part in name.split("/"))
        if path.is_dir() or hidden or name in _NOT_DIGESTED:
            continue
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def clean_text(text: str) -> str:
    """Return the text cut at MAX_CHARACTERS, with lone surrogates replaced by U+FFFD."""
    text = text[:MAX_CHARACTERS]
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _broken(path: Path, found: str, accepted: str) -> ArtefactError:
    bundled = path == BUNDLED_FOLDER or BUNDLED_FOLDER in path.parents
    return ArtefactError(
        f"{path}: {found}; {accepted}; {_REPAIR_BUNDLED if bundled else _REPAIR_OTHER}"
    )


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _broken(path, "no such file", "a model folder has one") from None
    except (OSError, ValueError) as error:
        raise _broken(path, f"unreadable ({error})", "JSON is needed") from None


def _module_kinds(path: Path) -> list[str]:
    modules = _read_json(path)
    if not isinstance(modules, list) or not all(
        isinstance(one, dict) and isinstance(one.get("type"), str) for one in modules
    ):
        raise _broken(path, "no list of modules", "a list of objects with a type is needed")
    return [one["type"].rpartition(".")[2] for one in modules]


def _static_folder(folder: Path) -> Path:
    """Return the folder of the StaticEmbedding; a Normalize may follow it, nothing else."""
    path = folder / "modules.json"
    kinds = _module_kinds(path)
    if kinds not in ([_STATIC], [_STATIC, _NORMALIZE]):
        raise _broken(
            path, f"modules are {kinds}", f"[{_STATIC}] or [{_STATIC}, {_NORMALIZE}] is accepted"
        )
    place = _read_json(path)[0].get("path", "")
    if not isinstance(place, str):
        raise _broken(path, f"path of {_STATIC} is {place!r}", "a folder name is needed")
    return folder / place


def _read_tokenizer(path: Path) -> Tokenizer:
    if not path.is_file():
        raise _broken(path, "no such file", "a static model has one")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise _broken(path, f"unreadable ({error})", "a tokenizers file is needed") from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _map_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of a safetensors file, memory-mapped and read-only."""
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise _broken(path, "no such file", "a static model has one")
    try:
        with safe_open(str(path), framework="numpy"):  # checks the header against the size
            pass
    except (SafetensorError, OSError) as error:
        raise _broken(path, f"unreadable ({error})", "a whole safetensors file is needed") from None
    with path.open("rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    (size,) = struct.unpack("<Q", data[:8])
    tensors: dict[str, NDArray[Any]] = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in _TYPES:
            raise _broken(
                path,
                f"{name} has type {entry['dtype']}",
                f"one of {', '.join(_TYPES)} is accepted",
            )
        begin, end = entry["data_offsets"]
        kind = _TYPES[entry["dtype"]]
        tensors[name] = np.frombuffer(
            data, kind, (end - begin) // kind.itemsize, 8 + size + begin
        ).reshape(entry["shape"])
    return tensors


def _read_table(
    path: Path, tensors: dict[str, NDArray[Any]], vocabulary: int
) -> tuple[NDArray[Any], NDArray[np.int64] | None, NDArray[np.float32] | None]:
    """Return token vectors, the row of each token if not its own, and the token factors."""
    mapping = weights = None
    if "embedding.weight" in tensors:
        table = tensors["embedding.weight"]
    elif "embeddings" in tensors:
        table = tensors["embeddings"]
        mapping = tensors.get("mapping")
        weights = tensors.get("weights")
    else:
        raise _broken(
            path, f"tensors are {sorted(tensors)}", "embedding.weight or embeddings is needed"
        )
    if table.ndim != 2 or table.dtype.kind != "f" or not table.shape[1]:
        raise _broken(
            path, f"the table is {table.dtype} {table.shape}", "tokens x dimension, of floats"
        )
    rows = len(table) if mapping is None else len(mapping)
    for part, wanted in ((mapping, "mapping"), (weights, "weights")):
        if part is not None and part.shape != (rows,):
            raise _broken(path, f"{wanted} has shape {part.shape}", f"({rows},) is needed")
    if mapping is not None and rows and not (mapping.min() >= 0 and mapping.max() < len(table)):
        raise _broken(path, "mapping points outside the table", f"rows 0 to {len(table) - 1}")
    if rows < vocabulary:
        raise _broken(
            path,
            f"{rows} token vectors for {vocabulary} tokens",
            "one vector per token of tokenizer.json is needed",
        )
    return (
        table,
        None if mapping is None else np.asarray(mapping, np.int64),
        None if weights is None else np.asarray(weights, np.float32),
    )
