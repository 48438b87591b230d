"""Markdown files, read by markdown-it as CommonMark with tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import lxml.html
import pytest
from compare import assert_in_order, bare, texts_of
from hostile import TITLES, poison
from markdown_it import MarkdownIt
from readers import read_md
from samples import PAGE, Write, book_of, choose

from indexer.languages import CODES, LANGUAGES
from indexer.rich_text import Listing, Prose, Run, Table
from kb_service.exports.library import export
from kb_service.exports.markdown import render_book
from kb_service.exports.pack import Library
from kb_service.exports.selection import Selection
from kb_service.exports.words import Wording

PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-7"
#: What could be taken for markup, at the beginning of a line and elsewhere.
TRAPS = (
    "# heading", "- item", "+ item", "1. item", "23) item", "> quoted", "---", "===", "    far in",
    "| a | b |", "```", "~~~", "[a]: https://b.example", "<br>", "&amp;", "*a* _b_ `c`", "a\\",
    "[link](https://x.example) ![i](j)", "ends with #", "$x$ {.class} ~~gone~~ ^1^", ": term",
)  # fmt: skip


def open_page(text: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(MarkdownIt("commonmark").enable("table").render(text))


def source_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("README.md").decode()


@pytest.fixture(scope="session")
def files(write: Write) -> Mapping[str, bytes]:
    """A course and a page as Markdown in each language."""
    return {code: write(choose(code), "md").data for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_file_holds_every_text_in_order(
    code: str, files: Mapping[str, bytes], library: Library
) -> None:
    book = book_of(choose(code), library)
    found = read_md(files[code])
    assert_in_order(texts_of(book), found)
    assert_in_order([*book.facts[0], book.pack.words("contents")], found)


@pytest.mark.parametrize("code", CODES)
def test_markup_is_that_of_the_blocks(
    code: str, files: Mapping[str, bytes], library: Library
) -> None:
    book, page = book_of(choose(code), library), open_page(source_of(files[code]))
    chapters = [chapter.title for chapter in book.chapters]
    words = book.pack.words
    titles = [heading.text_content() for heading in page.iter("h2")]
    assert titles == [words("contents"), *chapters, words("sources")]
    assert [heading.text_content() for heading in page.iter("h1")] == [book.title]
    blocks = [block for chapter in book.chapters for block in chapter.blocks]
    assert len(list(page.iter("table"))) == sum(block.kind == "table" for block in blocks)
    quoted = [block for block in blocks if block.kind in {"verbatim", "quotation"}]
    assert len(list(page.iter("blockquote"))) == len(quoted)
    sources = page.xpath("(//ol)[last()]/li")
    assert len(sources) == len(book.pack.sources)
    for item, source in zip(sources, book.pack.sources, strict=True):
        assert item.text_content().startswith(source.citation)
        assert source.url in ["", *item.xpath(".//a/@href")]


@pytest.mark.parametrize("code", CODES)
def test_emphasis_leaves_no_asterisks(
    code: str, files: Mapping[str, bytes], library: Library
) -> None:
    assert "*" not in "".join(texts_of(book_of(choose(code), library)))
    page = open_page(source_of(files[code]))
    assert "*" not in page.text_content()
    assert len(page.xpath("//strong")) > 50


@pytest.mark.parametrize("code", ["ar", "zh"])
def test_links_and_pictures_lead_somewhere(code: str, files: Mapping[str, bytes]) -> None:
    page = open_page(source_of(files[code]))
    ids = set(page.xpath("//@id"))
    inside = [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
    assert len(inside) > 20 and set(inside) <= ids
    names = zipfile.ZipFile(io.BytesIO(files[code])).namelist()
    assert set(page.xpath("//img/@src")) == set(names) - {"README.md"} != set()
    assert all(page.xpath("//img/@alt"))


def test_arabic_runs_from_right_to_left(files: Mapping[str, bytes]) -> None:
    page = open_page(source_of(files["ar"]))
    (outer,) = page.xpath("//div[@dir]")
    assert outer.get("dir") == "rtl" and outer.get("lang") == "ar"
    assert outer.xpath(".//h1") and outer.xpath("(.//ol)[last()]/li")
    assert "<div" not in source_of(files["zh"])


def test_text_as_issued_keeps_its_direction(
    library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    items = {**library.items["ar"], PARAGRAPH: library.items["zh"][PARAGRAPH]}
    changed = replace(library, items={**library.items, "ar": items})
    data = export(Selection((PARAGRAPH,), "ar"), "md", changed, [drawings["ar"]]).data
    page = open_page(source_of(data))
    (quoted,) = page.xpath("//blockquote//div")
    assert (quoted.get("dir"), quoted.get("lang")) == ("ltr", LANGUAGES["zh"].tag)
    assert bare(Wording("ar")("issued", language="الصينية")) in bare(page.text_content())


@pytest.mark.parametrize("title", [*TITLES, *TRAPS])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_hostile_titles_are_plain_text(code: str, title: str, write: Write) -> None:
    data = write(Selection((PAGE,), code, title=title, audience=title), "md").data
    page = open_page(source_of(data))
    (heading,) = page.iter("h1")
    assert bare(heading.text_content()) == bare(title) and len(heading) == 0
    fact = page.xpath("(//ul)[1]/li[1]")[0]
    assert bare(fact.text_content()).endswith(bare(title)) and len(fact) == 1


def test_hostile_texts_are_plain_text(
    library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    poisoned = poison(library, "ar")
    data = export(choose("ar"), "md", poisoned, [drawings["ar"]]).data
    assert_in_order(texts_of(book_of(choose("ar"), poisoned)), read_md(data))
    assert not open_page(source_of(data)).xpath("//i | //script")


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_are_plain_text_in_every_block(trap: str, library: Library) -> None:
    book = book_of(Selection((PAGE,), "en"), library)
    runs = (Run(text=trap),)
    styled = (Run(text=trap, bold=True), Run(text=trap, italic=True), Run(text=trap, link="x/"))
    cells = (runs, styled)
    blocks = (
        Prose(runs=runs),
        Prose(runs=styled),
        Listing(ordered=False, items=((Prose(runs=runs), Prose(runs=runs)),)),
        Listing(ordered=False, items=((Prose(runs=runs),),)),
        Listing(ordered=True, items=((Prose(runs=runs),), (Prose(runs=styled),))),
        Table(rows=(cells, cells)),
    )
    chapter = replace(book.chapters[0], title=trap, blocks=blocks)
    text = render_book(replace(book, chapters=(chapter,)), lambda id_: id_)
    page = open_page(text.partition("## <a")[2])
    assert bare(page.text_content()).count(bare(trap)) == 1 + 1 + 3 + 3 + 4 + 8
    assert len(page.xpath("//table")) == 1 and len(page.xpath("//ul")) == 2
    assert not page.xpath("//pre | //code | //blockquote | //hr | //h1 | //br")


def test_emphasis_beside_letters_holds(library: Library) -> None:
    book = book_of(Selection((PAGE,), "zh"), library)
    runs = (
        Run(text="术语：", bold=True),
        Run(text="土地", italic=True),
        Run(text="（甲）", bold=True, italic=True),
        Run(text="退化"),
        Run(text="零增长", bold=True),
        Run(text="。"),
    )
    chapter = replace(book.chapters[0], blocks=(Prose(runs=runs),))
    text = render_book(replace(book, chapters=(chapter,)), lambda id_: id_)
    page = open_page(text.partition("## <a")[2])
    assert page.xpath("//strong/text()")[-2:] == ["术语：", "零增长"]
    assert page.xpath("//em/text()") == ["土地", "（甲）"]
    assert "**零增长**" in text


def test_learners_get_no_answers(write: Write) -> None:
    text = read_md(write(replace(choose("en"), edition="learner"), "md").data)
    words = Wording("en")
    assert words("quiz") in text
    assert words("answers") not in text and words("for_trainers") not in text
