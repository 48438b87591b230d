"""A pack as a Common Cartridge 1.1: pages, links for further reading, and the quiz.

What a platform imports is what learners see there, so the trainer's part is not in it, whatever
the edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from indexer.rich_text import cited_sources
from kb_service.exports.archive import write_archive
from kb_service.exports.book import Chapter, make_book
from kb_service.exports.html import STYLE
from kb_service.exports.imscc_quiz import write_assessment
from kb_service.exports.pack import Pack
from kb_service.exports.pictures import stand_alone
from kb_service.exports.questions import describe_pack, identify_pack
from kb_service.exports.xhtml import render_chapter, render_front, render_sources

_STYLE = "pages/style.css"


@dataclass(frozen=True, slots=True)
class _Resource:
    """A file of the cartridge. One with a title is shown in the course; others are needed by it."""

    id: str
    type: str
    path: str
    data: bytes
    title: str = ""
    needs: tuple[str, ...] = ()


def write_cartridge(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The cartridge of the first pack."""
    pack = replace(packs[0], edition="learner")
    resources = [
        _Resource("style", "webcontent", _STYLE, STYLE.encode()),
        *_pages(pack, drawings[0]),
        *_links(pack),
    ]
    if pack.questions:
        kind = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
        data = write_assessment(pack)
        resources.append(_Resource("quiz", kind, "quiz/assessment.xml", data, pack.words("quiz")))
    files = [(each.path, each.data) for each in resources]
    manifest = _manifest(pack, resources).encode()
    return write_archive([("imsmanifest.xml", manifest), *files], pack.day)


def _pages(pack: Pack, drawings: Mapping[str, str]) -> Iterator[_Resource]:
    """A page for each chapter, after the drawings that it shows."""
    book = make_book(pack, {})
    placed: set[str] = set()
    yield _page("start", pack.words("start"), render_front(book), pack, [])
    for chapter in book.chapters:
        if chapter.id in {"quiz", "further"}:
            continue
        shown: list[str] = []

        def place(id_: str, shown: list[str] = shown) -> str:
            shown.append(id_)
            return f"images/{id_}.svg"

        content = render_chapter(chapter, pack, place) + _sources(chapter, pack)
        for id_ in dict.fromkeys(shown):
            if id_ not in placed:
                placed.add(id_)
                picture = stand_alone(drawings[id_], pack.language.code).encode()
                yield _Resource(f"image-{id_}", "webcontent", f"pages/images/{id_}.svg", picture)
        needs = [f"image-{id_}" for id_ in dict.fromkeys(shown)]
        yield _page(chapter.id, chapter.title, content, pack, needs)


def _page(id_: str, title: str, content: Markup, pack: Pack, needs: Sequence[str]) -> _Resource:
    language = pack.language
    data = Markup(
        '<!doctype html>\n<html lang="{}" dir="{}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title>'
        '<link rel="stylesheet" href="style.css"></head>\n<body>{}</body>\n</html>\n'
    ).format(language.tag, language.direction, title, content)
    path = f"pages/{id_}.html"
    return _Resource(f"page-{id_}", "webcontent", path, data.encode(), title, ("style", *needs))


def _sources(chapter: Chapter, pack: Pack) -> Markup:
    """The sources that a chapter cites: platforms show each page by itself."""
    cited = set(cited_sources(chapter.blocks))
    return render_sources(replace(pack, sources=tuple(s for s in pack.sources if s.id in cited)))


def _links(pack: Pack) -> Iterator[_Resource]:
    for number, (title, url) in enumerate(pack.further, 1):
        data = Markup(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1">'
            '<title>{}</title><url href="{}" target="_blank"/></webLink>\n'
        ).format(title, url)
        path = f"links/{number}.xml"
        yield _Resource(f"link-{number}", "imswl_xmlv1p1", path, data.encode(), title)


def _manifest(pack: Pack, resources: Sequence[_Resource]) -> Markup:
    shown = [each for each in resources if each.title]
    links = [each for each in shown if each.type == "imswl_xmlv1p1"]
    items = [_item(each) for each in shown if each not in links]
    if links:
        place = -1 if pack.questions else len(items)
        folder = Markup('<item identifier="item-further"><title>{}</title>{}</item>').format(
            pack.words("further"), Markup("").join(_item(each) for each in links)
        )
        items.insert(place, folder)
    return Markup(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest identifier="{}"'
        ' xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1">'
        "<metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion>{}"
        "</metadata>"
        '<organizations><organization identifier="course" structure="rooted-hierarchy">'
        '<item identifier="root">{}</item></organization></organizations>'
        "<resources>{}</resources></manifest>\n"
    ).format(
        identify_pack(pack),
        _metadata(pack),
        Markup("").join(items),
        Markup("").join(_resource(each) for each in resources),
    )


def _item(resource: _Resource) -> Markup:
    return Markup(
        '<item identifier="item-{0}" identifierref="{0}"><title>{1}</title></item>'
    ).format(resource.id, resource.title)


def _resource(resource: _Resource) -> Markup:
    """A resource; only web content may say where it begins."""
    start = Markup(' href="{}"').format(resource.path) if resource.type == "webcontent" else ""
    return Markup('<resource identifier="{}" type="{}"{}><file href="{}"/>{}</resource>').format(
        resource.id,
        resource.type,
        start,
        resource.path,
        Markup("").join(
            Markup('<dependency identifierref="{}"/>').format(each) for each in resource.needs
        ),
    )


def _metadata(pack: Pack) -> Markup:
    """What the cartridge is, as LOM metadata."""
    return Markup(
        '<lom xmlns="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"><general>'
        "<identifier><catalog>URI</catalog><entry>{address}</entry></identifier>"
        '<title><string language="{lang}">{title}</string></title><language>{lang}</language>'
        '<description><string language="{lang}">{about}</string></description></general>'
        "<lifeCycle><contribute><role><value>publisher</value></role>"
        "<entity>LDN Guidance</entity><date><dateTime>{day}</dateTime></date></contribute>"
        "</lifeCycle><rights><copyrightAndOtherRestrictions><value>yes</value>"
        "</copyrightAndOtherRestrictions>"
        '<description><string language="{lang}">{licence}</string></description></rights></lom>'
    ).format(
        address=pack.address,
        lang=pack.language.tag,
        title=pack.title,
        about="\n".join(describe_pack(pack)),
        day=pack.day,
        licence=pack.words("licence"),
    )
