"""The parts of a Word file: a ZIP archive whose limits are checked before anything is unpacked.

python-docx would unpack the archive before any limit could be checked, and knows neither
automatic numbers nor notes, so that the parts are read with lxml here.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from typing import Any

from lxml import etree

from indexer.errors import SourceError
from indexer.readers.limits import MAX_ENTRIES, MAX_PART_BYTES, MAX_RATIO

_ACCEPTED = "accepted is a Word document (.docx) that opens in Word"
#: Names of the strict form of Office Open XML, by which Word may save, to the usual ones.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """A Word file whose archive keeps to the limits and holds no macros.

    `main` is the name of the part with the text. Parts are parsed without entities, external
    files and document types; a part that is missing where it is needed is a SourceError.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self._where = where
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
            raise self._error(f"found a damaged or truncated archive ({error})") from error
        self._check_entries()
        self.main = self._main_part()

    def _error(self, found: str, accepted: str = _ACCEPTED) -> SourceError:
        return SourceError(f"{self._where}: {found}; {accepted}")

    def _check_entries(self) -> None:
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise self._error(
                f"found {len(entries):,} entries in the archive", f"accepted are {MAX_ENTRIES:,}"
            )
        names = Counter(entry.filename for entry in entries)
        for entry in entries:
            if names[entry.filename] > 1:
                raise self._error(f"found {entry.filename[:80]!r} twice in the archive")
            if entry.flag_bits & 1:
                raise self._error("found an encrypted archive", "accepted is a file without one")
            if entry.filename.lower().endswith("vbaproject.bin"):
                raise self._error(
                    "found a Word file that carries macros",
                    "accepted is one saved without them, as .docx",
                )

    def _main_part(self) -> str:
        names = set(self._archive.namelist())
        if "mimetype" in names:
            kind = self.read("mimetype")[:80].decode("ascii", "replace").strip()
            raise self._error(f"found a file of the type {kind}")
        if "[Content_Types].xml" not in names:
            raise self._error("found an archive that is no Office document")
        types = self.read("[Content_Types].xml")
        if b"macroEnabled" in types:
            raise self._error(
                "found a Word file that may carry macros",
                "accepted is one saved without them, as .docx",
            )
        main = next(
            (target for kind, target in self.targets("").values() if kind == "officeDocument"), None
        )
        if main is None or main not in names or b"wordprocessingml" not in types:
            other = (
                "a spreadsheet (.xlsx)"
                if b"spreadsheetml" in types
                else "slides (.pptx)"
                if b"presentationml" in types
                else "an archive without a Word document"
            )
            raise self._error(f"found {other}")
        return main

    def read(self, name: str) -> bytes:
        """The bytes of a part, no more than the limits allow."""
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            raise self._error(f"found no part {name}") from None
        grown = info.file_size > MAX_RATIO * max(info.compress_size, 4096)
        if info.file_size > MAX_PART_BYTES or grown:
            raise self._error(
                f"found the part {name}, which unpacks from {info.compress_size:,} to "
                f"{info.file_size:,} bytes",
                f"accepted are parts of {MAX_PART_BYTES:,} bytes, packed {MAX_RATIO} times at most",
            )
        try:
            with self._archive.open(info) as part:
                data = part.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise self._error(f"found the part {name} damaged ({error})") from error
        if len(data) > MAX_PART_BYTES:
            raise self._error(f"found the part {name} larger than the archive says")
        return data

    def has(self, name: str) -> bool:
        """Whether the archive holds a part."""
        return name in self._archive.NameToInfo

    def parse(self, name: str) -> Any:
        """The root element of a part in XML."""
        data = self.read(name)
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._error(f"found the part {name} that is no well-formed XML ({error})") from (
                error
            )
        if root.getroottree().docinfo.doctype:
            raise self._error(
                f"found a document type in the part {name}",
                "accepted are Word files, which have none",
            )
        return root

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """By id, the kind and the part of every relationship within the file that a part has."""
        folder, _, name = part.rpartition("/")
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(path):
            return {}
        return {
            str(relation.get("Id")): (
                str(relation.get("Type", "")).rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:],
            )
            for relation in self.parse(path).iter(RELATIONSHIPS)
            if relation.get("TargetMode") != "External"
        }
