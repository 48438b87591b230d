"""Normalising and analysing text in six languages."""

from __future__ import annotations

import pytest

from indexer.arabic import stem_arabic
from indexer.languages import CODES
from indexer.text import (
    analyse,
    analyse_query,
    clean,
    fold,
    normalise,
    sentences,
    words,
)


def terms(text: str, language: str) -> list[str]:
    return [token.term for token in analyse(text, language)]


def asked(text: str, language: str) -> list[str]:
    return [token.term for token in analyse_query(text, language)]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["neutrality", "Neutrality", "NEUTRALITY", "neu\u00adtrality"]),
        ("en", ["monitoring", "monitored", "monitors"]),
        ("fr", ["dégradations", "dégradation", "DEGRADATION", "de\u0301gradation"]),
        ("fr", ["neutralité", "neutralite"]),
        ("es", ["declaración", "declaracion", "declaraciones"]),
        ("es", ["suelos", "suelo"]),
        ("ru", ["почвенный", "почвенного", "ПОЧВЕННЫХ"]),
        ("ru", ["учёт", "учет"]),
        ("ar", ["إعلان", "الإعلان", "والإعلان", "اعلان", "إِعْلَان", "إعـــلان"]),
        ("ar", ["أراضي", "الأراضي", "للأراضي", "والأراضي", "بالأراضي"]),
        ("ar", ["أرض", "الأراضي", "أراضٍ", "للأرض"]),
        ("ar", ["مشروع", "المشاريع", "والمشروع"]),
        ("ar", ["تدهور", "وتدهور", "التدهور"]),
        ("ar", ["حيازة", "الحيازة", "حيازه"]),
        ("zh", ["土壤", "土\u200b壤"]),
    ],
)
def test_forms_of_a_word_meet(language: str, forms: list[str]) -> None:
    """Every form shares a term with the first."""
    first = set(terms(forms[0], language))
    for form in forms[1:]:
        assert first & set(terms(form, language)), form


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "party", "part"),
        ("ar", "أرض", "عرض"),
        ("ar", "رصد", "رصيد"),
        ("ru", "мир", "мера"),
        ("zh", "土壤", "土地"),
    ],
)
def test_different_words_do_not_meet(language: str, one: str, other: str) -> None:
    pairs = {t for t in terms(one, language) if language != "zh" or len(t) > 1}
    assert not pairs & set(terms(other, language)[:1])


@pytest.mark.parametrize("language", ["zh", "ar", "ru"])
def test_latin_abbreviations_are_words_in_other_scripts(language: str) -> None:
    texts = {"zh": "在LDN框架下", "ar": "مؤشر الـLDN", "ru": "механизм LDN"}
    assert "ldn" in terms(texts[language], language)
    assert "ldn" in asked(texts[language], language)
    assert "ال" not in terms(texts["ar"], "ar")


def test_han_is_indexed_as_pairs_and_characters() -> None:
    assert terms("土壤碳", "zh") == ["土壤", "土", "壤碳", "壤", "碳"]
    assert asked("土壤碳", "zh") == ["土壤", "壤碳"]
    assert asked("碳", "zh") == ["碳"]


def test_han_queries_are_cut_at_function_words() -> None:
    assert asked("怎样估算土壤的碳", "zh") == ["估算", "算土", "土壤", "碳"]


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("en", "who pays for monitoring?", ["pay", "monitor"]),
        ("fr", "Qui paie l’évaluation ?", ["pai", "evalu"]),
        ("es", "¿Quién paga el seguimiento?", ["pag", "seguimient"]),
        ("ru", "Кто платит за мониторинг?", ["плат", "мониторинг"]),
        ("ar", "من يدفع تكاليف الرصد؟", ["يدفع", "تكاليف", "رصد"]),
    ],
)
def test_function_words_leave_a_query(language: str, text: str, kept: list[str]) -> None:
    assert asked(text, language) == kept


@pytest.mark.parametrize(
    ("language", "text"), [("en", "who"), ("fr", "les"), ("zh", "谁"), ("ar", "من")]
)
def test_a_query_of_function_words_keeps_them(language: str, text: str) -> None:
    assert asked(text, language)


def test_numbers_stay_whole_in_ascii_digits() -> None:
    assert "15.3.1" in terms("indicator 15.3.1", "en")
    assert "15.3.1" in terms("指标15.3.1的指南", "zh")
    assert terms("٢٠٣٠", "ar") == ["2030"]
    assert terms("２０３０", "zh") == ["2030"]


def test_offsets_point_into_the_text_as_given() -> None:
    text = "Lutte — l’É\u0301valuation\u202e ﬁnale 土壤，الإِعلان"
    for language in CODES:
        for token in analyse(text, language):
            piece = text[token.start : token.end]
            assert piece
            assert 0 <= token.start < token.end <= len(text)
    found = {text[t.start : t.end] for t in analyse(text, "ar")}
    assert "الإِعلان" in found
    assert "土壤" in {text[t.start : t.end] for t in analyse(text, "zh")}


def test_hostile_characters_vanish() -> None:
    assert clean("a\u202eb\x00c\ud800\ufeff د") == "ab c\ufffd د"
    assert clean("\u2066\u200f\x1b\t") == ""
    assert normalise("ＬＤＮ\u200d Straße") == "ldn strasse"
    for language in CODES:
        assert terms("la\u202end", language)[0] in {"land"}
        assert analyse("\ud800\udfff\x00\u202e", language) == []


def test_folding_ignores_marks_and_letter_variants() -> None:
    assert fold("Dégradé") == "degrade"
    assert fold("الأرْض") == fold("الارض")
    assert fold("Ещё") == "еще"
    assert fold("йод") == "йод"
    assert fold("土地") == "土地"


def test_words_are_not_stemmed() -> None:
    assert words("Country’s lands, 土地退化") == ["country", "s", "lands", "土地退化"]


def test_light_stems_keep_three_letters() -> None:
    for word in ("ال", "وال", "في", "ان", "أرض", "والي", "لله"):
        assert len(stem_arabic(word)) >= min(len(word), 2)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two? Three; four", 4),
        ("第一句。第二句；第三句", 3),
        ("جملة أولى؛ جملة ثانية؟ ثالثة", 3),
        ("п. 15.3.1 и далее", 1),
    ],
)
def test_sentences_cover_all_words(text: str, count: int) -> None:
    spans = sentences(text)
    assert len(spans) == count
    assert "".join(text[a:b] for a, b in spans) == text


def test_very_long_words_and_texts_are_analysed_quickly() -> None:
    for language in CODES:
        assert len(terms("a" * 100_000, language)) == 1
        analyse("ا" * 50_000 + " " + "土" * 2_000, language)
