"""Numbers of lists, as Word prints them."""

from __future__ import annotations

import pytest

from indexer.readers.number_formats import format_number


@pytest.mark.parametrize(
    ("name", "number", "printed"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("lowerLetter", 26, "z"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 49, "XLIX"),
        ("lowerRoman", 1994, "mcmxciv"),
        ("arabicAbjad", 4, "د"),
        ("arabicAlpha", 4, "ث"),
        ("russianLower", 10, "к"),
        ("russianUpper", 1, "А"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 20, "二〇"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalFullWidth", 14, "１４"),
        ("ideographTraditional", 2, "乙"),
        ("ordinal", 22, "22nd"),
        ("ordinal", 11, "11th"),
        ("numberInDash", 3, "- 3 -"),
        ("none", 3, ""),
        ("lowerLetter", 0, "0"),
    ],
)
def test_formats_print_as_word_does(name: str, number: int, printed: str) -> None:
    assert format_number(number, name) == printed


def test_unknown_formats_are_told() -> None:
    assert format_number(3, "thaiLetters") is None
