"""The bundled transformer as a module of sentence-transformers.

`SentenceTransformer("indexer/models/transformer", trust_remote_code=True)` finds this class by its
name in `modules.json`; without the flag sentence-transformers, since 6.0, takes no class but its
own, even from a local folder. It runs the same ONNX file as `indexer.transformer_encoder`, so that
the vectors are the same.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules.input_module import InputModule

from indexer.transformer_encoder import TransformerEncoder

_FILES = ("config.json", "tokenizer.json", "onnx/model.onnx")


class OnnxTransformer(InputModule):  # type: ignore[misc]
    """Texts to unit vectors; `folder` is that of the model."""

    save_in_root = True
    modalities = ["text"]

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = Path(folder)
        self.encoder = TransformerEncoder(self.folder)
        self.tokenizer = None

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Return the vectors already: tokens and states never leave the session."""
        texts = [f"{prompt}{text}" if prompt else text for text in inputs]
        return {"sentence_embedding": torch.from_numpy(self.encoder.encode_passages(texts))}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the features as they are."""
        return features

    def get_embedding_dimension(self) -> int:
        """The length of a vector."""
        return self.encoder.dimension

    @classmethod
    def load(cls, model_name_or_path: str, **_: Any) -> OnnxTransformer:
        """The module of a model folder."""
        return cls(model_name_or_path)

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the files of this module; sentence-transformers writes those beside them."""
        for name in _FILES:
            target = Path(output_path) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / name, target)
