"""Every kind of page, in three scripts, light and dark: what axe-core finds, reflow, targets."""

from __future__ import annotations

from typing import Literal

import pytest
from axe import Rules, violations
from playwright.sync_api import Browser, Page

from kb_service.settings import Settings

DECISION = "decisions/iccd-cop14-cst-l1/"
PAGES = {
    "home": "",
    "search with results": "search/?q=LDN",
    "decision": DECISION,
    "paragraph": f"{DECISION}op-9/",
    "side by side": f"{DECISION}beside/fr/",
    "who is asked": "asks/",
    "theme": "themes/land-tenure/",
    "guidance": "guidance/estimating-soil-carbon-with-few-data/",
    "glossary": "glossary/",
    "training modules": "courses/",
    "training module": "courses/ldn-in-one-hour/",
    "course pack": f"pack/#item={DECISION}op-9-d&item=courses/ldn-in-one-hour",
    "widget": "widget/",
    "offline": "offline/",
    "privacy": "privacy/",
    "unknown address": "no-such-page/",
}
#: Width at which WCAG 2.2 (1.4.10) asks for pages without sideways scrolling.
NARROW = 320


def open_page(page: Page, live: Settings, code: str, path: str) -> None:
    """Visit a page and wait until it has all that it shows."""
    page.goto(f"{live.base_url}{code}/{path}")
    page.wait_for_load_state("networkidle")
    if path.startswith("search"):
        page.locator(".result").first.wait_for()


@pytest.mark.parametrize(
    ("code", "scheme", "rules"),
    [
        ("en", "light", "all"),
        ("ar", "dark", "colours"),
        ("ar", "light", "all but colours"),
        ("zh", "light", "all but colours"),
    ],
)
def test_no_page_breaks_a_rule(
    code: str, scheme: Literal["light", "dark"], rules: Rules, browser: Browser, live: Settings
) -> None:
    """For a reader whose system asks for light or dark colours and for little motion."""
    context = browser.new_context(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    found = []
    for name, path in PAGES.items():
        open_page(page, live, code, path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        found += [f"{name}: {problem}" for problem in violations(page, rules)]
    context.close()
    assert found == []


@pytest.mark.parametrize("code", ["ru", "ar", "zh"])
def test_pages_fit_a_narrow_screen_and_targets_are_large_enough(
    code: str, browser: Browser, live: Settings
) -> None:
    context = browser.new_context(viewport={"width": NARROW, "height": 640})
    page = context.new_page()
    wrong = []
    for name, path in PAGES.items():
        open_page(page, live, code, path)
        if page.evaluate("document.documentElement.scrollWidth") > NARROW:
            wrong.append(f"{name}: scrolls sideways")
        wrong += [f"{name}: {small}" for small in page.evaluate(_SMALL_TARGETS)]
    context.close()
    assert wrong == []


#: Controls of less than 24 by 24 pixels (WCAG 2.2, 2.5.8), links within a sentence aside.
_SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, summary, select, input, .button, .tool, .chip[href], .pager a, .header a")]
  .filter((element) => element.checkVisibility() && !element.closest("p:not(.chips), label"))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([element, box]) => `${element.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
