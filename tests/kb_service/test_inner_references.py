"""References beside other words: what is asked, and where."""

from __future__ import annotations

import pytest

from indexer.references import QueryReference
from kb_service.inner_references import split_reference, split_references


@pytest.mark.parametrize(
    ("text", "rest", "key"),
    [
        ("gender in para 5", "gender", "op-5"),
        ("paragraph 9 (d) funding", "funding", "op-9-d"),
        ("funding, paragraph 9 (d)", "funding", "op-9-d"),
        ("gender (paragraph 5)", "gender", "op-5"),
        ("para. 9(d): funding?", "funding", "op-9-d"),
        ("what does paragraph 9 say about funding", "what does say about funding", "op-9"),
        ("women 9 (d)", "women", "op-9-d"),
        ("op-9-d finance", "finance", "op-9-d"),
        ("pp-3 goals", "goals", "pp-3"),
        ("§ 9 funding", "funding", "op-9"),
        ("land tenure in decision 18/COP.13", "land tenure", "18/COP.13"),
        ("article 24 and science", "and science", "article-24"),
        ("financement au paragraphe 9", "financement", "op-9"),
        ("alinéa d) du paragraphe 9, financement", "financement", "op-9-d"),
        ("género en el párrafo 5", "género", "op-5"),
        ("párrafo 9 d) financiación", "financiación", "op-9-d"),
        ("гендер в пункте 5", "гендер", "op-5"),
        ("п. 9 d) финансирование", "финансирование", "op-9-d"),
        ("финансирование по решению 18/СОР.13", "финансирование", "18/COP.13"),
        ("التمويل في الفقرة 9", "التمويل", "op-9"),
        ("الفقرة 9 (د) تمويل", "تمويل", "op-9-d"),
        ("第9段 资金", "资金", "op-9"),
        ("第9段资金", "资金", "op-9"),
        ("第９段中关于资金的内容", "关于资金的内容", "op-9"),
        ("第9(d)段 资金", "资金", "op-9-d"),
        ("第9段(d)分段资金", "资金", "op-9-d"),
        ("第十二段的资金", "资金", "op-12"),
        ("资金（第9段）", "资金", "op-9"),
        ("序言部分第3段 目标", "目标", "pp-3"),
        ("第二十四条 科学", "科学", "article-24"),
        ("paragraph 9 (d) 资金", "资金", "op-9-d"),
    ],
)
def test_words_and_reference_are_told_apart(text: str, rest: str, key: str) -> None:
    found = split_reference(text)
    assert found is not None
    assert (found[0], found[1].key) == (rest, key)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("第9段 中国", "中国"), ("第9段中国", "中国"), ("第9段 集中", "集中"), ("目的 第9段", "目的")],
)
def test_characters_of_words_are_no_small_words(text: str, rest: str) -> None:
    assert split_reference(text) == (rest, QueryReference("paragraph", "op-9"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("in paragraph 9", "op-9"),
        ("paragraph 9 (d)", "op-9-d"),
        ("(paragraph 9)", "op-9"),
        ("dans le paragraphe 9", "op-9"),
        ("в пункте 9", "op-9"),
        ("في الفقرة 9", "op-9"),
        ("关于第9段", "op-9"),
        ("在第9段中", "op-9"),
        ("😀 paragraph 9 😀", "op-9"),
        ("ICCD/COP(14)/CST/L.1 paragraph 9", "op-9"),
        ("iccd/cop(14)/cst/l.1 §9(d)", "op-9-d"),
        ("paragraph 9 of ICCD/COP(14)/CST/L.1", "op-9"),
    ],
)
def test_small_words_around_a_reference_ask_nothing(text: str, key: str) -> None:
    found = split_reference(text)
    assert found is not None
    assert (found[0], found[1].key) == ("", key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "land tenure",
        "土地保有权",
        "حيازة الأراضي",
        "gender 5",
        "9 women",
        "women 9 a",
        "SDG 15.3.1 indicator",
        "15.3",
        "2030 agenda",
        "COP 14 and CST 14",
        "the art of 3 things",
        "第一次 评估",
        "十二个国家",
        "5 países",
        "10 г почвы",
    ],
)
def test_numbers_beside_words_are_no_references(text: str) -> None:
    assert split_reference(text) is None


def test_a_pasted_text_that_cites_is_no_reference() -> None:
    assert split_reference("land " * 50 + "paragraph 9") is None


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "第9段" * 3_000,
        "paragraph 9 " * 900,
        "(" * 10_000,
        "第" * 10_000,
        "9(d" * 3_000,
        " ".join(["q" * 120] * 40),
        "[a-z]+(?P<x>.*)\\1 paragraph 9",
        "\ud800 paragraph 9 \udfff funding",
        "\u202eparagraph 9\u202c funding",
        "\x00paragraph\x009",
    ],
)
def test_hostile_texts_do_not_raise(text: str) -> None:
    found = split_reference(text)
    assert found is None or isinstance(found[1], QueryReference)


def test_a_text_that_repeats_a_reference_is_not_read_to_its_end() -> None:
    rest, found = split_references("第5段" * 1000)
    assert [one.key for one in found] == ["op-5"]
    assert rest == "第5段" * 995
