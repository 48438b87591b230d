"""Pieces of Markdown: nothing is lost between splitting and joining, and translations fit in."""

from __future__ import annotations

import random

from indexer.model import KnowledgeBase
from indexer.segments import fill, join_markdown, split_markdown

TEXT = """\
First paragraph
goes on here.

![](kb:decisions/iccd-cop14-cst-l1/op-9-e)

1. **Do this.** Because it
   continues.
    - *Decide:* which one.
2. Do that.

| a | b \\| c |
|---|---:|
| 1 |  |

> quoted
> twice
"""


def test_the_kinds_of_pieces() -> None:
    kinds = [piece.kind for piece in split_markdown(TEXT) if piece.kind]
    assert kinds == [
        "paragraph",
        "numbered item",
        "nested bulleted item",
        "numbered item",
        "table cell",
        "table cell",
        "table cell",
        "quotation",
    ]


def test_continued_lines_are_one_piece() -> None:
    texts = [piece.text for piece in split_markdown(TEXT) if piece.kind]
    assert texts[0] == "First paragraph goes on here."
    assert texts[1] == "**Do this.** Because it continues."
    assert texts[5] == "b \\| c"
    assert texts[7] == "quoted twice"


def test_joined_pieces_split_into_the_same_pieces() -> None:
    pieces = split_markdown(TEXT)
    assert split_markdown(join_markdown(pieces)) == pieces


def test_every_real_page_survives_the_round_trip(knowledge_base: KnowledgeBase) -> None:
    for page in knowledge_base.pages.values():
        for text in page.texts.values():
            for section in text.sections:
                pieces = split_markdown(section.markdown)
                assert split_markdown(join_markdown(pieces)) == pieces, (page.id, text.language)
                words = "".join(join_markdown(pieces).split())
                assert words == "".join(section.markdown.split()), (page.id, text.language)


def test_a_translation_takes_the_place_of_the_words() -> None:
    pieces = split_markdown("1. one\n    - two\n\n| x | y |\n|---|---|\n")
    assert fill(pieces, ["un", "deux", "ix", "i grec"]) == (
        "1. un\n    - deux\n\n| ix | i grec |\n|---|---|\n"
    )


def test_no_letter_or_digit_is_ever_lost() -> None:
    chance = random.Random(20261122)
    for _ in range(3000):
        text = "".join(chance.choices("ab1 .-*|>#{}()[]!\n", k=chance.randint(0, 120)))
        kept = join_markdown(split_markdown(text))
        assert [c for c in kept if c in "ab1"] == [c for c in text if c in "ab1"], text
