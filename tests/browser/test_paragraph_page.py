"""A paragraph page in a real browser: narrow screens, citations that follow, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from visit import Visit

from indexer.languages import CODES
from indexer.model import KnowledgeBase

DOCUMENT = "iccd-cop14-cst-l1"
DECISION = f"decisions/{DOCUMENT}/"
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("code", CODES)
def test_no_paragraph_page_scrolls_sideways(
    visit: Visit, knowledge_base: KnowledgeBase, code: str
) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    issued = knowledge_base.documents[DOCUMENT].issued
    tops = [p.anchor for p in issued.paragraphs if re.fullmatch(r"(pp|op)-\d+", p.anchor)]
    assert len(tops) > 20
    wide = {}
    for anchor in tops:
        address = f"{visit.base_url}{code}/{DECISION}{anchor}/"
        visit.page.goto(address, wait_until="domcontentloaded")
        wide[anchor] = visit.page.evaluate(_WIDER)
    assert {anchor: by for anchor, by in wide.items() if by} == {}


@pytest.mark.parametrize("anchor", ["100%", "%E0%A4%A"])
def test_an_anchor_that_is_none_stops_nothing(visit: Visit, anchor: str) -> None:
    visit.go(f"en/{DECISION}op-9/#{anchor}")
    expect(visit.page.locator(".cite__of")).to_have_text("Paragraph 9")
    expect(visit.page.locator("ldn-search input").first).to_be_visible()


def test_the_citation_follows_the_item_that_the_address_names(visit: Visit) -> None:
    page = visit.page
    visit.go(f"en/{DECISION}op-9/#op-9-d")
    address = f"{visit.base_url}en/{DECISION}op-9/#op-9-d"
    text = page.locator(".cite__text").first
    expect(page.locator(".cite__of")).to_have_text("Paragraph 9 (d)")
    expect(text).to_contain_text("para. 9 (d)")
    expect(text).to_contain_text(address)
    expect(page.locator(".cite__bibtex").last).to_contain_text("SE  - para. 9 (d)")
    expect(page.locator('[data-cite="siteStyle"]')).to_contain_text("Paragraph 9 (d)")
    file = page.locator("a[data-cite-file]")
    expect(file).to_have_attribute("href", "op-9-d.ris")
    expect(page.locator(".cite__bibtex").first).to_contain_text(f"@misc{{{DOCUMENT}-op-9-d-en,")
    expect(page.locator(".permanent a")).to_have_attribute("href", address)
    page.locator("a[data-to-cite]").click()
    expect(text).to_be_in_viewport()
    assert page.url == address
    page.locator('[data-cite-copy="unStyle"]').click()
    expect(page.locator("[data-toast]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == text.inner_text()
    page.locator(".item__mark a").first.click()
    expect(text).to_contain_text("para. 9 (a)")
    visit.go(f"en/{DECISION}op-9/")
    expect(text).to_contain_text(re.compile(r"para\. 9 \(unofficial"))


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("code", ["ar", "fr", "zh"])
def test_paper_is_a_brief(visit: Visit, code: str, colours: str) -> None:
    page = visit.page
    visit.go(f"{code}/{DECISION}op-8/#op-8-a")
    page.evaluate("colours => document.documentElement.dataset.colours = colours", colours)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for kept in (
        ".standing .badge",
        "#op-8 .para__text",
        "#op-8-b",
        ".panel--asked .chip--addressee",
        ".helps .step a",
        ".cite__style--un_style .cite__text",
        ".permanent a",
        ".qr-code .qr",
    ):
        expect(page.locator(kept).first).to_be_visible()
    for chrome in (
        ".header",
        ".compare",
        ".notes",
        ".footer",
        ".pager",
        ".para__tools",
        ".item__labels",
        ".panel .chip--theme",
        ".helps .step > p",
        ".cite details",
    ):
        expect(page.locator(chrome).first).to_be_hidden()
    expect(page.locator("#op-8-a")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator("#op-8-a")).to_have_css("box-shadow", "none")
    start = "right" if code == "ar" else "left"
    expect(page.locator("#op-8-a")).to_have_css(f"border-{start}-style", "solid")
    expect(page.locator("#op-8-b")).to_have_css(f"border-{start}-style", "none")
    expect(page.locator("#op-8-a .item__mark a")).to_have_css("font-weight", "700")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".qr-code .qr")).to_be_hidden()
    expect(page.locator(".notes").first).to_be_visible()


def test_what_has_a_note_is_underlined_on_paper_only_where_the_note_is(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(media="print")
    for path, line in ((f"{DECISION}op-9/", "none"), (DECISION, "underline")):
        visit.go(f"zh/{path}")
        quoted = page.locator("#op-9 .quoted").first
        expect(quoted).to_have_css("text-decoration-line", line)


@pytest.mark.parametrize("code", CODES)
def test_the_brief_of_a_paragraph_is_one_page(visit: Visit, code: str) -> None:
    for anchor in ("pp-6", "op-2", "op-9", "op-10", "op-12"):
        visit.go(f"{code}/{DECISION}{anchor}/")
        paper = visit.page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, (code, anchor)


def test_items_on_a_phone_have_room(visit: Visit) -> None:
    """Their tools are icons with names, and a marked item keeps clear of the next one."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 800})
    visit.go(f"fr/{DECISION}op-9/#op-9-d")
    tools = page.locator("#op-9-d .item__labels button")
    for tool, name in zip(tools.all(), ("Copier le lien", "Ajouter au dossier"), strict=True):
        box = tool.bounding_box()
        assert box and 24 <= box["width"] <= 40 and box["height"] >= 24
        expect(tool).to_have_accessible_name(re.compile(name))
    gap = page.locator("#op-9-d").evaluate(
        "item => item.nextElementSibling.getBoundingClientRect().top"
        " - item.getBoundingClientRect().bottom"
    )
    assert gap >= 6
    expect(page.locator("#op-9-d")).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("code", ["fr", "ru", "es"])
def test_the_menu_of_every_page_is_one_line_or_folded(visit: Visit, code: str) -> None:
    page = visit.page
    visit.go(f"{code}/themes/")
    for width in range(880, 1120, 20):
        page.set_viewport_size({"width": width, "height": 800})
        tops = page.locator(".header__nav a:visible").evaluate_all(
            "all => all.map(a => a.offsetTop)"
        )
        assert len(set(tops)) <= 1, width
        assert bool(tops) != page.locator(".menu").is_visible()


def test_chinese_titles_break_between_words(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 800})
    visit.go(f"zh/{DECISION}")
    title = page.locator("h1")
    pieces = title.evaluate("h => [...h.childNodes].filter(n => n.data).map(n => n.data)")
    assert {"科学", "政策", "平台", "方案"} <= {piece.strip() for piece in pieces}
    assert "".join(pieces) == title.text_content()
    expect(title).to_have_css("word-break", "keep-all")


def test_quotation_marks_are_those_of_the_page(visit: Visit) -> None:
    for code, marks in (("ar", '"«" "»"'), ("fr", '"«\u00a0" "\u00a0»"'), ("ru", '"«" "»"')):
        visit.go(f"{code}/{DECISION}op-9/")
        quotes = "getComputedStyle(document.querySelector('.asked__printed q')).quotes"
        assert visit.page.evaluate(quotes).startswith(marks), code


def test_no_page_makes_the_browser_ask_for_a_favicon(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    for path in ("", "en/", f"zh/{DECISION}op-1/"):
        visit.go(path)
        assert visit.page.locator('link[rel="icon"]').count() == 1, path
    assert not [url for url in asked if url.endswith("favicon.ico")]
