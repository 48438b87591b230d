"""Files of embedding models: where the bundled ones are, what identifies one, what is wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson

from indexer.errors import ArtefactError

FOLDER = Path(__file__).parent / "models"
TRANSFORMER = "transformer"
STATIC = "static"
#: Models that come with the package, the default first.
BUNDLED = (TRANSFORMER, STATIC)
MAX_CHARACTERS = 20_000
"""Longer texts are cut here before they are tokenised."""

# What describes a model without deciding its vectors is left out of its digest.
_NOT_DIGESTED = frozenset({"README.md", "training_run.json"})
_REPAIR_BUNDLED = (
    "restore it with: pip install --force-reinstall ldn-guidance "
    "(in a checkout: git checkout -- indexer/models)"
)
_REPAIR_OTHER = (
    "train one with: python -m indexer.training.transformer or indexer.training.static, "
    f"or use a bundled model: {', '.join(BUNDLED)}"
)


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


def broken(path: Path, found: str, accepted: str) -> ArtefactError:
    """The error for a model file: what was found, what is accepted, what repairs it."""
    bundled = FOLDER.resolve() in path.resolve().parents
    return ArtefactError(
        f"{path}: {found}; {accepted}; {_REPAIR_BUNDLED if bundled else _REPAIR_OTHER}"
    )


def read_json(path: Path) -> Any:
    """The contents of a JSON file of a model."""
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise broken(path, "no such file", "a model folder has one") from None
    except (OSError, ValueError) as error:
        raise broken(path, f"unreadable ({error})", "JSON is needed") from None


def module_kinds(path: Path) -> list[str]:
    """The class names that a modules.json lists."""
    modules = read_json(path)
    if not isinstance(modules, list) or not all(
        isinstance(one, dict) and isinstance(one.get("type"), str) for one in modules
    ):
        raise broken(path, "no list of modules", "a list of objects with a type is needed")
    return [one["type"].rpartition(".")[2] for one in modules]
