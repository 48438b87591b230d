"""Kinds of vector index: near enough to the exact one, right under filters, the same each time."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from indexer.artefact import Artefact
from indexer.dense import DenseIndex, build_dense
from indexer.vector_index import (
    VectorIndex,
    Vectors,
    best_places,
    choose_kind,
    open_approximate,
    write_approximate,
)

QUERIES = 60
#: Vectors of each kind: a graph takes its time to build.
COUNTS = {"ivf": 12_000, "hnsw": 3_000}


@pytest.fixture(scope="module")
def real(artefact: Artefact) -> Vectors:
    """The vectors of all passages and phrases, in an order drawn once for all."""
    vectors = np.concatenate(
        [artefact.dense.vectors(range(artefact.dense.size)), artefact.dense.sample(100_000)]
    )
    return np.random.default_rng(1).permutation(np.unique(vectors, axis=0))


@pytest.fixture(scope="module", params=["ivf", "hnsw"])
def approximate(
    request: pytest.FixtureRequest, real: Vectors, tmp_path_factory: pytest.TempPathFactory
) -> VectorIndex:
    """An index of a kind that is not exact, of real vectors."""
    kind: str = request.param
    stored = real[QUERIES:][: COUNTS[kind]].astype(np.float16)
    path = tmp_path_factory.mktemp("approximate") / kind
    write_approximate(path, stored, kind, lambda done, total: None)
    return VectorIndex(stored, kind, open_approximate(path))


def exact_twin(index: VectorIndex) -> VectorIndex:
    return VectorIndex(index.vectors(np.arange(len(index))))


@pytest.mark.parametrize("limit", [1, 10, 200])
def test_the_nearest_of_real_texts_are_found(
    approximate: VectorIndex, real: Vectors, limit: int
) -> None:
    exact = exact_twin(approximate)
    found = 0.0
    for query in real[:QUERIES]:
        rows, scores = approximate.search(query, limit)
        right, _ = exact.search(query, limit)
        found += len(np.intersect1d(rows, right)) / limit
        assert scores == pytest.approx(exact.scores(query)[rows], abs=1e-5)
        assert np.array_equal(rows, rows[np.lexsort((rows, -scores))])
    assert found / QUERIES >= 0.97


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.001])
def test_only_allowed_rows_are_found(
    approximate: VectorIndex, real: Vectors, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the filter inside the search, and where few rows are allowed, by all their scores."""
    allowed = np.random.default_rng(2).random(len(approximate)) < share
    exact = exact_twin(approximate)
    for few in (0, approximate._kind.few):
        monkeypatch.setattr(approximate, "_kind", type(approximate._kind)(approximate.kind, 0, few))
        found = 0.0
        for query in real[:20]:
            rows, _ = approximate.search(query, 10, allowed)
            right, _ = exact.search(query, 10, allowed)
            assert allowed[rows].all()
            assert len(rows) == len(right)
            found += len(np.intersect1d(rows, right)) / max(len(right), 1)
        assert found / 20 >= 0.97
    nothing = np.zeros(len(approximate), np.bool_)
    assert len(approximate.search(real[0], 10, nothing)[0]) == 0


@pytest.mark.parametrize("kind", ["ivf", "hnsw"])
def test_equal_vectors_give_equal_files(tmp_path: Path, real: Vectors, kind: str) -> None:
    """Whatever the number of threads."""
    threads = faiss.omp_get_max_threads()
    told: list[tuple[int, int]] = []
    try:
        for number in (1, 2):
            faiss.omp_set_num_threads(number)
            write_approximate(
                tmp_path / f"{number}", real[:2600], kind, lambda *done: told.append(done)
            )
            assert faiss.omp_get_max_threads() == number
    finally:
        faiss.omp_set_num_threads(threads)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    assert told == [(0, 2600), (2600, 2600)] * 2


def test_the_kind_is_chosen_by_number() -> None:
    counts = (0, 50_000, 50_001, 250_000, 250_001, 10**6)
    kinds = ["exact", "exact", "hnsw", "hnsw", "ivf", "ivf"]
    assert [choose_kind("auto", count) for count in counts] == kinds
    assert choose_kind("hnsw", 10**4) == "hnsw"
    assert choose_kind("ivf", 100) == "exact"  # too few to train on
    assert choose_kind("exact", 10**6) == "exact"


def test_equal_scores_are_in_row_order() -> None:
    scores = np.asarray([1, 3, 2, 3, 2, 2], np.float32)
    assert best_places(scores, 4).tolist() == [1, 3, 2, 4]
    assert best_places(scores, 9).tolist() == [1, 3, 2, 4, 5, 0]
    assert best_places(scores[:0], 3).tolist() == []


def test_phrases_count_for_their_rows(artefact: Artefact, real: Vectors) -> None:
    dense: DenseIndex = artefact.dense
    allowed = np.arange(0, dense.size, 3)
    for query in real[:10]:
        for weight in (1.0, 1.1):
            every = np.maximum(dense.scores(query), weight * dense.phrase_scores(query))
            rows, scores = dense.nearest(query, 50, phrase_weight=weight)
            assert scores == pytest.approx(every[best_places(every, 50)], abs=1e-5)
            assert every[rows] == pytest.approx(scores, abs=1e-5)
            rows, scores = dense.nearest(query, 50, allowed, weight)
            assert scores == pytest.approx(
                every[allowed][best_places(every[allowed], 50)], abs=1e-5
            )
            assert set(rows.tolist()) <= set(allowed.tolist())
    assert len(dense.nearest(real[0], 10, allowed[:0])[0]) == 0
    assert len(dense.nearest(real[0], 10**9)[0]) == dense.size


def test_rows_that_share_a_phrase_are_all_found_by_it() -> None:
    rng = np.random.default_rng(5)
    vectors, phrases = rng.normal(size=(2, 20, 8)).astype(np.float32)
    owners = np.repeat(np.arange(20), 3)  # row n has the phrases n, n + 1 and n + 2
    numbers = (owners + np.tile(np.arange(3), 20)) % 20
    shared = DenseIndex(VectorIndex(-vectors), VectorIndex(phrases), owners, numbers)
    apart = build_dense(-vectors, phrases[numbers], owners)
    for query in phrases:
        assert shared.phrase_scores(query) == pytest.approx(apart.phrase_scores(query), abs=1e-5)
        for allowed in (None, np.arange(0, 20, 2)):
            rows, scores = shared.nearest(query, 4, allowed, 1.1)
            expected, near = apart.nearest(query, 4, allowed, 1.1)
            assert rows.tolist() == expected.tolist()
            assert scores == pytest.approx(near, abs=1e-5)
    places = np.flatnonzero(shared.owners == 4)
    assert shared.phrases(places) == pytest.approx(phrases[4:7])
    kept = shared.keep([4, 9])
    assert kept.phrase_scores(phrases[6])[0] == pytest.approx(float(phrases[6] @ phrases[6]), 1e-5)


def test_a_row_with_many_phrases_does_not_hide_others() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(40, 8)).astype(np.float32)
    phrases = np.concatenate([np.tile(vectors[:1], (500, 1)), vectors[1:]])
    owners = np.concatenate([np.zeros(500, np.int64), np.arange(1, 40)])
    index = build_dense(-vectors, phrases, owners)
    rows, _ = index.nearest(vectors[0], 5)
    assert len(rows) == 5
    assert rows[0] == 0
    kept = index.keep([0, 3])
    assert kept.size == 2
    assert kept.phrase_scores(vectors[3])[1] == pytest.approx(float(vectors[3] @ vectors[3]), 1e-5)
