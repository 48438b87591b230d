"""The list of all documents, where there are several: a page of its own, and the way into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.model import Document, KnowledgeBase

from .edition import Edition, View, own_view
from .routes import DOCUMENTS, HOME, document_path

#: As many as the home page shows.
FIRST = 3


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document as lists show it: its title in this language, or in that as issued."""

    path: str
    symbol: str
    title: str
    language: str
    kind: str
    standing: str
    draft: bool
    missing: bool


def document_cards(edition: Edition) -> Iterator[DocumentCard]:
    """A card for each document, in their order."""
    for document in edition.kb.documents.values():
        text = edition.text_of(document)
        shown = text or document.issued
        yield DocumentCard(
            document_path(document),
            document.symbol,
            shown.title,
            shown.language,
            edition.strings(f"kind.{document.kind}"),
            edition.document_standing(document),
            document.status == "draft",
            text is None,
        )


def documents_path(kb: KnowledgeBase) -> str:
    """Where a reader finds the documents: the only one, or the list of them."""
    documents: list[Document] = list(kb.documents.values())
    if len(documents) > 1:
        return DOCUMENTS
    return document_path(documents[0]) if documents else HOME


def documents_views(edition: Edition) -> Iterator[View]:
    """The list, if there is more than one document."""
    if len(edition.kb.documents) > 1:
        yield own_view(
            edition,
            DOCUMENTS,
            "documents",
            edition.strings("documents.title"),
            edition.strings("documents.lead"),
            "decision",
            edition.standing(),
            {"documents": list(document_cards(edition))},
        )
