"""The sentence of a passage that answers best, in six languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from indexer.artefact import Artefact
from indexer.encoder import light_encoder
from indexer.highlights import number_of, read_sentences, read_words
from indexer.model import Passage
from indexer.text import Token, analyse_query, sentences
from kb_service.best_sentence import pick_sentence
from kb_service.snippets import TokenIndex
from tests.kb_service.passages import paragraph


def equally(term: str) -> float:
    return 1.0


def pick(
    passage: Passage,
    query: str,
    weigh: Callable[[str], float] = equally,
    near: str | None = None,
) -> str:
    """The sentence for a query, or for the words of it and the meaning of another."""
    terms = {number_of(t.term): t.term for t in analyse_query(query, passage.language)}
    matches = TokenIndex(read_words(passage.text, passage.language)).find(terms)
    start, end = span_of(passage.text, query if near is None else near, matches, weigh)
    return passage.text[start:end]


def span_of(
    text: str,
    near: str,
    matches: Sequence[Token] = (),
    weigh: Callable[[str], float] = equally,
) -> tuple[int, int]:
    (sentences,) = read_sentences([text], light_encoder())
    vector = light_encoder().encode_queries([near])[0]
    return pick_sentence(text, sentences, vector, matches, weigh)


TEXTS = {
    "en": (
        "Women take part in decisions on land.",
        "Soil organic carbon is measured in the laboratory.",
        "Banks give loans to farmers.",
    ),
    "fr": (
        "Les femmes participent aux décisions sur les terres.",
        "Le carbone organique du sol est mesuré au laboratoire.",
        "Les banques accordent des prêts aux agriculteurs.",
    ),
    "es": (
        "Las mujeres participan en las decisiones sobre la tierra.",
        "El carbono orgánico del suelo se mide en el laboratorio.",
        "Los bancos conceden préstamos a los agricultores.",
    ),
    "ru": (
        "Женщины участвуют в решениях о земле.",
        "Органический углерод почвы измеряют в лаборатории.",
        "Банки дают кредиты фермерам.",
    ),
    "ar": (
        "تشارك النساء في القرارات المتعلقة بالأراضي.",
        "يقاس الكربون العضوي في التربة في المختبر.",
        "تمنح المصارف قروضاً للمزارعين.",
    ),
    "zh": (
        "妇女参与有关土地的决策。",
        "土壤有机碳在实验室测量。",
        "银行向农民提供贷款。",
    ),
}
MEANT = {
    "en": ("gender equality", "analysing samples of earth", "credit and finance"),
    "fr": ("égalité des sexes", "analyse d’échantillons de terre", "crédit et finance"),
    "es": ("igualdad de género", "análisis de muestras de tierra", "crédito y finanzas"),
    "ru": ("гендерное равенство", "анализ проб грунта", "финансирование и заём"),
    "ar": ("المساواة بين الجنسين", "تحليل عينات الأتربة", "التمويل والائتمان"),
    "zh": ("性别平等", "样品分析", "信贷和金融"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_sentence_that_holds_the_words_is_picked(language: str) -> None:
    passage = paragraph("op-1", " ".join(TEXTS[language]), language)
    for sentence in TEXTS[language]:
        assert pick(passage, sentence) == sentence


@pytest.mark.parametrize("language", MEANT)
def test_the_sentence_that_means_it_is_picked_without_its_words(language: str) -> None:
    passage = paragraph("op-1", " ".join(TEXTS[language]), language)
    right = [
        pick(passage, meant) == sentence
        for meant, sentence in zip(MEANT[language], TEXTS[language], strict=True)
    ]
    assert sum(right) >= 2


def test_a_question_of_another_language_finds_its_sentence() -> None:
    passage = paragraph("op-1", " ".join(TEXTS["zh"]), "zh")
    assert pick(passage, "soil carbon in the laboratory") == TEXTS["zh"][1]
    passage = paragraph("op-1", " ".join(TEXTS["ar"]), "ar")
    assert pick(passage, "women in decision-making") == TEXTS["ar"][0]


def test_words_that_match_add_to_the_meaning() -> None:
    passage = paragraph("op-1", " ".join(TEXTS["en"]))
    assert pick(passage, "", near="soil carbon") == TEXTS["en"][1]
    assert pick(passage, "farmers loans", near="xqzw") == TEXTS["en"][2]


def test_rare_words_count_more() -> None:
    passage = paragraph("op-1", "The land is one. The drought is two.")
    for rare in ("land", "drought"):
        chosen = pick(
            passage,
            "land drought",
            lambda term, rare=rare: 5.0 if term == rare else 0.1,  # type: ignore[misc]
            near="",
        )
        assert rare in chosen


@pytest.mark.parametrize(
    "text", ["", "   ", "One sentence only", "一句话。", "جملة واحدة.", "Title\n", " x. "]
)
def test_a_text_of_one_sentence_is_picked_whole(text: str) -> None:
    passage = paragraph("op-1", text)
    assert span_of(passage.text, "sentence") == (0, len(text))


def test_a_sentence_is_picked_without_the_blanks_around_it() -> None:
    passage = paragraph("op-1", "  First things.\n\n  Soil carbon matters.  \n\n Last things. ")
    assert pick(passage, "soil carbon") == "Soil carbon matters."


@pytest.mark.parametrize("query", ["", "😀", "?!", "\ud800", "\u202e", "a" * 10_000, "(.*)+\\"])
def test_a_query_that_says_nothing_picks_some_sentence(query: str) -> None:
    for language, text in TEXTS.items():
        passage = paragraph("op-1", " ".join(text), language)
        assert pick(passage, query) in text
    assert pick(paragraph("op-1", " ".join(TEXTS["en"])), "", near="") == TEXTS["en"][0]


def test_a_very_long_text_is_read_from_its_beginning() -> None:
    passage = paragraph("op-1", "Nothing of the kind. " * 10 + "Soil carbon. " + "More. " * 500)
    assert pick(passage, "soil carbon") == "Soil carbon."


def test_every_passage_has_a_best_sentence(artefact: Artefact) -> None:
    vector = light_encoder().encode_queries(["土地退化零增长"])[0]
    for row in range(0, len(artefact.passages), 3):
        text = artefact.passages[row].text
        found = artefact.highlights.sentences(row)
        start, end = pick_sentence(text, found, vector, (), equally)
        assert 0 <= start <= end <= len(text)
        if len(sentences(text)) > 1:
            assert text[start:end].strip() == text[start:end] != ""


@pytest.mark.parametrize("number", ["9.", "Hectares."])
def test_a_number_or_a_lone_word_is_no_sentence(number: str) -> None:
    passage = paragraph("op-1", f"{number} Women take part in decisions. Banks lend money.", "en")
    assert pick(passage, "9 hectares") != number
