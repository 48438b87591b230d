"""Home, guidance, pages about this service, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.languages import CODES
from indexer.model import Page

from .edition import Edition, Status, View, all_languages
from .prose import render_prose
from .routes import (
    ABOUT,
    GUIDANCE,
    HOME,
    SEARCH,
    Links,
    audience_path,
    document_path,
    page_path,
)
from .vocabulary_views import cards, paragraph_links


def page_views(edition: Edition) -> Iterator[View]:
    """Every page that is neither a decision nor part of the vocabulary."""
    yield _home(edition)
    yield _search(edition)
    yield _guidance_index(edition)
    for page in edition.kb.pages.values():
        yield _page_view(edition, page)


def _plain(
    edition: Edition,
    path: str,
    template: str,
    title: str,
    description: str,
    section: str,
    statuses: tuple[Status, ...],
    context: Mapping[str, object],
) -> View:
    return View(
        path=path,
        template=template,
        title=title,
        description=description,
        section=section,
        languages=CODES,
        statuses=statuses,
        draft=edition.has_draft,
        indexable=template != "search",
        context=context,
    )


def _home(edition: Edition) -> View:
    strings = edition.strings
    context = {
        "theme_cards": cards(edition, "themes"),
        "audience_cards": cards(edition, "audiences"),
        "documents": [
            (document_path(document), document, edition.text_of(document))
            for document in edition.kb.documents.values()
        ],
        "guidance": [edition.page_label(page) for page in edition.pages_about("guidance")],
        "examples": [strings(f"home.example_{number}") for number in (1, 2, 3)],
        "paths": [
            ("policymakers", audience_path("policymakers")),
            ("trainers", audience_path("trainers")),
        ],
        "api_docs": edition.deployment.api_docs_url,
    }
    return _plain(
        edition,
        HOME,
        "home",
        strings("home.title"),
        strings("site.description"),
        "home",
        edition.standing(),
        context,
    )


def _search(edition: Edition) -> View:
    strings = edition.strings
    context = {
        "words": strings.group("search.", "status.", "kind.", "language.", "paragraph."),
    }
    return _plain(
        edition,
        SEARCH,
        "search",
        strings("search.title"),
        strings("search.start"),
        "search",
        edition.standing(),
        context,
    )


def _guidance_index(edition: Edition) -> View:
    strings = edition.strings
    pages = [
        (edition.page_label(page), page.texts[edition.code].summary)
        for page in edition.pages_about("guidance")
    ]
    lead = strings("guidance.lead")
    return _plain(
        edition,
        GUIDANCE,
        "guidance",
        strings("guidance.title"),
        lead,
        "guidance",
        (edition.own_status,),
        {"lead": lead, "pages": pages},
    )


def _page_view(edition: Edition, page: Page) -> View:
    path = page_path(page)
    text = page.texts.get(edition.code)
    section = "guidance" if page.kind == "guidance" else "about"
    languages = all_languages(page.texts)
    if text is None:
        words = edition.strings("status.missing")
        return View(
            path=path,
            template="missing",
            title=edition.strings("missing.title"),
            description=edition.strings("missing.text"),
            section=section,
            languages=languages,
            statuses=(Status("missing", words, words),),
            draft=edition.has_draft,
            indexable=False,
            context={},
        )
    links = Links(edition.code, path)
    url = edition.deployment.public_url(edition.code, path)
    return View(
        path=path,
        template="page",
        title=text.title,
        description=text.summary or text.title,
        section=section,
        languages=languages,
        statuses=(edition.status(text.status),),
        draft=edition.has_draft,
        indexable=True,
        context={
            "page_kind": page.kind,
            "summary": text.summary,
            "sections": [
                (section.anchor, section.heading, render_prose(section.markdown, edition.kb, links))
                for section in text.sections
            ],
            "themes": edition.themes(page.tags.themes),
            "audiences": edition.audiences(page.tags.audiences),
            "paragraphs": paragraph_links(edition, page.paragraphs),
            "report": edition.deployment.report_link(f"{page.id} ({edition.code})", url),
            "about_path": ABOUT,
        },
    )
