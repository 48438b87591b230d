"""Every kind of page holds under the policy that the service sends and docs/deployment.md gives."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser
from test_accessibility import PAGES, open_page

from kb_service.policies import site_policy
from kb_service.settings import Settings


def test_no_page_breaks_the_policy_that_is_sent(
    browser: Browser, live: Settings, repository: Path
) -> None:
    guide = (repository / "docs/deployment.md").read_text("utf-8")
    found = re.search(r"`Content-Security-Policy: ([^`]+)`", guide)
    assert found
    assert " ".join(found[1].split()) == site_policy(live)
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console",
        lambda message: (
            refused.append(f"{page.url}: {message.text}")
            if "Content Security Policy" in message.text
            else None
        ),
    )

    for path in PAGES.values():
        open_page(page, live, "ar", path)
    open_page(page, live, "en", PAGES["widget"])
    page.locator("[name=variant][value=frame]").check()
    page.frame_locator("[data-preview-place] iframe").locator("input").first.wait_for()
    assert refused == []
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(0)
    context.close()
    assert len(refused) == 1, "the policy was not in force"
