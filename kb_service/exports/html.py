"""A book as one HTML file, and as a folder that works from a USB stick."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kb_service.exports.archive import write_archive
from kb_service.exports.book import Book
from kb_service.exports.pictures import place_drawings, stand_alone
from kb_service.exports.xhtml import (
    Pictures,
    open_outside,
    render_beside,
    render_chapter,
    render_front,
    render_sources,
)

STYLE = """
:root { color-scheme: light; --ink: #2b2119; --muted: #655646; --line: #e0d5c4; --clay: #93421c; }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: var(--ink); background: #fff;
  font: 1.05rem/1.6 system-ui, "Noto Sans", sans-serif; }
:lang(ar) { font-family: "Noto Naskh Arabic", "Geeza Pro", "Segoe UI", Tahoma, sans-serif;
  line-height: 1.9; }
:lang(zh) { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { border-block-end: .3rem solid var(--clay); padding-block-end: .5rem; }
h2 { margin-block-start: 2.5rem; }
a { color: var(--clay); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt, .standing { color: var(--muted); }
dd { margin: 0; }
.standing { font-size: .875em; }
.summary { font-size: 1.15em; }
blockquote { margin-inline: 0; padding-inline: 1rem;
  border-inline-start: .25rem solid var(--clay); }
.marker { font-weight: 600; }
.depth-1 { margin-inline-start: 1.5rem; }
.depth-2 { margin-inline-start: 3rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; text-align: start;
  vertical-align: top; }
.beside { table-layout: fixed; margin-block: 1.5rem; }
.beside > tbody > tr > td { border-width: 0 0 1px; }
figure { margin-inline: 0; }
img { max-width: 100%; height: auto; }
.trainer { border-block-start: 1px dashed var(--line); }
body:has(.beside) { max-width: 72rem; }
@media print { body { margin: 0; max-width: none; } h2, h3 { break-after: avoid; }
  section.trainer { break-before: page; } figure, tr, blockquote { break-inside: avoid; } }
"""


def write_page(books: Sequence[Book], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """A book, or one in two languages side by side, as one HTML file that needs no other."""

    def embed(svg: str) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()

    pictures = [
        lambda id_, b=book, d=found: embed(stand_alone(d[id_], b.pack.language.code))
        for book, found in zip(books, drawings, strict=True)
    ]
    style = Markup("<style>{}</style>").format(Markup(STYLE))
    # It may be shown in a frame, from which links must lead out.
    return open_outside(_lay_out(books, pictures, style)).encode()


def write_folder(books: Sequence[Book], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The same as a ZIP with style and pictures as files of their own."""
    used: dict[str, bytes] = {}
    pictures = [
        place_drawings(found, book.pack.language.code, used)
        for book, found in zip(books, drawings, strict=True)
    ]
    link = Markup('<link rel="stylesheet" href="style.css">')
    page = _lay_out(books, pictures, link).encode()
    files = [("index.html", page), ("style.css", STYLE.encode()), *sorted(used.items())]
    return write_archive(files, books[0].pack.day)


def _lay_out(books: Sequence[Book], pictures: Sequence[Pictures], style: Markup) -> Markup:
    book = books[0]
    language = book.pack.language
    if len(books) == 1:
        body = Markup("").join(
            render_chapter(chapter, book.pack, pictures[0]) for chapter in book.chapters
        )
    else:
        body = render_beside(books, pictures)
    contents = Markup("").join(
        Markup('<li><a href="#{}">{}</a></li>').format(each.id, each.title)
        for each in book.chapters
    )
    return Markup(
        '<!doctype html>\n<html lang="{}" dir="{}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="dcterms.date" content="{}">'
        "<title>{}</title>"
        "{}</head>\n<body>{}<nav><h2>{}</h2><ol>{}</ol></nav>{}{}</body>\n</html>\n"
    ).format(
        language.tag,
        language.direction,
        book.pack.day,
        book.title,
        style,
        Markup("").join(render_front(each) for each in books),
        book.pack.words("contents"),
        contents,
        body,
        render_sources(book.pack),
    )
