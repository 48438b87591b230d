"""What is written from left to right among words from right to left."""

from __future__ import annotations

import pytest

from indexer.directions import LEFT_TO_RIGHT_MARK, SIGNED, isolate, mark_signs


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("فيكون المجموع +20. ومع ذلك", ["+20"]),
        ("+100، −50، +10. والطريقة", ["+100", "−50", "+10"]),
        ("هو +2,880 كم²، أو +1.5 نقطة", ["+2,880", "+1.5"]),
        ("−16.8%، ثم ±5%.", ["−16.8%", "±5%"]),
        ("150 − 120 = 30، و2018−2019", []),
    ],
)
def test_a_signed_number_ends_before_what_ends_the_sentence(text: str, numbers: list[str]) -> None:
    assert SIGNED.findall(text) == numbers


def test_signs_are_marked_in_arabic_alone() -> None:
    assert mark_signs("المجموع +20.", "ar") == f"المجموع {LEFT_TO_RIGHT_MARK}+20."
    assert mark_signs("总计 +20。", "zh") == "总计 +20。"


def test_an_address_keeps_its_last_slash() -> None:
    assert isolate("http://127.0.0.1:8000/", "ar") == "\u2066http://127.0.0.1:8000/\u2069"
    assert isolate("http://127.0.0.1:8000/", "zh") == "http://127.0.0.1:8000/"
