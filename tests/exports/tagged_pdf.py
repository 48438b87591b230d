"""Reads the text of a tagged PDF in the order of its tags, as a screen reader does.

pypdf gives the objects and the operators; what they say is put together here, because no reader at
hand follows tags, `ActualText` and `ReversedChars` at once.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject

#: Marks that keep lines together or words apart, and are no letters.
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")


@dataclass
class Piece:
    """What one text object paints: its place, and its units of text from left to right."""

    x: float
    y: float
    units: list[str] = field(default_factory=list)
    reversed: bool = False

    @property
    def runs_left(self) -> bool:
        """Whether its letters run from right to left."""
        return any(unicodedata.bidirectional(each) in {"R", "AL"} for each in "".join(self.units))

    @property
    def text(self) -> str:
        return "".join(reversed(self.units) if self.reversed else self.units)


def read_tagged(data: bytes) -> str:
    """The text of the structure tree, a line for each element that holds words."""
    reader = PdfReader(io.BytesIO(data))
    pages = {page.indirect_reference.idnum: _marked(page, reader) for page in reader.pages}
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    lines = []
    for block in _blocks(root, None):
        found = [pages[page].get(mcid, []) for page, mcid in block]
        pieces = _without_signs([piece for each in found for piece in each])
        lines.append("".join(piece.text for piece in _in_order(pieces)))
    return _UNSEEN.sub("", "\n".join(lines))


def alternatives(data: bytes) -> list[str]:
    """The text alternatives of figures."""
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]
    return [str(each["/Alt"]) for each in _elements(root) if "/Alt" in each]


def structure(data: bytes) -> list[str]:
    """The names of all tags in their order."""
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]
    return [str(each["/S"]) for each in _elements(root) if "/S" in each]


def languages(data: bytes) -> list[tuple[str, str]]:
    """The names and languages of tags in another language than the one around them."""
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]
    return [(str(each["/S"]), str(each["/Lang"])) for each in _elements(root) if "/Lang" in each]


def _elements(element: DictionaryObject) -> Iterator[DictionaryObject]:
    yield element
    for kid in _kids(element):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield from _elements(kid)


def _kids(element: DictionaryObject) -> list[object]:
    kids = element.get("/K", ArrayObject())
    kids = kids.get_object()
    return [kid.get_object() for kid in (kids if isinstance(kids, ArrayObject) else [kids])]


_INLINE = {"/Span", "/Link", "/Strong", "/Em", "/Reference", "/Lbl", "/Code", "/Quote", "/Sub"}


def _blocks(element: DictionaryObject, page: int | None) -> Iterator[list[tuple[int, int]]]:
    """The marked contents (page, number) of each element that is not inline, in order."""
    own: list[tuple[int, int]] = []
    if "/Pg" in element:
        page = element.raw_get("/Pg").idnum
    for kid in _kids(element):
        if isinstance(kid, int):
            assert page is not None
            own.append((page, int(kid)))
        elif isinstance(kid, DictionaryObject) and kid.get("/Type") == "/MCR":
            own.append((kid.raw_get("/Pg").idnum if "/Pg" in kid else page, int(kid["/MCID"])))
        elif isinstance(kid, DictionaryObject) and "/S" in kid:
            inside = list(_blocks(kid, page))
            if kid["/S"] in _INLINE and len(inside) == 1:
                own += inside[0]
            else:
                if own:
                    yield own
                own = []
                yield from inside
    if own:
        yield own


def _without_signs(pieces: list[Piece]) -> list[Piece]:
    """Pieces but for vowel signs painted above or below a letter that says them too."""
    kept: list[Piece] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        unit = "".join(piece.units)
        beside = [each for each in (kept[-1] if kept else None, following) if each]
        if not (
            len(piece.units) == 1
            and any(unicodedata.category(letter) == "Mn" for letter in unit)
            and any(unit in each.units and each.y != piece.y for each in beside)
        ):
            kept.append(piece)
    return kept


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """Pieces with those turned round that follow each other from left to right in one
    right-to-left line: Typst paints a word with a vowel sign so, in several goes."""
    ordered: list[Piece] = []
    rising: list[Piece] = []
    for piece in pieces:
        last = rising[-1] if rising else None
        follows = (
            last is not None
            and last.runs_left
            and piece.runs_left
            and abs(last.y - piece.y) < 1
            and piece.x > last.x
        )
        if not follows:
            ordered += reversed(rising)
            rising = []
        rising.append(piece)
    return [*ordered, *reversed(rising)]


def _marked(page: PageObject, reader: PdfReader) -> dict[int, list[Piece]]:
    """What a page paints, by the number of its marked content."""
    fonts = {
        name: _read_map(font.get_object()["/ToUnicode"].get_data())
        for name, font in page["/Resources"]["/Font"].items()
    }
    found: dict[int, list[Piece]] = {}
    stack: list[tuple[str, DictionaryObject]] = []
    places = [(0.0, 0.0)]
    letters: dict[int, str] = {}
    piece = Piece(0, 0)
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"q":
            places.append(places[-1])
        elif operator == b"Q":
            places.pop()
        elif operator == b"cm":
            x, y = places[-1]
            places[-1] = (x + float(operands[4]), y + float(operands[5]))
        elif operator in {b"BDC", b"BMC"}:
            facts = operands[1] if operator == b"BDC" else DictionaryObject()
            stack.append((str(operands[0]), facts))
            if "/ActualText" in facts:
                piece.units.append(str(facts["/ActualText"]))
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"BT":
            piece = Piece(*places[-1])
            numbers = [facts["/MCID"] for _, facts in stack if "/MCID" in facts]
            if numbers:
                found.setdefault(int(numbers[-1]), []).append(piece)
        elif operator == b"Tf":
            letters = fonts[NameObject(operands[0])]
        elif operator in {b"Tj", b"TJ"}:
            piece.reversed |= any(tag == "/ReversedChars" for tag, _ in stack)
            if not any("/ActualText" in facts for _, facts in stack):
                for part in operands[0] if operator == b"TJ" else operands:
                    piece.units += _decode(part, letters)
    return found


def _decode(part: object, letters: dict[int, str]) -> list[str]:
    raw = getattr(part, "original_bytes", part)
    if not isinstance(raw, bytes):
        return []
    codes = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
    return [letters.get(code, "") for code in codes]


_SINGLE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def _read_map(cmap: bytes) -> dict[int, str]:
    """The text of each code of a font, by its ToUnicode map."""
    found: dict[int, str] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in _SINGLE.findall(section):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in _RANGE.findall(section):
            start = bytes.fromhex(text.decode()).decode("utf-16-be")
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    return found
