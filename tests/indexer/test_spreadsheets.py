"""Cells that no spreadsheet runs."""

from __future__ import annotations

import pytest

from indexer.spreadsheets import guard_cell


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－1", "  =1", "\n=1"),
        *("=公式", "=صيغة"),
    ],
)
def test_cells_that_look_like_formulas_are_guarded(cell: str) -> None:
    assert guard_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "9 (d)", "(d) text", "第9段", "الفقرة 9", "الأطراف = 1", "a=b"]
)
def test_other_cells_are_left_alone(cell: str) -> None:
    assert guard_cell(cell) == cell
