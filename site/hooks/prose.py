"""The Markdown of guidance and other pages to HTML that holds no HTML of its author's.

Raw HTML in a page is shown as text, images as their description, and a link leads where
`indexer.links` says: to https, to mail, to an anchor or to a page of ours, else nowhere.
What `indexer.embeds` names is put in its place.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Sequence
from typing import Protocol

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup

from indexer.directions import SIGNED, is_mirrored
from indexer.facts import state_figure
from indexer.links import PageLink, resolve_link
from indexer.model import Page

from .edition import Edition
from .embedded import drawing, quotation
from .routes import Links
from .scripts import foreign_patterns, language_attributes

_MARK_CLASS = "mark"
#: The blank before a mark, where a line could break.
_BEFORE_MARK = re.compile(r"[ \u00a0]+\[\]\(kb:sources/")
_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
#: What no line breaks: a span of numbers or years, a product, the number of an item.
_UNBROKEN = (
    rf"(?<![A-Za-z0-9.,/-]){_NUMBER}"
    rf"(?:(?:[-–]{_NUMBER})+|[ \u00a0]×[ \u00a0]{_NUMBER}|[ \u00a0]\(\w\))(?![A-Za-z0-9/-])"
)


class Citing(Protocol):
    """What cites sources by their places in a list: a page, or the facts of a course."""

    @property
    def sources(self) -> Sequence[str]:
        """The ids of the sources, in the order of their numbers."""


class _SafeLinks(Treeprocessor):
    def __init__(self, md: Markdown, edition: Edition, links: Links, page: Citing) -> None:
        super().__init__(md)
        self.edition = edition
        self.kb = edition.kb
        self.links = links
        self.page = page
        self.quoted: set[str] = set()

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for image in [child for child in parent if child.tag == "img"]:
                self._embed(parent, image)
        for link in list(root.iter("a")):
            source = link.get("href", "").removeprefix("kb:sources/")
            if source in self.page.sources and not (link.text or len(link)):
                link.tag, link.text = "sup", None
                link.attrib.clear()
                link.append(self._mark(source))
            elif link.get("class") != _MARK_CLASS:
                link.set("href", self._href(link.get("href", "")))

    def _embed(self, parent: etree.Element, image: etree.Element) -> None:
        kind, _, name = image.get("src", "").removeprefix("kb:").partition("/")
        tail, alternative = image.tail, image.get("alt", "")
        image.attrib.clear()
        image.tag = "span"
        if kind == "figures" and name in self.kb.figures:
            figure = self.kb.figures[name]
            image.set("class", "stated")
            image.text = AtomicString(state_figure(figure, self.edition.code))
            if figure.source in self.page.sources:
                mark = etree.SubElement(image, "sup")
                mark.append(self._mark(figure.source))
        elif kind == "diagrams" and name in self.kb.diagrams and len(parent) == 1:
            self._replace(parent, drawing(self.edition, self.kb.diagrams[name]))
            return
        elif kind == "decisions" and len(parent) == 1:
            self._replace(parent, quotation(self.edition, name, self.links, self.quoted))
            return
        else:
            image.text = alternative
        image.tail = tail

    def _replace(self, block: etree.Element, html: Markup) -> None:
        """Put HTML of ours in the place of a paragraph that holds nothing else."""
        block[:] = []
        block.text = self.md.htmlStash.store(str(html))

    def _mark(self, source: str) -> etree.Element:
        number = self.page.sources.index(source) + 1
        link = etree.Element("a", {"href": f"#source-{source}", "class": _MARK_CLASS})
        link.text = AtomicString(f"[{number}]")
        return link

    def _href(self, href: str) -> str:
        link = resolve_link(self.kb, href)
        if isinstance(link, PageLink):
            return self.links.page(link.path, link.anchor)
        return href if link is None else "#"


class _Wrapped(InlineProcessor):
    """Words in an element of their own; what stands in it is not looked at again."""

    def __init__(self, pattern: str, tag: str, attributes: Iterable[tuple[str, str]]) -> None:
        super().__init__(pattern)
        self.tag, self.attributes = tag, dict(attributes)

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's own name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        element = etree.Element(self.tag, self.attributes)
        element.text = AtomicString(m.group(0))
        return element, m.start(0), m.end(0)


class _Tables(Treeprocessor):
    """Wide tables scroll by themselves; the empty corner of one is no head of anything."""

    def run(self, root: etree.Element) -> None:
        for cell in root.iter("th"):
            if not len(cell) and not (cell.text or "").strip():
                cell.tag = "td"
        for parent in list(root.iter()):
            for place, table in enumerate(list(parent)):
                if table.tag == "table":
                    box = etree.Element("div", {"class": "table", "tabindex": "0"})
                    box.append(table)
                    parent[place] = box


class _SafeProse(Extension):
    def __init__(self, edition: Edition, links: Links, page: Citing) -> None:
        super().__init__()
        self.edition = edition
        self.links = links
        self.page = page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        safe_links = _SafeLinks(md, self.edition, self.links, self.page)
        md.treeprocessors.register(safe_links, "safe_links", 0)
        md.treeprocessors.register(_Tables(md), "tables", 0)
        for code, pattern in foreign_patterns(self.edition.code).items():
            foreign = _Wrapped(pattern.pattern, "span", language_attributes(code))
            md.inlinePatterns.register(foreign, f"script_{code}", 5)
        if is_mirrored(self.edition.code):
            signed = _Wrapped(SIGNED.pattern, "bdi", [("dir", "ltr")])
            md.inlinePatterns.register(signed, "signed_number", 4)
        unbroken = _Wrapped(_UNBROKEN, "span", [("class", "unbroken")])
        md.inlinePatterns.register(unbroken, "unbroken", 3)


def render_prose(markdown: str, edition: Edition, links: Links, page: Citing) -> Markup:
    """The HTML of a section of a page, safe to show whatever it holds."""
    md = Markdown(
        extensions=["tables", "sane_lists", _SafeProse(edition, links, page)],
        output_format="html",
    )
    return Markup(md.convert(_BEFORE_MARK.sub("[](kb:sources/", markdown)))


def render_line(markdown: str, edition: Edition, links: Links, page: Citing) -> Markup:
    """The HTML of a line of Markdown, without a paragraph around it."""
    html = render_prose(markdown, edition, links, page)
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def render_sections(edition: Edition, page: Page, links: Links) -> list[tuple[str, str, Markup]]:
    """Anchor, heading and HTML of every section of a page in the edition's language."""
    return [
        (
            section.anchor,
            section.heading,
            render_prose(section.markdown, edition, links, page),
        )
        for section in page.texts[edition.code].sections
    ]
