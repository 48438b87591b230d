"""What an editor settles in document.yml: readings, places, what may differ; with its reason."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.alignment import check_alignment
from indexer.content import read_knowledge_base
from indexer.decision import parse_decision
from indexer.documents import read_document
from indexer.errors import Problem
from indexer.model import KnowledgeBase
from indexer.resolutions import Resolution, apply_resolutions, check_resolutions, settle
from tests.indexer.editing import edit, report

DECISION = Path("decisions") / "iccd-cop14-cst-l1"


def resolve(content: Path, *entries: str) -> None:
    listed = "".join(f"  - {{language: fr, {entry}, why: seen in print}}\n" for entry in entries)
    with (content / DECISION / "document.yml").open("a", encoding="utf-8") as file:
        file.write(f"resolved:\n{listed}")


def test_a_verb_is_read_as_its_editor_says(content: Path) -> None:
    edit(content / DECISION / "fr.md", lambda t: t.replace("6. Invite les", "6. Exhorte les"))
    assert "op-6: verb is urges; accepted is invites" in report(content)
    resolve(content, "anchor: op-6, what: verb, read: invites")
    assert report(content) == ""
    text = read_knowledge_base(content).documents[DECISION.name].texts["fr"]
    paragraph = text.paragraph("op-6")
    assert paragraph is not None and paragraph.verb is not None
    assert (paragraph.verb.key, paragraph.verb.text) == ("invites", "Exhorte")


def test_a_difference_is_left_as_printed(content: Path) -> None:
    edit(content / DECISION / "fr.md", lambda t: t.replace("6. Invite les", "6. Exhorte les"))
    resolve(content, "anchor: op-6, what: verb")
    assert report(content) == ""
    text = read_knowledge_base(content).documents[DECISION.name].texts["fr"]
    paragraph = text.paragraph("op-6")
    assert paragraph is not None and paragraph.verb is not None and paragraph.verb.key == "urges"


def test_an_entry_that_settles_nothing_is_told(content: Path) -> None:
    resolve(content, "anchor: op-6, what: verb")
    assert "“verb” of op-6 in fr is not in doubt; accepted are entries for" in report(content)


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("anchor: op-6, what: verb, read: sings", "verb “sings” is unknown"),
        ("anchor: op-6, what: addressee, read: [nobody]", "addressee “nobody” is unknown"),
        ("anchor: op-6, what: verb, read: [invites, urges]", "accepted is one verb"),
        ("anchor: op-6, what: place", "accepted is the anchor where it belongs"),
        ("anchor: op-6, what: numbers, read: invites", "accepted is place, verb or addressee"),
    ],
)
def test_entries_that_say_nothing_sensible_are_refused(
    content: Path, entry: str, found: str
) -> None:
    resolve(content, entry)
    assert found in report(content)


ISSUED = """The Conference of the Parties,

1. Invites Parties:

(a) To map land;

(b) To restore it:

(i) Soon;

(ii) Well;

2. Requests the secretariat to report."""
MISPRINTED = ISSUED.replace("(b) To restore", "(c) To restore")


def test_a_paragraph_is_placed_where_it_belongs_and_its_items_with_it() -> None:
    issued = parse_decision(ISSUED, "en").text
    other = parse_decision(MISPRINTED, "en").text
    assert [p.anchor for p in other.paragraphs][2:5] == ["op-1-c", "op-1-c-i", "op-1-c-ii"]
    placed = apply_resolutions(other, [Resolution("en", "op-1-c", "place", ("op-1-b",), "slip")])
    assert [p.anchor for p in placed.paragraphs] == [p.anchor for p in issued.paragraphs]
    assert [p.parent for p in placed.paragraphs] == [p.parent for p in issued.paragraphs]
    assert [p.text for p in placed.paragraphs] == [p.text for p in other.paragraphs]
    assert check_alignment(issued, placed, "en") == []


def test_only_what_is_named_is_settled() -> None:
    issued = parse_decision(ISSUED, "en").text
    other = parse_decision(ISSUED.replace("1. Invites", "1. Urges"), "en").text
    problems = check_alignment(issued, other, "fr.md")
    assert [(p.anchor, p.what) for p in problems] == [("op-1", "verb")]
    assert settle(problems, "en", [Resolution("en", "op-1", "verb", (), "so")], "x") == []
    kept = settle(problems, "en", [Resolution("fr", "op-1", "verb", (), "so")], "x")
    assert kept == problems


def test_a_verb_that_the_grammar_does_not_know_is_settled_by_its_editor() -> None:
    parsed = parse_decision(ISSUED.replace("2. Requests", "2. Bids"), "en", where="en.md")
    (doubt,) = [p for p in parsed.problems if p.anchor == "op-2"]
    assert (doubt.anchor, doubt.what) == ("op-2", "verb")
    resolution = Resolution("en", "op-2", "verb", ("requests",), "an old word for it")
    text = apply_resolutions(parsed.text, [resolution])
    paragraph = text.paragraph("op-2")
    assert paragraph is not None and paragraph.verb is not None
    assert paragraph.verb.key == "requests"
    assert settle([doubt], "en", [resolution], "document.yml") == []


def place(anchor: str, read: str) -> Resolution:
    return Resolution("en", anchor, "place", (read,), "misprinted")


def verb(anchor: str, read: str) -> Resolution:
    return Resolution("en", anchor, "verb", (read,), "an old word")


def test_paragraphs_change_places() -> None:
    text = parse_decision(ISSUED, "en").text
    swap = [place("op-1-a", "op-1-b"), place("op-1-b", "op-1-a")]
    placed = apply_resolutions(text, swap)
    assert [p.anchor for p in placed.paragraphs] == (
        ["op-1", "op-1-b", "op-1-a", "op-1-a-i", "op-1-a-ii", "op-2"]
    )
    assert [p.parent for p in placed.paragraphs][1:5] == ["op-1", "op-1", "op-1-a", "op-1-a"]
    assert check_resolutions(text, swap, "document.yml") == []


def test_a_reading_is_of_the_paragraph_at_its_place() -> None:
    text = parse_decision(MISPRINTED, "en").text
    for anchor in ("op-1-b", "op-1-c"):  # as check prints it after the place is settled, or before
        said = [verb(anchor, "urges"), place("op-1-c", "op-1-b")]
        read = apply_resolutions(text, said).paragraph("op-1-b")
        assert read is not None and read.verb is not None and read.verb.key == "urges"
        assert check_resolutions(text, said, "document.yml") == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([place("op-1-b", "op-1-a")], "2 paragraphs stand at op-1-a in en"),
        ([place("op-1-b", "op-2")], "2 paragraphs stand at op-2 in en"),
        ([place("op-9", "op-3")], "the anchor op-9 is unknown in en"),
        ([place("masthead", "op-3")], "the anchor masthead is unknown in en"),
        ([verb("op-9", "urges")], "the anchor op-9 is unknown in en"),
        ([verb("op-2", "urges"), verb("op-2", "invites")], "“verb” of op-2 in en is settled 2"),
    ],
)
def test_places_and_readings_that_cannot_be_are_told(said: list[Resolution], found: str) -> None:
    text = parse_decision(ISSUED, "en").text
    (problem,) = check_resolutions(text, said, "document.yml")
    assert str(problem).startswith(f"document.yml: resolved: {found}")
    assert check_resolutions(text, [replace(each, language="fr") for each in said], "x") == []


def test_a_place_that_is_taken_is_told_by_the_check(
    tmp_path: Path, repository: Path, knowledge_base: KnowledgeBase
) -> None:
    shutil.copytree(repository / "content" / DECISION, tmp_path / DECISION)
    resolve(tmp_path, "anchor: op-5-c, what: place, read: op-5-b", "anchor: op-5-c, what: missing")
    problems: list[Problem] = []
    read_document(tmp_path / DECISION, DECISION.name, knowledge_base.vocabulary, problems)
    (problem,) = problems
    assert "2 paragraphs stand at op-5-b in fr" in str(problem)
