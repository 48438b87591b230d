"""Words that exist, told from slips, in five languages with an alphabet."""

from __future__ import annotations

import pytest

from kb_service.known_words import KnownWords


@pytest.fixture(scope="module")
def known() -> KnownWords:
    return KnownWords()


@pytest.mark.parametrize(
    "word", ["fishing", "football", "Pommes", "perros", "cabeza", "крови", "банан", "الدم", "noche"]
)
def test_frequent_words_exist_in_any_case_and_number(known: KnownWords, word: str) -> None:
    assert word in known


@pytest.mark.parametrize(
    "word",
    ["degredation", "dégradatoin", "tenensia", "землеползование", "التصجر", "tuihua", "xqzw"],
)
def test_slips_and_romanised_words_do_not(known: KnownWords, word: str) -> None:
    assert word not in known


@pytest.mark.parametrize("word", ["", " ", "?!", "\ud800", "😀", "\u202e", "a" * 10_000, "土" * 99])
def test_what_is_no_word_is_none(known: KnownWords, word: str) -> None:
    assert word not in known
