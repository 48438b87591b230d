"""What stands above the languages, and what a language has besides pages: language choice,
redirects, sitemap, robots, 404, descriptions for search and for installing, the script that
answers without a connection."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.languages import LANGUAGES
from indexer.model import KnowledgeBase, page_address

from .build_views import build_views
from .decision_views import is_top
from .edition import Edition
from .llms import llms_text
from .routes import document_path, paragraph_path
from .settings import Deployment
from .shell import choice_shell
from .sitemap import Listed, list_pages, sitemap_entries
from .strings import read_strings
from .web_app import web_app_manifest
from .widget_release import write_widget


def read_editions(
    root: Path,
    knowledge_base: KnowledgeBase,
    languages: Sequence[str],
    base_url: str,
    api_url: str,
    report_url: str,
    operator: str,
) -> list[Edition]:
    """The editions of the languages that the site has, with their interface words."""
    deployment = Deployment(base_url, api_url, report_url, operator, tuple(languages))
    words = root / "site" / "strings"
    return [
        Edition(knowledge_base, LANGUAGES[code], read_strings(words, code), deployment)
        for code in languages
    ]


def write_root_pages(
    root: Path,
    out: Path,
    editions: Sequence[Edition],
    given: Mapping[str, Sequence[tuple[str, tuple[str, ...], str, str, str]]],
) -> None:
    """Write every file that belongs to no single language, and redirects for old slugs.

    `given` are the listed pages of the languages that were just built.
    """
    deployment = editions[0].deployment
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
        "first": editions[0].code,
        "shell": shell,
    }
    _write(out / "index.html", env.get_template("choice.html").render(common))
    _write(out / "404.html", env.get_template("404.html").render(common))
    _write(out / "robots.txt", env.get_template("robots.txt").render(common))
    shutil.copyfile(root / "site" / "scripts" / "sw.js", out / "sw.js")
    pages = {
        edition.code: [Listed(*page) for page in given[edition.code]]
        if edition.code in given
        else list_pages(build_views(edition))
        for edition in editions
    }
    _write(out / "llms.txt", llms_text(root, env, editions, pages))
    entries = list(sitemap_entries(deployment, pages))
    _write(out / "sitemap.xml", env.get_template("sitemap.xml").render(entries=entries))
    redirect = env.get_template("redirect.html")
    opensearch = env.get_template("opensearch.xml")
    for edition in editions:
        described = opensearch.render(edition=edition, t=edition.strings)
        _write(out / edition.code / "opensearch.xml", described)
        _write(out / edition.code / "manifest.webmanifest", web_app_manifest(edition))
        for old, new in _redirects(edition.kb):
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
