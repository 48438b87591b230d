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
from indexer.encoder import light_encoder
from indexer.errors import ArtefactError
from indexer.highlights import Highlights, open_highlights
from indexer.languages import CODES
from indexer.manifest import Manifest, analysis_digest, read_manifest, verify_files
from indexer.passage_store import open_digests
from indexer.versions import read_current

if TYPE_CHECKING:
    from indexer.encoder import Encoder


@dataclass(frozen=True, slots=True)
class _Words:
    """Words and sentences that this code made: of which passages, in which languages (columns)."""

    digests: Digests
    languages: NDArray[np.int8]
    highlights: Highlights


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version, as far as what it holds may be used again.

    `vectors` are none where another model made them.
    """

    vectors: KnownVectors
    _folder: Path | None
    _manifest: Manifest | None
    _words: _Words | None

    @classmethod
    def none(cls) -> Earlier:
        """Nothing that may be used again."""
        return cls(KnownVectors.none(), None, None, None)

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
            words = _read_words(folder) if manifest.analysis == analysis_digest() else None
            return cls(vectors, folder, manifest, words)
        except (ArtefactError, OSError, ValueError, KeyError):
            return cls.none()

    def check_again(self) -> None:
        """Nothing, if what was taken over is still as it was; else ArtefactError.

        What is damaged while a build reads it would stay in every later version.
        """
        if self._folder is not None and self._manifest is not None:
            try:
                verify_files(self._folder, self._manifest, analysed=False, whole=True)
            except ArtefactError as error:
                raise _changed(self._folder, error) from error

    @property
    def highlights(self) -> Highlights | None:
        """Words and sentences by row of this version, None where other code made them."""
        return None if self._words is None else self._words.highlights

    def places(self, digests: Digests) -> NDArray[np.int64]:
        """The row at which each passage stood, -1 for those that are new."""
        known = no_digests() if self._words is None else self._words.digests
        return DigestTable(known).find(digests)

    def has_same(self, code: str, digests: Digests) -> bool:
        """Whether these are all passages of a language, in their order, read by this code."""
        return self._words is not None and np.array_equal(
            self._words.digests[self._words.languages == CODES.index(code)], digests
        )

    def take(self, folder: Path, name: str, make: Callable[[Path], object], same: bool) -> None:
        """A file or folder of this version copied into another, if it is the same, else made."""
        if self._folder is None or self._manifest is None or self._words is None or not same:
            make(folder / name)
            return
        for file in self._manifest.files:
            if file == name or file.startswith(f"{name}/"):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                try:
                    shutil.copyfile(self._folder / file, folder / file)
                except FileNotFoundError as error:
                    raise _changed(self._folder, error) from error


def _changed(folder: Path, error: Exception) -> ArtefactError:
    return ArtefactError(f"{folder}: changed while a build took from it; build again ({error})")


def _read_words(folder: Path) -> _Words:
    digests = open_digests(folder)
    languages = open_columns(folder / "columns").language_of
    highlights = open_highlights(folder / "highlights", len(digests), light_encoder())
    return _Words(digests, languages, highlights)
