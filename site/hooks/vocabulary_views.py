"""Theme pages, audience pages and the glossary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.anchors import is_within
from indexer.languages import CODES, LANGUAGES, Language
from indexer.model import Concept, Document, Term
from indexer.uses import find_uses

from .course_cards import course_cards
from .decision_views import is_top
from .edition import Edition, Label, View, own_view
from .guidance import introduction_to, path_cards, references
from .naming import short_name
from .nodes import Node, build_node
from .prose import render_sections
from .routes import AUDIENCES, GLOSSARY, THEMES, Links, document_path, paragraph_path
from .versions import is_kept_later

Facet = Literal["themes", "audiences"]


@dataclass(frozen=True, slots=True)
class Group:
    """A top-level paragraph and those of its items that carry a tag."""

    document: Document
    node: Node
    whole: bool
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A glossary term as shown."""

    term: Term
    anchor: str
    label: str
    abbreviation: str
    definition: str
    synonyms: tuple[str, ...]
    status: str
    labels: tuple[tuple[Language, str, str], ...]
    themes: tuple[Label, ...]
    pages: tuple[Label, ...]
    paragraphs: tuple[Label, ...]


def vocabulary_views(edition: Edition) -> Iterator[View]:
    """The index and the pages of themes and of audiences, and the glossary."""
    vocabulary = edition.kb.vocabulary
    yield _index(edition, "themes", THEMES, edition.themes(vocabulary.themes))
    for concept in vocabulary.themes.values():
        yield _concept_view(edition, "themes", concept, f"{THEMES}{concept.id}/")
    yield _index(edition, "audiences", AUDIENCES, edition.audiences(vocabulary.audiences))
    for concept in vocabulary.audiences.values():
        yield _concept_view(edition, "audiences", concept, f"{AUDIENCES}{concept.id}/")
    yield _glossary(edition)


def count_tagged(edition: Edition, facet: Facet, concept: str) -> int:
    """How many paragraphs and items of the current documents carry a theme or audience."""
    return sum(
        concept in getattr(tags, facet)
        for document in edition.current_documents
        for tags in document.tags.values()
    )


def cards(edition: Edition, facet: Facet) -> list[tuple[Label, str, int]]:
    """Every theme or audience with its scope and the number of its paragraphs."""
    concepts: Mapping[str, Concept] = getattr(edition.kb.vocabulary, facet)
    label = edition.themes if facet == "themes" else edition.audiences
    return [
        (label((c.id,))[0], c.scope[edition.code], count_tagged(edition, facet, c.id))
        for c in concepts.values()
    ]


def _index(edition: Edition, facet: Facet, path: str, labels: tuple[Label, ...]) -> View:
    strings = edition.strings
    lead = strings(f"{facet}.lead")
    context = {"lead": lead, "labels": labels, "cards": cards(edition, facet)}
    own = (edition.own_status,)
    return own_view(edition, path, "concepts", strings(f"{facet}.title"), lead, facet, own, context)


def _concept_view(edition: Edition, facet: Facet, concept: Concept, path: str) -> View:
    links = Links(edition.code, path)
    scope = concept.scope[edition.code]
    terms = [
        (term_anchor(term), term.label[edition.code])
        for term in edition.kb.vocabulary.glossary.values()
        if facet == "themes" and concept.id in term.themes
    ]
    introduction = introduction_to(edition, concept.id)
    path_of = path_cards(edition, introduction)
    if introduction and edition.code not in introduction.texts:
        introduction = None
    sections = render_sections(edition, introduction, links) if introduction else []
    on_path = {found.label.id for found in path_of}
    context = {
        "facet": facet,
        "concept": concept,
        "sections": sections,
        "path": path_of,
        "path_id": concept.id,
        "references": references(edition, introduction.sources if introduction else ()),
        "review": introduction.review if introduction else None,
        "scope": scope,
        "synonyms": concept.synonyms[edition.code],
        "groups": list(_groups(edition, facet, concept.id, links)),
        "elsewhere": list(_elsewhere(edition, facet, concept.id)),
        "guidance": [
            edition.page_label(page)
            for page in edition.pages_about("guidance")
            if concept.id in getattr(page.tags, facet) and page.id not in on_path
        ],
        "terms": terms,
        "teach": list(
            course_cards(edition, lambda course: concept.id in getattr(course.facts, facet))
        ),
        "search": links.search(**{facet.removesuffix("s"): concept.id}),
    }
    title = concept.label[edition.code]
    return own_view(edition, path, "concept", title, scope, facet, edition.standing(), context)


def _groups(edition: Edition, facet: Facet, concept: str, links: Links) -> Iterator[Group]:
    """Tagged paragraphs, those of texts in force first, in the order of the text; for readers,
    operative before preambular. What a later version has in the same words is left out."""
    for document in edition.in_force_first():
        if edition.text_of(document) is None:
            continue
        tagged = {a for a, tags in document.tags.items() if concept in getattr(tags, facet)}
        paragraphs = list(document.issued.paragraphs)
        if facet == "audiences":
            paragraphs.sort(key=lambda paragraph: paragraph.kind == "preambular")
        for paragraph in paragraphs:
            if not is_top(paragraph.anchor, paragraph.parent):
                continue
            below = {a for a in tagged if is_within(a, paragraph.anchor)}
            found = paragraph.anchor in tagged or below
            if found and not is_kept_later(edition, document, paragraph.anchor):
                node = build_node(edition, document, paragraph.anchor, links, "plain")
                items = tuple(item for item in node.items if item.anchor in below)
                yield Group(document, node, paragraph.anchor in tagged, items)


def _elsewhere(
    edition: Edition, facet: Facet, concept: str
) -> Iterator[tuple[Document, int, list[tuple[Language, str]]]]:
    """Documents with tagged paragraphs but no text in this language: how many, and where."""
    for document in edition.kb.documents.values():
        count = sum(concept in getattr(tags, facet) for tags in document.tags.values())
        if count and edition.text_of(document) is None:
            path = document_path(document)
            languages = edition.deployment.languages
            found = [(LANGUAGES[code], path) for code in languages if code in document.texts]
            yield document, count, found


def term_anchor(term: Term) -> str:
    """The anchor of a term on the glossary page."""
    return f"term-{term.id}"


def _glossary(edition: Edition) -> View:
    code = edition.code
    strings = edition.strings
    uses = find_uses(edition.kb, code)
    entries = [
        Entry(
            term=term,
            anchor=term_anchor(term),
            label=term.label[code],
            abbreviation=term.abbreviation.get(code, ""),
            definition=term.definition[code],
            synonyms=term.synonyms.get(code, ()),
            status=strings(f"glossary.status_{term.status}"),
            labels=tuple(
                (LANGUAGES[c], term.label[c], term.abbreviation.get(c, "")) for c in CODES
            ),
            themes=edition.themes(term.themes),
            pages=tuple(edition.page_label(edition.kb.pages[p]) for p in uses[term.id].pages),
            paragraphs=tuple(paragraph_links(edition, uses[term.id].paragraphs)),
        )
        for term in edition.kb.vocabulary.glossary.values()
    ]
    lead = strings("glossary.lead")
    context = {"lead": lead, "entries": entries}
    own = (edition.own_status,)
    title = strings("glossary.title")
    return own_view(edition, GLOSSARY, "glossary", title, lead, "glossary", own, context)


def paragraph_links(edition: Edition, references: tuple[str, ...]) -> list[Label]:
    """Short names and pages of paragraphs that a page names (`<document>/op-9-d`)."""
    found = []
    for reference in references:
        name, _, anchor = reference.partition("/")
        document = edition.kb.documents[name]
        text = edition.text_of(document)
        if text is not None and text.paragraph(anchor):
            path = f"{paragraph_path(document, anchor)}#{anchor}"
            words = (
                f"{edition.isolate(document.symbol)} · {short_name(edition.strings, text, anchor)}"
            )
            found.append(Label(reference, words, path))
    return found
