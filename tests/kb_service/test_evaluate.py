"""Metrics against values computed by hand, and evaluation of a BEIR-like folder."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path

import pytest

from indexer.configuration import Configuration
from indexer.encoder import Encoder
from indexer.errors import ContentError
from kb_service.evaluate import evaluate_folder
from kb_service.judged import read_beir
from kb_service.metrics import ndcg, recall, reciprocal_rank

GRADES = {"a": 3, "b": 2, "c": 1, "d": 0}


def test_ndcg_is_that_of_trec_eval() -> None:
    ideal = 3 + 2 / log2(3) + 1 / 2
    assert ndcg(["a", "b", "c"], GRADES, 10) == pytest.approx(1.0)
    assert ndcg(["x", "c", "d", "a"], GRADES, 10) == pytest.approx(
        (1 / log2(3) + 3 / log2(5)) / ideal
    )
    assert ndcg(["c", "a"], GRADES, 1) == pytest.approx(1 / 3)
    assert ndcg([], GRADES, 10) == 0
    assert ndcg(["a"], {}, 10) == 0


def test_the_ideal_has_no_more_documents_than_the_depth() -> None:
    grades = {str(number): 1 for number in range(20)}
    assert ndcg([str(number) for number in range(10)], grades, 10) == pytest.approx(1.0)


def test_recall_counts_relevant_documents() -> None:
    assert recall(["a", "x", "d"], GRADES, 10) == pytest.approx(1 / 3)
    assert recall(["x", "a", "b", "c"], GRADES, 3) == pytest.approx(2 / 3)
    assert recall(["a"], {"a": 0}, 10) == 0


def test_reciprocal_rank_is_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["x", "d", "c"], GRADES, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "d", "c"], GRADES, 2) == 0


CORPUS = [
    ("en-1", "en", "Gender", "Women take part in decisions on land."),
    ("en-2", "en", "Soil", "Soil organic carbon is measured in the laboratory."),
    ("ar-1", "ar", "الجنسانية", "مشاركة النساء في القرارات المتعلقة بالأراضي."),
    ("ar-2", "ar", "التربة", "يقاس الكربون العضوي في التربة في المختبر."),
    ("zh-1", "zh", "性别", "妇女参与土地决策。"),
    ("zh-2", "zh", "土壤", "在实验室测量土壤有机碳。"),
]
QUERIES = [
    ("q-en", "en", "keyword", "soil carbon"),
    ("q-ar", "ar", "keyword", "كربون التربة"),
    ("q-zh", "zh", "question", "怎样测量土壤碳"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small set in the format of BEIR."""
    corpus = [
        {"_id": i, "title": title, "text": text, "metadata": {"lang": lang}}
        for i, lang, title, text in CORPUS
    ]
    queries = [
        {"_id": i, "text": text, "metadata": {"lang": lang, "type": kind}}
        for i, lang, kind, text in QUERIES
    ]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    judged = [f"{q}\t{code}-2\t2" for q, *_ in QUERIES for code in ("en", "ar", "zh")]
    judged.append("q-en\ten-1\t0")
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n" + "\n".join(judged) + "\n", encoding="utf-8"
    )
    return tmp_path


def test_a_folder_is_scored_by_mode_and_pair(
    folder: Path, encoder: Encoder, configuration: Configuration
) -> None:
    result = evaluate_folder(folder, encoder, configuration, runs=folder / "runs")
    assert set(result) == {"hybrid", "semantic", "keyword"}
    pairs = {f"{a}-{b}" for a in ("en", "ar", "zh") for b in ("en", "ar", "zh")}
    assert set(result["hybrid"]) == pairs
    for code in ("en", "ar", "zh"):
        found = result["hybrid"][f"{code}-{code}"]
        assert found["ndcg@10"] == found["mrr@10"] == found["recall@10"] == 1.0
        assert found["queries"] == 1
    assert result["hybrid"]["zh-ar"]["kinds"]["question"]["ndcg@10"] > 0
    difference = result["hybrid"]["zh-ar"]["over_keyword"]
    assert difference["low"] <= difference["mean"] <= difference["high"]
    assert result["keyword"]["zh-ar"]["ndcg@10"] == 0
    run = (folder / "runs" / "hybrid" / "zh-en.trec").read_text(encoding="utf-8").splitlines()
    assert run[0].split()[0:4] == ["q-zh", "Q0", run[0].split()[2], "1"]
    assert {line.split()[2] for line in run} <= {"en-1", "en-2"}


def test_languages_limit_the_pairs(
    folder: Path, encoder: Encoder, configuration: Configuration
) -> None:
    result = evaluate_folder(folder, encoder, configuration, languages=("zh", "ar"))
    assert set(result["semantic"]) == {"zh-zh", "zh-ar", "ar-zh", "ar-ar"}


def test_every_problem_of_a_folder_is_reported(folder: Path) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "en-1", "text": "x", "metadata": {"lang": "en"}}\n{\n[]\n')
        file.write('{"_id": "x", "text": "x", "metadata": {"lang": "de"}}\n')
    with (folder / "qrels" / "test.tsv").open("a", encoding="utf-8") as file:
        file.write("q-en\tnone\t1\nq-en\ten-2\tmuch\nq-en\n")
    with pytest.raises(ContentError) as caught:
        read_beir(folder)
    assert len(caught.value.problems) == 7
    assert 'corpus.jsonl:7: _id "en-1" twice' in str(caught.value)
    assert "metadata.lang 'de'; use one of: ar, zh, en" in str(caught.value)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"corpus\.jsonl"):
        read_beir(tmp_path)
