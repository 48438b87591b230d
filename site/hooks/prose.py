"""The Markdown of guidance and other pages to HTML that holds no HTML of its author's.

Raw HTML in a page is shown as text, images as their description, and a link leads where
`indexer.links` says: to https, to mail, to an anchor or to a page of ours, else nowhere.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup

from indexer.links import PageLink, resolve_link
from indexer.model import KnowledgeBase

from .routes import Links
from .scripts import foreign_patterns, language_attributes


class _SafeLinks(Treeprocessor):
    def __init__(self, md: Markdown, kb: KnowledgeBase, links: Links) -> None:
        super().__init__(md)
        self.kb = kb
        self.links = links

    def run(self, root: etree.Element) -> None:
        for parent in root.iter():
            for image in [child for child in parent if child.tag == "img"]:
                image.tag = "span"
                image.text = image.get("alt", "")
                image.attrib.clear()
        for link in root.iter("a"):
            link.set("href", self._href(link.get("href", "")))

    def _href(self, href: str) -> str:
        link = resolve_link(self.kb, href)
        if isinstance(link, PageLink):
            return self.links.page(link.path, link.anchor)
        return href if link is None else "#"


class _ForeignWords(InlineProcessor):
    """Words of another script, which carry their own language."""

    def __init__(self, pattern: str, code: str) -> None:
        super().__init__(pattern)
        self.code = code

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's own name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        element = etree.Element("span", dict(language_attributes(self.code)))
        element.text = AtomicString(m.group(0))  # so that it is not looked at again
        return element, m.start(0), m.end(0)


class _SafeProse(Extension):
    def __init__(self, kb: KnowledgeBase, links: Links) -> None:
        super().__init__()
        self.kb = kb
        self.links = links

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_SafeLinks(md, self.kb, self.links), "safe_links", 0)
        for code, pattern in foreign_patterns(self.links.language).items():
            md.inlinePatterns.register(_ForeignWords(pattern.pattern, code), f"script_{code}", 5)


def render_prose(markdown: str, kb: KnowledgeBase, links: Links) -> Markup:
    """The HTML of a page's Markdown, safe to show whatever it holds."""
    md = Markdown(
        extensions=["tables", "sane_lists", _SafeProse(kb, links)],
        output_format="html",
    )
    return Markup(md.convert(markdown))
