"""A paragraph with its items as the templates show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from indexer.anchors import is_within
from indexer.canonical import read_table
from indexer.headings import heading_rank
from indexer.languages import LANGUAGES, Language
from indexer.model import Annotation, Document, DocumentText, Paragraph

from .edition import Edition, Label, Status
from .naming import paragraph_name, printed_number
from .rich import Span, find_span, mark_text
from .routes import Links, paragraph_path
from .targets import Target, find_target, mentions_href

#: What a page can hold of a paragraph: "all" anchors and notes (once per page), links to the
#: "notes" that stand on it already, or the "plain" text with its references.
Marks = Literal["all", "notes", "plain"]


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation in the reader's language, with the words of the issued text it is about."""

    id: str
    kind: str
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked to do what: labels, words as printed, and where they stand if not here."""

    verb: Label | None
    verb_text: str
    addressees: tuple[Label, ...]
    addressee_text: str
    inherited_from: str


@dataclass(frozen=True, slots=True)
class Node:
    """A paragraph, subparagraph or inline item in one language.

    `mark` is the marker as printed, `html` the text without it; inline items are marked inside
    their parent's `html` and stand in `inline`, items on their own lines in `items`. A heading has
    a `rank`, 1 to 3; a table has `rows`.
    """

    anchor: str
    kind: str
    mark: str
    number: str
    name: str
    html: Markup
    asked: Asked
    themes: tuple[Label, ...]
    audiences: tuple[Label, ...]
    notes: tuple[Note, ...]
    items: tuple[Node, ...]
    inline: tuple[Node, ...]
    path: str
    url: str
    rank: int
    rows: tuple[tuple[str, ...], ...]

    @property
    def family(self) -> tuple[Node, ...]:
        """This paragraph and everything below it."""
        return (self, *(each for n in (*self.items, *self.inline) for each in n.family))

    @property
    def all_notes(self) -> tuple[Note, ...]:
        """Notes on this paragraph and on everything below it."""
        below = [note for n in (*self.items, *self.inline) for note in n.all_notes]
        return (*self.notes, *below)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison: the marker as printed and the text."""

    anchor: str
    mark: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Column:
    """A paragraph in one language, for comparison."""

    language: Language
    status: Status
    issued: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference found in a text: as printed, where it leads, and where else it is mentioned."""

    text: str
    target: Target
    elsewhere: str


def build_node(
    edition: Edition, document: Document, anchor: str, links: Links, marks: Marks
) -> Node:
    """A paragraph of a document in the edition's language, with everything below it.

    The text must exist in that language.
    """
    text = document.texts[edition.code]
    paragraph = text.paragraph(anchor)
    if paragraph is None:
        raise KeyError(anchor)
    below = [build_node(edition, document, c.anchor, links, marks) for c in text.children(anchor)]
    tags = document.tags.get(anchor)
    path = paragraph_path(document, anchor)
    return Node(
        anchor=anchor,
        kind=paragraph.kind,
        mark=paragraph.number or "",
        number=printed_number(text, anchor),
        name=paragraph_name(edition.strings, text, anchor),
        html=paragraph_html(edition, document, text, paragraph, links, marks),
        asked=_asked(edition, text, paragraph),
        themes=edition.themes(tags.themes) if tags else (),
        audiences=edition.audiences(tags.audiences) if tags else (),
        notes=notes_at(edition, document, anchor),
        items=tuple(node for node in below if node.kind != "inline"),
        inline=tuple(node for node in below if node.kind == "inline"),
        path=path,
        url=edition.deployment.public_url(edition.code, path, anchor),
        rank=min(max(heading_rank(paragraph.text), 1), 3) if paragraph.kind == "heading" else 0,
        rows=table_rows(paragraph),
    )


def table_rows(paragraph: Paragraph) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, cell by cell; none for anything else."""
    if paragraph.kind != "table":
        return ()
    return read_table(paragraph.text)


def tags_below(node: Node, name: Literal["themes", "audiences"]) -> set[str]:
    """The ids of a node's themes or audiences, and of everything below it."""
    return {label.id for each in node.family for label in getattr(each, name)}


def notes_at(edition: Edition, document: Document, anchor: str) -> tuple[Note, ...]:
    """The annotations of one anchor, in the edition's language."""
    return tuple(
        Note(note.id, note.kind, note.quote, note.notes[edition.code])
        for note in document.annotations
        if note.anchor == anchor
    )


def paragraph_html(
    edition: Edition,
    document: Document,
    text: DocumentText,
    paragraph: Paragraph,
    links: Links,
    marks: Marks,
) -> Markup:
    """A paragraph's text without its printed marker, with what we know about it marked."""
    if paragraph.kind == "table":
        lines = (" · ".join(cells) for cells in table_rows(paragraph))
        return Markup("<br>").join(escape(line) for line in lines)
    whole = paragraph.text
    skip = len(whole) - len(paragraph.body)
    spans: list[Span | None] = []
    after = skip
    if paragraph.verb:
        spans.append(find_span(whole, paragraph.verb.text, "em", [("class", "verb")], after=skip))
        after += len(paragraph.verb.text)
    if paragraph.addressee:
        attributes = [("class", "addressee")]
        spans.append(find_span(whole, paragraph.addressee.text, "span", attributes, after=after))
    for reference in paragraph.references:
        target = find_target(edition, reference, links)
        attributes = [("class", "reference"), ("href", target.href)]
        if target.kind == "official":
            attributes.append(("rel", "external"))
        spans.append(Span(reference.start, reference.end, "a", tuple(attributes)))
    if marks == "all":
        for footnote in text.footnotes:
            if footnote.attached_to == paragraph.anchor:
                attributes = [("class", "footnote-mark"), ("href", f"#{footnote.anchor}")]
                spans.append(find_span(whole, footnote.mark, "a", attributes))
        cursor = skip
        for child in text.children(paragraph.anchor):
            if child.kind == "inline":
                attributes = [("class", "inline-item"), ("id", child.anchor)]
                span = find_span(whole, child.text, "span", attributes, after=cursor)
                cursor = span.end if span else cursor
                spans.append(span)
    if marks != "plain" and text.language == document.issued_language:
        spans += [_quote_span(whole, note) for note in _quotable(document, text, paragraph)]
    return mark_text(whole, spans, skip=skip)


def _quotable(document: Document, text: DocumentText, paragraph: Paragraph) -> list[Annotation]:
    inline = {c.anchor for c in text.children(paragraph.anchor) if c.kind == "inline"}
    return [n for n in document.annotations if n.anchor in inline | {paragraph.anchor}]


def _quote_span(whole: str, note: Annotation) -> Span | None:
    attributes = [("class", "quoted"), ("href", f"#note-{note.id}")]
    return find_span(whole, note.quote, "a", attributes)


def mentions(edition: Edition, document: Document, anchor: str, links: Links) -> list[Mention]:
    """References of a paragraph and of everything below it, each once."""
    text = document.texts[edition.code]
    found: dict[str, Mention] = {}
    for paragraph in text.paragraphs:
        if paragraph.anchor == anchor or is_within(paragraph.anchor, anchor):
            for reference in paragraph.references:
                target = find_target(edition, reference, links)
                mention = Mention(reference.text, target, mentions_href(reference, links))
                found.setdefault(reference.key, mention)
    return list(found.values())


def order_languages(edition: Edition, document: Document) -> tuple[Language, ...]:
    """The languages that have the document's text: that of the text as issued, then the
    reader's, then the original language first."""
    first = (document.issued_language, edition.code, document.original_language)
    order = dict.fromkeys((*first, *LANGUAGES))
    return tuple(LANGUAGES[code] for code in order if code in document.texts)


def build_columns(
    edition: Edition, document: Document, anchor: str, links: Links
) -> tuple[Column, ...]:
    """A top-level paragraph in every language that has it, in the order of `order_languages`."""
    return tuple(
        build_column(edition, document, document.texts[language.code], anchor, links, "notes")
        for language in order_languages(edition, document)
    )


def _belongs(text: DocumentText, paragraph: Paragraph, anchor: str) -> bool:
    """Whether a paragraph is an item of another, however deep."""
    return paragraph.parent is not None and is_within(paragraph.anchor, anchor)


def build_column(
    edition: Edition,
    document: Document,
    text: DocumentText,
    anchor: str,
    links: Links,
    marks: Marks,
) -> Column:
    """A top-level paragraph of one text, with a row for each item that stands on its own lines."""
    issued = text.language == document.issued_language
    rows = tuple(
        Row(
            paragraph.anchor,
            paragraph.number or "",
            paragraph_html(edition, document, text, paragraph, links, marks),
        )
        for paragraph in text.paragraphs
        if paragraph.kind != "inline"
        and (paragraph.anchor == anchor or _belongs(text, paragraph, anchor))
    )
    status = edition.status(text.status, text.language)
    return Column(LANGUAGES[text.language], status, issued, rows)


def _asked(edition: Edition, text: DocumentText, paragraph: Paragraph) -> Asked:
    verb, addressee = text.governing(paragraph.anchor)
    own = paragraph.verb is not None or paragraph.addressee is not None
    inherited = "" if own or paragraph.parent is None else printed_number(text, paragraph.parent)
    return Asked(
        verb=edition.verb(verb.key) if verb else None,
        verb_text=verb.text if verb else "",
        addressees=tuple(edition.addressee(key) for key in addressee.keys) if addressee else (),
        addressee_text=addressee.text if addressee else "",
        inherited_from=inherited,
    )
