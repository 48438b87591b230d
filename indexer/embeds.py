"""What pages show of other things: `![](kb:…)` embeds, an empty `[](kb:sources/…)` cites.

![](kb:decisions/iccd-cop14-cst-l1/op-9-d)   the text of a paragraph, in the page's language
![](kb:figures/people-affected)              the sentence that states a figure, with its source
![](kb:diagrams/response-hierarchy)          a drawing
[](kb:sources/spi-1)                         the number of a source in the page's list

An embed of a paragraph or drawing is a block of its own; figures and source marks stand in text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.facts import state_figure
from indexer.model import KnowledgeBase, Page

_EMBED = re.compile(r"!\[\]\(kb:(?P<kind>decisions|figures|diagrams)/(?P<name>[a-z0-9/-]+)\)")
_MARK = re.compile(r"\s?\[\]\(kb:sources/(?P<source>[a-z0-9-]+)\)")


def embedded(markdown: str, kind: str) -> Iterator[str]:
    """The names of what a text embeds of a kind (`decisions`, `figures`, `diagrams`), in order."""
    return (match["name"] for match in _EMBED.finditer(markdown) if match["kind"] == kind)


def cited(markdown: str) -> Iterator[str]:
    """The ids of the sources that a text marks, in order."""
    return (match["source"] for match in _MARK.finditer(markdown))


def own_words(markdown: str, kb: KnowledgeBase, code: str) -> str:
    """A section's Markdown as its own words: figures stated, quotations, drawings, marks left out.

    This is what is searched and counted: a paragraph is found in its own place.
    """

    def replace(match: re.Match[str]) -> str:
        figure = kb.figures.get(match["name"]) if match["kind"] == "figures" else None
        return state_figure(figure, code) if figure else ""

    return _MARK.sub("", _EMBED.sub(replace, markdown))


def spell_out(markdown: str, kb: KnowledgeBase, page: Page, code: str) -> str:
    """A section's Markdown without embeds, for readers elsewhere: everything in its place.

    A paragraph is a quotation with the symbol and number it is cited by, in the page's language
    or as issued; a drawing is its text alternative; a mark is the number of its source.
    """

    def number(source: str) -> str:
        return f"[{page.sources.index(source) + 1}]" if source in page.sources else ""

    def replace(match: re.Match[str]) -> str:
        kind, name = match["kind"], match["name"]
        if kind == "figures":
            figure = kb.figures[name]
            return f"{state_figure(figure, code)} {number(figure.source)}".rstrip()
        if kind == "diagrams":
            diagram = kb.diagrams[name]
            return f"*{diagram.title[code]}*: {diagram.description[code]}"
        document_id, _, anchor = name.partition("/")
        document = kb.documents[document_id]
        text = document.texts.get(code, document.issued)
        quoted = [paragraph.text for paragraph in text.chain(anchor)]
        link = f"[{document.symbol}, {anchor}](kb:decisions/{name})"
        return "\n>\n".join(f"> {part}" for part in [*quoted, link])

    return _MARK.sub(lambda match: f" {number(match['source'])}", _EMBED.sub(replace, markdown))
