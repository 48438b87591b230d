"""Themes, audiences, verbs, addressees, the glossary and the languages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from kb_service.parameters import LanguageParameters, query_of
from kb_service.routes.common import OpenKnowledge, answer_content, describe, with_version
from kb_service.schemas import ConceptList, GlossaryAnswer, LanguageList, TagList, VerbList
from kb_service.vocabulary import (
    build_concepts,
    build_glossary,
    build_languages,
    build_tags,
    build_verbs,
)

router = APIRouter(tags=["Vocabulary"])

InLanguage = Annotated[LanguageParameters, Depends(query_of(LanguageParameters))]


@router.get("/themes", response_model=ConceptList, summary="Themes", **describe(LanguageParameters))
async def themes(request: Request, knowledge: OpenKnowledge, parameters: InLanguage) -> Response:
    """What passages are about, as editors judge it."""
    return answer_content(
        request,
        knowledge,
        parameters.lang,
        lambda: with_version(
            knowledge,
            {
                "items": build_concepts(
                    knowledge.vocabularies, "theme", knowledge.urls, parameters.lang
                )
            },
        ),
        "themes",
    )


@router.get(
    "/audiences", response_model=ConceptList, summary="Audiences", **describe(LanguageParameters)
)
async def audiences(request: Request, knowledge: OpenKnowledge, parameters: InLanguage) -> Response:
    """Whom passages help, as editors judge it; whom a text addresses is another question."""
    return answer_content(
        request,
        knowledge,
        parameters.lang,
        lambda: with_version(
            knowledge,
            {
                "items": build_concepts(
                    knowledge.vocabularies, "audience", knowledge.urls, parameters.lang
                )
            },
        ),
        "audiences",
    )


@router.get("/verbs", response_model=VerbList, summary="Verbs", **describe(LanguageParameters))
async def verbs(request: Request, knowledge: OpenKnowledge, parameters: InLanguage) -> Response:
    """The verbs that open paragraphs, and how strongly each asks."""
    return answer_content(
        request,
        knowledge,
        parameters.lang,
        lambda: with_version(
            knowledge, {"items": build_verbs(knowledge.vocabularies, parameters.lang)}
        ),
        "verbs",
    )


@router.get(
    "/addressees", response_model=TagList, summary="Addressees", **describe(LanguageParameters)
)
async def addressees(
    request: Request, knowledge: OpenKnowledge, parameters: InLanguage
) -> Response:
    """Whom paragraphs address: a fact of the texts."""
    return answer_content(
        request,
        knowledge,
        parameters.lang,
        lambda: with_version(
            knowledge, {"items": build_tags(knowledge.vocabularies, "addressee", parameters.lang)}
        ),
        "addressees",
    )


@router.get(
    "/glossary", response_model=GlossaryAnswer, summary="Glossary", **describe(LanguageParameters)
)
async def glossary(request: Request, knowledge: OpenKnowledge, parameters: InLanguage) -> Response:
    """Terms with definitions, synonyms, and how far each wording was confirmed."""
    return answer_content(
        request,
        knowledge,
        parameters.lang,
        lambda: with_version(
            knowledge,
            {
                "items": build_glossary(
                    knowledge.vocabularies,
                    knowledge.term_places,
                    knowledge.urls,
                    parameters.lang,
                )
            },
        ),
        "glossary",
    )


@router.get(
    "/languages", response_model=LanguageList, summary="Languages", **describe(LanguageParameters)
)
async def languages(request: Request, knowledge: OpenKnowledge, parameters: InLanguage) -> Response:
    """The six languages with their directions; `lang` limits the labels."""
    return answer_content(
        request,
        knowledge,
        parameters.lang,
        lambda: with_version(
            knowledge,
            {
                "items": build_languages(
                    knowledge.artefact.manifest.passages, knowledge.urls, parameters.lang
                )
            },
        ),
        "languages",
    )
