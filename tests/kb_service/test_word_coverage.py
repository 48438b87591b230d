"""How much the words of a query weigh."""

from __future__ import annotations

import pytest

from indexer.artefact import Artefact
from kb_service.term_statistics import TermStatistics
from kb_service.word_coverage import weigh_words


@pytest.fixture
def statistics(artefact: Artefact) -> TermStatistics:
    """How often the words of our own content stand in it."""
    return TermStatistics(artefact.lexical)


def test_words_weigh_by_their_rarity(statistics: TermStatistics) -> None:
    rarity = statistics.rarity("soil", "en")
    assert weigh_words("soil", "en", statistics) == rarity > 0
    assert weigh_words("soil zzyzx", "en", statistics) > 2 * rarity
    assert weigh_words("", "en", statistics) == 0
    assert weigh_words("土地", "zh", statistics) == statistics.rarity("土地", "zh") / 2


def test_words_of_another_language_weigh_most(statistics: TermStatistics) -> None:
    """They are found nowhere, so that the few that are by chance count for little."""
    question = "Qui décide de l’usage des terres quand plusieurs familles les réclament ?"
    assert weigh_words(question, "ru", statistics) > weigh_words(question, "fr", statistics)
