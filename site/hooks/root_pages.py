"""What stands above the languages: language choice, redirects, sitemap, robots, 404."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.languages import LANGUAGES
from indexer.model import KnowledgeBase, page_address

from .build_views import build_views
from .decision_views import is_top
from .edition import Edition
from .frame import x_default
from .routes import document_path, paragraph_path
from .settings import Deployment
from .shell import choice_shell
from .strings import read_strings
from .widget_release import write_widget


def write_root_pages(
    *,
    root: Path,
    out: Path,
    languages: Sequence[str],
    base_url: str,
    api_url: str,
    report_url: str,
    knowledge_base: KnowledgeBase,
) -> None:
    """Write every file that belongs to no single language, and redirects for old slugs."""
    deployment = Deployment(base_url, api_url, report_url)
    editions = [
        Edition(
            knowledge_base,
            LANGUAGES[code],
            read_strings(root / "site" / "strings", code),
            deployment,
        )
        for code in languages
    ]
    env = Environment(
        loader=FileSystemLoader(root / "site" / "overrides" / "root"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shell = choice_shell(root / "site")
    for name, content in shell.files.items():
        _write(out / name, content)
    write_widget(root / "site", out / "widget", deployment)
    common = {
        "editions": editions,
        "deployment": deployment,
        "first": languages[0],
        "shell": shell,
    }
    _write(out / "index.html", env.get_template("choice.html").render(common))
    _write(out / "404.html", env.get_template("404.html").render(common))
    _write(out / "robots.txt", env.get_template("robots.txt").render(common))
    entries = list(_sitemap_entries(editions))
    _write(out / "sitemap.xml", env.get_template("sitemap.xml").render(entries=entries))
    redirect = env.get_template("redirect.html")
    for edition in editions:
        for old, new in _redirects(knowledge_base):
            url = deployment.public_url(edition.code, new)
            page = redirect.render(edition=edition, url=url, t=edition.strings)
            target = out / edition.code / old / "index.html"
            if not target.exists():
                _write(target, page)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _redirects(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Old paths and the new ones, without language."""
    for document in kb.documents.values():
        for alias in document.aliases:
            yield document_path(alias), document_path(document)
            for paragraph in document.issued.paragraphs:
                if is_top(paragraph.anchor, paragraph.parent):
                    new = paragraph_path(document, paragraph.anchor)
                    yield f"{document_path(alias)}{paragraph.anchor}/", new
    for page in kb.pages.values():
        for alias in page.aliases:
            yield page_address(page.kind, alias), page.address


def _sitemap_entries(
    editions: Sequence[Edition],
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every indexable address with its alternates (hreflang, address)."""
    built = {edition.code for edition in editions}
    for edition in editions:
        deployment = edition.deployment
        for view in build_views(edition):
            if not view.indexable:
                continue
            alternates = [
                (LANGUAGES[code].tag, deployment.public_url(code, view.path))
                for code in view.languages
                if code in built
            ]
            if default := x_default(edition, view):
                alternates.append(("x-default", default))
            yield deployment.public_url(edition.code, view.path), alternates
