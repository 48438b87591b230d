#!/usr/bin/env python
"""Takes the pictures of key pages that the README shows.

    python scripts/screenshots.py http://127.0.0.1:8000/

writes docs/images/*.jpg from a running service; look at each before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
DECISION = "decisions/iccd-cop14-cst-l1/"
#: Name of the picture: address, width and height of the window, colours.
PICTURES = {
    "home-en": ("en/", 1200, 900, "light"),
    "asks-ar": ("ar/asks/", 1200, 1150, "light"),
    "beside-fr-zh": (f"fr/{DECISION}beside/zh/#op-9", 1200, 900, "light"),
    "search-zh": ("zh/search/?q=妇女参与土地决策", 1200, 900, "dark"),
    "paragraph-ru": (f"ru/{DECISION}op-5/", 390, 844, "light"),
    "widget-es": ("es/widget/", 1200, 900, "light"),
}


def main() -> None:
    """Take every picture."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {Path(__file__).name} ADDRESS")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (path, width, height, colours) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=colours,
                reduced_motion="reduce",
            )
            page.goto(sys.argv[1] + path, wait_until="networkidle")
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / f"{name}.jpg", type="jpeg", quality=78)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
