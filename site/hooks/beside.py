"""A whole document in two languages side by side, paragraph by paragraph and item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from indexer.anchors import anchor_word, is_within
from indexer.languages import LANGUAGES, Language
from indexer.model import Document, DocumentText

from .edition import Edition, Status, View, all_languages
from .naming import paragraph_name
from .nodes import Note, Row, build_column, notes_at, order_languages
from .routes import Links, beside_path, document_path, paragraph_path

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts: its language, what it is, and its title."""

    language: Language
    status: Status
    issued: bool
    text: DocumentText


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level paragraph: its rows in both languages, and the notes on it."""

    name: str
    path: str
    pairs: tuple[tuple[Row | None, Row | None], ...]
    notes: tuple[Note, ...]


def other_languages(edition: Edition, document: Document) -> tuple[Language, ...]:
    """The languages a reader can put beside the own one: the text as issued is offered first."""
    return tuple(
        language for language in order_languages(edition, document) if language.code != edition.code
    )


def beside_paths(edition: Edition, document: Document) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every such page of a document, and where it is in the language that it shows itself."""
    for other in other_languages(edition, document):
        swapped = document_path(document)
        if edition.code in document.texts:
            swapped = beside_path(document, edition.code)
        yield beside_path(document, other.code), {other.code: swapped}


def beside_views(edition: Edition, document: Document, text: DocumentText) -> Iterator[View]:
    """The document beside its text in every other language that has one."""
    for path, elsewhere in beside_paths(edition, document):
        (code,) = elsewhere
        yield _beside_view(edition, document, text, document.texts[code], path, elsewhere)


def _beside_view(
    edition: Edition,
    document: Document,
    text: DocumentText,
    other: DocumentText,
    path: str,
    elsewhere: Mapping[str, str],
) -> View:
    strings = edition.strings
    links = Links(edition.code, path)
    title = strings(
        "beside.title",
        first=strings(f"language.{text.language}"),
        second=strings(f"language.{other.language}"),
    )
    tops = [p.anchor for p in document.issued.paragraphs if p.parent is None]
    return View(
        path=path,
        template="beside",
        title=f"{title} · {edition.isolate(document.symbol)}",
        description=f"{strings('beside.lead')} {edition.isolate(document.symbol)}. {text.title}",
        section="decision",
        languages=all_languages(document.texts),
        statuses=(edition.document_status(document),),
        draft=document.status == "draft",
        indexable=False,
        context={
            "document": document,
            "heading": title,
            "sides": (_side(edition, document, text), _side(edition, document, other)),
            "others": other_languages(edition, document),
            "masthead": _align(text.masthead, other.masthead, lambda line: line.field),
            "masthead_notes": notes_at(edition, document, "masthead"),
            "parts": [
                (part, [_block(edition, document, (text, other), top, links) for top in anchors])
                for part, anchors in _parts(document, tops)
                if anchors or part == "preamble"
            ],
            "footnotes": _align(text.footnotes, other.footnotes, lambda note: note.anchor),
            "swapped": links.other(other.language, elsewhere[other.language]),
        },
        elsewhere=elsewhere,
    )


def _parts(document: Document, tops: list[str]) -> list[tuple[str, list[str]]]:
    """The preamble and what follows it, up to the annexes; of a report, all in one part."""
    if document.kind == "report":
        return [("text", tops)]
    first = next((i for i, top in enumerate(tops) if anchor_word(top) == "op"), len(tops))
    return [("preamble", tops[:first]), ("operative", tops[first:])]


def _side(edition: Edition, document: Document, text: DocumentText) -> Side:
    issued = text.language == document.issued_language
    status = edition.status(text.status, text.language)
    return Side(LANGUAGES[text.language], status, issued, text)


def _block(
    edition: Edition,
    document: Document,
    texts: tuple[DocumentText, DocumentText],
    anchor: str,
    links: Links,
) -> Block:
    """The first text carries the anchors of inline items, so that each stands once."""
    first = build_column(edition, document, texts[0], anchor, links, "all")
    second = build_column(edition, document, texts[1], anchor, links, "notes")
    family = (p.anchor for p in texts[0].paragraphs if is_within(p.anchor, anchor) and p.parent)
    pairs = _align(first.rows, second.rows, lambda row: row.anchor)
    return Block(
        name=paragraph_name(edition.strings, texts[0], anchor),
        path=paragraph_path(document, anchor),
        pairs=tuple(pairs),
        notes=tuple(n for a in (anchor, *family) for n in notes_at(edition, document, a)),
    )


def _align(
    first: Sequence[_T], second: Sequence[_T], key: Callable[[_T], str]
) -> list[tuple[_T | None, _T | None]]:
    """What stands on both sides in pairs, in order; what one text alone has stands alone."""
    keys = [[key(one) for one in side] for side in (first, second)]
    pairs: list[tuple[_T | None, _T | None]] = []
    for kind, start, end, there, until in SequenceMatcher(
        None, keys[0], keys[1], False
    ).get_opcodes():
        if kind == "equal":
            pairs += zip(first[start:end], second[there:until], strict=True)
        else:
            pairs += [(one, None) for one in first[start:end]]
            pairs += [(None, one) for one in second[there:until]]
    return pairs
