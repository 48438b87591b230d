"""Numbered paragraphs with headings, items, tables and text between: reports and annexes.

`h-1` and `t-1` count headings, and text and tables without a number, in their order; a paragraph
has the number that it prints: `para-12`, `para-12-a`, `ch-2-para-3` for “2.3”. What stands in an
annex begins with its place: `annex-1`, `annex-1-para-2`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.canonical import Line
from indexer.draft import Draft
from indexer.headings import is_numbered_heading, is_numeral_heading, is_short
from indexer.markers import BULLET, DECIMAL, ITEM, Number, item_token, read_marker, read_number
from indexer.model import Paragraph
from indexer.references import fold_digits


def read_numbered(draft: Draft, blocks: Sequence[Line], prefix: str = "") -> None:
    """The paragraphs of a report, or of one annex, into the draft."""
    marked = any(block.level for block in blocks)
    before: Number | None = None
    text: Paragraph | None = None  # the unnumbered text just before, for items below it
    for block in blocks:
        number = None if block.level or block.table else read_number(block.text)
        if not block.table and draft.grammar.summary.fullmatch(block.text):
            draft.add_heading(block, prefix, "t")  # stands before the sections
        elif not block.table and _is_heading(block, draft, marked):
            draft.add_heading(block, prefix)
        elif block.table:
            draft.add_loose(block, prefix)
        elif number is not None:
            marker, found = number
            if not found.follows(before):
                doubt_number(draft, block, marker, before)
            before = found
            draft.open(
                draft.make(f"{prefix}para-{found.label}", "numbered", block, number=marker.strip())
            )
        elif decimal := DECIMAL.match(fold_digits(block.text)):
            *chapter, last = re.findall(r"\d+", decimal["marker"])
            draft.open(
                draft.make(
                    f"{prefix}ch-{'-'.join(chapter)}-para-{last}",
                    "numbered",
                    block,
                    number=block.text[decimal.start("marker") : decimal.end("marker")],
                )
            )
        elif is_item(block) and (text is not None or draft.head is not None):
            if text is not None and (draft.head is None or _begins_list(block)):
                draft.reopen(text)
            draft.add_item(block)
        else:
            loose = draft.add_loose(block, prefix)
            text = None if draft.grammar.caption.match(block.text) else loose
            continue
        text = None
    draft.close()


def read_annexes(draft: Draft, annexes: Sequence[Sequence[Line]]) -> None:
    """The annexes in their order, each with its heading first."""
    for index, blocks in enumerate(annexes, 1):
        draft.close()
        draft.paragraphs.append(draft.make(f"annex-{index}", "heading", blocks[0]))
        rest = list(blocks[1:])
        while rest and not rest[0].level and _is_title(rest[0]):
            draft.add_heading(rest.pop(0), f"annex-{index}-")
        read_numbered(draft, rest, f"annex-{index}-")


def is_item(block: Line) -> bool:
    """Whether a paragraph begins with the marker of an item: a letter, number or bullet."""
    return bool(ITEM.match(block.text) or BULLET.match(block.text))


def doubt_number(draft: Draft, block: Line, marker: str, before: Number | None) -> None:
    """Note a paragraph whose number does not follow that before it."""
    number = marker.strip(" .．、-–—")
    draft.doubt(
        block.number,
        f"paragraph {number} stands where {(before.value if before else 0) + 1} is expected",
        "accepted are paragraphs numbered without gap or repetition",
    )


def _begins_list(block: Line) -> bool:
    match = ITEM.match(block.text)
    return match is None or any(reading.ordinal == 1 for reading in read_marker(item_token(match)))


def _is_title(block: Line) -> bool:
    """Whether the line below "Annex" is its title."""
    return (
        not block.table
        and is_short(block.text, 200)
        and not (is_item(block) or read_number(block.text))
    )


def _is_heading(block: Line, draft: Draft, marked: bool) -> bool:
    if draft.grammar.caption.match(block.text):
        return False
    if block.level or is_numeral_heading(block.text) or is_numbered_heading(block.text):
        return True
    return not marked and not is_item(block) and is_short(block.text) and block.text[0].isalpha()
