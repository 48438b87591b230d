"""The root of the API, its kinds of errors, and whether the service lives and is ready."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from indexer.languages import CODES
from kb_service.parameters import NoParameters, query_of
from kb_service.problems import PROBLEM_TYPES, unknown_id
from kb_service.routes.common import Id, OpenKnowledge, answer_content, describe, with_version
from kb_service.schemas import Health, ProblemBody, ProblemTypeBody, Readiness, RootAnswer
from kb_service.settings import Settings
from kb_service.version import API_VERSION, LICENCE, NAME, NOTICE
from kb_service.vocabulary import Json

router = APIRouter(tags=["Service"])
health_router = APIRouter(tags=["Service"])

Nothing = Annotated[NoParameters, Depends(query_of(NoParameters))]
_NO_STORE = {"cache-control": "no-store"}


@router.get("/", response_model=RootAnswer, summary="What is here", **describe(NoParameters))
async def root(request: Request, knowledge: OpenKnowledge, nothing: Nothing) -> Response:
    """Name, version, state of the knowledge base, addresses, licence and notice."""
    settings: Settings = request.app.state.settings
    return answer_content(
        request,
        knowledge,
        None,
        lambda: with_version(
            knowledge,
            {
                "name": NAME,
                "version": API_VERSION,
                "counts": {
                    "documents": len(knowledge.documents),
                    "pages": len(knowledge.pages),
                    "passages": dict(knowledge.artefact.manifest.passages),
                },
                "model": knowledge.artefact.manifest.model.name,
                "languages": list(CODES),
                "links": build_links(settings),
                "licence": LICENCE,
                "notice": NOTICE,
            },
        ),
        "root",
    )


@router.get(
    "/problems/{id}",
    response_model=ProblemTypeBody,
    summary="What a kind of error means",
    responses={
        404: {"description": "There is no such kind of error.", "model": ProblemBody},
        422: {"description": "It takes no parameters.", "model": ProblemBody},
    },
)
async def problem_type(request: Request, nothing: Nothing, id: Id) -> Response:
    """A kind of error, to which the `type` of problem documents points."""
    if id not in PROBLEM_TYPES:
        raise unknown_id("kind of error", id, tuple(PROBLEM_TYPES))
    kind = PROBLEM_TYPES[id]
    body = {
        "type": f"{request.app.state.settings.api_url}problems/{kind.slug}",
        "status": kind.status,
        "title": kind.title,
        "advice": kind.advice,
    }
    return JSONResponse(body, headers={"cache-control": "public, max-age=86400"})


@health_router.get("/healthz", response_model=Health, summary="Is the process alive?")
async def healthz() -> Response:
    """Always the same answer, as long as there is one."""
    return JSONResponse({"status": "alive"}, headers=_NO_STORE)


@health_router.get(
    "/readyz",
    response_model=Readiness,
    summary="Is the knowledge base open?",
    responses={503: {"description": "It is not; `detail` says why.", "model": ProblemBody}},
)
async def readyz(knowledge: OpenKnowledge) -> Response:
    """Whether requests will be answered; tries to open the knowledge base if it is not open.

    With an engine elsewhere: whether that answers.
    """
    await run_in_threadpool(knowledge.engine.check)
    body: Json = {"status": "ready", "knowledge_base": knowledge.version}
    return JSONResponse(body, headers=_NO_STORE)


def build_links(settings: Settings) -> dict[str, str]:
    """Addresses by what they lead to."""
    api, host = settings.api_url, settings.api_host_url
    names = (
        *("search", "suggest", "documents", "pages", "themes", "audiences", "verbs"),
        *(
            "addressees",
            "glossary",
            "languages",
            "sources",
            "figures",
            "courses",
            "exports/formats",
        ),
        *("bulk.jsonl", "bulk.csv"),
    )
    return {
        "self": api,
        "site": settings.base_url,
        **{name: f"{api}{name}" for name in names},
        "documentation": f"{host}api/docs",
        "openapi": f"{host}api/openapi.json",
        "health": f"{host}healthz",
        "readiness": f"{host}readyz",
    }
