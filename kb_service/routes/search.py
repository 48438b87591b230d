"""Search, completion and relatedness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from indexer.errors import QueryError
from kb_service.knowledge import Knowledge
from kb_service.labels import DEFAULT_LANGUAGE
from kb_service.monitoring import Monitor
from kb_service.parameters import (
    RelatedParameters,
    SearchParameters,
    SuggestParameters,
    invalid_parameters,
    query_of,
)
from kb_service.problems import ParameterProblem, describe_accepted, shown, unknown_id
from kb_service.responses import (
    SEARCH_AGE,
    Prepared,
    json_response,
    matches_tag,
    not_modified,
    passing_level,
    prepare,
)
from kb_service.results import FILTERS, FilterName, Query, Results, Suggestion
from kb_service.routes.common import OpenKnowledge, answer_content, describe, with_version
from kb_service.schemas import RelatedAnswer, SearchAnswer, SuggestAnswer
from kb_service.usage import Event
from kb_service.usage_watch import note
from kb_service.vocabulary import Json

router = APIRouter(tags=["Search"])


@router.get(
    "/search",
    response_model=SearchAnswer,
    summary="Search paragraphs, guidance and terms",
    **describe(SearchParameters),
)
async def search(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[SearchParameters, Depends(query_of(SearchParameters))],
) -> Response:
    """Passages that answer a query in any of the six languages, best first.

    A query that is itself a reference is answered exactly. Each hit says why it was found, what
    kind of text it is, and where the same passage stands in the other languages.
    """
    query = build_query(parameters, knowledge, request.app.state.settings.max_query_length)
    # Weak: the time spent searching differs between answers that are otherwise the same.
    tag = "W/" + knowledge.tag("search", repr(parameters))
    if matches_tag(request.headers.get("if-none-match"), tag):
        return not_modified(tag, SEARCH_AGE)
    prepared = await knowledge.threads.run(
        _answer, request, knowledge, query, passing_level(request)
    )
    return json_response(request, prepared, tag, SEARCH_AGE)


@router.get(
    "/suggest",
    response_model=SuggestAnswer,
    summary="Complete a beginning",
    **describe(SuggestParameters),
)
async def suggest(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[SuggestParameters, Depends(query_of(SuggestParameters))],
) -> Response:
    """Terms, themes, titles and phrases that go on as someone has begun to type."""

    def tell(found: Sequence[Suggestion]) -> Json:
        answer = {
            "query": parameters.q,
            "language": parameters.lang,
            "suggestions": [{"text": s.text, "kind": s.kind, "id": s.id} for s in found],
        }
        return with_version(knowledge, answer)

    return await _complete(request, knowledge, parameters, "suggest", tell)


@router.get(
    "/suggest/opensearch",
    response_model=list[str | list[str]],
    summary="Complete a beginning, for a browser's address bar",
    **describe(SuggestParameters),
)
async def suggest_opensearch(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[SuggestParameters, Depends(query_of(SuggestParameters))],
) -> Response:
    """The same completions as OpenSearch lays them down: the beginning, then a list of texts."""

    def tell(found: Sequence[Suggestion]) -> list[str | list[str]]:
        return [parameters.q, [s.text for s in found]]

    return await _complete(request, knowledge, parameters, "suggest-opensearch", tell)


@router.get(
    "/related/{id:path}",
    response_model=RelatedAnswer,
    summary="Passages near a passage or page",
    **describe(RelatedParameters, 404),
)
async def related(
    request: Request,
    knowledge: OpenKnowledge,
    parameters: Annotated[RelatedParameters, Depends(query_of(RelatedParameters))],
    id: Annotated[
        str,
        Path(
            description="A page or document (`iccd-cop14-cst-l1`), a paragraph of one "
            "(`iccd-cop14-cst-l1/op-9-d`), or the id of a hit with `#` written as `%23`."
        ),
    ],
) -> Response:
    """Passages whose meaning is near, nearest first; those above and below it left out."""
    subject = find_subject(knowledge, id)

    def build() -> Json:
        found = knowledge.engine.related(subject, parameters.lang, parameters.limit)
        return with_version(
            knowledge,
            {
                "id": subject,
                "language": parameters.lang,
                "related": [knowledge.presenter.related(one, parameters.lang) for one in found],
            },
        )

    limit = str(parameters.limit)
    return await knowledge.threads.run(
        answer_content, request, knowledge, parameters.lang, build, "related", limit, subject
    )


def build_query(parameters: SearchParameters, knowledge: Knowledge, longest: int) -> Query:
    """The query that parameters ask for; ApiProblem names every filter value that is unknown."""
    _check_length(parameters.q, longest)
    filters: dict[str, tuple[str, ...]] = {}
    problems: list[ParameterProblem] = []
    for name in FILTERS:
        known = knowledge.vocabularies.accepted[name]
        values = [knowledge.redirects.get(value, value) for value in getattr(parameters, name)]
        problems += [
            ParameterProblem(name, f'"{shown(value)}"', describe_accepted(value, known))
            for value in values
            if value not in known
        ]
        if values:
            filters[name] = tuple(dict.fromkeys(values))
    if problems:
        raise invalid_parameters(problems)
    return Query(
        text=parameters.q,
        language=parameters.lang,
        mode=parameters.mode,
        filters=filters,
        limit=parameters.limit,
        offset=parameters.offset,
    )


def find_subject(knowledge: Knowledge, id_: str) -> str:
    """The unit, page or document that an id names; ApiProblem 404 for any other."""
    known = knowledge.find_subject(id_)
    if subject := known or knowledge.find_subject(knowledge.redirects.get(id_, "")):
        return subject
    raise unknown_id("passage or page", id_, knowledge.subjects_near(id_))


async def _complete(
    request: Request,
    knowledge: Knowledge,
    parameters: SuggestParameters,
    form: str,
    tell: Callable[[Sequence[Suggestion]], object],
) -> Response:
    """The completions of a beginning as `tell` lays them down; `form` names that in the tag."""
    _check_length(parameters.q, request.app.state.settings.max_query_length)
    tag = knowledge.tag(form, repr(parameters))
    if matches_tag(request.headers.get("if-none-match"), tag):
        return not_modified(tag, SEARCH_AGE)
    found = await knowledge.threads.run(
        knowledge.engine.suggest, parameters.q, parameters.lang, parameters.limit
    )
    return json_response(request, prepare(tell(found), passing_level(request)), tag, SEARCH_AGE)


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        found = f"{len(text)} characters"
        raise invalid_parameters([ParameterProblem("q", found, f"at most {longest} characters")])


def _answer(request: Request, knowledge: Knowledge, query: Query, level: int) -> Prepared:
    try:
        results = knowledge.engine.search(query)
    except QueryError as error:
        problem = ParameterProblem("q", str(error), "a query within the limits")
        raise invalid_parameters([problem]) from None
    language = query.language or results.detected_language or DEFAULT_LANGUAGE
    monitor: Monitor = request.app.state.monitor
    monitor.searched(language, query.mode, bool(results.hits))
    if query.text.strip() and not query.offset:
        note(request, _use(query, results, results.detected_language or language))
    answer = knowledge.presenter.results(results, query, language, knowledge.version)
    return prepare(answer, level)


def _use(query: Query, results: Results, language: str) -> Event:
    names: tuple[FilterName, ...] = ("theme", "audience")
    details = tuple((name, value) for name in names for value in query.filters.get(name, ()))
    nothing = results.nothing_close or not results.total
    return Event("search", language, details, query.text, nothing)
