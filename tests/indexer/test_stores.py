"""Passages and records in files, and vectors that are used again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import passage_store
from indexer.digests import Digests, digest_text, gather_digests
from indexer.embedding import KnownVectors, embed_texts, open_vectors
from indexer.manifest import canonical_json
from indexer.model import Passage
from indexer.passage_store import PassageStore, PassageWriter
from indexer.record_store import RecordStore, RecordWriter
from indexer.vector_index import Vectors


def passage(number: int) -> Passage:
    return Passage(
        id=f"zh/made#{number}",
        unit=f"made#{number}",
        path="made/",
        anchor=f"{number}",
        kind="operative",
        language="zh",
        status="official",
        document="made",
        number=str(number),
        title="土地\u2028",
        heading="",
        text=f"تربة\n“{number}” \x07",
        context="",
        themes=("a", "b"),
        audiences=(),
        addressees=(),
        verb=None,
        references=("16/COP.14",),
        asked=("почва",) * (number % 3),
    )


@pytest.fixture(params=[False, True])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> PassageStore:
    """Seven passages; the second time, with room in memory for three."""
    if request.param:
        monkeypatch.setattr(passage_store, "KEPT", 3)
    with PassageWriter(tmp_path) as writer:
        for number in range(7):
            writer.add(passage(number))
    return PassageStore(tmp_path)


def test_passages_are_read_by_row(store: PassageStore) -> None:
    every = [passage(number) for number in range(7)]
    assert list(store) == list(store) == every
    assert [store[5], store[-1], store[5]] == [every[5], every[6], every[5]]
    assert list(store[1:6:2]) == every[1:6:2]
    assert store.index(every[4]) == 4
    assert len(store) == 7
    for row in (7, -8):
        with pytest.raises(IndexError, match="of 7 passages"):
            store[row]


def test_lines_are_canonical(store: PassageStore, tmp_path: Path) -> None:
    lines = (tmp_path / "passages.jsonl").read_bytes().split(b"\n")[:-1]
    assert lines == [canonical_json(asdict(each)) for each in store]


def test_what_is_open_can_be_read_after_it_was_deleted(store: PassageStore, tmp_path: Path) -> None:
    with RecordWriter(tmp_path) as writer:
        writer.add("pages/a.json", b'{"a": 1}')
    records = RecordStore(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    assert store[3] == passage(3)
    assert dict(records) == {"pages/a.json": {"a": 1}}


def test_files_that_do_not_fit_are_refused(store: PassageStore, tmp_path: Path) -> None:
    with (tmp_path / "passages.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(ValueError, match=r"passages\.jsonl"):
        PassageStore(tmp_path)


def test_records_are_read_by_name(tmp_path: Path) -> None:
    with RecordWriter(tmp_path) as writer:
        for name, value in (("b.json", {"x": ["أ"]}), ("a.json", None)):
            writer.add(name, canonical_json(value))
    records = RecordStore(tmp_path)
    assert list(records) == ["a.json", "b.json"]
    assert dict(records) == {"a.json": None, "b.json": {"x": ["أ"]}}
    assert "b.json" in records
    assert "c.json" not in records
    assert records.get("c.json", 1) == 1


class Lengths:
    """An encoder that gives a text's length and says what it was asked."""

    name, digest, dimension = "lengths", "0" * 64, 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.asarray([[len(text), 1 / 3] for text in texts], np.float32)

    encode_queries = encode_passages


def digests_of(texts: Sequence[str]) -> Digests:
    return gather_digests(b"".join(digest_text(text) for text in texts))


def embed(
    folder: Path, texts: Sequence[str], known: KnownVectors, dtype: Any = np.float32
) -> tuple[Any, list[str]]:
    folder.mkdir()
    encoder = Lengths()
    found = embed_texts(
        folder,
        digests_of(texts),
        texts.__getitem__,
        encoder,
        known,
        np.dtype(dtype),
        lambda done, total: None,
    )
    return found, encoder.asked


@pytest.fixture
def texts() -> Iterator[list[str]]:
    yield [f"{number % 150} " * (number % 150) for number in range(200)]


def test_equal_texts_are_embedded_once(tmp_path: Path, texts: list[str]) -> None:
    vectors, asked = embed(tmp_path / "a", texts, KnownVectors.none())
    assert asked == texts[:150]
    assert vectors[:, 0].tolist() == [len(text) for text in texts]


def test_only_new_texts_are_embedded(tmp_path: Path, texts: list[str]) -> None:
    embed(tmp_path / "a", texts, KnownVectors.none())
    changed = ["first", *texts[50:], "", "last", ""]
    vectors, asked = embed(tmp_path / "b", changed, KnownVectors.read(tmp_path / "a"))
    assert asked == ["first", "last"]  # "" is known: a text of no words
    embed(tmp_path / "c", changed, KnownVectors.none())
    for name in ("vectors.npy", "texts.npy"):
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / "c" / name).read_bytes()


def test_vectors_of_less_precision_are_not_used_for_more(tmp_path: Path, texts: list[str]) -> None:
    _, asked = embed(tmp_path / "exact", texts, KnownVectors.none())
    half, asked = embed(tmp_path / "a", texts, KnownVectors.read(tmp_path / "exact"), np.float16)
    assert (half.dtype, asked) == (np.float16, [])
    fresh, _ = embed(tmp_path / "b", texts, KnownVectors.none(), np.float16)
    assert np.array_equal(half, fresh)
    _, asked = embed(tmp_path / "c", texts, KnownVectors.read(tmp_path / "a"))
    assert len(asked) == 150


def test_no_texts_are_no_vectors(tmp_path: Path) -> None:
    vectors, _ = embed(tmp_path / "a", [], KnownVectors.none())
    assert vectors.shape == (0, 2)
    np.save(tmp_path / "a" / "vectors.npy", np.zeros((2, 2), np.int64))
    with pytest.raises(ValueError, match="int64"):
        open_vectors(tmp_path / "a")
    with pytest.raises(ValueError, match="1 vectors for 0 texts"):
        KnownVectors(digests_of([]), np.zeros((1, 2), np.float32))
