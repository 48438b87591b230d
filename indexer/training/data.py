"""Parallel rows: reading, holding out, sampling."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import SourceError
from indexer.training.sources import USED, Source

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
"""The columns of every data file, in file order."""

HELD_OUT_SHARE = 0.04
# Arabic and Russian have the least data and the richest word forms.
LANGUAGE_WEIGHTS = {"en": 1.0, "fr": 1.0, "es": 1.0, "ru": 2.0, "ar": 2.5, "zh": 1.2}


@dataclass(frozen=True, slots=True)
class Row:
    """One segment in several languages; `texts` follows LANGUAGES, missing ones are empty."""

    source: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Rows to train on, rows held out, and what they were read from.

    - No text of a held-out row, in any language, is the text of a training row.
    - `weights[i]` is the sampling weight of `rows[i]`.
    """

    rows: tuple[Row, ...]
    weights: NDArray[np.float64]
    held_out: tuple[Row, ...]
    digests: dict[str, str]
    counts: dict[str, int]


def choose_sources(names: Sequence[str]) -> tuple[Source, ...]:
    """Return the used sources of these names, or all of them for no name."""
    known = {source.name: source for source in USED}
    for name in names:
        if name not in known:
            raise SourceError(f"--sources: {name!r} is no used source; use: {', '.join(known)}")
    return tuple(known[name] for name in names) if names else USED


def read_rows(path: Path, source: Source) -> list[Row]:
    """Return the rows of one file; a row has at least two languages.

    Raises SourceError for a missing file, another header or another number of cells.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            lines = stream.read().split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: {error}; a gzip file of tab-separated rows is needed") from None
    header = lines[0].split("\t")
    if header != list(LANGUAGES):
        raise SourceError(f"{path}:1: header is {header}; it must be {list(LANGUAGES)}")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) != len(LANGUAGES):
            raise SourceError(
                f"{path}:{number}: {len(cells)} cells found; {len(LANGUAGES)} are needed"
            )
        rows.append(Row(source.name, cells))
        if len(rows) == source.rows:
            break
    return [row for row in rows if sum(map(bool, row.texts)) >= 2]


def read_corpus(folder: Path, sources: Sequence[Source]) -> Corpus:
    """Return the rows of all sources of a data folder, with a development set held out.

    A row is held out by a digest of its English text, so the same rows are held
    out whatever the order and number of sources.
    """
    rows: list[Row] = []
    weights: list[float] = []
    held_out: list[Row] = []
    digests: dict[str, str] = {}
    counts: dict[str, int] = {}
    for source in sources:
        path = folder / f"{source.name}.tsv.gz"
        found = read_rows(path, source)
        digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        counts[source.name] = len(found)
        for row in found:
            if source.held_out and is_held_out(row):
                held_out.append(row)
            else:
                rows.append(row)
                weights.append(source.weight * _language_weight(row))
    seen = {_key(text) for row in held_out for text in row.texts if text}
    kept = [not any(_key(text) in seen for text in row.texts if text) for row in rows]
    return Corpus(
        rows=tuple(row for row, keep in zip(rows, kept, strict=True) if keep),
        weights=np.asarray(
            [weight for weight, keep in zip(weights, kept, strict=True) if keep], np.float64
        ),
        held_out=tuple(held_out),
        digests=digests,
        counts=counts,
    )


def is_held_out(row: Row) -> bool:
    """Return whether a row belongs to the development set: English, four words or more."""
    english = _key(row.texts[0])
    if english.count(" ") < 3:
        return False
    value = int.from_bytes(hashlib.sha256(english.encode()).digest()[:8], "big")
    return value / 2**64 < HELD_OUT_SHARE


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _language_weight(row: Row) -> float:
    return max(
        LANGUAGE_WEIGHTS[language]
        for language, text in zip(LANGUAGES, row.texts, strict=True)
        if text
    )
