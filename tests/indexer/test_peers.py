"""What `bench.peers` makes of the answers of others; the peers themselves are not needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.peers.corpus import Corpus, Document, average, fold, measure_quality
from bench.peers.load import Answer, Round, summarise
from bench.peers.report import Comparison, format_tables
from bench.peers.systems import (
    NotInstalled,
    Place,
    prepare_txtai,
    read_columns,
    read_hits,
    read_rows,
)
from indexer.languages import CODES
from kb_service.judged import Question
from kb_service.relevance import KINDS, Relevance

QUESTIONS = tuple(
    Question(f"a01-{kind}-{code}", "soil 土壤 تربة", code, kind) for code in CODES for kind in KINDS
)
CORPUS = Corpus(
    (Document("ar/p#1", "ar", "تربة", "التربة"),),
    Relevance({"a01": "test"}, QUESTIONS, {"a01": {"p/": 3, "q#1": 1}}, {}, {}),
    {"ar/p": "p/", "ar/p#1": "p/", "zh/q#1": "q#1"},
)


def test_answers_are_read_as_passages() -> None:
    hits = {"hits": [{"id": "ar/guidance/x/#in-short"}, {"id": "zh/themes/y/"}]}
    assert read_hits(json.dumps(hits).encode()) == ["ar/guidance/x#in-short", "zh/themes/y"]
    assert read_rows(b'[{"id": "ar/x", "score": 1}]') == ["ar/x"]
    assert read_columns(b'{"ids": [["ar/x", "zh/y"]]}') == ["ar/x", "zh/y"]


def test_passages_count_once_as_what_was_judged() -> None:
    assert fold(["ar/term", "ar/p#1", "ar/p", "zh/q#1"], CORPUS.judged_as) == ["p/", "q#1"]


def test_quality_is_told_by_language_and_kind() -> None:
    answers = {q.id: ["ar/p#1", "zh/q#1"] if q.language != "ru" else [] for q in QUESTIONS}
    found = average(QUESTIONS, measure_quality(CORPUS, answers, QUESTIONS))
    assert [found[code] for code in CODES] == [1, 1, 1, 1, 0, 1]
    assert [found[kind] for kind in KINDS] == [pytest.approx(5 / 6)] * 3


def test_only_answers_with_hits_are_throughput() -> None:
    one = [Answer(10, 200, b"[1]"), Answer(20, 200, b"[]"), Answer(30, 503, b"[1]")]
    rounds = [Round(tuple(one * 2), wall, 0.12) for wall in (1, 2, 50)]
    load = summarise("x", 4, rounds, json.loads)
    assert (load.requests, load.found, load.rate) == (18, 6, 1)
    assert load.p50 == 20 and load.processor == pytest.approx(20)
    table = format_tables(Comparison({}, {}, {}, [load], [], {}, {"txtai": "/x"}), "x")
    assert "| x | 4 | 6 of 18 | 20.0 | 30.0 | 30.0 | 1 | 20.00 | 1.00 |" in table
    assert "- txtai: not installed (/x)" in table


def test_a_missing_peer_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotInstalled, match="txtai/bin/uvicorn"):
        prepare_txtai(Place(tmp_path, 1, 0), CORPUS, "static", tmp_path)
