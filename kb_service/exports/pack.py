"""A pack: collected items in one or two languages, ready to be laid out by any format.

Everything is checked before anything is written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indexer.cited import REMARKS
from indexer.items import Item, Note, Quiz
from indexer.languages import LANGUAGES, Language
from indexer.rich_text import Block, Verbatim, cited_sources, sources_of
from kb_service.exports.selection import (
    GLOSSARY,
    Edition,
    PackError,
    Selection,
    check_selection,
    name_item,
)
from kb_service.exports.words import Wording
from kb_service.labels import LANGUAGE_NAMES, TEXT_STATUSES
from kb_service.urls import SiteUrls


@dataclass(frozen=True, slots=True)
class Source:
    """A source with its number in the pack and the words that cite it."""

    number: int
    id: str
    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A quiz question with its number in the pack, and addresses of itself and of its proof.

    `status` is that of its text, in words of the pack's language.
    """

    number: int
    id: str
    quiz: Quiz
    status: str
    url: str
    proof_url: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The collected items in one language.

    `order` has the ids of all items as they were collected, with what courses use after them.
    `readings` are documents, paragraphs, pages and terms in that order; `further` are titles and
    addresses; `sources` are those marked in what is shown.
    """

    language: Language
    words: Wording
    title: str
    summary: str
    audience: str
    edition: Edition
    modules: tuple[Item, ...]
    order: tuple[str, ...]
    readings: tuple[Item, ...]
    questions: tuple[Asked, ...]
    further: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    version: str
    day: str
    address: str
    urls: SiteUrls

    def url(self, path: str) -> str:
        """The address of a path of the site in the pack's language, or of a place elsewhere."""
        if path.startswith(("https:", "http:", "mailto:")):
            return path
        return self.urls.at(self.language.code, path)

    def number_of(self, source: str) -> int:
        """The number of a source."""
        return next(each.number for each in self.sources if each.id == source)

    def status_of(self, item: Item) -> str:
        """The status of an item's text in words of the pack's language."""
        return status_words(item.status, item.language, self.words)

    def reading_title(self, item: Item) -> str:
        """What a reading is called: a paragraph by its name, anything else by its title."""
        if item.kind != "paragraph":
            return item.title
        shown = item.blocks[0]
        assert shown.kind == "verbatim"
        return self.name_paragraph(shown)

    def name_paragraph(self, block: Verbatim) -> str:
        """The name of a paragraph: "Paragraph 9 (d)"."""
        return self.words("preambular" if block.preambular else "operative", number=block.number)

    def standing_of(self, block: Verbatim) -> str:
        """What the text of a paragraph is, in words: a draft, as issued or not."""
        draft = self.words("draft") + " · " if block.document_status == "draft" else ""
        return draft + status_words(block.status, block.language, self.words)

    def state_note(self, note: Note) -> str:
        """A reader's note with the words that it is about."""
        return f"{self.words('note')} ({note.quote}): {note.text}"


def status_words(status: str, language: str, words: Wording) -> str:
    """The status of a text; one that stands in another language than the words' names it."""
    code = words.language
    if language != code:
        return words("issued", language=LANGUAGE_NAMES[language][code])
    return TEXT_STATUSES[status][code]


@dataclass(frozen=True, slots=True)
class Library:
    """What packs are made from: the items by language, the sources, the state, the addresses.

    `known` are the ids of items that there are in any language.
    """

    known: Container[str]
    items: Mapping[str, Mapping[str, Item]]
    sources: Mapping[str, Mapping[str, Any]]
    version: str
    day: str
    urls: SiteUrls


def collect(selection: Selection, library: Library) -> tuple[Pack, ...]:
    """The pack in each of its languages, the first one first; PackError if it cannot be made."""
    check_selection(selection, library.known)
    return tuple(_collect(selection, library, code) for code in selection.languages)


def _collect(selection: Selection, library: Library, code: str) -> Pack:
    items = library.items[code]
    wanted_items = [(id_, name_item(id_)) for id_ in selection.items if id_ != GLOSSARY]
    if missing := [id_ for id_, name in wanted_items if name not in items]:
        accepted = f"items that exist in {code}"
        raise PackError("item", f"{missing[0]}, which has no text in {code}", accepted)
    words = Wording(code)
    chosen = dict.fromkeys(
        id_ for wanted in selection.items for id_ in _expand(wanted, items, selection.pages)
    )
    found = [items[id_] for id_ in chosen]
    modules = tuple(item for item in found if item.module)
    readings = tuple(item for item in found if item.kind not in {"course", "question"})
    quizzes = [item for item in found if item.quiz]
    taken = {item.id for item in readings}
    further = dict.fromkeys(
        (items[id_].title, library.urls.at(code, items[id_].path))
        for item in modules
        if item.module
        for id_ in item.module.further
        if id_ in items and id_ not in taken
    )
    questions = tuple(
        Asked(
            number=number,
            id=item.id,
            quiz=item.quiz,
            status=status_words(item.status, item.language, words),
            url=library.urls.at(code, item.path),
            proof_url=library.urls.at(code, item.quiz.proof),
        )
        for number, item in enumerate(quizzes, 1)
        if item.quiz
    )
    title = selection.title.strip() or (
        modules[0].title if len(modules) == 1 else found[0].title if len(found) == 1 else ""
    )
    audiences = dict.fromkeys(
        label for item in modules if item.module for label in item.module.audiences
    )
    query = [("item", id_) for id_ in dict.fromkeys(selection.items)]
    query += [("title", selection.title)] if selection.title else []
    query += [("audience", selection.audience)] if selection.audience else []
    return Pack(
        language=LANGUAGES[code],
        words=words,
        title=title or words("collection"),
        summary=modules[0].summary if len(modules) == 1 else "",
        audience=selection.audience.strip() or ", ".join(audiences),
        edition=selection.edition,
        modules=modules,
        order=tuple(chosen),
        readings=readings,
        questions=questions,
        further=tuple(further),
        sources=_number(modules, readings, questions, selection.edition, library, code),
        version=library.version,
        day=library.day,
        address=library.urls.at(code, f"pack/#{urlencode(query)}"),
        urls=library.urls,
    )


def _expand(wanted: str, items: Mapping[str, Item], pages: bool) -> Iterable[str]:
    """An id as the ids of all that comes with it; of a course's pages, those in the language."""
    if wanted == GLOSSARY:
        return [item.id for item in items.values() if item.kind == "term"]
    module = items[name_item(wanted)].module
    if module is None or name_item(wanted) != wanted:
        return [name_item(wanted)]
    named = [id_ for id_ in module.further if pages and id_ in items]
    return [wanted, *module.readings, *named, *module.terms, *module.questions]


def _number(
    modules: Sequence[Item],
    readings: Sequence[Item],
    questions: Sequence[Asked],
    edition: Edition,
    library: Library,
    code: str,
) -> tuple[Source, ...]:
    """Every source that is marked in an edition, numbered in the order of first use in books."""
    marked: dict[str, None] = {}

    def mark(blocks: Iterable[Block]) -> None:
        marked.update(dict.fromkeys(cited_sources(blocks)))

    courses = [item.module for item in modules if item.module]
    for module in courses:
        for objective in module.objectives:
            marked.update(dict.fromkeys(sources_of(objective)))
        for slide in module.slides:
            for point in slide.points:
                marked.update(dict.fromkeys(sources_of(point)))
            mark(slide.shows)
        mark(module.handout)
    for item in readings:
        mark(item.blocks)
    if edition == "trainer":
        for module in courses:
            for session in module.sessions:
                mark(session.plan)
            for slide in module.slides:
                mark(slide.notes)
            mark(module.key)
    for asked in questions:
        marked.update(dict.fromkeys(sources_of(asked.quiz.feedback)))
    return tuple(
        _source(number, library.sources[id_], library, code) for number, id_ in enumerate(marked, 1)
    )


def _source(number: int, source: Mapping[str, Any], library: Library, code: str) -> Source:
    """A source; one of our documents has its title in the language too, and its address here."""
    document = library.items[code].get(f"decisions/{source['document']}")
    if document is None:
        return Source(number, source["id"], cite_source(source, "", code), source["url"] or "")
    title = document.title if document.language != source["language"] else ""
    url = source["url"] or library.urls.at(code, document.path)
    return Source(number, source["id"], cite_source(source, title, code), url)


def cite_source(source: Mapping[str, Any], translated: str, code: str) -> str:
    """A source as a list of references states it: authors, title as published with a translated
    one if there is any, publisher, year; where we say that nobody is named, in the language."""
    words = Wording(code)
    authors, publisher = (
        words(REMARKS[said]) if said in REMARKS else said
        for said in (source["authors"], source["publisher"])
    )
    title = f"{source['title']} [{translated}]" if translated else source["title"]
    parts = [authors, title, publisher, source["symbol"]]
    stated = ". ".join(dict.fromkeys(part.rstrip(".") for part in parts if part))
    return f"{stated}{', ' + source['year'] if source['year'] else ''}."
