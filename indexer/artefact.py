"""The index artefact: this module alone reads and writes it.

    <root>/current               the name of the live version
    <root>/<version>/
        manifest.json            what it was made from, and the digest of every file
        passages.…               row number = dense row: indexer/passage_store.py
        records.…                ready-made answers of the API: indexer/record_store.py
        records/items/….json     what can be collected into a pack, by language
        lexical/<language>/      tantivy
        dense/…                  vectors, and FAISS where they are many: indexer/dense.py
        dense/subject.npy        what tells a query about this from one about anything else
        columns/                 what filters, counts and ranking ask: `indexer.columns`
        lexicon/                 what reads queries asks: `indexer.lexicon`
        highlights/              what shows why a passage was found: `indexer.highlights`

A version is immutable and named after its contents. It is built in a folder of its own, flushed
to disk, renamed, and then made current by replacing one small file: whoever is killed in between
leaves the old version in use. One process builds at a time. Passages are read once, as they come,
and what is built of them goes to files: memory holds a few bytes of each. What the version before
holds of the same passages is taken over (docs/decisions/014).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.artefact_texts import Texts, embedded_text, write_texts
from indexer.artefact_words import write_words
from indexer.background import encode_unrelated, learn_subject
from indexer.column_builder import build_columns
from indexer.columns import Columns, open_columns, write_columns
from indexer.configuration import IndexConfiguration, index_settings
from indexer.dense import DenseIndex, Vectors, choose_kinds, open_dense, write_dense
from indexer.earlier import Earlier
from indexer.embedding import embed_texts
from indexer.encoder import light_encoder
from indexer.errors import ArtefactError
from indexer.highlights import Highlights, open_highlights
from indexer.known_words import KnownWords
from indexer.languages import CODES
from indexer.lexical import LexicalIndex, open_lexical
from indexer.lexicon import Lexicons, open_known_words, open_lexicons
from indexer.manifest import (
    FORMAT,
    REPAIR,
    Manifest,
    ModelIdentity,
    analysis_digest,
    describe_file,
    read_manifest,
    verify_files,
    write_manifest,
)
from indexer.model import Passage
from indexer.passage_store import PassageStore
from indexer.record_store import RecordStore
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

__all__ = [
    "Artefact",
    "Progress",
    "embedded_text",
    "open_artefact",
    "verify_artefact",
    "write_artefact",
]

#: Called with what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]

_SUBJECT_SAMPLE = 20_000  # texts from which the direction of the subject is learnt


@dataclass(frozen=True, slots=True)
class Artefact:
    """An opened version: everything that search and the API answer from."""

    folder: Path
    manifest: Manifest
    passages: Sequence[Passage]
    records: Mapping[str, Any]
    lexical: LexicalIndex
    dense: DenseIndex
    subject: Vectors
    columns: Columns
    lexicons: Lexicons
    known_words: KnownWords
    highlights: Highlights

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
    passages: Iterable[Passage],
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
    root.mkdir(parents=True, exist_ok=True)
    with lock_versions(root):
        for leftover in root.glob(".*.partial"):
            shutil.rmtree(leftover)
        partial = root / ".new.partial"
        partial.mkdir()
        try:
            texts = write_texts(partial, passages, records, encoder, configuration)
        except BaseException:
            shutil.rmtree(partial)
            raise
        target = root / texts.version
        if _is_intact(target):
            tell("unchanged", 1, 1)
            shutil.rmtree(partial)
        else:
            built = datetime.now(UTC).isoformat(timespec="seconds")
            earlier = Earlier.read(root, encoder)
            _write_indexes(partial, texts, earlier, encoder, configuration, tell)
            write_words(
                partial, texts, earlier, lambda done, total: tell("indexing words", done, total)
            )
            earlier.check_again()
            _write_manifest(partial, texts, encoder, configuration, built, revision)
            flush_tree(partial)
            if target.exists():  # broken, or _is_intact would have kept it
                shutil.rmtree(target)
            partial.rename(target)
            flush_folder(root)
        before = read_before(root)
        switch_current(root, texts.version)
        delete_old(root, texts.version, before)
    return target


def open_artefact(root: Path) -> Artefact:
    """The current version, checked as `verify_files` says.

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
        passages = PassageStore(folder)
        records = RecordStore(folder)
        columns = open_columns(folder / "columns")
        lexical = open_lexical(
            folder / "lexical",
            {c: np.flatnonzero(columns.language_of == place) for place, c in enumerate(CODES)},
        )
        dense = open_dense(folder / "dense", manifest.dense)
        subject = np.load(folder / "dense" / "subject.npy", allow_pickle=False)
        lexicons = open_lexicons(folder / "lexicon")
        known_words = open_known_words(folder / "lexicon")
        highlights = open_highlights(folder / "highlights", len(passages), light_encoder())
    except (OSError, ValueError, TypeError, RuntimeError, KeyError) as error:
        raise ArtefactError(f"{folder}: cannot be opened ({error}); {REPAIR}") from error
    counted = {code: lexical.size(code) for code in CODES}
    sizes = {len(passages), dense.size, len(columns.unit_of)}
    if counted != dict(manifest.passages) or len(sizes) > 1:
        raise ArtefactError(f"{folder}: its parts hold different numbers of passages; {REPAIR}")
    return Artefact(
        folder,
        manifest,
        passages,
        records,
        lexical,
        dense,
        subject,
        columns,
        lexicons,
        known_words,
        highlights,
    )


def verify_artefact(root: Path) -> Manifest:
    """The manifest of the current version, every file of which was read to the last byte.

    Raises ArtefactError for the first that is missing, truncated or changed.
    """
    version = read_current(root)
    if version is None:
        raise ArtefactError(f"{root}: no index here; run `ldn-kb index` to build it")
    manifest = read_manifest(root / version)
    verify_files(root / version, manifest, whole=True)
    return manifest


def _write_indexes(
    folder: Path,
    texts: Texts,
    earlier: Earlier,
    encoder: Encoder,
    configuration: IndexConfiguration,
    tell: Progress,
) -> None:
    """The vectors and the columns."""
    passages = PassageStore(folder)
    size, owners = len(passages), texts.owners
    first = np.unique(texts.numbers, return_index=True)[1]  # where each phrase stands first

    def text_of(place: int) -> str:
        if place < size:
            return embedded_text(passages[place], configuration)
        place = int(first[place - size])
        row = int(owners[place])
        return passages[row].asked[place - int(np.searchsorted(owners, row))]

    kinds = choose_kinds(configuration.dense, size, texts.phrases)
    exact = set(kinds.values()) == {"exact"}
    dense_folder = folder / "dense"
    dense_folder.mkdir()
    vectors = embed_texts(
        dense_folder,
        texts.digests,
        text_of,
        encoder,
        earlier.vectors,
        np.dtype(np.float32 if exact else np.float16),
        lambda done, total: tell("embedding", done, total),
    )
    write_dense(
        dense_folder,
        vectors,
        owners,
        texts.numbers,
        kinds,
        lambda done, total: tell("indexing vectors", done, total),
    )
    dense = open_dense(dense_folder, kinds)
    np.save(dense_folder / "subject.npy", _subject(dense, encoder))
    write_columns(folder / "columns", build_columns(passages, RecordStore(folder)))


def _write_manifest(
    folder: Path,
    texts: Texts,
    encoder: Encoder,
    configuration: IndexConfiguration,
    built: str,
    revision: str | None,
) -> None:
    counts = {code: len(rows) for code, rows in texts.rows.items()}
    size = sum(counts.values())
    kinds = choose_kinds(configuration.dense, size, texts.phrases)
    manifest = Manifest(
        format=FORMAT,
        version=texts.version,
        built=built,
        revision=revision,
        model=ModelIdentity(encoder.name, encoder.digest, encoder.dimension),
        analysis=analysis_digest(),
        passages=counts,
        index=index_settings(configuration),
        dense=kinds,
        background=_background(open_dense(folder / "dense", kinds), encoder),
        files={
            path.relative_to(folder).as_posix(): describe_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock"
        },
    )
    write_manifest(folder, manifest)


def _background(dense: DenseIndex, encoder: Encoder) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of the best scores of unrelated queries, by language."""
    if not dense.size:
        return dict.fromkeys(CODES, (0.0, 1.0))
    found: dict[str, tuple[float, float]] = {}
    for code, vectors in encode_unrelated(encoder).items():
        best = dense.best_scores(vectors)
        found[code] = (float(np.mean(best)), max(float(np.std(best)), 1e-6))
    return found


def _subject(dense: DenseIndex, encoder: Encoder) -> Vectors:
    # Phrases are queries too; without any, passages stand in.
    related = dense.sample(_SUBJECT_SAMPLE)
    return learn_subject(related, np.concatenate([*encode_unrelated(encoder).values()]))


def _is_intact(folder: Path) -> bool:
    try:
        verify_files(folder, read_manifest(folder), whole=True)
    except ArtefactError:
        return False
    return True
