"""The dense index: exact, and right under filters."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from indexer.artefact import Artefact, embedded_text
from indexer.configuration import Configuration
from indexer.dense import build_dense
from indexer.encoder import Encoder
from tests.indexer.hits import hits


def test_every_row_is_nearest_to_itself(
    artefact: Artefact, encoder: Encoder, configuration: Configuration
) -> None:
    texts = [embedded_text(passage, configuration.index) for passage in artefact.passages]
    rows = range(0, len(texts), 11)
    for row, vector in zip(rows, encoder.encode_passages([texts[r] for r in rows]), strict=True):
        best = hits(artefact.dense.search(vector, 1))[0]
        assert texts[best.row] == texts[row] or best.score > 0.99


def test_search_gives_the_order_of_all_scores(artefact: Artefact, encoder: Encoder) -> None:
    for text in ("soil carbon", "土壤碳", "كربون التربة"):
        vector = encoder.encode_queries([text])[0]
        scores = artefact.dense.scores(vector)
        given = hits(artefact.dense.search(vector, 20))
        assert [hit.score for hit in given] == pytest.approx(sorted(scores)[::-1][:20], abs=1e-5)
        assert all(scores[hit.row] == pytest.approx(hit.score, abs=1e-5) for hit in given)


def test_allowed_rows_compete_alone(artefact: Artefact, encoder: Encoder) -> None:
    vector = encoder.encode_queries(["土地保有权"])[0]
    worst = [hit.row for hit in hits(artefact.dense.search(vector, artefact.dense.size))][-3:]
    gc.collect()
    given = hits(artefact.dense.search(vector, 10, allowed=iter(worst)))
    assert [hit.row for hit in given] == worst
    assert hits(artefact.dense.search(vector, 10, allowed=())) == []


def test_vectors_are_those_of_the_rows(artefact: Artefact) -> None:
    vectors = artefact.dense.vectors([3, 1, 3])
    assert vectors.shape == (3, artefact.dense.dimension)
    assert np.array_equal(vectors[0], vectors[2])
    assert artefact.dense.scores(vectors[1])[1] == pytest.approx(1.0, abs=1e-3)


def test_an_empty_index_finds_nothing() -> None:
    empty = build_dense(np.zeros((0, 8), np.float32))
    assert empty.size == 0
    assert hits(empty.search(np.ones(8, np.float32), 5)) == []
    assert empty.scores(np.ones(8, np.float32)).shape == (0,)
