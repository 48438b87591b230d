"""Where a reference in a text leads: to a page of ours, to the official document, to its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from indexer.cited import Source
from indexer.model import KnowledgeBase, Reference

from .edition import Edition
from .routes import SOURCES, Links, document_path

#: The United Nations document server, which knows a document by language and symbol.
_SERVER = "https://undocs.org/{language}/{symbol}"
_SESSION = re.compile(r"\d+/COP\.(?P<session>\d+)")


@dataclass(frozen=True, slots=True)
class Target:
    """A link and what it leads to; `symbol` is that of the official document."""

    kind: Literal["here", "official", "source", "search"]
    href: str
    symbol: str


def find_target(edition: Edition, reference: Reference, links: Links) -> Target:
    """The best there is: our document, the official one, a listed source, every mention of it."""
    kb = edition.kb
    if reference.kind == "document":
        for document in kb.documents.values():
            if document.symbol == reference.key:
                return Target("here", links.page(document_path(document)), "")
    if symbol := _official_symbol(kb, reference):
        href = _SERVER.format(language=edition.code, symbol=quote(symbol))
        return Target("official", href, symbol)
    if source := _source(kb, reference):
        return Target("source", links.page(SOURCES, source.id), "")
    return Target("search", mentions_href(reference, links), "")


def mentions_href(reference: Reference, links: Links) -> str:
    """Every place of this site that mentions the same."""
    return links.search(q=reference.text if reference.kind == "article" else reference.key)


def _official_symbol(kb: KnowledgeBase, reference: Reference) -> str:
    """The document itself; for a decision the addendum to the report of its session, in which the
    Conference of the Parties prints its decisions, where a source of ours names it."""
    if reference.kind == "document":
        return reference.key
    found = _SESSION.fullmatch(reference.key)
    if reference.kind != "decision" or not found:
        return ""
    report = re.compile(rf"ICCD/COP\({found['session']}\)/\d+/Add\.1")
    symbols = (source.symbol for source in kb.sources.values() if source.symbol)
    return next((symbol for symbol in symbols if report.fullmatch(symbol)), "")


def _source(kb: KnowledgeBase, reference: Reference) -> Source | None:
    """The source that is what a reference names: an article by its id, the rest by symbol."""
    if reference.kind == "article":
        return kb.sources.get(reference.key)
    names = {reference.key, f"{reference.kind} {reference.key}"}
    return next((source for source in kb.sources.values() if source.symbol in names), None)
