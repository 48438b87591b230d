"""PDF hand-outs, read by pypdf through their tags and by Poppler's pdftotext."""

from __future__ import annotations

import io
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from compare import assert_in_order, bare, texts_of
from hostile import TITLES, poison
from pypdf import PdfReader
from readers import read_pdf
from samples import PAGE, Write, book_of, choose
from tagged_pdf import alternatives, languages, structure

from indexer.languages import CODES, LANGUAGES
from indexer.rich_text import Block, plain_blocks
from kb_service.exports.formats import FORMATS
from kb_service.exports.library import export
from kb_service.exports.pack import Library
from kb_service.exports.pdf import check_letters
from kb_service.exports.selection import PackError, Selection
from kb_service.exports.typst_text import break_words, measure, shorten
from kb_service.exports.words import Wording

PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-7"


@pytest.fixture(scope="session")
def handouts(write: Write) -> Mapping[str, bytes]:
    """A course and a page as PDF in each language."""
    return {code: write(choose(code), "pdf").data for code in CODES}


@pytest.fixture(scope="session")
def printed(handouts: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The same as pdftotext reads it from the page, without footers."""
    folder, found = tmp_path_factory.mktemp("pdf"), {}
    for code, data in handouts.items():
        (folder / f"{code}.pdf").write_bytes(data)
        area = ["-x", "0", "-y", "0", "-W", "596", "-H", "782"]
        command = ["pdftotext", *area, str(folder / f"{code}.pdf"), "-"]
        shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        found[code] = shown.replace("\u2060", "")
    return found


def links_of(reader: PdfReader) -> Iterator[dict]:
    for page in reader.pages:
        for note in page.get("/Annots", []):
            yield note.get_object()


@pytest.mark.parametrize("code", CODES)
def test_tags_hold_every_text_in_order(
    code: str, handouts: Mapping[str, bytes], library: Library
) -> None:
    assert_in_order(texts_of(book_of(choose(code), library)), read_pdf(handouts[code]))


@pytest.mark.parametrize("code", [code for code in CODES if code != "ar"])
def test_page_shows_every_text_in_order(
    code: str, printed: Mapping[str, str], library: Library
) -> None:
    """Words of tables apart, whose lines cross, and hyphens, which a reader drops at line ends."""
    book = book_of(choose(code), library)
    texts = [
        text.replace("-", "")
        for chapter in book.chapters
        for block in chapter.blocks
        if block.kind != "table"
        for text in plain_blocks([block])
    ]
    assert len(texts) > 200
    assert_in_order(texts, printed[code].replace("-", ""))


def test_arabic_page_shows_every_word(printed: Mapping[str, str], library: Library) -> None:
    """pdftotext puts vowel signs beside their words, so words with them are left to the tags."""
    text = " ".join(texts_of(book_of(choose("ar"), library)))
    shown = re.sub("[\u200e\u200f\u202a-\u202e]", "", printed["ar"])
    words = re.findall("[\u0621-\u0652]+", text)
    plain = {word for word in words if not re.search("[\u064b-\u0652]", word)}
    assert len(plain) > 1500
    assert plain - set(re.findall("[\u0621-\u064a]+", shown)) == set()


@pytest.mark.parametrize("code", CODES)
def test_document_says_what_it_is(
    code: str, handouts: Mapping[str, bytes], library: Library
) -> None:
    reader = PdfReader(io.BytesIO(handouts[code]))
    root, book = reader.trailer["/Root"], book_of(choose(code), library)
    assert root["/Lang"] == {"zh": "zh-CN"}.get(code, code)
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/ViewerPreferences"]["/Direction"] == (
        "/R2L" if LANGUAGES[code].direction == "rtl" else "/L2R"
    )
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata["/Title"] == book.title
    assert reader.metadata["/CreationDate"][2:10] == library.day.replace("-", "")
    assert {page.mediabox.width for page in reader.pages} == {595.2756}
    chapters = [chapter.title for chapter in book.chapters]
    outline = [each.title for each in reader.outline if not isinstance(each, list)]
    assert outline[-len(chapters) - 1 : -1] == chapters
    assert outline[-1] == book.pack.words("sources")


@pytest.mark.parametrize("code", CODES)
def test_structure_is_that_of_the_blocks(
    code: str, handouts: Mapping[str, bytes], library: Library
) -> None:
    book, tags = book_of(choose(code), library), structure(handouts[code])

    def count(blocks: tuple[Block, ...], kinds: set[str]) -> int:
        inner = [b for block in blocks if block.kind == "quotation" for b in block.blocks]
        return sum(block.kind in kinds for block in (*blocks, *inner))

    blocks = tuple(block for chapter in book.chapters for block in chapter.blocks)
    assert tags.count("/H1") == len(book.chapters) + 2  # contents and sources
    assert tags.count("/H2") == count(blocks, {"heading"})
    assert tags.count("/Table") == count(blocks, {"table"})
    assert tags.count("/BlockQuote") == count(blocks, {"verbatim", "quotation"})
    assert tags.count("/Title") == 1
    drawn = [block.description for block in blocks if block.kind == "drawing"]
    assert alternatives(handouts[code]) == drawn != []


def test_links_are_live(handouts: Mapping[str, bytes], library: Library) -> None:
    reader = PdfReader(io.BytesIO(handouts["ar"]))
    book = book_of(choose("ar"), library)
    links = list(links_of(reader))
    targets = {str(link["/A"]["/URI"]) for link in links if "/URI" in link.get("/A", {})}
    assert targets >= {chapter.url for chapter in book.chapters if chapter.url}
    assert targets >= {source.url for source in book.pack.sources if source.url}
    assert book.pack.address in targets
    inside = [link for link in links if "/Dest" in link or "/D" in link.get("/A", {})]
    assert len(inside) > len(book.chapters) + len(book.pack.sources)


def test_right_to_left_text_begins_at_the_right(handouts: Mapping[str, bytes]) -> None:
    """Titles of paragraphs stand at the right edge in Arabic, in English at the left."""

    def edges(code: str, word: str) -> tuple[float, float]:
        command = ["pdftotext", "-bbox", "-", "-"]
        shown = subprocess.run(command, input=handouts[code], capture_output=True, check=True)
        pattern = rf'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">{word}<'
        found = re.findall(
            pattern, re.sub("[\u200e\u200f\u202a-\u202e]", "", shown.stdout.decode())
        )
        assert found
        return min(float(left) for left, _ in found), max(float(right) for _, right in found)

    assert edges("en", "Paragraph")[0] < 90
    assert edges("ar", "(?:الفقرة|ةرقفلا)")[1] > 500


def test_trainers_part_begins_on_pages_of_its_own(handouts: Mapping[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(handouts["en"]))
    label = Wording("en")("for_trainers")
    pages = [page.extract_text() for page in reader.pages]
    labelled = [number for number, text in enumerate(pages) if text.lstrip().startswith(label)]
    assert len(labelled) == 4  # plan, slides, key, answers
    footed = [number for number, text in enumerate(pages) if f" · {label}" in text]
    assert footed == list(range(labelled[0], len(pages)))[: len(footed)]
    assert all(f"Page {number}" in text for number, text in enumerate(pages, 1))


def test_learners_get_no_answers(write: Write) -> None:
    text = read_pdf(write(replace(choose("en"), edition="learner"), "pdf").data)
    words = Wording("en")
    assert bare(words("answers")) not in bare(text) and words("for_trainers") not in text
    assert words("quiz") in text


@pytest.mark.parametrize("title", [*TITLES, "ا" * 200, "!" * 200, "中" * 200])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_hostile_titles_are_plain_text(code: str, title: str, write: Write) -> None:
    chosen = Selection((PAGE,), code, title=title, audience=title)
    data = write(chosen, "pdf").data
    assert_in_order([title, title], read_pdf(data))
    assert PdfReader(io.BytesIO(data)).metadata["/Title"] == title.strip()


def test_hostile_texts_are_plain_text(
    library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    poisoned = poison(library, "ar")
    data = export(choose("ar"), "pdf", poisoned, [drawings["ar"]]).data
    assert_in_order(texts_of(book_of(choose("ar"), poisoned)), read_pdf(data))


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [("title", "Land 🌍 and soil", "U+1F30D"), ("audience", "मिट्टी", "U+092E")],
)
def test_letters_without_a_glyph_are_refused(
    field: str, text: str, found: str, write: Write
) -> None:
    selection = replace(Selection((PAGE,), "en"), **{field: text})
    with pytest.raises(PackError, match=re.escape(found)) as raised:
        write(selection, "pdf")
    assert raised.value.field == field
    assert write(selection, "epub").data


def test_fonts_have_every_character_of_the_knowledge_base(library: Library) -> None:
    texts = [json.dumps(library.sources, ensure_ascii=False)]
    texts += [i.model_dump_json() for items in library.items.values() for i in items.values()]
    signs = {sign for text in texts for sign in set(text) if unicodedata.category(sign)[0] != "M"}
    check_letters("title", " ".join(sorted(signs)))


def test_text_as_issued_keeps_its_direction_and_font(
    library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    issued = library.items["zh"][PARAGRAPH]
    items = {**library.items, "ar": {**library.items["ar"], PARAGRAPH: issued}}
    selection = Selection((PARAGRAPH,), "ar")
    data = export(selection, "pdf", replace(library, items=items), [drawings["ar"]]).data
    text = read_pdf(data)
    assert_in_order(plain_blocks(issued.blocks), text)
    assert bare(Wording("ar")("issued", language="الصينية")) in bare(text)
    reader = PdfReader(io.BytesIO(data))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("NotoSansCJKsc" in font for font in fonts)
    assert ("/BlockQuote", "zh-CN") in languages(data)


def test_packs_of_hundreds_of_items_are_written(write: Write, library: Library) -> None:
    kinds = {"page", "paragraph", "term"}
    ids = [id_ for id_, item in library.items["en"].items() if item.kind in kinds]
    reader = PdfReader(io.BytesIO(write(Selection(tuple(ids[:300]), "en"), "pdf").data))
    assert len(ids) >= 250 and len(reader.pages) > 150


def test_there_is_no_pdf_in_two_languages(write: Write) -> None:
    assert not FORMATS["pdf"].bilingual
    with pytest.raises(PackError, match="second"):
        write(replace(choose("en"), second="fr"), "pdf")


def test_words_without_end_may_break() -> None:
    assert break_words("short words stay") == "short words stay"
    broken = break_words("e\u0301" * 40)
    assert broken.replace("\u200b", "") == "e\u0301" * 40
    assert all(not part.startswith("\u0301") for part in broken.split("\u200b"))


def test_footers_shorten_titles() -> None:
    assert shorten("short", 70) == "short"
    assert shorten("土地" * 40, 70).endswith("…") and measure(shorten("土地" * 40, 70)) <= 70
