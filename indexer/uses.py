"""Where glossary terms are used: pages that link to them, paragraphs whose words hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.anchors import has_page
from indexer.model import PARAGRAPH_KINDS, KnowledgeBase
from indexer.names import holds, main_terms, split_label

_LINK = re.compile(r"\]\(kb:glossary/([a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True)
class Uses:
    """Ids of the guidance pages, and `<document>/<anchor>` of the paragraphs, that use a term."""

    pages: tuple[str, ...]
    paragraphs: tuple[str, ...]


def find_uses(kb: KnowledgeBase, code: str) -> Mapping[str, Uses]:
    """The uses of every term in one language, by its id.

    A paragraph uses a term where its own words, in that language, hold the term's label,
    abbreviation or a synonym. Items are named themselves, not with their paragraph.
    """
    pages: dict[str, dict[str, None]] = {term: {} for term in kb.vocabulary.glossary}
    for page in kb.pages.values():
        if page.kind == "guidance" and code in page.texts:
            for term in _LINK.findall(page.texts[code].markdown):
                pages.get(term, {})[page.id] = None
    texts = [
        (f"{document.id}/{paragraph.anchor}", main_terms(paragraph.body, code))
        for document in kb.documents.values()
        if code in document.texts
        for paragraph in document.texts[code].paragraphs
        if paragraph.kind in PARAGRAPH_KINDS and has_page(paragraph.anchor)
    ]
    uses: dict[str, Uses] = {}
    for key, term in kb.vocabulary.glossary.items():
        labels = [*split_label(term.label[code]), term.abbreviation.get(code, "")]
        labels += term.synonyms.get(code, ())
        names = [name for name in (main_terms(label, code) for label in labels) if name]
        found = [place for place, terms in texts if any(holds(terms, name) for name in names)]
        uses[key] = Uses(tuple(pages[key]), tuple(found))
    return uses
