"""The built site and the one before it: one builder at a time, one atomic change of folders.

    <folder>                the live site
    .<folder>.before        the one before it
    .<folder>.digest        what the live one was made from
    .<folder>.build-…       one that is being built
    .<folder>.lock          held by whoever builds or goes back

The live folder is exchanged with the new one in one step of the system (Linux: `renameat2`), so
that it is never away. Where the system or the file system cannot do that, it is away between two
renamings; whoever is killed there leaves the site before in `.<folder>.before`, from which readers
are answered and which the next build puts back.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import ContentError

_HERE = -100  # AT_FDCWD: relative to the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV)


class SiteVersions:
    """The folders of a site, for who holds its lock."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._before = folder_before(out)
        self._digest = _beside(out, "digest")

    def made_from(self) -> str | None:
        """The digest of what the live site was made from; None where that is not known."""
        if self._out.is_dir() and self._digest.is_file():
            return self._digest.read_text(encoding="ascii")
        return None

    def begin(self) -> Path:
        """An empty folder to build a site in; what killed builds have left is deleted."""
        for leftover in self._out.parent.glob(f".{self._out.name}.build-*"):
            shutil.rmtree(leftover)
        if not self._out.exists() and self._before.is_dir():
            self._before.rename(self._out)
        return Path(tempfile.mkdtemp(prefix=f".{self._out.name}.build-", dir=self._out.parent))

    def switch(self, new: Path, digest: str | None) -> None:
        """Put a built site in the place of the live one, which becomes the one before."""
        new.chmod(0o755)
        shutil.rmtree(self._before, ignore_errors=True)
        self._digest.unlink(missing_ok=True)  # until the switch is done, nothing is known
        if not self._out.exists():
            new.rename(self._out)
        elif _exchange(new, self._out):
            new.rename(self._before)
        else:
            self._out.rename(self._before)
            try:
                new.rename(self._out)
            except OSError:
                self._before.rename(self._out)
                raise
        if digest is not None:
            self._digest.write_text(digest, encoding="ascii")

    def go_back(self) -> None:
        """Put the site before in the place of the live one, and the other way round.

        ContentError without one.
        """
        if not self._before.is_dir():
            raise ContentError(
                f"{self._before}: there is no site before this one; `ldn-kb site` builds one"
            )
        self._digest.unlink(missing_ok=True)  # the next build makes the site of the content
        if not self._out.exists():
            self._before.rename(self._out)
        elif not _exchange(self._before, self._out):
            aside = _beside(self._out, "build-aside")
            self._out.rename(aside)
            self._before.rename(self._out)
            aside.rename(self._before)


@contextmanager
def lock_site(out: Path) -> Iterator[SiteVersions]:
    """The folders of a site, locked; the system releases the lock even of a killed process."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with _beside(out, "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield SiteVersions(out)


def folder_before(out: Path) -> Path:
    """Where the site before the live one is."""
    return _beside(out, "before")


def _beside(out: Path, kind: str) -> Path:
    return out.parent / f".{out.name}.{kind}"


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once; False where this system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))
