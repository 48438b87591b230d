"""Numbers compare equal however a language writes them, and differ where they differ."""

from __future__ import annotations

import pytest

from indexer.numbers import find_numbers


@pytest.mark.parametrize(
    "same",
    [
        {
            "en": "12,500.5 ha",
            "fr": "12\u202f500,5 ha",
            "es": "12\u00a0500,5 ha",
            "ru": "12\u00a0500,5 га",
        },
        {
            "en": "1.5 million ha",
            "fr": "1,5 million d’ha",
            "es": "1,5 millones de ha",
            "ru": "1,5 млн га",
            "ar": "1.5 مليون هكتار",
            "zh": "150万公顷",
        },
        {
            "en": "2 billion",
            "fr": "2 milliards",
            "es": "2000 millones",
            "zh": "20亿",
            "ar": "2 مليار",
        },
        {"en": "3 trillion", "fr": "3 billions", "es": "3 billones", "ru": "3 трлн", "zh": "3万亿"},
        {"en": "SDG 15.3.1", "ru": "ЦУР 15.3.1", "ar": "المؤشر 15.3.1"},
        {"en": "in September 2019", "zh": "2019年9月", "fr": "en septembre 2019"},
        {"en": "12 (a)", "ar": "١٢ (أ)"},
        {"en": "a change of −30 ha", "fr": "une variation de -30 ha", "zh": "变化为−30公顷"},
        {"en": "2000–2015", "ru": "2000–2015 годы", "es": "2000-2015"},
        {"en": "5 km and 12", "zh": "5千米和１２"},
        {"en": "Apache 2.0", "fr": "Apache 2.0", "ru": "Apache 2.0"},
        {"en": "[9 (d)](kb:decisions/x/op-9-d)", "fr": "[9 d)](kb:decisions/x/op-9-d)"},
    ],
)
def test_the_same_number_in_several_languages(same: dict[str, str]) -> None:
    found = {code: find_numbers(text, code) for code, text in same.items()}
    assert len({tuple(sorted(numbers.items())) for numbers in found.values()}) == 1, found


@pytest.mark.parametrize(
    ("english", "code", "other"),
    [
        ("1.5 million", "fr", "15 millions"),
        ("1.5 million", "zh", "15万"),
        ("2 billion", "es", "2 millones"),
        ("10% and 12%", "ru", "10%"),
        ("0.35", "fr", "0,53"),
        ("2015", "ar", "2016"),
        ("a change of −5", "fr", "une variation de 5"),
        ("| +10 |", "fr", "| –10 |"),
    ],
)
def test_another_number_is_another(english: str, code: str, other: str) -> None:
    assert find_numbers(english, "en") != find_numbers(other, code)


def test_a_scale_is_a_whole_word() -> None:
    assert find_numbers("5 milieux", "fr") == {"5": 1}
    assert find_numbers("5 milagros", "es") == {"5": 1}
