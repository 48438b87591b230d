"""Guidance on the site: what it quotes, cites, draws, and how it hangs together, both ways."""

from __future__ import annotations

import re

import pytest

from indexer.embeds import embedded
from indexer.facts import state_figure
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from tests.site.built_page import Document

DECISION = "decisions/iccd-cop14-cst-l1"


def squeeze(text: str) -> str:
    return "".join(text.split())


def hrefs(page: Document) -> set[str]:
    return {link.get("href") for link in page.all("a")}


@pytest.mark.parametrize("code", CODES)
def test_quotations_are_the_texts_of_the_decision(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    quoted = 0
    for page in knowledge_base.pages.values():
        if page.kind != "guidance":
            continue
        shown = squeeze(pages[f"{code}/guidance/{page.id}/index.html"].text)
        for name in embedded(page.texts[code].markdown, "decisions"):
            document_id, _, anchor = name.partition("/")
            text = knowledge_base.documents[document_id].texts[code]
            paragraph = text.paragraph(anchor)
            assert paragraph and squeeze(paragraph.body) in shown, (page.id, anchor)
            quoted += 1
    assert quoted > 80


@pytest.mark.parametrize("code", CODES)
def test_marks_lead_to_listed_sources(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    for page in knowledge_base.pages.values():
        if page.kind != "guidance":
            continue
        built = pages[f"{code}/guidance/{page.id}/index.html"]
        listed = [e.get("id") for e in built.all("li") if e.get("id").startswith("source-")]
        assert listed == [f"source-{name}" for name in page.sources], page.id
        marks = {link.get("href") for link in built.all("a") if link.get("class") == "mark"}
        assert marks and marks <= {f"#{name}" for name in listed}, page.id


@pytest.mark.parametrize("code", CODES)
def test_figures_are_stated_as_the_register_states_them(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    register = squeeze(pages[f"{code}/figures/index.html"].text)
    for figure in knowledge_base.figures.values():
        assert squeeze(state_figure(figure, code)) in register
    for page in knowledge_base.pages.values():
        for name in embedded(page.texts[code].markdown, "figures"):
            shown = squeeze(pages[f"{code}/{page.address}index.html"].text)
            assert squeeze(state_figure(knowledge_base.figures[name], code)) in shown


@pytest.mark.parametrize("code", CODES)
def test_drawings_stand_in_their_pages_in_words_too(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    drawn = 0
    for page in knowledge_base.pages.values():
        for name in embedded(page.texts[code].markdown, "diagrams"):
            built = pages[f"{code}/{page.address}index.html"]
            diagram = knowledge_base.diagrams[name]
            (svg,) = [e for e in built.all("svg") if e.get("role") == "img"]
            assert svg.get("lang").startswith(code)
            assert built.text.count(diagram.description[code]) >= 1
            drawn += 1
    assert drawn >= 5


def test_paragraphs_and_guidance_link_both_ways(
    pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    for page in knowledge_base.pages.values():
        for reference in page.paragraphs if page.kind == "guidance" else ():
            top = "-".join(reference.partition("/")[2].split("-")[:2])
            paragraph = pages[f"fr/{DECISION}/{top}/index.html"]
            assert f"../../../guidance/{page.id}/" in hrefs(paragraph), (page.id, top)
            anchor = reference.partition("/")[2]
            found = hrefs(pages[f"fr/guidance/{page.id}/index.html"])
            assert f"../../{DECISION}/{top}/#{anchor}" in found, (page.id, reference)


def test_every_guidance_page_stands_in_the_index_once(
    pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    for code in CODES:
        links = [link.get("href") for link in pages[f"{code}/guidance/index.html"].all("a")]
        for page in knowledge_base.pages.values():
            if page.kind == "guidance":
                assert links.count(f"{page.id}/") == 1, (code, page.id)


def test_terms_lead_to_the_pages_and_paragraphs_that_use_them(pages: dict[str, Document]) -> None:
    for code in CODES:
        links = hrefs(pages[f"{code}/glossary/index.html"])
        assert "../guidance/response-hierarchy/" in links
        assert f"../{DECISION}/op-9/#op-9-e" in links


def test_signed_numbers_keep_their_sign_in_front_in_arabic(pages: dict[str, Document]) -> None:
    signed = [
        (text, element)
        for path, page in pages.items()
        if path.startswith("ar/guidance/")
        for text, element in page.texts
        if re.fullmatch(r"[−+][0-9.,]+%?", text.strip())
    ]
    assert signed
    assert {element.direction for _, element in signed} == {"ltr"}


@pytest.mark.parametrize("code", CODES)
def test_paths_go_on_as_their_lists_show_them(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    followed = 0
    for introduction in knowledge_base.pages.values():
        folder = {"theme": "themes", "audience": "audiences"}.get(introduction.kind)
        if folder is None:
            continue
        if introduction.kind == "theme":
            first = {knowledge_base.pages[name].tags.themes[0] for name in introduction.path}
            assert introduction.id in first, "no page of the path is at home on it"
        query = f"?path={introduction.id}"
        built = pages[f"{code}/{folder}/{introduction.id}/index.html"]
        shown = [link.get("href") for link in built.all("a") if query in link.get("href")]
        assert [href.split("/")[-2] for href in shown] == list(introduction.path), introduction.id
        for place, name in enumerate(introduction.path):
            page = pages[f"{code}/guidance/{name}/index.html"]
            assert page.all("nav", **{"data-path": introduction.id}), (introduction.id, name)
            around = {
                link.get("rel"): link.get("href").split("/")[-2]
                for link in page.all("a")
                if link.get("rel") in {"prev", "next"} and link.get("href").endswith(query)
            }
            expected = dict(zip(("prev",), introduction.path[place - 1 : place], strict=False))
            expected |= dict(zip(("next",), introduction.path[place + 1 : place + 2], strict=False))
            assert around == expected, (introduction.id, name)
            followed += 1
    assert followed > 100
