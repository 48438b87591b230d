"""Arabic as it is printed, put into the order in which it is read."""

from __future__ import annotations

import pytest

from indexer.readers.bidi import order_in_glyph, to_logical, without_forms


def printed(*parts: str) -> list[str]:
    """Letters from left to right; a part that begins with < is given as it is read."""
    letters: list[str] = []
    for part in parts:
        letters += list(part[:0:-1]) if part.startswith("<") else list(part)
    return letters


@pytest.mark.parametrize(
    ("left_to_right", "read"),
    [
        (printed("<مؤتمر الأطراف"), "مؤتمر الأطراف"),
        (printed("11", "<المادة "), "المادة 11"),
        (printed("<من الاتفاقية", " ", "11", "<المادة "), "المادة 11 من الاتفاقية"),
        (printed("11", "-", "<م أ", "/", "23"), "23/م أ-11"),
        (printed("21", "-", "10", "<من "), "من 10-21"),
        (printed("3.5", "<نحو "), "نحو 3.5"),
        (printed("2", " ", "150", "<نحو ")[::1], "نحو 2 150"),
        (printed("<الآبار", " ", "ICCD/COP(97)/11", "<الوثيقة "), "الوثيقة ICCD/COP(97)/11 الآبار"),
        (printed("<الآبار", " (UNCCD)"), "(UNCCD) الآبار"),
        (printed(")", "<أ", "("), "(أ)"),
        (printed("(", "<أ", ")"), "(أ)"),
        (printed("96¹", "-", "<م أ"), "م أ-96¹"),
        (printed("¹96", "-", "<م أ"), "م أ-96¹"),
        (printed("«", "<نص", "»"), "«نص»"),
    ],
)
def test_lines_of_arabic_paragraphs(left_to_right: list[str], read: str) -> None:
    assert to_logical(left_to_right, rtl=True, begins=False) == read


def test_numbers_that_begin_a_paragraph_keep_their_hyphen() -> None:
    assert to_logical(printed("10-21"), rtl=True) == "10-21"
    assert to_logical(list("-1"), rtl=True) == "1-"


def test_arabic_in_a_latin_line_is_turned_and_the_rest_is_not() -> None:
    line = printed("the word ", "<أرض جافة", " means dry land")
    assert to_logical(line, rtl=False) == "the word أرض جافة means dry land"
    assert to_logical(list("plain (text) 1-2"), rtl=False) == "plain (text) 1-2"


def test_presentation_forms_and_ligatures() -> None:
    assert without_forms("\ufefb\ufe8e ﬁ ² ①") == "لاا ﬁ ² ①"
    assert order_in_glyph("ال") == "لا"
    assert order_in_glyph("أل") == "لأ"
    assert order_in_glyph("لا") == "لا"
