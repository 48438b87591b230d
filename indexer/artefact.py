"""The index artefact: this module alone reads and writes it.

    <root>/current               the name of the live version
    <root>/<version>/
        manifest.json            what it was made from, and the digest of every file
        passages.jsonl           row number = dense row = lexical row
        records/….json           ready-made answers of the API
        records/items/….json     what can be collected into a pack, by language
        lexical/<language>/      tantivy
        dense/index.faiss        FAISS: a vector for each row, then one for each phrase asked
        dense/owners.npy         the row of each phrase
        dense/subject.npy        what tells a query about this from one about anything else

A version is immutable and named after its contents. It is built in a folder of its own, flushed
to disk, renamed, and then made current by replacing one small file: whoever is killed in between
leaves the old version in use. One process builds at a time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.background import learn_subject
from indexer.configuration import IndexConfiguration, index_settings
from indexer.dense import DenseIndex, Vectors, build_dense, open_dense, write_dense
from indexer.errors import ArtefactError
from indexer.languages import CODES
from indexer.lexical import LexicalIndex, build_lexical, open_lexical
from indexer.manifest import (
    FORMAT,
    ITEM_RECORDS,
    REPAIR,
    Manifest,
    ModelIdentity,
    analysis_digest,
    canonical_json,
    describe_file,
    read_manifest,
    verify_files,
    write_manifest,
)
from indexer.model import Passage, PassageKind
from indexer.unrelated import UNRELATED
from indexer.versions import (
    delete_old,
    flush_folder,
    flush_tree,
    lock_versions,
    read_before,
    read_current,
    switch_current,
)

if TYPE_CHECKING:
    from indexer.encoder import Encoder

#: Called with what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]

_BATCH = 64
_HEADED: tuple[PassageKind, ...] = ("guidance", "about", "term")


@dataclass(frozen=True, slots=True)
class Artefact:
    """An opened version: everything that search and the API answer from."""

    folder: Path
    manifest: Manifest
    passages: tuple[Passage, ...]
    records: Mapping[str, Any]
    lexical: LexicalIndex
    dense: DenseIndex
    subject: Vectors

    def check_encoder(self, encoder: Encoder) -> None:
        """Nothing, if the encoder is the one that made the vectors; else ArtefactError."""
        made = self.manifest.model
        if (made.digest, made.dimension) != (encoder.digest, encoder.dimension):
            raise ArtefactError(
                f"{self.folder}: made with model {made.name} ({made.digest[:12]}), the service has"
                f" {encoder.name} ({encoder.digest[:12]}); set `model` in search.toml, or {REPAIR}"
            )


def write_artefact(
    root: Path,
    passages: Sequence[Passage],
    records: Mapping[str, Any],
    encoder: Encoder,
    configuration: IndexConfiguration,
    progress: Progress | None = None,
    revision: str | None = None,
) -> Path:
    """The folder of the version that holds these passages and records, now current.

    An equal version that is intact is used as it is (progress is told "unchanged"). The version
    before stays, older ones are deleted. Raises ArtefactError for passages that share an id or
    records with a path outside the artefact.
    """
    tell = progress or (lambda stage, done, total: None)
    _check_input(passages, records)
    version = name_version(passages, records, encoder, configuration)
    root.mkdir(parents=True, exist_ok=True)
    with lock_versions(root):
        for leftover in root.glob(".*.partial"):
            shutil.rmtree(leftover)
        target = root / version
        if _is_intact(target):
            tell("unchanged", 1, 1)
        else:
            partial = root / f".{version}.partial"
            partial.mkdir()
            built = datetime.now(UTC).isoformat(timespec="seconds")
            known = _known_vectors(root, encoder)
            dense = _embed(passages, encoder, configuration, known, tell)
            subject = _subject(dense, encoder)
            _write_data(partial, passages, records, dense, subject, tell)
            manifest = Manifest(
                format=FORMAT,
                version=version,
                built=built,
                revision=revision,
                model=ModelIdentity(encoder.name, encoder.digest, encoder.dimension),
                analysis=analysis_digest(),
                passages={c: sum(p.language == c for p in passages) for c in CODES},
                index=index_settings(configuration),
                background=_background(dense, encoder),
                files={
                    path.relative_to(partial).as_posix(): describe_file(path)
                    for path in sorted(partial.rglob("*"))
                    if path.is_file() and path.suffix != ".lock"
                },
            )
            write_manifest(partial, manifest)
            flush_tree(partial)
            if target.exists():  # broken, or _is_intact would have kept it
                shutil.rmtree(target)
            partial.rename(target)
            flush_folder(root)
        before = read_before(root)
        switch_current(root, version)
        delete_old(root, version, before)
    return target


def open_artefact(root: Path) -> Artefact:
    """The current version, checked down to the last byte.

    Raises ArtefactError, naming the command that repairs it, for an artefact that is missing,
    truncated, changed, of another format or made by other code.
    """
    version = read_current(root)
    if version is None:
        raise ArtefactError(f"{root}: no index here; run `ldn-kb index` to build it")
    folder = root / version
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    try:
        passages = _read_passages(folder / "passages.jsonl")
        records = {
            name.removeprefix("records/"): json.loads((folder / name).read_bytes())
            for name in manifest.files
            if name.startswith("records/") and not name.startswith(ITEM_RECORDS)
        }
        lexical = open_lexical(folder / "lexical", CODES)
        dense = open_dense(folder / "dense")
        subject = np.load(folder / "dense" / "subject.npy", allow_pickle=False)
    except (OSError, ValueError, TypeError, RuntimeError, KeyError) as error:
        raise ArtefactError(f"{folder}: cannot be opened ({error}); {REPAIR}") from error
    counted = {code: lexical.size(code) for code in CODES}
    if counted != dict(manifest.passages) or dense.size != len(passages):
        raise ArtefactError(f"{folder}: its parts hold different numbers of passages; {REPAIR}")
    return Artefact(folder, manifest, passages, records, lexical, dense, subject)


def name_version(
    passages: Sequence[Passage],
    records: Mapping[str, Any],
    encoder: Encoder,
    configuration: IndexConfiguration,
) -> str:
    """The name of the version that these inputs make."""
    digest = hashlib.sha256(canonical_json([FORMAT, analysis_digest(), encoder.digest]))
    digest.update(canonical_json(index_settings(configuration)))
    for passage in passages:
        digest.update(canonical_json(asdict(passage)))
    digest.update(canonical_json(dict(records)))
    return digest.hexdigest()[:16]


def embedded_text(passage: Passage, configuration: IndexConfiguration) -> str:
    """What the encoder reads of a passage.

    A chapeau says nothing of what sets its sub-paragraphs apart, and embedding it with each of
    them was measured to lose more than a heading gains (docs/decisions/001).
    """
    if not configuration.embed_heading or passage.kind not in _HEADED:
        return passage.text
    above = passage.heading or passage.title
    return f"{above}\n{passage.text}" if above else passage.text


def measure_background(scores: Mapping[str, Vectors]) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of the best scores of unrelated queries, by language."""
    return {
        code: (float(np.mean(best)), max(float(np.std(best)), 1e-6))
        for code, best in scores.items()
    }


def _background(dense: DenseIndex, encoder: Encoder) -> dict[str, tuple[float, float]]:
    if not dense.size:
        return dict.fromkeys(CODES, (0.0, 1.0))
    return measure_background(
        {
            code: np.asarray(
                [
                    max(dense.scores(vector).max(), dense.phrase_scores(vector).max())
                    for vector in encoder.encode_queries(list(queries))
                ],
                np.float32,
            )
            for code, queries in UNRELATED.items()
        }
    )


def _subject(dense: DenseIndex, encoder: Encoder) -> Vectors:
    unrelated = [query for queries in UNRELATED.values() for query in queries]
    phrases = dense.all_phrases()  # they are queries too; without them passages stand in
    related = phrases if len(phrases) else dense.vectors(range(dense.size))
    return learn_subject(related, encoder.encode_queries(unrelated))


def _known_vectors(root: Path, encoder: Encoder) -> dict[str, Vectors]:
    """The vectors of the current version by the text they were made from, if this model made them.

    A text has one vector whatever stands around it, so that what did not change need not be
    embedded again. Nothing where there is no whole version.
    """
    try:
        version = read_current(root)
        if version is None:
            return {}
        manifest = read_manifest(root / version)
        verify_files(root / version, manifest, analysed=False)
        if manifest.model.digest != encoder.digest:
            return {}
        passages = _read_passages(root / version / "passages.jsonl")
        dense = open_dense(root / version / "dense")
        made_with = IndexConfiguration(**manifest.index)
        rows = dense.vectors(range(len(passages)))
        phrases = dense.all_phrases()
    except (ArtefactError, OSError, ValueError, TypeError, RuntimeError, KeyError, IndexError):
        return {}
    known = dict(zip((phrase for p in passages for phrase in p.asked), phrases, strict=True))
    known.update((embedded_text(p, made_with), row) for p, row in zip(passages, rows, strict=True))
    return known


def _embed(
    passages: Sequence[Passage],
    encoder: Encoder,
    configuration: IndexConfiguration,
    known: Mapping[str, Vectors],
    tell: Progress,
) -> DenseIndex:
    texts = [embedded_text(passage, configuration) for passage in passages]
    owners = [row for row, passage in enumerate(passages) for _ in passage.asked]
    texts += [phrase for passage in passages for phrase in passage.asked]
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    new: list[int] = []
    for row, text in enumerate(texts):
        if text in known:
            vectors[row] = known[text]
        else:
            new.append(row)
    for start in range(0, len(new), _BATCH):
        tell("embedding", start, len(new))
        rows = new[start : start + _BATCH]
        vectors[rows] = encoder.encode_passages([texts[row] for row in rows])
    tell("embedding", len(new), len(new))
    size = len(passages)
    return build_dense(vectors[:size], vectors[size:], np.asarray(owners, np.int64))


def _write_data(
    folder: Path,
    passages: Sequence[Passage],
    records: Mapping[str, Any],
    dense: DenseIndex,
    subject: Vectors,
    tell: Progress,
) -> None:
    with (folder / "passages.jsonl").open("wb") as file:
        for passage in passages:
            file.write(canonical_json(asdict(passage)) + b"\n")
    for name, record in records.items():
        path = folder / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(canonical_json(record) + b"\n")
    (folder / "dense").mkdir()
    write_dense(folder / "dense", dense)
    np.save(folder / "dense" / "subject.npy", subject)
    build_lexical(
        folder / "lexical",
        passages,
        CODES,
        lambda code: tell("indexing words", CODES.index(code) + 1, len(CODES)),
    )


def _read_passages(path: Path) -> tuple[Passage, ...]:
    tuples = {f.name for f in fields(Passage) if str(f.type).startswith("tuple")}
    with path.open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = [json.loads(line) for line in file]
    for row in rows:
        row.update({name: tuple(row[name]) for name in tuples})
    return tuple(Passage(**row) for row in rows)


def _check_input(passages: Sequence[Passage], records: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for passage in passages:
        if passage.id in seen:
            raise ArtefactError(f"passage {passage.id}: twice; ids are unique")
        if passage.language not in CODES:
            raise ArtefactError(
                f'passage {passage.id}: language "{passage.language}";'
                f" use one of: {', '.join(CODES)}"
            )
        seen.add(passage.id)
    for name in records:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or path.suffix != ".json":
            raise ArtefactError(f"record {name!r}: a relative path that ends in .json is accepted")


def _is_intact(folder: Path) -> bool:
    try:
        verify_files(folder, read_manifest(folder))
    except ArtefactError:
        return False
    return True
