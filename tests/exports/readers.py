"""What a reader of each format's files finds: the text in the order of reading."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing

import lxml.html
from gift_reader import parse_gift, split_category
from lxml import etree
from markdown_it import MarkdownIt
from tagged_pdf import read_tagged


def read_markup(text: str) -> str:
    """The text of HTML, scripts left out, as lxml reads it."""
    tree = lxml.html.fromstring(text)
    for script in tree.xpath("//script | //style"):
        script.drop_tree()
    return "\n".join(piece for piece in tree.itertext() if piece.strip())


def read_scorm(data: bytes) -> str:
    """The pages of a SCORM package that its manifest leads to."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
        (start,) = manifest.xpath("//*[local-name() = 'resource']/@href")
        return read_markup(archive.read(start).decode())


def read_imscc(data: bytes) -> str:
    """The items of a Common Cartridge in the order of its organization."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
        files = {
            resource.get("identifier"): resource.xpath("*[local-name() = 'file']/@href")[0]
            for resource in manifest.iter("{*}resource")
        }
        for item in manifest.iter("{*}item"):
            found.append(item.findtext("{*}title") or "")
            if (path := files.get(item.get("identifierref"))) is None:
                continue
            text = archive.read(path).decode()
            if path.endswith(".html"):
                found.append(read_markup(text))
            else:
                tree = etree.fromstring(text.encode())
                found += tree.xpath("//*[local-name() = 'url']/@href")
                found += [read_markup(each.text) for each in tree.iter("{*}mattext")]
                found += [each.text for each in tree.iter("{*}varequal")]
    return "\n".join(found)


def read_moodle(data: bytes) -> str:
    """The texts of Moodle XML, of which most are HTML."""
    texts = []
    for element in etree.fromstring(data).iter("text"):
        is_html = element.getparent().get("format") == "html"
        texts.append(read_markup(element.text) if is_html and element.text else element.text or "")
    return "\n".join(texts)


def read_gift(data: bytes) -> str:
    """The questions of a GIFT file, of which most texts are HTML."""
    comments, questions = parse_gift(data.decode())
    found = list(comments)
    for question in questions:
        found += [*split_category(question.category), question.title, read_markup(question.text)]
        for left, right in question.pairs:
            found += [read_markup(left), right]
        is_html = question.kind == "multichoice"
        found += [read_markup(text) if is_html else text for _, text in question.answers]
        found.append(read_markup(question.feedback))
    return "\n".join(found)


def read_csv(data: bytes) -> str:
    """The cells of a table row by row, without the apostrophe that guards a formula."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return "\n".join(cell.removeprefix("'") for row in rows for cell in row)


#: Fields of JSON that are no words to read.
_NO_WORDS = {"id", "kind", "link", "source", "path", "level", "type", "drawings", "status"}


def read_json(data: bytes) -> str:
    """Every text of a JSON file in its order."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            told = (each for name, each in value.items() if name not in _NO_WORDS)
            yield from (text for each in told for text in texts(each))
        elif isinstance(value, list):
            yield from (text for each in value for text in texts(each))
        elif isinstance(value, str):
            yield value

    return "\n".join(texts(json.loads(data)))


def read_anki(data: bytes) -> str:
    """The fields of every note of a deck, in the order of their cards."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        collection = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(collection)
        decks = json.loads(connection.execute("select decks from col").fetchone()[0])
        own = [deck for key, deck in decks.items() if key != "1"]
        names = [text for deck in own for text in (deck["name"], read_markup(deck["desc"]))]
        query = "select flds from notes join cards on cards.nid = notes.id order by cards.id"
        notes = [row[0].split("\x1f") for row in connection.execute(query)]
    return "\n".join([*names, *(read_markup(each) for note in notes for each in note if each)])


def read_pdf(data: bytes) -> str:
    """The text of a PDF in the order of its tags."""
    return read_tagged(data)


def read_epub(data: bytes) -> str:
    """The files of an EPUB in the order of its spine."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        path = container.find(".//{*}rootfile").get("full-path")
        folder = path.rpartition("/")[0]
        package = etree.fromstring(archive.read(path))
        files = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        found = []
        for place in package.iter("{*}itemref"):
            page = etree.fromstring(archive.read(f"{folder}/{files[place.get('idref')]}"))
            found += page.find("{*}body").itertext()
    return "\n".join(found)


def read_md(data: bytes) -> str:
    """The text of a Markdown file as CommonMark with tables shows it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = archive.read("README.md").decode()
    return read_markup(MarkdownIt("commonmark").enable("table").render(source))


def read_slides(presentation: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """The paragraphs on each slide of a flat OpenDocument presentation, and those of its notes."""
    tree = etree.fromstring(presentation, etree.XMLParser(huge_tree=True))
    for page in tree.iterfind(".//{*}presentation/{*}page"):
        notes = page.find("{*}notes")
        said = [*notes.iter("{*}p")] if notes is not None else []
        shown = [each for each in page.iter("{*}p") if each not in said]
        yield [_told(each) for each in shown], [_told(each) for each in said]


def _told(paragraph: etree._Element) -> str:
    return "".join(paragraph.itertext())
