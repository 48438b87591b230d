"""The running text of a paragraph with what is marked in it: references, notes, items.

The text itself is not changed by a character; only a footnote's mark moves into the attribute
`marker` of the note that follows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from indexer.akoma_ntoso.elements import add, append_text
from indexer.iri import number_of
from indexer.model import Footnote, Paragraph, Reference
from indexer.notes import find_raised
from indexer.references import find_references


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    thing: Reference | Footnote | Paragraph


@dataclass
class Markup:
    """Marks up running text; `works` gives the IRIs of works held here by their keys."""

    footnotes: Mapping[str, Footnote]
    ids: Mapping[str, str]
    works: Mapping[str, str]
    written: dict[str, str] = field(default_factory=dict)  # mark of a note to its eId

    def fill(
        self,
        element: etree._Element,
        text: str,
        references: Sequence[Reference] = (),
        items: Sequence[Paragraph] = (),
        start: int = 0,
        *,
        notes: bool = True,
    ) -> None:
        """Put the text from an offset on into an element."""
        spans = [_Span(r.start, r.end, r) for r in references]
        spans += _place(items, text, start)
        if notes:
            spans += [
                _Span(place, place + len(mark), self.footnotes[mark])
                for place, mark in find_raised(text)
                if mark in self.footnotes
            ]
        self._fill(element, text, start, len(text), _nested(spans, start))

    def _fill(
        self, element: etree._Element, text: str, start: int, end: int, spans: list[_Span]
    ) -> None:
        at = start
        while spans and spans[0].start < end:
            span = spans.pop(0)
            append_text(element, text[at : span.start])
            at = span.end
            if isinstance(span.thing, Footnote):
                self._note(element, span.thing)
                continue
            if isinstance(span.thing, Reference):
                inner = add(element, "ref", href=self.href(span.thing))
            else:
                anchor = span.thing.anchor
                inner = add(element, "inline", name="item", eId=self.ids[anchor], wId=anchor)
            self._fill(inner, text, span.start, span.end, spans)
        append_text(element, text[at:end])

    def _note(self, element: etree._Element, note: Footnote) -> None:
        if note.mark in self.written:
            add(element, "noteRef", href=f"#{self.written[note.mark]}", marker=note.mark)
            return
        id_ = note.anchor.replace("-", "_")
        self.written[note.mark] = id_
        body = add(
            element,
            "authorialNote",
            marker=note.mark,
            placement="bottom",
            eId=id_,
            wId=note.anchor,
        )
        said = note.text.lstrip()[len(note.mark) :]
        self.fill(add(body, "p"), said, find_references(said), notes=False)

    def href(self, reference: Reference) -> str:
        """Where a reference leads: the work if it is held here, else the entity that it names.

        The date of a work that is not held is not known, and an IRI of a document has one; so
        it is named as an entity (Naming Convention 4.11), and an article as a part of it.
        """
        if found := self.works.get(reference.key):
            return found
        if reference.kind == "article":
            return f"/akn/ontology/reference/un/UNCCD/~art_{reference.key.removeprefix('article-')}"
        return f"/akn/ontology/reference/un/{number_of(reference.key)}"


def _place(items: Sequence[Paragraph], text: str, start: int) -> list[_Span]:
    """Where the items inside a sentence stand in it."""
    spans: list[_Span] = []
    for item in items:
        found = text.find(item.text, start)
        if found >= 0:
            start = found + len(item.text)
            spans.append(_Span(found, start, item))
    return spans


def _nested(spans: Sequence[_Span], start: int) -> list[_Span]:
    """The spans in order, the longer first; one that crosses another's end is left out."""
    kept: list[_Span] = []
    open_ends: list[int] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        while open_ends and open_ends[-1] <= span.start:
            open_ends.pop()
        if span.start < start or (open_ends and span.end > open_ends[-1]):
            continue
        if kept and isinstance(kept[-1].thing, Footnote) and kept[-1].end > span.start:
            continue
        kept.append(span)
        open_ends.append(span.end)
    return kept
