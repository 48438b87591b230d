"""Passages, hits and suggestions as the API shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from indexer.languages import LANGUAGES
from indexer.model import Passage
from kb_service.results import Hit, Query, Related, Results
from kb_service.succession import Succession
from kb_service.urls import SiteUrls
from kb_service.vocabulary import Json, Vocabularies, translation_status

#: Passages, each in one language of labels, that are kept as they were shown.
_KEPT = 4096


class Presenter:
    """Shows what search finds, with labels in the caller's language and public addresses."""

    def __init__(self, vocabularies: Vocabularies, urls: SiteUrls, succession: Succession) -> None:
        self._vocabularies = vocabularies
        self._urls = urls
        self._succession = succession
        # Most of the time that an answer takes beside searching went into labels.
        self._kept: dict[tuple[str, str, str], Json] = {}
        self._passage = partial(self._keep, self._show_passage)
        self._alternate = partial(self._keep, self._show_alternate)

    def results(
        self, results: Results, query: Query, language: str, knowledge_base: Mapping[str, Any]
    ) -> Json:
        """The answer to a search."""
        label = self._vocabularies.label
        reference = results.query_reference
        return {
            "query": query.text,
            "mode": query.mode,
            "language": language,
            "detected_language": results.detected_language,
            "corrections": [
                {"typed": one.typed, "meant": one.meant} for one in results.corrections
            ],
            "query_reference": (
                None if reference is None else {"kind": reference.kind, "key": reference.key}
            ),
            "total": results.total,
            "exact": results.complete,
            "offset": query.offset,
            "limit": query.limit,
            "nothing_close": results.nothing_close,
            "hits": [self.hit(hit, language) for hit in results.hits],
            "facets": {
                name: [
                    {"value": value, "label": label(name, value, language), "count": count}
                    for value, count in values
                ]
                for name, values in results.facets.items()
            },
            "timing_ms": round(results.timing_ms, 2),
            "knowledge_base": knowledge_base,
        }

    def hit(self, hit: Hit, language: str) -> Json:
        """A hit of a search."""
        return {
            **self._passage(hit.passage, language),
            "snippet": [
                {"text": text, "match": match, "best": best} for text, match, best in hit.snippet
            ],
            "why": {
                "words": hit.matched.words,
                "concepts": hit.matched.concepts,
                "meaning": hit.matched.meaning,
                "reference": hit.matched.reference,
            },
            "alternates": {
                code: self._alternate(passage, language)
                for code, passage in hit.alternates.items()
                if code != hit.passage.language
            },
            "score": round(hit.score, 6),
            "rank": hit.rank,
        }

    def related(self, related: Related, language: str) -> Json:
        """A passage near another one."""
        themes = related.shared_themes
        return {
            **self._passage(related.passage, language),
            "text": related.passage.text,
            "shared_themes": self._vocabularies.labelled_all("theme", themes, language),
            "score": round(related.score, 6),
        }

    def _keep(self, show: Callable[[Passage, str], Json], passage: Passage, language: str) -> Json:
        """What `show` makes of a passage, made once; a reference may name an anchor within it."""
        key = (show.__name__, passage.id + passage.anchor, language)
        if (kept := self._kept.get(key)) is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[key] = show(passage, language)
        return kept

    def _show_alternate(self, passage: Passage, language: str) -> Json:
        return {
            "url": self._urls.passage(passage),
            "translation_status": translation_status(passage.status, language),
        }

    def _show_passage(self, passage: Passage, language: str) -> Json:
        labelled, labelled_all = self._vocabularies.labelled, self._vocabularies.labelled_all
        verb = passage.verb
        return {
            "id": passage.id,
            "url": self._urls.passage(passage),
            "title": passage.title,
            "heading": passage.heading,
            "document": passage.document,
            "document_status": self._vocabularies.document_status(passage.document),
            "symbol": self._vocabularies.symbol(passage.document),
            "successor": self._succession.find(passage.document, passage.anchor, passage.language),
            "anchor": passage.anchor,
            "number": passage.number,
            "kind": passage.kind,
            "language": passage.language,
            "direction": LANGUAGES[passage.language].direction,
            "translation_status": translation_status(passage.status, language),
            "themes": labelled_all("theme", passage.themes, language),
            "audiences": labelled_all("audience", passage.audiences, language),
            "addressees": labelled_all("addressee", passage.addressees, language),
            "verb": None if verb is None else labelled("verb", verb, language),
        }
