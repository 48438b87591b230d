"""Accessibility as axe-core sees it, shadow roots included; a frame is asked by itself."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

#: Everything that WCAG 2.2 A and AA ask for, and axe-core's own best practices.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page | Frame) -> list[str]:
    """One sentence for every element that breaks a rule; none for a good page."""
    options = {
        "runOnly": {"type": "tag", "values": _RULES},
        "resultTypes": ["violations"],  # of what passes, nothing is described
        "iframes": False,
    }
    found = Axe().run(page, options=options).response
    return [
        f"{violation['id']}: {node['target']} — {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
