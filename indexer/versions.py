"""Versions of an artefact in a folder: which is current, which stay, and one builder at a time.

A version that somebody reads is held with a shared lock on its folder, and is not deleted.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ArtefactError
from indexer.manifest import REPAIR, Manifest, read_manifest, verify_files

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
    """Every version but the current one, the one before it, and those that are read."""
    others = [p for p in root.iterdir() if VERSION.fullmatch(p.name) and p.name != version]
    others.sort(key=lambda path: (path.name == before, path.stat().st_mtime), reverse=True)
    for path in others[1:]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path)
        except BlockingIOError:
            pass  # the next build deletes it
        finally:
            os.close(descriptor)


def hold_version(folder: Path) -> int:
    """A descriptor of a version's folder, which is not deleted until it is closed.

    The system closes it for a process that is killed. Raises ArtefactError for a folder that is
    gone or going. Where a file system knows no locks, nothing is held.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ArtefactError(f"{folder}: {error.strerror}; {REPAIR}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        going = False
    except BlockingIOError:
        going = True
    except OSError:
        going = False
    if going or not folder.exists():
        os.close(descriptor)
        raise ArtefactError(f"{folder}: is being deleted; another version is current by now")
    return descriptor


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version in a folder: its manifest or, if it cannot be used, its problem in a sentence."""

    name: str
    current: bool
    manifest: Manifest | None
    problem: str


def list_versions(root: Path) -> list[ListedVersion]:
    """Every version in a folder, checked down to the last byte: the latest first, broken ones last.

    ArtefactError for a folder that cannot be read.
    """
    try:
        names = [path.name for path in root.iterdir() if VERSION.fullmatch(path.name)]
    except OSError as error:
        raise ArtefactError(f"{root}: {error.strerror}; {REPAIR}") from error
    current = read_before(root)
    listed = []
    for name in names:
        manifest, problem = None, ""
        try:
            manifest = read_manifest(root / name)
            verify_files(root / name, manifest, whole=True)
        except ArtefactError as error:
            manifest, problem = None, str(error)
        listed.append(ListedVersion(name, name == current, manifest, problem))
    return sorted(listed, key=lambda one: one.manifest.built if one.manifest else "", reverse=True)


def roll_back(root: Path, version: str | None = None) -> str:
    """The name of the version made current: the one asked for, or the latest other one.

    ArtefactError where there is none that is whole; the current one stays then.
    """
    try:
        with lock_versions(root):
            listed = list_versions(root)
            whole = [one.name for one in listed if one.manifest and not one.current]
            if version is None and whole:
                version = whole[0]
            if version not in whole:
                broken = next((one.problem for one in listed if one.name == version), "")
                found = broken or f"{root}: no other version {version or ''}".rstrip()
                accepted = f"use one of: {', '.join(whole)}" if whole else "there is none to use"
                raise ArtefactError(f"{found}; {accepted}")
            switch_current(root, version)
    except OSError as error:
        raise ArtefactError(f"{root}: {error.strerror}; nothing was changed") from error
    return version


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
