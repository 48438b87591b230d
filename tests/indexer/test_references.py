"""References in texts and in queries, in six languages."""

from __future__ import annotations

import pytest

from indexer.references import find_references, parse_query_reference


@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("paragraph 9 (d)", "paragraph", "op-9-d"),
        ("Para. 9(d)", "paragraph", "op-9-d"),
        ("op-9-d", "anchor", "op-9-d"),
        ("#op-9-d", "anchor", "op-9-d"),
        ("op 9", "paragraph", "op-9"),
        ("preambular paragraph 3", "paragraph", "pp-3"),
        ("第9段", "paragraph", "op-9"),
        ("第 9 段", "paragraph", "op-9"),
        ("第９段", "paragraph", "op-9"),
        ("第九段", "paragraph", "op-9"),
        ("第十二段", "paragraph", "op-12"),
        ("第9(d)段", "paragraph", "op-9-d"),
        ("第9段(d)项", "paragraph", "op-9-d"),
        ("序言部分第3段", "paragraph", "pp-3"),
        ("п. 9 d)", "paragraph", "op-9-d"),
        ("пункт 9 г)", "paragraph", "op-9-d"),
        ("пункт 9", "paragraph", "op-9"),
        ("الفقرة 9", "paragraph", "op-9"),
        ("الفقرة 9 (د)", "paragraph", "op-9-d"),
        ("الفقرة ٩", "paragraph", "op-9"),
        ("paragraphe 9 d)", "paragraph", "op-9-d"),
        ("párrafo 9 d)", "paragraph", "op-9-d"),
        ("18/COP.13", "decision", "18/COP.13"),
        ("18/СОР.13", "decision", "18/COP.13"),
        ("18/cop.13", "decision", "18/COP.13"),
        ("decision 18/COP.13", "decision", "18/COP.13"),
        ("решение 18/COP.13", "decision", "18/COP.13"),
        ("第 18/COP.13 号决定", "decision", "18/COP.13"),
        ("المقرر 18/م أ-13", "decision", "18/COP.13"),
        ("ICCD/COP(14)/CST/2", "document", "ICCD/COP(14)/CST/2"),
        ("iccd/cop(14)/cst/2", "document", "ICCD/COP(14)/CST/2"),
        ("document ICCD/COP(14)/CST/L.1", "document", "ICCD/COP(14)/CST/L.1"),
    ],
)
def test_a_query_that_is_a_reference_is_understood(query: str, kind: str, key: str) -> None:
    found = parse_query_reference(query)
    assert found is not None
    assert (found.kind, found.key) == (kind, key)


@pytest.mark.parametrize(
    "query",
    ["", "gender in para 5", "land", "9", "9 d", "土地", "الأراضي", "COP", "a" * 5000, "2030/2031"],
)
def test_other_queries_are_no_references(query: str) -> None:
    assert parse_query_reference(query) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "回顾第 23/COP.11 号决定和第 19/COP.12 号决定，",
            [("decision", "23/COP.11"), ("decision", "19/COP.12")],
        ),
        ("审议了 ICCD/COP(14)/CST/2 号文件", [("document", "ICCD/COP(14)/CST/2")]),
        ("回顾《公约》第 24 条规定", [("article", "article-24")]),
        ("Article 24 of the Convention", [("article", "article-24")]),
        ("l’article 24 de la Convention", [("article", "article-24")]),
        ("artículo 24 de la Convención", [("article", "article-24")]),
        ("согласно статье 24 Конвенции", [("article", "article-24")]),
        ("بموجب المادة 24 من الاتفاقية", [("article", "article-24")]),
        (
            "المقررين 23/م أ-11 و19/م.أ-12",
            [("decision", "23/COP.11"), ("decision", "19/COP.12")],
        ),
        ("решения 7/СОР.13 и 3/COP.13.", [("decision", "7/COP.13"), ("decision", "3/COP.13")]),
        ("resolution A/RES/70/1 and 12/2019", [("document", "A/RES/70/1")]),
        ("no reference here: 3/4 of the land, 2018–2019", []),
    ],
)
def test_references_are_found_with_their_offsets(
    text: str, expected: list[tuple[str, str]]
) -> None:
    found = find_references(text)
    assert [(r.kind, r.key) for r in found] == expected
    assert all(text[r.start : r.end] == r.text for r in found)
