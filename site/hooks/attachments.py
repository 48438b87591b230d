"""Files beside the pages of one language: what a reader downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.akoma_ntoso import write_akn
from indexer.anchors import has_page
from indexer.model import Document, DocumentText

from .asks import TABLE, asks_table
from .changes import FEED, changes_feed
from .decision_views import is_top
from .edition import Edition
from .naming import cite, paragraph_name
from .qr import qr_png, qr_svg
from .routes import akn_path, document_path, paragraph_path


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the site: its path without the language, and its bytes."""

    path: str
    content: bytes


def build_attachments(edition: Edition) -> Iterator[Attachment]:
    """Every file of an edition, in a stable order."""
    yield Attachment(TABLE, asks_table(edition))
    if edition.kb.changes:
        yield Attachment(FEED, changes_feed(edition))
    for document in edition.kb.documents.values():
        if text := edition.text_of(document):
            yield _akn(edition, document)
            yield from _citations(edition, document, text)
            yield from _codes(edition, document, text)


def _citations(edition: Edition, document: Document, text: DocumentText) -> Iterator[Attachment]:
    """RIS files of the document, and of each paragraph and item beside its page."""
    places: list[tuple[str | None, str, str]] = [(None, document_path(document), "cite")]
    places += [
        (p.anchor, paragraph_path(document, p.anchor), p.anchor)
        for p in text.paragraphs
        if has_page(p.anchor)
    ]
    for anchor, path, name in places:
        url = edition.deployment.public_url(edition.code, path, anchor or "")
        found = cite(edition.strings, document, text, anchor, url).ris
        lines = (found + "\n").replace("\n", "\r\n")
        yield Attachment(f"{path}{name}.ris", lines.encode())


def _akn(edition: Edition, document: Document) -> Attachment:
    """The document in the edition's language as Akoma Ntoso."""
    works = {each.symbol: each.iri for each in edition.kb.documents.values()}
    vocabulary = edition.kb.vocabulary
    return Attachment(
        akn_path(document),
        write_akn(document, edition.code, vocabulary=vocabulary, works=works),
    )


def _codes(edition: Edition, document: Document, text: DocumentText) -> Iterator[Attachment]:
    """QR codes of the paragraphs that have a page."""
    for paragraph in text.paragraphs:
        if is_top(paragraph.anchor, paragraph.parent):
            path = paragraph_path(document, paragraph.anchor)
            url = edition.deployment.public_url(edition.code, path, paragraph.anchor)
            name = paragraph_name(edition.strings, text, paragraph.anchor)
            title = edition.strings("paragraph.qr_of", name=name)
            yield Attachment(f"{path}qr.svg", qr_svg(url, title, file=True).encode())
            yield Attachment(f"{path}qr.png", qr_png(url))
