"""What stands above the languages, and what a language has besides pages: language choice,
redirects, sitemap, robots, 404, descriptions for search, for installing and for language models,
the script that answers without a connection."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.languages import LANGUAGES
from indexer.model import Document, KnowledgeBase, Page, Review, page_address

from .build_views import build_views
from .decision_views import is_top
from .edition import Edition, View
from .frame import x_default
from .naming import cite
from .routes import (
    ABOUT,
    AUDIENCES,
    FIGURES,
    GLOSSARY,
    GUIDANCE,
    HOME,
    OFFLINE,
    SOURCES,
    THEMES,
    document_path,
    paragraph_path,
)
from .settings import Deployment
from .strings import read_strings
from .web_app import web_app_manifest

#: Pages that a language model is told of, besides the home page and the decisions.
_MAIN = (THEMES, AUDIENCES, GUIDANCE, GLOSSARY, SOURCES, FIGURES, ABOUT, OFFLINE)


def read_editions(
    root: Path,
    knowledge_base: KnowledgeBase,
    languages: Sequence[str],
    base_url: str,
    api_url: str,
    report_url: str,
) -> list[Edition]:
    """The editions of some languages, with their interface words."""
    deployment = Deployment(base_url, api_url, report_url)
    words = root / "site" / "strings"
    return [
        Edition(knowledge_base, LANGUAGES[code], read_strings(words, code), deployment)
        for code in languages
    ]


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
    editions = read_editions(root, knowledge_base, languages, base_url, api_url, report_url)
    deployment = editions[0].deployment
    env = Environment(
        loader=FileSystemLoader(root / "site" / "overrides" / "root"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    views = {edition.code: build_views(edition) for edition in editions}
    common = {"editions": editions, "deployment": deployment, "first": languages[0]}
    _write(out / "index.html", env.get_template("choice.html").render(common))
    _write(out / "404.html", env.get_template("404.html").render(common))
    _write(out / "robots.txt", env.get_template("robots.txt").render(common))
    _write(out / "llms.txt", _llms_text(root, env, editions, views))
    shutil.copyfile(root / "site" / "scripts" / "sw.js", out / "sw.js")
    entries = list(_sitemap_entries(editions, views))
    _write(out / "sitemap.xml", env.get_template("sitemap.xml").render(entries=entries))
    redirect = env.get_template("redirect.html")
    opensearch = env.get_template("opensearch.xml")
    for edition in editions:
        described = opensearch.render(edition=edition, t=edition.strings)
        _write(out / edition.code / "opensearch.xml", described)
        _write(out / edition.code / "manifest.webmanifest", web_app_manifest(edition))
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


def _llms_text(
    root: Path, env: Environment, editions: Sequence[Edition], views: Mapping[str, list[View]]
) -> str:
    """What language models should know first; plain text, so nothing in it is escaped."""
    english = replace(
        editions[0], language=LANGUAGES["en"], strings=read_strings(root / "site/strings", "en")
    )
    documents = list(english.kb.documents.values())
    main = (HOME, *map(document_path, documents), *_MAIN)
    by_path = {code: {view.path: view for view in found} for code, found in views.items()}
    plain = env.overlay(autoescape=False)
    return plain.get_template("llms.txt").render(
        editions=editions,
        deployment=english.deployment,
        t=english.strings,
        has_draft=english.has_draft,
        statuses=[
            (document.symbol, edition.language.english, status.long)
            for document in documents
            for edition in editions
            for status in [replace(english, language=edition.language).document_status(document)]
        ],
        example=_example_citation(english, documents[0]) if documents else "",
        main_pages={
            code: [found[path] for path in main if path in found and found[path].indexable]
            for code, found in by_path.items()
        },
    )


def _example_citation(english: Edition, document: Document) -> str:
    """How the first subparagraph of a document is cited."""
    text = document.texts.get(english.code, document.issued)
    anchor = next(p.anchor for p in text.paragraphs if p.parent or p.kind == "operative")
    url = english.deployment.public_url(text.language, paragraph_path(document, anchor), anchor)
    return cite(english.strings, document, text, anchor, url).un_style


def _sitemap_entries(
    editions: Sequence[Edition], views: Mapping[str, list[View]]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Every indexable address with its day of review, if any, and its alternates."""
    built = {edition.code for edition in editions}
    for edition in editions:
        deployment = edition.deployment
        for view in views[edition.code]:
            if not view.indexable:
                continue
            alternates = [
                (LANGUAGES[code].tag, deployment.public_url(code, view.path))
                for code in view.languages
                if code in built
            ]
            if default := x_default(edition, view):
                alternates.append(("x-default", default))
            yield deployment.public_url(edition.code, view.path), _reviewed(view), alternates


def _reviewed(view: View) -> str:
    """The day on which the texts of a page were last edited or checked, where one is recorded."""
    page = view.context.get("item")
    review = page.review if isinstance(page, Page) else view.context.get("review")
    return review.last if isinstance(review, Review) else ""
