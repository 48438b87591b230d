"""What Word and PowerPoint want to know of a language: tags, fonts, directions, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from indexer.directions import SIGNED
from kb_service.exports.pack import Pack

#: A language with the country whose spelling it follows, as Office programs name languages.
TAGS: Mapping[str, str] = {
    "ar": "ar-SA",
    "zh": "zh-CN",
    "en": "en-GB",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "es": "es-ES",
}
#: Fonts that come with Office on every system; other programs have fonts of the same widths.
WESTERN, ARABIC, CHINESE = "Calibri", "Arial", "Microsoft YaHei"
#: What stands in for them where they are not.
STAND_INS: Mapping[str, str] = {
    WESTERN: "Carlito",
    ARABIC: "Noto Naskh Arabic",
    CHINESE: "Noto Sans CJK SC",
}
#: The colours of the site.
INK, MUTED, LINE, CLAY, GRASS, PAPER = "2B2119", "655646", "E0D5C4", "93421C", "3D5A26", "FAF7F1"
#: Word takes no longer address, and the libraries no longer property.
_LONGEST_ADDRESS, _LONGEST_PROPERTY = 2000, 255
#: Which program wrote a file.
APPLICATION = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>LDN Guidance</Application></Properties>"
)
_LEFT = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8"
    "\u0370-\u058f\u1e00-\u1fff\u2e80-\ud7ff\uf900-\ufaff"
)
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_LEFT_TO_RIGHT = re.compile(f"{SIGNED.pattern}|[{_LEFT}](?:[^{_RIGHT}]*[{_LEFT}0-9])?")
_LEFT_LETTER, _RIGHT_LETTER = re.compile(f"[{_LEFT}]"), re.compile(f"[{_RIGHT}]")
_BRACKETS = {")": "(", "]": "["}


def slants(code: str) -> bool:
    """Whether the letters of a language have italics."""
    return code not in {"ar", "zh"}


def has_arabic(text: str) -> bool:
    """Whether a text has letters that run from right to left."""
    return bool(_RIGHT_LETTER.search(text))


def runs_left(text: str, code: str) -> bool:
    """Whether a paragraph of a language runs from right to left: not if all its words are Latin."""
    return code == "ar" and (has_arabic(text) or not _LEFT_LETTER.search(text))


def stretches(text: str, code: str) -> Iterator[tuple[str, bool]]:
    """A text of a language cut where its direction turns; True for parts from right to left.

    A signed number is one from left to right. A part from left to right has its brackets with it:
    those that close in it, "COP(14)", and those that hold it whole, "(LDN)".
    """
    if code != "ar":
        yield text, False
        return
    place = 0
    for match in _LEFT_TO_RIGHT.finditer(text):
        start, end = match.span()
        closing = text[end : end + 1]
        opening = _BRACKETS.get(closing, "\n")
        if match[0].count(opening) > match[0].count(closing):
            end += 1
        elif start > place and text[start - 1] == opening:
            start, end = start - 1, end + 1
        if start > place:
            yield text[place:start], True
        yield text[start:end], False
        place = end
    if place < len(text):
        yield text[place:], True


def link_address(url: str) -> str:
    """An address as Office programs take it; empty if it is too long to be a link there."""
    quoted = quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
    return quoted if len(quoted) <= _LONGEST_ADDRESS else ""


def state_properties(known: Any, packs: Sequence[Pack]) -> None:
    """Set what a file says about itself: title, languages, licence, version, and the day.

    `known` are the core properties of either library, which take no longer texts.
    """
    pack = packs[0]
    day = datetime.fromisoformat(pack.day).replace(tzinfo=UTC)
    known.title, known.subject = pack.title[:_LONGEST_PROPERTY], pack.summary[:_LONGEST_PROPERTY]
    known.author = known.last_modified_by = "LDN Guidance"
    known.language = ", ".join(TAGS[each.language.code] for each in packs)
    known.comments = pack.words("licence")[:_LONGEST_PROPERTY]
    known.version = pack.version
    known.created = known.modified = day
    known.revision = 1


def adapt_theme(theme: bytes) -> bytes:
    """A theme of the libraries' templates with our colours and fonts."""
    colors = {
        "dk1": INK,
        "lt1": "FFFFFF",
        "dk2": GRASS,
        "lt2": PAPER,
        "accent1": CLAY,
        "accent2": GRASS,
        "accent3": MUTED,
        "accent4": "7A5200",
        "accent5": "A8957D",
        "accent6": LINE,
        "hlink": CLAY,
        "folHlink": MUTED,
    }
    scheme = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in colors.items())
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="{WESTERN}"/><a:ea typeface="{CHINESE}"/>'
        f'<a:cs typeface="{ARABIC}"/></a:{kind}Font>'
        for kind in ("major", "minor")
    )
    text = theme.decode()
    for name, inside in (("clrScheme", scheme), ("fontScheme", fonts)):
        whole = f'<a:{name} name="LDN Guidance">{inside}</a:{name}>'
        text = re.sub(f"<a:{name} .*?</a:{name}>", whole, text, flags=re.DOTALL)
    return text.replace('name="Office Theme"', 'name="LDN Guidance"').encode()
