"""A second decision, written for these tests by another hand, without sight of the grammar.

Other numbering, depth, verbs, addressees and page layout in each of the six languages.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.alignment import check_alignment, resolve_verbs
from indexer.decision import is_whole, parse_decision
from indexer.languages import CODES

FIXTURES = Path(__file__).parents[1] / "fixtures" / "decisions"
EXPECTED = json.loads((FIXTURES / "second.expected.json").read_text("utf-8"))


def read(code: str) -> str:
    return (FIXTURES / f"second.{code}.txt").read_text("utf-8")


@pytest.mark.parametrize("code", CODES)
def test_the_expected_structure_is_found(code: str) -> None:
    parsed = parse_decision(read(code), code, where=code)
    assert [str(p) for p in parsed.problems] == []
    found = [
        {
            "anchor": p.anchor,
            **({"verb": p.verb.key if p.verb else None} if p.kind in KINDS else {}),
            "addressee": sorted(p.addressee.keys) if p.addressee else [],
            "references": [r.key for r in p.references],
        }
        for p in parsed.text.paragraphs
    ]
    assert found == EXPECTED


KINDS = {"preambular", "operative"}


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_lost(code: str) -> None:
    text = parse_decision(read(code), code).text
    assert is_whole(read(code), text)
    assert [(n.mark, n.attached_to) for n in text.footnotes] == [("¹", "pp-4"), ("²", "op-6-b")]
    assert text.field("symbol") == "ICCD/COP(99)/L.7"
    assert text.field("title") is not None


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_the_languages_align(code: str) -> None:
    english = parse_decision(read("en"), "en").text
    other = parse_decision(read(code), code).text
    assert [str(p) for p in check_alignment(english, other, code)] == []


def test_a_verb_that_means_two_things_is_read_as_the_issued_text_has_it() -> None:
    """Russian texts print “призывает” for "calls upon" and for "encourages"."""
    english = parse_decision(read("en"), "en").text
    russian = parse_decision(read("ru").replace("поощряет", "призывает"), "ru").text
    assert [p.verb.key for p in russian.paragraphs if p.anchor == "op-6" and p.verb] == [
        "calls-upon"
    ]
    resolved = resolve_verbs(english, russian)
    assert [str(p) for p in check_alignment(english, resolved, "ru")] == []
