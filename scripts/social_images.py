#!/usr/bin/env python
"""Draws the pictures that others show for us, from the mark, the colours and the words of the site.

    python scripts/social_images.py

writes to site/assets/images: `social-<language>.png` (what is shown where a page is shared) and
the icons of the installed app. They are committed: nobody needs a browser to build the site.
"""

from __future__ import annotations

import base64
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import yaml
from jinja2 import Environment
from markupsafe import Markup
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from indexer.content import read_knowledge_base  # noqa: E402 (found by the path set above)
from indexer.languages import LANGUAGES  # noqa: E402

IMAGES = ROOT / "site" / "assets" / "images"
CHROMIUM = "/usr/bin/chromium"
SOCIAL = (1200, 630)
#: Icons: file, size, share of the width that the mark takes (a maskable icon is cut to a circle
#: of four fifths), whether the ground is filled.
ICONS = (
    ("icon-192.png", 192, 0.96, False),
    ("icon-512.png", 512, 0.96, False),
    ("icon-maskable-512.png", 512, 0.6, True),
    ("apple-touch-icon.png", 180, 0.74, True),
)
_PAPER = "#faf7f1"
#: Draws a PNG on a canvas; gives its width, height and pixels in base64.
_READ = """async (picture) => {
  const answer = await fetch("data:image/png;base64," + picture);
  const image = await createImageBitmap(await answer.blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let start = 0; start < data.length; start += 8192) {
    text += String.fromCharCode(...data.subarray(start, start + 8192));
  }
  return [image.width, image.height, btoa(text)];
}"""


def main() -> None:
    """Draw everything anew."""
    mark = (IMAGES / "mark.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for code, page in social_pages(mark).items():
            write_png(IMAGES / f"social-{code}.png", shoot(browser, page, *SOCIAL))
        for name, size, share, filled in ICONS:
            page = icon_page(mark, size, share, filled)
            write_png(IMAGES / name, shoot(browser, page, size, size))
        browser.close()


def social_pages(mark: str) -> dict[str, str]:
    """The picture of each language as a page."""
    template = Environment(autoescape=True).from_string(
        (ROOT / "scripts" / "social_image.html").read_text("utf-8")
    )
    tokens = (ROOT / "site" / "styles" / "tokens.css").read_text("utf-8")
    documents = read_knowledge_base(ROOT / "content").documents
    pages = {}
    for code, language in LANGUAGES.items():
        words = yaml.safe_load((ROOT / f"site/strings/{code}.yml").read_text("utf-8"))
        pages[code] = template.render(
            language=language,
            tokens=Markup(tokens),
            mark=Markup(mark.replace("<svg ", '<svg class="mark" ')),
            name=words["site.name"],
            tagline=words["site.tagline"],
            notice=words["notice.not_un"],
            symbol=" · ".join(document.symbol for document in documents.values()),
        )
    return pages


def icon_page(mark: str, size: int, share: float, filled: bool) -> str:
    """An icon as a page: the mark in the middle."""
    ground = _PAPER if filled else "transparent"
    side = round(size * share)
    sized = mark.replace("<svg ", f'<svg width="{side}" height="{side}" ')
    return (
        "<style>html, body { margin: 0; block-size: 100%; display: grid; place-items: center; "
        f"background: {ground} }}</style>{sized}"
    )


def shoot(browser: Browser, html: str, width: int, height: int) -> np.ndarray:
    """A page as pixels (height, width, red green blue alpha)."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    page.set_content(html)
    pixels = read_pixels(page, page.screenshot(omit_background=True))
    page.close()
    return pixels


def read_pixels(page: Page, picture: bytes) -> np.ndarray:
    """A picture as pixels, read by the browser itself."""
    packed = page.evaluate(_READ, base64.b64encode(picture).decode())
    width, height, data = packed
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)


def write_png(path: Path, pixels: np.ndarray) -> None:
    """Write pixels with a palette of at most 256 colours, which suits flat drawings and letters."""
    height, width, _ = pixels.shape
    flat = pixels.reshape(-1, 4)
    for step in range(1, 256):
        coarse = np.ascontiguousarray(flat // step * step).view(np.uint32)
        _, index, counts = np.unique(coarse.ravel(), return_inverse=True, return_counts=True)
        if len(counts) <= 256:
            break
    # Each colour of the palette is the mean of those it stands for.
    sums = np.stack([np.bincount(index, flat[:, channel]) for channel in range(4)], 1)
    colours = np.rint(sums / counts[:, None]).astype(np.uint8)
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = index.reshape(height, width)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours[:, :3].tobytes()),
        (b"tRNS", colours[:, 3].tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    print(f"{path.relative_to(ROOT)}: {len(body) / 1000:.1f} kB, {len(colours)} colours")


if __name__ == "__main__":
    main()
