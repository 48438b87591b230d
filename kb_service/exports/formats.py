"""The formats of packs, and the one function that writes any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb_service.exports import (
    anki,
    docx,
    epub,
    gift,
    html,
    imscc,
    markdown,
    moodle,
    pdf,
    pptx,
    scorm,
    tables,
)
from kb_service.exports.book import Book, make_book
from kb_service.exports.pack import Library, Pack, PackError, Selection, collect

#: Drawings as SVG elements by id, for each language of a pack.
Drawings = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the end of its files' names, media type, whether it has two languages side by side.

    `needs` is what a selection must hold for it: "questions", "terms", either of them ("terms or
    questions"), or nothing in particular.
    """

    id: str
    suffix: str
    media_type: str
    bilingual: bool
    needs: str
    write: Callable[[Sequence[Pack], Drawings], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """A written pack: the name to save it under, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


def _book(write: Callable[[Sequence[Book], Drawings, str], bytes]) -> Callable[..., bytes]:
    """A writer of packs from one of books."""
    return lambda packs, drawings: write([make_book(p) for p in packs], drawings, packs[0].day)


FORMATS: Mapping[str, Format] = {
    each.id: each
    for each in (
        Format(
            "page",
            ".html",
            "text/html; charset=utf-8",
            True,
            "",
            _book(lambda books, drawings, day: html.write_page(books, drawings)),
        ),
        Format("html", ".zip", "application/zip", True, "", _book(html.write_folder)),
        Format(
            "docx",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            True,
            "",
            _book(docx.write_document),
        ),
        Format(
            "pptx",
            ".pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            True,
            "",
            pptx.write_slides,
        ),
        Format("pdf", ".pdf", "application/pdf", False, "", _book(pdf.write_pdf)),
        Format("epub", ".epub", "application/epub+zip", False, "", _book(epub.write_epub)),
        Format("md", ".zip", "application/zip", False, "", _book(markdown.write_markdown)),
        Format("scorm", ".zip", "application/zip", False, "", scorm.write_package),
        Format(
            "imscc",
            ".imscc",
            "application/vnd.ims.imsccv1p1",
            False,
            "",
            imscc.write_cartridge,
        ),
        Format("moodle-xml", ".xml", "application/xml", False, "questions", moodle.write_questions),
        Format(
            "gift", ".txt", "text/plain; charset=utf-8", False, "questions", gift.write_questions
        ),
        Format("csv", ".csv", "text/csv; charset=utf-8", False, "", tables.write_csv),
        Format("json", ".json", "application/json", False, "", tables.write_json),
        Format("anki", ".apkg", "application/x-apkg", False, "terms or questions", anki.write_deck),
    )
}


def export(selection: Selection, format_id: str, library: Library, drawings: Drawings) -> File:
    """The file of a selection in a format.

    `drawings` are those of the selection's languages, in their order. PackError, naming the field,
    if there is no such format, or none of this selection.
    """
    found = check_format(selection, format_id)
    packs = collect(selection, library)
    no_terms = all(item.kind != "term" for item in packs[0].readings)
    lacking = {
        "questions": not packs[0].questions,
        "terms": no_terms,
        "terms or questions": no_terms and not packs[0].questions,
        "": False,
    }
    if lacking[found.needs]:
        accepted = f"a selection that holds {found.needs}, as every course does"
        raise PackError("item", f"no {found.needs} for the format {found.id}", accepted)
    return File(name_file(selection, found), found.media_type, found.write(packs, drawings))


def check_format(selection: Selection, format_id: str) -> Format:
    """The format, if it goes with the selection's languages; else PackError."""
    found = FORMATS.get(format_id)
    if found is None:
        raise PackError("format", repr(format_id[:40]), f"one of: {', '.join(FORMATS)}")
    if selection.second and not found.bilingual:
        able = ", ".join(each.id for each in FORMATS.values() if each.bilingual)
        raise PackError("second", f"{selection.second} with {format_id}", f"one of: {able}")
    return found


def name_file(selection: Selection, found: Format) -> str:
    """The name of a file: plain letters whatever the title is."""
    kind, _, name = selection.items[0].partition("/")
    subject = name.partition("/")[0] if len(selection.items) == 1 and name else "pack"
    languages = "-".join(filter(None, (selection.language, selection.second)))
    edition = "-learner" if selection.edition == "learner" else ""
    return f"ldn-guidance-{subject}-{languages}{edition}-{found.id}{found.suffix}"
