"""What a paragraph is called and how it is cited, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.anchors import annex_of, has_page, is_preambular, ordinal_of
from indexer.directions import isolate
from indexer.model import Document, DocumentText

from .dates import write_date
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
#: The number of a decision of a Conference of the Parties.
_OF_PARTIES = re.compile(r"(\d+)/COP\.(\d+)")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
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
    first = marks[0].rstrip(_AFTER_NUMBER) if marks and marks[0] else ordinal_of(anchor)
    return " ".join([first, *(mark for mark in marks[1:] if mark)])


def paragraph_name(strings: Strings, text: DocumentText, anchor: str) -> str:
    """The name of a paragraph: "Paragraph 9 (d)", "Preambular paragraph 3".

    A heading or text without a number is called by its own words.
    """
    if not has_page(anchor):
        paragraph = text.paragraph(anchor)
        words = paragraph.text.partition("\n")[0].strip("| ") if paragraph else ""
        return (words if len(words) <= 80 else f"{words[:79].rstrip()}…") or strings(
            "decision.masthead"
        )
    kind = "preambular" if is_preambular(anchor) else "operative"
    return _in_annex(
        strings, anchor, strings(f"paragraph.{kind}", number=printed_number(text, anchor))
    )


def _in_annex(strings: Strings, anchor: str, name: str) -> str:
    annex = annex_of(anchor)
    return strings("paragraph.annex", annex=annex, name=name) if annex else name


def short_name(strings: Strings, text: DocumentText, anchor: str) -> str:
    """The same, abbreviated as in citations."""
    if not has_page(anchor):
        return paragraph_name(strings, text, anchor)
    kind = "preambular" if is_preambular(anchor) else "operative"
    name = strings(f"paragraph.short_{kind}", number=printed_number(text, anchor))
    return _in_annex(strings, anchor, name)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in United Nations style, as this site's short reference, as BibTeX and as RIS."""

    un_style: str
    site_style: str
    bibtex: str
    ris: str


def comma(language: str) -> str:
    """What separates the parts of a list in a language."""
    return _COMMA.get(language, ", ")


def bracket(words: str, language: str) -> str:
    """Words in brackets after others, as a language prints them."""
    return f"（{words}）" if language == "zh" else f" ({words})"


def cite(
    strings: Strings, document: Document, text: DocumentText, anchor: str | None, url: str
) -> Citation:
    """How to cite a document, or one of its paragraphs, in the language of its text."""
    between = comma(text.language)
    before, after = _QUOTES.get(text.language, ("“", "”"))
    date = (
        text.field("place_and_date")
        or text.field("date")
        or write_date(document.date, text.language)
    )
    standing = _standing(strings, document, text, between)
    where = ""
    if anchor:
        kind = "preambular" if is_preambular(anchor) else "operative"
        where = strings(f"cite.{kind}", number=printed_number(text, anchor))
        where = _in_annex(strings, anchor, where)
    note = strings("cite.unofficial_note") if text.status == "unofficial" else ""
    title = f"{before}{text.title}{after}"
    parts = (
        _name_decision(strings, document, text.language),
        title,
        standing[:1].lower() + standing[1:],
        date,
        where,
    )
    sentence = between.join(part for part in parts if part)
    if note:
        sentence += bracket(note, text.language)
    sentence += between + strings("cite.accessed", url=url)
    year = re.search(r"\d{4}", document.date)
    fields = _Fields(
        key=document.id + (f"-{anchor}" if anchor else "") + f"-{text.language}",
        title=text.title,
        symbol=document.symbol,
        year=year[0] if year else "",
        where=where,
        language=text.language,
        notes=tuple(part for part in (standing, note) if part),
        url=url,
    )
    short = _site_style(strings, document, text, anchor, between, url)
    return Citation(sentence, short, _bibtex(fields), _ris(fields, strings("site.name")))


def _name_decision(strings: Strings, document: Document, language: str) -> str:
    """A document as a citation begins: "Decision 16/COP.14" for one adopted under a number, which
    Arabic writes in its own letters; else the symbol."""
    adopted = document.kind == "decision" and document.status == "adopted"
    if not adopted or not document.symbol[:1].isdigit():
        return isolate(document.symbol, language)
    of_parties = _OF_PARTIES.fullmatch(document.symbol) if language == "ar" else None
    symbol = of_parties.expand(r"\1/م أ-\2") if of_parties else isolate(document.symbol, language)
    named = strings("cite.decision", symbol=symbol)
    return named[:1].upper() + named[1:]


@dataclass(frozen=True, slots=True)
class _Fields:
    """What programs for references are told; empty where there is nothing to say."""

    key: str
    title: str
    symbol: str
    year: str
    where: str
    language: str
    notes: tuple[str, ...]
    url: str


def _bibtex(fields: _Fields) -> str:
    entries = {
        "title": f"{{{_tex(fields.title)}}}",
        "number": _tex(fields.symbol),
        "year": fields.year,
        "pages": _tex(fields.where),
        "language": fields.language,
        "note": _tex("; ".join(fields.notes)),
        "url": fields.url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in entries.items() if value]
    return "\n".join([f"@misc{{{fields.key},", *lines, "}"])


def _ris(fields: _Fields, site: str) -> str:
    """A government document (GOVDOC): the type for texts of intergovernmental bodies."""
    entries = [
        ("TY", "GOVDOC"),
        ("ID", fields.key),
        ("TI", fields.title),
        ("M1", fields.symbol),
        ("PY", fields.year),
        ("SE", fields.where),
        ("LA", fields.language),
        *(("N1", note) for note in fields.notes),
        ("DB", site),
        ("UR", fields.url),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in entries if value), "ER  - "])


def _site_style(
    strings: Strings,
    document: Document,
    text: DocumentText,
    anchor: str | None,
    between: str,
    url: str,
) -> str:
    """Site, document and paragraph, what the text is, and its permanent address."""
    symbol = isolate(document.symbol, text.language)
    if document.status == "draft":
        symbol = f"{strings('notice.draft_short')} {symbol}"
    name = paragraph_name(strings, text, anchor) if anchor else ""
    words = between.join(part for part in (strings("site.name"), symbol, name) if part)
    return f"{words}{bracket(strings(f'status.{text.status}'), text.language)}{between}{url}"


def _standing(strings: Strings, document: Document, text: DocumentText, between: str) -> str:
    """Whose text it is, as its masthead prints it: "Draft decision submitted by the Chair…".

    The body whose session it was submitted to is not its author, so it is not named as such.
    """
    printed = between.join(line.text for line in text.masthead if line.field == "submitted_by")
    draft = document.status == "draft"
    if draft and strings("document_status.draft").casefold() not in printed.casefold():
        return between.join(part for part in (strings("notice.draft_short"), printed) if part)
    return printed


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
