"""Every format in every language, read back: what each file must carry, and the same bytes twice.

How well a format is made is tested beside its reader, in `test_<format>.py`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from compare import bare
from libre_office import TEXT, convert
from readers import (
    read_anki,
    read_csv,
    read_epub,
    read_gift,
    read_imscc,
    read_json,
    read_markup,
    read_md,
    read_moodle,
    read_pdf,
    read_scorm,
    read_slides,
)
from samples import COURSE, Write

from indexer.languages import CODES
from kb_service.exports.book import make_book
from kb_service.exports.formats import FORMATS
from kb_service.exports.library import File
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import Selection

READERS: Mapping[str, Callable[[bytes], str]] = {
    "pdf": read_pdf,
    "epub": read_epub,
    "page": lambda data: read_markup(data.decode()),
    "html": lambda data: read_markup(ZipFile(io.BytesIO(data)).read("index.html").decode()),
    "md": read_md,
    "scorm": read_scorm,
    "imscc": read_imscc,
    "moodle-xml": read_moodle,
    "gift": read_gift,
    "csv": read_csv,
    "json": read_json,
    "anki": read_anki,
}
#: LibreOffice opens these, all languages at once, and gives what the reader understands.
OFFICE: Mapping[str, tuple[str, Callable[[bytes], str]]] = {
    "docx": (TEXT, lambda data: data.decode("utf-8-sig")),
    "pptx": ("fodp", lambda data: "\n".join(t for s in read_slides(data) for p in s for t in p)),
}
#: Formats that hold questions alone, cards of terms and questions, and whole books.
BANKS = {"moodle-xml", "gift"}
CARDS = {"anki"}
BOOKS = {"docx", "pdf", "epub", "html", "page", "md"}


@pytest.fixture(scope="module")
def files(
    write: Write,
) -> Mapping[tuple[str, str], File]:
    return {
        (format_id, code): write(Selection((COURSE,), code), format_id)
        for format_id in FORMATS
        for code in CODES
    }


@pytest.fixture(scope="module")
def texts(
    files: Mapping[tuple[str, str], File], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[str, str], str]:
    """What the reader of each format finds."""
    found = {
        (format_id, code): read(files[format_id, code].data)
        for format_id, read in READERS.items()
        for code in CODES
    }
    for format_id, (target, read) in OFFICE.items():
        given = {f"{code}.{format_id}": files[format_id, code].data for code in CODES}
        opened = convert(given, target, tmp_path_factory.mktemp(format_id))
        found |= {(format_id, Path(name).stem): read(data) for name, data in opened.items()}
    return found


def test_every_format_has_a_reader() -> None:
    assert set(FORMATS) == {*READERS, *OFFICE}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("format_id", FORMATS)
def test_a_file_carries_what_it_must(
    format_id: str, code: str, texts: Mapping[tuple[str, str], str], library: Library
) -> None:
    (pack,) = collect(Selection((COURSE,), code), library)
    found = bare(texts[format_id, code])
    for needed in required(pack, format_id):
        assert bare(needed) in found, needed


def required(pack: Pack, format_id: str) -> list[str]:
    """Texts that a file of a format holds; addresses of terms are links behind their names."""
    needed = [pack.title, pack.words("state", day=pack.day, version=pack.version), pack.address]
    needed += [pack.words("licence"), pack.words("not_un")]
    needed += [asked.quiz.text for asked in pack.questions]
    needed += [pack.status_of(item) for item in pack.modules]
    if format_id in BANKS:
        return needed
    needed += [item.title for item in pack.readings if item.kind == "term"]
    if format_id in CARDS:
        return needed
    for item in pack.readings:
        if item.kind != "term":
            needed.append(pack.url(item.path))
        for block in item.blocks:
            if block.kind == "verbatim":
                needed += [verse.text for verse in block.verses]
                needed += [pack.standing_of(block)] if format_id != "json" else []
    if format_id in BOOKS:
        needed += [source.citation for source in pack.sources]
        needed += [chapter.title for chapter in make_book(pack, {}).chapters]
    return needed


@pytest.mark.parametrize("format_id", FORMATS)
def test_the_same_selection_gives_the_same_bytes(
    format_id: str,
    files: Mapping[tuple[str, str], File],
    write_anew: Write,
) -> None:
    assert write_anew(Selection((COURSE,), "ar"), format_id) == files[format_id, "ar"]


#: What the name of a file ends with: the format too, where others have the same ending or none
#: would say what is in the file.
ENDINGS = {
    "docx": ".docx",
    "pptx": ".pptx",
    "pdf": ".pdf",
    "epub": ".epub",
    "html": "-html.zip",
    "page": "-page.html",
    "md": "-md.zip",
    "scorm": "-scorm.zip",
    "imscc": ".imscc",
    "moodle-xml": "-moodle.xml",
    "gift": "-gift.txt",
    "csv": ".csv",
    "json": ".json",
    "anki": "-anki.apkg",
}


@pytest.mark.parametrize("format_id", FORMATS)
def test_names_are_plain_whatever_the_title_is(format_id: str, write: Write) -> None:
    file = write(Selection((COURSE, "glossary"), "en", title="../../=cmd|' <b>"), format_id)
    assert file.name == f"ldn-guidance-cmd-b-en{ENDINGS[format_id]}"
