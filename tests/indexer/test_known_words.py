"""Words that exist, told from slips, in five languages with an alphabet."""

from __future__ import annotations

from itertools import pairwise

import pytest

from indexer.known_words import FOLDER, KnownWords, hash_lists, read_words
from indexer.text import fold


@pytest.fixture(scope="module")
def known() -> KnownWords:
    return KnownWords(hash_lists())


@pytest.mark.parametrize(
    "word", ["fishing", "football", "Pommes", "perros", "cabeza", "крови", "банан", "الدم", "noche"]
)
def test_frequent_words_exist_in_any_case_and_number(known: KnownWords, word: str) -> None:
    assert word in known


@pytest.mark.parametrize(
    "word",
    ["dunes", "loess", "Texas", "dunas", "barbecho", "jachère", "лёсса", "барханами", "саранчой"]
    + ["السدود", "والآبار", "بالكثبان", "السبخة"],
)
def test_words_of_the_field_exist_in_other_forms_than_the_lists_give(
    known: KnownWords, word: str
) -> None:
    assert word in known


@pytest.mark.parametrize(
    "word",
    ["degredation", "dégradatoin", "tenensia", "землеползование", "التصجر", "tuihua", "xqzw"]
    + ["goverment", "enviroment", "recieve", "desarollo", "environement", "будующий"],
)
def test_slips_and_romanised_words_do_not(known: KnownWords, word: str) -> None:
    assert word not in known


@pytest.mark.parametrize("word", ["", " ", "?!", "\ud800", "😀", "\u202e", "a" * 10_000, "土" * 99])
def test_what_is_no_word_is_none(known: KnownWords, word: str) -> None:
    assert word not in known


@pytest.mark.parametrize("code", ["ar", "en", "es", "fr", "ru"])
def test_a_list_is_sorted_and_folded(code: str) -> None:
    words = list(read_words(FOLDER / f"{code}.txt.xz"))
    assert len(words) > 90_000
    assert all(before < word for before, word in pairwise(words))
    assert all(fold(word) == word and word.isalpha() for word in words)
