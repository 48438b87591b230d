"""Drawings: what is refused, and how words and direction follow the language."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest

from indexer.cited import Diagram
from indexer.diagrams import check_drawing, draw
from indexer.languages import CODES
from indexer.model import KnowledgeBase

GOOD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 200"><g id="shapes">'
    '<rect class="d-box" x="10" y="10" width="100" height="50"/></g>'
    '<g id="labels"><text data-label="one" x="60" y="40" text-anchor="middle"/></g></svg>'
)
WORDS = {"one": dict.fromkeys(CODES, "two\nlines")}
SVG = "{http://www.w3.org/2000/svg}"


def make(drawing: str = GOOD) -> Diagram:
    said = dict.fromkeys(CODES, "said & done")
    return Diagram("sample", drawing, said, said, WORDS)


def test_a_good_drawing_has_no_problem() -> None:
    assert check_drawing(GOOD, WORDS, "x.svg") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<rect", "<script/><rect"),
        ("<rect", '<rect onload="alert(1)"'),
        ("<rect", '<image href="https://x.example/a.png"/><rect'),
        ("<rect", '<rect style="fill:url(https://x.example)"'),
        ('class="d-box"', 'class="url(#x)"'),
        ("<rect", "<foreignObject/><rect"),
        ("<rect", "<a/><rect"),
        ("<svg", '<!DOCTYPE svg [<!ENTITY x "y">]><svg'),
        ("<svg", '<?xml-stylesheet href="x.css"?><svg'),
        ("</svg>", ""),
        ('viewBox="0 0 720 200"', 'viewBox="none"'),
        ('id="shapes"', 'id="others"'),
        ('data-label="one"', 'data-label="two"'),
        ('text-anchor="middle"/>', 'text-anchor="middle">words</text>'),
        ("</g></svg>", '<text data-label="one" x="1" y="1"/></g></svg>'),
        ('x="60"', 'x="abc"'),
        ('x="60"', 'x="1e999"'),
        ('text-anchor="middle"/>', 'text-anchor="middle"><g/></text>'),
        ("</g></svg>", "</g>words</svg>"),
        ("<rect", '<rect id="main"'),
        ('class="d-box"', 'class="md-header"'),
        ('viewBox="0 0 720 200"', 'viewBox="0 0 99999 200"'),
        ("<rect", "<g>" * 60 + "</g>" * 60 + "<rect"),
    ],
)
def test_what_is_refused(old: str, new: str) -> None:
    assert old in GOOD
    problems = check_drawing(GOOD.replace(old, new, 1), WORDS, "x.svg")
    assert problems and all(p.where == "x.svg" and p.accepted for p in problems)


def test_words_are_written_in_by_line_and_escaped() -> None:
    root = etree.fromstring(draw(make(), "fr"))
    assert [t.text for t in root.iter(f"{SVG}tspan")] == ["two", "lines"]
    assert root.get("lang") == "fr" and root.get("role") == "img"
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "said & done"
    assert described is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"


def test_right_to_left_mirrors_shapes_and_moves_words() -> None:
    root = etree.fromstring(draw(make(), "ar"))
    shapes = next(g for g in root.iter(f"{SVG}g") if g.get("transform"))
    assert shapes.get("transform") == "translate(720 0) scale(-1 1)"
    text = next(root.iter(f"{SVG}text"))
    assert text.get("x") == "660"
    labels = next(g for g in root.iter(f"{SVG}g") if g.get("direction"))
    assert labels.get("direction") == "rtl"


def test_real_drawings_hold_every_word_in_every_language(knowledge_base: KnowledgeBase) -> None:
    assert len(knowledge_base.diagrams) >= 5
    for diagram in knowledge_base.diagrams.values():
        for code in CODES:
            root = etree.fromstring(draw(diagram, code))
            drawn = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
            words = ["".join(label[code].splitlines()) for label in diagram.labels.values()]
            assert sorted(drawn) == sorted(words), (diagram.id, code)
            assert len(diagram.description[code]) > len(diagram.title[code])
