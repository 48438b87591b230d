"""Two texts of one document: what they disagree on, in which words, and what an editor settles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.alignment import check_alignment
from indexer.decision import parse_decision
from tests.indexer.editing import edit, report

DECISION = Path("decisions") / "iccd-cop14-cst-l1"
ENGLISH = """ICCD/COP(99)/L.7
4 September 2023
English
Original: English
Conference of the Parties
Ninety-ninth session
Agenda item 4
Drought
Draft decision submitted by the Chair

The Conference of the Parties,

1. Invites Parties to restore 250 million hectares by 2030, 10,000 of them in 12.5 per cent of all;

2. Requests the secretariat to report to it at its next session.
"""
CHINESE = """ICCD/COP(99)/L.7
2023年9月4日
Chinese
Original: English
缔约方会议
第九十九届会议
议程项目4
干旱
主席提交的决定草案

缔约方会议，

1. 邀请缔约方到2030年恢复2.5亿公顷土地，其中10000公顷位于所有流域的12.5%；

2. 请秘书处向其下届会议报告。
"""


def told(english: str, chinese: str) -> list[str]:
    issued = parse_decision(english, "en").text
    other = parse_decision(chinese, "zh", status="official").text
    return [str(problem) for problem in check_alignment(issued, other, "zh.md")]


def test_numbers_are_the_same_however_a_language_writes_them() -> None:
    assert told(ENGLISH, CHINESE) == []
    assert told(ENGLISH, CHINESE.replace("2.5亿", "25000万")) == []


def test_another_number_of_an_official_text_is_told() -> None:
    (found,) = told(ENGLISH, CHINESE.replace("2.5亿", "2.5万"))
    assert "op-1: numbers is 10000, 12.5, 2030, 25000; accepted is 10000, 12.5, 2030, 250" in found
    assert found.endswith("[anchor: op-1, what: numbers]")


def test_the_language_line_of_a_masthead_is_its_own() -> None:
    assert told(ENGLISH, CHINESE.replace("Chinese\n", "")) == []


def test_a_masthead_says_only_what_differs() -> None:
    (found,) = told(ENGLISH, CHINESE.replace("Original: English\n", "GE.23-99907 (C)\n"))
    assert found.startswith("zh.md:1: the masthead lacks original and has in addition job_number;")
    (found,) = told(ENGLISH, CHINESE.replace("2023年9月4日", "2024年9月4日"))
    assert found.startswith("zh.md:2: the numbers of the masthead line are 2024; accepted are 2023")


def test_a_missing_paragraph_is_told_where_it_should_stand() -> None:
    cut = CHINESE.replace("2. 请秘书处向其下届会议报告。\n", "")
    assert any(
        each.startswith("zh.md:13: op-2 is missing after this; accepted is a translation of")
        for each in told(ENGLISH, cut)
    )


def test_a_number_in_words_is_settled_by_the_editor(content: Path) -> None:
    """Also in a text that is official: `check` tells it until then."""

    def change(text: str) -> str:
        text = re.sub(r"status: unofficial\nmade_from:.*\n.*\n.*\n", "status: official\n", text)
        return text.replace("2018-2030", "2018 à deux mille trente")

    edit(content / DECISION / "fr.md", change)
    assert "pp-3: numbers is 1, 2018, 2030; accepted is 1, 2018, 2030, 2030" in report(content)
    with (content / DECISION / "document.yml").open("a", encoding="utf-8") as file:
        file.write("resolved:\n  - {language: fr, anchor: pp-3, what: numbers, why: in words}\n")
    assert report(content) == ""


@pytest.mark.parametrize(
    "area",
    ["250 km²", "٢٥٠ كم²", "250 км²", "250 m²", "2,5 t ha⁻¹", "250平方公里²", "250/m²"]
    + ["a km²", "5 μm³", "250 м²", "250 م²", "250 ha²", "每公里²", "250米²"],
)
def test_an_exponent_is_no_footnote_mark(area: str) -> None:
    parsed = parse_decision(ENGLISH.replace("250 million hectares", area), "en")
    assert not any(p.footnotes for p in parsed.text.paragraphs) and parsed.problems == ()


@pytest.mark.parametrize(
    "words",
    ["the algorithm²", "Böhm²", "تقدم²", "القسم²", "الأمم³", "2019م²", "рассм²", "a km¹", "玉米²"],
)
def test_a_word_that_ends_like_a_unit_carries_its_note(words: str) -> None:
    parsed = parse_decision(ENGLISH.replace("hectares", words), "en")
    assert [p.footnotes for p in parsed.text.paragraphs] == [(words[-1],), ()]


def test_a_note_behind_an_exponent_is_told_from_it() -> None:
    parsed = parse_decision(ENGLISH.replace("million hectares", "km²³"), "en")
    assert parsed.text.paragraphs[0].footnotes == ("³",)


def test_a_mark_without_a_note_can_be_settled() -> None:
    parsed = parse_decision(ENGLISH.replace("hectares", "units³"), "en", where="en.md")
    (problem,) = parsed.problems
    assert str(problem).startswith("en.md:13: the footnote mark ³ has no footnote;")
    assert (problem.anchor, problem.what) == ("op-1", "footnote marks")


def test_items_in_one_character_are_items() -> None:
    chinese = """缔约方会议，

1. 邀请缔约方：

㈠ 绘制土地图；

㈡ 恢复土地；

2. 请秘书处：㈠编写一份报告；㈡向缔约方会议提交该报告。
"""
    parsed = parse_decision(chinese, "zh")
    assert [p.anchor for p in parsed.text.paragraphs] == [
        *("op-1", "op-1-1", "op-1-2"),
        *("op-2", "op-2-1", "op-2-2"),
    ]
    assert parsed.text.paragraphs[1].number == "㈠"
