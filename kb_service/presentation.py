"""Passages, hits and suggestions as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.languages import LANGUAGES
from indexer.model import Passage
from kb_service.results import Hit, Query, Related, Results
from kb_service.urls import SiteUrls
from kb_service.vocabulary import Json, Vocabularies, translation_status


def show_passage(
    passage: Passage, vocabularies: Vocabularies, urls: SiteUrls, language: str
) -> Json:
    """What every answer says of a passage, with labels in the caller's language."""
    return {
        "id": passage.id,
        "url": urls.passage(passage),
        "title": passage.title,
        "heading": passage.heading,
        "document": passage.document,
        "anchor": passage.anchor,
        "number": passage.number,
        "kind": passage.kind,
        "language": passage.language,
        "direction": LANGUAGES[passage.language].direction,
        "translation_status": translation_status(passage.status, language),
        "themes": vocabularies.labelled_all("theme", passage.themes, language),
        "audiences": vocabularies.labelled_all("audience", passage.audiences, language),
        "addressees": vocabularies.labelled_all("addressee", passage.addressees, language),
        "verb": (
            None if passage.verb is None else vocabularies.labelled("verb", passage.verb, language)
        ),
    }


def show_hit(hit: Hit, vocabularies: Vocabularies, urls: SiteUrls, language: str) -> Json:
    """A hit of a search."""
    return {
        **show_passage(hit.passage, vocabularies, urls, language),
        "snippet": [{"text": text, "match": match} for text, match in hit.snippet],
        "why": {
            "words": hit.matched.words,
            "meaning": hit.matched.meaning,
            "reference": hit.matched.reference,
        },
        "alternates": {
            code: {
                "url": urls.passage(passage),
                "translation_status": translation_status(passage.status, language),
            }
            for code, passage in hit.alternates.items()
            if code != hit.passage.language
        },
        "score": round(hit.score, 6),
        "rank": hit.rank,
    }


def show_results(
    results: Results,
    query: Query,
    vocabularies: Vocabularies,
    urls: SiteUrls,
    language: str,
    knowledge_base: Mapping[str, Any],
) -> Json:
    """The answer to a search."""
    reference = results.query_reference
    return {
        "query": query.text,
        "mode": query.mode,
        "language": language,
        "detected_language": results.detected_language,
        "query_reference": (
            None if reference is None else {"kind": reference.kind, "key": reference.key}
        ),
        "total": results.total,
        "offset": query.offset,
        "limit": query.limit,
        "nothing_close": results.nothing_close,
        "hits": [show_hit(hit, vocabularies, urls, language) for hit in results.hits],
        "facets": {
            name: [
                {"value": value, "label": vocabularies.label(name, value, language), "count": count}
                for value, count in values
            ]
            for name, values in results.facets.items()
        },
        "timing_ms": round(results.timing_ms, 2),
        "knowledge_base": knowledge_base,
    }


def show_related(
    related: Related, vocabularies: Vocabularies, urls: SiteUrls, language: str
) -> Json:
    """A passage near another one."""
    return {
        **show_passage(related.passage, vocabularies, urls, language),
        "text": related.passage.text,
        "shared_themes": vocabularies.labelled_all("theme", related.shared_themes, language),
        "score": round(related.score, 6),
    }
