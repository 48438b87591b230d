"""Makes the columns of an index of its passages, which are read once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from indexer.anchors import has_page, top_anchor
from indexer.columns import FACETS, VOCABULARIES, Columns, Numbers, Table, hash_name
from indexer.languages import CODES
from indexer.model import PARAGRAPH_KINDS, Passage, PassageKind

#: Kinds whose passages are sections of one page.
_SECTIONS = frozenset({"guidance", "about"})
_COLUMN = {code: column for column, code in enumerate(CODES)}


def hit_name(passage: Passage) -> str:
    """What a passage is found as: the page that it is a section of, else its own unit."""
    return passage.path if passage.kind in _SECTIONS else passage.unit


def is_summary(passage: Passage) -> bool:
    """Whether a passage is the summary of a page, which its sections say in full."""
    return passage.kind in _SECTIONS and not passage.anchor


def find_holders(
    records: Mapping[str, Any], present: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """The anchor of the passage that holds each inline item, by document and the item's anchor.

    An inline item has a permanent anchor and no passage: its words stand in its paragraph's.
    `present` are document and anchor of every passage.
    """
    known = frozenset(present)
    holders: dict[tuple[str, str], str] = {}

    def hold(document: str, nodes: Iterable[Mapping[str, Any]], above: str | None) -> None:
        for node in nodes:
            own: str | None = node["anchor"]
            if (document, own) not in known:
                own = above
                if own is not None:
                    holders[document, node["anchor"]] = own
            hold(document, node["items"], own)

    for path in records:
        if path.startswith("documents/"):
            record = records[path]
            for text in record.get("texts", {}).values():
                hold(record["id"], (*text["preamble"], *text["operative"]), None)
    return holders


class _TableBuilder:
    """Collects the values of things, in the order of the things: eight bytes for each value."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._codes = {value: code for code, value in enumerate(values)}
        self._things, self._found = array("i"), array("i")
        self._size = 0

    def add(self, values: Iterable[str]) -> None:
        """The values of the next thing."""
        self._size += 1
        self.also(self._size - 1, values)

    def also(self, thing: int, values: Iterable[str]) -> None:
        """More values of a thing."""
        for value in values:
            self._things.append(thing)
            self._found.append(self._codes.setdefault(value, len(self._codes)))

    def build(self) -> Table:
        """The table of what was added; what was added to a thing twice stands there once."""
        things, codes = (np.frombuffer(each, np.int32) for each in (self._things, self._found))
        pairs = things.astype(np.int64) * (len(self._codes) + 1) + codes
        firsts = np.sort(np.unique(pairs, return_index=True)[1])
        order = firsts[np.argsort(things[firsts], kind="stable")]
        counts = np.bincount(things[order], minlength=self._size)
        return _make_table(tuple(self._codes), counts, codes[order])


def _make_table(
    values: tuple[str, ...], counts: NDArray[Any], codes: Numbers, size: int = 0
) -> Table:
    """A table of so many values of each thing; of values without names, `size` says how many."""
    things = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    order = np.argsort(codes, kind="stable")
    number = max(len(values), size)
    return Table(
        values,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        codes.astype(np.int32),
        np.searchsorted(codes[order], np.arange(number + 1)).astype(np.int32),
        things[order],
    )


def build_columns(passages: Iterable[Passage], records: Mapping[str, Any]) -> Columns:
    """The columns of passages in the order of their rows, which are read once."""
    number: dict[str, int] = {}
    rows, unit_of, language_of = array("i"), array("i"), array("b")
    hits: dict[str, int] = {}
    hit_of, summary = array("i"), array("b")
    hashes, named = array("q"), array("i")
    documents: list[str] = []
    tables = {name: _TableBuilder(_known_values(records, name)) for name in FACETS}
    anchors, references, themes = _TableBuilder(), _TableBuilder(), _TableBuilder()
    places: dict[str, int] = {}
    families: dict[tuple[str, str], int] = {}
    family = array("i")
    served: list[tuple[int, tuple[str, ...]]] = []
    present: set[tuple[str, str]] = set()
    for row, passage in enumerate(passages):
        column = _COLUMN[passage.language]
        known = number.get(passage.unit)
        unit_of.append(number.setdefault(passage.unit, len(number)))
        language_of.append(column)
        if known is not None:
            rows[known * len(CODES) + column] = row
            continue
        unit = unit_of[-1]
        rows.extend(row if place == column else -1 for place in range(len(CODES)))
        document = intern(passage.document)  # many units share few
        present.add((document, intern(passage.anchor)))
        documents.append(document)
        for name in {passage.unit, passage.path.strip("/")}:
            hashes.append(hash_name(name))
            named.append(unit)
        summary.append(is_summary(passage))
        for name in FACETS:
            tables[name].add(_facet_values(passage, name))
        anchors.add((passage.anchor,))
        references.add(key.upper() for key in passage.references)
        hit = hits.setdefault(hit_name(passage), len(hits))
        hit_of.append(hit)
        if hit == len(family):
            family.append(hit)
            themes.add(passage.themes)
        else:
            themes.also(hit, passage.themes)
        if passage.kind in PARAGRAPH_KINDS:
            places[f"{passage.document}/{passage.anchor}"] = hit
            top = top_anchor(passage.anchor)
            family[hit] = families.setdefault((passage.document, top), hit)
        elif passage.kind == "guidance":
            served.append((hit, tuple(map(intern, passage.references))))
    holders = find_holders(records, present)
    _add_items(tables["paragraph"], anchors.build(), documents, holders)
    rows_array = np.frombuffer(rows, np.int32).reshape(-1, len(CODES))
    for unit, exists in enumerate(rows_array >= 0):
        tables["language"].also(unit, (c for c, one in zip(CODES, exists, strict=True) if one))
    by_hash = np.lexsort((named, hashes))
    hit_array = np.frombuffer(hit_of, np.int32)
    first = np.zeros(len(hit_array), np.bool_)
    first[np.unique(hit_array, return_index=True)[1]] = True
    return Columns(
        rows=rows_array,
        unit_of=np.frombuffer(unit_of, np.int32),
        language_of=np.frombuffer(language_of, np.int8),
        hit_of=hit_array,
        first_of_hit=first,
        summary=np.frombuffer(summary, np.bool_),
        family=np.frombuffer(family, np.int32),
        name_hashes=np.frombuffer(hashes, np.int64)[by_hash],
        named=np.frombuffer(named, np.int32)[by_hash],
        facets={name: table.build() for name, table in tables.items()},
        anchors=anchors.build(),
        references=references.build(),
        themes=themes.build(),
        links=_build_links(served, places, len(hits)),
        holders=tuple((document, item, held) for (document, item), held in holders.items()),
    )


def _known_values(records: Mapping[str, Any], facet: str) -> tuple[str, ...]:
    """The values of a facet that exist even if no passage has them, in a fixed order."""
    if facet == "language":
        return CODES
    if facet == "kind":
        return get_args(PassageKind)
    if facet not in VOCABULARIES:
        return ()
    return tuple(sorted(records.get("vocabulary.json", {}).get(VOCABULARIES[facet], ())))


def _facet_values(passage: Passage, facet: str) -> Iterable[str]:
    match facet:
        case "document":
            return (passage.document,)
        case "kind":
            return (passage.kind,)
        case "verb":
            return () if passage.verb is None else (passage.verb,)
        case "theme":
            return passage.themes
        case "audience":
            return passage.audiences
        case "addressee":
            return passage.addressees
        case "paragraph":
            return _anchors_above(passage)
    return ()


def _anchors_above(passage: Passage) -> Iterable[str]:
    """The anchor of a paragraph and those of the paragraphs above it."""
    if passage.kind in PARAGRAPH_KINDS and has_page(passage.anchor):
        anchor, top = passage.anchor, top_anchor(passage.anchor)
        while len(anchor) >= len(top):
            yield anchor
            anchor = anchor.rpartition("-")[0]


def _add_items(
    paragraphs: _TableBuilder,
    anchors: Table,
    documents: Sequence[str],
    holders: Mapping[tuple[str, str], str],
) -> None:
    """Let an inline item stand for the paragraph that holds it, and what is below that."""
    items: dict[tuple[str, str], list[str]] = {}
    for (document, item), holder in holders.items():
        items.setdefault((document, holder), []).append(item)
    held_in = {document for document, _ in items}
    table = paragraphs.build()
    for unit, document in enumerate(documents):
        if document in held_in:
            codes = table.codes[table.starts[unit] : table.starts[unit + 1]]
            for code in codes.tolist():
                paragraphs.also(unit, items.get((document, table.values[code]), ()))


def _build_links(
    served: Iterable[tuple[int, tuple[str, ...]]], places: Mapping[str, int], size: int
) -> Table:
    """Pages of guidance and the paragraphs that they serve, both ways."""
    pairs = {
        pair
        for hit, keys in served
        for key in keys
        if key in places
        for pair in ((hit, places[key]), (places[key], hit))
    }
    linked = np.asarray(sorted(pairs), np.int32).reshape(-1, 2)
    return _make_table((), np.bincount(linked[:, 0], minlength=size), linked[:, 1], size)
