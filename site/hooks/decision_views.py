"""The pages of a decision: the whole document, and one page per top-level paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.anchors import has_page, is_within
from indexer.model import Document, DocumentText

from .beside import beside_paths, beside_views, other_languages
from .dates import write_date
from .edition import WRITTEN_IN, Edition, Label, Status, View, all_languages
from .guidance import Card, card
from .naming import cite, comma, paragraph_name, short_name
from .nodes import Node, build_columns, build_node, mentions, notes_at, tags_below
from .qr import qr_svg
from .routes import AKN_FILE, Links, document_path, paragraph_path
from .versions import version_notices

#: Masthead fields shown as facts about the document, with the interface words that name them.
_FACTS = (
    ("body", "decision.body"),
    ("session", "decision.session"),
    ("place_and_date", "decision.place_date"),
    ("agenda_item", "decision.agenda_item"),
    ("submitted_by", "decision.nature"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a document: its name, the lines that say it, and their language where it is
    not that of the page."""

    name: str
    lines: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """A guidance page that explains a paragraph, and which parts of it."""

    card: Card
    explained: str


def decision_views(edition: Edition) -> Iterator[View]:
    """Every page of every document; a notice where a document has no text in this language."""
    for document in edition.kb.documents.values():
        text = edition.text_of(document)
        tops = [p.anchor for p in document.issued.paragraphs if is_top(p.anchor, p.parent)]
        if text is None:
            yield _missing(edition, document, document_path(document))
            for anchor in tops:
                yield _missing(edition, document, paragraph_path(document, anchor))
            for path, elsewhere in beside_paths(edition, document):
                yield replace(_missing(edition, document, path), elsewhere=elsewhere)
            continue
        yield _document_view(edition, document, text, tops)
        for number, anchor in enumerate(tops):
            before = tops[number - 1] if number else None
            after = tops[number + 1] if number + 1 < len(tops) else None
            yield _paragraph_view(edition, document, text, anchor, before, after)
        yield from beside_views(edition, document, text)


def is_top(anchor: str, parent: str | None) -> bool:
    """Whether a paragraph has a page of its own."""
    return parent is None and has_page(anchor)


def _statuses(edition: Edition, document: Document) -> tuple[Status, ...]:
    return (edition.document_status(document),)


def _missing(edition: Edition, document: Document, path: str) -> View:
    return View(
        path=path,
        template="missing",
        title=edition.strings("missing.title"),
        description=edition.strings("missing.text"),
        section="decision",
        languages=all_languages(document.texts),
        statuses=_statuses(edition, document),
        draft=document.status == "draft",
        indexable=False,
        context={},
    )


def _document_view(
    edition: Edition, document: Document, text: DocumentText, tops: list[str]
) -> View:
    path = document_path(document)
    links = Links(edition.code, path)
    above = [p.anchor for p in text.paragraphs if p.parent is None]
    nodes = [build_node(edition, document, anchor, links, "all") for anchor in above]
    first = next((i for i, node in enumerate(nodes) if node.kind == "operative"), 0)
    url = edition.deployment.public_url(edition.code, path)
    return View(
        path=path,
        template="decision",
        title=text.title,
        description=f"{edition.isolate(document.symbol)}. {text.title}",
        section="decision",
        languages=all_languages(document.texts),
        statuses=_statuses(edition, document),
        draft=document.status == "draft",
        indexable=True,
        context={
            "document": document,
            "text": text,
            "facts": _facts(edition, document, text),
            "others": other_languages(edition, document),
            "versions": version_notices(edition, document),
            "masthead_notes": notes_at(edition, document, "masthead"),
            "preamble": nodes[:first],
            "operative": nodes[first:],
            "tops": [node for node in nodes if node.anchor in tops],
            "footnotes": [
                (note, paragraph_name(edition.strings, text, note.attached_to))
                for note in text.footnotes
            ],
            "citation": cite(edition.strings, document, text, None, url),
            "akn_file": AKN_FILE,
            "report": edition.deployment.report_link(f"{document.symbol} ({edition.code})", url),
        },
    )


def _facts(edition: Edition, document: Document, text: DocumentText) -> list[Fact]:
    strings = edition.strings
    facts = [Fact(strings("decision.symbol"), (document.symbol,))]
    for field, key in _FACTS:
        fields = ("body", "committee") if field == "body" else (field,)
        if field == "agenda_item":
            fields = ("agenda_item", "agenda_title")
        lines = tuple(line.text for line in text.masthead if line.field in fields)
        if lines:
            facts.append(Fact(strings(key), lines))
        elif unprinted := _unprinted_fact(edition, document, text, field):
            facts.append(unprinted)
    facts += [
        Fact(strings("decision.status"), (edition.document_standing(document),)),
        Fact(
            strings("decision.original_language"),
            (strings(f"language.{document.original_language}"),),
        ),
        Fact(strings("decision.language_shown"), (strings(f"language.{edition.code}"),)),
    ]
    return facts


def _unprinted_fact(
    edition: Edition, document: Document, text: DocumentText, field: str
) -> Fact | None:
    """What its `document.yml` says of a document where its text prints nothing of the kind."""
    strings = edition.strings
    if field == "place_and_date":
        day = text.field("date") or write_date(document.date, edition.code)
        return Fact(strings("decision.date"), (day,)) if day else None
    words = {"body": document.body, "session": document.session}.get(field)
    language = "" if edition.code == WRITTEN_IN else WRITTEN_IN
    return Fact(strings(f"decision.{field}"), (words,), language) if words else None


def _paragraph_view(
    edition: Edition,
    document: Document,
    text: DocumentText,
    anchor: str,
    before: str | None,
    after: str | None,
) -> View:
    path = paragraph_path(document, anchor)
    links = Links(edition.code, path)
    node = build_node(edition, document, anchor, links, "all")
    family = {each.anchor for each in node.family}
    plain = " ".join(p.text for p in text.paragraphs if p.anchor == anchor)
    return View(
        path=path,
        template="paragraph",
        title=f"{node.name} · {edition.isolate(document.symbol)}",
        description=plain if len(plain) <= 160 else plain[:159].rstrip() + "…",
        section="decision",
        languages=all_languages(document.texts),
        statuses=_statuses(edition, document),
        draft=document.status == "draft",
        indexable=True,
        context={
            "document": document,
            "text": text,
            "node": node,
            "others": other_languages(edition, document),
            "versions": version_notices(edition, document, anchor),
            "columns": build_columns(edition, document, anchor, links),
            "mentions": mentions(edition, document, anchor, links),
            "footnotes": [f for f in text.footnotes if f.attached_to in family],
            "citation": cite(edition.strings, document, text, anchor, node.url),
            "cited": [
                (each, cite(edition.strings, document, text, each.anchor, each.url))
                for each in node.family
            ],
            "guidance": guidance_on(edition, document, text, anchor),
            "qr": qr_svg(node.url, edition.strings("paragraph.qr_of", name=node.name)),
            "previous": _neighbour(edition, document, text, before),
            "next": _neighbour(edition, document, text, after),
            "verb_strength": _strength(edition, node),
            "report": edition.deployment.report_link(
                f"{document.symbol} {anchor} ({edition.code})", node.url
            ),
            "all_themes": edition.themes(tags_below(node, "themes")),
            "all_audiences": edition.audiences(tags_below(node, "audiences")),
        },
    )


def _strength(edition: Edition, node: Node) -> str:
    """What the governing verb means in decisions, in the reader's language."""
    verb = node.asked.verb
    return edition.kb.vocabulary.verb_strength[verb.id][edition.code] if verb else ""


def _neighbour(
    edition: Edition, document: Document, text: DocumentText, anchor: str | None
) -> Label | None:
    if anchor is None:
        return None
    name = paragraph_name(edition.strings, text, anchor)
    return Label(anchor, name, paragraph_path(document, anchor))


def guidance_on(
    edition: Edition, document: Document, text: DocumentText, anchor: str
) -> list[Help]:
    """Guidance pages that explain a paragraph or anything below it: those on its main theme
    first, then those that explain little else."""
    tags = document.tags.get(anchor)
    main = tags.themes[:1] if tags else ()
    found: list[tuple[tuple[bool, float], Help]] = []
    for page in edition.pages_about("guidance"):
        explained = [
            short_name(edition.strings, text, reference.partition("/")[2])
            for reference in page.paragraphs
            if explains(document, reference, anchor)
        ]
        if explained:
            share = len(explained) / len(page.paragraphs)
            help_ = Help(card(edition, page), comma(edition.code).join(explained))
            found.append(((page.tags.themes[:1] == main, share), help_))
    found.sort(key=lambda each: each[0], reverse=True)
    return [help_ for _, help_ in found]


def explains(document: Document, reference: str, anchor: str) -> bool:
    """Whether a page's reference (`<document>/op-9-d`) is to a paragraph or anything below it."""
    name, _, found = reference.partition("/")
    return name == document.id and (found == anchor or is_within(found, anchor))
