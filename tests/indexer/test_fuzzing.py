"""Random damage to the real texts: the parser never fails otherwise than by SourceError, and what
it accepts gives every character back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.decision import is_whole, parse_decision
from indexer.errors import SourceError
from indexer.frontmatter import split_front_matter
from indexer.languages import CODES
from indexer.references import find_references, parse_query_reference

FOLDER = Path(__file__).parents[2] / "content" / "decisions" / "iccd-cop14-cst-l1"
SCRAPS = (
    *"\n\t .:;,()（）¹²³⁹0123456789٣９aаاأ一第iIvx-–/\u202e\u200f\u00a0\ufeff\x0b",
    *("(a) ", "a) ", "(أ) ", "1. ", "1- ", "(i) ", "'1' ", "ICCD/COP(14)", "23/COP.11", "\n\n"),
)


def damage(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(text)), chance.randint(0, 40)
        scrap = "".join(chance.choices(SCRAPS, k=chance.randint(0, 4)))
        moved = text[at : at + length] if chance.random() < 0.3 else ""
        place = chance.randrange(len(text))
        text = text[:at] + scrap + text[at + length :]
        text = text[:place] + moved + text[place:]
    return text


@pytest.mark.parametrize("code", CODES)
def test_damaged_texts_are_refused_or_kept_whole(code: str) -> None:
    chance = random.Random(f"{code} 14")
    body = split_front_matter((FOLDER / f"{code}.md").read_text("utf-8"), code)[1]
    parsed = 0
    for _ in range(120):
        text = damage(body, chance)
        try:
            document = parse_decision(text, code).text
        except SourceError:
            continue
        parsed += 1
        assert is_whole(text, document)
        assert len({p.anchor for p in document.paragraphs}) == len(document.paragraphs)
    assert parsed > 60


def test_any_query_is_a_reference_or_none() -> None:
    chance = random.Random(14)
    for _ in range(3000):
        query = "".join(chance.choices(SCRAPS, k=chance.randint(0, 12)))
        parse_query_reference(query)
        for reference in find_references(query):
            assert query[reference.start : reference.end] == reference.text


@pytest.mark.parametrize(
    "text",
    [
        "a) " * 20_000,
        "(" * 50_000,
        "第" * 50_000,
        "1" * 50_000,
        "Parties and " * 10_000,
        "ICCD/" * 20_000,
        " " * 100_000 + "x",
    ],
    ids=lambda text: text[:8],
)
def test_long_repetitions_take_no_long_time(text: str) -> None:
    """Each would hang if an expression backtracked without bound; the test's own limit is CI's."""
    decision = f"The Conference of the Parties,\n\nRecalling {text},\n\n1. Encourages {text}."
    parse_decision(decision, "en")
    parse_query_reference(text)
    find_references(text)
