"""The lexical index: one for each language, fields with weights, filters that hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from indexer.artefact import Artefact
from indexer.languages import CODES
from indexer.lexical import FieldWeights, build_lexical
from indexer.model import Passage
from tests.indexer.hits import hits

WEIGHTS = FieldWeights({"title": 0.8, "heading": 0.4, "context": 0.2, "text": 1.0}, 0.3, 1.0)


def found(artefact: Artefact, text: str, language: str, count: int = 3) -> list[str]:
    given = hits(artefact.lexical.search(text, language, WEIGHTS, limit=count))
    return [artefact.passages[hit.row].anchor for hit in given]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "soil sampling"),
        ("fr", "échantillonnage des sols"),
        ("es", "muestreo de suelos"),
        ("ru", "отбор проб почвы"),
        ("ar", "أخذ عينات التربة"),
        ("zh", "土壤采样"),
    ],
)
def test_each_language_finds_its_paragraph(artefact: Artefact, language: str, text: str) -> None:
    assert "op-4-b" in found(artefact, text, language)


def test_every_passage_is_found_by_its_own_words(artefact: Artefact) -> None:
    """No row is lost or shifted: each passage is among the best for its own text."""
    for row in range(0, len(artefact.passages), 7):
        passage = artefact.passages[row]
        given = hits(artefact.lexical.search(passage.text, passage.language, WEIGHTS, limit=10))
        assert passage.text in {artefact.passages[hit.row].text for hit in given}, passage.id


def test_only_rows_of_the_language_are_found(artefact: Artefact) -> None:
    for code in CODES:
        given = hits(artefact.lexical.search("LDN 土壤 почва soil sol suelo تربة", code, WEIGHTS))
        assert {artefact.passages[hit.row].language for hit in given} <= {code}


def test_allowed_rows_compete_alone(artefact: Artefact) -> None:
    """A filter restricts the search itself: even the worst match is found."""
    for code, text in (("en", "land degradation"), ("zh", "土地退化"), ("ar", "تدهور الأراضي")):
        everything = hits(artefact.lexical.search(text, code, WEIGHTS))
        worst = everything[-1]
        assert len(everything) > 20
        filtered = hits(artefact.lexical.search(text, code, WEIGHTS, limit=1, allowed=[worst.row]))
        assert [hit.row for hit in filtered] == [worst.row]
        assert filtered[0].score == pytest.approx(worst.score, rel=1e-5)
        assert hits(artefact.lexical.search(text, code, WEIGHTS, allowed=[])) == []


def test_equal_scores_are_in_row_order(artefact: Artefact) -> None:
    given = hits(artefact.lexical.search("land", "en", WEIGHTS))
    assert given == sorted(given, key=lambda hit: (-hit.score, hit.row))
    assert hits(artefact.lexical.search("land", "en", WEIGHTS, limit=5)) == given[:5]


def test_a_limit_cuts_what_is_found_without_one(artefact: Artefact) -> None:
    """Ties included: a word of every title scores many passages alike."""
    for text, code in (("land degradation", "en"), ("土地", "zh"), ("الأراضي", "ar")):
        every = hits(artefact.lexical.search(text, code, WEIGHTS))
        for limit in (1, 3, 70, 10_000):
            assert hits(artefact.lexical.search(text, code, WEIGHTS, limit=limit)) == every[:limit]


def test_many_allowed_rows_are_sifted_as_few_are_looked_up(
    artefact: Artefact, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, code in (("land degradation", "en"), ("土地", "zh")):
        every = hits(artefact.lexical.search(text, code, WEIGHTS))
        rows = [hit.row for hit in every][1::2] + [hit.row + 1 for hit in every][::5]
        looked_up = hits(artefact.lexical.search(text, code, WEIGHTS, limit=20, allowed=rows))
        with monkeypatch.context() as patch:
            patch.setattr("indexer.lexical._FEW_ALLOWED", 0)
            sifted = hits(artefact.lexical.search(text, code, WEIGHTS, limit=20, allowed=rows))
        assert sifted == [hit for hit in every if hit.row in set(rows)][:20]
        scores = [hit.score for hit in looked_up]
        assert scores == pytest.approx([hit.score for hit in sifted], rel=1e-5)


def test_an_exact_phrase_counts_more(artefact: Artefact) -> None:
    example = next(p for p in artefact.passages if p.language == "zh" and p.kind == "operative")
    texts = ["评估土地，利用规划与土壤", "土地利用规划的评估和土壤", "利用土地规划，评估土壤"]
    passages = [replace(example, id=str(i), unit=str(i), text=t) for i, t in enumerate(texts)]
    index = build_lexical(passages)
    assert hits(index.search("土地利用规划", "zh", WEIGHTS))[0].row == 1


def test_synonyms_add_a_little(artefact: Artefact) -> None:
    plain = hits(artefact.lexical.search("SOC", "zh", WEIGHTS))
    widened = hits(
        artefact.lexical.search("SOC", "zh", WEIGHTS, synonyms=("土壤有机碳",), synonym_weight=0.2)
    )
    assert len(widened) > len(plain)


@pytest.mark.parametrize(
    "text", ["", " ", "\u202e", "\x00", "(", '"', "a AND (", "*:*", "text:[* TO *]", "\ud800", "😀"]
)
def test_query_syntax_means_nothing(artefact: Artefact, text: str) -> None:
    for code in CODES:
        rows, scores = artefact.lexical.search(text, code, WEIGHTS)
        assert len(rows) == len(scores) <= artefact.lexical.size(code)


def test_long_texts_are_searched(artefact: Artefact) -> None:
    for code in ("en", "zh", "ar"):
        text = " ".join(p.text for p in artefact.passages if p.language == code)
        assert hits(artefact.lexical.search(text, code, WEIGHTS, limit=3))


def test_an_unknown_language_and_an_empty_index_find_nothing() -> None:
    empty = build_lexical(())
    assert hits(empty.search("land", "en", WEIGHTS)) == []
    assert hits(empty.search("land", "fr", WEIGHTS)) == []
    assert empty.size("fr") == 0


def test_terms_are_counted_by_language(artefact: Artefact) -> None:
    for code, common, rare in (("en", "land", "girl"), ("zh", "土地", "女童")):
        assert artefact.lexical.frequency(common, code) > artefact.lexical.frequency(rare, code) > 0
        assert artefact.lexical.frequency("zzz", code) == 0


def test_threads_share_an_index(artefact: Artefact) -> None:
    queries = [("land tenure", "en"), ("土地", "zh"), ("التربة", "ar"), ("почва", "ru")] * 25

    def ask(pair: tuple[str, str]) -> list[int]:
        return [hit.row for hit in hits(artefact.lexical.search(*pair, WEIGHTS, limit=5))]

    alone = [ask(pair) for pair in queries]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, queries)) == alone


def test_fields_are_weighed(artefact: Artefact) -> None:
    example: Passage = artefact.passages[0]
    passages = [
        replace(
            example, id="a", language="en", heading="gender", text="land", context="", title=""
        ),
        replace(
            example, id="b", language="en", heading="land", text="gender", context="", title=""
        ),
    ]
    index = build_lexical(passages)
    heading_first = FieldWeights({"heading": 2.0, "text": 0.5}, 0.0, 0.0)
    text_first = FieldWeights({"heading": 0.5, "text": 2.0}, 0.0, 0.0)
    assert hits(index.search("gender", "en", heading_first))[0].row == 0
    assert hits(index.search("gender", "en", text_first))[0].row == 1
