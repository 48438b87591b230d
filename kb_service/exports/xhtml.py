"""Blocks as XHTML: for HTML files, EPUB, and the packages of learning platforms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from markupsafe import Markup, escape

from indexer.directions import SIGNED, is_mirrored
from indexer.languages import LANGUAGES
from indexer.rich_text import Block, Run, Verbatim
from kb_service.exports.book import Book, Chapter, pair_chapters
from kb_service.exports.pack import Pack

#: Gives the address of the picture of a drawing, by its id.
Pictures = Callable[[str], str]


def render_blocks(
    blocks: Iterable[Block], pack: Pack, pictures: Pictures, *, level: int = 2
) -> Markup:
    """Blocks in a pack's language; headings of level 1 become those of `level`."""
    return Markup("").join(_block(block, pack, pictures, level) for block in blocks)


def say(text: str, pack: Pack) -> Markup:
    """Plain words of a pack, in which every number keeps its sign before it."""
    if not is_mirrored(pack.language.code):
        return escape(text)
    return Markup(SIGNED.sub(r'<bdi dir="ltr">\g<0></bdi>', str(escape(text))))


def render_runs(runs: Iterable[Run], pack: Pack) -> Markup:
    """Runs with links and marks of sources."""
    return Markup("").join(_run(run, pack) for run in runs)


def render_chapter(chapter: Chapter, pack: Pack, pictures: Pictures) -> Markup:
    """A chapter as a section with its title, status and address."""
    return Markup('<section id="{}"{}><h2>{}</h2>{}{}</section>').format(
        chapter.id,
        Markup(' class="trainer"') if chapter.trainer else "",
        chapter.title,
        _standing(chapter, pack),
        render_blocks(chapter.blocks, pack, pictures, level=3),
    )


def render_beside(books: Sequence[Book], pictures: Sequence[Pictures]) -> Markup:
    """The chapters of two languages side by side: a table whose rows are blocks."""
    parts = []
    for pair in pair_chapters(books):
        rows = [tuple(Markup("<h2>{}</h2>").format(chapter.title) for chapter in pair)]
        rows.append(tuple(_standing(c, book.pack) for c, book in zip(pair, books, strict=True)))
        columns = [
            [_block(block, book.pack, find, 3) for block in chapter.blocks]
            for chapter, book, find in zip(pair, books, pictures, strict=True)
        ]
        rows += zip_longest(*columns, fillvalue=Markup(""))
        body = Markup("").join(
            Markup("<tr>{}</tr>").format(
                Markup("").join(
                    Markup('<td lang="{}" dir="{}">{}</td>').format(
                        book.pack.language.tag, book.pack.language.direction, cell
                    )
                    for cell, book in zip(row, books, strict=True)
                )
            )
            for row in rows
        )
        kind = "beside trainer" if pair[0].trainer else "beside"
        parts.append(Markup('<table id="{}" class="{}">{}</table>').format(pair[0].id, kind, body))
    return Markup("").join(parts)


def render_front(book: Book) -> Markup:
    """Title, summary and facts of a book."""
    language = book.pack.language
    return Markup('<header lang="{}" dir="{}"><h1>{}</h1>{}</header>').format(
        language.tag, language.direction, book.title, render_facts(book)
    )


def render_facts(book: Book) -> Markup:
    """Summary and facts of a book."""
    summary = Markup('<p class="summary">{}</p>').format(book.summary) if book.summary else ""
    facts = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(label, value) for label, value in book.facts
    )
    return Markup("{}<dl>{}</dl>").format(summary, facts)


def render_sources(pack: Pack) -> Markup:
    """The list of sources, to which the marks lead."""
    if not pack.sources:
        return Markup("")
    entries = Markup("").join(
        Markup('<li id="source-{}" value="{}"><span dir="ltr">{}</span>{}</li>').format(
            each.id,
            each.number,
            each.citation,
            Markup(' <a href="{}" dir="ltr">{}</a>').format(pack.url(each.url), each.url)
            if each.url
            else "",
        )
        for each in pack.sources
    )
    return Markup('<section id="sources"><h2>{}</h2><ol>{}</ol></section>').format(
        pack.words("sources"), entries
    )


def open_outside(page: Markup) -> Markup:
    """A page whose links to the web open beside it, where they would take its place."""
    opened = Markup('<a target="_blank" rel="noopener" href="http')
    return page.replace(Markup('<a href="http'), opened)


def _standing(chapter: Chapter, pack: Pack) -> Markup:
    """The line under a chapter's title: status of the text, and its address."""
    if not chapter.status and not chapter.url:
        return Markup("")
    link = Markup('<a href="{0}" dir="ltr">{0}</a>').format(chapter.url) if chapter.url else ""
    return Markup('<p class="standing">{} {}</p>').format(chapter.status, link)


def _block(block: Block, pack: Pack, pictures: Pictures, level: int) -> Markup:
    match block.kind:
        case "heading":
            tag = Markup("h{}").format(level + block.level - 1)
            return Markup("<{0}>{1}</{0}>").format(tag, render_runs(block.runs, pack))
        case "prose":
            return Markup("<p>{}</p>").format(render_runs(block.runs, pack))
        case "list":
            tag = Markup("ol" if block.ordered else "ul")
            items = Markup("").join(_item(item, pack, pictures, level) for item in block.items)
            return Markup("<{0}>{1}</{0}>").format(tag, items)
        case "table":
            head, *body = block.rows
            rows = Markup("").join(_row(row, pack, "td") for row in body)
            top = _row(head, pack, "th") if any(head) else Markup("")
            thead = Markup("<thead>{}</thead>").format(top) if top else ""
            return Markup("<table>{}<tbody>{}</tbody></table>").format(thead, rows)
        case "quotation":
            inside = render_blocks(block.blocks, pack, pictures, level=level)
            return Markup("<blockquote>{}</blockquote>").format(inside)
        case "drawing":
            return Markup(
                '<figure><img src="{}" alt="{}"/><figcaption>{}</figcaption></figure>'
            ).format(pictures(block.id), block.description, block.title)
    return _verbatim(block, pack)


def _item(item: Sequence[Block], pack: Pack, pictures: Pictures, level: int) -> Markup:
    """A list item; one paragraph alone needs no element of its own."""
    first = item[0] if item else None
    if first is not None and first.kind == "prose":
        inside = render_runs(first.runs, pack)
        return Markup("<li>{}{}</li>").format(
            inside, render_blocks(item[1:], pack, pictures, level=level)
        )
    return Markup("<li>{}</li>").format(render_blocks(item, pack, pictures, level=level))


def _row(row: Sequence[Sequence[Run]], pack: Pack, tag: str) -> Markup:
    name = Markup(tag)
    return Markup("<tr>{}</tr>").format(
        Markup("").join(Markup("<{0}>{1}</{0}>").format(name, render_runs(c, pack)) for c in row)
    )


def _verbatim(block: Verbatim, pack: Pack) -> Markup:
    """A paragraph of a decision: its verses, then what it is, its status and address."""
    language = LANGUAGES[block.language]
    verses = Markup("").join(
        Markup('<p class="verse depth-{}">{}{}</p>').format(
            verse.depth,
            Markup('<span class="marker">{}</span> ').format(verse.marker) if verse.marker else "",
            verse.text,
        )
        for verse in block.verses
    )
    return Markup(
        '<blockquote class="verbatim"><div lang="{}" dir="{}">{}</div><p class="standing">'
        '<a href="{}">{} · <bdi dir="ltr">{}</bdi></a> · {}</p></blockquote>'
    ).format(
        language.tag,
        language.direction,
        verses,
        pack.url(block.path),
        pack.name_paragraph(block),
        block.symbol,
        pack.standing_of(block),
    )


def _run(run: Run, pack: Pack) -> Markup:
    if run.source:
        number = pack.number_of(run.source)
        return Markup('<sup><a href="#source-{}">[{}]</a></sup>').format(run.source, number)
    text = say(run.text, pack)
    if run.bold:
        text = Markup("<strong>{}</strong>").format(text)
    if run.italic:
        text = Markup("<em>{}</em>").format(text)
    return Markup('<a href="{}">{}</a>').format(pack.url(run.link), text) if run.link else text
