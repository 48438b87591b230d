"""A book as a Word file: a hand-out to print or to change, in one language or two side by side."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

import docx
from docx.document import Document

from indexer.rich_text import Block, Table
from kb_service.exports.archive import settle_archive
from kb_service.exports.book import Book, Chapter, pair_chapters
from kb_service.exports.docx_blocks import BlockWriter, Place, cell, table
from kb_service.exports.docx_styles import TEXT_WIDTH, dress
from kb_service.exports.docx_text import (
    Element,
    Footnotes,
    bookmarked,
    cite,
    element,
    field,
    foreign,
    linked,
    paragraph,
    source_bookmark,
    within,
    words,
)
from kb_service.exports.lettering import draw_png
from kb_service.exports.office import state_properties

_LONGEST_FOOT = 90
#: What stands between the titles of two languages in one line.
_SLASH = " / "
_HALF = TEXT_WIDTH // 2
#: The width of a cell's text when two stand side by side.
_HALF_TEXT = _HALF - 226


def write_document(books: Sequence[Book], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """A book, or one in two languages side by side, as a Word file."""
    document = docx.Document()
    dress(document, books[0].pack.language)
    body = document.element.body
    body[-1:] = [*_Handout(document, books, drawings).elements(), body[-1]]
    _write_footer(document, books[0])
    state_properties(document.core_properties, [book.pack for book in books])
    buffer = io.BytesIO()
    document.save(buffer)
    return settle_archive(buffer.getvalue(), books[0].pack.day)


class _Handout:
    """The body of a document, from the title to the list of sources."""

    def __init__(
        self, document: Document, books: Sequence[Book], drawings: Sequence[Mapping[str, str]]
    ) -> None:
        self._books = books
        self._part = document.part
        sources = {source.id: source for book in books for source in book.pack.sources}
        self._footnotes = Footnotes(self._part, sources)
        self._has_sources = bool(sources)
        self._writer = BlockWriter(self._part, self._footnotes)
        width = TEXT_WIDTH if len(books) == 1 else _HALF_TEXT
        self._places = [
            Place(book.pack, _pictures(found, book.pack.language.code), width)
            for book, found in zip(books, drawings, strict=True)
        ]
        self._chapters: list[tuple[Chapter, ...]] = (
            [(chapter,) for chapter in books[0].chapters]
            if len(books) == 1
            else [*pair_chapters(books)]
        )

    def elements(self) -> Iterator[Element]:
        """All that stands in the body."""
        shown = ""
        for book in self._books:
            yield from self._front(book, titled=book.title != shown)
            shown = book.title
        yield from self._contents()
        trainer = False
        for number, chapters in enumerate(self._chapters):
            starts = chapters[0].trainer and not trainer
            trainer = chapters[0].trainer
            yield self._heading(number, chapters, new_page=starts)
            yield from self._chapter(chapters)
        yield from self._sources()

    def _front(self, book: Book, *, titled: bool) -> Iterator[Element]:
        """Title, summary and facts; a title that a user gave is that of both languages."""
        code = book.pack.language.code
        if titled:
            yield paragraph("Title", code, words(book.title, code))
        if book.summary:
            yield paragraph("Subtitle", code, words(book.summary, code))
        widths = [TEXT_WIDTH // 4, TEXT_WIDTH - TEXT_WIDTH // 4]
        rows = [
            element(
                "tr",
                cell([paragraph("Table Text", code, words(label, code, bold=True))], widths[0]),
                cell([paragraph("Table Text", code, words(value, code))], widths[1]),
            )
            for label, value in book.facts
        ]
        yield table("Facts", rows, widths, code, first_row=False)
        yield paragraph("Normal", code, ())

    def _contents(self) -> Iterator[Element]:
        """The table of contents: a field that Word can renew, with its entries."""
        pack = self._books[0].pack
        code = pack.language.code
        yield paragraph("TOC Heading", code, words(pack.words("contents"), code))
        entries: list[list[Element]] = [
            [within(self._titles(chapters, _SLASH), _bookmark(number))]
            for number, chapters in enumerate(self._chapters)
        ]
        if self._has_sources:
            entries.append([within(words(pack.words("sources"), code), _bookmark(len(entries)))])
        begin, instruction, separate, end = field('TOC \\o "1-1" \\n \\h \\z \\u', ())
        entries[0] = [begin, instruction, separate, *entries[0]]
        entries[-1] = [*entries[-1], end]
        for entry in entries:
            yield paragraph("toc 1", code, entry)

    def _titles(self, chapters: Iterable[Chapter], between: str) -> Iterator[Element]:
        for number, (chapter, book) in enumerate(zip(chapters, self._books, strict=True)):
            code = book.pack.language.code
            if number:
                yield foreign(between) if between else element("r", element("br"))
            yield from words(chapter.title, code)

    def _heading(self, number: int, chapters: Sequence[Chapter], *, new_page: bool) -> Element:
        """The title of a chapter; titles in two languages are one, for the outline, in lines of
        their own, so that their directions do not mix."""
        content = bookmarked(self._titles(chapters, ""), _bookmark(number), number)
        broken = [element("pageBreakBefore")] if new_page else []
        return paragraph("heading 1", self._books[0].pack.language.code, content, *broken)

    def _chapter(self, chapters: Sequence[Chapter]) -> Iterator[Element]:
        if len(chapters) == 1:
            yield from self._standing(chapters[0], self._places[0])
            yield from self._writer.blocks(chapters[0].blocks, self._places[0])
            return
        pairs = [*zip(chapters, self._places, strict=True)]
        rows = [[[*self._standing(chapter, place, keep=False)] for chapter, place in pairs]]
        for blocks in zip_longest(*(chapter.blocks for chapter in chapters)):
            if any(isinstance(block, Table) for block in blocks):
                yield from self._beside(rows)
                rows = []
                yield paragraph("Table Text", self._books[0].pack.language.code, ())
                yield from self._below(blocks)
            else:
                rows.append(
                    [
                        [*self._writer.block(block, place)] if block else []
                        for block, place in zip(blocks, self._places, strict=True)
                    ]
                )
        yield from self._beside(rows)

    def _below(self, blocks: Iterable[Block | None]) -> Iterator[Element]:
        """Tables one below the other over the whole width: half of it would break their words."""
        for block, place in zip(blocks, self._places, strict=True):
            if block:
                yield from self._writer.block(block, replace(place, width=TEXT_WIDTH))

    def _beside(self, rows: Sequence[Sequence[Sequence[Element]]]) -> Iterator[Element]:
        """Rows of a chapter in two languages side by side, if they hold anything."""
        if not any(map(any, rows)):
            return
        yield table(
            "Beside",
            [element("tr", *(cell(each, _HALF) for each in row)) for row in rows if any(row)],
            [_HALF, _HALF],
            self._books[0].pack.language.code,
            first_row=False,
        )

    def _standing(self, chapter: Chapter, place: Place, *, keep: bool = True) -> Iterator[Element]:
        """The line under a chapter's title: status of the text, and its address.

        It does not `keep` to the next line in a table, which would then be kept on one page.
        """
        code = place.pack.language.code
        content = [*words(chapter.status, code)] if chapter.status else []
        if chapter.url:
            content += words(" · " if content else "", code)
            content += linked([foreign(chapter.url, "Hyperlink")], chapter.url, self._part)
        if content:
            loose = [] if keep else [element("keepNext", val=0)]
            yield paragraph("Standing", code, content, *loose)

    def _sources(self) -> Iterator[Element]:
        """The list of sources, to which marks lead."""
        pack = self._books[0].pack
        code = pack.language.code
        if not self._has_sources:
            return
        number = len(self._chapters)
        title = bookmarked(words(pack.words("sources"), code), _bookmark(number), number)
        yield paragraph("heading 1", code, title)
        for n, source in self._footnotes.listed():
            mark = bookmarked([foreign(f"[{n}]")], source_bookmark(n), number + n)
            tab = element("r", element("tab"))
            yield paragraph("Source", code, [*mark, tab, *cite(source, code, self._part)])


def _bookmark(chapter: int) -> str:
    """The name of a chapter's place, as Word names those of a table of contents."""
    return f"_Toc{chapter + 1:09d}"


def _pictures(drawings: Mapping[str, str], code: str) -> Callable[[str], bytes]:
    return lambda id_: draw_png(drawings[id_], code)


def _write_footer(document: Document, book: Book) -> None:
    """The title and the number of the page, at the foot of every page."""
    code = book.pack.language.code
    title = book.title
    if len(title) > _LONGEST_FOOT:
        title = title[: _LONGEST_FOOT - 1] + "…"
    before, _, after = book.pack.words("page").partition("{page}")
    content = [
        *words(title, code),
        element("r", element("tab")),
        *(words(before, code) if before else ()),
        *field("PAGE", words("1", code)),
        *(words(after, code) if after else ()),
    ]
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    footer._element[:] = [paragraph("footer", code, content)]
