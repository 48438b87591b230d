"""What every engine keeps to: the same tests of each, and the same answers from both."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from indexer.artefact import Artefact
from indexer.column_builder import hit_name
from indexer.configuration import Configuration, RankingConfiguration
from indexer.dense import Vectors
from indexer.encoder import Encoder
from indexer.languages import CODES
from kb_service.engines import Candidates, Engine, Words
from kb_service.evaluate import METRICS
from kb_service.facets import Facets, Filters
from kb_service.own_evaluation import RememberingEncoder, names_of_hits
from kb_service.relevance import JUDGED, KINDS, Relevance, need_of, read_relevance
from kb_service.results import Mode, Query
from kb_service.search import SearchEngine
from tests.subject import QUERIES

RELEVANCE = Path(__file__).parent.parent / "relevance"
EVERYTHING = 10_000
FILTERS: tuple[Filters, ...] = (
    {"theme": ("gender", "finance"), "kind": ("guidance",)},
    {"document": ("what-is-ldn",)},
    {"paragraph": ("op-9",), "language": ("ru",)},
    {"verb": ("requests",), "addressee": ("secretariat", "parties")},
    {"theme": ("gender",), "kind": ("term",), "audience": ()},
)
HOSTILE = (
    '"] or row >= 0 or array_contains_any(theme, ["',
    "land' and 1 == 1 --",
    "\x00\x01\ud800\udfff\u202e",
    "😀 🏳️‍🌈 ﷽",
    "{} [] () \\ % $ {0}",
    "land " * 2000,
    "x" * 5000,
    "",
    " \n\t ",
)
NOBODY_WRITES = ("qqqxzzzy", "зззщщщъъ", "龘龘靐齉")


@pytest.fixture(scope="module")
def vectors(encoder: Encoder) -> dict[str, Vectors]:
    texts = list(QUERIES.values())
    return dict(zip(QUERIES, encoder.encode_queries(texts), strict=True))


@pytest.fixture(scope="module")
def relevance(artefact: Artefact) -> Relevance:
    return read_relevance(RELEVANCE, names_of_hits(artefact))


def is_sound(found: Candidates, limit: int) -> bool:
    """Whether candidates are rows, each once, with scores, within a limit.

    They are best first, or all there are in the order of rows.
    """
    return (
        len(found.rows) == len(found.scores) <= limit
        and len(np.unique(found.rows)) == len(found.rows)
        and bool(np.isfinite(found.scores).all())
        and (
            bool((np.diff(found.scores) <= 0).all())
            or (found.complete and bool((np.diff(found.rows) == 1).all()))
        )
        and found.complete == (len(found.rows) < limit)
    )


def passing(third: Artefact, filters: Filters) -> set[int]:
    """The rows that may compete."""
    units = Facets(third.columns).passing(filters)
    assert units is not None
    rows = third.columns.rows[units]
    return set(rows[rows >= 0].tolist())


def test_it_would_answer(engine: Engine) -> None:
    engine.check()


@pytest.mark.parametrize("language", CODES)
def test_words_find_rows_of_their_language(engine: Engine, third: Artefact, language: str) -> None:
    found = engine.lexical(Words(QUERIES[language], language, ()), EVERYTHING, {})
    assert is_sound(found, EVERYTHING) and found.complete
    assert len(found.rows) > 50 and found.scores.min() > 0
    assert {third.passages[row].language for row in found.rows[::20].tolist()} == {language}


@pytest.mark.parametrize("language", CODES)
def test_a_limit_keeps_the_best(
    engine: Engine, vectors: Mapping[str, Vectors], language: str
) -> None:
    words = Words(QUERIES[language], language, ())
    for many, few in (
        (engine.lexical(words, 90, {}), engine.lexical(words, 10, {})),
        (engine.dense(vectors[language], 90, {}), engine.dense(vectors[language], 10, {})),
    ):
        assert is_sound(many, 90) and is_sound(few, 10) and not few.complete
        assert few.scores == pytest.approx(many.scores[:10], rel=1e-5)


def test_everything_has_a_meaning(
    engine: Engine, third: Artefact, vectors: Mapping[str, Vectors]
) -> None:
    found = engine.dense(vectors["en"], EVERYTHING, {})
    assert is_sound(found, EVERYTHING) and found.complete
    assert set(found.rows.tolist()) == set(range(len(third.passages)))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_filter_narrows_what_competes(
    engine: Engine, third: Artefact, vectors: Mapping[str, Vectors], filters: Filters
) -> None:
    allowed = passing(third, filters)
    near = engine.dense(vectors["en"], EVERYTHING, filters)
    assert is_sound(near, EVERYTHING) and set(near.rows.tolist()) == allowed
    few = engine.dense(vectors["en"], 3, filters)
    assert few.scores == pytest.approx(near.scores[:3], rel=1e-5)
    words = Words(QUERIES["en"], "en", ())
    every = set(engine.lexical(words, EVERYTHING, {}).rows.tolist())
    assert set(engine.lexical(words, EVERYTHING, filters).rows.tolist()) == every & allowed


def test_a_filter_that_nothing_passes_finds_nothing(
    engine: Engine, vectors: Mapping[str, Vectors]
) -> None:
    filters = {"document": ("what-is-ldn",), "kind": ("term",)}
    for found in (
        engine.lexical(Words("land", "en", ()), 10, filters),
        engine.dense(vectors["en"], 10, filters),
    ):
        assert not len(found.rows) and found.complete


@pytest.mark.parametrize("text", NOBODY_WRITES)
@pytest.mark.parametrize("language", CODES)
def test_words_that_nobody_writes_find_nothing(engine: Engine, text: str, language: str) -> None:
    found = engine.lexical(Words(text, language, ()), 10, {})
    assert not len(found.rows) and found.complete


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_any_text_is_looked_for_as_words(engine: Engine, third: Artefact, text: str) -> None:
    filters = {"theme": ("gender",)}
    for found in (
        engine.lexical(Words(text, "en", (text,)), 10, {}),
        engine.lexical(Words(text, "zh", ()), 10, filters),
    ):
        assert is_sound(found, 10)
    assert set(found.rows.tolist()) <= passing(third, filters)


def test_a_synonym_counts_where_it_stands_whole(engine: Engine) -> None:
    words, synonym = "neutrality", "sustainable land management"
    alone = engine.lexical(Words(words, "en", ()), EVERYTHING, {})
    both = engine.lexical(Words(words, "en", (synonym,)), EVERYTHING, {})
    before = dict(zip(alone.rows.tolist(), alone.scores.tolist(), strict=True))
    gained = [
        row
        for row, score in zip(both.rows.tolist(), both.scores.tolist(), strict=True)
        if score > before.get(row, 0.0) + 1e-6
    ]
    assert len(before) < len(both.rows) and 0 < len(gained) < len(both.rows)


def test_vectors_are_those_of_the_rows(engine: Engine, third: Artefact) -> None:
    rows = np.asarray([3, 1, 3, len(third.passages) - 1])
    assert np.array_equal(engine.vectors(rows), third.dense.vectors(rows))
    assert engine.vectors([]).shape == (0, third.dense.dimension)


def test_a_phrase_leads_to_its_passage(engine: Engine, third: Artefact) -> None:
    """A vector that is that of a phrase finds the row that owns it."""
    places = np.arange(0, len(third.dense.owners), 500)
    for place, vector in zip(places, third.dense.phrases(places), strict=True):
        found = engine.dense(vector, 20, {})
        assert third.dense.owners[place] in found.rows
        assert found.scores[0] > 1.0  # a phrase counts more than the text itself


def test_threads_share_it(engine: Engine, vectors: Mapping[str, Vectors]) -> None:
    def ask(language: str) -> tuple[list[int], list[int]]:
        words = engine.lexical(Words(QUERIES[language], language, ()), 20, {})
        near = engine.dense(vectors[language], 20, {})
        return words.rows.tolist(), near.rows.tolist()

    codes = ("ar", "zh", "en")
    alone = [ask(code) for code in codes]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, codes * 2)) == alone * 2


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("filters", [{}, {"theme": ("finance",)}], ids=str)
def test_both_give_the_same_candidates(
    engines: Mapping[str, Engine],
    vectors: Mapping[str, Vectors],
    language: str,
    filters: Filters,
) -> None:
    one, other = engines["embedded"], engines["milvus"]
    words = Words(QUERIES[language], language, ())
    pairs = [
        (one.lexical(words, 50, filters), other.lexical(words, 50, filters)),
        (one.dense(vectors[language], 50, filters), other.dense(vectors[language], 50, filters)),
    ]
    for a, b in pairs:
        assert a.complete == b.complete
        assert a.scores == pytest.approx(b.scores, rel=1e-4)
        assert len(set(a.rows.tolist()) & set(b.rows.tolist())) >= 0.95 * len(a.rows)


def test_both_answer_judged_questions_alike(
    engines: Mapping[str, Engine],
    third: Artefact,
    encoder: Encoder,
    configuration: Configuration,
    ranking: RankingConfiguration,
    relevance: Relevance,
) -> None:
    """Top ten overlap and nDCG of what readers get, for questions of each kind and language."""
    asked = list(relevance.questions)[:: len(relevance.questions) // 48]
    assert {q.language for q in asked} == set(CODES) and {q.kind for q in asked} == set(KINDS)
    remembering = RememberingEncoder(encoder, [question.text for question in asked])
    chosen = replace(configuration, ranking=ranking)
    searches = [
        SearchEngine(third, remembering, chosen, engines[name]) for name in ("embedded", "milvus")
    ]
    modes: tuple[Mode, ...] = ("hybrid", "keyword")
    for mode in modes:
        overlaps: list[float] = []
        differences: list[float] = []
        for question in asked:
            query = Query(question.text, question.language, mode, {}, limit=40)
            grades = relevance.grades[need_of(question)]
            one, other = (
                [hit_name(h.passage) for h in each.search(query).hits if h.passage.kind in JUDGED]
                for each in searches
            )
            same = len(set(one[:10]) & set(other[:10]))
            overlaps.append(same / len(one[:10]) if one else float(not other))
            ndcg = METRICS["ndcg@10"]
            differences.append(ndcg(tuple(other), grades) - ndcg(tuple(one), grades))
        assert fmean(overlaps) >= 0.95, mode
        assert abs(fmean(differences)) <= 0.01, mode
