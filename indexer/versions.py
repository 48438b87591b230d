"""Versions of an artefact in a folder: which is current, which stay, and one builder at a time."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import ArtefactError
from indexer.manifest import REPAIR

#: The name of a version.
VERSION = re.compile(r"[0-9a-f]{16}")

_CURRENT = "current"


@contextmanager
def lock_versions(root: Path) -> Iterator[None]:
    """The lock of the folder; released by the system even from a killed process."""
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_current(root: Path) -> str | None:
    """The name of the current version, None without one."""
    try:
        name = (root / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ArtefactError(f"{root / _CURRENT}: {error}; {REPAIR}") from error
    if not VERSION.fullmatch(name):
        raise ArtefactError(f"{root / _CURRENT}: {name[:40]!r} is no version; {REPAIR}")
    return name


def switch_current(root: Path, version: str) -> None:
    """The version made current, at once or not at all."""
    beside = root / f".{_CURRENT}.new"
    with beside.open("w", encoding="utf-8") as file:
        file.write(version + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(root / _CURRENT)
    flush_folder(root)


def read_before(root: Path) -> str | None:
    """The version in use until now, None where that cannot be told."""
    try:
        return read_current(root)
    except ArtefactError:
        return None


def delete_old(root: Path, version: str, before: str | None) -> None:
    """Every version but the current one and the one before it."""
    others = [p for p in root.iterdir() if VERSION.fullmatch(p.name) and p.name != version]
    others.sort(key=lambda path: (path.name == before, path.stat().st_mtime), reverse=True)
    for path in others[1:]:
        shutil.rmtree(path)


def flush_tree(folder: Path) -> None:
    """Every file and folder of a tree onto the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        else:
            flush_folder(path)
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """The names in a folder onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
