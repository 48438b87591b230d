"""The whole of content/: read, cross-checked, every problem reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.asked import read_asked, read_needs
from indexer.changes import read_changes
from indexer.courses import check_courses, read_course
from indexer.documents import read_document
from indexer.errors import ContentError, Problem
from indexer.facts import read_diagrams, read_figures, read_sources
from indexer.languages import CODES
from indexer.links import PageLink, find_links, resolve_link
from indexer.model import PAGE_FOLDERS, Change, Document, KnowledgeBase, Page
from indexer.page_rules import check_pages, read_sections, read_usage
from indexer.pages import read_page
from indexer.reviews import read_reviews
from indexer.vocabulary import read_vocabulary
from indexer.works import check_versions

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Names that addresses of the site begin with, which a page about this service cannot take.
_RESERVED = frozenset(
    {"decisions", "guidance", "themes", "audiences", "glossary", "sources", "figures", "search"}
    | {"asks", "corrections", "courses", "pack", "api", "404", "assets", *CODES}
)
_KNOWN = frozenset(
    {"vocabulary", "decisions", "guidance", "themes", "audiences", "pages", "diagrams", "reviews"}
    | {"asked", "courses"}
    | {"sources.yml", "figures.yml", "changes.yml"}
)


def read_knowledge_base(root: Path) -> KnowledgeBase:
    """The checked knowledge base; ContentError with every problem if there is any."""
    knowledge_base, problems = read_with_problems(root)
    if problems:
        raise ContentError(
            f"{root}: {len(problems)} problem(s), the first: {problems[0]}", problems
        )
    return knowledge_base


def check_knowledge_base(root: Path) -> list[Problem]:
    """Every problem of every file, in a stable order; empty if all is well."""
    return read_with_problems(root)[1]


def read_with_problems(root: Path) -> tuple[KnowledgeBase, list[Problem]]:
    """What can be read of the knowledge base, for editors at work, and every problem."""
    problems: list[Problem] = []
    if not root.is_dir():
        raise ContentError(f"{root}: found no folder; accepted is the content folder")
    for path in sorted(root.iterdir()):
        if path.name not in _KNOWN and not path.name.startswith("."):
            problems.append(
                Problem(
                    f"{root.name}/{path.name}",
                    "is not known",
                    f"use one of: {', '.join(sorted(_KNOWN))}",
                )
            )
    vocabulary = read_vocabulary(root / "vocabulary", f"{root.name}/vocabulary", problems)
    documents: dict[str, Document] = {}
    for folder, where in _folders(root, "decisions", problems):
        document = read_document(folder, where, vocabulary, problems)
        if document is None:
            continue
        twin = next((d.id for d in documents.values() if d.symbol == document.symbol), None)
        if twin is not None:
            problems.append(
                Problem(where, f"the symbol {document.symbol} is {twin}'s", "use a symbol once")
            )
        documents[document.id] = document
    pages: dict[str, Page] = {}
    for kind, name in PAGE_FOLDERS.items():
        for folder, where in _folders(root, name, problems):
            page = read_page(folder, where, kind, vocabulary, problems)
            if page is None:
                continue
            if kind == "about" and page.id in _RESERVED:
                problems.append(
                    Problem(where, f"the address {page.id}/ is taken", "use another slug")
                )
            if page.id in pages or page.id in documents:
                problems.append(Problem(where, f"“{page.id}” exists already", "use another slug"))
            pages[page.id] = page
    courses = {
        folder.name: course
        for folder, where in _folders(root, "courses", problems)
        if (course := read_course(folder, where, problems)) is not None
    }
    sources = read_sources(root / "sources.yml", root.name, problems)
    figures = read_figures(root / "figures.yml", root.name, sources, problems)
    diagrams = read_diagrams(root / "diagrams", f"{root.name}/diagrams", problems)
    words = root / "vocabulary"
    sections = read_sections(words / "sections.yml", f"{root.name}/vocabulary", problems)
    usage = read_usage(words / "usage.yml", f"{root.name}/vocabulary", problems)
    phrases = (root / "asked", f"{root.name}/asked", documents, pages, problems)
    asked, needs = read_asked(*phrases), read_needs(*phrases, sections, vocabulary.themes)
    changes = read_changes(root / "changes.yml", root.name, problems)
    knowledge_base = KnowledgeBase(
        vocabulary,
        documents,
        pages,
        sources,
        figures,
        diagrams,
        sections,
        asked,
        needs,
        changes,
        courses,
    )
    for subject, code in read_reviews(root / "reviews", f"{root.name}/reviews", problems):
        if subject not in {"vocabulary", "figures", "diagrams", *documents, *pages, *courses}:
            where = f"{root.name}/reviews/{subject}/{code}.yml"
            accepted = "use the id of a document, page or course"
            problems.append(Problem(where, "reviews nothing that exists", accepted))
    problems += _check_links(knowledge_base, root.name)
    problems += [p for change in changes for p in _check_place(knowledge_base, change, root.name)]
    problems += check_pages(knowledge_base, usage, root.name)
    problems += check_courses(knowledge_base, usage, root.name)
    problems += _check_aliases(documents, pages, root.name)
    problems += check_versions(documents, root.name)
    return knowledge_base, problems


def _folders(root: Path, name: str, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    base = root / name
    if not base.exists():
        return
    if not base.is_dir() or base.is_symlink():
        problems.append(Problem(f"{root.name}/{name}", "is not a folder", "accepted is a folder"))
        return
    for path in sorted(base.iterdir()):
        where = f"{root.name}/{name}/{path.name}"
        if path.is_symlink() or not path.is_dir():
            problems.append(
                Problem(where, "is not a folder", "accepted is one folder per document or page")
            )
        elif not _SLUG.fullmatch(path.name):
            problems.append(
                Problem(
                    where, f"the slug “{path.name}” is not valid", "use a–z, 0–9 and single hyphens"
                )
            )
        else:
            yield path, where


def _check_links(kb: KnowledgeBase, root: str) -> list[Problem]:
    problems: list[Problem] = []
    for page in kb.pages.values():
        for target in page.paragraphs:
            if not isinstance(resolve_link(kb, f"kb:decisions/{target}"), PageLink):
                problems.append(
                    Problem(
                        f"{root}/{page.folder}/{page.id}/page.yml",
                        f"paragraph “{target}” is unknown",
                        "accepted is document/anchor, such as iccd-cop14-cst-l1/op-9-d",
                    )
                )
        for code, text in page.texts.items():
            own = {f"#{section.anchor}" for section in text.sections}
            for target in find_links(text.markdown):
                link = resolve_link(kb, target)
                if target.startswith("#") and target not in own:
                    link = "names no section of this page"
                if isinstance(link, str):
                    problems.append(
                        Problem(
                            f"{root}/{page.folder}/{page.id}/{code}.md",
                            f"the link “{target}” {link}",
                            "accepted are https: and mailto: addresses, #anchor, and kb: links to "
                            "decisions, guidance, themes, audiences, glossary, pages, sources, "
                            "figures and diagrams",
                        )
                    )
    return problems


def _check_place(kb: KnowledgeBase, change: Change, root: str) -> Iterator[Problem]:
    link = resolve_link(kb, f"kb:{change.place}")
    if change.place and not isinstance(link, PageLink):
        yield Problem(
            f"{root}/changes.yml: {change.id}",
            f"the place “{change.place}” {link}",
            "accepted is what a kb: link names, such as decisions/iccd-cop14-cst-l1/op-9-d",
        )


def _check_aliases(
    documents: Mapping[str, Document], pages: Mapping[str, Page], root: str
) -> list[Problem]:
    problems: list[Problem] = []
    items: list[Document | Page] = [*documents.values(), *pages.values()]
    taken = {item.id for item in items}
    for item in items:
        for alias in item.aliases:
            if alias in taken:
                problems.append(
                    Problem(
                        f"{root}: {item.id}",
                        f"the alias “{alias}” is in use",
                        "accepted is an old slug that nothing else uses",
                    )
                )
            taken.add(alias)
    return problems
