"""A decision and its paragraphs as `Legislation` of schema.org: whose they are, their standing.

The decision is not ours: its masthead's words say whose it is, this project is the publisher of
the copy, and the copy has no standing of its own (`UnofficialLegalValue`). No copyright licence
is claimed for it.
"""

from __future__ import annotations

from typing import Any

from indexer.anchors import annex_of, is_preambular
from indexer.iri import element_ids, expression_iri, part_iri
from indexer.model import Document, DocumentText

from .edition import Edition, View
from .naming import printed_number
from .nodes import Node
from .routes import ABOUT, akn_path, document_path
from .schema_org import SCHEMA, Thing, audiences, named, theme, translations, url_of
from .versions import Notice


def decision(edition: Edition, view: View) -> Thing:
    """A whole decision with its top-level paragraphs."""
    context: Any = view.context
    document: Document = context["document"]
    tops: list[Node] = context["tops"]
    parts = [_part(document, node, url_of(edition, node.path)) for node in tops]
    return {
        **_legislation(edition, view, document, context["text"], document.symbol, None),
        "isPartOf": named(edition, "site"),
        "dateCreated": document.date,
        **_origin(edition, context["versions"]),
        "hasPart": parts,
    }


def paragraph(edition: Edition, view: View) -> Thing:
    """A top-level paragraph with everything below it."""
    context: Any = view.context
    document: Document = context["document"]
    text: DocumentText = context["text"]
    node: Node = context["node"]
    identifier = _identifier(document, node.anchor)
    thing = {
        **_legislation(edition, view, document, text, identifier, node.anchor),
        "name": f"{document.symbol} · {node.name}",
        "isPartOf": {
            "@type": "Legislation",
            "@id": url_of(edition, document_path(document)),
            "name": text.title,
            "legislationIdentifier": document.symbol,
        },
        "hasPart": [_part(document, each, each.url) for each in node.family[1:]],
        **_origin(edition, context["versions"]),
        "about": [theme(edition, label) for label in context["all_themes"]],
        "audience": audiences(context["all_audiences"]),
    }
    return {key: value for key, value in thing.items() if value}


def _origin(edition: Edition, versions: tuple[Notice, ...]) -> Thing:
    """The version just before this one, or the paragraph of it that this one was made of."""
    before = next((each for each in versions if not each.later and each.comparison), None)
    if before is None or before.gone:
        return {}
    path, _, anchor = (before.there.path if before.there else before.path).partition("#")
    return {"isBasedOn": {"@id": url_of(edition, path, anchor)}}


def _legislation(
    edition: Edition,
    view: View,
    document: Document,
    text: DocumentText,
    identifier: str,
    anchor: str | None,
) -> Thing:
    url = url_of(edition, view.path)
    draft = document.status == "draft"
    author = " · ".join(line.text for line in text.masthead if line.field == "submitted_by")
    sources = {
        code: None if code == document.issued_language else document.issued_language
        for code in document.texts
    }
    return {
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": view.title,
        "description": view.description,
        "inLanguage": edition.language.tag,
        "legislationIdentifier": identifier,
        "identifier": _iri(document, text, anchor),
        "legislationType": edition.strings(
            "notice.draft_short" if draft else f"kind.{document.kind}"
        ),
        **({"legislationLegalForce": f"{SCHEMA}/NotInForce"} if draft else {}),
        "creativeWorkStatus": [
            edition.document_standing(document),
            *(status.long for status in view.statuses),
        ],
        **({"creditText": author} if author else {}),
        "publisher": named(edition, "publisher"),
        "usageInfo": url_of(edition, ABOUT, "licence"),
        "isAccessibleForFree": True,
        "encoding": _object(edition, url, "text/html")
        if anchor
        else [
            _object(edition, url, "text/html"),
            _object(edition, url_of(edition, akn_path(document)), "application/akn+xml"),
        ],
        **translations(edition, view, sources),
    }


def _object(edition: Edition, url: str, media_type: str) -> Thing:
    return {
        "@type": "LegislationObject",
        "contentUrl": url,
        "encodingFormat": media_type,
        "inLanguage": edition.language.tag,
        "legislationLegalValue": f"{SCHEMA}/UnofficialLegalValue",
    }


def _iri(document: Document, text: DocumentText, anchor: str | None) -> Thing:
    """The Akoma Ntoso IRI of the text in this language, or of a part of it."""
    whole = expression_iri(document.iri, text.language, text.status)
    value = part_iri(whole, element_ids(text)[anchor]) if anchor else whole
    return {"@type": "PropertyValue", "propertyID": "Akoma Ntoso IRI", "value": value}


def _part(document: Document, node: Node, url: str) -> Thing:
    return {
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": node.name,
        "legislationIdentifier": _identifier(document, node.anchor),
    }


def _identifier(document: Document, anchor: str) -> str:
    """A paragraph's identifier, the same in every language."""
    number = printed_number(document.texts.get("en", document.issued), anchor)
    kind = "preamb. para." if is_preambular(anchor) else "para."
    annex = f"annex {annex_of(anchor)}, " if annex_of(anchor) else ""
    return f"{document.symbol}, {annex}{kind} {number}"
