"""How the site is shared, found and installed: pictures, descriptions, lists."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from built_page import API, BASE, Document

from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase

IMAGES = Path(__file__).parents[2] / "site/assets/images"

COLONS = {"zh": "：", "fr": "\u00a0: "}


def png_size(path: Path) -> tuple[int, int]:
    """Width and height that a PNG declares."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


@pytest.mark.parametrize("code", CODES)
def test_pages_say_how_they_are_shown_where_they_are_shared(
    code: str, site: Path, pages: dict[str, Document]
) -> None:
    picture = f"{code}/images/social-{code}.png"
    assert png_size(site / picture) == (1200, 630)
    assert (site / picture).stat().st_size < 60_000
    assert [p.name for p in (site / code / "images").glob("social-*")] == [f"social-{code}.png"]
    for path, page in pages.items():
        if not path.startswith(f"{code}/") or path.endswith("404.html"):
            continue
        said: dict[str, list[str]] = {}
        for meta in page.all("meta"):
            said.setdefault(meta.get("property") or meta.get("name"), []).append(
                meta.get("content")
            )
        assert said["og:url"] == [page.all("link", rel="canonical")[0].get("href")], path
        assert said["og:image"] == [BASE + picture]
        assert said["og:image:width"] == ["1200"] and said["og:image:height"] == ["630"]
        assert said["og:image:alt"][0].startswith(f"LDN Guidance{COLONS.get(code, ': ')}")
        assert said["twitter:card"] == ["summary_large_image"]
        locales = [*said["og:locale"], *said["og:locale:alternate"]]
        assert locales[0].startswith(code) and len(set(locales)) == 6, path


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192.png", 192),
        ("icon-512.png", 512),
        ("icon-maskable-512.png", 512),
        ("apple-touch-icon.png", 180),
    ],
)
def test_icons_have_their_sizes(name: str, size: int) -> None:
    assert png_size(IMAGES / name) == (size, size)


@pytest.mark.parametrize("code", CODES)
def test_the_app_opens_in_its_language_and_holds_all(code: str, site: Path) -> None:
    manifest = json.loads((site / code / "manifest.webmanifest").read_text("utf-8"))
    assert (manifest["lang"], manifest["dir"]) == (LANGUAGES[code].tag, LANGUAGES[code].direction)
    assert manifest["start_url"] == "./" and manifest["scope"] == "../"
    for icon in manifest["icons"]:
        assert (site / code / icon["src"]).is_file()
    assert {icon.get("purpose") for icon in manifest["icons"]} == {None, "maskable"}
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for shortcut in manifest["shortcuts"]:
        assert (site / code / shortcut["url"] / "index.html").is_file()


@pytest.mark.parametrize("code", CODES)
def test_browsers_can_search_the_site(code: str, site: Path, pages: dict[str, Document]) -> None:
    root = ElementTree.parse(site / code / "opensearch.xml").getroot()
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName", "")) <= 16
    assert 0 < len(root.findtext(f"{space}Description", "")) <= 1024
    templates = {url.get("type"): url.get("template") for url in root.findall(f"{space}Url")}
    assert templates["text/html"] == f"{BASE}{code}/search/?q={{searchTerms}}"
    completing = templates["application/x-suggestions+json"]
    assert completing == f"{API}suggest/opensearch?q={{searchTerms}}&lang={code}"
    link = pages[f"{code}/themes/index.html"].all("link", rel="search")[0]
    assert link.get("href") == "../opensearch.xml"


def test_crawlers_may_read_all_but_results(site: Path) -> None:
    lines = (site / "robots.txt").read_text("utf-8").split("\n")
    disallowed = [line.removeprefix("Disallow: ") for line in lines if "Disallow" in line]
    assert disallowed == [f"/kb/{code}/search/?" for code in CODES]
    assert f"Sitemap: {BASE}sitemap.xml" in lines


def test_sitemap_says_when_guidance_was_last_reviewed(
    site: Path, knowledge_base: KnowledgeBase
) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    days = {
        url.findtext("s:loc", "", space): url.findtext("s:lastmod", "", space)
        for url in root.findall("s:url", space)
    }
    for page in knowledge_base.pages.values():
        assert days[f"{BASE}zh/{page.address}"] == (page.review.last if page.review else "")
    assert days[f"{BASE}zh/"] == ""


def test_language_models_are_told_status_licence_and_data(
    site: Path, pages: dict[str, Document]
) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    assert text.startswith("# LDN Guidance\n\n> ")
    assert "not a site of the United Nations" in text and "not the adopted text" in text
    assert text.count("Unofficial, machine-assisted translation") == 5
    assert "ICCD/COP(14)/CST/L.1, Chinese: The text as issued (Chinese)" in text
    assert "api/v1/bulk.jsonl" in text and "CC BY 4.0" in text and "&#" not in text
    for code in CODES:
        assert f"{BASE}downloads/ldn-guidance-{code}.zip" in text
        assert f"## {LANGUAGES[code].english} ({LANGUAGES[code].endonym})" in text
    for line in text.splitlines():
        if line.startswith("- [") and f"({BASE}" in line and "api" not in line:
            path = line.partition(f"({BASE}")[2].partition(")")[0]
            assert (site / path).exists(), line
