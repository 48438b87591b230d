"""Two languages side by side in a real browser: columns, phone, the place kept when swapping."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect
from visit import Visit

DECISION = "decisions/iccd-cop14-cst-l1/"
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def box(cell: Locator) -> dict[str, float]:
    """Where a cell stands."""
    found = cell.bounding_box()
    assert found
    return dict(found)


@pytest.mark.parametrize(("code", "other"), [("ar", "zh"), ("en", "ar"), ("zh", "fr")])
def test_the_readers_language_comes_first_in_its_direction(
    visit: Visit, code: str, other: str
) -> None:
    page = visit.page
    page.emulate_media(reduced_motion="reduce")  # or the page would still be scrolling
    visit.go(f"{code}/{DECISION}beside/{other}/#op-9-d")
    first, second = (box(cell) for cell in page.locator("#op-9-d .beside__cell").all())
    assert (first["x"] > second["x"]) == (code == "ar")
    assert first["y"] == pytest.approx(second["y"], abs=2)
    head = page.locator(".beside__head")
    expect(head).to_be_in_viewport()
    assert box(head)["y"] + box(head)["height"] <= box(page.locator("#op-9-d"))["y"] + 2
    language = page.locator("#op-9-d .beside__language").first
    expect(language).to_be_hidden()


def test_a_phone_stacks_fragments_under_the_name_of_their_language(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    visit.go(f"zh/{DECISION}beside/ar/#op-4-b")
    cells = page.locator("#op-4-b .beside__cell")
    first, second = (box(cell) for cell in cells.all())
    assert second["y"] >= first["y"] + first["height"]
    expect(page.locator("#op-4-b .beside__language")).to_have_text(["中文", "العربية"])
    expect(page.locator("#op-4-b .beside__language").last).to_be_visible()
    assert page.evaluate(_WIDER) == 0


def test_swapping_keeps_the_place(visit: Visit) -> None:
    page = visit.page
    visit.go(f"zh/{DECISION}beside/fr/#op-9-d")
    page.locator(".beside__choice a[hreflang]").click()
    page.wait_for_url(f"**/fr/{DECISION}beside/zh/#op-9-d")
    expect(page.locator("#op-9-d")).to_be_in_viewport()
    page.locator('.beside__with a[href*="/ar/"], .beside__with a[href="../ar/"]').first.click()
    page.wait_for_url(f"**/fr/{DECISION}beside/ar/#op-9-d")


def test_a_mark_opens_its_note(visit: Visit) -> None:
    page = visit.page
    visit.go(f"ar/{DECISION}beside/zh/")
    page.locator('a.quoted[href="#note-op-8-to-this-end"]').click()
    expect(page.locator("#note-op-8-to-this-end")).to_be_visible()
