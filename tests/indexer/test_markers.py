"""Markers and how they nest."""

from __future__ import annotations

import pytest

from indexer.markers import ordinal_label, place_markers


def outline(tokens: str) -> list[tuple[int, str]]:
    return [(p.depth, ordinal_label(p.reading)) for p in place_markers(tokens.split())]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("a b c", [(0, "a"), (0, "b"), (0, "c")]),
        ("أ ب ج د ه", [(0, "a"), (0, "b"), (0, "c"), (0, "d"), (0, "e")]),
        ("а б в", [(0, "a"), (0, "b"), (0, "c")]),
        ("а b с", [(0, "a"), (0, "b"), (0, "c")]),  # Cyrillic а and с printed for Latin ones
        ("a i ii b", [(0, "a"), (1, "i"), (1, "ii"), (0, "b")]),
        ("g h i j", [(0, "g"), (0, "h"), (0, "i"), (0, "j")]),
        ("a b c d e f g h i", [(0, c) for c in "abcdefghi"]),
        ("a b c d e f g h i ii i", [(0, c) for c in "abcdefgh"] + [(1, "i"), (1, "ii"), (0, "i")]),
    ],
)
def test_the_sequence_decides_what_a_marker_is(
    tokens: str, expected: list[tuple[int, str]]
) -> None:
    assert outline(tokens) == expected


def test_a_gap_is_placed_and_named() -> None:
    placed = place_markers(["a", "c"])
    assert [p.expected for p in placed] == [None, "(b)"]
