"""The documentation of the API: valid, complete, and without any third party."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel
from starlette.testclient import TestClient

from kb_service import schemas
from kb_service.api_docs import FOLDER, SWAGGER_VERSION
from kb_service.parameters import SearchParameters


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> Any:
    """The description as served."""
    return client.get("/api/openapi.json").json()


def test_description_is_valid_openapi(openapi: Any) -> None:
    OpenAPIV31SpecValidator(openapi).validate()
    assert openapi["servers"] == [{"url": "https://ldn.example"}]


def test_every_route_is_described_with_its_errors(openapi: Any) -> None:
    paths = openapi["paths"]
    expected = (
        *(
            "",
            "search",
            "suggest",
            "documents",
            "documents/{id}",
            "documents/{id}/akn",
            "pages",
            "pages/{id}",
        ),
        "documents/{id}/compare/{other}",
        *("documents/{id}/paragraphs/{anchor}", "related/{id}", "themes", "audiences", "verbs"),
        *("addressees", "glossary", "languages", "bulk.jsonl", "bulk.csv", "problems/{id}"),
        *("sources", "figures", "suggest/opensearch"),
        *("documents/{id}/akn", "courses", "courses/{id}", "exports", "exports/formats"),
    )
    assert set(paths) == {f"/api/v1/{name}" for name in expected} | {"/healthz", "/readyz"}
    for path, operations in paths.items():
        posts = ["post"] if path == "/api/v1/exports" else []
        assert list(operations) == ["get", *posts], path
        for operation in operations.values():
            assert operation["summary"] and operation["description"] and operation["tags"], path
            for status, response in operation["responses"].items():
                assert response["description"]
                if int(status) >= 400:
                    (media_type,) = response["content"]
                    assert media_type == "application/problem+json", (path, status)
                    reference = response["content"][media_type]["schema"]["$ref"]
                    assert reference == "#/components/schemas/ProblemBody"
            answer = operation["responses"]["200"]["content"]
            assert all(content["schema"] for content in answer.values())


def test_parameters_are_described_as_they_are_checked(openapi: Any) -> None:
    described = openapi["paths"]["/api/v1/search"]["get"]["parameters"]
    assert [one["name"] for one in described] == list(SearchParameters.model_fields)
    by_name = {one["name"]: one for one in described}
    assert by_name["limit"]["schema"]["maximum"] == 50
    assert by_name["lang"]["schema"]["enum"] == ["ar", "zh", "en", "fr", "ru", "es"]
    assert by_name["theme"]["schema"]["type"] == "array" and by_name["theme"]["explode"]
    assert all(one["description"] for one in described)


def test_clients_must_expect_additions(openapi: Any) -> None:
    for name, schema in openapi["components"]["schemas"].items():
        assert "additionalProperties" not in schema, name
    assert "at least 12 months" in openapi["info"]["description"]


def test_every_public_body_is_described(openapi: Any) -> None:
    described = set(openapi["components"]["schemas"])
    for name in schemas.__all__:
        body = getattr(schemas, name)
        if name != "Body" and issubclass(body, BaseModel):
            assert name in described, name


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found += [str(values[name]) for name in ("src", "href") if values.get(name)]
        self.inline += tag == "style" or (tag == "script" and "src" not in values)
        self.inline += any(name.startswith("on") or name == "style" for name in values)


def test_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client: TestClient) -> None:
    page = client.get("/api/docs")
    links = _Links()
    links.feed(page.text)
    assert links.inline == 0
    for link in links.found:
        if link == "data:,":
            continue
        assert re.fullmatch(r"[a-z./-]+", link), link  # relative: works under any sub-path
        assert client.get(f"/api/{link}").status_code == 200


def test_policy_allows_our_own_host_alone(client: TestClient) -> None:
    policy = client.get("/api/docs").headers["content-security-policy"]
    assert "unsafe" not in policy and "*" not in policy
    assert set(re.findall(r"https?://\S+", policy.replace(";", " "))) == {"https://ldn.example"}
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_style_and_start_script_name_no_other_host(client: TestClient) -> None:
    style = client.get("/api/docs/swagger-ui.css").text
    assert "@import" not in style
    assert all(link.startswith("data:") for link in re.findall(r"url\([\"']?([^\"')]+)", style))
    script = client.get("/api/docs/docs.js").text
    assert "http" not in script
    assert "validatorUrl: null" in script


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_vendored_files_are_those_recorded(client: TestClient, encoding: str) -> None:
    record = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"**{SWAGGER_VERSION}**" in record
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        response = client.get(f"/api/docs/{name}", headers={"accept-encoding": encoding})
        assert hashlib.sha256(response.content).hexdigest() in record
        tag = {"if-none-match": response.headers["etag"]}
        assert client.get(f"/api/docs/{name}", headers=tag).status_code == 304


def test_vendored_files_stay_small_and_have_their_licence() -> None:
    files = [path for path in FOLDER.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 1_600_000
    assert {"LICENSE", "NOTICE"} <= {path.name for path in files}


def test_unknown_assets_are_problems(client: TestClient) -> None:
    for name in ("docs.html", "README.md", "..%2fapp.py", "swagger-ui-bundle.js.gz"):
        assert client.get(f"/api/docs/{name}").status_code == 404
