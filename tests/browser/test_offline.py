"""Reading without a connection: nothing is stored unless asked for, and then whole languages."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kb_service.policies import site_policy
from kb_service.settings import read_settings
from kb_service.site_build import build_site

#: Milliseconds for what a busy machine may take long to do.
PATIENCE = 60_000
DECISION = "decisions/iccd-cop14-cst-l1/"
STORED = """async () => ({
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
  cookies: document.cookie,
  local: Object.keys(localStorage),
})"""

POLICY = site_policy(read_settings({"KB_BASE_URL": "https://ldn.example/kb/"}))


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files as any simple web server gives them; the paths asked for are written down."""

    def __init__(self, asked: list[str], *args: Any, **kwargs: Any) -> None:
        self._asked = asked
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        """Let the browser ask again each time, under the policy that the service sends."""
        self.send_header("cache-control", "no-cache")
        self.send_header("content-security-policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to the terminal."""
        self._asked.append(self.path)


@dataclass
class Host:
    """A static web server with the site under a sub-path, which can be switched off."""

    folder: Path
    asked: list[str] = field(default_factory=list)
    server: http.server.ThreadingHTTPServer | None = None
    port: int = 0

    @property
    def base_url(self) -> str:
        """Where the site stands."""
        return f"http://127.0.0.1:{self.port}/kb/"

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.folder / "kb"

    def start(self) -> None:
        """Begin to answer."""
        handler = functools.partial(_Handler, self.asked, directory=str(self.folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be away."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in two languages, without any API."""
    out = tmp_path_factory.mktemp("built") / "kb"
    base = "https://ldn.example/kb/"
    build_site(repository, out, base, f"{base}api/v1/", "", ["fr", "ar"])
    return out


@pytest.fixture
def host(built: Path, tmp_path: Path) -> Iterator[Host]:
    """That site on a server of its own, to be changed and switched off."""
    shutil.copytree(built, tmp_path / "host/kb")
    host = Host(tmp_path / "host")
    host.start()
    yield host
    host.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader with an empty browser."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def keep(page: Page, host: Host, code: str) -> None:
    """Ask for a language to be kept, and wait until it is."""
    page.goto(f"{host.base_url}{code}/offline/")
    page.locator("[data-action=keep]").click()
    expect(page.locator("[data-action=remove]")).to_be_visible(timeout=PATIENCE)
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def wait_until(page: Page, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until something holds of what the browser has stored."""
    for _ in range(600):
        if holds(page.evaluate(STORED)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(STORED))


def test_nothing_is_stored_without_asking(page: Page, host: Host) -> None:
    for path in ("", "fr/", f"fr/{DECISION}op-9/", "ar/offline/"):
        page.goto(host.base_url + path)
        page.wait_for_load_state("networkidle")
    found = page.evaluate(STORED)
    assert found == {"caches": [], "workers": [], "cookies": "", "local": []}


def test_a_kept_language_is_read_without_a_connection(page: Page, host: Host) -> None:
    keep(page, host, "fr")
    words = page.locator("[data-state]").inner_text()
    assert "conservée" in words
    assert page.locator("[data-languages] li:visible").all_inner_texts() == ["Français"]
    host.stop()
    for path in ("fr/", f"fr/{DECISION}op-9/", "fr/guidance/what-is-ldn/", "fr/glossary/"):
        page.goto(host.base_url + path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.fonts && document.styleSheets.length") > 0
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert colour == "rgb(250, 247, 241)", path
    page.goto(f"{host.base_url}fr/search/?q=tenure")
    expect(page.locator("#q-search")).to_be_visible()
    page.goto(host.base_url)
    page.wait_for_url(re.compile(r"/kb/fr/$"))
    for path in ("fr", "fr/glossary"):
        page.goto(f"{host.base_url}{path}?x=1#a")
        assert page.url == f"{host.base_url}{path}/?x=1#a"


def test_what_is_not_kept_is_said_plainly(page: Page, host: Host) -> None:
    keep(page, host, "fr")
    expect(page.locator("#not-kept")).to_be_hidden()
    host.stop()
    for path in ("ar/", f"ar/{DECISION}", "fr/no-such-page/"):
        page.goto(host.base_url + path)
        page.wait_for_url(re.compile(r"/kb/fr/offline/#not-kept$"))
        expect(page.locator("#not-kept")).to_be_visible()
    fetched = """async (path) => {
      try { await fetch(path); return "answered"; } catch { return "failed"; }
    }"""
    assert page.evaluate(fetched, f"{host.base_url}api/v1/search?q=sol") == "failed"
    stored = """async () => (await Promise.all((await caches.keys()).map(
      async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""
    assert all(url.startswith(f"{host.base_url}fr/") for url in page.evaluate(stored))


def test_removing_leaves_nothing(page: Page, host: Host) -> None:
    keep(page, host, "ar")
    keep(page, host, "fr")
    assert len(page.evaluate(STORED)["caches"]) == 2
    page.locator("[data-action=remove]").click()
    expect(page.locator("[data-action=keep]")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-action=keep]")).to_be_focused()
    assert [name.split()[2] for name in page.evaluate(STORED)["caches"]] == ["ar"]
    page.goto(f"{host.base_url}ar/offline/")
    page.locator("[data-action=remove]").click()
    expect(page.locator("[data-action=keep]")).to_be_visible(timeout=PATIENCE)
    found = page.evaluate(STORED)
    assert found["caches"] == [] and found["workers"] == []


def test_a_broken_connection_is_said_and_the_rest_fetched_later(page: Page, host: Host) -> None:
    page.route("**/fr/glossary/", lambda route: route.abort())
    page.goto(f"{host.base_url}fr/offline/")
    page.locator("[data-action=keep]").click()
    expect(page.locator("[data-state]")).to_contain_text(
        "Tout n’a pas pu être conservé", timeout=PATIENCE
    )
    expect(page.locator("[data-action=keep]")).to_have_text("Réessayer")
    page.unroute("**/fr/glossary/")
    host.asked.clear()
    page.locator("[data-action=keep]").click()
    expect(page.locator("[data-action=keep]")).to_be_hidden(timeout=PATIENCE)
    assert "/kb/fr/glossary/" in host.asked
    assert "/kb/fr/about/" not in host.asked


def test_a_new_version_takes_the_place_of_the_old(page: Page, host: Host) -> None:
    keep(page, host, "fr")
    (before,) = page.evaluate(STORED)["caches"]
    folder = host.site / "fr"
    text = (folder / "themes/index.html").read_text("utf-8")
    (folder / "themes/index.html").write_text(text.replace("<h1>", "<h1>Nouveau : "), "utf-8")
    listed = json.loads((folder / "offline.json").read_text("utf-8"))
    listed["version"] = "0123456789abcdef"
    for entry in listed["files"]:
        if entry["path"] == "themes/":
            entry["digest"] = "0" * 16
    (folder / "offline.json").write_text(json.dumps(listed), "utf-8")
    host.asked.clear()
    page.goto(f"{host.base_url}fr/about/")
    wait_until(page, lambda stored: len(stored["caches"]) == 1 and stored["caches"] != [before])
    pages = [path for path in host.asked if path.endswith("/")]
    assert pages == ["/kb/fr/about/", "/kb/fr/themes/"]
    host.stop()
    page.goto(f"{host.base_url}fr/themes/")
    expect(page.locator("h1")).to_contain_text("Nouveau")


def test_tabs_take_turns(page: Page, host: Host) -> None:
    held: list[Route] = []
    page.route("**/fr/glossary/", lambda route: held.append(route))
    page.goto(f"{host.base_url}fr/offline/")
    page.locator("[data-action=keep]").click()
    expect(page.locator("[data-progress]")).to_be_visible()
    other = page.context.new_page()
    while not held:
        page.wait_for_timeout(50)
    other.goto(f"{host.base_url}fr/offline/")
    other.locator("[data-action=remove]").click()
    held[0].continue_()
    expect(other.locator("[data-action=remove]")).to_be_hidden(timeout=PATIENCE)
    found = other.evaluate(STORED)
    assert found["caches"] == [] and found["workers"] == []


def test_what_is_taken_away_meanwhile_is_never_said_to_be_kept(page: Page, host: Host) -> None:
    def take_away(route: Route) -> None:
        page.evaluate("async () => Promise.all((await caches.keys()).map((n) => caches.delete(n)))")
        route.continue_()

    page.route("**/fr/glossary/", take_away)
    page.goto(f"{host.base_url}fr/offline/")
    page.locator("[data-action=keep]").click()
    expect(page.locator("[data-state]")).to_contain_text("Tout n’a pas pu", timeout=PATIENCE)
    page.unroute("**/fr/glossary/")
    page.locator("[data-action=keep]").click()
    expect(page.locator("[data-action=remove]")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-action=keep]")).to_be_hidden(timeout=PATIENCE)


def test_installing_keeps_the_language(page: Page, host: Host) -> None:
    page.goto(f"{host.base_url}fr/")
    page.evaluate("window.dispatchEvent(new Event('appinstalled'))")
    wait_until(page, lambda stored: bool(stored["workers"]))
    assert len(page.evaluate(STORED)["caches"]) == 1


def test_the_copy_is_read_from_a_folder(page: Page, built: Path, tmp_path: Path) -> None:
    with ZipFile(built / "downloads/ldn-guidance-ar.zip") as archive:
        archive.extractall(tmp_path)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "ldn-guidance-ar/index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 241)"
    page.locator(".header__nav a").first.click()
    page.wait_for_url(re.compile(r"/ar/decisions/iccd-cop14-cst-l1/index\.html$"))
    page.locator("main a[href*='op-9/index.html']").first.click()
    page.wait_for_url(re.compile(r"op-9/index\.html"))
    expect(page.locator("#op-9-d")).to_be_visible()
    page.locator(".brand").click()
    page.wait_for_url(re.compile(r"/ar/index\.html$"))
    page.goto((tmp_path / "ldn-guidance-ar/index.html").as_uri())
    page.locator("#q-home").fill("التربة")
    expect(page.locator("ldn-search [role=option]").first).to_be_visible(timeout=PATIENCE)
    page.locator("ldn-search [role=option]").first.click()
    page.wait_for_url(re.compile(r"/ldn-guidance-ar/ar/.*index\.html"))
    assert all(url.startswith("file://") for url in asked)


def test_the_copy_is_searched_on_any_web_server(page: Page, built: Path, tmp_path: Path) -> None:
    with ZipFile(built / "downloads/ldn-guidance-fr.zip") as archive:
        archive.extractall(tmp_path)
    host = Host(tmp_path)
    host.start()
    top = f"http://127.0.0.1:{host.port}/ldn-guidance-fr/"
    for path, box in (("", "#q-home"), ("fr/search/index.html?q=sol", "")):
        page.goto(top + path)
        if box:
            page.locator(box).fill("sol")
        found = page.locator("ldn-search [role=option]" if box else ".result__head a").first
        expect(found).to_have_attribute("href", re.compile(f"^{top}fr/"), timeout=PATIENCE)
    other = page.locator(".result a[href*='/ar/']").first
    expect(other).to_have_attribute("href", re.compile("^https://ldn.example/kb/ar/"))
    assert not [path for path in host.asked if "api" in path or path.endswith("/search")]
    host.stop()


def test_descriptions_of_pages_hold_under_a_strict_policy(page: Page, host: Host) -> None:
    """Data blocks are no scripts, so a policy without inline scripts lets them stand."""
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    policy += "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'"
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text))
    page.route(
        "**/*",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            headers={**answer.headers, "content-security-policy": policy},
        ),
    )
    page.goto(f"{host.base_url}fr/{DECISION}op-9/")
    page.wait_for_load_state("networkidle")
    block = page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(block or "")["@context"] == "https://schema.org"
    assert not [text for text in broken if "Content Security Policy" in text]


def test_a_kept_language_is_searched_without_a_connection(page: Page, host: Host) -> None:
    keep(page, host, "fr")
    host.stop()
    page.goto(f"{host.base_url}fr/search/?q=régime+foncier")
    expect(page.locator(".result").first).to_be_visible(timeout=PATIENCE)
    assert "régime foncier" in page.locator("[data-results]").inner_text().lower()
