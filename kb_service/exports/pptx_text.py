"""Lines as DrawingML: paragraphs in their language and direction, with links and marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import XmlPart
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement

from indexer.directions import LEFT_TO_RIGHT_MARK, is_mirrored, mark_signs
from indexer.rich_text import Run
from kb_service.exports.deck_lines import Line
from kb_service.exports.deck_room import SPACE, STEP, indent_of, size_of
from kb_service.exports.office import TAGS, link_address, slants
from kb_service.exports.pack import Pack, Source

Element: TypeAlias = Any  # python-pptx has no common type for its elements
_POINT = 12700


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose lines are written, and into which part: where links are kept."""

    pack: Pack
    part: XmlPart
    sources: Mapping[str, Source]


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """An `a:` element with attributes."""
    made = OxmlElement(f"a:{tag}")
    for name, value in attributes.items():
        made.set(name, str(value))
    made.extend(children)
    return made


def write_lines(
    body: Element,
    lines: Iterable[Line],
    voice: Voice,
    size: float | None,
    *,
    bold: bool = False,
    more: bool = False,
) -> None:
    """Write lines into a text body, in a size or that of its place.

    They replace its paragraphs, or with `more` stand after them.
    """
    if not more:
        for old in body.findall(qn("a:p")):
            body.remove(old)
    written = [paragraph(line, voice, size, bold=bold) for line in lines]
    body.extend(written or [element("p")])


def plain(text: str, code: str) -> Line:
    """A line of plain words."""
    return Line((Run(text=text),), code)


def paragraph(line: Line, voice: Voice, size: float | None, *, bold: bool = False) -> Element:
    """A line as a paragraph."""
    own = size_of(line, size) if size else None
    way = _direction(line, voice.pack)
    margin = round(indent_of(line) * _POINT)
    hanging = line.kind in {"bullet", "number"}
    indent = -round(STEP * _POINT) if hanging else 0
    settings = element("pPr", marL=margin, indent=indent, **way)
    if size and own:
        space = element("spcPts", val=round(own * SPACE * 100))
        settings.append(element("spcBef", space))
    settings.extend(_bullet(line))
    runs = _runs(line, voice, own, bold=bold or line.kind == "heading")
    return element("p", settings, *runs)


def _direction(line: Line, pack: Pack) -> dict[str, str]:
    """Which way a line runs; one in no language does so from left to right.

    What says where something is from begins where its slide's language begins.
    """
    code = pack.language.code if not line.code and line.kind == "source" else line.code
    mirrored = is_mirrored(code)
    return {"algn": "r" if mirrored else "l", "rtl": str(int(mirrored and bool(line.code)))}


def _bullet(line: Line) -> list[Element]:
    if line.kind == "bullet":
        return [element("buFont", typeface="Arial"), element("buChar", char="•")]
    if line.kind == "number":
        font = element("buFont", typeface="+mj-lt")
        return [font, element("buAutoNum", type="arabicPeriod", startAt=line.number)]
    return [element("buNone")]


def _runs(line: Line, voice: Voice, size: float | None, *, bold: bool) -> Iterator[Element]:
    for run in line.runs:
        if run.source:
            source = voice.sources[run.source]
            mark = Run(text=f"[{source.number}]", link=source.url)
            yield _run(mark, "", voice, size, bold=False, baseline=30000)
        elif run.text:
            yield _run(run, line.code, voice, size, bold=bold or run.bold)


def _run(
    run: Run, code: str, voice: Voice, size: float | None, *, bold: bool, **more: object
) -> Element:
    look = element("rPr", lang=TAGS[code or "en"], **more)
    if code in {"zh", "ar"}:
        look.set("altLang", TAGS["en"])
    if size:
        look.set("sz", str(round(size * 100)))
    if bold:
        look.set("b", "1")
    if run.italic and slants(code):
        look.set("i", "1")
    foreign = not code or run.text == run.link
    if foreign:
        look.set("noProof", "1")
    elif run.italic and not slants(code):
        look.append(element("solidFill", element("schemeClr", val="accent2")))
    if run.link:
        look.extend(_link(run.link, voice))
    text = element("t")
    turned = is_mirrored(voice.pack.language.code) and foreign
    mark = LEFT_TO_RIGHT_MARK if turned else ""
    text.text = f"{mark}{mark_signs(run.text, code)}{mark}"
    return element("r", look, text)


def _link(path: str, voice: Voice) -> list[Element]:
    address = link_address(voice.pack.url(path))
    if not address:
        return []
    link = element("hlinkClick")
    link.set(qn("r:id"), voice.part.relate_to(address, RT.HYPERLINK, is_external=True))
    return [link]
