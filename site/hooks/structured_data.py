"""What pages say about themselves to machines: JSON-LD in the words of schema.org.

* Nothing is said that the page does not show, and every address is absolute.
* A page that search engines are asked to leave alone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from indexer.model import Page, Review
from indexer.reading import reading_minutes

from .course_views import ModuleView
from .edition import Edition, View
from .guidance import references
from .legislation import decision, paragraph
from .routes import (
    ABOUT,
    AUDIENCES,
    COURSES,
    DOCUMENTS,
    GUIDANCE,
    HOME,
    SEARCH,
    THEMES,
    document_path,
    paragraph_path,
)
from .schema_org import LICENCE, SCHEMA, Thing, audiences, named, theme, translations, url_of
from .vocabulary_views import Entry

#: Lists by path, and the interface words that name them.
_LISTS = {
    THEMES: "themes.title",
    AUDIENCES: "audiences.title",
    GUIDANCE: "guidance.title",
    COURSES: "courses.title",
}

#: Pages that are made of the decisions' own text for the most part: no licence of ours covers it.
_QUOTING = frozenset({"home", "asks", "concept", "comparison"})


def structured_data(edition: Edition, view: View) -> Thing:
    """The JSON-LD of a page; empty for one that is not to be indexed."""
    if not view.indexable:
        return {}
    things = [_main_thing(edition, view), _publisher(edition)]
    if view.path != HOME:
        things.append(_breadcrumbs(edition, view))
    return {"@context": SCHEMA, "@graph": things}


def _main_thing(edition: Edition, view: View) -> Thing:
    match view.template:
        case "home":
            return _site(edition, view)
        case "decision":
            return decision(edition, view)
        case "paragraph":
            return paragraph(edition, view)
        case "glossary":
            return _glossary(edition, view)
        case "page":
            return _page(edition, view)
        case "comparison":
            return _comparison(edition, view)
        case "course":
            return _course(edition, view)
    listed = view.path in _LISTS or view.template == "concept"
    return _work(edition, view, "CollectionPage" if listed else "WebPage")


def _work(edition: Edition, view: View, kind: str | list[str]) -> Thing:
    """What every work of ours says; the licence of our own words where they are most of it.

    `usageInfo` says that it does not extend to what is quoted from the decisions.
    """
    url = url_of(edition, view.path)
    quoting = view.template in _QUOTING
    documents = [d for d in edition.kb.documents.values() if edition.text_of(d)]
    quoted = [{"@id": url_of(edition, document_path(each))} for each in documents]
    return {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": view.title,
        "description": view.description,
        "inLanguage": edition.language.tag,
        "isPartOf": named(edition, "site"),
        "publisher": named(edition, "publisher"),
        **({"isBasedOn": quoted} if quoting and quoted else {}),
        **({} if quoting else {"license": LICENCE}),
        "usageInfo": url_of(edition, ABOUT, "licence"),
        "creativeWorkStatus": [status.long for status in view.statuses],
        "isAccessibleForFree": True,
    }


def _publisher(edition: Edition) -> Thing:
    return {
        "@type": "Organization",
        **named(edition, "publisher"),
        "name": edition.strings("site.name"),
        "url": edition.deployment.base_url,
        "description": edition.strings("notice.not_un_long"),
        "logo": url_of(edition, "images/icon-512.png"),
    }


def _site(edition: Edition, view: View) -> Thing:
    """The site in one language."""
    thing = _work(edition, view, "WebSite")
    del thing["isPartOf"]
    return {
        **thing,
        **named(edition, "site"),
        "name": edition.strings("site.name"),
        "alternativeHeadline": edition.strings("site.tagline"),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": url_of(edition, SEARCH) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _page(edition: Edition, view: View) -> Thing:
    """A page of our own: guidance, or about this service."""
    context: Any = view.context
    page: Page = context["item"]
    sources = {code: text.source for code, text in page.texts.items()}
    made = translations(edition, view, sources)
    if page.kind != "guidance":
        kind = "AboutPage" if view.path == ABOUT else "WebPage"
        return {**_work(edition, view, kind), **made}
    text = page.texts[edition.code]
    return {
        **_work(edition, view, ["Article", "LearningResource"]),
        "headline": text.title,
        "author": named(edition, "publisher"),
        "learningResourceType": edition.strings("kind.guidance"),
        "educationalLevel": edition.strings(f"guidance.level_{page.level}"),
        "timeRequired": f"PT{reading_minutes(edition.kb, text)}M",
        "about": [theme(edition, label) for label in edition.themes(page.tags.themes)],
        "audience": audiences(edition.audiences(page.tags.audiences)),
        "isBasedOn": [{"@id": url} for url in _served_paragraphs(edition, page)],
        "citation": list(_citations(edition, page.sources)),
        **_reviewed(edition, view, page.review),
        **made,
    }


def _course(edition: Edition, view: View) -> Thing:
    """A training module."""
    context: Any = view.context
    module: ModuleView = context["module"]
    course, facts = module.course, module.course.facts
    sources = {
        code: text.made_from.language if text.made_from else None
        for code, text in course.texts.items()
    }
    paragraphs = [url_of(edition, *label.path.split("#")) for label in module.paragraphs]
    return {
        **_work(edition, view, ["Course", "LearningResource"]),
        "provider": named(edition, "publisher"),
        "author": named(edition, "publisher"),
        "educationalLevel": module.card.level,
        "timeRequired": f"PT{facts.minutes}M",
        "teaches": list(module.teaches),
        "about": [theme(edition, label) for label in module.themes],
        "audience": audiences(module.card.audiences),
        "isBasedOn": [{"@id": url} for url in paragraphs],
        "citation": list(_citations(edition, facts.sources)),
        **_reviewed(edition, view, module.card.review),
        **translations(edition, view, sources),
    }


def _comparison(edition: Edition, view: View) -> Thing:
    """What changed between two versions: made of their text, and of nothing else."""
    context: Any = view.context
    paths = [document_path(side.document) for side in context["sides"]]
    based = [{"@id": url_of(edition, path)} for path in paths]
    return {**_work(edition, view, "WebPage"), "isBasedOn": based}


def _reviewed(edition: Edition, view: View, review: Review | None) -> Thing:
    """When a page was last edited or, once its facts were checked, reviewed."""
    if review is None:
        return {}
    if review.status == "draft":
        return {"dateModified": review.last}
    url = url_of(edition, view.path)
    return {"mainEntityOfPage": {"@type": "WebPage", "url": url, "lastReviewed": review.last}}


def _served_paragraphs(edition: Edition, page: Page) -> Iterator[str]:
    """Where the paragraphs that a page serves stand, as far as this language has their text."""
    for reference in page.paragraphs:
        name, _, anchor = reference.partition("/")
        document = edition.kb.documents[name]
        text = edition.text_of(document)
        if text is not None and text.paragraph(anchor):
            inner = anchor if len(text.chain(anchor)) > 1 else ""
            yield url_of(edition, paragraph_path(document, anchor), inner)


def _citations(edition: Edition, sources: Sequence[str]) -> Iterator[Thing]:
    for source in references(edition, tuple(sources)):
        thing = {"@type": "CreativeWork", "name": source.title, "inLanguage": source.language.tag}
        if source.authors:
            thing["creditText"] = source.authors
        if url := source.url or (url_of(edition, source.path) if source.path else ""):
            thing["url"] = url
        yield thing


def _glossary(edition: Edition, view: View) -> Thing:
    context: Any = view.context
    entries: list[Entry] = context["entries"]
    terms = [_term(url_of(edition, view.path), entry) for entry in entries]
    return {**_work(edition, view, "DefinedTermSet"), "hasDefinedTerm": terms}


def _term(glossary: str, entry: Entry) -> Thing:
    names: Iterable[str] = (entry.abbreviation, *entry.synonyms)
    url = f"{glossary}#{entry.anchor}"
    return {
        "@type": "DefinedTerm",
        "@id": url,
        "url": url,
        "termCode": entry.term.id,
        "name": entry.label,
        "alternateName": [name for name in names if name],
        "description": entry.definition,
        "inDefinedTermSet": glossary,
    }


def _breadcrumbs(edition: Edition, view: View) -> Thing:
    """The way to a page: home, the list or decision it belongs to, itself."""
    above = {HOME: edition.strings("nav.home")}
    above |= {path: edition.strings(key) for path, key in _LISTS.items()}
    if len(edition.kb.documents) > 1:
        above[DOCUMENTS] = edition.strings("documents.title")
    above |= {document_path(each): each.symbol for each in edition.kb.documents.values()}
    trail = [(p, name) for p, name in above.items() if view.path.startswith(p) and p != view.path]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url_of(edition, path)}
            for place, (path, name) in enumerate([*trail, (view.path, view.title)], start=1)
        ],
    }
