"""The versions of a work and their comparison, as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.languages import CODES, LANGUAGES
from kb_service.urls import SiteUrls
from kb_service.vocabulary import Json, Vocabularies, limited, translation_status


def show_versions(record: Mapping[str, Any], urls: SiteUrls, language: str | None) -> list[Json]:
    """The versions of a document's work, each with its addresses."""
    return [
        {
            **version,
            "url": limited({c: urls.document(c, version["id"]) for c in CODES}, language),
        }
        for version in record["versions"]
    ]


def find_comparison(
    comparisons: Mapping[str, Json], first: str, second: str
) -> Mapping[str, Any] | None:
    """The record that compares two documents, in whichever order they are named."""
    for record in (comparisons.get(first), comparisons.get(second)):
        if record is not None and {record["earlier"], record["later"]} == {first, second}:
            return record
    return None


def list_compared(comparisons: Mapping[str, Json], document: str) -> tuple[str, ...]:
    """The ids of the documents that a document is compared with."""
    pairs = [(record["earlier"], record["later"]) for record in comparisons.values()]
    return tuple(b if a == document else a for a, b in pairs if document in (a, b))


def show_comparison(
    record: Mapping[str, Any],
    documents: Mapping[str, Json],
    vocabularies: Vocabularies,
    urls: SiteUrls,
    language: str | None,
) -> Json:
    """Two versions compared, with labels and addresses."""
    earlier, later = documents[record["earlier"]], documents[record["later"]]
    texts: Json = {}
    for code, text in limited(record["texts"], language).items():
        statuses = {
            name: translation_status(document["texts"][code]["status"], code)
            for name, document in (("earlier", earlier), ("later", later))
        }
        texts[code] = {
            "language": code,
            "direction": LANGUAGES[code].direction,
            "translation_status": statuses,
            "url": urls.comparison(code, later["id"], earlier["id"]),
            "counts": text["counts"],
            "pairs": [
                _pair(pair, earlier, later, vocabularies, urls, code) for pair in text["pairs"]
            ],
        }
    return {
        "earlier": _document(earlier, urls, language),
        "later": _document(later, urls, language),
        "relation": record["relation"],
        "missing": [code for code in CODES if code not in record["texts"]],
        "texts": texts,
    }


def _document(record: Mapping[str, Any], urls: SiteUrls, language: str | None) -> Json:
    return {
        "id": record["id"],
        "symbol": record["symbol"],
        "status": record["status"],
        "title": limited(record["title"], language),
        "url": limited({c: urls.document(c, record["id"]) for c in CODES}, language),
    }


def _pair(
    pair: Json, earlier: Json, later: Json, vocabularies: Vocabularies, urls: SiteUrls, code: str
) -> Json:
    verb, addressees = pair["verb"], pair["addressees"]
    return {
        **pair,
        "earlier": pair["earlier"] and _part(pair["earlier"], earlier["id"], urls, code),
        "later": pair["later"] and _part(pair["later"], later["id"], urls, code),
        "verb": verb
        and {name: vocabularies.labelled("verb", key, code) for name, key in verb.items()},
        "addressees": addressees
        and {
            name: vocabularies.labelled_all("addressee", keys, code)
            for name, keys in addressees.items()
        },
    }


def _part(part: Json, document: str, urls: SiteUrls, code: str) -> Json:
    paged = part["anchor"].startswith(("pp-", "op-"))
    url = urls.paragraph(code, document, part["anchor"])
    return {**part, "url": url if paged else urls.document(code, document)}
