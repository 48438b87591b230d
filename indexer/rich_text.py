"""What our texts say, without Markdown: blocks and runs that every export format can write.

`indexer.markdown_blocks` makes them of the Markdown of pages and courses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_serializer


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
