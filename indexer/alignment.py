"""Two texts of one document side by side: what their structure disagrees on.

The same paragraphs must stand in every language, with the same verbs, addressees, references
and footnote marks; only the words differ. In an unofficial translation the numbers must be the
same too; an official one may write a number in words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.errors import Problem
from indexer.model import DocumentText, Paragraph, Verb
from indexer.references import find_references, fold_digits


def check_alignment(issued: DocumentText, other: DocumentText, where: str) -> list[Problem]:
    """Every disagreement of a text with the text as issued."""
    problems: list[Problem] = []
    expected = [p.anchor for p in issued.paragraphs]
    found = [p.anchor for p in other.paragraphs]
    missing = [anchor for anchor in expected if anchor not in set(found)]
    extra = [anchor for anchor in found if anchor not in set(expected)]
    for anchor in missing:
        problems.append(
            Problem(
                f"{where}: {anchor}",
                "the paragraph is missing",
                f"accepted is {_like(issued, anchor)}",
                anchor,
                "missing",
            )
        )
    for anchor in extra:
        problems.append(
            Problem(
                f"{where}:{_line(other, anchor)}",
                f"{anchor} does not stand in the {issued.language} text",
                "accepted are the paragraphs of the text as issued, each once",
                anchor,
                "added",
            )
        )
    if not missing and not extra and expected != found:
        at = next(b for a, b in zip(expected, found, strict=True) if a != b)
        problems.append(
            Problem(
                f"{where}:{_line(other, at)}",
                f"{at} stands out of order",
                "accepted is the order of the text as issued",
                at,
                "order",
            )
        )
    for paragraph in issued.paragraphs:
        translated = other.paragraph(paragraph.anchor)
        if translated is not None:
            problems += _compare(
                paragraph, translated, issued.language, where, other.status != "official"
            )
    if [m.field for m in issued.masthead] != [m.field for m in other.masthead]:
        problems.append(
            Problem(
                f"{where}: masthead",
                f"has the fields {', '.join(m.field for m in other.masthead)}",
                f"accepted are those as issued: {', '.join(m.field for m in issued.masthead)}",
                "masthead",
                "fields",
            )
        )
    for line, printed in zip(issued.masthead, other.masthead, strict=False):
        if line.field == printed.field and _years(line.text) != _years(printed.text):
            problems.append(
                Problem(
                    f"{where}:{printed.line}",
                    f"the numbers are {_show(_years(printed.text))}",
                    f"accepted are {_show(_years(line.text))}, as in the {issued.language} text",
                    "masthead",
                    "numbers",
                )
            )
    for note, its in zip(issued.footnotes, other.footnotes, strict=False):
        if _facts(note.text) != _facts(its.text):
            problems.append(
                Problem(
                    f"{where}:{its.line}",
                    f"footnote {its.mark} has {_show(_facts(its.text))}",
                    f"accepted is {_show(_facts(note.text))}, as in the {issued.language} text",
                    its.anchor,
                    "references",
                )
            )
    if len(issued.footnotes) != len(other.footnotes):
        problems.append(
            Problem(
                f"{where}: footnotes",
                f"found {len(other.footnotes)}",
                f"accepted are {len(issued.footnotes)} as in the text as issued",
                "footnotes",
                "count",
            )
        )
    return problems


def resolve_verbs(issued: DocumentText, other: DocumentText) -> DocumentText:
    """The text with each ambiguous verb read as the text as issued has it, where it may be."""

    def resolve(paragraph: Paragraph) -> Paragraph:
        verb, model = paragraph.verb, issued.paragraph(paragraph.anchor)
        if verb is None or model is None or model.verb is None:
            return paragraph
        if model.verb.key not in verb.alternatives:
            return paragraph
        return replace(paragraph, verb=Verb(model.verb.key, verb.text, ()))

    return replace(other, paragraphs=tuple(resolve(p) for p in other.paragraphs))


def _compare(a: Paragraph, b: Paragraph, language: str, where: str, numbers: bool) -> list[Problem]:
    pairs: tuple[tuple[str, object, object], ...] = (
        ("verb", a.verb and a.verb.key, b.verb and b.verb.key),
        (
            "addressee",
            a.addressee and sorted(a.addressee.keys),
            b.addressee and sorted(b.addressee.keys),
        ),
        ("references", sorted(r.key for r in a.references), sorted(r.key for r in b.references)),
        ("footnote marks", a.footnotes, b.footnotes),
    )
    if numbers:
        pairs = (*pairs, ("numbers", _numbers(a), _numbers(b)))
    return [
        Problem(
            f"{where}:{b.line}",
            f"{b.anchor}: {name} is {_show(found)}",
            f"accepted is {_show(expected)}, as in the {language} text",
            b.anchor,
            name,
        )
        for name, expected, found in pairs
        if expected != found
    ]


def _years(text: str) -> list[str]:
    """Numbers of three digits and more: years and the like, written alike in every language."""
    return sorted(re.findall(r"(?<!\d)\d{3,4}(?!\d)", fold_digits(text)))


def _numbers(paragraph: Paragraph) -> list[str]:
    """Every number in the words of a paragraph, apart from those inside its references."""
    text = paragraph.text
    for reference in reversed(paragraph.references):
        text = f"{text[: reference.start]} {text[reference.end :]}"
    text = text[len(paragraph.number or "") :]
    return sorted(re.findall(r"\d+", fold_digits(text)))


def _facts(text: str) -> list[str]:
    """The references of a footnote, and its years."""
    return sorted(reference.key for reference in find_references(text)) or _years(text)


def _show(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value) or "none"
    return str(value or "none")


def _line(text: DocumentText, anchor: str) -> int:
    paragraph = text.paragraph(anchor)
    return paragraph.line if paragraph else 1


def _like(issued: DocumentText, anchor: str) -> str:
    paragraph = issued.paragraph(anchor)
    return f"a translation of “{paragraph.text[:40]}…”" if paragraph else anchor
