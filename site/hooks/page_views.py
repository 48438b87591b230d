"""Home, guidance, pages about this service, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from indexer.model import Page

from .asks import find_asks, matrix
from .course_cards import course_cards
from .documents_view import FIRST, document_cards
from .edition import Edition, Label, View, all_languages, missing_view, own_view
from .guidance import (
    Card,
    card,
    citing,
    introduction_to,
    path_cards,
    references,
    stated_figures,
    steps_of,
)
from .naming import comma
from .prose import render_sections
from .routes import (
    ABOUT,
    FIGURES,
    GUIDANCE,
    HOME,
    SEARCH,
    SOURCES,
    Links,
    audience_path,
)
from .vocabulary_views import cards, paragraph_links


def page_views(edition: Edition) -> Iterator[View]:
    """Every page that is neither a decision nor part of the vocabulary."""
    yield _home(edition)
    yield _search(edition)
    yield _guidance_index(edition)
    yield _sources(edition)
    yield _figures(edition)
    for page in edition.kb.pages.values():
        if page.kind in {"guidance", "about"}:
            yield _page_view(edition, page)


def _home(edition: Edition) -> View:
    strings = edition.strings
    context = {
        "theme_cards": cards(edition, "themes"),
        "audience_cards": cards(edition, "audiences"),
        "documents": list(islice(document_cards(edition), FIRST)),
        "several": len(edition.kb.documents) > 1,
        "guidance": path_cards(
            edition, introduction_to(edition, next(iter(edition.kb.vocabulary.audiences), ""))
        ),
        "examples": [strings(f"home.example_{number}") for number in (1, 2, 3)],
        "asked": list(_asked(edition)),
        "paths": [("trainers", audience_path("trainers"))],
        "courses": list(course_cards(edition)),
        "api_docs": edition.deployment.api_docs_url,
    }
    return own_view(
        edition,
        HOME,
        "home",
        strings("home.title"),
        strings("site.description"),
        "home",
        edition.standing(),
        context,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the current texts ask something: the numbers of the paragraphs by document, and the
    filters of the page of all asks that shows them."""

    addressee: Label
    numbers: tuple[tuple[str, str], ...]
    filters: Mapping[str, str]


def _asked(edition: Edition) -> Iterator[Asked]:
    """Everybody whom the current texts ask something; symbols stand with the numbers of several."""
    current = edition.current_documents
    all_asks = find_asks(edition)
    asks = [ask for ask in all_asks if ask.document in current]
    symbols = {ask.document.id: ask.document.symbol for ask in asks}
    others = len({ask.document.id for ask in all_asks}) > len(symbols)
    between = comma(edition.code)
    for row in matrix(edition, asks):
        found: dict[str, dict[str, None]] = {}
        for ask in row.asks:
            found.setdefault(ask.document.id, {})[ask.node.number] = None
        filters = {"addressee": row.addressee.id}
        if others and len(found) == 1:
            filters["document"] = next(iter(found))
        numbers = tuple(
            (symbols[name] if len(symbols) > 1 else "", between.join(of_document))
            for name, of_document in found.items()
        )
        yield Asked(row.addressee, numbers, filters)


def _search(edition: Edition) -> View:
    strings = edition.strings
    named = (
        "paragraph.operative",
        "paragraph.preambular",
        "notice.superseded_short",
        "versions.open",
    )
    context = {"words": strings.group("search.", "status.", "kind.", "language.", *named)}
    return own_view(
        edition,
        SEARCH,
        "search",
        strings("search.title"),
        strings("search.start"),
        "search",
        edition.standing(),
        context,
        indexable=False,
    )


def _guidance_index(edition: Edition) -> View:
    strings = edition.strings
    paths = [
        (edition.themes((theme,))[0], edition.kb.pages[theme], list(_first_on(edition, theme)))
        for theme in edition.kb.vocabulary.themes
        if introduction_to(edition, theme)
    ]
    lead = strings("guidance.lead")
    return own_view(
        edition,
        GUIDANCE,
        "guidance",
        strings("guidance.title"),
        lead,
        "guidance",
        (edition.own_status,),
        {"lead": lead, "paths": [path for path in paths if path[2]]},
    )


def _first_on(edition: Edition, theme: str) -> Iterator[Card]:
    """The cards of a theme's path whose first theme it is, so that each page stands once."""
    for found in path_cards(edition, introduction_to(edition, theme)):
        if edition.kb.pages[found.label.id].tags.themes[0] == theme:
            yield found


def _sources(edition: Edition) -> View:
    strings = edition.strings
    entries = [
        (reference, citing(edition, reference.id))
        for reference in references(edition, tuple(edition.kb.sources))
    ]
    return own_view(
        edition,
        SOURCES,
        "sources",
        strings("sources.title"),
        strings("sources.lead"),
        "guidance",
        (edition.own_status,),
        {"lead": strings("sources.lead"), "entries": entries},
    )


def _figures(edition: Edition) -> View:
    strings = edition.strings
    return own_view(
        edition,
        FIGURES,
        "figures",
        strings("figures.title"),
        strings("figures.lead"),
        "guidance",
        (edition.own_status,),
        {"lead": strings("figures.lead"), "figures": list(stated_figures(edition))},
    )


def _page_view(edition: Edition, page: Page) -> View:
    path = page.address
    text = page.texts.get(edition.code)
    section = "guidance" if page.kind == "guidance" else "about"
    languages = all_languages(page.texts)
    if text is None:
        return missing_view(edition, path, section, languages)
    links = Links(edition.code, path)
    url = edition.deployment.public_url(edition.code, path)
    return View(
        path=path,
        template="page",
        title=text.title,
        description=text.summary or text.title,
        section=section,
        languages=languages,
        statuses=(edition.status(text.status, text.language),),
        draft=edition.has_draft,
        indexable=True,
        context={
            "item": page,
            "text": text,
            "card": card(edition, page) if page.kind == "guidance" else None,
            "steps": steps_of(edition, page),
            "references": references(edition, page.sources),
            "sections": render_sections(edition, page, links),
            "themes": edition.themes(page.tags.themes),
            "audiences": edition.audiences(page.tags.audiences),
            "paragraphs": paragraph_links(edition, page.paragraphs),
            "report": edition.deployment.report_link(f"{page.id} ({edition.code})", url),
            "about_path": ABOUT,
            "notices": _deployment_notices(edition, page),
            "teach": list(course_cards(edition, lambda course: page.id in course.facts.pages)),
        },
    )


def _deployment_notices(edition: Edition, page: Page) -> Mapping[str, tuple[str, str]]:
    """What a section says of this deployment, by anchor: our words, and what the operator set."""
    strings, deployment = edition.strings, edition.deployment
    if page.id == "about" and not deployment.report_url:
        return {"contact": (strings("report.no_address"), "")}
    if page.id == "imprint":
        key = "imprint.operator" if deployment.operator else "imprint.no_operator"
        return {"operator": (strings(key), deployment.operator)}
    return {}
