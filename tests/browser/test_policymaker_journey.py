"""A policymaker's way: arrive, say who one is, see who is asked what, open the exact paragraph,
read it beside the text as issued, see what to do, cite it, take it along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from visit import Visit

from kb_service.settings import Settings

DECISION = "decisions/iccd-cop14-cst-l1/"
#: Presses of the Tab key after which a reader would have given up.
PATIENCE = 140


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("code", ["ar", "fr", "zh"])
def test_from_the_home_page_to_a_brief(visit: Visit, code: str, width: int, tmp_path: Path) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 844})
    visit.go("")
    page.locator(f'a[data-language="{code}"]').click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if code == "ar" else "ltr")
    expect(page.locator(".standing .badge--draft")).to_be_visible()

    page.locator('.tile--asked[href$="?addressee=country-parties"]').click()
    page.wait_for_url(re.compile(rf"/{code}/asks/\?addressee=country-parties$"))
    asks = page.locator("[data-ask]:visible")
    assert 0 < asks.count() < page.locator("[data-ask]").count()
    with page.expect_download() as table:
        page.locator("a[download][href$='.csv']").click()
    table.value.save_as(tmp_path / "asks.csv")
    rows = (tmp_path / "asks.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any("country-parties" in row for row in rows)

    asks.locator(".ask__items a[href$='#op-9-d']").click()
    page.wait_for_url(re.compile(rf"/{code}/{DECISION}op-9/#op-9-d$"))
    expect(page.locator("#op-9-d")).to_be_in_viewport()
    own = page.locator("#op-9-d .item__body > p").first.inner_text()
    status = "official" if code == "zh" else "unofficial"
    expect(page.locator(f".sheet .badge--{status}")).to_be_visible()

    other = "en" if code == "zh" else "zh"
    page.locator(f"#compare a[href*='beside/{other}/']").first.click()
    page.wait_for_url(re.compile(rf"/{code}/{DECISION}beside/{other}/#op-9$"))
    expect(page.get_by_text(own).first).to_be_visible()
    foreign = page.locator(f"main [lang^='{other}']:visible")
    expect(foreign.first).to_have_attribute("dir", "ltr")
    page.go_back()

    guidance = page.locator("#guidance ~ * a, [aria-labelledby='guidance'] a").first
    title = guidance.inner_text()
    guidance.click()
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    page.wait_for_url(re.compile(r"#op-9-d$"))

    page.locator('[data-cite-copy="unStyle"]').click()
    cited = page.evaluate("navigator.clipboard.readText()")
    assert "ICCD/COP(14)/CST/L.1" in cited
    assert f"/{code}/{DECISION}op-9/#op-9-d" in cited
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(paper) > 10_000


def focus(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, and see that the focus shows."""
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            shown = wanted.evaluate(
                """element => { const style = getComputedStyle(element);
                return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""
            )
            assert shown, "the focus does not show"
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"not reached by Tab: {wanted}")


@pytest.mark.parametrize("code", ["ar", "fr", "zh"])
def test_with_the_keyboard_alone(browser: Browser, live: Settings, code: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live.base_url}{code}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    page.keyboard.press("/")
    page.keyboard.type("9 (d)")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{code}/search/\?q="))
    first = page.locator(".result__head a").first
    expect(first).to_have_attribute("href", re.compile(r"op-9/#op-9-d$"))
    page.locator("h1").click()
    focus(page, first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{code}/{DECISION}op-9/#op-9-d$"))

    chip = page.locator(".panel--asked .chip--addressee").first
    focus(page, chip)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/asks/\?addressee="))
    focus(page, page.locator("select[name=verb]"))
    before = page.locator("[data-ask]:visible").count()
    assert before > 0
    focus(page, page.locator("[data-asks-filters] button[type=reset]"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/asks/$"))
    assert page.locator("[data-ask]:visible").count() > before
    context.close()
