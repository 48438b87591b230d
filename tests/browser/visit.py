"""One reader in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page


def note_wrong(page: Page, wrong: list[str]) -> None:
    """Write down every error of the page's scripts, and every error or warning of its console."""
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on(
        "console",
        lambda message: (
            wrong.append(f"console {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )


@dataclass
class Visit:
    """A page in the browser, and everything it did that it should not have done."""

    page: Page
    base_url: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the site and wait until it is quiet."""
        self.page.goto(self.base_url + path)
        self.page.wait_for_load_state("networkidle")
