"""Passages made by hand, for tests of one idea at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from indexer.model import Passage

_PARAGRAPH = Passage(
    id="",
    unit="",
    path="",
    anchor="",
    kind="operative",
    language="en",
    status="official",
    document="decision",
    number="",
    title="",
    heading="",
    text="",
    context="",
    themes=(),
    audiences=(),
    addressees=(),
    verb=None,
    references=(),
)


def paragraph(anchor: str, text: str = "", language: str = "en", **changes: Any) -> Passage:
    """A paragraph of a decision, or what else its changes make of it."""
    path = "decisions/decision/" + "-".join(anchor.split("-")[:2])
    made = replace(
        _PARAGRAPH,
        id=f"{language}/{path}#{anchor}",
        unit=f"{path}#{anchor}",
        path=f"{path}/",
        anchor=anchor,
        kind="subparagraph" if anchor.count("-") > 1 else "operative",
        language=language,
        text=text,
    )
    return replace(made, **changes)


def section(
    page: str, anchor: str, text: str = "", language: str = "en", **changes: Any
) -> Passage:
    """A section of a page of guidance."""
    path = f"guidance/{page}"
    made = replace(
        _PARAGRAPH,
        id=f"{language}/{path}#{anchor}",
        unit=f"{path}#{anchor}",
        path=f"{path}/",
        anchor=anchor,
        kind="guidance",
        language=language,
        document=page,
        text=text,
    )
    return replace(made, **changes)
