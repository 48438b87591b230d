"""A trainer follows a reading path from its list to its end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from visit import Visit


@pytest.mark.parametrize(
    ("code", "concept"), [("en", "audiences/trainers"), ("ar", "themes/gender")]
)
def test_every_step_is_counted_as_in_the_list(visit: Visit, code: str, concept: str) -> None:
    page = visit.page
    visit.go(f"{code}/{concept}/")
    name = concept.partition("/")[2]
    steps = page.locator(f".steps a[href$='?path={name}']")
    titles = steps.all_inner_texts()
    assert len(titles) > 2
    steps.first.click()
    for number, title in enumerate(titles, start=1):
        expect(page.locator("h1")).to_have_text(title)
        pager = page.locator("[data-path]").first
        expect(pager).to_have_attribute("data-path", name)
        count = pager.locator(".pager__all")
        expect(count).to_have_text(re.compile(rf"\b{number}\b.*\b{len(titles)}\b"))
        if number < len(titles):
            pager.locator("[rel=next]").click()
    expect(page.locator("[data-path]").first.locator("[rel=next]")).to_have_count(0)
    count.click()
    page.wait_for_url(re.compile(rf"/{code}/{concept}/$"))
