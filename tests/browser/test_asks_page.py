"""Who is asked to do what, in a real browser: filters, the address, the keyboard, no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from visit import Visit


def numbers(visit: Visit) -> list[str]:
    """The paragraphs that the list shows now."""
    shown = visit.page.locator(".ask:visible")
    return [key.rpartition("/")[2] for key in shown.evaluate_all("a => a.map(e => e.dataset.ask)")]


@pytest.mark.parametrize("code", ["ar", "zh", "fr"])
def test_the_address_holds_the_filters(visit: Visit, code: str) -> None:
    page = visit.page
    visit.go(f"{code}/asks/?addressee=country-parties&verb=encourages&theme=unknown")
    assert numbers(visit) == ["op-9"]
    expect(page.locator("select[name=addressee]")).to_have_value("country-parties")
    expect(page.locator("select[name=theme]")).to_have_value("")
    expect(page.locator("[data-asks-count]")).to_contain_text("12")
    page.locator("select[name=verb]").select_option("invites")
    assert numbers(visit) == ["op-4", "op-6", "op-8", "op-10"]
    assert page.url.endswith("?addressee=country-parties&verb=invites")
    rows = page.locator("[data-asks-row]:visible")
    expect(rows).to_have_count(2)  # paragraph 10 addresses partners too
    switch = page.locator("a[data-same-place]").first
    assert "verb=invites" in (switch.get_attribute("href") or "")
    page.locator("button[type=reset]").click()
    expect(page.locator(".ask:visible")).to_have_count(12)
    assert page.url.endswith("/asks/")


@pytest.mark.parametrize(
    ("theme", "paragraph", "items"),
    [
        ("finance", "op-9", ["op-9-d"]),
        ("land-tenure", "op-9", ["op-9-a", "op-9-b", "op-9-c", "op-9-d", "op-9-g"]),
        ("institutions-policy", "op-4", []),
    ],
)
def test_of_an_ask_the_items_that_carry_the_theme_are_shown(
    visit: Visit, theme: str, paragraph: str, items: list[str]
) -> None:
    page = visit.page
    visit.go(f"ar/asks/?theme={theme}")
    ask = page.locator(f".ask[data-ask$='/{paragraph}']")
    links = ask.locator("a:visible[href*='#op-']").evaluate_all("all => all.map(a => a.hash)")
    assert links == [f"#{paragraph}", *(f"#{item}" for item in items)]
    page.locator("button[type=reset]").click()
    expect(ask.locator(".ask__items")).to_be_visible()
    expect(ask.locator("[data-ask-part]")).to_be_hidden()


def test_filters_work_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    visit.go("en/asks/")
    expect(page.locator("button[type=reset]")).to_be_hidden()
    page.locator("select[name=addressee]").focus()
    page.keyboard.type("Secretariat")
    page.keyboard.press("Tab")
    assert numbers(visit) == ["op-11"]
    expect(page.locator("[data-asks-count]")).to_have_text("Shown: 1 of 12")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("button[type=reset]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".ask:visible")).to_have_count(12)
    expect(page.locator("button[type=reset]")).to_be_hidden()
    expect(page.locator("select[name=addressee]")).to_be_focused()


def test_nothing_that_fits_is_said(visit: Visit) -> None:
    visit.go("ru/asks/?addressee=secretariat&verb=invites")
    expect(visit.page.locator(".ask:visible")).to_have_count(0)
    expect(visit.page.locator("[data-asks-empty]")).to_be_visible()


def test_everything_is_shown_without_script(browser: Browser, visit: Visit) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{visit.base_url}ar/asks/?addressee=secretariat")
    expect(page.locator(".ask:visible")).to_have_count(12)
    expect(page.locator("[data-asks-filters]")).to_be_hidden()
    context.close()


def test_the_page_fits_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    for code in ("ar", "zh", "ru"):
        visit.go(f"{code}/asks/")
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(wider) == 0, code


def test_the_table_is_downloaded(visit: Visit) -> None:
    visit.go("zh/asks/")
    with visit.page.expect_download() as waiting:
        visit.page.locator("a[download]").first.click()
    assert waiting.value.suggested_filename == "asks-zh.csv"
