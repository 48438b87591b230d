"""Security headers as the service sends them: pages, drawings, the API, what others may load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.datastructures import MutableHeaders
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service.app import create_app
from kb_service.policies import API_POLICY, Policies, site_policy
from kb_service.settings import Settings, read_settings


@pytest.fixture(scope="module")
def site(
    settings: Settings,
    artefact: Artefact,
    encoder: Encoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """The real service with a small site."""
    root = tmp_path_factory.mktemp("policies") / "site"
    for name, text in {
        "ar/index.html": "<!doctype html><title>الأرض</title>",
        "ar/404.html": "<!doctype html>",
        "ar/widget/index.html": "<!doctype html>",
        "ar/search-index.json": "{}",
        "ar/feed.xml": "<feed/>",
        "ar/bundle.0a1b2c3d.min.js": "x()",
        "images/drawing.svg": "<svg/>",
        "widget/v1/frame.html": "<!doctype html>",
        "widget/0.1.0/frame.html": "<!doctype html>",
        "widget/v1/ldn-search.js": "x()",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    app = create_app(replace(settings, site_dir=root), artefact, encoder)
    with TestClient(app, base_url="https://ldn.example") as opened:
        yield opened


@pytest.mark.parametrize("path", ["/ar/", "/ar/missing/", "/ar/widget/"])
def test_pages_come_with_a_strict_policy(site: TestClient, settings: Settings, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert policy == site_policy(settings)
    assert "unsafe" not in policy and "*" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy and "base-uri 'none'" in policy
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    "path", ["/ar/", "/ar/feed.xml", "/api/v1/languages", "/api/docs", "/healthz", "/api/nothing"]
)
def test_everything_says_what_it_is_and_asks_for_https(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/widget/v1/frame.html", "/widget/0.1.0/frame.html"])
def test_only_the_widgets_frame_may_stand_on_other_sites(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    assert "frame-ancestors" not in headers["content-security-policy"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path", ["/widget/v1/ldn-search.js", "/ar/search-index.json", "/images/drawing.svg"]
)
def test_other_sites_may_load_the_widget_and_drawings(site: TestClient, path: str) -> None:
    assert site.get(path).headers["cross-origin-resource-policy"] == "cross-origin"


def test_our_scripts_are_for_our_pages(site: TestClient) -> None:
    headers = site.get("/ar/bundle.0a1b2c3d.min.js").headers
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_drawing_opened_by_itself_runs_nothing(site: TestClient) -> None:
    policy = site.get("/images/drawing.svg").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy


def test_answers_of_the_api_are_no_pages(site: TestClient) -> None:
    for path in ("/api/v1/languages", "/api/v1/themes/none"):
        assert site.get(path).headers["content-security-policy"] == API_POLICY


def test_what_is_not_modified_changes_no_policy(site: TestClient) -> None:
    tag = site.get("/ar/").headers["etag"]
    answer = site.get("/ar/", headers={"if-none-match": tag})
    assert answer.status_code == 304
    assert "cross-origin-resource-policy" not in answer.headers


def test_an_api_on_another_host_may_be_asked_and_framed() -> None:
    policy = site_policy(
        read_settings(
            {
                "KB_BASE_URL": "https://x.example/ldn/",
                "KB_API_URL": "https://api.example:8443/api/v1/",
            }
        )
    )
    assert "connect-src 'self' https://api.example:8443;" in policy
    assert "frame-src 'self' https://api.example:8443;" in policy


@pytest.mark.parametrize(
    ("variables", "sent"),
    [
        ({"KB_BASE_URL": "https://x.example/"}, "max-age=31536000"),
        ({"KB_BASE_URL": "https://x.example/", "KB_HSTS": "60"}, "max-age=60"),
        ({"KB_BASE_URL": "https://x.example/", "KB_HSTS": "0"}, None),
        ({"KB_BASE_URL": "http://x.example/"}, None),
    ],
)
def test_https_is_asked_for_where_the_site_has_it(
    variables: dict[str, str], sent: str | None
) -> None:
    headers = MutableHeaders({"content-type": "text/html"})
    Policies(read_settings(variables)).complete(headers, "/")
    assert headers.get("strict-transport-security") == sent


def test_what_a_route_has_set_stays() -> None:
    headers = MutableHeaders({"content-type": "text/html", "content-security-policy": "sandbox"})
    Policies(read_settings({})).complete(headers, "/api/v1/exports")
    assert headers["content-security-policy"] == "sandbox"


def test_a_page_named_like_the_widget_is_a_page() -> None:
    settings = read_settings({"KB_BASE_URL": "https://x.example/widget/"})
    for path in ("/widget/ar/", "/widget/ar/v1/frame.html"):
        headers = MutableHeaders({"content-type": "text/html"})
        Policies(settings).complete(headers, path)
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
