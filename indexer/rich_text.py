"""What our texts say, without Markdown: blocks and runs that every export format can write.

A page's or course's Markdown becomes a list of blocks with its embeds resolved: a paragraph of a
decision is a quotation with its status, a drawing is named, a figure is stated, a source is marked
where it is cited.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from markdown import Markdown
from pydantic import BaseModel, ConfigDict, Field, model_serializer

from indexer.facts import state_figure
from indexer.links import PageLink, resolve_link
from indexer.model import Document, KnowledgeBase, Paragraph


class Part(BaseModel):
    """Base of everything that texts are made of: frozen, and carried as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(Part):
    """Words with one look. `link` is an address, or a path of the site without the language.

    A run with a `source` has no text: it is the mark of a source, by its id.
    """

    text: str = ""
    bold: bool = False
    italic: bool = False
    link: str = ""
    source: str = ""

    @model_serializer
    def _tell(self) -> dict[str, Any]:
        """Only what is said: most runs are plain words."""
        names = ("text", "bold", "italic", "link", "source")
        return {name: value for name in names if (value := getattr(self, name))}


class Heading(Part):
    """A heading; level 1 is that of an item's parts."""

    kind: Literal["heading"] = "heading"
    level: int
    runs: tuple[Run, ...]


class Prose(Part):
    """A paragraph of running text."""

    kind: Literal["prose"] = "prose"
    runs: tuple[Run, ...]


class Listing(Part):
    """A list; each item is a list of blocks."""

    kind: Literal["list"] = "list"
    ordered: bool
    items: tuple[tuple[Block, ...], ...]


class Table(Part):
    """Rows of cells of runs; the first row is the head."""

    kind: Literal["table"] = "table"
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


class Quotation(Part):
    """Words of somebody else."""

    kind: Literal["quotation"] = "quotation"
    blocks: tuple[Block, ...]


class Drawing(Part):
    """A drawing of the knowledge base, by its id, with its title and text alternative."""

    kind: Literal["drawing"] = "drawing"
    id: str
    title: str
    description: str


class Verse(Part):
    """One paragraph or item of a decision, verbatim: its printed marker, its text, its depth."""

    marker: str
    text: str
    depth: int


class Verbatim(Part):
    """A paragraph of a decision with what governs it and what is below it, verbatim.

    `language` and `status` are those of the text shown; `number` is the paragraph's as printed;
    `path` its place on the site without the language.
    """

    kind: Literal["verbatim"] = "verbatim"
    symbol: str
    document_status: str
    preambular: bool
    number: str
    language: str
    status: str
    path: str
    verses: tuple[Verse, ...]


Block = Annotated[
    Heading | Prose | Listing | Table | Quotation | Drawing | Verbatim, Field(discriminator="kind")
]
for _model in (Listing, Quotation):
    _model.model_rebuild()


def plain_runs(runs: Iterable[Run]) -> str:
    """The words of runs."""
    return "".join(run.text for run in runs)


def plain_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Every text of blocks in the order of reading: paragraphs, items, cells, titles."""
    for block in blocks:
        if isinstance(block, Heading | Prose):
            yield plain_runs(block.runs)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from plain_blocks(item)
        elif isinstance(block, Table):
            yield from (plain_runs(cell) for row in block.rows for cell in row)
        elif isinstance(block, Quotation):
            yield from plain_blocks(block.blocks)
        elif isinstance(block, Drawing):
            yield block.title
        else:
            yield from (f"{verse.marker} {verse.text}".strip() for verse in block.verses)


def cited_sources(blocks: Iterable[Block]) -> Iterator[str]:
    """The ids of the sources marked in blocks, in order, repeated where they are."""
    for block in blocks:
        if isinstance(block, Heading | Prose):
            yield from sources_of(block.runs)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from cited_sources(item)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from sources_of(cell)
        elif isinstance(block, Quotation):
            yield from cited_sources(block.blocks)


def sources_of(runs: Iterable[Run]) -> Iterator[str]:
    """The ids of the sources marked in runs."""
    return (run.source for run in runs if run.source)


def parse_blocks(markdown: str, kb: KnowledgeBase, code: str) -> tuple[Block, ...]:
    """The blocks of a checked Markdown text of ours in a language."""
    html = Markdown(extensions=["tables", "sane_lists"], output_format="xhtml").convert(markdown)
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
    markers = [each.number or each.anchor.removeprefix("pp-") for each in chain]
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
                target = link.path + (f"#{link.anchor}" if link.anchor else "")
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
