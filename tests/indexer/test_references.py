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
        ("第五段b项", "paragraph", "op-5-b"),
        ("第5段b", "paragraph", "op-5-b"),
        ("序言4", "paragraph", "pp-4"),
        ("الديباجة 4", "paragraph", "pp-4"),
        ("преамбула 4", "paragraph", "pp-4"),
        ("ف 9", "paragraph", "op-9"),
        ("ف 9 (ج)", "paragraph", "op-9-c"),
        ("параграф 5", "paragraph", "op-5"),
        ("пункт девятый", "paragraph", "op-9"),
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
        ("9 (d)", "paragraph", "op-9-d"),
        ("§ 9 d", "paragraph", "op-9-d"),
        ("paragraph (9)(d)", "paragraph", "op-9-d"),
        ("paragraph 9 (d) (ii)", "paragraph", "op-9-d-ii"),
        ("paragraphe 9 d) ii)", "paragraph", "op-9-d-ii"),
        ("subparagraph 9 (d)", "paragraph", "op-9-d"),
        ("sub-paragraph 9 (d)", "paragraph", "op-9-d"),
        ("paragraph 9, subparagraph (d)", "paragraph", "op-9-d"),
        ("subparagraph (d) of paragraph 9", "paragraph", "op-9-d"),
        ("subparagraph (a) of preambular paragraph 6", "paragraph", "pp-6-a"),
        ("subparagraph (d) (ii) of the paragraph 9", "paragraph", "op-9-d-ii"),
        ("paragraphe 9, alinéa d)", "paragraph", "op-9-d"),
        ("alinéa d) du paragraphe 9", "paragraph", "op-9-d"),
        ("l’alinéa d) du paragraphe 9", "paragraph", "op-9-d"),
        ("alinéa 9", "paragraph", "op-9"),
        ("apartado d) del párrafo 9", "paragraph", "op-9-d"),
        ("el párrafo 9, apartado d)", "paragraph", "op-9-d"),
        ("подпункт d) пункта 9", "paragraph", "op-9-d"),
        ("подпункт г) пункта 9", "paragraph", "op-9-d"),
        ("пункт 9, подпункт г)", "paragraph", "op-9-d"),
        ("пункт 9 е)", "paragraph", "op-9-e"),  # prints like e, which UN texts print
        ("пункт 9 с)", "paragraph", "op-9-c"),
        ("пункт 9 в)", "paragraph", "op-9-c"),
        ("الفقرة 9 (هـ)", "paragraph", "op-9-e"),
        ("الفقرة الفرعية 9 (د)", "paragraph", "op-9-d"),
        ("الفقرة 9، الفقرة الفرعية (د)", "paragraph", "op-9-d"),
        ("الفقرة الفرعية (د) من الفقرة 9", "paragraph", "op-9-d"),
        ("الفقرة الفرعية (هـ) من الفقرة ٩", "paragraph", "op-9-e"),
        ("第9段(d)分段", "paragraph", "op-9-d"),
        ("第9(d)分段", "paragraph", "op-9-d"),
        ("第9段第(d)项", "paragraph", "op-9-d"),
        ("第九（ｄ）段", "paragraph", "op-9-d"),
        ("９(ｄ)段", "paragraph", "op-9-d"),
        ("第９（ｄ）段", "paragraph", "op-9-d"),
        ("18／COP．13", "decision", "18/COP.13"),
        ("18/COP13", "decision", "18/COP.13"),
        ("18/СОР13", "decision", "18/COP.13"),
        ("la decisión 18/COP.13", "decision", "18/COP.13"),
        ("la décision 18/COP.13", "decision", "18/COP.13"),
        ("the decision 18/COP.13", "decision", "18/COP.13"),
        ("decision 18/COP.13¹", "decision", "18/COP.13"),
        ("18/COP.13", "decision", "18/COP.13"),
        ("18/СОР.13", "decision", "18/COP.13"),
        ("18/cop.13", "decision", "18/COP.13"),
        ("decision 18/COP.13", "decision", "18/COP.13"),
        ("решение 18/COP.13", "decision", "18/COP.13"),
        ("第 18/COP.13 号决定", "decision", "18/COP.13"),
        ("المقرر 18/م أ-13", "decision", "18/COP.13"),
        ("ICCD/COP(14)/CST/2", "document", "ICCD/COP(14)/CST/2"),
        ("iccd/cop(14)/cst/2", "document", "ICCD/COP(14)/CST/2"),
        ("ICCD/COP", "document", "ICCD/COP"),
        ("document ICCD/COP(14)/CST/L.1", "document", "ICCD/COP(14)/CST/L.1"),
        ("ICCD／COP（14）／CST／2", "document", "ICCD/COP(14)/CST/2"),
        ("Article 24", "article", "article-24"),
        ("article 24", "article", "article-24"),
        ("Article 24 of the Convention", "article", "article-24"),
        ("l’article 24 de la Convention", "article", "article-24"),
        ("artículo 24", "article", "article-24"),
        ("artículo 24 de la Convención", "article", "article-24"),
        ("статья 24", "article", "article-24"),
        ("статьи 24 Конвенции", "article", "article-24"),
        # the number inside, as pages of the preamble are titled, and ordinals, as the UN counts
        ("Alinéa 9 du préambule", "paragraph", "pp-9"),
        ("al. 9 du préamb.", "paragraph", "pp-9"),
        ("9e alinéa du préambule", "paragraph", "pp-9"),
        ("neuvième alinéa du préambule", "paragraph", "pp-9"),
        ("ninth preambular paragraph", "paragraph", "pp-9"),
        ("9th preambular paragraph", "paragraph", "pp-9"),
        ("Párrafo 9 del preámbulo", "paragraph", "pp-9"),
        ("párr. 9 del preámb.", "paragraph", "pp-9"),
        ("9.º párrafo del preámbulo", "paragraph", "pp-9"),
        ("noveno párrafo del preámbulo", "paragraph", "pp-9"),
        ("Пункт 9 преамбулы", "paragraph", "pp-9"),
        ("п. 9 преамб.", "paragraph", "pp-9"),
        ("9-й пункт преамбулы", "paragraph", "pp-9"),
        ("четвёртый пункт преамбулы", "paragraph", "pp-4"),
        ("الفقرة 9 من الديباجة", "paragraph", "pp-9"),
        ("الفقرة التاسعة من الديباجة", "paragraph", "pp-9"),
        ("ف 9 ديباجة", "paragraph", "pp-9"),
        ("المادة 24", "article", "article-24"),
        ("المادة ٢٤ من الاتفاقية", "article", "article-24"),
        ("第24条", "article", "article-24"),
        ("第 24 条", "article", "article-24"),
        ("第２４条", "article", "article-24"),
        ("第二十四条", "article", "article-24"),
        ("《公约》第二十四条", "article", "article-24"),
    ],
)
def test_a_query_that_is_a_reference_is_understood(query: str, kind: str, key: str) -> None:
    found = parse_query_reference(query)
    assert found is not None
    assert (found.kind, found.key) == (kind, key)


@pytest.mark.parametrize(
    "query",
    [
        *("", "land", "9", "9 d", "土地", "الأراضي", "COP", "a" * 5000, "2030/2031"),
        *("gender in para 5", "articles of association", "2030 agenda", "COP 14", "COP14"),
        *("section 9", "apartado 9", "subparagraph 9", "subparagraphs of paragraph 9"),
        *("alinéa du paragraphe 9", "подпункты пункта 9", "para 9 to 12", "article 2030"),
        *("article 24 of the Paris Agreement", "статья о земле", "条", "24条", "第十十段"),
        *("الفقرة الفرعية", "第9", "the", "la", "18/COP", "paragraph 9 and 10"),
    ],
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
        ("والمادة 24 وبالمادة 10", [("article", "article-24"), ("article", "article-10")]),
        ("лист. 24, party 3", []),
        ("no reference here: 3/4 of the land, 2018–2019", []),
    ],
)
def test_references_are_found_with_their_offsets(
    text: str, expected: list[tuple[str, str]]
) -> None:
    found = find_references(text)
    assert [(r.kind, r.key) for r in found] == expected
    assert all(text[r.start : r.end] == r.text for r in found)
