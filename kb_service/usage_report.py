"""What people look for, find and take along: the file of usage as a report for editors."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from indexer.languages import CODES
from indexer.model import Passage
from kb_service.usage_store import Kept

_TEMPLATES = Path(__file__).parent / "static"
_COLUMNS = ("searches", "nothing_found", "pages", "exports")


@dataclass(frozen=True, slots=True)
class Words:
    """A text searched for: by how many clients a day, added up, and whether nothing was found."""

    text: str
    language: str
    clients: int
    days: int
    nothing_found: bool


@dataclass(frozen=True, slots=True)
class Uses:
    """How often something was used: a language, a theme, an audience, or one thing of a kind."""

    name: str
    language: str
    searches: int = 0
    nothing_found: int = 0
    pages: int = 0
    exports: int = 0


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Everything counted from `first` to `last`, most frequent first.

    What was used fewer than `minimum` times is left out, totals by language aside.
    """

    first: date
    last: date
    minimum: int
    languages: tuple[Uses, ...]
    words: tuple[Words, ...]
    themes: tuple[Uses, ...]
    audiences: tuple[Uses, ...]
    pages: tuple[Uses, ...]
    formats: tuple[Uses, ...]
    items: tuple[Uses, ...]


def build_report(
    kept: Kept, first: date, last: date, minimum: int, passages: Iterable[Passage] = ()
) -> UsageReport:
    """The report of what was kept; `passages` tell the themes and audiences of pages and items."""
    themes, audiences = _subjects(passages)
    totals: Counter[tuple[str, str, str]] = Counter()
    by_theme: Counter[tuple[str, str, str]] = Counter()
    by_audience: Counter[tuple[str, str, str]] = Counter()
    things: dict[str, Counter[tuple[str, str, str]]] = {
        name: Counter() for name in ("path", "format", "item")
    }
    columns = {"search": "searches", "page": "pages", "export": "exports"}
    for count, number in kept.counts.items():
        column = columns.get(count.what, "")
        if count.detail == "":
            totals["", count.language, column] += number
        elif count.detail == "nothing":
            totals["", count.language, "nothing_found"] += number
        elif count.detail == "theme":
            by_theme[count.subject, count.language, column] += number
        elif count.detail == "audience":
            by_audience[count.subject, count.language, column] += number
        elif count.detail in things:
            things[count.detail][count.subject, count.language, column] += number
            subject = count.subject.strip("/")
            for found, into in ((themes, by_theme), (audiences, by_audience)):
                for id_ in found.get(subject, ()):
                    into[id_, count.language, column] += number
    order = {code: place for place, code in enumerate(CODES)}
    languages = sorted(_uses(totals, 0), key=lambda uses: order.get(uses.language, len(order)))
    return UsageReport(
        first,
        last,
        minimum,
        tuple(languages),
        _words(kept),
        _uses(by_theme, minimum),
        _uses(by_audience, minimum),
        *(_uses(things[name], minimum) for name in ("path", "format", "item")),
    )


def report_as_json(report: UsageReport) -> dict[str, object]:
    """The report as plain values."""
    return asdict(report) | {"first": report.first.isoformat(), "last": report.last.isoformat()}


def report_as_csv(report: UsageReport) -> str:
    """The report as one table: what the row is about, its name, its language, its numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("about", "name", "language", *_COLUMNS, "clients"))
    for words in report.words:
        nothing = words.clients if words.nothing_found else 0
        row = ("words", _plain(words.text), words.language, "", nothing, "", "", words.clients)
        writer.writerow(row)
    for about in ("languages", "themes", "audiences", "pages", "formats", "items"):
        for uses in getattr(report, about):
            numbers = (getattr(uses, column) for column in _COLUMNS)
            writer.writerow((about, _plain(uses.name), uses.language, *numbers, ""))
    return out.getvalue()


def report_as_html(report: UsageReport) -> str:
    """The report as one page that needs nothing else."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    return environment.get_template("usage.html").render(report=report)


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _subjects(
    passages: Iterable[Passage],
) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    """The themes, and the audiences, of pages by path, which is an item's id too."""
    themes: dict[str, frozenset[str]] = {}
    audiences: dict[str, frozenset[str]] = {}
    for passage in passages:
        path = passage.path.strip("/")
        themes[path] = themes.get(path, frozenset()).union(passage.themes)
        audiences[path] = audiences.get(path, frozenset()).union(passage.audiences)
    return themes, audiences


def _uses(numbers: Mapping[tuple[str, str, str], int], minimum: int) -> tuple[Uses, ...]:
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for (name, language, column), number in numbers.items():
        rows.setdefault((name, language), {})[column] = number
    found = [Uses(name, language, **row) for (name, language), row in rows.items()]
    kept = [uses for uses in found if uses.searches + uses.pages + uses.exports >= minimum]
    return tuple(
        sorted(
            kept,
            key=lambda uses: (
                -(uses.searches + uses.pages + uses.exports),
                uses.name,
                uses.language,
            ),
        )
    )


def _words(kept: Kept) -> tuple[Words, ...]:
    rows: dict[tuple[str, str], list[tuple[str, int, bool]]] = {}
    for word, (clients, nothing) in kept.words.items():
        rows.setdefault((word.text, word.language), []).append((word.day, clients, nothing))
    found = [
        Words(text, language, sum(n for _, n, _ in days), len(days), max(days)[2])
        for (text, language), days in rows.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.clients, one.text, one.language)))
