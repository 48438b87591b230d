"""Accessibility as axe-core sees it, shadow roots included; a frame is asked by itself."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

#: Everything that WCAG 2.2 A and AA ask for, and axe-core's own best practices.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Rules about colours, which are the same in all languages, and take most of the time.
_COLOURS = ["color-contrast", "link-in-text-block"]

Rules = Literal["all", "colours", "all but colours"]


def violations(page: Page | Frame, rules: Rules = "all") -> list[str]:
    """One sentence for every element that breaks a rule; none for a good page."""
    colours = rules == "colours"
    options = {
        "runOnly": {"type": "rule", "values": _COLOURS}
        if colours
        else {"type": "tag", "values": _RULES},
        "rules": {name: {"enabled": rules != "all but colours"} for name in _COLOURS},
        "resultTypes": ["violations"],  # of what passes, nothing is described
        "iframes": False,
    }
    found = Axe().run(page, options=options).response
    return [
        f"{violation['id']}: {node['target']} — {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
