"""PDF files by Typst: rows, columns, notes, tables, furniture, and scripts that run otherwise."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from typst_files import pdf

from indexer.readers.pdf import read_pdf
from indexer.readers.pdf_blanks import find_blanks
from indexer.readers.pdf_glyphs import Glyph
from indexer.transcript import Transcript, is_whole, make_transcript

FIXTURES = Path(__file__).parents[1] / "fixtures"
LONG = (
    "Recognizing that sustainable land management in the context of land degradation neutrality "
    "can contribute greatly to addressing desertification, land degradation and drought, and to "
    "achieving multiple Sustainable Development Goals in affected areas at all levels,"
)
ARABIC = (
    "إذ يشير إلى المقررات 23/م أ-11 و7/م أ-95، وإذ يلاحظ (أ) الأول؛ و(ب) الوثيقة ICCD/COP(97)/11 "
    "التي تتعلق بالأراضي (UNCCD) في عام 2097 وبنسبة 3.5 في المائة من الموارد المتاحة للبلدان،"
)
CHINESE = (
    "认识到可持续土地管理可大大有助于处理荒漠化、土地退化和干旱问题，并有助于在受影响地区实现多个可持续发展目标，"
    "为此需要各缔约方根据国情采取行动，并在下一届会议上报告所取得的进展情况，"
)


def transcript(data: bytes, language: str = "en") -> Transcript:
    source = read_pdf(data, "f.pdf")
    made = make_transcript(source, language)
    assert is_whole(source, made)
    return made


def lines(data: bytes, language: str = "en") -> list[str]:
    return [line for line in transcript(data, language).text.splitlines() if line]


@pytest.mark.parametrize("justify", [True, False])
def test_wrapped_lines_are_joined_and_paragraphs_are_not(tmp_path: Path, justify: bool) -> None:
    body = f"{LONG}\n\n{LONG}\n\n1. Invites Parties;\n\n(a) One;\n\n(b) Two."
    body = body.replace("1. ", "1.~").replace("(a) ", "(a)~")
    found = lines(pdf(body, tmp_path, justify=justify))
    assert found[:2] == [LONG, LONG]
    assert [line.replace("\u00a0", " ") for line in found[2:]] == [
        "1. Invites Parties;",
        "(a) One;",
        "(b) Two.",
    ]


def test_hyphens_of_a_typesetter_are_undone(tmp_path: Path) -> None:
    body = f"#set text(hyphenate: true)\n#block(width: 5cm)[{LONG}]\n\n{LONG}"
    made = transcript(pdf(body, tmp_path))
    assert [line for line in made.text.splitlines() if line] == [LONG, LONG]
    assert made.undone


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    paragraphs = [f"{n}.~{LONG}" for n in range(1, 16)]
    body = "#columns(2)[" + "\n\n".join(paragraphs) + "]"
    found = [line.replace("\u00a0", " ") for line in lines(pdf(body, tmp_path))]
    assert found == [p.replace("~", " ") for p in paragraphs]


def test_a_page_break_inside_a_paragraph_and_running_heads(tmp_path: Path) -> None:
    page = ", header: [ICCD/COP(14)/L.1], footer: context "
    page += "[GE.19-12345 #h(1fr) #counter(page).display()]"
    paragraphs = [LONG.replace("achieving multiple", f"achieving {n}") for n in range(100, 140)]
    made = transcript(pdf("\n\n".join(paragraphs), tmp_path, page=page))
    found = [line for line in made.text.splitlines() if line]
    assert found == ["ICCD/COP(14)/L.1", *paragraphs]  # on the first page it is the masthead
    aside = {line.text for line in made.remainder if line.page > 1}
    assert {"ICCD/COP(14)/L.1", "GE.19-12345", "2", "3"} <= aside


def test_notes_have_their_marks_and_follow_their_page(tmp_path: Path) -> None:
    body = f"Recalling decision 3/COP.8#footnote[Decision 3/COP.8, annex.],\n\n{LONG}\n\n" + (
        "Aware of the report#footnote[See the report, which has a title that is long enough to "
        "need a second line at the foot of this page.] of the Committee,"
    )
    found = lines(pdf(body, tmp_path))
    assert found == [
        "Recalling decision 3/COP.8¹,",
        LONG,
        "Aware of the report² of the Committee,",
        "¹ Decision 3/COP.8, annex.",
        "² See the report, which has a title that is long enough to need a second line at the foot "
        "of this page.",
    ]


def test_headings_by_their_letters(tmp_path: Path) -> None:
    body = '#text(size: 14pt, weight: "bold")[Annex]\n\n#text(weight: "bold")[A. Mandate]'
    body += f"\n\n{LONG}\n\n{LONG}"
    assert lines(pdf(body, tmp_path))[:2] == ["# Annex", "## A. Mandate"]


@pytest.mark.parametrize("stroke", ["0.5pt", "none"])
def test_tables_with_and_without_lines(tmp_path: Path, stroke: str) -> None:
    body = (
        f"{LONG}\n\n#table(columns: (1fr, 1fr, 1fr), stroke: {stroke}, inset: 6pt, "
        "[Round], [Opens], [Reports expected], [Ninety-ninth], [1 March], [128], "
        f"[One hundredth], [1 June], [131])\n\n{LONG}"
    )
    assert lines(pdf(body, tmp_path)) == [
        LONG,
        "| Round | Opens | Reports expected |",
        "| Ninety-ninth | 1 March | 128 |",
        "| One hundredth | 1 June | 131 |",
        LONG,
    ]


@pytest.mark.parametrize("stroke", ["0.5pt", "none"])
def test_heads_in_the_middle_of_columns_at_the_top_of_a_page(tmp_path: Path, stroke: str) -> None:
    """A page whose first lines could be a masthead, were they not numbered."""
    cells = "".join(f"align(center)[*{head}*], " for head in ("Activity", "Cost", "Year"))
    body = (
        f"1.~Invites Parties to map land;\n\n#table(columns: (1fr, 1fr, 1fr), stroke: {stroke}, "
        f"{cells} [Mapping], [120,000], [2024], [Training], [80,000], [2025])\n\n"
        "2.~Requests a report."
    )
    assert [line.replace("\u00a0", " ") for line in lines(pdf(body, tmp_path))] == [
        "1. Invites Parties to map land;",
        "| Activity | Cost | Year |",
        "| Mapping | 120,000 | 2024 |",
        "| Training | 80,000 | 2025 |",
        "2. Requests a report.",
    ]


def test_cells_that_are_broken_are_put_together(tmp_path: Path) -> None:
    words = "a cell whose words need more than the one line that its width allows"
    body = f"#table(columns: (3cm, 4cm), [One], [{words}], [Two], [short])"
    assert lines(pdf(body + f"\n\n{LONG}", tmp_path))[:2] == [
        f"| One | {words} |",
        "| Two | short |",
    ]


def test_wide_gaps_inside_arabic_words_are_no_blanks() -> None:
    """Printed by Chromium in DejaVu Sans, without letters for blanks: ا leaves gaps in words as
    wide as the blanks of other fonts."""
    printed = (FIXTURES / "readers" / "arabic-dejavu-sans.pdf").read_bytes()
    text = (FIXTURES / "readers" / "arabic-dejavu-sans.txt").read_text("utf-8")
    words = unicodedata.normalize("NFC", text).split()
    found = unicodedata.normalize("NFC", transcript(printed, "ar").text).replace("#", " ").split()
    assert found == words


def test_gaps_that_are_all_alike_show_no_blanks() -> None:
    letters = [Glyph("ا", 10.0 * n, 10.0 * n + 8, 0.0, 10.0, False) for n in range(8)]
    blanks = find_blanks([letters])
    assert blanks.arabic == {} and blanks.between("ا", letters[0]) > 0


def test_arabic_is_put_into_the_order_in_which_it_is_read(tmp_path: Path) -> None:
    body = f"{ARABIC}\n\n1- يشجع الأطراف على ما يلي:\n\n(أ) الآبار؛".replace("1- ", "1-~")
    found = lines(pdf(body, tmp_path, lang="ar"), "ar")
    assert [line.replace("\u00a0", " ") for line in found] == [
        ARABIC,
        "1- يشجع الأطراف على ما يلي:",
        "(أ) الآبار؛",
    ]


def test_chinese_lines_are_joined_by_nothing(tmp_path: Path) -> None:
    body = f"{CHINESE}\n\n回顾第 23/COP.11 号决定，\n\n{CHINESE}"
    assert lines(pdf(body, tmp_path, lang="zh"), "zh") == [
        CHINESE,
        "回顾第 23/COP.11 号决定，",
        CHINESE,
    ]


def test_places_are_those_of_the_page(tmp_path: Path) -> None:
    made = transcript(pdf(f"{LONG}\n\n#pagebreak()\n\nSecond page.", tmp_path))
    place = made.places[-1]
    assert place is not None and (place.page, place.line) == (2, 1)


def test_text_at_an_angle_is_set_aside_and_told(tmp_path: Path) -> None:
    body = f"#place(center + horizon, rotate(45deg)[DRAFT])\n{LONG}\n\n{LONG}"
    made = transcript(pdf(body, tmp_path))
    assert "DRAFT" not in made.text
    assert any(line.text == "DRAFT" for line in made.remainder)
    assert "an angle" in str(made.problems[0])
