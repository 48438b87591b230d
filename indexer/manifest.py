"""The manifest of an index artefact: what it was made from, and the digest of every file.

Everything here checks what it reads and raises ArtefactError with the command that repairs it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

import Stemmer

from indexer.encoder import light_encoder
from indexer.errors import ArtefactError
from indexer.known_words import lists_digest

#: Raised when the files of an artefact change their meaning.
FORMAT = 12
#: Where the records of items begin: opening an artefact leaves them where they are.
ITEM_RECORDS = "records/items/"
#: An artefact of up to so many bytes is read to the last one whenever it is opened: 0.3 s.
READ_WHOLE = 256 * 2**20
REPAIR = "run `ldn-kb index` to build it again"
NAME = "manifest.json"

#: The modules on which words and sentences of an index depend, with all that they import from here.
ANALYSIS = (
    "arabic",
    "highlights",
    "known_words",
    "languages",
    "lexical",
    "lexicon",
    "model_files",
    "ragged",
    "static_encoder",
    "stop_words",
    "text",
    "tokens",
)

_SAMPLED = 16  # blocks of a file
_BLOCK = 16_384  # bytes


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """The encoder that made the vectors."""

    name: str
    digest: str
    dimension: int


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a file of the artefact must be; `sample` is the digest of parts of it."""

    sha256: str
    size: int
    sample: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an artefact is.

    `analysis` is the digest of the code that makes terms, `passages` counts them by language,
    `background` gives by language the mean and the standard deviation of the best score that an
    unrelated query reaches, `index` is the `[index]` table of `search.toml`, `dense` names the
    kinds of vector index that were chosen.
    """

    format: int
    version: str
    built: str
    revision: str | None
    model: ModelIdentity
    analysis: str
    passages: Mapping[str, int]
    index: Mapping[str, Any]
    dense: Mapping[str, str]
    background: Mapping[str, tuple[float, float]]
    files: Mapping[str, FileDigest]


@cache
def analysis_digest() -> str:
    """The digest of what makes terms, compares sentences, counts and knows words.

    Another one needs another index. It is that of the code that runs: of what a file holds later,
    nothing was made.
    """
    parts = [Stemmer.version(), light_encoder().digest, lists_digest(), unidata_version]
    parts += [version(name) for name in ("tantivy", "tokenizers")]
    digest = hashlib.sha256(" ".join(parts).encode())
    for name in ANALYSIS:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()


def canonical_json(value: Any) -> bytes:
    """A value as JSON that is the same for equal values."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def describe_file(path: Path) -> FileDigest:
    """The digests and size of a file."""
    return FileDigest(_digest_whole(path), path.stat().st_size, _digest_sample(path))


def _digest_whole(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_sample(path: Path) -> str:
    """The digest of blocks spread evenly over a file, its first and last bytes among them."""
    size = path.stat().st_size
    if size <= _SAMPLED * _BLOCK:
        return _digest_whole(path)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for place in range(_SAMPLED):
            file.seek((size - _BLOCK) * place // (_SAMPLED - 1))
            digest.update(file.read(_BLOCK))
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The manifest into its folder, with a digest of itself."""
    body = asdict(manifest)
    body["digest"] = hashlib.sha256(canonical_json(body)).hexdigest()
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version; the format is checked before anything else."""
    path = folder / NAME
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtefactError(f"{path}: no such file; {REPAIR}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ArtefactError(f"{path}: {error}; {REPAIR}") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        found = body.get("format") if isinstance(body, dict) else None
        raise ArtefactError(f"{path}: format {found!r}, this program reads {FORMAT}; {REPAIR}")
    digest = body.pop("digest", None)
    if digest != hashlib.sha256(canonical_json(body)).hexdigest():
        raise ArtefactError(f"{path}: changed after it was written; {REPAIR}")
    if set(body) != {field.name for field in fields(Manifest)}:
        raise ArtefactError(f"{path}: its keys are not those of format {FORMAT}; {REPAIR}")
    return Manifest(
        **{
            **body,
            "model": ModelIdentity(**body["model"]),
            "background": {k: (v[0], v[1]) for k, v in body["background"].items()},
            "files": {name: FileDigest(**value) for name, value in body["files"].items()},
        }
    )


def verify_files(
    folder: Path, manifest: Manifest, analysed: bool = True, whole: bool = False
) -> None:
    """Nothing, if every file is as it was written, by code that analyses as this one does.

    Files are read to the last byte with `whole`, and where all together have no more than
    READ_WHOLE; else 256 KiB of each, spread evenly, and its size stand for it (docs/decisions/014).
    `analysed=False` leaves out who wrote it, for whoever reads no terms.

    Raises ArtefactError naming the first file that is missing, truncated or changed.
    """
    if manifest.version != folder.name:
        raise ArtefactError(
            f"{folder}: holds version {manifest.version}, not the one it is named after; {REPAIR}"
        )
    whole = whole or sum(file.size for file in manifest.files.values()) <= READ_WHOLE
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            same = size == expected.size and (
                describe_file(path) == expected
                if whole
                else _digest_sample(path) == expected.sample
            )
        except OSError as error:
            raise ArtefactError(f"{path}: {error.strerror}; {REPAIR}") from error
        if size != expected.size:
            raise ArtefactError(f"{path}: {size} bytes, {expected.size} were written; {REPAIR}")
        if not same:
            raise ArtefactError(f"{path}: changed after it was written; {REPAIR}")
    if analysed and manifest.analysis != analysis_digest():
        raise ArtefactError(f"{folder}: made by another version of this program; {REPAIR}")
