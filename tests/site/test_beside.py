"""Side by side: any two languages aligned item by item, each text saying what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from built_page import Document

from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase
from tests.site.test_site_parts import make_edition, part

DECISION = "decisions/iccd-cop14-cst-l1"


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("other", CODES)
def test_both_texts_stand_there_whole_and_aligned(
    code: str, other: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    if code == other:
        assert f"{code}/{DECISION}/beside/{other}/index.html" not in pages
        return
    page = pages[f"{code}/{DECISION}/beside/{other}/index.html"]
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    for language in (code, other):
        in_language = squeeze(
            "".join(d for d, e in page.texts if e.language == LANGUAGES[language].tag)
        )
        text = document.texts[language]
        for paragraph in text.paragraphs:
            assert squeeze(paragraph.body) in in_language, (language, paragraph.anchor)
        for line in (*text.masthead, *text.footnotes):
            assert squeeze(line.text) in in_language
        assert squeeze(text.opening) in in_language
    assert set(page.ids) >= {p.anchor for p in document.issued.paragraphs}
    cells = page.all("div", **{"class": "beside__cell"})
    languages = [cell.get("lang") for cell in cells]
    assert languages == [LANGUAGES[code].tag, LANGUAGES[other].tag] * (len(cells) // 2)
    assert [cell.get("dir") for cell in cells[:2]] == [
        LANGUAGES[code].direction,
        LANGUAGES[other].direction,
    ]


def test_swap_and_switch_lead_to_pages_of_the_same_kind(pages: dict[str, Document]) -> None:
    page = pages[f"zh/{DECISION}/beside/fr/index.html"]
    links = {link.get("href") for link in page.all("a")}
    assert f"../../../../../fr/{DECISION}/beside/zh/" in links
    assert {"../ar/", "../en/", "../ru/", "../es/"} <= links
    switch = {a.get("hreflang"): a.get("href") for a in page.all("a") if a.get("hreflang")}
    assert switch["fr"] == f"../../../../../fr/{DECISION}/beside/zh/"
    assert switch["ar"] == f"../../../../../ar/{DECISION}/beside/fr/"


@pytest.mark.parametrize("code", CODES)
def test_the_text_as_issued_is_offered_first(code: str, pages: dict[str, Document]) -> None:
    first = "zh" if code != "zh" else "en"
    for path, start in (
        (f"{code}/{DECISION}/index.html", "beside/"),
        (f"{code}/{DECISION}/op-9/index.html", "../beside/"),
    ):
        links = [a.get("href") for a in pages[path].all("a") if "beside/" in a.get("href")]
        assert links[0].startswith(f"{start}{first}/") and len(links) == 5
    assert links[0].endswith("#op-9")


def test_marks_lead_to_the_notes_on_the_same_page(pages: dict[str, Document]) -> None:
    for code, other in (("ar", "zh"), ("zh", "ar")):
        page = pages[f"{code}/{DECISION}/beside/{other}/index.html"]
        marks = [a.get("href") for a in page.all("a", **{"class": "quoted"})]
        assert "#note-op-8-to-this-end" in marks
        assert {mark.removeprefix("#") for mark in marks} <= set(page.ids)
    assert pages[f"fr/{DECISION}/beside/ar/index.html"].all("li", id="note-op-8-to-this-end")


def test_a_language_without_text_says_so_and_leads_on(knowledge_base: KnowledgeBase) -> None:
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    texts = {code: text for code, text in document.texts.items() if code != "ru"}
    base = replace(knowledge_base, documents={document.id: replace(document, texts=texts)})
    views = {
        view.path: view for view in part("decision_views").decision_views(make_edition(base, "ru"))
    }
    view = views[f"{DECISION}/beside/ar/"]
    assert view.template == "missing" and not view.indexable
    assert view.elsewhere == {"ar": f"{DECISION}/"}
    others = part("decision_views").decision_views(make_edition(base, "ar"))
    assert f"{DECISION}/beside/ru/" not in {view.path for view in others}


def test_what_one_text_alone_has_stands_alone(knowledge_base: KnowledgeBase) -> None:
    """Translations print a line of their language, and a settled doubt may leave more."""
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    printed = document.texts["ar"]
    language = replace(printed.masthead[0], field="language", text="عربي")
    text = replace(printed, masthead=(*printed.masthead, language), footnotes=())
    texts = {**document.texts, "ar": text}
    base = replace(knowledge_base, documents={document.id: replace(document, texts=texts)})
    for code, other, side in (("en", "ar", 1), ("ar", "en", 0)):
        views = {v.path: v for v in part("decision_views").decision_views(make_edition(base, code))}
        context = views[f"{DECISION}/beside/{other}/"].context
        (alone,) = [pair for pair in context["masthead"] if None in pair]
        assert alone[side] == language and alone[1 - side] is None
        assert all(pair[side] is None for pair in context["footnotes"])
        assert len(context["masthead"]) == len(text.masthead)
