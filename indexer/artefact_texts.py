"""The texts of an artefact: passages and records, written as they come, and named by a digest."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.configuration import IndexConfiguration, index_settings
from indexer.digests import Digests, digest_text, gather_digests
from indexer.errors import ArtefactError
from indexer.languages import CODES
from indexer.manifest import FORMAT, ITEM_RECORDS, analysis_digest, canonical_json
from indexer.model import Passage, PassageKind
from indexer.passage_store import PassageStore, PassageWriter
from indexer.record_store import RecordWriter
from indexer.vector_index import Rows

if TYPE_CHECKING:
    from indexer.encoder import Encoder

_HEADED: tuple[PassageKind, ...] = ("guidance", "about", "term")


class _VersionName:
    """The name of a version, from its inputs as they come."""

    def __init__(self, encoder: Encoder, configuration: IndexConfiguration) -> None:
        self._digest = hashlib.sha256(canonical_json([FORMAT, analysis_digest(), encoder.digest]))
        self._digest.update(canonical_json(index_settings(configuration)))

    def add(self, line: bytes) -> None:
        """A passage or a record, as it is written."""
        self._digest.update(line + b"\n")

    def __str__(self) -> str:
        return self._digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a version, written: what its indexes are made of.

    `rows` are those of each language, ascending. `digests` are those of what is embedded: passages
    by row, then phrases, each once. `owners` and `numbers` are a row and the number of one of its
    phrases, row after row.
    """

    version: str
    rows: Mapping[str, Rows]
    digests: Digests
    owners: Rows
    numbers: Rows

    @property
    def phrases(self) -> int:
        """How many different phrases there are."""
        return int(self.numbers.max(initial=-1)) + 1


def write_texts(
    folder: Path,
    passages: Iterable[Passage],
    records: Mapping[str, Any],
    encoder: Encoder,
    configuration: IndexConfiguration,
) -> Texts:
    """The passages and records, read once and written into a folder.

    Raises ArtefactError for passages that share an id or have an unknown language, and for records
    with a path outside the artefact.
    """
    name = _VersionName(encoder, configuration)
    rows = {code: array("q") for code in CODES}
    ids, owners, numbers = array("Q"), array("q"), array("q")
    texts = bytearray()  # their digests
    phrases: dict[bytes, int] = {}  # the number of each, by its digest
    with PassageWriter(folder) as writer:
        for row, passage in enumerate(passages):
            if passage.language not in rows:
                raise ArtefactError(
                    f'passage {passage.id}: language "{passage.language}";'
                    f" use one of: {', '.join(CODES)}"
                )
            rows[passage.language].append(row)
            name.add(writer.add(passage))
            ids.append(int.from_bytes(digest_text(passage.id)[:8], "little"))
            texts += digest_text(embedded_text(passage, configuration))
            for phrase in passage.asked:
                owners.append(row)
                numbers.append(phrases.setdefault(digest_text(phrase), len(phrases)))
    _check_ids(PassageStore(folder), np.frombuffer(ids, np.uint64))
    with RecordWriter(folder) as kept:
        for record in sorted(records):
            path = PurePosixPath(record)
            if path.is_absolute() or ".." in path.parts or path.suffix != ".json":
                raise ArtefactError(
                    f"record {record!r}: a relative path that ends in .json is accepted"
                )
            line = canonical_json(records[record])
            name.add(canonical_json(record) + line)
            if f"records/{record}".startswith(ITEM_RECORDS):
                (folder / "records" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "records" / path).write_bytes(line + b"\n")
            else:
                kept.add(record, line)
    return Texts(
        str(name),
        {code: np.frombuffer(its, np.int64) for code, its in rows.items()},
        gather_digests(texts + b"".join(phrases)),
        np.frombuffer(owners, np.int64),
        np.frombuffer(numbers, np.int64),
    )


def _check_ids(passages: Sequence[Passage], hashes: np.ndarray[Any, np.dtype[np.uint64]]) -> None:
    """Nothing if all ids differ; only those with equal hashes are read again."""
    order = np.argsort(hashes, kind="stable")
    equal = np.flatnonzero(hashes[order][1:] == hashes[order][:-1])
    seen: set[str] = set()
    for row in np.unique(np.concatenate([order[equal], order[equal + 1]])).tolist():
        id_ = passages[row].id
        if id_ in seen:
            raise ArtefactError(f"passage {id_}: twice; ids are unique")
        seen.add(id_)


def embedded_text(passage: Passage, configuration: IndexConfiguration) -> str:
    """What the encoder reads of a passage.

    A chapeau says nothing of what sets its sub-paragraphs apart, and embedding it with each of
    them was measured to lose more than a heading gains (docs/decisions/001).
    """
    if not configuration.embed_heading or passage.kind not in _HEADED:
        return passage.text
    above = passage.heading or passage.title
    return f"{above}\n{passage.text}" if above else passage.text
