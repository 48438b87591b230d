"""Documents, their paragraphs, and pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from kb_service.documents import find_places
from kb_service.parameters import LanguageParameters, NoParameters, TextParameters, query_of
from kb_service.problems import unknown_id
from kb_service.routes.common import (
    Id,
    OpenKnowledge,
    answer_content,
    answer_file,
    describe,
    find_record,
    moved,
    with_version,
)
from kb_service.schemas import (
    ComparisonAnswer,
    DocumentAnswer,
    DocumentList,
    FigureList,
    PageAnswer,
    PageList,
    ParagraphAnswer,
    SourceList,
)
from kb_service.versions import find_comparison, list_compared, show_comparison
from kb_service.vocabulary import Json, limited

router = APIRouter(tags=["Content"])

#: What Akoma Ntoso files call themselves; not registered with IANA.
AKN_TYPE = "application/akn+xml"

InLanguage = Annotated[LanguageParameters, Depends(query_of(LanguageParameters))]


@router.get(
    "/documents",
    response_model=DocumentList,
    summary="All documents",
    **describe(LanguageParameters),
)
async def list_documents(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage
) -> Response:
    """Every decision held, with its status and the status of each of its texts."""

    def build() -> Json:
        shelf = knowledge.shelf
        items = [shelf.document_summary(d, parameters.lang) for d in knowledge.documents.values()]
        return with_version(knowledge, {"items": items})

    return answer_content(request, knowledge, parameters.lang, build, "documents")


@router.get(
    "/documents/{id}",
    response_model=DocumentAnswer,
    summary="A document with its structure",
    **describe(LanguageParameters, 404),
)
async def show_document(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage, id: Id
) -> Response:
    """Masthead, preamble, operative paragraphs and notes, verbatim, in one or all languages."""
    record = find_record(knowledge.documents, knowledge, "document", id)
    if isinstance(record, str):
        return moved(request, id, record)

    def build() -> Json:
        return with_version(knowledge, knowledge.shelf.document(record, parameters.lang))

    return answer_content(request, knowledge, parameters.lang, build, "document", id)


def _describe_akn() -> dict[str, Any]:
    described = describe(TextParameters, 404)
    described["responses"][200] = {
        "description": "The document as Akoma Ntoso 3.0 (XML).",
        "content": {AKN_TYPE: {"schema": {"type": "string"}}},
    }
    return described


@router.get(
    "/documents/{id}/akn",
    response_class=Response,
    summary="A document as Akoma Ntoso",
    **_describe_akn(),
)
async def show_akn(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[TextParameters, Depends(query_of(TextParameters))],
    id: Id,
) -> Response:
    """One text as XML for other systems, named as Akoma Ntoso for the United Nations asks."""
    record = find_record(knowledge.documents, knowledge, "document", id)
    if isinstance(record, str):
        return moved(request, id, record)
    texts = knowledge.akn[id]["texts"] if id in knowledge.akn else {}
    language = parameters.lang or record["issued_language"]
    if language not in texts:
        raise unknown_id("text in the language", language, tuple(texts))
    return answer_file(
        request,
        knowledge,
        lambda: texts[language].encode(),
        AKN_TYPE,
        f"{id}.{language}.akn.xml",
        "akn",
        id,
        language,
    )


@router.get(
    "/documents/{id}/paragraphs/{anchor}",
    response_model=ParagraphAnswer,
    summary="A paragraph in all its languages",
    **describe(LanguageParameters, 404),
)
async def show_paragraph(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: InLanguage,
    id: Id,
    anchor: Annotated[str, Path(description="Anchor, such as `op-9-d`.")],
) -> Response:
    """A paragraph with its verb, addressee, references, tags, notes and neighbours."""
    record = find_record(knowledge.documents, knowledge, "document", id)
    if isinstance(record, str):
        return moved(request, id, record)
    anchors = find_places(record["texts"][record["issued_language"]])
    if anchor not in anchors:
        raise unknown_id("paragraph", anchor, tuple(anchors))

    def build() -> Json:
        return with_version(knowledge, knowledge.shelf.paragraph(record, anchor, parameters.lang))

    return answer_content(request, knowledge, parameters.lang, build, "paragraph", id, anchor)


@router.get(
    "/documents/{id}/compare/{other}",
    response_model=ComparisonAnswer,
    summary="Two versions of a document compared",
    **describe(LanguageParameters, 404),
)
async def compare_documents(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: InLanguage,
    id: Id,
    other: Annotated[
        str, Path(description="Id of the version just before or after; see `versions`.")
    ],
) -> Response:
    """What became of every paragraph, with the words that went and came, in their languages.

    The order of the two ids makes no difference: the answer says which is the earlier one.
    """
    for named in (id, other):
        record = find_record(knowledge.documents, knowledge, "document", named)
        if isinstance(record, str):
            return moved(request, named, record)
    comparison = find_comparison(knowledge.comparisons, id, other)
    if comparison is None:
        raise unknown_id("comparison", other, list_compared(knowledge.comparisons, id))

    def build() -> Json:
        shelf, language = knowledge.shelf, parameters.lang
        shown = show_comparison(
            comparison, knowledge.documents, shelf.vocabularies, shelf.urls, language
        )
        return with_version(knowledge, shown)

    return answer_content(request, knowledge, parameters.lang, build, "compare", id, other)


@router.get(
    "/pages",
    response_model=PageList,
    summary="All pages",
    **describe(LanguageParameters),
)
async def list_pages(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage
) -> Response:
    """Guidance, introductions and pages about this service, without their text."""

    def build() -> Json:
        items = [
            knowledge.shelf.page_summary(page, parameters.lang) for page in knowledge.pages.values()
        ]
        return with_version(knowledge, {"items": items})

    return answer_content(request, knowledge, parameters.lang, build, "pages")


@router.get(
    "/pages/{id}",
    response_model=PageAnswer,
    summary="A page",
    **describe(LanguageParameters, 404),
)
async def show_page(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage, id: Id
) -> Response:
    """A page with its sections as Markdown, in one or all languages, and its sources.

    Links beginning with `kb:` name things of this knowledge base; numbers in square brackets
    are places in the list of sources.
    """
    record = find_record(knowledge.pages, knowledge, "page", id)
    if isinstance(record, str):
        return moved(request, id, record)

    def build() -> Json:
        shown = knowledge.shelf.page(record, knowledge.sources, parameters.lang)
        return with_version(knowledge, shown)

    return answer_content(request, knowledge, parameters.lang, build, "page", id)


@router.get(
    "/sources",
    response_model=SourceList,
    summary="Sources",
    **describe(NoParameters),
)
async def list_sources(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[NoParameters, Depends(query_of(NoParameters))],
) -> Response:
    """Every work that pages cite, its title as published, and how much of it was read."""

    def build() -> Json:
        items = list(knowledge.sources.values())
        return with_version(knowledge, {"items": items})

    return answer_content(request, knowledge, None, build, "sources")


@router.get(
    "/figures",
    response_model=FigureList,
    summary="Figures for awareness",
    **describe(LanguageParameters),
)
async def list_figures(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage
) -> Response:
    """Every figure with its value, unit, year, source and confidence, stated in a sentence."""

    def build() -> Json:
        items = [
            {
                **figure,
                "id": id_,
                "unit": limited(figure["unit"], parameters.lang),
                "statement": limited(figure["statement"], parameters.lang),
                "source": knowledge.sources[figure["source"]],
            }
            for id_, figure in knowledge.figures.items()
        ]
        return with_version(knowledge, {"items": items})

    return answer_content(request, knowledge, parameters.lang, build, "figures")
