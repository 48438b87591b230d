"""How a Word file looks: styles, lists, settings and fonts, set in place of the template's own."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from indexer.languages import Language
from kb_service.exports.office import (
    APPLICATION,
    ARABIC,
    CHINESE,
    CLAY,
    GRASS,
    INK,
    LINE,
    MUTED,
    PAPER,
    STAND_INS,
    TAGS,
    WESTERN,
    adapt_theme,
    slants,
)

#: Width of the text on the page, in twips.
TEXT_WIDTH = 9638
#: How far each level of a list is moved in, in twips.
STEP = 397
#: Numbering of bullets, and of numbers that a list starts anew.
BULLETS, NUMBERS = 1, 2
#: How many levels lists have.
LEVELS = 3
#: What of the template's parts is of no use here.
_SPARE = {
    RT.THUMBNAIL,
    RT.CUSTOM_XML,
    RT.WEB_SETTINGS,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}


def _size(points: float) -> str:
    """A size; Arabic letters, which are small for theirs, get a tenth more."""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2.2)}"/>'


def _color(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _heading(level: int) -> str:
    space = {0: _space(480, 120), 1: _space(320, 80), 2: _space(240, 60)}[level]
    return f'<w:keepNext/><w:keepLines/>{space}<w:outlineLvl w:val="{level}"/>'


def _item(level: int, numbering: int) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
    return f'{numbered}{_space(0, 60)}<w:ind w:left="{STEP * (level + 1)}" w:hanging="{STEP}"/>'


_BOLD = "<w:b/><w:bCs/>"
_RULE = f'<w:bottom w:val="single" w:sz="18" w:space="6" w:color="{CLAY}"/>'
_SHADE = f'<w:shd w:val="clear" w:color="auto" w:fill="{PAPER}"/>'
#: What names of lists' styles end with, by level.
LEVEL_NAMES = ("", " 2", " 3")
#: Styles of paragraphs by name: name of the one they are based on, and how they differ from it.
_PARAGRAPHS: tuple[tuple[str, str, str, str], ...] = (
    (
        "Title",
        "Normal",
        f"<w:keepNext/><w:pBdr>{_RULE}</w:pBdr>{_space(0, 240)}",
        _BOLD + _size(26),
    ),
    ("Subtitle", "Normal", _space(0, 240), _color(MUTED) + _size(13)),
    ("heading 1", "Normal", _heading(0), _BOLD + _color(CLAY) + _size(18)),
    ("heading 2", "Normal", _heading(1), _BOLD + _color(INK) + _size(14)),
    ("heading 3", "Normal", _heading(2), _BOLD + _color(GRASS) + _size(12)),
    ("TOC Heading", "heading 1", '<w:outlineLvl w:val="9"/>', ""),
    ("toc 1", "Normal", _space(0, 60), ""),
    *((f"List Bullet{n}", "Normal", _item(i, BULLETS), "") for i, n in enumerate(LEVEL_NAMES)),
    *((f"List Number{n}", "Normal", _item(i, NUMBERS), "") for i, n in enumerate(LEVEL_NAMES)),
    *(
        (f"List Continue{n}", "Normal", f'{_space(0, 60)}<w:ind w:left="{STEP * (i + 1)}"/>', "")
        for i, n in enumerate(LEVEL_NAMES)
    ),
    ("Quote", "Normal", f"{_SHADE}{_space(0, 60)}", ""),
    ("Quote Source", "Quote", _space(0, 200), _color(MUTED) + _size(9)),
    ("caption", "Normal", _space(0, 240), _color(MUTED) + _size(9.5)),
    ("Standing", "Normal", f"<w:keepNext/>{_space(0, 160)}", _color(MUTED) + _size(9)),
    ("Table Text", "Normal", _space(0, 0), _size(10)),
    ("Source", "Normal", f'{_space(0, 80)}<w:ind w:left="567" w:hanging="567"/>', _size(10)),
    (
        "footnote text",
        "Normal",
        '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>',
        _size(9),
    ),
    (
        "footer",
        "Normal",
        f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>{_space(0, 0)}',
        _color(MUTED) + _size(9),
    ),
)
_CHARACTERS: tuple[tuple[str, str], ...] = (
    ("Hyperlink", f'{_color(CLAY)}<w:u w:val="single"/>'),
    ("footnote reference", '<w:vertAlign w:val="superscript"/>'),
)
_TABLE_MARGINS = (
    '<w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="113" w:type="dxa"/>'
    '<w:bottom w:w="57" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar>'
)


def style_id(name: str) -> str:
    """The id of a style: its name as one word."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def _border(*sides: str) -> str:
    lines = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for s in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _paragraph_style(name: str, base: str, paragraph: str, letters: str) -> str:
    then = '<w:next w:val="Normal"/>' if "keepNext" in paragraph else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{style_id(base)}"/>{then}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _table_style(name: str, borders: str, first_row: str) -> str:
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr>{borders}{_TABLE_MARGINS}</w:tblPr>{first_row}</w:style>"
    )


_HEAD_ROW = (
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{_BOLD}</w:rPr>'
    f"<w:tcPr>{_SHADE}</w:tcPr></w:tblStylePr>"
)


def _western(language: Language) -> str:
    """The language of western letters in a document of a language."""
    return TAGS[language.code if slants(language.code) else "en"]


def _styles(language: Language) -> str:
    line = 300 if language.code == "ar" else 276
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{WESTERN}" w:hAnsi="{WESTERN}" '
        f'w:eastAsia="{CHINESE}" w:cs="{ARABIC}"/>{_color(INK)}{_size(11)}<w:lang '
        f'w:val="{_western(language)}" w:eastAsia="{TAGS["zh"]}" w:bidi="{TAGS["ar"]}"/></w:rPr>'
        f'</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="{line}" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    parts = [
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>",
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        "</w:style>",
        *(_paragraph_style(*row) for row in _PARAGRAPHS),
        *(
            f'<w:style w:type="character" w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{letters}</w:rPr></w:style>'
            for name, letters in _CHARACTERS
        ),
        _table_style(
            "Handout Table",
            _border("top", "left", "bottom", "right", "insideH", "insideV"),
            _HEAD_ROW,
        ),
        _table_style("Facts", "", ""),
        _table_style("Beside", _border("top", "bottom"), ""),
    ]
    return f"<w:styles {nsdecls('w')}>{defaults}{''.join(parts)}</w:styles>"


def _numbering() -> str:
    signs = {BULLETS: ("bullet", "•", "–", "•"), NUMBERS: ("decimal", "%1.", "%2.", "%3.")}
    styles = {BULLETS: "ListBullet", NUMBERS: "ListNumber"}
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{id_}"><w:multiLevelType w:val="multilevel"/>'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:pStyle w:val="{style_id(styles[id_] + LEVEL_NAMES[level])}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
            f'<w:ind w:left="{STEP * (level + 1)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
            for level, text in enumerate(texts)
        )
        + "</w:abstractNum>"
        for id_, (kind, *texts) in signs.items()
    )
    used = "".join(
        f'<w:num w:numId="{id_}"><w:abstractNumId w:val="{id_}"/></w:num>' for id_ in signs
    )
    return f"<w:numbering {nsdecls('w')}>{abstract}{used}</w:numbering>"


def _settings(language: Language) -> str:
    return (
        f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{_western(language)}" w:eastAsia="{TAGS["zh"]}" '
        f'w:bidi="{TAGS["ar"]}"/></w:settings>'
    )


def _fonts() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in STAND_INS.items()
    )
    return f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"


def dress(document: Document, language: Language) -> None:
    """Give an empty document of the template our styles, lists, settings and page, and no more."""
    for owner in (document.part, document.part.package):
        assert owner is not None
        for id_, rel in list(owner.rels.items()):
            if rel.reltype in _SPARE:
                del owner.rels[id_]
    for element, xml in (
        (document.styles.element, _styles(language)),
        (document.part.numbering_part.element, _numbering()),
        (document.settings.element, _settings(language)),
    ):
        element[:] = list(parse_xml(xml))
    document.part.part_related_by(RT.FONT_TABLE)._blob = _fonts().encode()
    theme = document.part.part_related_by(RT.THEME)
    theme._blob = adapt_theme(theme.blob)
    assert document.part.package is not None
    document.part.package.part_related_by(RT.EXTENDED_PROPERTIES)._blob = APPLICATION
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    section.footer_distance = Mm(11)
    for grid in section._sectPr.xpath("w:docGrid"):
        section._sectPr.remove(grid)
    if language.direction == "rtl":
        section._sectPr.append(parse_xml(f"<w:bidi {nsdecls('w')}/>"))
