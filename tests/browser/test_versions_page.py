"""What changed between two versions, in a real browser: Arabic and English, phone and desk."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import Browser, Page, Route, expect
from visit import note_wrong

from kb_service.site_build import build_site
from tests.later_version import DRAFT, LATER, SYMBOL, add_later_version

PAGE = f"decisions/{LATER}/compare/{DRAFT}/"
#: Where the number of a symbol ends and its letters begin, in an element that holds it.
_ENDS = """(node, [symbol, number]) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const at = text.data.indexOf(symbol);
    if (at >= 0) {
      return [[at, number], [at + number + 1, symbol.length - number - 1]].map(([from, length]) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + length);
        return range.getBoundingClientRect().left;
      });
    }
  }
  return null;
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test prints what it has to say."""


@pytest.fixture(scope="module")
def base(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that holds two versions, in Arabic and English."""
    root = tmp_path_factory.mktemp("versions")
    for name in ("content", "site"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(repository / name, root / name, ignore=ignored)
    shutil.copy(repository / "mkdocs.yml", root)
    add_later_version(root / "content")
    out = root / "out"
    out.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(out)))
    address = f"http://127.0.0.1:{server.server_port}/"
    build_site(root, out, address, f"{address}api/v1/", "", ("ar", "en"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A reader without any script: the page must be whole without."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=request.param, reduced_motion="reduce"
    )
    opened = context.new_page()
    wrong: list[str] = []
    note_wrong(opened, wrong)
    yield opened
    context.close()
    assert wrong == []


@pytest.mark.parametrize("code", ["ar", "en"])
def test_what_changed_is_read_filtered_and_followed(base: str, page: Page, code: str) -> None:
    page.goto(f"{base}{code}/decisions/{DRAFT}/op-6/")
    notice = page.locator(".versions__one")
    expect(notice.locator("a").first).to_have_attribute("href", f"../../{LATER}/op-7/")
    notice.locator(".versions__links a").last.click()
    page.wait_for_url(f"**/{code}/{PAGE}#op-7")
    row = page.locator("#op-7")
    expect(row).to_be_in_viewport()
    expect(row.locator("del, ins")).not_to_have_count(0)
    went, came = row.locator("del").first, row.locator("ins").first
    assert "line-through" in went.evaluate("node => getComputedStyle(node).textDecorationLine")
    assert "underline" in came.evaluate("node => getComputedStyle(node).textDecorationLine")
    old, new = went.bounding_box(), came.bounding_box()
    assert old and new and (old["x"] > new["x"]) == (code == "ar")
    assert violations(page) == []
    expect(page.locator("#op-2")).to_be_visible()
    page.locator(".comparison__only input").check()
    expect(page.locator("#op-2")).to_be_hidden()
    expect(page.locator("#preamble")).to_be_hidden()
    expect(row).to_be_visible()
    expect(page.locator("#was-op-4-d")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(_WIDER) == 0


def test_it_needs_no_script(base: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}en/{PAGE}")
    page.locator(".comparison__only input").check()
    expect(page.locator("#op-2")).to_be_hidden()
    expect(page.locator("#op-7 ins")).to_be_visible()
    context.close()


@pytest.mark.parametrize("place", [".breadcrumb", ".cite__style--site_style", ".facts", "title"])
def test_a_symbol_reads_from_left_to_right_in_arabic(base: str, page: Page, place: str) -> None:
    page.goto(f"{base}ar/decisions/{LATER}/{'' if place == '.facts' else 'op-3/'}")
    if place == "title":
        assert f"\u2066{SYMBOL}\u2069" in page.title()
        return
    number = SYMBOL.index("/")
    ends = page.locator(place).first.evaluate(_ENDS, [SYMBOL, number])
    assert ends and ends[0] < ends[1]


@pytest.mark.parametrize("code", ["ar", "en"])
def test_a_superseded_hit_leads_to_what_it_became(base: str, page: Page, code: str) -> None:
    """The service answers one hit; what it answers in truth, tests of the service say."""
    there = f"{base}{code}/decisions/{LATER}/op-4/#op-4"
    hit = {
        "url": f"{base}{code}/decisions/{DRAFT}/op-3/#op-3",
        **dict.fromkeys(("title", "heading", "number", "anchor"), "3"),
        "kind": "operative",
        "language": code,
        "translation_status": {"key": "unofficial", "label": ""},
        "document_status": "superseded",
        "symbol": "ICCD/COP(14)/CST/L.1",
        "successor": {"symbol": SYMBOL, "url": there},
        **{name: [] for name in ("themes", "audiences", "addressees", "snippet")},
        "verb": None,
        "why": {"words": [], "concepts": [], "meaning": False, "reference": None},
        "alternates": {},
    }
    documents = [
        {"value": DRAFT, "label": hit["symbol"], "count": 1},
        {"value": LATER, "label": SYMBOL, "count": 1},
    ]
    answer = {
        "hits": [hit],
        "total": 1,
        "exact": True,
        "facets": {"document": documents},
        "corrections": [],
        "offset": 0,
        "limit": 10,
        "nothing_close": False,
        "query": "3",
        "mode": "hybrid",
        "query_reference": None,
    }

    def reply(route: Route) -> None:
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    page.route("**/api/v1/search?*", reply)
    page.goto(f"{base}{code}/search/?q=3")
    badge = page.locator(".result a.badge--draft")
    expect(badge).to_have_attribute("href", there)
    expect(badge.locator("bdi")).to_have_text(SYMBOL)
    expect(page.locator(".result .symbol").first).to_have_text("ICCD/COP(14)/CST/L.1")
    expect(page.locator(".facet bdi").last).to_have_text(SYMBOL)
    ends = badge.evaluate(_ENDS, [SYMBOL, SYMBOL.index("/")])
    assert ends[0] < ends[1] and violations(page) == []
