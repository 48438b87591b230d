"""The whole knowledge base as one file: a passage per row, every fact about it, its status."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from indexer.languages import LANGUAGES
from indexer.model import Passage
from indexer.spreadsheets import guard_cell
from kb_service.knowledge import Knowledge
from kb_service.labels import TEXT_STATUSES, label_in
from kb_service.parameters import BulkParameters, query_of
from kb_service.responses import CONTENT_AGE, matches_tag, not_modified
from kb_service.routes.common import OpenKnowledge, describe
from kb_service.schemas import BulkRow
from kb_service.vocabulary import Json

router = APIRouter(tags=["Bulk download"])

BulkQuery = Annotated[BulkParameters, Depends(query_of(BulkParameters))]

#: Rows joined into one piece of the stream.
_ROWS_AT_ONCE = 64
#: Spreadsheets read UTF-8 as something else without it.
_BYTE_ORDER_MARK = "\ufeff"


def _describe(media_type: str, text: str, example: str) -> dict[str, Any]:
    described = describe(BulkParameters)
    described["responses"][200] = {
        "description": text,
        "content": {media_type: {"schema": {"type": "string"}, "example": example}},
    }
    return described


@router.get(
    "/bulk.jsonl",
    response_class=StreamingResponse,
    summary="Everything, as JSON Lines",
    **_describe(
        "application/x-ndjson",
        "One JSON object per line; its fields are those of the schema BulkRow.",
        '{"id":"en/decisions/iccd-cop14-cst-l1/op-9#op-9-d","language":"en","text":"…"}\n',
    ),
)
async def bulk_jsonl(request: Request, knowledge: OpenKnowledge, parameters: BulkQuery) -> Response:
    """One passage in one language per line, in a stable order."""
    return _stream(request, knowledge, parameters, "jsonl", "application/x-ndjson", write_jsonl)


@router.get(
    "/bulk.csv",
    response_class=StreamingResponse,
    summary="Everything, as CSV",
    **_describe(
        "text/csv",
        "A header and one passage per row, in UTF-8 with byte order mark. Values of lists are "
        "joined by `;`. A cell that a spreadsheet could take for a formula begins with `'`.",
        "id,unit,url,…\r\n",
    ),
)
async def bulk_csv(request: Request, knowledge: OpenKnowledge, parameters: BulkQuery) -> Response:
    """One passage in one language per row, in a stable order."""
    return _stream(request, knowledge, parameters, "csv", "text/csv; charset=utf-8", write_csv)


def build_row(passage: Passage, knowledge: Knowledge) -> Json:
    """Everything about a passage in one language."""
    return {
        "id": passage.id,
        "unit": passage.unit,
        "url": knowledge.urls.passage(passage),
        "document": passage.document,
        "document_status": knowledge.vocabularies.document_status(passage.document),
        "anchor": passage.anchor,
        "kind": passage.kind,
        "number": passage.number,
        "title": passage.title,
        "heading": passage.heading,
        "language": passage.language,
        "direction": LANGUAGES[passage.language].direction,
        "translation_status": passage.status,
        "translation_status_label": label_in(
            TEXT_STATUSES[passage.status], passage.language, passage.status
        ),
        "text": passage.text,
        "themes": passage.themes,
        "audiences": passage.audiences,
        "addressees": passage.addressees,
        "verb": passage.verb,
        "references": passage.references,
        "knowledge_base": knowledge.version["version"],
    }


def write_jsonl(rows: Iterator[Json]) -> Iterator[bytes]:
    """Rows as JSON Lines, in pieces."""
    piece = b""
    for number, row in enumerate(rows, 1):
        piece += orjson.dumps(row) + b"\n"
        if number % _ROWS_AT_ONCE == 0:
            yield piece
            piece = b""
    yield piece


def write_csv(rows: Iterator[Json]) -> Iterator[bytes]:
    """Rows as CSV that no spreadsheet runs, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_BYTE_ORDER_MARK)
    names = list(BulkRow.model_fields)
    writer.writerow(names)
    for number, row in enumerate(rows, 1):
        writer.writerow(guard_cell(_cell(row[name])) for name in names)
        if number % _ROWS_AT_ONCE == 0:
            yield _take(buffer)
    yield _take(buffer)


def _cell(value: Any) -> str:
    return ";".join(value) if isinstance(value, tuple | list) else str(value or "")


def _take(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return piece


def _stream(
    request: Request,
    knowledge: Knowledge,
    parameters: BulkParameters,
    suffix: str,
    media_type: str,
    write: Callable[[Iterator[Json]], Iterator[bytes]],
) -> Response:
    wanted: set[str] = set(parameters.language or LANGUAGES)
    tag = knowledge.tag("bulk", suffix, *sorted(wanted))
    if matches_tag(request.headers.get("if-none-match"), tag):
        return not_modified(tag, CONTENT_AGE)
    passages = (p for p in knowledge.artefact.passages if p.language in wanted)
    name = f"ldn-guidance-{knowledge.version['version']}.{suffix}"
    return StreamingResponse(
        write(build_row(passage, knowledge) for passage in passages),
        media_type=media_type,
        headers={
            "etag": tag,
            "cache-control": f"public, max-age={CONTENT_AGE}",
            "content-disposition": f'attachment; filename="{name}"',
        },
    )
