"""Rarity of terms, as the texts of each language have it."""

from __future__ import annotations

from indexer.artefact import Artefact
from indexer.lexical import build_lexical
from kb_service.term_statistics import TermStatistics


def test_rare_words_weigh_more(artefact: Artefact) -> None:
    statistics = TermStatistics(artefact.lexical)
    for code, common, rare in (("en", "land", "girl"), ("zh", "土地", "女童")):
        assert statistics.knows(common, code) and statistics.knows(rare, code)
        assert not statistics.knows("zzz", code)
        assert 0 < statistics.rarity(common, code) < statistics.rarity(rare, code)
        assert statistics.rarity(rare, code) < statistics.rarity("zzz", code)


def test_a_language_without_texts_knows_nothing() -> None:
    statistics = TermStatistics(build_lexical(()))
    for code in ("en", "fr"):
        assert not statistics.knows("land", code)
        assert statistics.rarity("land", code) > 0
