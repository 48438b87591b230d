"""Words as sparse vectors: the same scores as the lexical index gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from indexer.artefact import Artefact
from indexer.configuration import Configuration
from indexer.impacts import Impacts, Sparse, ask_sparse, dimension_of, impacts_digest
from indexer.languages import CODES
from kb_service.engines import field_weights
from tests import subject

NAMES = {
    "en": ("sustainable land management",),
    "zh": ("土地退化中性",),
    "fr": ("gestion des terres",),
}
#: Without a word that is written in two ways.
QUERIES = {**subject.QUERIES, "es": "degradación de tierras"}


@pytest.fixture(scope="module")
def impacts(artefact: Artefact, configuration: Configuration) -> Impacts:
    return Impacts(artefact.passages, NAMES, field_weights(configuration.ranking))


def products(
    impacts: Impacts, artefact: Artefact, rows: Iterable[int], asked: Sparse
) -> list[float]:
    """The inner products of some rows with what a query asks."""
    vectors = (impacts.of(artefact.passages[row]) for row in rows)
    return [sum(weight * vector.get(d, 0.0) for d, weight in asked.items()) for vector in vectors]


@pytest.mark.parametrize("language", CODES)
def test_words_score_as_in_the_lexical_index(
    artefact: Artefact, configuration: Configuration, impacts: Impacts, language: str
) -> None:
    weights = replace(field_weights(configuration.ranking), phrase=0.0)
    rows, scores = artefact.lexical.search(QUERIES[language], language, weights)
    asked = ask_sparse(QUERIES[language], language, weights, (), 0.0)
    found = products(impacts, artefact, rows[::6].tolist(), asked)
    assert len(found) > 20 and found == pytest.approx(scores[::6].tolist(), rel=1e-4)
    others = set(range(len(artefact.passages))) - set(rows.tolist())
    assert not any(products(impacts, artefact, sorted(others)[::100], asked))


@pytest.mark.parametrize("language", NAMES)
def test_a_name_scores_as_an_exact_phrase(
    artefact: Artefact, configuration: Configuration, impacts: Impacts, language: str
) -> None:
    weights = field_weights(configuration.ranking)
    text, names = QUERIES[language], NAMES[language]
    plain = replace(weights, phrase=0.0)
    beside = artefact.lexical.search(text, language, plain, synonyms=names, synonym_weight=0.3)
    alone = artefact.lexical.search(names[0], language, weights)
    for (rows, scores), asked in (
        (beside, ask_sparse(text, language, plain, names, 0.3)),
        (alone, ask_sparse(names[0], language, weights, (), 0.0)),
    ):
        found = products(impacts, artefact, rows[::6].tolist(), asked)
        assert len(found) > 20 and found == pytest.approx(scores[::6].tolist(), rel=1e-4)


def test_an_empty_passage_has_a_vector_that_nobody_asks_for(
    artefact: Artefact, impacts: Impacts
) -> None:
    empty = replace(artefact.passages[0], title="", heading="", context="", text="—", asked=())
    assert list(impacts.of(empty)) == [0]
    assert 0 not in {dimension_of(code, str(number)) for code in CODES for number in range(1000)}


def test_a_query_without_words_asks_for_nothing(configuration: Configuration) -> None:
    weights = field_weights(configuration.ranking)
    assert ask_sparse(" ?! ", "en", weights, ("",), 0.3) == {}
    assert ask_sparse("land", "en", weights, ("soil",), 0.0).keys() == {dimension_of("en", "land")}


def test_every_weight_is_positive_and_every_dimension_fits(
    artefact: Artefact, impacts: Impacts
) -> None:
    for passage in artefact.passages[::50]:
        vector = impacts.of(passage)
        assert min(vector.values()) > 0 and min(vector) >= 0 and max(vector) < 2**32 - 1


def test_other_weights_are_told_apart(configuration: Configuration) -> None:
    weights = field_weights(configuration.ranking)
    assert impacts_digest(weights) == impacts_digest(replace(weights, phrase=9.0))
    assert impacts_digest(weights) != impacts_digest(replace(weights, tie=0.5))
