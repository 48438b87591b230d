"""Who is asked to do what, over all documents: every ask, the matrix of them, and the table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from indexer.anchors import anchor_word, is_within
from indexer.model import Document, DocumentText
from indexer.spreadsheets import guard_cell

from .edition import Edition, Label, Status, View, own_view
from .nodes import Node, build_node, tags_below
from .routes import ASKS, Links
from .versions import Notice, later_notice

#: The table of asks as a file, beside the page.
TABLE = f"{ASKS}asks.csv"
#: The row of asks that address nobody in particular.
NOBODY = "none"
#: Characters of an ask that the list shows; Chinese says as much in fewer.
_SHOWN = {"zh": 90}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an ask, and the themes of it and of everything below it."""

    node: Node
    beginning: str
    themes: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A paragraph or item that asks somebody to do something, by a verb or addressee of its own.

    `text` is verbatim, with the items below it; `key` is unique over all documents. Where a theme
    is chosen, the page shows the `chapeau` and those of the `items` that carry it. `later` is what
    became of it where a later version replaces the document.
    """

    key: str
    document: Document
    node: Node
    text: str
    beginning: str
    chapeau: str
    items: tuple[Item, ...]
    themes: tuple[Label, ...]
    status: Status
    later: Notice | None

    @property
    def addressee_ids(self) -> tuple[str, ...]:
        """Whom it addresses; the row of nobody where the text names none."""
        return tuple(label.id for label in self.node.asked.addressees) or (NOBODY,)

    @property
    def verb_id(self) -> str:
        """The verb's key in the vocabulary."""
        return self.node.asked.verb.id if self.node.asked.verb else ""


@dataclass(frozen=True, slots=True)
class Row:
    """An addressee, everything it is asked in the order of the texts, and the same by verb."""

    addressee: Label
    asks: tuple[Ask, ...]
    cells: tuple[tuple[Ask, ...], ...]


def find_asks(edition: Edition) -> list[Ask]:
    """Every ask of every document that has a text in this language, in the order of the texts;
    those of superseded documents come last."""
    links = Links(edition.code, ASKS)
    found = []
    for document in edition.in_force_first():
        text = edition.text_of(document)
        if text is None:
            continue
        status = edition.document_status(document)
        for paragraph in text.paragraphs:
            own = paragraph.verb or paragraph.addressee
            if not own or anchor_word(paragraph.anchor) != "op":
                continue
            node = build_node(edition, document, paragraph.anchor, links, "plain")
            whole = _whole_text(text, paragraph.anchor)
            length = _SHOWN.get(edition.code, 200)
            items = tuple(
                Item(
                    node=item,
                    beginning=_beginning(_whole_text(text, item.anchor), length),
                    themes=edition.themes(tags_below(item, "themes")),
                )
                for item in node.items or node.inline
            )
            first = next((each.text for each in text.children(paragraph.anchor)), "")
            chapeau = paragraph.body.partition(first)[0] if first else paragraph.body
            found.append(
                Ask(
                    key=f"{document.id}/{paragraph.anchor}",
                    document=document,
                    node=node,
                    text=whole,
                    beginning=_beginning(whole, length),
                    chapeau=_beginning(chapeau, length),
                    items=items,
                    themes=edition.themes(tags_below(node, "themes")),
                    status=status,
                    later=later_notice(edition, document, paragraph.anchor),
                )
            )
    return found


def _whole_text(text: DocumentText, anchor: str) -> str:
    """A paragraph without its number, and each item below it on a line of its own."""
    lines = []
    for paragraph in text.paragraphs:
        if paragraph.anchor == anchor:
            lines.append(paragraph.body)
        elif is_within(paragraph.anchor, anchor) and paragraph.kind != "inline":
            lines.append(paragraph.text)
    return "\n".join(lines)


def _beginning(text: str, length: int) -> str:
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    if " " in cut[length // 2 :]:
        cut = cut[: cut.rfind(" ")]
    return cut.rstrip(" ,;:，；：、،؛") + "…"


def verbs_of(edition: Edition, asks: list[Ask]) -> list[Label]:
    """The verbs that occur, in the order of the vocabulary."""
    used = {ask.verb_id for ask in asks}
    return [edition.verb(key) for key in edition.kb.vocabulary.verbs if key in used]


def matrix(edition: Edition, asks: list[Ask]) -> list[Row]:
    """The asks by addressee, each by verb; an ask of two addressees stands in two rows."""
    labels = [edition.addressee(key) for key in edition.kb.vocabulary.addressees]
    labels.append(Label(NOBODY, edition.strings("asks.nobody"), ""))
    verbs = verbs_of(edition, asks)
    rows = []
    for label in labels:
        own = tuple(ask for ask in asks if label.id in ask.addressee_ids)
        cells = tuple(tuple(ask for ask in own if ask.verb_id == verb.id) for verb in verbs)
        if own:
            rows.append(Row(label, own, cells))
    return rows


def asks_view(edition: Edition) -> View:
    """The page of all asks."""
    strings = edition.strings
    asks = find_asks(edition)
    verbs = verbs_of(edition, asks)
    documents = _documents(edition, asks)
    used = {theme.id for ask in asks for theme in ask.themes}
    rows = matrix(edition, asks)
    lead = strings("asks.lead")
    return own_view(
        edition,
        path=ASKS,
        template="asks",
        title=strings("paragraph.who_what"),
        description=lead,
        section="asks",
        statuses=edition.standing(),
        context={
            "lead": lead,
            "asks": asks,
            "rows": rows,
            "verbs": verbs,
            "filters": [
                ("addressee", strings("paragraph.addressee"), [row.addressee for row in rows]),
                ("verb", strings("paragraph.verb"), verbs),
                ("theme", strings("search.facet_theme"), edition.themes(used)),
                ("document", strings("search.facet_document"), documents),
            ],
            "many_documents": len(documents) > 1,
            "superseded": [
                (edition.kb.documents[name], later)
                for name in dict.fromkeys(ask.document.id for ask in asks)
                if (later := later_notice(edition, edition.kb.documents[name]))
            ],
            "table": TABLE,
        },
    )


def _documents(edition: Edition, asks: list[Ask]) -> list[Label]:
    found = {ask.document.id: edition.isolate(ask.document.symbol) for ask in asks}
    return [Label(key, symbol, "") for key, symbol in found.items()]


def asks_table(edition: Edition) -> bytes:
    """The asks as CSV: UTF-8 with a mark at the start, by which spreadsheets know it.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    strings = edition.strings
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        (
            strings("search.facet_document"),
            strings("asks.column_paragraph"),
            strings("asks.column_anchor"),
            strings("paragraph.permanent"),
            strings("asks.column_verb_id"),
            strings("paragraph.verb"),
            strings("asks.column_verb_printed"),
            strings("asks.column_addressee_ids"),
            strings("paragraph.addressee"),
            strings("paragraph.themes"),
            strings("asks.column_text"),
            strings("status.label"),
        )
    )
    for ask in find_asks(edition):
        asked = ask.node.asked
        cells = (
            ask.document.symbol,
            ask.node.number,
            ask.node.anchor,
            ask.node.url,
            ask.verb_id,
            asked.verb.text if asked.verb else "",
            asked.verb_text,
            "; ".join(label.id for label in asked.addressees),
            "; ".join(label.text for label in asked.addressees),
            "; ".join(label.text for label in ask.themes),
            ask.text,
            f"{_standing(edition, ask)}{ask.status.long}",
        )
        writer.writerow([guard_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _standing(edition: Edition, ask: Ask) -> str:
    """That an ask is superseded, before the status of its text; nothing for any other."""
    return f"{edition.document_standing(ask.document)}. " if ask.later else ""
