"""Word hand-outs, read by LibreOffice and in their XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

import docx
import pytest
from compare import assert_in_order, bare, texts_of
from docx.oxml.ns import qn
from hostile import MARK, TITLES, poison
from libre_office import TEXT, convert
from lxml import etree
from samples import COURSE, PAGE, Write

from indexer.languages import CODES
from indexer.rich_text import Table, Verbatim, Verse, plain_blocks
from kb_service.exports.book import Book, Chapter
from kb_service.exports.docx import write_document
from kb_service.exports.docx_styles import TEXT_WIDTH
from kb_service.exports.library import export, make_books
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import Selection
from kb_service.exports.words import Wording

PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-9-d"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SELECTIONS: Mapping[str, Selection] = {
    **{code: Selection((COURSE, PAGE, PARAGRAPH), code) for code in CODES},
    "learner": Selection((COURSE,), "en", edition="learner"),
    "fr-ar": Selection((COURSE, PAGE), "fr", "ar"),
    "ar-zh": Selection((COURSE, PARAGRAPH), "ar", "zh"),
    **{f"title-{n}": Selection((PARAGRAPH,), "en", title=t) for n, t in enumerate(TITLES)},
}


@pytest.fixture(scope="session")
def handouts(
    write: Write, library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> Mapping[str, bytes]:
    """Every selection as a Word file, and one with hostile texts in Arabic."""
    written = {name: write(each, "docx").data for name, each in SELECTIONS.items()}
    poisoned = export(SELECTIONS["ar"], "docx", poison(library, "ar"), [drawings["ar"]])
    return {**written, "poisoned": poisoned.data}


@pytest.fixture(scope="session")
def texts(
    handouts: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, str]:
    """What LibreOffice reads in them."""
    files = {f"{name}.docx": data for name, data in handouts.items()}
    found = convert(files, TEXT, tmp_path_factory.mktemp("docx"))
    return {name.removesuffix(".docx"): data.decode("utf-8-sig") for name, data in found.items()}


def books_of(name: str, library: Library) -> list[Book]:
    return make_books(collect(SELECTIONS[name], library))


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")


def words_of(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def val(element: etree._Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}", "")


def arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


@pytest.mark.parametrize("name", [*CODES, "learner", "fr-ar", "ar-zh"])
def test_holds_every_text_in_order(name: str, texts: Mapping[str, str], library: Library) -> None:
    for book in books_of(name, library):
        assert_in_order(texts_of(book), texts[name])


@pytest.mark.parametrize("code", CODES)
def test_tells_status_source_licence_and_addresses(
    code: str, texts: Mapping[str, str], library: Library
) -> None:
    (book,) = books_of(code, library)
    found = bare(texts[code])
    for chapter in book.chapters:
        assert bare(chapter.status) in found and bare(chapter.url) in found
    for source in book.pack.sources:
        assert bare(source.citation) in found and bare(source.url) in found
    for label, value in book.facts:
        assert bare(label + value) in found


def test_learners_get_no_answers(texts: Mapping[str, str], library: Library) -> None:
    full = make_books(collect(replace(SELECTIONS["learner"], edition="trainer"), library))[0]
    for chapter in full.chapters:
        if chapter.trainer:
            assert bare(chapter.title) not in bare(texts["learner"])
            longest = max(plain_blocks(chapter.blocks), key=len)
            assert bare(longest) not in bare(texts["learner"])


@pytest.mark.parametrize("name", ["en", "ar", "fr-ar"])
def test_sources_are_footnotes_once_and_a_list(
    name: str, handouts: Mapping[str, bytes], library: Library
) -> None:
    document = body(handouts[name])
    marks = [mark.get(f"{W}id") for mark in document.iter(f"{W}footnoteReference")]
    notes = {
        note.get(f"{W}id"): words_of(note)
        for note in part(handouts[name], "word/footnotes.xml")
        if note.get(f"{W}type") is None
    }
    assert marks == list(notes) == [str(n) for n in range(1, len(notes) + 1)]
    listed = [words_of(p) for p in document.iter(f"{W}p") if val(p, "pPr/pStyle") == "Source"]
    assert [text.partition("]")[2] for text in listed[: len(notes)]] == [
        note.partition("] ")[2] for note in notes.values()
    ]
    assert [text.partition("]")[0] for text in listed] == [
        f"[{n}" for n in range(1, len(listed) + 1)
    ]
    places = {mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")}
    leads = {link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")} - {None}
    assert leads <= places


def test_reader_finds_footnotes(
    handouts: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = convert({"en.docx": handouts["en"]}, "fodt", tmp_path_factory.mktemp("fodt"))
    tree = etree.fromstring(found["en.docx"], etree.XMLParser(huge_tree=True))
    notes = [*tree.iter("{*}note")]
    assert len(notes) == len([*body(handouts["en"]).iter(f"{W}footnoteReference")])
    assert len([*tree.iter("{*}table-of-content")]) == 1
    assert {"Heading_20_1", "Title", "Quote"} <= {
        style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name")
        for style in tree.iter("{*}style")
    }


@pytest.mark.parametrize("name", [*CODES, "fr-ar", "ar-zh", "poisoned"])
def test_every_style_is_defined(name: str, handouts: Mapping[str, bytes]) -> None:
    known = {each.get(f"{W}styleId") for each in part(handouts[name], "word/styles.xml")}
    used = {
        element.get(f"{W}val")
        for tree in (body(handouts[name]), part(handouts[name], "word/footnotes.xml"))
        for tag in ("pStyle", "rStyle", "tblStyle")
        for element in tree.iter(f"{W}{tag}")
    }
    assert used <= known
    assert {"Title", "Heading1", "Heading2", "ListBullet", "ListNumber", "Quote"} <= used
    assert {"Caption", "HandoutTable", "Hyperlink", "FootnoteReference"} <= used


def test_arabic_runs_from_right_to_left(handouts: Mapping[str, bytes]) -> None:
    document = body(handouts["ar"])
    for paragraph in document.iter(f"{W}p"):
        if words_of(paragraph) and val(paragraph, "pPr/pStyle") != "Source":
            assert val(paragraph, "pPr/bidi") is not None, words_of(paragraph)
    for run in document.iter(f"{W}r"):
        text = words_of(run)
        if arabic(text):
            assert val(run, "rPr/rtl") is not None
            assert val(run, "rPr/lang", "bidi") == "ar-SA"
        elif any(letter.isalpha() for letter in text):
            assert val(run, "rPr/rtl") is None, text
    assert all(val(each, "tblPr/bidiVisual") is not None for each in document.iter(f"{W}tbl"))
    assert document.find(f".//{W}sectPr/{W}bidi") is not None
    styles = part(handouts["ar"], "word/styles.xml")
    for style in styles.iter(f"{W}style"):
        assert (val(style, "rPr/sz") is None) == (val(style, "rPr/szCs") is None)
    defaults = "docDefaults/rPrDefault/rPr/rFonts"
    assert val(styles, defaults, "cs") == "Arial" and val(styles, defaults, "ascii") == "Calibri"


@pytest.mark.parametrize("name", ["ar", "ar-zh", "fr-ar"])
def test_words_from_left_to_right_alone_are_a_paragraph_that_runs_so(
    name: str, handouts: Mapping[str, bytes]
) -> None:
    notes = part(handouts[name], "word/footnotes.xml")
    for tree in (body(handouts[name]), notes):
        for paragraph in tree.iter(f"{W}p"):
            text = words_of(paragraph)
            if any(letter.isalpha() for letter in text) and not arabic(text):
                assert val(paragraph, "pPr/bidi") is None, text
                assert not [*paragraph.iter(f"{W}rtl")], text
    assert any(words_of(note) and not arabic(words_of(note)) for note in notes)


def test_a_title_of_other_letters_in_arabic_runs_from_left_to_right(write: Write) -> None:
    document = body(write(Selection((PARAGRAPH,), "ar", title="LDN: what is it?"), "docx").data)
    (title,) = [p for p in document.iter(f"{W}p") if val(p, "pPr/pStyle") == "Title"]
    assert val(title, "pPr/bidi") is None and not [*title.iter(f"{W}rtl")]


def test_a_symbol_in_arabic_is_one_run(handouts: Mapping[str, bytes]) -> None:
    runs = [words_of(run) for run in body(handouts["ar"]).iter(f"{W}r")]
    assert any("ICCD/COP(14)/CST/L.1" in run for run in runs)
    assert not [run for run in runs if "COP(14" in run and "COP(14)" not in run]


def test_chinese_has_its_font_and_language(handouts: Mapping[str, bytes]) -> None:
    for run in body(handouts["zh"]).iter(f"{W}r"):
        if (
            any("\u4e00" <= letter <= "\u9fff" for letter in words_of(run))
            and val(run, "rPr/noProof") is None
        ):
            assert val(run, "rPr/rFonts", "hint") == "eastAsia"
            assert val(run, "rPr/lang", "eastAsia") == "zh-CN"
    fonts = part(handouts["zh"], "word/styles.xml")
    path = "docDefaults/rPrDefault/rPr/rFonts"
    assert val(fonts, path, "eastAsia") == "Microsoft YaHei"
    named = {font.get(f"{W}name") for font in part(handouts["zh"], "word/fontTable.xml")}
    assert named == {"Calibri", "Arial", "Microsoft YaHei"}


@pytest.mark.parametrize("code", ["en", "fr", "ru", "es"])
def test_every_run_of_words_has_its_language(code: str, handouts: Mapping[str, bytes]) -> None:
    document = body(handouts[code])
    languages = {
        val(run, "rPr/lang")
        for run in document.iter(f"{W}r")
        if words_of(run).strip() and val(run, "rPr/noProof") is None
    }
    assert len(languages) == 1 and (languages.pop() or "").startswith(code)


def test_text_as_issued_keeps_its_direction(
    library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    pack = collect(SELECTIONS["ar"], library)[0]
    verse = Verse(marker="9.", text="鼓励缔约方", depth=0)
    issued = Verbatim(
        symbol="ICCD/COP(14)/CST/L.1",
        document_status="draft",
        preambular=False,
        number="9",
        language="zh",
        status="official",
        path="decisions/iccd-cop14-cst-l1/op-9/#op-9",
        verses=(verse,),
    )
    book = Book(pack, "عنوان", "", (), (Chapter("x", "فقرة", (issued,)),))
    document = body(write_document([book], [drawings["ar"]]))
    (paragraph,) = [p for p in document.iter(f"{W}p") if verse.text in words_of(p)]
    assert val(paragraph, "pPr/bidi") is None
    assert {val(run, "rPr/lang", "eastAsia") for run in paragraph.iter(f"{W}r")} == {"zh-CN"}


@pytest.mark.parametrize("name", ["fr-ar", "ar-zh"])
def test_languages_stand_side_by_side(name: str, handouts: Mapping[str, bytes]) -> None:
    document = body(handouts[name])
    tables = [t for t in document.iter(f"{W}tbl") if val(t, "tblPr/tblStyle") == "Beside"]
    assert tables
    for table in tables:
        assert (val(table, "tblPr/bidiVisual") is not None) == name.startswith("ar")
        for row in table.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            assert len(cells) == 2
            mixed = cells[0 if name.startswith("ar") else 1]
            for paragraph in mixed.iter(f"{W}p"):
                if arabic(words_of(paragraph)):
                    assert val(paragraph, "pPr/bidi") is not None


@pytest.mark.parametrize("name", ["fr-ar", "ar-zh"])
def test_tables_in_two_languages_have_the_whole_width(
    name: str, handouts: Mapping[str, bytes], library: Library
) -> None:
    document = body(handouts[name])
    tables = [t for t in document.iter(f"{W}tbl") if val(t, "tblPr/tblStyle") == "HandoutTable"]
    stated = [
        sum(isinstance(block, Table) for chapter in book.chapters for block in chapter.blocks)
        for book in books_of(name, library)
    ]
    assert len(tables) == sum(stated) and stated[0] == stated[1] > 0
    directions = [val(table, "tblPr/bidiVisual") is not None for table in tables]
    assert directions == [code == "ar" for code in name.split("-")] * stated[0]
    for table in tables:
        assert table.getparent().tag == f"{W}body"
        assert int(val(table, "tblPr/tblW", "w")) > TEXT_WIDTH * 0.98


def test_a_title_of_the_user_stands_once_on_the_cover(write: Write) -> None:
    selection = Selection((PARAGRAPH,), "ar", "zh", title="My own title")
    document = body(write(selection, "docx").data)
    titles = [p for p in document.iter(f"{W}p") if val(p, "pPr/pStyle") == "Title"]
    assert [words_of(title) for title in titles] == ["My own title"]


def test_brackets_stay_with_the_words_of_another_script_that_they_hold(
    handouts: Mapping[str, bytes],
) -> None:
    runs = [words_of(run).strip("\u200e") for run in body(handouts["ar"]).iter(f"{W}r")]
    held = [run for run in runs if run.startswith("(") and run.endswith(")")]
    assert "(LDN)" in held
    for run in runs:
        if not arabic(run):
            assert run.count("(") == run.count(")"), run


def test_tables_repeat_their_head(handouts: Mapping[str, bytes], library: Library) -> None:
    document = body(handouts["en"])
    tables = [t for t in document.iter(f"{W}tbl") if val(t, "tblPr/tblStyle") == "HandoutTable"]
    (book,) = books_of("en", library)
    stated = [b for c in book.chapters for b in c.blocks if isinstance(b, Table)]
    assert len(tables) == len(stated)
    for table, block in zip(tables, stated, strict=True):
        heads = [val(row, "trPr/tblHeader") is not None for row in table.findall(f"{W}tr")]
        assert heads == [bool(n == 0 and any(block.rows[0])) for n in range(len(heads))]


def test_ordered_lists_start_anew(handouts: Mapping[str, bytes]) -> None:
    numbering = part(handouts["en"], "word/numbering.xml")
    restarted = {
        num.get(f"{W}numId")
        for num in numbering.iter(f"{W}num")
        if val(num, "lvlOverride/startOverride") == "1"
    }
    used = {
        val(paragraph, "pPr/numPr/numId")
        for paragraph in body(handouts["en"]).iter(f"{W}p")
        if (val(paragraph, "pPr/pStyle") or "").startswith("ListNumber")
    }
    assert len(used) > 1 and used == restarted


def test_another_library_opens_it(handouts: Mapping[str, bytes], library: Library) -> None:
    for name in ("en", "ar", "fr-ar"):
        document = docx.Document(io.BytesIO(handouts[name]))
        known, pack = document.core_properties, collect(SELECTIONS[name], library)[0]
        assert known.title == pack.title and known.version == pack.version
        assert known.language.startswith(name[:2]) and known.author == "LDN Guidance"
        assert known.created.date().isoformat() == known.modified.date().isoformat() == pack.day
        section = document.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert "PAGE" in section.footer._element.xpath("string(.//w:instrText)")


def test_pictures_have_alternatives(handouts: Mapping[str, bytes]) -> None:
    for name in ("en", "ar", "fr-ar"):
        known = [*body(handouts[name]).iter("{*}docPr")]
        assert known and all(each.get("descr") and each.get("title") for each in known)
        assert len({each.get("id") for each in known}) == len(known)


@pytest.mark.parametrize("number", range(len(TITLES)))
def test_a_hostile_title_is_plain_text(number: int, texts: Mapping[str, str]) -> None:
    assert bare(TITLES[number]) in bare(texts[f"title-{number}"])


def test_hostile_texts_are_plain_text(texts: Mapping[str, str], library: Library) -> None:
    pack = collect(SELECTIONS["ar"], poison(library, "ar"))[0]
    assert bare(MARK) in bare(texts["poisoned"])
    assert_in_order(texts_of(make_books([pack])[0]), texts["poisoned"])


def test_equal_packs_in_two_languages_are_equal_bytes(
    write_anew: Write, handouts: Mapping[str, bytes]
) -> None:
    assert write_anew(SELECTIONS["ar-zh"], "docx").data == handouts["ar-zh"]


def names_in_order(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from archive.namelist()


def test_holds_nothing_of_the_template(handouts: Mapping[str, bytes]) -> None:
    names = [*names_in_order(handouts["en"])]
    assert names[0] == "[Content_Types].xml"
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    with zipfile.ZipFile(io.BytesIO(handouts["en"])) as archive:
        assert not [name for name in names if b"python-docx" in archive.read(name)]


def test_titles_in_two_languages_have_lines_of_their_own(write: Write) -> None:
    data = write(Selection((COURSE,), "ru", "ar"), "docx").data
    headings = [
        p for p in docx.Document(io.BytesIO(data)).paragraphs if p.style.name == "Heading 1"
    ]
    title = next(p for p in headings if p.text.startswith(Wording("ru")("objectives")))
    assert title.text == "\n".join(Wording(code)("objectives") for code in ("ru", "ar"))
    mirrored = [
        run.text for run in title.runs if run._r.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
    ]
    assert mirrored == [Wording("ar")("objectives")]
