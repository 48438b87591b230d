"""Candidates: what an engine gives, and that a search of few of them is right about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.artefact import Artefact
from indexer.column_builder import hit_name
from indexer.configuration import Configuration
from indexer.encoder import Encoder
from indexer.languages import CODES
from kb_service.engines import EmbeddedEngine, Words
from kb_service.results import Query
from kb_service.search import SearchEngine
from tests.subject import QUERIES

EVERYTHING = 1_000_000
FEW = 150


@pytest.fixture(scope="module")
def embedded(artefact: Artefact, configuration: Configuration) -> EmbeddedEngine:
    return EmbeddedEngine(artefact, configuration.ranking)


@pytest.fixture(scope="module")
def whole(artefact: Artefact, encoder: Encoder, configuration: Configuration) -> SearchEngine:
    return SearchEngine(artefact, encoder, configuration)


@pytest.fixture(scope="module")
def narrow(artefact: Artefact, encoder: Encoder, configuration: Configuration) -> SearchEngine:
    """A search that ranks so few candidates that most of what matches is left out."""
    ranking = replace(configuration.ranking, candidates=FEW)
    return SearchEngine(artefact, encoder, replace(configuration, ranking=ranking))


@pytest.mark.parametrize("language", CODES)
def test_a_limit_keeps_the_best(embedded: EmbeddedEngine, encoder: Encoder, language: str) -> None:
    vector = encoder.encode_queries([QUERIES[language]])[0]
    words = Words(QUERIES[language], language, ())
    for every, best in (
        (embedded.lexical(words, EVERYTHING, {}), embedded.lexical(words, 10, {})),
        (embedded.dense(vector, EVERYTHING, {}), embedded.dense(vector, 10, {})),
    ):
        assert every.complete and not best.complete
        assert len(set(best.rows.tolist())) == len(best.rows) == 10
        assert sorted(best.scores) == pytest.approx(sorted(every.scores)[-10:])


def test_a_filter_narrows_what_competes(
    embedded: EmbeddedEngine, encoder: Encoder, artefact: Artefact
) -> None:
    filters = {"theme": ("gender", "finance"), "kind": ("guidance",)}
    allowed = {
        row
        for row, passage in enumerate(artefact.passages)
        if passage.kind == "guidance" and {"gender", "finance"}.intersection(passage.themes)
    }
    near = embedded.dense(encoder.encode_queries(["soil"])[0], EVERYTHING, filters)
    assert set(near.rows.tolist()) == allowed and near.complete
    found = embedded.lexical(Words("land", "en", ()), 5, filters)
    assert len(found.rows) == 5 and set(found.rows.tolist()) <= allowed


def test_vectors_are_those_of_the_rows(embedded: EmbeddedEngine, artefact: Artefact) -> None:
    rows = np.asarray([3, 1])
    assert np.array_equal(embedded.vectors(rows), artefact.dense.vectors([3, 1]))


def test_every_passage_is_a_candidate_of_a_small_index(whole: SearchEngine) -> None:
    for language, text in QUERIES.items():
        assert whole.search(Query(text, language)).complete
    assert whole.search(Query("")).complete


@pytest.mark.parametrize("language", CODES)
def test_few_candidates_give_the_same_first_answers(
    whole: SearchEngine, narrow: SearchEngine, language: str
) -> None:
    query = Query(QUERIES[language], language, limit=5)
    every, few = whole.search(query), narrow.search(query)
    assert every.complete and not few.complete
    assert 0 < few.total < every.total
    names = [[hit_name(hit.passage) for hit in results.hits] for results in (every, few)]
    assert names[0][0] == names[1][0]
    assert len(set(names[0]) & set(names[1])) >= 3


@pytest.mark.parametrize(
    "filters",
    [
        {"kind": ("term",), "theme": ("finance",)},
        {"document": ("what-is-ldn",)},
        {"paragraph": ("op-9",), "language": ("ru",)},
        {"theme": ("gender",), "kind": ("guidance",), "audience": ("trainers",)},
    ],
    ids=str,
)
def test_what_passes_a_filter_is_found_though_better_things_do_not(
    whole: SearchEngine, narrow: SearchEngine, filters: dict[str, tuple[str, ...]]
) -> None:
    """Each filter allows less than would be among the first candidates of all.

    Which section shows a page is decided by what else was found.
    """
    query = Query(QUERIES["en"], "en", filters=filters, limit=1000)
    every, few = whole.search(query), narrow.search(query)
    assert every.total
    assert {hit_name(h.passage) for h in few.hits} == {hit_name(h.passage) for h in every.hits}


def test_browsing_gives_the_first_of_what_passes(whole: SearchEngine, narrow: SearchEngine) -> None:
    for filters in ({}, {"kind": ("guidance",)}, {"paragraph": ("op-9",)}):
        query = Query("", "en", filters=filters, limit=40)
        every, few = whole.search(query), narrow.search(query)
        assert [h.passage.unit for h in few.hits] == [h.passage.unit for h in every.hits]
        assert few.total == min(every.total, FEW)
        assert not few.complete


def test_a_reference_is_answered_though_no_word_leads_to_it(narrow: SearchEngine) -> None:
    assert narrow.search(Query("op-9-d", "en")).hits[0].passage.anchor == "op-9-d"
    assert (
        narrow.search(Query("drought in paragraph 9 (d)", "en")).hits[0].passage.anchor == "op-9-d"
    )
