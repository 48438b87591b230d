"""The anchors of paragraphs: what they are made of, and which pages they stand on.

    pp-3            preambular paragraph                op-9-d-ii     item of an operative paragraph
    op-3-bis        paragraph put in after 3            b-op-1        part B, numbered anew
    para-12-a       numbered paragraph of a report      ch-2-para-3   numbered 2.3
    h-2, t-4        heading; text or table without a number
    annex-1         heading of an annex; annex-1-para-2, annex-1-h-1: what stands in it

An anchor is the same in every language, and permanent.
"""

from __future__ import annotations

import re

_PREFIX = r"(?P<annex>annex-\d+-)?(?P<part>[a-z]-)?(?P<chapter>ch(?:-\d+)+-)?"
_INSERTED = r"-(?:bis|ter|quater|quinquies)"
_TOP = re.compile(
    rf"{_PREFIX}(?P<word>op|pp|para|h|t)-(?P<number>\d+(?:{_INSERTED}(?![a-z]))?)|annex-\d+(?!-\w)"
)
_INSERTED_NEXT = re.compile(rf"{_INSERTED}(?![a-z])")
#: Words of paragraphs that have a page of their own.
_PAGED = frozenset({"op", "pp", "para"})


def top_anchor(anchor: str) -> str:
    """The anchor of the top-level paragraph above: `op-9` for `op-9-d`."""
    match = _TOP.match(anchor)
    return match.group() if match else "-".join(anchor.split("-")[:2])


def anchor_word(anchor: str) -> str:
    """What the top-level paragraph is: `op`, `pp`, `para`, `h`, `t` or `annex`."""
    match = _TOP.match(anchor)
    return (match["word"] or "annex") if match else ""


def is_preambular(anchor: str) -> bool:
    """Whether an anchor is that of a preambular paragraph or an item of one."""
    return anchor_word(anchor) == "pp"


def has_page(anchor: str) -> bool:
    """Whether an anchor stands on a page of its top-level paragraph, and not of the document."""
    return anchor_word(anchor) in _PAGED


def paragraph_page(document: str, anchor: str) -> str:
    """The path of the page that an anchor stands on, without the language."""
    base = f"decisions/{document}/"
    return f"{base}{top_anchor(anchor)}/" if has_page(anchor) else base


def ordinal_of(anchor: str) -> str:
    """The number by which a paragraph without a printed one is cited: `3` for `pp-3`.

    Empty for headings and text, which are not cited by numbers.
    """
    match = _TOP.match(anchor)
    return match["number"].replace("-", " ") if match and match["word"] in _PAGED else ""


def annex_of(anchor: str) -> str:
    """The number of the annex that an anchor stands in; empty if in none."""
    match = re.match(r"annex-(\d+)", anchor)
    return match[1] if match else ""


def is_within(anchor: str, above: str) -> bool:
    """Whether an anchor stands below another: `op-3-a` below `op-3`, but not `op-3-bis`.

    Both may begin with the id of their document and a slash.
    """
    return anchor.startswith(f"{above}-") and not (
        _TOP.fullmatch(above.rpartition("/")[2]) and _INSERTED_NEXT.match(anchor, len(above))
    )
