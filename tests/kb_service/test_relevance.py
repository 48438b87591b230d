"""Our judged set, the figures made of it, and the ranking that must not fall behind."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from indexer.artefact import Artefact
from indexer.configuration import Configuration
from indexer.encoder import Encoder
from indexer.errors import ContentError
from indexer.languages import CODES
from kb_service.own_evaluation import (
    RememberingEncoder,
    agreement,
    ask_across,
    ask_as_readers,
    keep_language,
    measure_refusals,
    names_of_hits,
)
from kb_service.query_language import LanguageDetector
from kb_service.relevance import KINDS, PARTS, Relevance, need_of, read_relevance
from kb_service.results import Query
from kb_service.search import SearchEngine
from kb_service.search_report import compare_with_baseline, format_page, read_pools, write_baseline

RELEVANCE = Path(__file__).parent.parent / "relevance"


@pytest.fixture(scope="module")
def relevance(artefact: Artefact) -> Relevance:
    return read_relevance(RELEVANCE, names_of_hits(artefact))


@pytest.fixture(scope="module")
def remembering(encoder: Encoder, relevance: Relevance) -> RememberingEncoder:
    return RememberingEncoder(encoder, [question.text for question in relevance.questions])


@pytest.fixture(scope="module")
def engine(
    artefact: Artefact, remembering: RememberingEncoder, configuration: Configuration
) -> SearchEngine:
    return SearchEngine(artefact, remembering, configuration)


def test_the_set_is_whole(relevance: Relevance) -> None:
    assert len(relevance.needs) >= 80
    assert len(relevance.questions) == len(relevance.needs) * len(KINDS) * len(CODES)
    assert Counter(relevance.needs.values()) == {"dev": 42, "test": 42}
    assert set(relevance.grades) == set(relevance.needs)
    assert len(relevance.second) >= len(relevance.needs) / 5
    assert sum(len(found) for found in relevance.off_topic.values()) == 40 * len(CODES)


def test_what_was_judged_was_pooled_from_at_least_four_systems(relevance: Relevance) -> None:
    assert len(list((RELEVANCE / "runs").glob("*.trec.gz"))) >= 4
    pools = read_pools(RELEVANCE / "runs")
    judged = sum(len(found) for found in relevance.grades.values())
    pooled = sum(len(set(found) & pools[need]) for need, found in relevance.grades.items())
    assert pooled / judged > 0.9


def test_judges_agree(relevance: Relevance) -> None:
    kappa = agreement(relevance, read_pools(RELEVANCE / "runs"))
    assert kappa["pairs"] > 1000
    assert all(0.6 < kappa[name] < 1 for name in ("plain", "quadratic", "relevant"))


def test_the_ranking_does_not_fall_behind(
    engine: SearchEngine, relevance: Relevance, artefact: Artefact, encoder: Encoder
) -> None:
    """CI fails when the interval of the difference to the committed baseline lies below zero."""
    runs = [run for part in PARTS for run in ask_as_readers(engine, relevance, part, ("hybrid",))]
    difference = compare_with_baseline(RELEVANCE / "baseline.tsv", runs)
    assert not difference.is_loss, difference


def test_off_topic_queries_are_refused(engine: SearchEngine, relevance: Relevance) -> None:
    found = measure_refusals(engine, relevance, "test")
    assert sum(found.off_topic.values()) / len(CODES) >= 0.85
    assert sum(found.questions.values()) / len(CODES) <= 0.05


def test_the_language_of_a_question_is_told(artefact: Artefact, relevance: Relevance) -> None:
    """98 % with the reader's language as prior, questions of one to three words included."""
    detector = LanguageDetector({code: artefact.lexicons(code).counts for code in CODES})
    every = [*relevance.questions, *(q for part in PARTS for q in relevance.off_topic[part])]
    right = [detector.detect(q.text, q.language) == q.language for q in every]
    assert sum(right) / len(right) >= 0.98
    short = [r for r, q in zip(right, every, strict=True) if len(q.text.split()) <= 3]
    assert sum(short) / len(short) >= 0.98


def test_a_language_alone_finds_across_languages(
    artefact: Artefact,
    remembering: RememberingEncoder,
    configuration: Configuration,
    relevance: Relevance,
) -> None:
    alone = keep_language(artefact, "ru")
    assert {p.language for p in alone.passages} == {"ru"}
    assert alone.dense.size == len(alone.passages) == alone.lexical.size("ru")
    engine = SearchEngine(alone, remembering, configuration)
    with (RELEVANCE / "needs.tsv").open(encoding="utf-8") as file:
        needs = list(csv.DictReader(file, delimiter="\t"))
    tenure = {row["need"] for row in needs if row["theme"] == "Land tenure and land governance"}
    asked = [
        question
        for question in relevance.part("dev")
        if question.language == "en"
        and question.kind != "paraphrase"
        and need_of(question) in tenure
    ]
    assert len(asked) == 6
    for question in asked:
        hits = engine.search(Query(question.text, "en")).hits
        assert hits and {hit.passage.language for hit in hits} == {"ru"}, question.text
        assert "land-tenure" in {theme for hit in hits[:5] for theme in hit.passage.themes}


def test_the_page_is_made_of_the_runs(
    artefact: Artefact,
    remembering: RememberingEncoder,
    configuration: Configuration,
    relevance: Relevance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = [need for need, part in relevance.needs.items() if part == "test"][:2]
    small = Relevance(
        {need: relevance.needs[need] for need in few},
        tuple(q for q in relevance.questions if need_of(q) in few),
        {need: relevance.grades[need] for need in few},
        relevance.second,
        {part: found[:6] for part, found in relevance.off_topic.items()},
    )
    monkeypatch.chdir(RELEVANCE.parent.parent)
    page = format_page(artefact, remembering, configuration, small)
    assert "| hybrid | 0." in page and "| paraphrase |" in page and "kappa" in page
    runs = ask_across(artefact, remembering, configuration, small, "test", ("hybrid",))
    assert len(runs) == 2 * len(KINDS) * len(CODES) * (len(CODES) - 1)


def test_a_baseline_is_compared_question_by_question(
    tmp_path: Path, engine: SearchEngine, relevance: Relevance
) -> None:
    runs = ask_as_readers(engine, relevance, "dev", ("hybrid", "keyword"))
    hybrid = [run for run in runs if run.mode == "hybrid"]
    keyword = [run for run in runs if run.mode == "keyword"]
    path = tmp_path / "baseline.tsv"
    write_baseline(path, hybrid)
    assert compare_with_baseline(path, hybrid).mean == pytest.approx(0, abs=1e-4)
    assert compare_with_baseline(path, keyword).is_loss


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("needs.tsv", "x01\tother\tTheme\tdescription"),
        ("queries.tsv", "a01\tkeyword\ten\tonce more"),
        ("queries.tsv", "a01\tkeyword\tde\tDeutsch"),
        ("queries.tsv", "a01\tkeyword"),
        ("judgements.tsv", "a01\tguidance/none/\t2"),
        ("judgements.tsv", "a01\tguidance/what-is-ldn/\t4"),
        ("judgements-second.tsv", "z99\tguidance/what-is-ldn/\t2"),
        ("off_topic.tsv", "o99\tdev\tde\tDeutsch"),
    ],
)
def test_problems_are_told(tmp_path: Path, artefact: Artefact, name: str, line: str) -> None:
    folder = Path(shutil.copytree(RELEVANCE, tmp_path / "relevance"))
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ContentError, match=name.replace(".", r"\.")):
        read_relevance(folder, names_of_hits(artefact))


def test_a_missing_question_is_told(tmp_path: Path, artefact: Artefact) -> None:
    folder = Path(shutil.copytree(RELEVANCE, tmp_path / "relevance"))
    path = folder / "queries.tsv"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:-1]) + "\n", "utf-8")
    with pytest.raises(ContentError, match="no d21-paraphrase"):
        read_relevance(folder, names_of_hits(artefact))
