"""The interactive documentation in a real browser, under its strict policy."""

from __future__ import annotations

from playwright.sync_api import expect
from visit import Visit


def test_a_request_can_be_tried_without_any_third_party(visit: Visit) -> None:
    page = visit.page
    visit.go("api/docs")
    operation = page.locator("#operations-Search-search")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_placeholder("q", exact=True).fill("الفقرة 9 (د) ")
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table")
    answer.get_by_text('"anchor": "op-9-d"').first.wait_for()
    assert answer.locator(".response-col_status").nth(1).inner_text().startswith("200")


def test_page_says_what_the_service_is_not(visit: Visit) -> None:
    visit.go("api/docs")
    assert "not a site of the United Nations" in visit.page.inner_text("main")
    expect(visit.page.locator(".opblock-tag")).to_have_count(6)
