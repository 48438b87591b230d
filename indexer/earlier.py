"""What the version in use has worked out, used again where it would come out the same.

A build that uses it gives what a build without it gives: what is taken over depends on nothing
but the passages that it belongs to, the model, and code whose digest stands in the manifest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.columns import open_columns
from indexer.digests import Digests, DigestTable, no_digests
from indexer.embedding import KnownVectors
from indexer.errors import ArtefactError
from indexer.languages import CODES
from indexer.manifest import analysis_digest, read_manifest, verify_files
from indexer.passage_store import open_digests
from indexer.versions import read_current

if TYPE_CHECKING:
    from indexer.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version, as far as what it holds may be used again.

    `vectors` are none where another model made them. `folder` is None, and there are no `digests`
    of passages, where other code made words and sentences of them; `languages` are the columns of
    languages by row.
    """

    vectors: KnownVectors
    folder: Path | None
    digests: Digests
    languages: NDArray[np.int8]

    @classmethod
    def none(cls) -> Earlier:
        """Nothing that may be used again."""
        return cls(KnownVectors.none(), None, no_digests(), np.zeros(0, np.int8))

    @classmethod
    def read(cls, root: Path, encoder: Encoder) -> Earlier:
        """The current version, if every byte of it is as it was written."""
        try:
            version = read_current(root)
            if version is None:
                return cls.none()
            folder = root / version
            manifest = read_manifest(folder)
            verify_files(folder, manifest, analysed=False, whole=True)
            vectors = KnownVectors.none()
            if manifest.model.digest == encoder.digest:
                vectors = KnownVectors.read(folder / "dense")
            if manifest.analysis != analysis_digest():
                return cls(vectors, None, no_digests(), np.zeros(0, np.int8))
            languages = open_columns(folder / "columns").language_of
            return cls(vectors, folder, open_digests(folder), languages)
        except (ArtefactError, OSError, ValueError, KeyError):
            return cls.none()

    def places(self, digests: Digests) -> NDArray[np.int64]:
        """The row at which each passage stood, -1 for those that are new."""
        return DigestTable(self.digests).find(digests)

    def has_same(self, code: str, digests: Digests) -> bool:
        """Whether these are all passages of a language, in their order."""
        return self.folder is not None and np.array_equal(
            self.digests[self.languages == CODES.index(code)], digests
        )

    def take(self, folder: Path, name: str, make: Callable[[Path], object], same: bool) -> None:
        """A file or folder of this version copied into another, if it is the same, else made."""
        if self.folder is None or not same:
            make(folder / name)
        elif (self.folder / name).is_dir():
            leave = shutil.ignore_patterns("*.lock")
            shutil.copytree(self.folder / name, folder / name, ignore=leave)
        else:
            shutil.copyfile(self.folder / name, folder / name)
