"""The one shape of errors over HTTP."""

from __future__ import annotations

import json

import pytest

from kb_service.problems import (
    PROBLEM_TYPES,
    ApiProblem,
    ParameterProblem,
    build_problem,
    describe_accepted,
    problem_response,
    shown,
    slug_for_status,
    unknown_id,
)
from kb_service.schemas import ProblemBody

TYPES_URL = "https://ldn.example/api/v1/problems/"


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_every_kind_has_the_same_shape(slug: str) -> None:
    body = build_problem(slug, "Detail.", types_url=TYPES_URL, instance="/api/v1/search")
    ProblemBody.model_validate(body)
    assert list(body) == ["type", "title", "status", "detail", "instance"]
    assert body["type"] == TYPES_URL + slug
    assert body["status"] == PROBLEM_TYPES[slug].status


def test_refused_parameters_are_listed() -> None:
    body = build_problem(
        "invalid-parameter",
        "theme: …",
        types_url=TYPES_URL,
        instance="/api/v1/search",
        errors=[ParameterProblem("theme", '"土地"', "one of: land-tenure")],
    )
    ProblemBody.model_validate(body)
    assert body["errors"] == [
        {"parameter": "theme", "found": '"土地"', "accepted": "one of: land-tenure"}
    ]


def test_response_has_status_media_type_and_is_not_kept() -> None:
    problem = ApiProblem("not-ready", "لا يوجد فهرس", headers={"retry-after": "5"})
    response = problem_response(problem, types_url=TYPES_URL, instance="/readyz")
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["retry-after"] == "5"
    assert json.loads(response.body)["detail"] == "لا يوجد فهرس"


def test_lone_surrogates_do_not_break_the_body() -> None:
    problem = ApiProblem("not-found", "\ud800", [ParameterProblem("id", "\udfff", "中文")])
    response = problem_response(problem, types_url=TYPES_URL, instance="/\ud800")
    assert json.loads(response.body)["errors"][0] == {
        "parameter": "id",
        "found": "?",
        "accepted": "中文",
    }


def test_quoted_values_are_short_and_show_what_is_invisible() -> None:
    assert shown("a\u202eb\x00c") == "a\\u202eb\\u0000c"
    assert shown("فقرة 第9段") == "فقرة 第9段"
    assert shown("x" * 1000) == "x" * 80 + "… (1000 characters)"


def test_accepted_values_are_listed_or_the_nearest_named() -> None:
    assert describe_accepted("x", ["finance", "gender"]) == "one of: finance, gender"
    many = [f"op-{number}" for number in range(1, 60)]
    assert describe_accepted("op-9x", many).startswith("one of 59 values, such as: op-9")
    assert describe_accepted("x", []) == "there is none in this knowledge base"


def test_unknown_id_names_what_was_meant() -> None:
    problem = unknown_id("document", "iccd-cop14-cst-11", ("iccd-cop14-cst-l1",))
    assert problem.kind == "not-found"
    assert "iccd-cop14-cst-l1" in problem.detail


@pytest.mark.parametrize(
    ("status", "slug"),
    [
        (404, "not-found"),
        (405, "method-not-allowed"),
        (500, "internal-error"),
        (418, "malformed-request"),
    ],
)
def test_every_status_has_a_kind(status: int, slug: str) -> None:
    assert slug_for_status(status) == slug
