"""Errors over HTTP: one shape (RFC 9457, `application/problem+json`), built in one function.

Whoever must refuse a request raises `ApiProblem`; `problem_response` alone turns it into bytes.
No body contains a traceback or a path of this machine.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

#: Accepted values are listed in full up to this many, else the nearest ones are.
LISTED_IN_FULL = 40


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of error: its status, its title, and what a caller can do about it."""

    slug: str
    status: int
    title: str
    advice: str


PROBLEM_TYPES: dict[str, ProblemType] = {
    kind.slug: kind
    for kind in (
        ProblemType(
            "malformed-request",
            400,
            "The request is malformed",
            "Send percent-encoded UTF-8 and well-formed headers.",
        ),
        ProblemType(
            "unknown-key",
            401,
            "The key is not accepted",
            "Ask the operator for a new key, or send no Authorization header.",
        ),
        ProblemType(
            "wrong-origin",
            403,
            "The key belongs to another site",
            "Use a public key on the sites for which it was made, or send none.",
        ),
        ProblemType(
            "not-found",
            404,
            "Nothing has this address",
            "Take ids from the lists (/documents, /pages, /themes, …); the answer names near ones.",
        ),
        ProblemType(
            "method-not-allowed",
            405,
            "The method is not allowed here",
            "Use GET, HEAD or OPTIONS; a selection may be posted to /exports.",
        ),
        ProblemType(
            "content-too-large",
            413,
            "The request body is too large",
            "Send no body, but to /exports: there, collect fewer items.",
        ),
        ProblemType(
            "uri-too-long",
            414,
            "The URL is too long",
            "Shorten the query or use fewer filters.",
        ),
        ProblemType(
            "invalid-parameter",
            422,
            "A parameter is not accepted",
            "Each entry of errors names a parameter, what was found and what is accepted.",
        ),
        ProblemType(
            "too-many-requests",
            429,
            "Too many requests",
            "Wait for the seconds in Retry-After; RateLimit says what is left.",
        ),
        ProblemType(
            "internal-error",
            500,
            "The service failed",
            "The fault is ours. Please report it with the time and the address.",
        ),
        ProblemType(
            "too-busy",
            503,
            "Too many files are being made",
            "Try again after the time in Retry-After.",
        ),
        ProblemType(
            "overloaded",
            503,
            "The service is overloaded",
            "Try again after the time in Retry-After.",
        ),
        ProblemType(
            "not-ready",
            503,
            "The service is not ready",
            "Try again after the time in Retry-After; detail names the command that repairs it.",
        ),
    )
}

_BY_STATUS = {kind.status: kind.slug for kind in PROBLEM_TYPES.values()}  # "not-ready" for 503


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One parameter that was refused: what was found, what is accepted."""

    parameter: str
    found: str
    accepted: str


class ApiProblem(Exception):
    """A request that is answered with a problem document."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: Iterable[ParameterProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def slug_for_status(status: int) -> str:
    """The problem type for a status that the framework chose."""
    return _BY_STATUS.get(status, "malformed-request" if status < 500 else "internal-error")


def shown(value: object, longest: int = 80) -> str:
    """A value as it may be quoted in a message: short, nothing invisible or reordering in it."""
    text = str(value)
    cut = text[:longest]
    visible = "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c
        for c in cut
    )
    return f"{visible}… ({len(text)} characters)" if len(text) > longest else visible


def describe_accepted(found: str, accepted: Sequence[str]) -> str:
    """The accepted values in words: all of them if they are few, else those nearest to `found`."""
    if not accepted:
        return "there is none in this knowledge base"
    if len(accepted) <= LISTED_IN_FULL:
        return f"one of: {', '.join(accepted)}"
    near = nearest(found, accepted)
    return f"one of {len(accepted)} values, such as: {', '.join(near or accepted[:5])}"


def nearest(found: str, accepted: Iterable[str]) -> list[str]:
    """Up to five accepted values that look like what was found, most alike first."""
    return difflib.get_close_matches(found[:200], list(accepted), n=5, cutoff=0.5)


def unknown_id(what: str, found: str, accepted: Sequence[str]) -> ApiProblem:
    """The problem for an id that names nothing."""
    known = describe_accepted(found, accepted)
    return ApiProblem(
        "not-found",
        f'There is no {what} "{shown(found)}"; {"use " if accepted else ""}{known}.',
        (ParameterProblem(what, shown(found), known),),
    )


def build_problem(
    kind: str,
    detail: str,
    *,
    types_url: str,
    instance: str,
    errors: Iterable[ParameterProblem] = (),
) -> dict[str, Any]:
    """A problem document; `errors` stands in it only for refused parameters."""
    problem_type = PROBLEM_TYPES[kind]
    listed = [
        {"parameter": error.parameter, "found": error.found, "accepted": error.accepted}
        for error in errors
    ]
    return {
        "type": f"{types_url}{problem_type.slug}",
        "title": problem_type.title,
        "status": problem_type.status,
        "detail": detail,
        "instance": instance,
        **({"errors": listed} if listed else {}),
    }


def problem_response(problem: ApiProblem, *, types_url: str, instance: str) -> Response:
    """The response for a problem. `instance` is the path alone: queries are never repeated."""
    body = build_problem(
        problem.kind,
        problem.detail,
        types_url=types_url,
        instance=instance,
        errors=problem.errors,
    )
    return Response(
        orjson.dumps(_encodable(body)),
        status_code=body["status"],
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", "content-language": "en", **problem.headers},
    )


def _encodable(value: Any) -> Any:
    """The same value without lone surrogates, which no UTF-8 body can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value
