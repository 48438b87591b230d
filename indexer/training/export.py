"""Writing the model folder, in the layout sentence-transformers 6 reads.

The table is stored as float16 under `embeddings`, with one float32 factor per
token under `weights`: sentence-transformers folds the two into a float32 table.
A plain float16 table it would use as it is, and then a text without a known token
becomes NaN, since its normalisation divides by a number float16 cannot hold.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from indexer.training.data import LANGUAGES
from indexer.training.student import Cells

STATIC = "0_StaticEmbedding"
_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": STATIC,
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding"
        ".StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]
SENTENCE_CONFIG = {
    "__version__": {"sentence_transformers": "6.2.0"},
    "default_prompt_name": None,
    "model_type": "SentenceTransformer",
    "prompts": {"document": "", "query": ""},
    "similarity_fn_name": "cosine",
}
NORMALIZE = {
    "module_input_name": "sentence_embedding",
    "module_output_name": "sentence_embedding",
}


def sif_weights(
    cells: Cells, row_weights: NDArray[np.float64], vocabulary: int, a: float
) -> NDArray[np.float32]:
    """Return a/(a+p) per token; p is its share of the language that uses it most.

    Per language, because a share of the whole corpus would call an Arabic function
    word rare only for there being less Arabic.
    """
    languages = len(LANGUAGES)
    token_weights = np.repeat(np.repeat(row_weights, languages), cells.lengths)
    columns = np.repeat(np.tile(np.arange(languages), len(row_weights)), cells.lengths)
    share = np.zeros(vocabulary)
    for column in range(languages):
        chosen = columns == column
        counts = np.bincount(cells.ids[chosen], weights=token_weights[chosen], minlength=vocabulary)
        share = np.maximum(share, counts / max(counts.sum(), 1.0))
    return np.asarray(a / (a + share), np.float32)


def write_model(
    folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32], weights: NDArray[np.float32]
) -> None:
    """Write the model's files into an existing, empty folder; equal input gives equal bytes."""
    static = folder / STATIC
    static.mkdir()
    (folder / "1_Normalize").mkdir()
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(static / "tokenizer.json"), pretty=False)
    save_file(
        {"embeddings": np.ascontiguousarray(table, np.float16), "weights": weights},
        str(static / "model.safetensors"),
    )
    write_json(folder / "modules.json", _MODULES)
    write_json(folder / "config_sentence_transformers.json", SENTENCE_CONFIG)
    write_json(folder / "1_Normalize" / "config.json", NORMALIZE)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, indented, in UTF-8, ending in a newline."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """Return the hexadecimal sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class replacing:  # noqa: N801 - reads as a statement
    """A folder beside `out` that takes its place if the block ends without an error."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def __enter__(self) -> Path:
        self._out.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = Path(tempfile.mkdtemp(prefix=".model-", dir=self._out.parent))
        self._temporary.chmod(0o755)
        return self._temporary

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            old = None
            if self._out.exists():
                old = Path(tempfile.mkdtemp(prefix=".old-", dir=self._out.parent)) / "model"
                self._out.rename(old)
            self._temporary.rename(self._out)
            if old is not None:
                shutil.rmtree(old.parent)
        else:
            shutil.rmtree(self._temporary, ignore_errors=True)
