"""Our Markdown as blocks, with its embeds resolved.

A paragraph of a decision is a quotation with its status, a drawing is named, a figure is stated, a
source is marked where it is cited.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterator, Sequence
from typing import Any

from indexer.anchors import ordinal_of
from indexer.facts import state_figure
from indexer.links import PageLink, resolve_link
from indexer.markdown_html import convert
from indexer.model import Document, KnowledgeBase, Paragraph
from indexer.rich_text import (
    Block,
    Drawing,
    Listing,
    Prose,
    Quotation,
    Run,
    Table,
    Verbatim,
    Verse,
)


def parse_blocks(markdown: str, kb: KnowledgeBase, code: str) -> tuple[Block, ...]:
    """The blocks of a checked Markdown text of ours in a language."""
    html = convert(markdown, "tables", "sane_lists")
    return tuple(_Reader(kb, code).blocks(etree.fromstring(f"<div>{html}</div>")))


def parse_runs(markdown: str, kb: KnowledgeBase, code: str) -> tuple[Run, ...]:
    """The runs of a line of our Markdown; what it embeds must stand in text."""
    blocks = parse_blocks(markdown, kb, code)
    return tuple(run for block in blocks if isinstance(block, Prose) for run in block.runs)


def verbatim(
    kb: KnowledgeBase, document: Document, anchor: str, code: str, *, whole: bool
) -> Verbatim:
    """A paragraph in a language, or as issued where that has no text of it.

    `whole` includes everything below it; inline items are in their paragraph's text anyway.
    """
    text = document.texts.get(code, document.issued)
    chain = text.chain(anchor)
    shown: list[tuple[Paragraph, int]] = [(each, depth) for depth, each in enumerate(chain)]
    if whole:
        shown += _below(text.children, anchor, len(chain))
    if chain[-1].kind == "inline":  # its words stand in the text above it
        shown = [(chain[-1], len(chain) - 1)]
    link = resolve_link(kb, f"kb:decisions/{document.id}/{anchor}")
    assert isinstance(link, PageLink)
    markers = [each.number or ordinal_of(each.anchor) for each in chain]
    return Verbatim(
        symbol=document.symbol,
        document_status=document.status,
        preambular=chain[0].kind == "preambular",
        number=" ".join([markers[0].strip(" .．。、،-–—"), *markers[1:]]),
        language=text.language,
        status=text.status,
        path=f"{link.path}#{anchor}",
        verses=tuple(
            Verse(marker=each.number or "", text=each.body, depth=depth) for each, depth in shown
        ),
    )


def _below(children: Any, anchor: str, depth: int) -> list[tuple[Paragraph, int]]:
    found: list[tuple[Paragraph, int]] = []
    for child in children(anchor):
        if child.kind != "inline":
            found += [(child, depth), *_below(children, child.anchor, depth + 1)]
    return found


class _Reader:
    """Reads the elements that our Markdown becomes."""

    def __init__(self, kb: KnowledgeBase, code: str) -> None:
        self._kb = kb
        self._code = code

    def blocks(self, parent: etree.Element) -> Iterator[Block]:
        """The blocks of an element; text that stands in it directly is a paragraph."""
        loose = [*self._runs_of(parent.text, Run())]
        for child in parent:
            if child.tag in {"em", "strong", "a", "img", "code", "br"}:
                loose += [*self._element(child, Run()), *self._runs_of(child.tail, Run())]
                continue
            if runs := _trimmed(loose):
                yield Prose(runs=runs)
            loose = []
            yield from self._block(child)
        if runs := _trimmed(loose):
            yield Prose(runs=runs)

    def _block(self, element: etree.Element) -> Iterator[Block]:
        if element.tag in {"ul", "ol"}:
            items = tuple(tuple(self.blocks(item)) for item in element)
            yield Listing(ordered=element.tag == "ol", items=items)
        elif element.tag == "blockquote":
            yield Quotation(blocks=tuple(self.blocks(element)))
        elif element.tag == "table":
            rows = [
                tuple(_trimmed([*self._inside(cell, Run())]) for cell in row)
                for row in element.iter("tr")
            ]
            yield Table(rows=tuple(rows))
        elif embedded := self._embedded(element):
            yield embedded
        elif runs := _trimmed([*self._inside(element, Run())]):
            yield Prose(runs=runs)

    def _embedded(self, element: etree.Element) -> Block | None:
        """The drawing or paragraph that is all that a paragraph holds."""
        if len(element) != 1 or element[0].tag != "img":
            return None
        kind, _, name = element[0].get("src", "").removeprefix("kb:").partition("/")
        if kind == "diagrams":
            return drawing(self._kb, name, self._code)
        if kind == "decisions":
            document, _, anchor = name.partition("/")
            return verbatim(self._kb, self._kb.documents[document], anchor, self._code, whole=False)
        return None

    def _inside(self, element: etree.Element, look: Run) -> Iterator[Run]:
        yield from self._runs_of(element.text, look)
        for child in element:
            yield from self._element(child, look)
            yield from self._runs_of(child.tail, look)

    def _runs_of(self, text: str | None, look: Run) -> Iterator[Run]:
        if text:
            yield look.model_copy(update={"text": " ".join(_broken(text))})

    def _element(self, element: etree.Element, look: Run) -> Iterator[Run]:
        if element.tag in {"em", "strong"}:
            name = "italic" if element.tag == "em" else "bold"
            yield from self._inside(element, look.model_copy(update={name: True}))
        elif element.tag == "a":
            target = element.get("href", "")
            if target.startswith("kb:sources/") and not (element.text or len(element)):
                yield Run(source=target.removeprefix("kb:sources/"))
                return
            link = resolve_link(self._kb, target)
            if isinstance(link, PageLink):
                target = link.place
            yield from self._inside(element, look.model_copy(update={"link": target}))
        elif element.tag == "img":
            figure = self._kb.figures[element.get("src", "").removeprefix("kb:figures/")]
            yield look.model_copy(update={"text": state_figure(figure, self._code)})
            yield Run(source=figure.source)
        else:
            yield from self._inside(element, look)


def drawing(kb: KnowledgeBase, name: str, code: str) -> Drawing:
    """A drawing in a language."""
    found = kb.diagrams[name]
    return Drawing(id=name, title=found.title[code], description=found.description[code])


def _broken(text: str) -> Sequence[str]:
    """A text cut at its line breaks, which are blanks to readers."""
    return text.split("\n")


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs without blanks at their ends or before the mark of a source."""
    kept: list[Run] = []
    for run in runs:
        if run.source and kept and not kept[-1].source:
            last = kept.pop()
            if last.text.rstrip():
                kept.append(last.model_copy(update={"text": last.text.rstrip()}))
        kept.append(run)
    while kept and not kept[0].source and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].source and not kept[-1].text.strip():
        kept.pop()
    if kept and not kept[0].source:
        kept[0] = kept[0].model_copy(update={"text": kept[0].text.lstrip()})
    if kept and not kept[-1].source:
        kept[-1] = kept[-1].model_copy(update={"text": kept[-1].text.rstrip()})
    return tuple(kept)
