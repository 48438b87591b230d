"""ZIP files that are equal byte for byte whenever their contents are."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


def write_archive(
    files: Iterable[tuple[str, bytes]], day: str, *, stored: frozenset[str] = frozenset()
) -> bytes:
    """A ZIP of files by name, in the given order, all dated `day` (ISO 8601).

    Those `stored` are not compressed, as some formats want their first one.
    """
    stamp = date.fromisoformat(day)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in files:
            entry = ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            kind = ZIP_STORED if name in stored else ZIP_DEFLATED
            archive.writestr(entry, data, kind, compresslevel=None if name in stored else 6)
    return buffer.getvalue()


def settle_archive(data: bytes, day: str) -> bytes:
    """A ZIP that a library wrote, with its files in order of name but for the first, all dated."""
    with ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        ordered = [names[0], *sorted(names[1:])]
        return write_archive(((name, archive.read(name)) for name in ordered), day)
