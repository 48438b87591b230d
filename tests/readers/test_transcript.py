"""Canonical text: lines joined where they go on, nothing lost, every line with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.lines import SourceLine, SourceText
from indexer.readers.plain import read_plain
from indexer.transcript import is_whole, make_transcript, verbatim


def source(*lines: tuple[str, bool | None], role: str = "text") -> SourceText:
    made = [SourceLine(t, 1, n, role, 1, b) for n, (t, b) in enumerate(lines, 1)]  # type: ignore[arg-type]
    return SourceText("pdf", 1, tuple(made), ())


def canonical(text: SourceText, language: str = "en") -> str:
    return make_transcript(text, language).text


def test_a_paragraph_is_a_line_and_its_place_is_kept() -> None:
    text = source(("1. Invites", True), ("Parties;", False), ("2. Requests", True))
    transcript = make_transcript(text, "en")
    assert transcript.text == "1. Invites Parties;\n\n2. Requests\n"
    assert [p.line if p else None for p in transcript.places] == [1, None, 3]
    place = transcript.place(2)
    assert place is not None and place.line == 3


def test_a_note_between_two_halves_follows_the_paragraph() -> None:
    lines = (
        SourceLine("Recalling the", 1, 1, "text", 0, True),
        SourceLine("¹ Decision", 1, 2, "footnote", 0, True),
        SourceLine("3/COP.1.", 1, 3, "footnote", 0, False),
        SourceLine("ICCD/COP(14)/L.1", 2, 1, "header", 0, True),
        SourceLine("Convention,", 2, 2, "text", 0, False),
    )
    transcript = make_transcript(SourceText("pdf", 2, lines, ()), "en")
    assert transcript.text == "Recalling the Convention,\n\n¹ Decision 3/COP.1.\n"
    assert [line.text for line in transcript.remainder] == ["ICCD/COP(14)/L.1"]


def test_headings_rows_and_lines_that_look_like_them() -> None:
    lines = (
        SourceLine("Annex", 1, 1, "heading", 2, True),
        SourceLine("| a | b |", 1, 2, "table", 0, True),
        SourceLine("| c | d |", 1, 3, "table", 0, True),
        SourceLine("# no heading", 1, 4, "text", 0, True),
        SourceLine("| no row", 1, 5, "text", 0, True),
        SourceLine("\\ # neither", 1, 6, "text", 0, True),
    )
    text = canonical(SourceText("docx", 1, lines, ()))
    assert text == (
        "## Annex\n\n| a | b |\n| c | d |\n\n\\# no heading\n\n\\| no row\n\n\\\\ # neither\n"
    )
    printed = [verbatim(line) for line in text.splitlines() if line]
    assert printed == [line.text for line in lines]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["the implemen-", "tation of it; implementation"], "implementation of it"),
        (["land-degradation-", "neutral world"], "land-degradation-neutral world"),
        (["the Science-", "Policy Interface"], "Science-Policy Interface"),
        (["well-", "being, and well-being"], "well-being, and"),
        (["2018-", "2030"], "2018-2030"),
        (["2018–", "2030"], "2018–2030"),
        (["ICCD/", "COP(14)"], "ICCD/COP(14)"),
        (["опустынива\u00ad", "нием"], "опустыниванием"),
        (["опоз\u2010", "данием"], "опозданием"),
        (["防治荒漠", "化公约"], "防治荒漠化公约"),
        (["第 23/COP.11", "号决定 和第 3/COP.1 号"], "23/COP.11 号决定"),
        (["إن مؤتمر", "الأطراف"], "إن مؤتمر الأطراف"),
    ],
)
def test_what_stands_between_two_printed_lines(lines: list[str], joined: str) -> None:
    text = source((lines[0], True), *((line, False) for line in lines[1:]))
    language = "zh" if "第" in joined or "防" in joined or "号" in joined else "en"
    transcript = make_transcript(text, language)
    assert joined in transcript.text
    assert is_whole(text, transcript)


def test_a_hyphen_of_which_the_file_says_nothing_is_kept_and_told() -> None:
    transcript = make_transcript(source(("an unseen-", True), ("word", False)), "en")
    assert transcript.text == "an unseen-word\n"
    assert "unseen-word" in str(transcript.problems[0])


def test_lines_broken_by_hand() -> None:
    text = source(
        ("Conference of the Parties", True),
        ("Fourteenth session", None),
        ("and so on", None),
        ("1. Item", None),
    )
    assert canonical(text) == (
        "Conference of the Parties\n\nFourteenth session and so on\n\n1. Item\n"
    )


WORDS = st.text(
    st.sampled_from("abcdéйжأبم防治约 -\u2010–/.,;:#|\\¹²123()”"), min_size=1, max_size=60
)
ROLES = st.sampled_from(["text", "text", "text", "heading", "footnote", "header", "footer"])


@st.composite
def sources(draw: st.DrawFn) -> SourceText:
    lines = tuple(
        SourceLine(draw(WORDS), 1, n, draw(ROLES), draw(st.integers(0, 8)), begins)  # type: ignore[arg-type]
        for n, begins in enumerate(
            draw(st.lists(st.sampled_from([True, False, None]), max_size=12)), 1
        )
    )
    return SourceText("pdf", 1, lines, ())


@given(sources(), st.sampled_from(["en", "zh", "ar"]))
def test_nothing_is_lost_or_invented(text: SourceText, language: str) -> None:
    transcript = make_transcript(text, language)
    assert is_whole(text, transcript)
    assert len(transcript.places) == len(transcript.text.splitlines())
    for line, place in zip(transcript.text.splitlines(), transcript.places, strict=True):
        assert bool(line) == (place is not None)


@given(st.text(st.sampled_from("abcZ \n\f\t.-_#\u00a0防，أ/G"), min_size=1, max_size=300))
def test_any_text_file_is_kept_whole(text: str) -> None:
    if not text.strip():
        return
    read = read_plain(text.encode(), "f.txt")
    printed = "".join("".join(line.text for line in read.lines if line.role != "table").split())
    cells = "".join("".join(li.text for li in read.lines if li.role == "table").split())
    assert sorted(printed + cells.replace("|", "")) == sorted("".join(text.split()))
    assert is_whole(read, make_transcript(read, "en"))


@given(st.text(st.sampled_from("ab \n\f.[]()12¹|\\防"), min_size=1, max_size=300))
def test_any_text_file_with_marks_and_bars_is_read(text: str) -> None:
    if text.strip():
        read = read_plain(text.encode(), "f.txt")
        assert is_whole(read, make_transcript(read, "zh"))
