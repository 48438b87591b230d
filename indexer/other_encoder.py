"""Any sentence-transformers model, with torch: the extra `models`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArtefactError
from indexer.model_files import BUNDLED, clean_text, digest_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


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
                f"{', '.join(BUNDLED)}, a model folder or the name of a sentence-transformers "
                "model is accepted"
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
