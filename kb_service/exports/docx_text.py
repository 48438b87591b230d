"""Words as WordprocessingML: paragraphs, runs in their language and direction, links, footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.parts.document import DocumentPart

from indexer.directions import LEFT_TO_RIGHT_MARK, SIGNED
from indexer.rich_text import Run
from kb_service.exports.docx_styles import style_id
from kb_service.exports.office import (
    GRASS,
    TAGS,
    has_arabic,
    link_address,
    runs_left,
    slants,
    stretches,
)
from kb_service.exports.pack import Pack, Source

Element: TypeAlias = Any  # python-docx has no common type for its elements
#: Styles of lists in which nearly everything is published from left to right.
_CITING = {"Source", "footnote text"}


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """A `w:` element with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def paragraph(
    style: str,
    code: str,
    content: Iterable[Element],
    *properties: Element,
    indent: int | None = None,
) -> Element:
    """A paragraph of a language; `properties` stand where the schema has numbers and borders.

    One of addresses, citations or other words from left to right alone runs so in every language.
    Such words among others that run from right to left keep what they begin and end with.
    """
    settings = element("pPr", element("pStyle", val=style_id(style)), *properties)
    made = element("p", settings, *content)
    shown = "".join(each.text for each in made.iter(qn("w:t")))
    if style not in _CITING and runs_left(shown, code):
        settings.append(element("bidi"))
        for run in made.iter(qn("w:r")):
            _keep_ends(run)
    else:
        for run in made.iter(qn("w:r")):
            _turn_left(run)
    if indent is not None:
        settings.append(element("ind", left=indent))
    return made


def _turn_left(run: Element) -> None:
    """Let a run of a paragraph from left to right run so too, but for words of Arabic."""
    right = run.find(f"{qn('w:rPr')}/{qn('w:rtl')}")
    if right is not None and not has_arabic(run.findtext(qn("w:t")) or ""):
        right.getparent().remove(right)


def _keep_ends(run: Element) -> None:
    """Put marks around words from left to right whose ends would be moved: signs and numbers."""
    look, text = run.find(qn("w:rPr")), run.find(qn("w:t"))
    if text is None or look is None or look.find(qn("w:rtl")) is not None:
        return
    shown = text.text.strip()
    if any(letter.isalnum() for letter in shown):
        before = "" if shown[0].isalpha() else LEFT_TO_RIGHT_MARK
        after = "" if shown[-1].isalnum() else LEFT_TO_RIGHT_MARK
        text.text = f"{before}{text.text}{after}"


def words(
    text: str, code: str, *, bold: bool = False, italic: bool = False, style: str = ""
) -> Iterator[Element]:
    """A text of a language as runs of one direction each."""
    for part, right_to_left in stretches(text, code):
        yield _run(part, code, right_to_left, bold=bold, italic=italic, style=style)


def foreign(text: str, style: str = "") -> Element:
    """Words that are no language's, from left to right: an address or a citation."""
    return _run(text, "", False, bold=False, italic=False, style=style)


def _run(
    text: str, code: str, right_to_left: bool, *, bold: bool, italic: bool, style: str
) -> Element:
    look = element("rPr")
    if style:
        look.append(element("rStyle", val=style_id(style)))
    if code == "zh":  # quotation marks, too, are those of the Chinese font
        look.append(element("rFonts", hint="eastAsia"))
    if bold:
        look.extend((element("b"), element("bCs")))
    if italic and slants(code):
        look.extend((element("i"), element("iCs")))
    if not code:
        look.append(element("noProof"))
    if italic and not slants(code):
        look.append(element("color", val=GRASS))
    if right_to_left:
        look.append(element("rtl"))
    elif code == "ar" and SIGNED.search(text):  # of the size of numbers beside it
        look.append(element("cs"))
    if code:
        look.append(_language(code, right_to_left))
    words = element("t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    return element("r", look, words)


def _language(code: str, right_to_left: bool) -> Element:
    if code == "zh":
        return element("lang", eastAsia=TAGS[code])
    if right_to_left:
        return element("lang", bidi=TAGS[code])
    return element("lang", val=TAGS["en" if code == "ar" else code])


def linked(content: Iterable[Element], url: str, part: XmlPart) -> Iterator[Element]:
    """Runs as a link, where the address can be one."""
    address = link_address(url)
    if not address:
        yield from content
        return
    link = element("hyperlink", *content)
    link.set(qn("r:id"), part.relate_to(address, RT.HYPERLINK, is_external=True))
    yield link


def within(content: Iterable[Element], bookmark: str) -> Element:
    """Runs as a link to a place of the document."""
    return element("hyperlink", *content, anchor=bookmark, history=1)


def bookmarked(content: Iterable[Element], name: str, number: int) -> Iterator[Element]:
    """Content as a place to link to; `number` is unique in the document."""
    yield element("bookmarkStart", id=number, name=name)
    yield from content
    yield element("bookmarkEnd", id=number)


def field(instruction: str, shown: Iterable[Element]) -> Iterator[Element]:
    """A field with what it shows until a program works it out."""
    code = element("instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    yield element("r", element("fldChar", fldCharType="begin"))
    yield element("r", code)
    yield element("r", element("fldChar", fldCharType="separate"))
    yield from shown
    yield element("r", element("fldChar", fldCharType="end"))


def cite(source: Source, code: str, part: XmlPart) -> Iterator[Element]:
    """A source's citation, in which words of a language may stand, and its address."""
    if has_arabic(source.citation):
        yield from words(source.citation, code)
    else:
        yield foreign(source.citation)
    if source.url:
        yield foreign(" ")
        yield from linked([foreign(source.url, "Hyperlink")], source.url, part)


class Footnotes:
    """The footnotes of a document: one for each source, where it is first marked.

    Word numbers them, so sources have the numbers of that order. Later marks of a source lead to
    the list of sources.
    """

    def __init__(self, part: DocumentPart, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{id_}"><w:p><w:r><w:{kind}/></w:r></w:p>'
            "</w:footnote>"
            for kind, id_ in (("separator", -1), ("continuationSeparator", 0))
        )
        root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}>{lines}</w:footnotes>")
        self._part = XmlPart(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, root, part.package)
        part.relate_to(self._part, RT.FOOTNOTES)

    def mark(self, id_: str, code: str) -> Iterator[Element]:
        """The mark of a source in a text of a language; the first one is a footnote."""
        style = "footnote reference"
        if id_ in self._numbers:
            number = self._numbers[id_]
            yield within([foreign(f"[{number}]", style)], source_bookmark(number))
            return
        number = self._numbers[id_] = len(self._numbers) + 1
        yield from _bracketed(element("footnoteReference", id=number))
        sign = _bracketed(element("footnoteRef"))
        note = paragraph(
            "footnote text",
            code,
            [*sign, foreign(" "), *cite(self._sources[id_], code, self._part)],
        )
        self._part.element.append(element("footnote", note, id=number))

    def listed(self) -> Iterator[tuple[int, Source]]:
        """Every source with its number; those that nothing marks come last."""
        for id_ in self._sources:
            self._numbers.setdefault(id_, len(self._numbers) + 1)
        yield from ((number, self._sources[id_]) for id_, number in self._numbers.items())


def _bracketed(sign: Element) -> Iterator[Element]:
    """A sign that stands for a number, in brackets, as the mark of a footnote."""
    style = "footnote reference"
    yield foreign("[", style)
    yield element("r", element("rPr", element("rStyle", val=style_id(style))), sign)
    yield foreign("]", style)


def source_bookmark(number: int) -> str:
    """The name of a source's place in the list of sources."""
    return f"source_{number}"


def write_runs(
    runs: Iterable[Run],
    pack: Pack,
    part: DocumentPart,
    footnotes: Footnotes,
    *,
    bold: bool = False,
) -> Iterator[Element]:
    """Runs of a pack with their links and marks of sources."""
    code = pack.language.code
    for run in runs:
        if run.source:
            yield from footnotes.mark(run.source, code)
            continue
        style = "Hyperlink" if run.link else ""
        look = {"bold": bold or run.bold, "italic": run.italic}
        if run.link and run.text == run.link:
            content = [foreign(run.text, style)]
        else:
            content = [*words(run.text, code, style=style, **look)]
        yield from linked(content, pack.url(run.link), part) if run.link else content
