"""Two texts of one document side by side: what their structure disagrees on.

The same paragraphs must stand in every language, with the same verbs, addressees, references,
footnote marks and numbers; only the words differ. Where a text writes a number in words, its editor
settles that (`indexer.resolutions`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.errors import Problem
from indexer.model import DocumentText, MastheadLine, Paragraph, Verb
from indexer.numbers import find_numbers
from indexer.references import find_references, fold_digits

#: The line of a masthead that each language version prints for itself, or not at all.
_OWN_FIELDS = frozenset({"language"})


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
                f"{where}:{_line_before(issued, other, anchor)}",
                f"{anchor} is missing after this",
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
            problems += _compare(paragraph, translated, issued.language, other.language, where)
    problems += _compare_mastheads(issued, other, where)
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
                f"{where}:{other.footnotes[-1].line if other.footnotes else 1}",
                f"found {len(other.footnotes)} footnotes",
                f"accepted are {len(issued.footnotes)}, as in the {issued.language} text",
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


def _compare_mastheads(issued: DocumentText, other: DocumentText, where: str) -> list[Problem]:
    """Lines of the masthead that one text alone has, and years that differ."""
    lines = [line for line in issued.masthead if line.field not in _OWN_FIELDS]
    printed = [line for line in other.masthead if line.field not in _OWN_FIELDS]
    if [line.field for line in lines] != [line.field for line in printed]:
        return [
            Problem(
                f"{where}:{printed[0].line if printed else 1}",
                f"the masthead {_difference(lines, printed)}",
                f"accepted are the lines of the {issued.language} text, in its order",
                "masthead",
                "fields",
            )
        ]
    return [
        Problem(
            f"{where}:{its.line}",
            f"the numbers of the masthead line are {_show(_years(its.text))}",
            f"accepted are {_show(_years(line.text))}, as in the {issued.language} text",
            "masthead",
            "numbers",
        )
        for line, its in zip(lines, printed, strict=True)
        if _years(line.text) != _years(its.text)
    ]


def _difference(lines: Sequence[MastheadLine], printed: Sequence[MastheadLine]) -> str:
    """In words: which fields of a masthead are lacking in another, and which stand there alone."""
    wanted, found = (Counter(line.field for line in each) for each in (lines, printed))
    lacking, alone = list((wanted - found).elements()), list((found - wanted).elements())
    said = [f"lacks {', '.join(lacking)}"] if lacking else []
    said += [f"has in addition {', '.join(alone)}"] if alone else []
    return " and ".join(said) or "has its lines in another order"


def _compare(a: Paragraph, b: Paragraph, language: str, its: str, where: str) -> list[Problem]:
    pairs: tuple[tuple[str, object, object], ...] = (
        ("verb", a.verb and a.verb.key, b.verb and b.verb.key),
        (
            "addressee",
            a.addressee and sorted(a.addressee.keys),
            b.addressee and sorted(b.addressee.keys),
        ),
        ("references", sorted(r.key for r in a.references), sorted(r.key for r in b.references)),
        ("footnote marks", a.footnotes, b.footnotes),
        ("numbers", _numbers(a, language), _numbers(b, its)),
    )
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


def _numbers(paragraph: Paragraph, language: str) -> list[str]:
    """The value of every number in a paragraph, apart from its own and those in references."""
    text = paragraph.text
    for reference in reversed(paragraph.references):
        text = f"{text[: reference.start]} {text[reference.end :]}"
    text = text[len(paragraph.number or "") :]
    return sorted(find_numbers(text, language).elements())


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


def _line_before(issued: DocumentText, other: DocumentText, anchor: str) -> int:
    """The line in another text of the last paragraph that stands before an anchor as issued."""
    before = 1
    for paragraph in issued.paragraphs:
        if paragraph.anchor == anchor:
            break
        before = _line(other, paragraph.anchor) if other.paragraph(paragraph.anchor) else before
    return before


def _like(issued: DocumentText, anchor: str) -> str:
    paragraph = issued.paragraph(anchor)
    return f"a translation of “{paragraph.text[:40]}…”" if paragraph else anchor
