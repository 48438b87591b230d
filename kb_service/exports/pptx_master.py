"""How slides look: 16:9, theme, master and layouts, set in place of the template's own.

For languages from right to left everything is mirrored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Pt

from indexer.languages import Language
from kb_service.exports.deck_sheets import HEIGHT, WIDTH, Layout
from kb_service.exports.office import APPLICATION, TAGS, adapt_theme
from kb_service.exports.pptx_places import (
    BODY_BOX,
    EDGE,
    FOOT,
    NUMBER,
    TITLE,
    Box,
    Plan,
    Spot,
    mirror,
    rule_under,
)

#: Indexes of the foot and of the slide's number in every layout.
FOOT_INDEX, NUMBER_INDEX = 11, 12
_EMU = 12700  # in a point
_BODY_LOOK = (
    '<a:bodyPr lIns="91440" tIns="45720" rIns="91440" bIns="45720"><a:normAutofit/></a:bodyPr>'
    "<a:lstStyle/>"
)
_QUOTE_LOOK = (
    '<a:bodyPr lIns="182880" tIns="137160" rIns="182880" bIns="137160"><a:normAutofit/></a:bodyPr>'
    "<a:lstStyle/>"
)


def dress(
    presentation: Presentation, plans: Mapping[Layout, Plan], languages: Sequence[Language]
) -> Mapping[Layout, SlideLayout]:
    """Give an empty presentation of the template our look; its layouts, and no others."""
    presentation.slide_width, presentation.slide_height = Pt(WIDTH), Pt(HEIGHT)
    root: Any = presentation.element
    root.sldSz.attrib.pop("type", None)
    if languages[0].direction == "rtl":
        root.set("rtl", "1")
    package = presentation.part.package
    for owner, kind in ((package, RT.THUMBNAIL), (presentation.part, RT.PRINTER_SETTINGS)):
        for id_ in [id_ for id_, rel in owner._rels.items() if rel.reltype == kind]:
            owner._rels.pop(id_)
    package.part_related_by(RT.EXTENDED_PROPERTIES)._blob = APPLICATION
    master = presentation.slide_master
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = adapt_theme(theme.blob)
    _replace(master.element, "p:cSld", _master(languages[0]))
    _replace(master.element, "p:txStyles", _text_styles(languages[0]))
    found = {layout.name: layout for layout in presentation.slide_layouts}
    used: dict[Layout, SlideLayout] = {}
    for key, plan in plans.items():
        layout = used[key] = found.pop(plan.name)
        layout.element.set("type", plan.type)
        _replace(layout.element, "p:cSld", _layout(plan, languages))
    for layout in found.values():
        presentation.slide_layouts.remove(layout)
    return used


def adapt_notes(presentation: Presentation) -> None:
    """Give the pages of notes our colours and fonts."""
    part: Any = presentation.notes_master.part.part_related_by(RT.THEME)
    part._element = parse_xml(adapt_theme(part.blob))


def place_holder(
    id_: int, name: str, kind: str, index: int, paragraphs: str, look: str = ""
) -> str:
    """A placeholder that stands where its layout or master has it."""
    return _holder(id_, name, kind, index, "<p:spPr/>", look, paragraphs)


def number_paragraph(language: Language, shown: str) -> str:
    """A paragraph that is the number of its slide."""
    return (
        '<a:p><a:fld id="{00000000-0000-4000-8000-000000000001}" type="slidenum">'
        f'<a:rPr lang="{TAGS[language.code]}"/><a:t>{shown}</a:t></a:fld></a:p>'
    )


def _replace(element: Any, tag: str, xml: str) -> None:
    old = element.xpath(tag)[0]
    old.addprevious(parse_xml(xml))
    element.remove(old)


def _frame(box: Box) -> str:
    left, top, width, height = (round(each * _EMU) for each in box)
    return (
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )


def _color(name: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>'


def _ground(name: str) -> str:
    return f"<p:bg><p:bgPr>{_color(name)}<a:effectLst/></p:bgPr></p:bg>"


def _mark(id_: int, box: Box) -> str:
    """A coloured shape that only decorates."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id_}" name="Mark {id_}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame(box)}{_color("accent1")}'
        "<a:ln><a:noFill/></a:ln></p:spPr>"
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )


def _holder(
    id_: int, name: str, kind: str, index: int, shape: str, look: str, paragraphs: str
) -> str:
    type_ = {"quote": "", "heading": "body"}.get(kind, kind)
    known = (f' type="{type_}"' if type_ else "") + (f' idx="{index}"' if index else "")
    return (
        f'<p:sp {nsdecls("p", "a", "r")}><p:nvSpPr><p:cNvPr id="{id_}" name="{name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{known}/></p:nvPr></p:nvSpPr>{shape}'
        f"<p:txBody>{look or '<a:bodyPr/><a:lstStyle/>'}{paragraphs}</p:txBody></p:sp>"
    )


def _spot(id_: int, index: int, spot: Spot, look: str, languages: Sequence[Language]) -> str:
    fill = _color("bg2") if spot.kind == "quote" else ""
    shape = f"<p:spPr>{_frame(mirror(spot.box, languages[0]))}{fill}</p:spPr>"
    own = languages[-1] if spot.second else languages[0]
    shown = f'<a:p><a:r><a:rPr lang="{TAGS[own.code]}"/><a:t>…</a:t></a:r></a:p>'
    if spot.kind == "sldNum":
        shown = number_paragraph(own, "‹#›")
    return _holder(id_, f"{spot.kind or 'content'} {id_}", spot.kind, index, shape, look, shown)


def _way(language: Language, *, to_end: bool = False) -> str:
    """Direction and alignment of a language, as attributes."""
    mirrored = language.direction == "rtl"
    return f'algn="{"r" if mirrored != to_end else "l"}" rtl="{int(mirrored)}"'


def _look(
    language: Language,
    anchor: str,
    size: float,
    color: str,
    *,
    bold: bool = False,
    to_end: bool = False,
) -> str:
    """The look of a placeholder whose text is not that of the master's titles or lines."""
    return (
        f'<a:bodyPr lIns="91440" tIns="45720" rIns="91440" bIns="45720" anchor="{anchor}">'
        '<a:normAutofit/></a:bodyPr><a:lstStyle><a:lvl1pPr marL="0" indent="0" '
        f'{_way(language, to_end=to_end)}><a:buNone/><a:defRPr sz="{round(size * 100)}" '
        f'b="{int(bold)}">{_color(color)}</a:defRPr></a:lvl1pPr></a:lstStyle>'
    )


def _feet(language: Language, indexes: tuple[int, int]) -> str:
    look = _look(language, "b", 9, "accent3")
    number = _look(language, "b", 9, "accent3", to_end=True)
    return _spot(10, indexes[0], Spot("ftr", FOOT), look, [language]) + _spot(
        11, indexes[1], Spot("sldNum", NUMBER), number, [language]
    )


def _tree(name: str, ground: str, shapes: str) -> str:
    return (
        f"<p:cSld {nsdecls('p', 'a', 'r')}{name}>{ground}<p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{shapes}</p:spTree></p:cSld>"
    )


def _master(language: Language) -> str:
    title = _look(language, "b", 30, "tx1", bold=True)
    shapes = _spot(2, 0, Spot("title", TITLE), title, [language])
    shapes += _spot(3, 1, Spot("body", BODY_BOX), _BODY_LOOK, [language])
    return _tree("", _ground("bg1"), shapes + _feet(language, (3, 4)))


def _layout(plan: Plan, languages: Sequence[Language]) -> str:
    main = languages[0]
    opening = plan.type in {"title", "secHead"}
    shapes = [_mark(20, mirror(EDGE, main))] if opening else []
    for index, spot in plan.spots.items():
        own = languages[-1] if spot.second else main
        look = ""
        if opening:
            size, anchor = (plan.sizes[0], "b") if index == 0 else (20, "t")
            color = "tx1" if index == 0 else "accent3"
            look = _look(own, anchor, size, color, bold=index == 0)
        elif spot.kind == "heading":
            look = _look(own, "b", 30, "tx1", bold=True)
        elif spot.kind == "quote":
            look = _QUOTE_LOOK
        if not opening and spot.kind in {"title", "heading"}:
            shapes.append(_mark(21 + index, rule_under(mirror(spot.box, main), own)))
        shapes.append(_spot(index + 2, index, spot, look, languages))
    ground = _ground("bg2") if opening else ""
    feet = _feet(main, (FOOT_INDEX, NUMBER_INDEX))
    return _tree(f' name="{plan.name}"', ground, "".join(shapes) + feet)


def _text_styles(language: Language) -> str:
    way = _way(language)
    fonts = {
        kind: f'<a:latin typeface="+{kind}-lt"/><a:ea typeface="+{kind}-ea"/>'
        f'<a:cs typeface="+{kind}-cs"/>'
        for kind in ("mj", "mn")
    }
    levels = "".join(
        f'<a:lvl{n}pPr marL="{330200 * n}" indent="-330200" {way} eaLnBrk="1" hangingPunct="1">'
        '<a:spcBef><a:spcPts val="800"/></a:spcBef><a:buClr><a:schemeClr val="accent1"/></a:buClr>'
        f'<a:buFont typeface="Arial"/><a:buChar char="{"•" if n % 2 else "–"}"/>'
        f'<a:defRPr sz="2400" kern="1200">{_color("tx1")}{fonts["mn"]}</a:defRPr></a:lvl{n}pPr>'
        for n in range(1, 6)
    )
    return (
        f'<p:txStyles {nsdecls("p", "a")}><p:titleStyle><a:lvl1pPr {way} eaLnBrk="1" '
        f'hangingPunct="1"><a:buNone/><a:defRPr sz="3000" b="1" kern="1200">{_color("tx1")}'
        f"{fonts['mj']}</a:defRPr></a:lvl1pPr></p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle>"
        f'<p:otherStyle><a:lvl1pPr {way}><a:defRPr sz="1800" kern="1200">{_color("tx1")}'
        f"{fonts['mn']}</a:defRPr></a:lvl1pPr></p:otherStyle></p:txStyles>"
    )
