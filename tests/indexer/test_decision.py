"""The parser on the real decision in six languages, and on copies with something wrong.

The expected outline was written from the printed text by hand, without this parser.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from indexer.decision import parse_decision, restore_text
from indexer.errors import SourceError
from indexer.frontmatter import split_front_matter
from indexer.languages import CODES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "content" / "decisions" / "iccd-cop14-cst-l1"
FIXTURES = ROOT / "tests" / "fixtures" / "decisions"
OUTLINE = json.loads((FIXTURES / "iccd-cop14-cst-l1.outline.json").read_text("utf-8"))


def body(code: str) -> str:
    return split_front_matter((FOLDER / f"{code}.md").read_text("utf-8"), code)[1]


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_the_text_as_issued_has_the_printed_structure() -> None:
    parsed = parse_decision((FOLDER / "source" / "zh.txt").read_text("utf-8"), "zh")
    assert parsed.problems == ()
    assert [p.anchor for p in parsed.text.paragraphs] == [item["anchor"] for item in OUTLINE]
    for expected in OUTLINE:
        paragraph = parsed.text.paragraph(expected["anchor"])
        assert paragraph is not None
        assert squeeze(paragraph.text) == squeeze(expected["text"])
        if "verb" in expected:
            assert paragraph.line == expected["line"]
            assert paragraph.verb is not None and paragraph.verb.key == expected["verb"]
            keys = sorted(paragraph.addressee.keys) if paragraph.addressee else []
            assert keys == expected["addressee"]
            assert [r.key for r in paragraph.references if r.kind != "article"] == (
                expected["references"] if paragraph.footnotes == () else []
            )
        else:
            assert (paragraph.kind == "inline") == expected["inline"]


def test_the_counts_are_those_of_the_printed_text() -> None:
    text = parse_decision((FOLDER / "source" / "zh.txt").read_text("utf-8"), "zh").text
    kinds = [p.kind for p in text.paragraphs]
    assert (kinds.count("preambular"), kinds.count("operative")) == (10, 12)
    assert (kinds.count("subparagraph"), kinds.count("inline")) == (34, 7)
    assert [(n.mark, n.attached_to, n.text) for n in text.footnotes] == [
        ("¹", "pp-5", "¹ 第 18/COP.13 号决定。")
    ]


@pytest.mark.parametrize("code", CODES)
def test_no_character_is_lost_or_altered(code: str) -> None:
    source = (FOLDER / "source" / "zh.txt").read_text("utf-8") if code == "zh" else body(code)
    assert squeeze(restore_text(parse_decision(source, code).text)) == squeeze(source)


@pytest.mark.parametrize("code", CODES)
def test_six_languages_have_one_structure(code: str) -> None:
    parsed = parse_decision(body(code), code)
    assert parsed.problems == ()
    found = {
        p.anchor: (p.verb and p.verb.key, sorted(p.addressee.keys) if p.addressee else [])
        for p in parsed.text.paragraphs
    }
    assert found == {
        item["anchor"]: (item.get("verb"), item.get("addressee", [])) for item in OUTLINE
    }
    assert [m.field for m in parsed.text.masthead].count("title") == 1
    assert parsed.text.field("symbol") == "ICCD/COP(14)/CST/L.1"
    assert parsed.text.field("agenda_item") is not None
    assert all(m.field != "other" for m in parsed.text.masthead)


def test_slips_of_the_text_as_issued_stay() -> None:
    text = parse_decision((FOLDER / "source" / "zh.txt").read_text("utf-8"), "zh").text
    for anchor, slip in {
        "op-1-c": "在土壤有机碳与国家土地退化零增长联系对应关系",
        "op-7-b": "事实和执行",
        "op-7-c": "扩大尺度和向外和拓展",
        "op-8": "为次要通过",
    }.items():
        paragraph = text.paragraph(anchor)
        assert paragraph is not None and slip in paragraph.text


def test_items_inherit_verb_and_addressee_of_their_chapeau() -> None:
    text = parse_decision(body("ar"), "ar").text
    verb, addressee = text.governing("op-9-d")
    assert verb is not None and verb.key == "encourages"
    assert addressee is not None and addressee.keys == ("country-parties",)


def test_inline_items_are_parts_of_their_paragraph() -> None:
    for code in CODES:
        text = parse_decision(body(code), code).text
        for anchor, items in {"pp-6": "abcd", "op-11": "abc"}.items():
            parent = text.paragraph(anchor)
            assert parent is not None
            assert [p.anchor for p in text.children(anchor)] == [f"{anchor}-{i}" for i in items]
            assert all(p.text in parent.text for p in text.children(anchor))


# -- copies with something wrong -------------------------------------------------------------------


def lines(code: str) -> list[str]:
    return [line for line in body(code).splitlines() if line.strip()]


def reports(code: str, changed: list[str]) -> str:
    return "\n".join(str(p) for p in parse_decision("\n\n".join(changed), code).problems)


def at(code: str, pattern: str) -> int:
    return next(i for i, line in enumerate(lines(code)) if re.match(pattern, line.strip()))


ITEM_B = {"ar": r"\(ب\)", "zh": r"\(b\)", "en": r"\(b\)", "fr": r"b\)", "ru": r"b\)", "es": r"b\)"}
PARAGRAPH_3 = dict.fromkeys(CODES, r"3\.") | {"ar": r"3-"}


@pytest.mark.parametrize("code", CODES)
def test_swapped_paragraphs_are_reported(code: str) -> None:
    changed = lines(code)
    i = at(code, PARAGRAPH_3[code])
    changed[i - 1], changed[i] = changed[i], changed[i - 1]
    assert "paragraph 3 stands where 2 is expected" in reports(code, changed)


@pytest.mark.parametrize("code", CODES)
def test_a_missing_paragraph_is_reported(code: str) -> None:
    changed = lines(code)
    del changed[at(code, PARAGRAPH_3[code])]
    assert "paragraph 4 stands where 3 is expected" in reports(code, changed)


@pytest.mark.parametrize("code", CODES)
def test_a_doubled_paragraph_is_reported(code: str) -> None:
    changed = lines(code)
    i = at(code, PARAGRAPH_3[code])
    changed.insert(i, changed[i])
    assert "op-3 stands here a second time" in reports(code, changed)


@pytest.mark.parametrize("code", CODES)
def test_a_dropped_letter_is_reported(code: str) -> None:
    changed = lines(code)
    del changed[at(code, ITEM_B[code])]
    assert "stands where (b) is expected" in reports(code, changed)


@pytest.mark.parametrize("code", CODES)
def test_swapped_items_are_reported(code: str) -> None:
    changed = lines(code)
    i = at(code, ITEM_B[code])
    changed[i - 1], changed[i] = changed[i], changed[i - 1]
    assert "is expected" in reports(code, changed)


@pytest.mark.parametrize("code", CODES)
def test_an_unknown_verb_is_reported_and_its_paragraph_kept(code: str) -> None:
    changed = lines(code)
    i = at(code, PARAGRAPH_3[code])
    marker = re.match(r"\d+\W+", changed[i])
    assert marker is not None
    changed[i] = marker.group() + "Xyzzy " + changed[i][marker.end() :]
    parsed = parse_decision("\n\n".join(changed), code)
    assert any("op-3 begins with “Xyzzy" in str(p) for p in parsed.problems)
    assert parsed.text.paragraph("op-3") is not None
    assert squeeze(restore_text(parsed.text)) == squeeze("".join(changed))


def test_a_changed_verb_is_read_as_what_it_says() -> None:
    for code, old, new in (
        ("zh", "6. 邀请", "6. 敦促"),
        ("en", "6. Invites", "6. Urges"),
        ("fr", "6. Invite", "6. Exhorte"),
        ("es", "6. Invita", "6. Insta"),
        ("ru", "6. предлагает странам-Сторонам", "6. настоятельно призывает страны-Стороны"),
        ("ar", "6- يدعو", "6- يحث"),
    ):
        text = body(code)
        assert old in text
        paragraph = parse_decision(text.replace(old, new), code).text.paragraph("op-6")
        assert paragraph is not None and paragraph.verb is not None
        assert paragraph.verb.key == "urges", code


def test_a_footnote_without_its_mark_is_reported() -> None:
    changed = [line.replace("框架¹", "框架") for line in lines("zh")]
    assert "footnote ¹ has no mark" in reports("zh", changed)


def test_a_mark_without_its_footnote_is_reported() -> None:
    changed = [line for line in lines("zh") if not line.startswith("¹")]
    assert "the footnote mark ¹ has no footnote" in reports("zh", changed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear all,\n\nthe meeting is at nine.", "no opening formula"),
        ("The Conference of the Parties,\n\nRecalling decision 1/COP.1,", "no numbered operative"),
        ("", "no opening formula"),
    ],
)
def test_what_is_no_decision_is_refused(text: str, found: str) -> None:
    with pytest.raises(SourceError, match=found):
        parse_decision(text, "en", where="letter.txt")


def test_wrapped_lines_are_one_paragraph() -> None:
    text = "\n".join(lines("en")).replace(" soil organic carbon", "\nsoil organic carbon")
    parsed = parse_decision(text, "en").text
    original = parse_decision(body("en"), "en").text
    assert [p.text for p in parsed.paragraphs] == [p.text for p in original.paragraphs]
