"""Guidance as the site shows it: cards, paths through themes, sources, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.cited import REMARKS, Source
from indexer.facts import state_figure
from indexer.languages import LANGUAGES, Language
from indexer.model import Page
from indexer.reading import reading_minutes

from .edition import Edition, Label
from .routes import document_path


@dataclass(frozen=True, slots=True)
class Card:
    """A guidance page in a list: what it is, for whom, how long."""

    label: Label
    summary: str
    level: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Step:
    """Where a page stands on the reading path of a theme or audience, and its neighbours."""

    path: Label
    number: int
    count: int
    previous: Label | None
    next: Label | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as listed: `number` on a page; `language` is that of the title as published.

    One of our own documents has its title `translated` where it was published in another language.
    """

    id: str
    number: int
    authors: str
    title: str
    language: Language
    translated: str
    rest: str
    url: str
    path: str
    read: str


def card(edition: Edition, page: Page) -> Card:
    """A page that exists in the edition's language as a card."""
    text = page.texts[edition.code]
    minutes = str(reading_minutes(edition.kb, text))
    return Card(
        label=edition.page_label(page),
        summary=text.summary,
        level=edition.strings(f"guidance.level_{page.level}"),
        minutes=edition.strings("guidance.minutes", count=minutes),
    )


def path_cards(edition: Edition, introduction: Page | None) -> list[Card]:
    """The pages of a path that exist in this language, in order."""
    pages = [edition.kb.pages[name] for name in introduction.path] if introduction else []
    return [card(edition, page) for page in pages if edition.code in page.texts]


def introduction_to(edition: Edition, concept: str) -> Page | None:
    """The introduction to a theme or audience, if there is one."""
    page = edition.kb.pages.get(concept)
    return page if page and page.kind in {"theme", "audience"} else None


def steps_of(edition: Edition, page: Page) -> list[Step]:
    """The page's places on all reading paths that name it, as their lists show them: that of its
    first theme before those of other themes and of audiences."""
    vocabulary = edition.kb.vocabulary
    concepts = [*page.tags.themes[:1], *vocabulary.themes, *vocabulary.audiences]
    steps = []
    for concept in dict.fromkeys(concepts):
        introduction = introduction_to(edition, concept)
        pages = [edition.kb.pages[name] for name in introduction.path] if introduction else []
        labels = [edition.page_label(one) for one in pages if edition.code in one.texts]
        place = next((n for n, label in enumerate(labels) if label.id == page.id), None)
        if place is None:
            continue
        steps.append(
            Step(
                path=next(iter(edition.themes((concept,)) or edition.audiences((concept,)))),
                number=place + 1,
                count=len(labels),
                previous=labels[place - 1] if place else None,
                next=labels[place + 1] if place + 1 < len(labels) else None,
            )
        )
    return steps


def references(edition: Edition, sources: tuple[str, ...]) -> list[Reference]:
    """Sources by number, in the order in which a page lists them."""
    return [
        _reference(edition, edition.kb.sources[name], number)
        for number, name in enumerate(sources, 1)
    ]


def _reference(edition: Edition, source: Source, number: int) -> Reference:
    document = edition.kb.documents.get(source.document or "")
    text = document.texts.get(edition.code) if document else None
    publisher = _say(edition, source.publisher)
    return Reference(
        id=source.id,
        number=number,
        authors=_say(edition, source.authors),
        title=source.title,
        language=LANGUAGES[source.language],
        translated=text.title if text and text.language != source.language else "",
        rest=", ".join(part for part in (publisher, source.year, source.symbol) if part),
        url=source.url or "",
        path=document_path(source.document) if source.document else "",
        read=edition.strings(f"sources.read_{source.read}"),
    )


def _say(edition: Edition, words: str) -> str:
    """Authors or a publisher as published; our own remarks in the edition's language."""
    return edition.strings(f"sources.{REMARKS[words]}") if words in REMARKS else words


def citing(edition: Edition, source: str) -> list[Label]:
    """The pages that cite a source."""
    return [
        edition.page_label(page)
        for page in edition.kb.pages.values()
        if source in page.sources and edition.code in page.texts
    ]


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as shown: the sentence, its facts, and the pages that state it."""

    id: str
    statement: str
    year: str
    confidence: str
    reference: Reference
    pages: list[Label]


def stated_figures(edition: Edition) -> Iterator[Stated]:
    """Every figure for awareness in the edition's language."""
    for figure in edition.kb.figures.values():
        yield Stated(
            id=figure.id,
            statement=state_figure(figure, edition.code),
            year=figure.year,
            confidence=edition.strings(f"figures.confidence_{figure.confidence}"),
            reference=_reference(edition, edition.kb.sources[figure.source], 1),
            pages=[
                edition.page_label(page)
                for page in edition.kb.pages.values()
                if edition.code in page.texts
                and f"](kb:figures/{figure.id})" in page.texts[edition.code].markdown
            ],
        )
