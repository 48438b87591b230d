"""What every page shows around its text: names, links, notices, alternates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from indexer.languages import LANGUAGES, Language

from .dates import write_date
from .documents_view import documents_path
from .edition import Edition, View
from .routes import (
    ABOUT,
    ASKS,
    AUDIENCES,
    COURSES,
    DOCUMENTS,
    GLOSSARY,
    GUIDANCE,
    HOME,
    SEARCH,
    THEMES,
    ZIP_SIZE,
    Links,
    zip_path,
)
from .scripts import mark_foreign
from .shell import Shell
from .sitemap import x_default
from .structured_data import structured_data

#: Interface words, and the page about this service that they lead to, with its section if any.
_ABOUT_LINKS = (
    ("footer.texts", "about", "status-of-the-texts"),
    ("footer.imprint", "imprint", ""),
    ("footer.terms", "terms", ""),
    ("footer.privacy", "privacy", ""),
    ("footer.accessibility", "accessibility", ""),
    ("footer.contact", "about", "contact"),
)

#: Each language as networks that show shared pages write it (`og:locale`).
_LOCALES = {
    "ar": "ar_AR",
    "zh": "zh_CN",
    "en": "en_GB",
    "fr": "fr_FR",
    "ru": "ru_RU",
    "es": "es_ES",
}


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language: its link, and whether it has text there."""

    language: Language
    href: str
    url: str
    available: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the main navigation."""

    section: str
    text: str
    href: str
    current: bool


def frame_context(edition: Edition, view: View, links: Links, shell: Shell) -> dict[str, Any]:
    """Everything that templates read besides what MkDocs gives them."""
    deployment = edition.deployment
    url = deployment.public_url(edition.code, view.path)
    about_links = _about_links(edition, links)
    return {
        **view.context,
        "view": view,
        "edition": edition,
        "language": edition.language,
        "languages": LANGUAGES,
        "t": edition.strings,
        "link": links,
        "shell": shell,
        "navigation": _navigation(edition, view, links),
        "above_documents": _above_documents(edition, links),
        "alternates": _alternates(edition, view, links),
        "canonical": url,
        "x_default": x_default(deployment, view.path, view.languages),
        "locales": _LOCALES,
        "zip_href": links.site(zip_path(edition.code)),
        "zip_size": ZIP_SIZE,
        "social_image": deployment.public_url(edition.code, f"images/social-{edition.code}.png"),
        "structured": structured_data(edition, view),
        "api_base": links.api(deployment.api_url, deployment.base_url),
        "api_docs": deployment.api_docs_url,
        "local_address": edition.isolate(deployment.base_url) if deployment.is_local else "",
        "about_links": [(edition.strings(key), href) for key, href in about_links],
        "page_report": deployment.report_link(f"/{edition.code}/{view.path}", url),
        "has_feed": bool(edition.kb.changes),
        "contact": next((href for key, href in about_links if key == "footer.contact"), ""),
        "to_json": to_json,
        "date": lambda day: write_date(day, edition.code),
        "own": lambda text: mark_foreign(text, edition.code),
    }


def not_found_view(edition: Edition) -> View:
    """The page for addresses that do not exist."""
    return View(
        path="404.html",
        template="404",
        title=edition.strings("not_found.title"),
        description=edition.strings("not_found.text"),
        section="",
        languages=(),
        statuses=(),
        draft=edition.has_draft,
        indexable=False,
        context={},
    )


def to_json(value: Mapping[str, object]) -> Markup:
    """Data for a script, safe inside a `<script type="application/json">`."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _navigation(edition: Edition, view: View, links: Links) -> list[Item]:
    several = len(edition.kb.documents) > 1
    entries = (
        ("decision", documents_path(edition.kb)),
        ("asks", ASKS),
        ("themes", THEMES),
        ("audiences", AUDIENCES),
        ("guidance", GUIDANCE),
        ("courses", COURSES),
        ("glossary", GLOSSARY),
        ("about", ABOUT),
        ("search", SEARCH),
    )
    return [
        Item(
            name,
            edition.strings("documents.title" if name == "decision" and several else f"nav.{name}"),
            links.page(path),
            view.section == name,
        )
        for name, path in entries
        if (name != "about" or "about" in edition.kb.pages)
        and (name != "courses" or edition.kb.courses)
    ]


def _above_documents(edition: Edition, links: Links) -> list[tuple[str, str]]:
    """Words and links of the way to a document: home, and the list if there are several."""
    way = [(edition.strings("nav.home"), links.page(HOME))]
    if (path := documents_path(edition.kb)) == DOCUMENTS:
        way.append((edition.strings("documents.title"), links.page(path)))
    return way


def _about_links(edition: Edition, links: Links) -> list[tuple[str, str]]:
    """Words and links of what every page names of the pages about this service, where it is."""
    found = []
    for key, page_id, anchor in _ABOUT_LINKS:
        page = edition.kb.pages.get(page_id)
        text = page.texts.get(edition.code) if page else None
        if page and text and anchor in {"", *(section.anchor for section in text.sections)}:
            found.append((key, links.page(page.address, anchor)))
    return found


def _alternates(edition: Edition, view: View, links: Links) -> list[Alternate]:
    found = []
    for code in edition.deployment.languages:
        path = HOME if view.template == "404" else view.elsewhere.get(code, view.path)
        found.append(
            Alternate(
                language=LANGUAGES[code],
                href=links.other(code, path),
                url=edition.deployment.public_url(code, path),
                available=code in view.languages,
                current=code == edition.code,
            )
        )
    return found
