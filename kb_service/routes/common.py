"""What every route of the API shares: the knowledge base, answers with tags, documented errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Path, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from kb_service.knowledge import Knowledge
from kb_service.knowledge_source import KnowledgeSource
from kb_service.parameters import Parameters, openapi_parameters
from kb_service.problems import unknown_id
from kb_service.responses import (
    CONTENT_AGE,
    bytes_response,
    json_response,
    matches_tag,
    not_modified,
)
from kb_service.schemas import ProblemBody
from kb_service.vocabulary import Json


async def _open_knowledge(request: Request) -> Knowledge:
    source: KnowledgeSource = request.app.state.source
    return await source.get()


#: The open knowledge base; a request that needs it is a 503 without one.
OpenKnowledge = Annotated[Knowledge, Depends(_open_knowledge)]

Id = Annotated[str, Path(description="A permanent id, as lists give it.")]

_MEANINGS = {
    304: "Not modified: the caller's copy (`If-None-Match`) is current.",
    400: "The URL is not percent-encoded UTF-8.",
    401: "A key was sent that is unknown or has expired.",
    403: "A public key was sent from a site for which it was not made.",
    404: "Nothing has this id; the answer names near ones.",
    414: "The URL is too long.",
    422: "A parameter is unknown, repeated or out of bounds; `errors` names each.",
    413: "The body is too large.",
    429: "More requests than one client is granted a minute; try again after `Retry-After` "
    "seconds.",
    503: "The knowledge base is not open, the search engine does not answer, the service is "
    "overloaded, or too many files are being made; try again after `Retry-After` seconds.",
}


def describe(model: type[Parameters], *statuses: int) -> dict[str, Any]:
    """What a route says of its parameters and errors in the documentation."""
    responses: dict[int | str, dict[str, Any]] = {}
    for status in sorted({304, 400, 401, 403, 414, 422, 429, 503, *statuses}):
        described: dict[str, Any] = {"description": _MEANINGS[status]}
        if status >= 400:
            described["model"] = ProblemBody
        responses[status] = described
    return {
        "responses": responses,
        "openapi_extra": {"parameters": openapi_parameters(model)},
    }


def answer_content(
    request: Request,
    knowledge: Knowledge,
    language: str | None,
    build: Callable[[], Any],
    *address: str,
) -> Response:
    """Content that depends on its address and one language alone: kept once it was built."""
    key = (*address, language or "all")
    tag = knowledge.tag(*key)
    if matches_tag(request.headers.get("if-none-match"), tag):
        return not_modified(tag, CONTENT_AGE)
    prepared = knowledge.answers.get("\0".join(key), build)
    return json_response(request, prepared, tag, CONTENT_AGE)


def answer_file(
    request: Request,
    knowledge: Knowledge,
    build: Callable[[], bytes],
    media_type: str,
    name: str,
    *address: str,
) -> Response:
    """A file that depends on its address alone: kept once it was built."""
    tag = knowledge.tag(*address)
    if matches_tag(request.headers.get("if-none-match"), tag):
        return not_modified(tag, CONTENT_AGE)
    prepared = knowledge.answers.get("\0".join(address), build)
    response = bytes_response(request, prepared, tag, CONTENT_AGE, media_type)
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
    return response


def with_version(knowledge: Knowledge, answer: Mapping[str, Any]) -> Json:
    """An answer with the state of the knowledge base that gave it."""
    return {**answer, "knowledge_base": knowledge.version}


def find_record(
    records: Mapping[str, Json], knowledge: Knowledge, what: str, id_: str
) -> Json | str:
    """The record with an id; the new id where it was renamed; ApiProblem 404 for any other."""
    if id_ in records:
        return records[id_]
    if (renamed := knowledge.redirects.get(id_)) in records:
        return str(renamed)
    raise unknown_id(what, id_, tuple(records))


def moved(request: Request, old: str, new: str) -> Response:
    """A permanent redirect to the same address with the new id."""
    path = request.scope["path"]
    head, _, tail = path.rpartition(f"/{old}")
    query = request.scope["query_string"].decode("latin-1")
    location = quote(f"{head}/{new}{tail}") + (f"?{query}" if query else "")
    return RedirectResponse(location, 308, {"cache-control": f"public, max-age={CONTENT_AGE}"})
