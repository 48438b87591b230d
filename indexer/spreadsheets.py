"""Text in tables that spreadsheets open."""

from __future__ import annotations

#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def guard_cell(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what looks like a formula."""
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text
