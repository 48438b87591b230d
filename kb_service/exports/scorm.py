"""A pack as a SCORM 1.2 package: one learning object with pages, a scored quiz and a bookmark.

It is for learners: the trainer's part is not in it, whatever the edition. Its answers are, since
the package marks them itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from indexer.rich_text import cited_sources, sources_of
from kb_service.exports.archive import write_archive
from kb_service.exports.book import Book, Chapter, make_book, name_part
from kb_service.exports.html import STYLE
from kb_service.exports.pack import Pack
from kb_service.exports.pictures import place_drawings
from kb_service.exports.questions import MASTERY, describe_pack, identify_pack
from kb_service.exports.scorm_links import link_pack, render_linked
from kb_service.exports.scorm_quiz import describe_course, render_quiz
from kb_service.exports.xhtml import Pictures, open_outside, render_facts, render_sources

_SCRIPT = Path(__file__).with_name("scorm_player.js")
_STYLE = Path(__file__).with_name("scorm_player.css")


def write_package(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The package of the first pack."""
    book = _for_learners(packs[0])
    pack = book.pack
    used: dict[str, bytes] = {}
    place = place_drawings(drawings[0], pack.language.code, used)
    page = open_outside(_lay_out(book, place)).encode()
    files = [
        ("index.html", page),
        ("style.css", STYLE.encode() + _STYLE.read_bytes()),
        ("player.js", _SCRIPT.read_bytes()),
        *sorted(used.items()),
    ]
    manifest = _manifest(pack, [name for name, _ in files]).encode()
    return write_archive([("imsmanifest.xml", manifest), *files], pack.day)


def _for_learners(pack: Pack) -> Book:
    """The book for learners, with the sources that are marked in it, numbered by first use."""
    book = make_book(replace(pack, edition="learner"), {})
    marked = dict.fromkeys(id_ for each in book.chapters for id_ in cited_sources(each.blocks))
    for asked in pack.questions:
        marked.update(dict.fromkeys(sources_of(asked.quiz.feedback)))
    found = {source.id: source for source in pack.sources}
    sources = tuple(replace(found[id_], number=n) for n, id_ in enumerate(marked, 1))
    return replace(book, pack=replace(book.pack, sources=sources))


def _manifest(pack: Pack, names: Sequence[str]) -> Markup:
    files = Markup("").join(Markup('<file href="{}"/>').format(each) for each in names)
    mastery = (
        Markup("<adlcp:masteryscore>{}</adlcp:masteryscore>").format(MASTERY)
        if pack.questions
        else ""
    )
    return Markup(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest identifier="{name}" version="{version}"'
        ' xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"'
        ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">'
        "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>{lom}</metadata>"
        '<organizations default="course"><organization identifier="course"><title>{title}</title>'
        '<item identifier="item" identifierref="sco" isvisible="true"><title>{title}</title>'
        "{mastery}</item></organization></organizations>"
        '<resources><resource identifier="sco" type="webcontent" adlcp:scormtype="sco"'
        ' href="index.html">{files}</resource></resources></manifest>\n'
    ).format(
        name=identify_pack(pack),
        version=pack.day,
        lom=_metadata(pack),
        title=pack.title,
        mastery=mastery,
        files=files,
    )


def _metadata(pack: Pack) -> Markup:
    """What the package is, as IMS metadata."""
    return Markup(
        '<lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general>'
        '<title><langstring xml:lang="{lang}">{title}</langstring></title>'
        "<language>{lang}</language>"
        '<description><langstring xml:lang="{lang}">{about}</langstring></description></general>'
        '<lifecycle><version><langstring xml:lang="x-none">{version}</langstring></version>'
        '</lifecycle><rights><description><langstring xml:lang="{lang}">{licence}</langstring>'
        "</description></rights></lom>"
    ).format(
        lang=pack.language.tag,
        title=pack.title,
        about="\n".join(describe_pack(pack)),
        version=pack.version,
        licence=pack.words("licence"),
    )


def _pages(book: Book, pictures: Pictures) -> Iterator[tuple[str, str, Markup]]:
    """The pages in the order of learning: id, title, content."""
    words, pack = book.pack.words, link_pack(book.pack)
    goals = {f"{name_part(item)}-objectives" for item in pack.modules}
    exercises = {f"{name_part(item)}-exercise" for item in pack.modules}
    chapters = [each for each in book.chapters if each.id not in {"quiz", "about"}]

    def render(chapter: Chapter) -> Markup:
        return render_linked(chapter, pack, pictures)

    shown = Markup("").join(render(each) for each in chapters if each.id in goals)
    yield "page-start", words("start"), render_facts(book) + shown
    for last in (False, True):
        for chapter in chapters:
            if chapter.id not in goals and (chapter.id in exercises) is last:
                yield f"page-{chapter.id}", chapter.title, render(chapter)
    if pack.questions:
        yield "page-quiz", words("quiz"), render_quiz(pack)
    if pack.sources:
        yield "page-sources", words("sources"), render_sources(pack)
    yield "page-about", words("about"), render(book.chapters[-1])


def _lay_out(book: Book, pictures: Pictures) -> Markup:
    pack, words, language = book.pack, book.pack.words, book.pack.language
    pages = list(_pages(book, pictures))
    return Markup(
        '<!doctype html>\n<html lang="{lang}" dir="{dir}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        '<link rel="stylesheet" href="style.css"><script defer src="player.js"></script></head>\n'
        '<body><header class="bar"><h1>{title}</h1><details><summary>{contents}</summary>'
        '<nav aria-label="{contents}"><ol>{links}</ol></nav></details></header>\n'
        "<main>{pages}</main>\n"
        '<footer class="turn"><button type="button" id="previous">{previous}</button>'
        '<span id="place"></span><button type="button" id="next">{next}</button></footer>\n'
        '<script type="application/json" id="course">{course}</script></body></html>\n'
    ).format(
        lang=language.tag,
        dir=language.direction,
        title=book.title,
        contents=words("contents"),
        links=Markup("").join(
            Markup('<li><a href="#{}">{}</a></li>').format(id_, title) for id_, title, _ in pages
        ),
        pages=Markup("\n").join(
            Markup('<div class="page" id="{}">{}</div>').format(id_, content)
            for id_, _, content in pages
        ),
        previous=words("previous"),
        next=words("next"),
        course=describe_course(pack),
    )
