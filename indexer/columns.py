"""What filters, counts and ranking ask of units, as arrays: made with the index, then mapped.

A unit is a passage in all its languages; units are numbered in the order of their first passages.
A hit is what is found as one: a page with all its sections, or a paragraph or term alone. What a
passage takes here is some two hundred bytes.

    columns/values.json         names of the values of each table; holders of inline items
    columns/<name>.npy          an array; a table has four: starts, codes, and the same by value
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]

#: What units are filtered by and counted by.
FACETS = ("document", "paragraph", "theme", "audience", "addressee", "verb", "kind", "language")
#: Vocabularies of an artefact whose entries are values even if no passage has them.
VOCABULARIES = {
    "theme": "themes",
    "audience": "audiences",
    "verb": "verbs",
    "addressee": "addressees",
}
_VALUES = "values.json"


@dataclass(frozen=True, slots=True)
class Table:
    """Which of some things has which values, and the other way round.

    `codes[starts[n]:starts[n + 1]]` are the values of thing n, as places in `values`;
    `things[firsts[c]:firsts[c + 1]]` are the things of value c, ascending.
    """

    values: tuple[str, ...]
    starts: Numbers
    codes: Numbers
    firsts: Numbers
    things: Numbers

    def of(self, numbers: NDArray[Any]) -> tuple[NDArray[np.int64], Numbers]:
        """The values of some things: which of the things each belongs to, and its code."""
        starts = self.starts[numbers].astype(np.int64)
        counts = self.starts[np.asarray(numbers) + 1] - starts
        total = int(counts.sum())
        before = np.cumsum(counts) - counts
        places = np.repeat(starts - before, counts) + np.arange(total)
        return np.repeat(np.arange(len(counts)), counts), self.codes[places]

    def holding(self, code: int) -> Numbers:
        """The things that have a value, ascending."""
        return self.things[self.firsts[code] : self.firsts[code + 1]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The arrays over passages, units and hits.

    * `rows[u, c]` is the row of unit u in the language of column c, -1 where it does not exist.
    * `unit_of[r]` and `language_of[r]` are unit and language column of row r.
    * `hit_of[u]` is the hit of unit u, `first_of_hit[u]` whether u is the first of it, `summary[u]`
      whether u is the summary of a page, which its sections say in full.
    * `family[h]` is equal for hits that are one top-level paragraph and what is below it.
    * `facets` are tables of units, `anchors` and `references` too; `themes` and `links` are tables
      of hits: links have the numbers of hits as values, a page and a paragraph that it serves.
    * `name_hashes`, sorted, and `named` find units by name and by path.
    * `holders` gives document, inline item and the anchor of the passage that holds it.
    """

    rows: Numbers
    unit_of: Numbers
    language_of: NDArray[np.int8]
    hit_of: Numbers
    first_of_hit: NDArray[np.bool_]
    summary: NDArray[np.bool_]
    family: Numbers
    name_hashes: NDArray[np.int64]
    named: Numbers
    facets: Mapping[str, Table]
    anchors: Table
    references: Table
    themes: Table
    links: Table
    holders: tuple[tuple[str, str, str], ...]

    def __len__(self) -> int:
        """The number of units."""
        return len(self.rows)

    def may_be_named(self, name: str) -> Numbers:
        """The units whose name or path has the hash of this one; almost always those meant."""
        wanted = np.int64(hash_name(name))
        low = np.searchsorted(self.name_hashes, wanted, side="left")
        return np.unique(self.named[low : np.searchsorted(self.name_hashes, wanted, side="right")])


def write_columns(folder: Path, columns: Columns) -> None:
    """The columns into a new folder."""
    folder.mkdir()
    values: dict[str, Any] = {"holders": columns.holders}
    for name, one in _parts(columns):
        if isinstance(one, Table):
            values[name] = one.values
            for part in ("starts", "codes", "firsts", "things"):
                np.save(folder / f"{name}.{part}.npy", getattr(one, part))
        else:
            np.save(folder / f"{name}.npy", one)
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    (folder / _VALUES).write_text(text + "\n", encoding="utf-8")


def open_columns(folder: Path) -> Columns:
    """The columns in a folder, memory-mapped; the caller has checked that it is as written.

    Raises OSError, ValueError or KeyError for what cannot be read.
    """
    values = json.loads((folder / _VALUES).read_text(encoding="utf-8"))

    def table(name: str) -> Table:
        parts = (_map(folder / f"{name}.{part}.npy") for part in _TABLE_PARTS)
        return Table(tuple(values[name]), *parts)

    parts: dict[str, Any] = {name: _map(folder / f"{name}.npy") for name in _ARRAYS}
    parts.update({name: table(name) for name in _TABLES})
    return Columns(
        **parts,
        facets={name: table(f"facet-{name}") for name in FACETS},
        holders=tuple((document, item, held) for document, item, held in values["holders"]),
    )


_TABLES = ("anchors", "references", "themes", "links")
_TABLE_PARTS = ("starts", "codes", "firsts", "things")
_ARRAYS = tuple(
    field.name for field in fields(Columns) if field.name not in (*_TABLES, "facets", "holders")
)


def _parts(columns: Columns) -> Iterable[tuple[str, Table | NDArray[Any]]]:
    for name in (*_ARRAYS, *_TABLES):
        yield name, getattr(columns, name)
    for name, table in columns.facets.items():
        yield f"facet-{name}", table


def _map(path: Path) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(array)  # the same memory without the cost of memmap's own class


def hash_name(name: str) -> int:
    """The number under which a name is found."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
