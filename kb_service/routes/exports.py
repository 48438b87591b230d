"""Training modules, and selections of items as files to teach with."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import FileResponse, Response, StreamingResponse

from indexer.errors import ArtefactError
from kb_service.exports.formats import FORMATS, check_format
from kb_service.exports.selection import PackError, Selection, check_selection
from kb_service.exports.worker import ExportWorker, TooBusy, WorkerDied, Written
from kb_service.knowledge import Knowledge
from kb_service.knowledge_source import RETRY_AFTER
from kb_service.monitoring import Monitor
from kb_service.parameters import (
    ExportParameters,
    LanguageParameters,
    NoParameters,
    Parameters,
    invalid_parameters,
    parse_query,
    query_of,
    refuse,
)
from kb_service.problems import ApiProblem, ParameterProblem, shown
from kb_service.responses import CONTENT_AGE, matches_tag, not_modified
from kb_service.routes.common import (
    Id,
    OpenKnowledge,
    answer_content,
    describe,
    find_record,
    moved,
    with_version,
)
from kb_service.schemas import CourseAnswer, CourseList, FormatList
from kb_service.usage import Event
from kb_service.usage_watch import note
from kb_service.version import RELEASE
from kb_service.vocabulary import Json

router = APIRouter(tags=["Courses"])

_log = logging.getLogger("kb_service")

InLanguage = Annotated[LanguageParameters, Depends(query_of(LanguageParameters))]

#: Seconds between two looks at whether the caller is still there.
_PATIENCE = 0.5
#: Items of a selection that are counted as used.
_MOST_NOTED = 20
#: Bytes sent at once.
_PIECE = 65_536
#: A page shown in a frame: nothing in it may run or load.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def _describe_file(model: type[Parameters], *statuses: int) -> dict[str, Any]:
    described = describe(model, *statuses)
    described["responses"][200] = {
        "description": "The file. The same selection gives the same bytes.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
    return described


@router.get(
    "/courses",
    response_model=CourseList,
    summary="Training modules",
    **describe(LanguageParameters),
)
async def list_courses(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage
) -> Response:
    """Every ready module with its objectives and sessions, in one or all languages."""

    def build() -> Json:
        shelf = knowledge.shelf
        items = [shelf.course(each, parameters.lang) for each in knowledge.courses.values()]
        return with_version(knowledge, {"items": items})

    return answer_content(request, knowledge, parameters.lang, build, "courses")


@router.get(
    "/courses/{id}",
    response_model=CourseAnswer,
    summary="A training module",
    **describe(LanguageParameters, 404),
)
async def show_course(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage, id: Id
) -> Response:
    """A module; its whole text is had from `/exports` (`item=courses/{id}`, `format=json`)."""
    record = find_record(knowledge.courses, knowledge, "course", id)
    if isinstance(record, str):
        return moved(request, id, record)

    def build() -> Json:
        return with_version(knowledge, knowledge.shelf.course(record, parameters.lang))

    return answer_content(request, knowledge, parameters.lang, build, "course", id)


@router.get(
    "/exports/formats",
    response_model=FormatList,
    summary="Formats of exports",
    **describe(NoParameters),
)
async def list_formats(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[NoParameters, Depends(query_of(NoParameters))],
) -> Response:
    """Every format, whether it can hold two languages side by side, and what it needs."""

    def build() -> Json:
        items = [
            {
                "id": each.id,
                "suffix": each.suffix,
                "media_type": each.media_type,
                "bilingual": each.bilingual,
                "needs": each.needs,
            }
            for each in FORMATS.values()
        ]
        return with_version(knowledge, {"items": items})

    return answer_content(request, knowledge, None, build, "formats")


@router.get(
    "/exports",
    response_class=FileResponse,
    summary="A selection as a file",
    **_describe_file(ExportParameters),
)
async def get_export(request: Request, knowledge: OpenKnowledge) -> Response:
    """Collected items as one file: a hand-out, slides, a package for a learning platform, …

    `item` is given once for each item, in their order. Longer selections are posted.
    """
    wanted = parse_query(ExportParameters, request.scope["query_string"])
    return await _export(request, knowledge, wanted)


@router.post(
    "/exports",
    response_class=FileResponse,
    summary="A longer selection as a file",
    **{
        **_describe_file(NoParameters, 413),
        "openapi_extra": {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ExportParameters.model_json_schema()}},
            }
        },
    },
)
async def post_export(request: Request, knowledge: OpenKnowledge) -> Response:
    """The same with the parameters as a JSON object; `item` is a list."""
    parse_query(NoParameters, request.scope["query_string"])
    try:
        data = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise ApiProblem("malformed-request", "The body is not JSON in UTF-8.") from None
    if not isinstance(data, dict):
        raise ApiProblem("malformed-request", "The body is no JSON object.")
    try:
        wanted = ExportParameters.model_validate(data)
    except ValidationError as error:
        raise refuse(ExportParameters, error) from None
    return await _export(request, knowledge, wanted)


async def _export(request: Request, knowledge: Knowledge, wanted: ExportParameters) -> Response:
    selection = Selection(
        items=tuple(wanted.item),
        language=wanted.language,
        second=wanted.second,
        title=wanted.title,
        audience=wanted.audience,
        edition=wanted.edition,
    )
    worker: ExportWorker = request.app.state.exports
    monitor: Monitor = request.app.state.monitor
    folder, base_url = knowledge.artefact.folder, knowledge.urls.base_url
    busy = {"retry-after": str(RETRY_AFTER)}
    tag = knowledge.tag("export", RELEASE, wanted.model_dump_json())
    try:
        check_format(selection, wanted.format)
        check_selection(selection, knowledge.artefact.records["items.json"]["kinds"])
        if matches_tag(request.headers.get("if-none-match"), tag) and request.method == "GET":
            monitor.exported(wanted.format, "unchanged")
            return not_modified(tag, CONTENT_AGE)
        written = await _while_wanted(
            request, worker.write(folder, selection, wanted.format, base_url)
        )
    except PackError as error:
        known = wanted.format if wanted.format in FORMATS else "unknown"
        monitor.exported(known, "refused")
        found = ParameterProblem(error.field, shown(error.found), error.accepted)
        raise invalid_parameters([found]) from None
    except TooBusy:
        monitor.exported(wanted.format, "busy")
        detail = "As many files as can wait are waiting to be made."
        raise ApiProblem("too-busy", detail, headers=busy) from None
    except ArtefactError:
        monitor.exported(wanted.format, "failed")
        request.app.state.source.check_soon()
        detail = "The index that this service opened is gone; run `ldn-kb index` to build it again."
        raise ApiProblem("not-ready", detail, headers=busy) from None
    except OSError as error:
        monitor.exported(wanted.format, "failed")
        _log.error(
            "an export cannot be written into %s: %s",
            tempfile.gettempdir() if error.filename is None else error.filename,
            error.strerror,
            extra={"event": "export-failed"},
        )
        detail = "The file cannot be written: the service has no room for it, or may not write."
        raise ApiProblem("not-ready", detail, headers=busy) from None
    except WorkerDied:
        monitor.exported(wanted.format, "failed")
        detail = "The process that makes files ended; a new one starts with the next request."
        raise ApiProblem("too-busy", detail, headers=busy) from None
    monitor.exported(wanted.format, "written")
    items = tuple(("item", item) for item in dict.fromkeys(wanted.item[:_MOST_NOTED]))
    note(request, Event("export", wanted.language, (("format", wanted.format), *items)))
    shown_in_place = wanted.format == "page"
    headers = {"etag": tag, "cache-control": f"public, max-age={CONTENT_AGE}"}
    if shown_in_place:
        headers["content-security-policy"] = _PAGE_POLICY
    disposition = "inline" if shown_in_place else "attachment"
    headers["content-disposition"] = f'{disposition}; filename="{written.name}"'
    headers["content-length"] = str(written.path.stat().st_size)
    return StreamingResponse(_send(written.path), media_type=written.media_type, headers=headers)


async def _while_wanted(request: Request, writing: Coroutine[Any, Any, Written]) -> Written:
    """What is written, unless the caller goes away before."""
    task = asyncio.ensure_future(writing)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_PATIENCE)
            # A file that was finished meanwhile is sent to nobody, and gone with that.
            if not task.done() and await request.is_disconnected() and task.cancel():
                raise ApiProblem("malformed-request", "The caller went away.")
        return task.result()
    finally:
        task.cancel()


def _send(path: Path) -> Iterator[bytes]:
    """The pieces of a file, which is gone from its folder at once, even if none is asked for."""
    file = path.open("rb")
    path.unlink()

    def pieces() -> Iterator[bytes]:
        with file:
            yield from iter(lambda: file.read(_PIECE), b"")

    return pieces()
