"""Text encoders: the two bundled models, and any sentence-transformers model.

Importing this module loads neither torch nor sentence-transformers nor onnxruntime.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.model_files import BUNDLED, FOLDER, STATIC, TRANSFORMER, broken, digest_folder
from indexer.static_encoder import StaticEncoder, is_static
from indexer.transformer_encoder import TransformerEncoder, is_transformer

__all__ = [
    "BUNDLED",
    "STATIC",
    "TRANSFORMER",
    "Encoder",
    "digest_folder",
    "light_encoder",
    "open_encoder",
]


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
        """The model as its user named it: "transformer", "static", a path or a hub name."""
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


def open_encoder(model: str, threads: int | None = None) -> Encoder:
    """Return the encoder of a model: the name of a bundled one, a model folder, or a hub name.

    `threads` is how many the transformer may use, all processors by default. Raises ArtefactError
    saying what was found, what is accepted and what repairs it.
    """
    if model == STATIC:
        return light_encoder()
    path = FOLDER / model if model in BUNDLED else Path(model)
    if path.is_dir() and is_static(path):
        return StaticEncoder(path, name=model)
    if path.is_dir() and is_transformer(path):
        return TransformerEncoder(path, name=model, threads=threads)
    if model in BUNDLED:
        raise broken(path / "modules.json", "no model found", "the package brings one")
    if path.exists() and not (path.is_dir() and (path / "modules.json").is_file()):
        raise broken(path, "no modules.json found", "a sentence-transformers folder has one")
    if not path.exists() and (path.is_absolute() or model.startswith((".", "~"))):
        raise broken(path, "no such folder", "a sentence-transformers folder is needed")
    from indexer.other_encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(model)


@cache
def light_encoder() -> StaticEncoder:
    """The light bundled model, opened once: it compares sentences whatever model an index has."""
    return StaticEncoder(FOLDER / STATIC, name=STATIC)
