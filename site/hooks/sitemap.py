"""Which pages search engines may list, and their translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from indexer.languages import CODES, LANGUAGES
from indexer.model import Page, Review

from .edition import View
from .routes import HOME
from .settings import Deployment


class Listed(NamedTuple):
    """A page that may be listed: its path, the languages that have its text, the day on which
    its texts were last edited or checked (empty where none is recorded), and what it is."""

    path: str
    languages: tuple[str, ...]
    reviewed: str
    title: str
    description: str


def list_pages(views: Iterable[View]) -> list[Listed]:
    """The pages among `views` that search engines may list."""
    return [
        Listed(view.path, view.languages, _reviewed(view), view.title, view.description)
        for view in views
        if view.indexable
    ]


def sitemap_entries(
    deployment: Deployment, editions: Mapping[str, Iterable[Listed]]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Every listed address with its day of review and its alternates (hreflang, address).

    `editions` are the pages of every language that is built.
    """
    for code, pages in editions.items():
        for page in pages:
            alternates = [
                (LANGUAGES[other].tag, deployment.public_url(other, page.path))
                for other in page.languages
                if other in editions
            ]
            if default := x_default(deployment, page.path, page.languages):
                alternates.append(("x-default", default))
            yield deployment.public_url(code, page.path), page.reviewed, alternates


def x_default(deployment: Deployment, path: str, languages: tuple[str, ...]) -> str:
    """For readers of any other language: the language choice, or the first text there is."""
    if path == HOME:
        return deployment.base_url
    built = set(languages) & set(deployment.languages)
    first = next((code for code in ("en", *CODES) if code in built), None)
    return deployment.public_url(first, path) if first else ""


def _reviewed(view: View) -> str:
    page = view.context.get("item")
    review = page.review if isinstance(page, Page) else view.context.get("review")
    return review.last if isinstance(review, Review) else ""
