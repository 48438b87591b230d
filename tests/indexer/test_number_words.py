"""Numbers in words after "paragraph" and "article"; nowhere else."""

from __future__ import annotations

import pytest

from indexer.number_words import spell_in_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("paragraph nine", "paragraph 9"),
        ("funding in Paragraph Nine (d)", "funding in Paragraph 9 (d)"),
        ("para six and para seven", "para 6 and para 7"),
        ("paragraphe dix", "paragraphe 10"),
        ("paragraphe dix-neuf", "paragraphe 19"),
        ("alinéa un", "alinéa 1"),
        ("párrafo dieciseis", "párrafo 16"),
        ("artículo veinte", "artículo 20"),
        ("в пункте двенадцать", "в пункте 12"),
        ("الفقرة التاسعة", "الفقرة 9"),
        ("الفقرة الثانية عشرة", "الفقرة 12"),
        ("المادة العشرين", "المادة 20"),
    ],
)
def test_a_number_after_its_word_is_in_digits(text: str, digits: str) -> None:
    assert spell_in_digits(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nine paragraphs",
        "para dos países",
        "para once",
        "paragraph one-third",
        "article onesided",
        "the paragraph that nine members wrote",
        "الفقرة",
        "第九段",
        "paragraph nıne",
        "PARAGRAPH NİNE",
        "paragraph ſix",
        "пункт дᲀа",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert spell_in_digits(text) == text
