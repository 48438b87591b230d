"""The documentation of the API tells the truth: its examples are asked of the real service."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb_service.problems import PROBLEM_TYPES
from kb_service.settings import SETTINGS

ROOT = Path(__file__).parent.parent
API_PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"^```http\nGET (?P<url>\S+)\n\n(?P<status>\d{3})\n(?P<body>.*?)^```$", re.M | re.S
)
EXAMPLES = [(m["url"], int(m["status"]), m["body"]) for m in EXAMPLE.finditer(API_PAGE)]


def assert_part(part: Any, whole: Any, where: str) -> None:
    """Every key and every first item of an example stands in the real answer."""
    if isinstance(part, dict):
        for key, value in part.items():
            assert key in whole, f"{where}.{key} is missing"
            assert_part(value, whole[key], f"{where}.{key}")
    elif isinstance(part, list):
        assert len(whole) >= len(part), f"{where} has {len(whole)} items"
        for index, value in enumerate(part):
            assert_part(value, whole[index], f"{where}[{index}]")
    else:
        assert part == whole, where


@pytest.mark.parametrize(("url", "status", "body"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_example_is_true(client: TestClient, url: str, status: int, body: str) -> None:
    response = client.get(url)
    assert response.status_code == status
    assert_part(json.loads(body), response.json(), "answer")


@pytest.mark.parametrize("url", [e[0] for e in EXAMPLES])
def test_example_may_be_sent_as_printed(url: str) -> None:
    """The server refuses a request line that is not ASCII before the API sees it."""
    assert url.isascii()


def test_every_http_block_is_an_example() -> None:
    assert len(EXAMPLES) == API_PAGE.count("```http") > 10


def test_every_route_and_every_error_is_documented(client: TestClient) -> None:
    for path in client.get("/api/openapi.json").json()["paths"]:
        name = path.removeprefix("/api/v1").replace("problems/{id}", "problems/")
        fixed = name.split("{")[0]
        assert fixed in API_PAGE, path
    for kind in PROBLEM_TYPES.values():
        assert f"| {kind.status} | `{kind.slug}` |" in API_PAGE


def test_settings_named_in_the_documentation_exist() -> None:
    known = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"`(KB_[A-Z_]+)`", API_PAGE)) <= known
