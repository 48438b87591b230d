"""`llms.txt`: what language models should know first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment

from indexer.languages import LANGUAGES
from indexer.model import Document

from .edition import Edition
from .naming import cite
from .routes import (
    ABOUT,
    ASKS,
    AUDIENCES,
    COURSES,
    FIGURES,
    GLOSSARY,
    GUIDANCE,
    HOME,
    OFFLINE,
    PACK,
    SOURCES,
    THEMES,
    document_path,
    paragraph_path,
)
from .sitemap import Listed
from .strings import read_strings

#: The pages it names, besides the home page, decisions and courses.
_MAIN = (
    *(ASKS, THEMES, AUDIENCES, GUIDANCE, GLOSSARY, SOURCES, FIGURES),
    *(COURSES, PACK, ABOUT, OFFLINE),
)


def llms_text(
    root: Path,
    env: Environment,
    editions: Sequence[Edition],
    pages: Mapping[str, Sequence[Listed]],
) -> str:
    """The file; plain text, so nothing in it is escaped."""
    english = replace(
        editions[0], language=LANGUAGES["en"], strings=read_strings(root / "site/strings", "en")
    )
    documents = list(english.kb.documents.values())
    courses = (course.address for course in english.kb.courses.values())
    main = (HOME, *map(document_path, documents), *_MAIN, *courses)
    by_path = {code: {page.path: page for page in found} for code, found in pages.items()}
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
            code: [found[path] for path in main if path in found] for code, found in by_path.items()
        },
    )


def _example_citation(english: Edition, document: Document) -> str:
    """How the first subparagraph of a document is cited."""
    text = document.texts.get(english.code, document.issued)
    anchor = next(
        (p.anchor for p in text.paragraphs if p.parent or p.kind in {"operative", "numbered"}), None
    )
    if anchor is None:
        return ""
    url = english.deployment.public_url(text.language, paragraph_path(document, anchor), anchor)
    return cite(english.strings, document, text, anchor, url).un_style
