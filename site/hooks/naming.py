"""What a paragraph is called and how it is cited, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.model import Document, DocumentText

from .strings import Strings

_AFTER_NUMBER = ".．。、-–) "
#: What separates the parts of a citation, and what stands around a title, in each language.
_COMMA = {"ar": "، ", "zh": "，"}
_QUOTES = {
    "ar": ("«", "»"),
    "es": ("«", "»"),
    "fr": ("«\u00a0", "\u00a0»"),
    "ru": ("«", "»"),
    "zh": ("《", "》"),
}
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def printed_number(text: DocumentText, anchor: str) -> str:
    """The number of a paragraph as its language prints it: `9 (d)`, `9 (د)`, `3` for pp-3."""
    marks = [p.number for p in text.chain(anchor)]
    first = marks[0].rstrip(_AFTER_NUMBER) if marks and marks[0] else anchor.split("-")[1]
    return " ".join([first, *(mark for mark in marks[1:] if mark)])


def paragraph_name(strings: Strings, text: DocumentText, anchor: str) -> str:
    """The name of a paragraph: "Paragraph 9 (d)", "Preambular paragraph 3"."""
    kind = "preambular" if anchor.startswith("pp-") else "operative"
    return strings(f"paragraph.{kind}", number=printed_number(text, anchor))


def short_name(strings: Strings, text: DocumentText, anchor: str) -> str:
    """The same, abbreviated as in citations."""
    kind = "preambular" if anchor.startswith("pp-") else "operative"
    return strings(f"paragraph.short_{kind}", number=printed_number(text, anchor))


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in United Nations style and as BibTeX."""

    un_style: str
    bibtex: str


def cite(
    strings: Strings, document: Document, text: DocumentText, anchor: str | None, url: str
) -> Citation:
    """How to cite a document, or one of its paragraphs, in the language of its text."""
    comma = _COMMA.get(text.language, ", ")
    before, after = _QUOTES.get(text.language, ("“", "”"))
    date = text.field("place_and_date") or text.field("date") or document.date
    standing = _standing(strings, document, text, comma)
    where = ""
    if anchor:
        kind = "preambular" if anchor.startswith("pp-") else "operative"
        where = strings(f"cite.{kind}", number=printed_number(text, anchor))
    note = strings("cite.unofficial_note") if text.status == "unofficial" else ""
    title = f"{before}{text.title}{after}"
    parts = (document.symbol, title, standing[:1].lower() + standing[1:], date, where)
    sentence = comma.join(part for part in parts if part)
    if note:
        sentence += f" ({note})"
    sentence += comma + strings("cite.accessed", url=url)
    year = re.search(r"\d{4}", document.date)
    fields = {
        "title": f"{{{_tex(text.title)}}}",
        "number": _tex(document.symbol),
        "year": year[0] if year else "",
        "pages": _tex(where),
        "language": text.language,
        "note": _tex("; ".join(part for part in (standing, note) if part)),
        "url": url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = document.id + (f"-{anchor}" if anchor else "") + f"-{text.language}"
    return Citation(sentence, "\n".join([f"@misc{{{key},", *lines, "}"]))


def _standing(strings: Strings, document: Document, text: DocumentText, comma: str) -> str:
    """Whose text it is, as its masthead prints it: "Draft decision submitted by the Chair…".

    The body whose session it was submitted to is not its author, so it is not named as such.
    """
    printed = comma.join(line.text for line in text.masthead if line.field == "submitted_by")
    draft = document.status == "draft"
    if draft and strings("document_status.draft").casefold() not in printed.casefold():
        return comma.join(part for part in (strings("notice.draft_short"), printed) if part)
    return printed


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
