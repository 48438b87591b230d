"""A book as EPUB 3: one XHTML file for each chapter, and a table of contents for old readers too.

Publication, package and navigation as in EPUB 3.3 (W3C), accessibility metadata as in EPUB
Accessibility 1.1; EPUBCheck is the judge.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kb_service.exports.archive import write_archive
from kb_service.exports.book import Book, Chapter
from kb_service.exports.pictures import place_drawings
from kb_service.exports.xhtml import Pictures, render_chapter, render_front, render_sources

_XML = Markup('<?xml version="1.0" encoding="utf-8"?>\n')
_CONTAINER = _XML + Markup(
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
_STYLE = """\
body { color: #2b2119; line-height: 1.55; }
:lang(ar) { line-height: 1.8; }
h1, h2, h3 { line-height: 1.3; color: #93421c; page-break-after: avoid; break-after: avoid; }
h1 { color: #2b2119; border-bottom: 0.2em solid #93421c; padding-bottom: 0.4em; }
a { color: #93421c; overflow-wrap: anywhere; }
dl { margin: 1em 0; }
dt { color: #655646; }
dd { margin: 0 0 0.6em; }
.standing { color: #655646; font-size: 0.85em; }
.summary { font-size: 1.15em; }
.for-trainers { display: inline-block; background: #93421c; color: #fff; font-size: 0.85em;
  font-weight: bold; padding: 0.2em 0.6em; border-radius: 0.2em; }
blockquote { margin: 1em 0; padding: 0.2em 1em; border-left: 0.2em solid #e0d5c4; }
blockquote.verbatim { border-left-color: #93421c; background: #faf6f0; color: #2b2119; }
[dir="rtl"] blockquote { border-left: 0; border-right: 0.2em solid #e0d5c4; }
[dir="rtl"] blockquote.verbatim { border-right-color: #93421c; }
.verbatim [lang="zh-Hans"] { font-family: "Noto Sans CJK SC", "PingFang SC", sans-serif; }
.verbatim [lang="ar"] { font-family: "Noto Naskh Arabic", "Geeza Pro", serif; }
.marker { font-weight: bold; }
[dir="ltr"] .depth-1 { margin-left: 1.2em; }
[dir="ltr"] .depth-2 { margin-left: 2.4em; }
[dir="rtl"] .depth-1 { margin-left: 0; margin-right: 1.2em; }
[dir="rtl"] .depth-2 { margin-left: 0; margin-right: 2.4em; }
[dir="rtl"] [dir="ltr"] .depth-1 { margin-left: 1.2em; margin-right: 0; }
[dir="rtl"] [dir="ltr"] .depth-2 { margin-left: 2.4em; margin-right: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #e0d5c4; padding: 0.3em 0.5em; text-align: left; vertical-align: top; }
[dir="rtl"] th, [dir="rtl"] td { text-align: right; }
figure { margin: 1.2em 0; page-break-inside: avoid; break-inside: avoid; }
figcaption { color: #655646; font-size: 0.85em; }
img { max-width: 100%; }
em:lang(ar), em:lang(zh) { font-style: normal; }
[dir="rtl"] #sources span, [dir="rtl"] #sources a { display: block; text-align: left; }
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the spine: its name, its title, and what stands in its body."""

    name: str
    title: str
    body: Markup


def write_epub(books: Sequence[Book], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """A book as EPUB 3 with everything in it but fonts."""
    book = books[0]
    used: dict[str, bytes] = {}
    place = place_drawings(drawings[0], book.pack.language.code, used)
    parts = [
        Part("cover.xhtml", book.title, Markup("<section>{}</section>").format(render_front(book))),
        *(
            Part(f"{each.id}.xhtml", each.title, _render(each, book, place))
            for each in book.chapters
        ),
    ]
    if book.pack.sources:
        parts.append(Part("sources.xhtml", book.pack.words("sources"), render_sources(book.pack)))
    texts = {
        "package.opf": _describe(book, parts, sorted(used)),
        "nav.xhtml": _navigate(book, parts),
        "toc.ncx": _navigate_old(book, parts),
        "style.css": _STYLE,
        **{part.name: _lay_out(book, part.title, _refer(part.body)) for part in parts},
    }
    files = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", _CONTAINER.encode()),
        *((f"EPUB/{name}", text.encode()) for name, text in texts.items()),
        *((f"EPUB/{name}", data) for name, data in sorted(used.items())),
    ]
    return write_archive(files, book.pack.day, stored=frozenset({"mimetype"}))


def identify(book: Book) -> str:
    """The identifier of a book, the same for every state of its texts."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{book.pack.address}&{book.pack.edition}").urn


def _render(chapter: Chapter, book: Book, place: Pictures) -> Markup:
    label = book.pack.words("for_trainers")
    mark = Markup('<p class="for-trainers">{}</p>').format(label) if chapter.trainer else Markup("")
    return mark + render_chapter(chapter, book.pack, place)


def _refer(body: Markup) -> Markup:
    """A body whose marks lead to the file of sources, and say what they are.

    A quotation mark of any text is escaped, so that only our own attributes are found.
    """
    mark = '<a epub:type="biblioref" role="doc-biblioref" href="sources.xhtml#source-'
    found = str(body).replace('<a href="#source-', mark)
    chapter = '<section epub:type="chapter" role="doc-chapter" id="'
    sources = '<section epub:type="bibliography" role="doc-bibliography" id="sources"'
    found = found.replace('<section id="sources"', sources).replace('<section id="', chapter)
    return Markup(found.replace("<section>", '<section epub:type="titlepage">'))


def _lay_out(book: Book, title: str, body: Markup) -> Markup:
    language = book.pack.language
    return _XML + Markup(
        '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"'
        ' xmlns:epub="http://www.idpf.org/2007/ops" lang="{0}" xml:lang="{0}" dir="{1}">'
        '<head><title>{2}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>'
        "<body>{3}</body></html>\n"
    ).format(language.tag, language.direction, title, body)


def _describe(book: Book, parts: Sequence[Part], pictures: Sequence[str]) -> Markup:
    """The package document: metadata, manifest and spine."""
    direction = Markup(' page-progression-direction="rtl"')
    language = book.pack.language
    items = Markup("").join(
        Markup('<item id="{}" href="{}" media-type="{}"{}/>').format(id_, name, kind, properties)
        for id_, name, kind, properties in _list(parts, pictures)
    )
    spine = Markup("").join(
        Markup('<itemref idref="part-{}"/>').format(number) for number in range(len(parts))
    )
    return _XML + Markup(
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
        ' xml:lang="{}" dir="{}">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{}</metadata>'
        '<manifest>{}</manifest><spine toc="ncx"{}>{}</spine></package>\n'
    ).format(
        language.tag,
        language.direction,
        Markup("").join(_metadata(book, bool(pictures))),
        items,
        direction if language.direction == "rtl" else "",
        spine,
    )


def _metadata(book: Book, pictured: bool) -> Iterator[Markup]:
    pack = book.pack
    told = pack.words("semicolon").join(
        pack.words("labelled", label=label, text=text) for label, text in book.facts
    )
    state = pack.words("state", day=pack.day, version=pack.version)
    yield Markup('<dc:identifier id="id">{}</dc:identifier>').format(identify(book))
    for name, value in (
        ("title", book.title),
        ("language", pack.language.tag),
        ("publisher", "LDN Guidance"),
        ("date", pack.day),
        ("description", " ".join(filter(None, (book.summary, f"{told}.", f"{state}.")))),
        ("rights", pack.words("licence")),
        ("source", pack.address),
    ):
        yield Markup("<dc:{0}>{1}</dc:{0}>").format(Markup(name), value)
    for name, value in (
        ("dcterms:modified", f"{pack.day}T00:00:00Z"),
        ("schema:version", pack.version),
        ("schema:accessMode", "textual"),
        *([("schema:accessMode", "visual")] if pictured else []),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "alternativeText"),
        ("schema:accessibilityFeature", "readingOrder"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityHazard", "none"),
    ):
        yield Markup('<meta property="{}">{}</meta>').format(name, value)


def _list(
    parts: Sequence[Part], pictures: Sequence[str]
) -> Iterator[tuple[str, str, str, Markup | str]]:
    """Every file of the manifest: its id, name, media type and properties."""
    xhtml = "application/xhtml+xml"
    yield "nav", "nav.xhtml", xhtml, Markup(' properties="nav"')
    yield "ncx", "toc.ncx", "application/x-dtbncx+xml", ""
    yield "style", "style.css", "text/css", ""
    for number, part in enumerate(parts):
        yield f"part-{number}", part.name, xhtml, ""
    for number, name in enumerate(pictures):
        yield f"picture-{number}", name, "image/svg+xml", ""


def _navigate(book: Book, parts: Sequence[Part]) -> Markup:
    contents = book.pack.words("contents")
    entries = Markup("").join(
        Markup('<li><a href="{}">{}</a></li>').format(part.name, part.title) for part in parts
    )
    body = Markup('<nav epub:type="toc" role="doc-toc" id="toc"><h1>{}</h1><ol>{}</ol></nav>')
    return _lay_out(book, contents, body.format(contents, entries))


def _navigate_old(book: Book, parts: Sequence[Part]) -> Markup:
    """The table of contents of EPUB 2."""
    points = Markup("").join(
        Markup(
            '<navPoint id="point-{0}" playOrder="{0}"><navLabel><text>{1}</text></navLabel>'
            '<content src="{2}"/></navPoint>'
        ).format(number, part.title, part.name)
        for number, part in enumerate(parts, 1)
    )
    return _XML + Markup(
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{}">'
        '<head><meta name="dtb:uid" content="{}"/></head>'
        "<docTitle><text>{}</text></docTitle><navMap>{}</navMap></ncx>\n"
    ).format(book.pack.language.tag, identify(book), book.title, points)
