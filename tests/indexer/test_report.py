"""Reports: headings, numbered paragraphs, and what stands between."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.canonical import is_whole, read_cells, restore_text
from indexer.document_kinds import guess_kind, parse_document
from indexer.errors import SourceError
from indexer.report import parse_report

FIXTURE = Path(__file__).parents[1] / "fixtures" / "reports" / "springs.en.txt"
TEXT = FIXTURE.read_text("utf-8")


def test_a_report_has_the_printed_structure() -> None:
    parsed = parse_report(TEXT, "en")
    assert [str(problem) for problem in parsed.problems] == []
    assert [(p.anchor, p.kind) for p in parsed.text.paragraphs] == [
        ("t-1", "heading"),
        ("t-2", "text"),
        ("h-1", "heading"),
        ("h-2", "heading"),
        ("para-1", "numbered"),
        ("para-2", "numbered"),
        ("para-2-a", "subparagraph"),
        ("para-2-b", "subparagraph"),
        ("para-2-b-i", "subparagraph"),
        ("para-2-b-ii", "subparagraph"),
        ("h-3", "heading"),
        ("para-3", "numbered"),
        ("para-3-1", "subparagraph"),
        ("para-3-2", "subparagraph"),
        ("t-3", "text"),
        ("t-4", "text"),
        ("t-5", "text"),
        ("t-6", "table"),
        ("para-3-bis", "numbered"),
        ("para-4", "numbered"),
        ("t-7", "text"),
        ("h-4", "heading"),
        ("para-5", "numbered"),
        ("annex-1", "heading"),
        ("annex-1-h-1", "heading"),
        ("annex-1-para-1", "numbered"),
        ("annex-1-para-2", "numbered"),
    ]


def test_title_footnotes_and_contents_have_their_places() -> None:
    text = parse_report(TEXT, "en").text
    assert text.title == "Guidance on the care of springs"
    assert text.field("title") == "Guidance on the care of springs*"
    assert text.field("symbol") == "ICCD/COP(99)/CST/3"
    assert text.field("submitted_by") == "Note by the secretariat"
    assert [(n.mark, n.attached_to) for n in text.footnotes] == [
        ("*", "masthead"),
        ("¹²", "para-1"),
    ]
    assert [line.text for line in text.remainder] == [
        "Contents",
        "I. Introduction 1–2 3",
        "II. Steps 3–5 4",
    ]
    escaped = text.paragraph("t-7")
    assert escaped is not None and escaped.text.startswith("# 7 is")
    table = text.paragraph("t-6")
    assert table is not None
    assert read_cells(table.text.splitlines()[3]) == ("Trough | basin", "300")


def test_nothing_is_lost_and_reading_again_gives_the_same() -> None:
    text = parse_report(TEXT, "en").text
    assert is_whole(TEXT, text)
    again = parse_report(restore_text(text), "en").text
    assert [(p.anchor, p.kind, p.text, p.level) for p in again.paragraphs] == [
        (p.anchor, p.kind, p.text, p.level) for p in text.paragraphs
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("4. Works", "6. Works", "paragraph 6 stands where 4 is expected"),
        ("(b) Water", "(c) Water", "stands where (b) is expected"),
        ("3 bis. Fences", "3 ter. Fences", "paragraph 3 ter stands where 4 is expected"),
        ("2. A margin", "1. A margin", "annex-1-para-1 stands here a second time"),
    ],
)
def test_gaps_and_repetitions_are_reported(old: str, new: str, found: str) -> None:
    assert old in TEXT
    problems = parse_report(TEXT.replace(old, new), "en").problems
    assert any(found in str(problem) for problem in problems)


def test_numbers_by_chapter() -> None:
    text = parse_report("Title\n\n1 Methods\n\n1.1 We dug. It was dry.\n\n1.2 So.", "en").text
    assert [p.anchor for p in text.paragraphs if p.kind == "numbered"] == [
        "ch-1-para-1",
        "ch-1-para-2",
    ]


def test_the_kind_of_a_text_is_guessed_with_a_reason() -> None:
    assert guess_kind(TEXT, "en").kind == "report"
    decision = "A title\n\nThe Conference of the Parties,\n\nRecalling it,\n\n1. Decides to act."
    assert guess_kind(decision, "en").kind == "decision"
    draft = TEXT + "\n\n" + decision
    guess = guess_kind(draft, "en")
    assert guess.kind == "report" and "above the opening" in guess.reason


def test_a_title_alone_is_no_report() -> None:
    with pytest.raises(SourceError, match="no paragraphs"):
        parse_document("Only a title", "en", "report")
