"""The types of what pages cite and show, each stated once: sources, figures, drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What sources.yml says in our own words where others name authors or publisher, by the key under
#: which site and exports say it in six languages.
REMARKS: Mapping[str, str] = {
    "Authors not named": "remark_no_authors",
    "Authors not named on the page read": "remark_no_authors_read",
    "Technical note in a public code repository": "remark_technical_note",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A work that pages cite, with its title as published in `language`.

    `document` is the id of the decision if it is one of ours; `read` is how much of it the
    editors have read: `full`, `part` or a `summary` of it.
    """

    id: str
    authors: str
    title: str
    language: str
    publisher: str
    year: str | None
    symbol: str | None
    url: str | None
    document: str | None
    read: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure for awareness: its numbers, and by language the unit and the whole sentence.

    `confidence`: `confirmed` was read in the source itself, `secondary` in a report about it,
    `disputed` rests on a method or definition that is debated. A number is a value and the power
    of ten that is printed as a word with it (0, 6, 9 or 12).
    """

    id: str
    numbers: Mapping[str, tuple[int | float, int]]
    unit: Mapping[str, str]
    year: str
    source: str
    confidence: str
    statement: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing: SVG without words, and its words by language.

    `drawing` is checked SVG in which a text names its label; `indexer.diagrams` writes them in.
    """

    id: str
    drawing: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
