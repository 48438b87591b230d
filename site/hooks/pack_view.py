"""The course pack: the page on which readers order what they collected, and have a file made of it.

What can be collected has the ids of `indexer.items`. The page carries the name of each, so that
it needs no request and works in a copy on a disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.course_schemas import Course
from indexer.item_records import build_items
from indexer.items import Item
from indexer.languages import CODES
from indexer.model import Page
from kb_service.exports.selection import LONGEST_TITLE

from .course_cards import course_cards
from .edition import WRITTEN_IN, Edition, View, own_view
from .export_formats import EXPORT_FORMATS
from .naming import paragraph_name
from .routes import GLOSSARY, PACK

#: How long a title or audience may be, which are limited alike.
LONGEST_TEXT = LONGEST_TITLE


def items_by_id(edition: Edition) -> dict[str, Item]:
    """Everything that can be collected in the edition's language."""
    return {item.id: item for item in build_items(edition.kb, edition.code)}


def pack_view(edition: Edition, items: Mapping[str, Item]) -> View:
    """The page of the pack."""
    strings = edition.strings
    return own_view(
        edition,
        path=PACK,
        template="pack",
        title=strings("pack.title"),
        description=strings("pack.lead"),
        section="pack",
        statuses=(edition.own_status,),
        context={
            "formats": EXPORT_FORMATS,
            "modules": list(course_cards(edition)),
            "longest": LONGEST_TEXT,
            "data": {
                "items": dict(_names(edition, items)),
                "parts": {f"courses/{c.id}": _parts(c) for c in edition.kb.courses.values()},
                "words": strings.group("pack.", "language.", "kind.decision", "kind.term"),
            },
        },
    )


def _names(edition: Edition, items: Mapping[str, Item]) -> Iterator[tuple[str, list[object]]]:
    """Of every item its kind, name, what it belongs to, place on the site, and its languages.

    The languages are left out where they are all six. What lacks this language has a name in
    another one.
    """
    documents = edition.kb.documents
    yield "glossary", ["term", edition.strings("glossary.title"), "", GLOSSARY]
    for item in items.values():
        title, of = item.title, item.summary if item.kind in {"paragraph", "question"} else ""
        if item.kind == "paragraph":
            _, name, anchor = item.id.split("/")
            text = documents[name].texts.get(edition.code, documents[name].issued)
            title = paragraph_name(edition.strings, text, anchor)
        languages = _languages(edition, item.id)
        yield item.id, [item.kind, title, of, item.path, *languages]
        if item.kind == "course":
            title = edition.strings("pack.teaching", title=title)
            yield _teaching_part(item.id), ["teaching", title, "", item.path, *languages]
    for course in edition.kb.courses.values():
        if edition.code not in course.texts:
            text_in = course.texts[_first(course.texts)]
            found = [list(course.texts)]
            name = f"courses/{course.id}"
            for id_, kind in ((name, "course"), (_teaching_part(name), "teaching")):
                yield id_, [kind, text_in.title, "", course.address, *found]
            for key, question in text_in.questions.items():
                place = f"{course.address}#{key}"
                yield f"{name}/{key}", ["question", question.text, text_in.title, place, *found]


def _teaching_part(course: str) -> str:
    """The id of a module without the texts and questions that it uses (kb_service/exports)."""
    return course.replace("courses/", "modules/")


def _parts(course: Course) -> list[str]:
    """The ids of what a module uses, in the order in which exports add it."""
    facts = course.facts
    return [
        *(f"decisions/{paragraph}" for paragraph in facts.paragraphs),
        *(f"glossary/{term}" for term in facts.terms),
        *(f"courses/{course.id}/{question.id}" for question in facts.questions),
    ]


def _languages(edition: Edition, item: str) -> list[list[str]]:
    folder, _, name = item.partition("/")
    kb = edition.kb
    holder: Course | Page | None = (
        kb.courses[name.partition("/")[0]] if folder == "courses" else kb.pages.get(name)
    )
    if holder is None or folder in {"decisions", "glossary"} or len(holder.texts) == len(CODES):
        return []
    return [list(holder.texts)]


def _first(texts: Mapping[str, object]) -> str:
    return WRITTEN_IN if WRITTEN_IN in texts else next(iter(texts))
