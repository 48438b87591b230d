"""The formats of packs: their names, what they need, and where each is written.

Writers are named, not imported: their libraries are loaded by what writes a file, not by a service
that answers searches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from anyascii import anyascii

from kb_service.exports.selection import PackError, Selection

Need = Literal["", "questions", "terms or questions"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files.

    `bilingual` formats can hold two languages side by side; `needs` is what a selection must hold;
    `marked` ones hold answers for learners too, since a platform marks by them; with `pages`, they
    hold the guidance pages of courses, since learners are asked about them where they have no web.
    `writer` is a module of this package and its function, which takes what `of` says, books or
    packs, one for each language, and the drawings of each language.
    """

    id: str
    suffix: str
    media_type: str
    writer: str
    of: Literal["book", "pack"]
    bilingual: bool = False
    needs: Need = ""
    marked: bool = False
    pages: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
_FORMATS = (
    Format(
        "docx",
        ".docx",
        f"{_OFFICE}.wordprocessingml.document",
        "docx.write_document",
        "book",
        bilingual=True,
    ),
    Format(
        "pptx",
        ".pptx",
        f"{_OFFICE}.presentationml.presentation",
        "pptx.write_slides",
        "pack",
        bilingual=True,
    ),
    Format("pdf", ".pdf", "application/pdf", "pdf.write_pdf", "book"),
    Format("epub", ".epub", "application/epub+zip", "epub.write_epub", "book"),
    Format("html", ".zip", "application/zip", "html.write_folder", "book", bilingual=True),
    Format("page", ".html", "text/html; charset=utf-8", "html.write_page", "book", bilingual=True),
    Format("md", ".zip", "application/zip", "markdown.write_markdown", "book"),
    Format(
        "scorm", ".zip", "application/zip", "scorm.write_package", "pack", marked=True, pages=True
    ),
    Format(
        "imscc",
        ".imscc",
        "application/vnd.ims.imsccv1p1",
        "imscc.write_cartridge",
        "pack",
        marked=True,
    ),
    Format(
        "moodle-xml",
        ".xml",
        "application/xml",
        "moodle.write_questions",
        "pack",
        needs="questions",
        marked=True,
    ),
    Format(
        "gift",
        ".txt",
        "text/plain; charset=utf-8",
        "gift.write_questions",
        "pack",
        needs="questions",
        marked=True,
    ),
    Format("csv", ".csv", "text/csv; charset=utf-8", "tables.write_csv", "pack"),
    Format("json", ".json", "application/json", "tables.write_json", "pack"),
    Format(
        "anki",
        ".apkg",
        "application/x-apkg",
        "anki.write_deck",
        "pack",
        needs="terms or questions",
        marked=True,
    ),
)
FORMATS: Mapping[str, Format] = {each.id: each for each in _FORMATS}


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
    """The name of a file: plain letters, whatever the title is written in.

    Of the format's name it has what its ending does not say, so that no two formats share a name.
    """
    name = selection.items[0].partition("/")[2]
    subject = name.partition("/")[0] if len({*selection.items}) == 1 and name else "pack"
    if selection.title:
        subject = slugify(selection.title) or subject
    languages = "-".join(filter(None, (selection.language, selection.second)))
    learner = selection.edition == "learner" and not found.marked
    edition = "learner" if learner else ""
    form = found.id.removesuffix(found.suffix[1:]).rstrip("-")
    parts = ("ldn-guidance", subject, languages, edition, form)
    return f"{'-'.join(filter(None, parts))}{found.suffix}"


def slugify(title: str) -> str:
    """A title as up to 48 plain letters, figures and hyphens; empty if it has none of them."""
    letters = anyascii(title.replace("'", "").replace("’", "")).casefold()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:48].rstrip("-")
