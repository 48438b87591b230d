"""Links inside our own pages: `kb:` names a thing, not an address, so that pages can move.

kb:decisions/iccd-cop14-cst-l1            the whole document
kb:decisions/iccd-cop14-cst-l1/op-9-d     a paragraph, on its canonical page
kb:guidance/what-is-ldn#steps             a page, a section of it
kb:pages/about#licence
kb:themes/gender    kb:audiences/trainers    kb:glossary/ldn
kb:courses/ldn-in-one-hour                a training module; after a slash, one of its questions
kb:sources/spi-1    kb:figures/people-affected    kb:diagrams/response-hierarchy

`indexer.embeds` says what pages show of them by `![](kb:…)` and `[](kb:sources/…)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from indexer.anchors import paragraph_page
from indexer.markdown_html import convert
from indexer.model import KnowledgeBase

_ELSEWHERE = re.compile(r"https://[^\s<>\"]+|mailto:[^\s<>\"]+@[^\s<>\"]+")


#: Every link of Markdown, image, reference and tag of HTML begins with one of these.
_OPENS_A_LINK = frozenset("[<")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the site: its path without the language, with a trailing slash, and anchor."""

    path: str
    anchor: str

    @property
    def place(self) -> str:
        """The path with the anchor, if it has one."""
        return f"{self.path}#{self.anchor}" if self.anchor else self.path


@lru_cache(maxsize=1 << 14)  # the same texts are checked again after every small change
def find_links(source: str) -> tuple[str, ...]:
    """The target of every link and image of a Markdown text, in order."""
    if not _OPENS_A_LINK & set(source):
        return ()
    reader = _LinkReader()
    reader.feed(convert(source, "extra", "sane_lists"))
    reader.close()
    return tuple(reader.targets)


class _LinkReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value or "" for name, value in attrs if name in {"href", "src"}]


def resolve_link(kb: KnowledgeBase, target: str) -> PageLink | str | None:
    """Where a Markdown link leads: a page of ours, None for one elsewhere, or what is wrong."""
    if target.startswith("#") or _ELSEWHERE.fullmatch(target):
        return None
    if not target.startswith("kb:"):
        return "is of an unknown kind"
    path, _, anchor = target.removeprefix("kb:").partition("#")
    kind, _, name = path.partition("/")
    if kind == "decisions":
        document_id, _, paragraph = name.partition("/")
        document = kb.documents.get(document_id)
        if document is None:
            return f"names no decision; there are: {', '.join(kb.documents)}"
        if anchor:
            return "has an anchor; write the paragraph after a slash"
        if not paragraph:
            return PageLink(f"decisions/{document_id}/", "")
        if document.issued.paragraph(paragraph) is None:
            return f"names no paragraph of {document_id}"
        return PageLink(paragraph_page(document_id, paragraph), paragraph)
    if kind in {"guidance", "pages"}:
        page = kb.pages.get(name)
        if page is None or page.folder != kind:
            return f"names no page under {kind}"
        anchors = {section.anchor for text in page.texts.values() for section in text.sections}
        if anchor and anchor not in anchors:
            return f"names no section of {name}"
        return PageLink(page.address, anchor)
    if anchor:
        return "names a place that the page does not have"
    if kind == "courses":
        course_id, _, question = name.partition("/")
        course = kb.courses.get(course_id)
        if course is None:
            return f"names no course; there are: {', '.join(kb.courses)}"
        if question and all(each.id != question for each in course.facts.questions):
            return f"names no question of {course_id}"
        return PageLink(f"courses/{course_id}/", question)
    vocabulary = kb.vocabulary
    if kind == "themes" and name in vocabulary.themes:
        return PageLink(f"themes/{name}/", "")
    if kind == "audiences" and name in vocabulary.audiences:
        return PageLink(f"audiences/{name}/", "")
    if kind == "glossary" and name in vocabulary.glossary:
        return PageLink("glossary/", f"term-{name}")
    if kind == "sources" and name in kb.sources:
        return PageLink("sources/", name)
    if kind == "figures" and name in kb.figures:
        return PageLink("figures/", name)
    if kind == "diagrams" and name in kb.diagrams:
        return None
    return "names nothing that exists"
