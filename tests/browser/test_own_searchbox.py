"""The site's own search boxes, which are the widget, and the page that gives away its code."""

from __future__ import annotations

import re

import pytest
from axe import violations
from partner import serve_partner
from playwright.sync_api import Browser, expect
from visit import Visit

from kb_service.settings import Settings

BOXES = [("", "q-home"), ("themes/", "q-header"), ("search/", "q-search")]


@pytest.mark.parametrize(("path", "name"), BOXES)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_box_takes_the_place_of_its_form_without_moving_anything(
    browser: Browser, live: Settings, path: str, name: str, width: int
) -> None:
    sizes = []
    for scripts in (False, True):
        context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        page.goto(f"{live.base_url}ar/{path}")
        field = page.locator(f"#{name}")
        expect(field).to_have_count(1)
        sizes.append((field.bounding_box(), page.locator("ldn-search").bounding_box()))
        context.close()
    for before, after in zip(*sizes, strict=True):
        assert before and after
        for side in ("x", "y", "width", "height"):
            assert abs(before[side] - after[side]) < 1, (side, before, after)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_empty_field_follows_the_page_and_a_full_one_its_text(
    browser: Browser, live: Settings, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    for path, name in (*BOXES, ("glossary/", "filter")):
        page.goto(f"{live.base_url}ar/{path}")
        field = page.locator(f"#{name}")
        for text, direction in (("", "rtl"), ("soil", "ltr"), ("تربة", "rtl"), ("", "rtl")):
            field.evaluate("(field, text) => { field.value = text; }", text)
            expect(field).to_have_css("direction", direction)
    context.close()


def test_without_scripts_it_is_a_form(browser: Browser, live: Settings) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.base_url}fr/")
    page.locator("#q-home").fill("sol")
    page.locator("#q-home").press("Enter")
    page.wait_for_url(f"{live.base_url}fr/search/?q=sol")
    context.close()


def test_the_header_lists_results_that_stay_on_this_copy(visit: Visit) -> None:
    page = visit.page
    visit.go("zh/themes/")
    page.keyboard.press("/")
    page.keyboard.type("第9段")
    first = page.locator("#q-header-list [role=option]").first
    expect(first).to_contain_text("第 9 段")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"^{re.escape(visit.base_url)}zh/decisions/.*/op-9/"))


def test_the_search_page_keeps_what_is_being_typed(visit: Visit) -> None:
    page = visit.page
    visit.go("en/search/")
    page.keyboard.press("/")
    page.keyboard.type("soil ")
    expect(page.locator(".result").first).to_be_visible()
    expect(page.locator("#q-search")).to_have_value("soil ")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#q-search")).to_have_value("")
    expect(page).not_to_have_url(re.compile("q="))


def test_the_code_that_the_page_gives_works_on_a_partners_page(
    visit: Visit, browser: Browser, live: Settings
) -> None:
    page = visit.page
    visit.go("en/widget/")
    page.select_option("[name=lang]", "ar")
    page.locator(".configurator__themes summary").click()
    page.locator("[name=theme][value=land-tenure]").check()
    page.locator("[name=limit]").fill("2")
    page.locator("[name=pinned]").check()
    page.locator("[name=own]").check()
    preview = page.locator("[data-preview-place] ldn-search")
    preview.locator("input[type=search]").fill("الأرض")
    expect(preview.locator("[role=option]")).to_have_count(3)
    expect(preview.locator(".base")).to_have_attribute("dir", "rtl")
    expect(preview.locator(".button")).to_have_css("background-color", "rgb(29, 95, 168)")
    expect(page.locator("[data-code=styles]")).to_contain_text("--ldn-accent: #1d5fa8")
    page.keyboard.press("Escape")
    code = page.locator("[data-code=snippet]").inner_text()
    policy = page.locator("[data-code=policy]").inner_text()
    page.locator(".code", has=page.locator("[data-code=snippet]")).locator("button").click()
    assert page.evaluate("navigator.clipboard.readText()") == code
    assert 'integrity="sha384-' in code and 'theme="land-tenure"' in code
    page.locator("[name=variant][value=frame]").check()
    expect(page.locator("[data-code=snippet]")).to_contain_text("/widget/v1/frame.html?lang=ar")
    expect(page.frame_locator("iframe").locator("input[type=search]")).to_be_visible()
    context = browser.new_context()
    with serve_partner(context.new_page(), live.base_url.rstrip("/")) as partner:
        partner.policy = f"default-src 'none'; style-src 'self'; img-src 'self'; {policy}"
        partner.show(code, "")
        box = partner.page.locator("ldn-search")
        box.locator("input[type=search]").fill("الأرض")
        expect(box.locator("[role=option]")).to_have_count(3)
        box.locator("input[type=search]").press("Enter")
        partner.page.wait_for_url(re.compile(rf"^{re.escape(live.base_url)}ar/search/"))
        assert partner.wrong == []
    context.close()


@pytest.mark.parametrize("code", ["en", "ar", "zh"])
def test_the_page_about_the_widget(visit: Visit, code: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 800})
    visit.go(f"{code}/widget/")
    expect(visit.page.locator(".configurator__form")).to_be_visible()
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(wider) == 0
    assert violations(visit.page) == []
