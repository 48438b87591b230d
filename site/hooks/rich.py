"""Verbatim text with what we know about it marked: references, verb, inline items, slips.

Nothing is added to the text or taken from it: joining the text of the pieces gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text, from `start` to `end`, and the element that wraps it.

    `attributes` are attribute names with values; all values are escaped.
    """

    start: int
    end: int
    tag: str
    attributes: tuple[tuple[str, str], ...]

    def open(self) -> Markup:
        """The start tag."""
        return (
            Markup("<")
            + self.tag
            + Markup("").join(
                Markup(' {}="{}"').format(Markup(name), value) for name, value in self.attributes
            )
            + Markup(">")
        )


def find_span(
    text: str, part: str, tag: str, attributes: Iterable[tuple[str, str]], *, after: int = 0
) -> Span | None:
    """The span of the first occurrence of a part, or None where it does not occur."""
    start = text.find(part, after) if part else -1
    return None if start < 0 else Span(start, start + len(part), tag, tuple(attributes))


def mark_text(text: str, spans: Iterable[Span | None], *, skip: int = 0) -> Markup:
    """The text from `skip` on as HTML, with spans around its pieces.

    A span that crosses another one, or begins in the part left out, is dropped; the text never is.
    """
    inside = [span for span in spans if span and skip <= span.start < span.end <= len(text)]
    inside.sort(key=lambda span: (span.start, -span.end))
    return _mark(text, skip, len(text), inside)


def _mark(text: str, start: int, end: int, spans: list[Span]) -> Markup:
    pieces: list[Markup] = []
    cursor = start
    rest = list(spans)
    while rest:
        span = rest.pop(0)
        if span.start < cursor or span.end > end:
            continue
        nested = [s for s in rest if s.start < span.end]
        rest = [s for s in rest if s.start >= span.end]
        pieces.append(escape(text[cursor : span.start]))
        inner = _mark(text, span.start, span.end, nested)
        pieces.append(span.open() + inner + Markup("</{}>").format(Markup(span.tag)))
        cursor = span.end
    pieces.append(escape(text[cursor:end]))
    return Markup("").join(pieces)
