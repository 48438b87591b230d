"""A copy of the real content for every test that changes it; what the training runs learn from."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from tests.indexer.parallel import NOUNS, VERBS, make_rows, write_source


@pytest.fixture
def content(repository: Path, tmp_path: Path) -> Path:
    """The content, to be changed."""
    return Path(shutil.copytree(repository / "content", tmp_path / "content"))


@pytest.fixture(scope="session")
def parallel_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of two sources."""
    folder = tmp_path_factory.mktemp("data")
    rows = make_rows()
    write_source(folder, "open_sdg_translations", rows[: len(rows) // 2])
    write_source(folder, "tatoeba", rows[len(rows) // 2 :] + [*NOUNS, *VERBS])
    return folder


@pytest.fixture(scope="session")
def small_teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher of random word vectors: English only, and quick."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    words = sorted({row[0] for row in [*NOUNS, *VERBS]})
    tokenizer = Tokenizer(
        models.WordLevel({"[UNK]": 0, **{w: i for i, w in enumerate(words, 1)}}, "[UNK]")
    )
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.random.default_rng(0).normal(size=(len(words) + 1, 48)).astype(np.float32)
    folder = tmp_path_factory.mktemp("teacher")
    embedding = StaticEmbedding(tokenizer, embedding_weights=vectors)
    SentenceTransformer(modules=[embedding, Normalize()]).save(str(folder))
    return folder
