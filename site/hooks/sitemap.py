"""Which pages search engines may list, and their translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from indexer.languages import CODES, LANGUAGES

from .edition import View
from .routes import HOME
from .settings import Deployment

#: Paths of pages, each with the languages that have its text.
Listed = tuple[tuple[str, tuple[str, ...]], ...]


def listed(views: Iterable[View]) -> Listed:
    """The pages among `views` that search engines may list."""
    return tuple((view.path, view.languages) for view in views if view.indexable)


def sitemap_entries(
    deployment: Deployment, editions: Mapping[str, Listed]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every listed address with its alternates (hreflang, address), `editions` being built."""
    for code, pages in editions.items():
        for path, languages in pages:
            alternates = [
                (LANGUAGES[other].tag, deployment.public_url(other, path))
                for other in languages
                if other in editions
            ]
            if default := x_default(deployment, path, languages):
                alternates.append(("x-default", default))
            yield deployment.public_url(code, path), alternates


def x_default(deployment: Deployment, path: str, languages: tuple[str, ...]) -> str:
    """For readers of any other language: the language choice, or the first text there is."""
    if path == HOME:
        return deployment.base_url
    first = next((code for code in ("en", *CODES) if code in languages), None)
    return deployment.public_url(first, path) if first else ""
