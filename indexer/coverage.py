"""Which guidance serves which paragraph, theme and audience, in which languages."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.anchors import is_within
from indexer.languages import CODES
from indexer.model import KnowledgeBase, Page

#: Paragraphs that ask something of somebody: each needs a page that says how.
_ASKING = frozenset({"operative", "subparagraph"})


@dataclass(frozen=True, slots=True)
class Row:
    """What is served (`paragraph`, `theme` or `audience`), by which pages in each language.

    `needed` says whether a row without a page is a gap.
    """

    kind: str
    id: str
    needed: bool
    pages: dict[str, tuple[str, ...]]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The languages that have no page for it."""
        return tuple(code for code in CODES if not self.pages[code]) if self.needed else ()


def build_coverage(kb: KnowledgeBase) -> list[Row]:
    """One row for each paragraph of each decision, each theme and each audience.

    A page that serves a paragraph's item serves the paragraph, not the other way round.
    """
    guidance = [page for page in kb.pages.values() if page.kind == "guidance"]
    rows: list[Row] = []
    for document in kb.documents.values():
        for paragraph in document.issued.paragraphs:
            if paragraph.kind not in {*_ASKING, "preambular"}:
                continue
            name = f"{document.id}/{paragraph.anchor}"
            serving = [page for page in guidance if any(_serves(p, name) for p in page.paragraphs)]
            rows.append(_row("paragraph", name, paragraph.kind in _ASKING, serving))
    for theme in kb.vocabulary.themes:
        rows.append(_row("theme", theme, True, [p for p in guidance if theme in p.tags.themes]))
    for audience in kb.vocabulary.audiences:
        serving = [page for page in guidance if audience in page.tags.audiences]
        rows.append(_row("audience", audience, True, serving))
    return rows


def _serves(named: str, paragraph: str) -> bool:
    """Whether what a page names is a paragraph or stands below it."""
    return named == paragraph or is_within(named, paragraph)


def _row(kind: str, name: str, needed: bool, pages: list[Page]) -> Row:
    by_language = {code: tuple(p.id for p in pages if code in p.texts) for code in CODES}
    return Row(kind, name, needed, by_language)
