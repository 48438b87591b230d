"""The built site as the service hands it out: languages, caching, borders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from indexer.languages import CODES
from kb_service.app import create_app
from kb_service.settings import Settings
from kb_service.static_site import preferred_language

SECRET = "root:x:0:0"


@pytest.fixture(scope="module")
def site_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site of the shape that the real one has, beside files that are none of it."""
    beside = tmp_path_factory.mktemp("deployment")
    root = beside / "site"
    (beside / "secret.txt").write_text(SECRET)
    (beside / "site-secrets").mkdir()
    (beside / "site-secrets" / "index.html").write_text(SECRET)
    for code in CODES:
        page = root / code / "decisions" / "土地-الأرض"
        page.mkdir(parents=True)
        (root / code / "index.html").write_text(f"home {code}")
        (root / code / "404.html").write_text(f"<html lang={code}>not found {code}")
        (page / "index.html").write_text(f"page {code} 第9段 الفقرة")
        (root / code / "assets").mkdir()
        (root / code / "assets" / "app.0a1b2c3d.min.js").write_text("x();" * 1000)
        (root / code / "assets" / "main.css").write_text("a{}")
    (root / "index.html").write_text("choose")
    (root / "404.html").write_text("<html lang=en>not found in all languages")
    for name in ("fr/search", "en/a:b"):
        (root / name).mkdir()
        (root / name / "index.html").write_text(name)
    for name in ("feed.xml", "opensearch.xml", "op-9.ris", "manifest.webmanifest"):
        (root / "en" / name).write_text("")
    for code in CODES:
        (root / code / "search-index.json").write_text("{}")
    for folder in ("v1", "0.1.0"):
        (root / "widget" / folder).mkdir(parents=True)
        for name in ("ldn-search.js", "frame.html"):
            (root / "widget" / folder / name).write_text(f"{folder} {name}")
    (root / ".hidden").write_text(SECRET)
    (root / "en" / ".git").mkdir()
    (root / "en" / ".git" / "config").write_text(SECRET)
    (root / "en" / "link.txt").symlink_to(beside / "secret.txt")
    (root / "en" / "out").symlink_to(beside / "site-secrets")
    return root


@pytest.fixture(scope="module")
def site(settings: Settings, artefact: Artefact, encoder: Encoder, site_dir: Path) -> TestClient:
    """A client of a service that serves that site."""
    return TestClient(create_app(replace(settings, site_dir=site_dir), artefact, encoder))


def test_language_choice_and_homes(site: TestClient) -> None:
    assert site.get("/").text == "choose"
    for code in CODES:
        response = site.get(f"/{code}/")
        assert response.text == f"home {code}"
        assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_a_page_in_any_script(site: TestClient) -> None:
    assert site.get("/zh/decisions/土地-الأرض/").text == "page zh 第9段 الفقرة"


@pytest.mark.parametrize("code", CODES)
def test_each_language_has_its_own_404_page(site: TestClient, code: str) -> None:
    response = site.get(f"/{code}/nothing/here/")
    assert response.status_code == 404
    assert response.text == f"<html lang={code}>not found {code}"
    assert response.headers["cache-control"] == "no-store"


def test_outside_the_languages_the_readers_is_chosen(site: TestClient) -> None:
    chosen = (("zh-CN,en;q=0.5", "zh"), ("de", "in all languages"), ("", "in all languages"))
    for header, page in chosen:
        response = site.get("/nothing", headers={"accept-language": header})
        assert response.status_code == 404
        assert response.text.endswith(f"not found {page}")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ar", "ar"),
        ("ar-EG, en;q=0.9", "ar"),
        ("en;q=0.3, fr;q=0.8", "fr"),
        ("en;q=0, ru", "ru"),
        ("en;q=x, es", "es"),
        (",;=,;q=", None),
        ("*", None),
        ("fr, " * 100_000, "fr"),
    ],
)
def test_preferred_language(header: str, code: str | None) -> None:
    assert preferred_language(header) == code


def test_a_missing_slash_leads_to_the_folder_on_the_same_host(site: TestClient) -> None:
    response = site.get("/fr", headers={"host": "evil.example"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (301, "fr/")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/fr/search?q=d%C3%A9sert&lang=fr", "search/?q=d%C3%A9sert&lang=fr"),
        ("/en/a:b?x=//evil.example", "a%3Ab/?x=//evil.example"),
        ("/zh/decisions/土地-الأرض", quote("土地-الأرض") + "/"),
    ],
)
def test_a_missing_slash_keeps_the_query_and_suits_any_proxy(
    site: TestClient, path: str, location: str
) -> None:
    response = site.get(path, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (301, location)
    assert site.get(path).status_code == 200


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("feed.xml", "application/atom+xml"),
        ("opensearch.xml", "application/opensearchdescription+xml"),
        ("op-9.ris", "application/x-research-info-systems"),
        ("manifest.webmanifest", "application/manifest+json"),
    ],
)
def test_files_say_what_they_are(site: TestClient, name: str, media_type: str) -> None:
    assert site.get(f"/en/{name}").headers["content-type"] == media_type


@pytest.mark.parametrize("path", ["/en/assets/", "/en/assets", "/en/decisions/", "/en/decisions"])
def test_folders_are_not_listed(site: TestClient, path: str) -> None:
    response = site.get(path, follow_redirects=False)
    assert response.status_code == 404
    assert "main.css" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/en/%2e%2e/%2e%2e/secret.txt",
        "/en/..%2f..%2fsecret.txt",
        "/..%2fsite-secrets/",
        "/%2e%2e%5csecret.txt",
        "//secret.txt",
        "/en//index.html",
        "/%2fetc/passwd",
        "/en/link.txt",
        "/en/out/",
        "/.hidden",
        "/en/.git/config",
        "/en/index.html%00.css",
        "/en/%00",
        "/en/index.html/",
        "/" + "a" * 5000,
        "/" + "a/" * 2000,
        "/%E2%80%AE/",
    ],
)
def test_nothing_outside_the_folder_is_served(site: TestClient, path: str) -> None:
    response = site.get(f"http://testserver{path}", follow_redirects=False)
    assert response.status_code == 404
    assert SECRET not in response.text


def test_no_redirect_leads_to_another_site(site: TestClient) -> None:
    for path in ("//evil.example/%2e%2e", "//evil.example", "/%5cevil.example", "///fr"):
        response = site.get(f"http://testserver{path}", follow_redirects=False)
        assert "evil" not in response.headers.get("location", "")
        assert response.status_code == 404


def test_files_named_after_their_contents_are_kept_for_ever(site: TestClient) -> None:
    caching = {
        path: site.get(path).headers["cache-control"]
        for path in ("/en/", "/en/assets/app.0a1b2c3d.min.js", "/en/assets/main.css")
    }
    assert caching["/en/"] == "public, max-age=0, must-revalidate"
    assert "immutable" in caching["/en/assets/app.0a1b2c3d.min.js"]
    assert caching["/en/assets/main.css"] == "public, max-age=3600"


def test_a_numbered_widget_never_changes_and_its_line_moves(site: TestClient) -> None:
    fixed = site.get("/widget/0.1.0/ldn-search.js").headers
    assert fixed["cache-control"] == "public, max-age=31536000, immutable"
    moving = site.get("/widget/v1/ldn-search.js").headers
    assert moving["cache-control"] == "public, max-age=600" and moving["etag"]
    missing = site.get("/widget/0.2.0/ldn-search.js")
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("origins", [("*",), (), ("https://known.example",)])
def test_any_site_may_load_the_widget_and_its_index_whoever_may_call_the_api(
    settings: Settings,
    artefact: Artefact,
    encoder: Encoder,
    site_dir: Path,
    origins: tuple[str, ...],
) -> None:
    closed = replace(settings, site_dir=site_dir, cors_origins=origins)
    client = TestClient(create_app(closed, artefact, encoder))
    headers = {"origin": "https://partner.example"}
    for path in (
        "/widget/v1/ldn-search.js",
        "/widget/0.1.0/ldn-search.js",
        "/zh/search-index.json",
    ):
        response = client.get(path, headers=headers)
        assert response.headers["access-control-allow-origin"] == "*", path
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        again = client.get(path, headers={**headers, "if-none-match": response.headers["etag"]})
        assert again.status_code == 304
        assert again.headers["access-control-allow-origin"] == "*", path
    for path in ("/ar/", "/api/v1/themes"):
        allowed = client.get(path, headers=headers).headers.get("access-control-allow-origin")
        assert allowed == ("*" if origins == ("*",) else None), path


def test_the_widgets_frame_may_stand_on_any_site(site: TestClient) -> None:
    headers = site.get("/widget/v1/frame.html").headers
    assert "x-frame-options" not in headers
    assert "frame-ancestors" not in headers.get("content-security-policy", "")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_files_are_not_sent_twice(site: TestClient, encoding: str) -> None:
    headers = {"accept-encoding": encoding}
    first = site.get("/en/assets/app.0a1b2c3d.min.js", headers=headers)
    assert (first.headers.get("content-encoding") == "gzip") == (encoding == "gzip")
    headers["if-none-match"] = first.headers["etag"]
    again = site.get("/en/assets/app.0a1b2c3d.min.js", headers=headers)
    assert (again.status_code, again.content) == (304, b"")


def test_head_and_parts(site: TestClient) -> None:
    head = site.head("/en/assets/main.css")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "3")
    part = site.get("/en/assets/main.css", headers={"range": "bytes=0-0"})
    assert (part.status_code, part.content) == (206, b"a")


def test_site_under_a_sub_path(
    settings: Settings, artefact: Artefact, encoder: Encoder, site_dir: Path
) -> None:
    below = replace(
        settings,
        site_dir=site_dir,
        base_url="https://example.org/ldn/",
        api_url="https://example.org/ldn/api/v1/",
    )
    client = TestClient(create_app(below, artefact, encoder))
    assert client.get("/ldn/").text == "choose"
    assert client.get("/ldn/ar/").text == "home ar"
    assert client.get("/ldn/ar/nothing").text.endswith("not found ar")
    response = client.get("/ldn/fr", follow_redirects=False)
    assert response.headers["location"] == "fr/"
    response = client.get("/ldn", follow_redirects=False)
    assert response.headers["location"] == "/ldn/"


def test_site_that_is_not_built_says_what_builds_it(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 503
    assert "ldn-kb site" in response.json()["detail"]
    assert "retry-after" in response.headers


def test_service_may_leave_the_site_to_others(
    settings: Settings, artefact: Artefact, encoder: Encoder, site_dir: Path
) -> None:
    alone = replace(settings, site_dir=site_dir, serve_site=False)
    client = TestClient(create_app(alone, artefact, encoder))
    response = client.get("/en/")
    assert response.status_code == 404
    assert "https://ldn.example/" in response.json()["detail"]


def test_what_pages_of_the_build_before_load_is_still_there(
    site: TestClient, site_dir: Path
) -> None:
    """Only by names with a digest: another page of that build would be a wrong answer."""
    before = site_dir.parent / ".site.before"
    (before / "en").mkdir(parents=True)
    for name in ("bundle.9f8e7d6c5b4a.min.js", "old.html", "en/index.html"):
        (before / name).write_text("before")
    answer = site.get("/bundle.9f8e7d6c5b4a.min.js")
    assert (answer.status_code, answer.text) == (200, "before")
    assert site.get("/old.html").status_code == 404
    assert site.get("/en/").text == "home en"
    assert site.get("/.site.before/old.html").status_code == 404
    site_dir.rename(site_dir.parent / "away")  # on systems that exchange in two steps
    try:
        assert site.get("/en/").text == "before"
    finally:
        (site_dir.parent / "away").rename(site_dir)


def test_no_file_stays_open(site: TestClient) -> None:
    opened = len(list(Path("/proc/self/fd").iterdir()))
    tag = site.get("/fr/").headers["etag"]
    for _ in range(20):
        assert site.get("/fr/").status_code == 200
        assert site.get("/fr/", headers={"if-none-match": tag}).status_code == 304
        assert site.get("/fr/", headers={"range": "bytes=9999-"}).status_code == 416
        assert site.head("/fr/").status_code == 200
        assert site.get("/fr/none").status_code == 404
    assert len(list(Path("/proc/self/fd").iterdir())) <= opened + 2
