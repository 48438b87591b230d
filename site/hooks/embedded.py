"""What a page shows of other things: a paragraph of a decision, a drawing."""

from __future__ import annotations

from markupsafe import Markup, escape

from indexer.cited import Diagram
from indexer.diagrams import draw

from .edition import Edition
from .naming import paragraph_name
from .nodes import paragraph_html
from .routes import Links, paragraph_path
from .scripts import language_attributes


def quotation(edition: Edition, name: str, links: Links, shown: set[str]) -> Markup:
    """A paragraph (`<document>/<anchor>`) with what governs it, its name and its status.

    Where the document has no text in the reader's language, the text as issued is quoted. What
    governs it is left out if it was `shown` before, to which this quotation is added.
    """
    document_id, _, anchor = name.partition("/")
    document = edition.kb.documents[document_id]
    text = edition.text_of(document) or document.issued
    status = edition.status(text.status, text.language)
    foreign = text.language != edition.code
    attributes = Markup("").join(
        Markup(' {}="{}"').format(Markup(key), value)
        for key, value in (language_attributes(text.language) if foreign else ())
    )
    *governing, paragraph = text.chain(anchor)
    above = [part for part in governing if f"{document_id}/{part.anchor}" not in shown]
    shown.update(f"{document_id}/{part.anchor}" for part in (*governing, paragraph))
    quoted = Markup("").join(
        Markup('<p class="{}"><span class="quotation__mark">{}</span> {}</p>').format(
            "quotation__text" if part is paragraph else "quotation__context",
            part.number or "",
            paragraph_html(edition, document, text, part, links, "plain"),
        )
        for part in (*above, paragraph)
    )
    whole = ""
    if text.children(anchor):
        words = edition.strings("paragraph.whole")
        href = links.page(paragraph_path(document, anchor), anchor)
        whole = Markup('<p class="para__rest"><a href="{}">{}</a></p>').format(href, words)
    draft = edition.strings("notice.draft_short") if document.status == "draft" else ""
    badges = [("draft", draft)] if draft else []
    badges.append((status.key, status.short))
    return Markup(
        '<blockquote class="quotation"><div{}>{}</div>{}<p class="quotation__source">'
        '<a href="{}">{}</a> <span class="symbol" dir="ltr">{}</span> {}</p></blockquote>'
    ).format(
        attributes,
        quoted,
        whole,
        links.page(paragraph_path(document, anchor), anchor),
        paragraph_name(edition.strings, text, anchor),
        document.symbol,
        Markup(" ").join(
            Markup('<span class="badge badge--{}">{}</span>').format(*badge) for badge in badges
        ),
    )


def drawing(edition: Edition, diagram: Diagram) -> Markup:
    """A drawing with its title, and its text alternative for everyone to open."""
    return Markup(
        '<figure class="drawing">{}<figcaption><span>{}</span><details><summary>{}</summary>'
        "<p>{}</p></details></figcaption></figure>"
    ).format(
        Markup(draw(diagram, edition.code)),
        diagram.title[edition.code],
        edition.strings("guidance.drawing_in_words"),
        escape(diagram.description[edition.code]),
    )
