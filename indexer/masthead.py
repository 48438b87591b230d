"""The masthead of an issued document: each line to its field.

Lines are recognised by what they say, not by where they stand. Lines between the agenda item
and the submitting line are titles: the last is the document's title, those before it the
agenda item's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.blocks import JOB_NUMBER
from indexer.canonical import Line
from indexer.errors import Problem
from indexer.grammar import Grammar, load_grammar
from indexer.languages import BY_ENGLISH_NAME, LANGUAGES
from indexer.model import DocumentText, MastheadLine
from indexer.references import find_references, fold_digits, fold_look_alikes

_SYMBOL = re.compile(r"[A-Z]{1,5}(?:/[A-Z0-9.()\-]+)+", re.IGNORECASE)
#: Marks of footnotes at the end of a line say nothing about the field.
_NOTE_MARKS = re.compile(r"(?<=\S)(?:\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)$")
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("distribution", re.compile(r"Distr\s?\.?:? ?.*", re.IGNORECASE)),
    (
        "original",
        re.compile(r"(?:Original|Подлинный текст|Язык оригинала|原文|الأصل)\s?[:：] ?.*", re.I),
    ),
    (
        "language",
        re.compile(
            "|".join((*BY_ENGLISH_NAME, *(each.endonym for each in LANGUAGES.values()), "ARABIC"))
            + r"|(?:[A-Z][a-z]+(?:, | and |/)?){2,6} only",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            r"(?:\d{1,2} \w+ )?\d{4}|\d{4} ?年(?: ?\d{1,2} ?月 ?\d{1,2} ?日)?"
            r"|\d{1,2}(?:er)?\s(?:de\s)?[^\W\d]+(?:/[^\W\d]+)?(?:\s[^\W\d]+(?:/[^\W\d]+)?)?"
            r"(?:\sde)?\s\d{4}(?:\s?(?:года|г\.))?"
        ),
    ),
    ("job_number", JOB_NUMBER),
)


def parse_masthead(
    lines: Sequence[Line], grammar: Grammar, where: str
) -> tuple[tuple[MastheadLine, ...], list[Problem]]:
    """The masthead's lines with their fields, in order, and what is missing or not understood."""
    lines = _unwrap(lines, grammar)
    fields = [field_of(line.text, grammar) for line in lines]
    agenda = next((i for i, field in enumerate(fields) if field == "agenda_item"), None)
    submitted = next((i for i, field in enumerate(fields) if field == "submitted_by"), len(lines))
    if agenda is not None:
        titles = [i for i in range(agenda + 1, submitted) if fields[i] == "other"]
        if (
            lines[agenda + 1 : agenda + 2]
            and fields[agenda + 1] != "other"
            and agenda + 1 < submitted
        ):
            titles.insert(0, agenda + 1)
        for i in titles:
            fields[i] = "agenda_title"
        if titles:
            fields[titles[-1]] = "title"
        for i in range(agenda):
            previous = fields[i - 1] if i else ""
            if fields[i] == "other" and previous in {"session", "body", "committee"}:
                fields[i] = "place_and_date"
    elif lines and (left := [i for i, field in enumerate(fields) if field == "other"]):
        fields[left[-1]] = "title"
    elif "title" not in fields and "decision_number" in fields:
        numbered = fields.index("decision_number")
        match = grammar.number_line.fullmatch(fold_digits(lines[numbered].text))
        if match and match["title"]:  # the title stands on the line of the number
            fields[numbered] = "title"
    problems = [
        Problem(
            f"{where}: masthead",
            f"no line gives the {name}",
            "accepted is a masthead as the United Nations prints it",
        )
        for name in ("symbol", "title")
        if name not in fields
        and not (name == "symbol" and any(_number_of(line.text, grammar) for line in lines))
    ]
    problems += [
        Problem(
            f"{where}:{line.number}",
            f"the masthead line “{line.text[:60]}” is not understood",
            f"accepted are the forms under masthead in indexer/grammar/{grammar.language}.yml",
        )
        for line, field in zip(lines, fields, strict=True)
        if field == "other"
    ]
    parsed = tuple(
        MastheadLine(field, line.text, line.number, line.level)
        for line, field in zip(lines, fields, strict=True)
    )
    return parsed, problems


def printed_symbol(text: DocumentText) -> str | None:
    """The symbol in the masthead; else the number of the decision that stands in its place.

    A number is given as its key, the same in every language: `1/COP.97`.
    """
    if symbol := text.field("symbol"):
        return _NOTE_MARKS.sub("", symbol)
    grammar = load_grammar(text.language)
    numbers = (_number_of(line.text, grammar) for line in text.masthead)
    return next((number for number in numbers if number), None)


def _number_of(text: str, grammar: Grammar) -> str | None:
    match = grammar.number_line.fullmatch(fold_digits(text))
    return number_key(match["number"]) if match else None


def number_key(number: str) -> str:
    """The key of a printed number of a decision or resolution: `1/COP.97`, `70/1`, `XII/3`."""
    found = [r.key for r in find_references(number) if r.kind == "decision"]
    return found[0] if found else "".join(fold_look_alikes(fold_digits(number)).split()).upper()


def _unwrap(lines: Sequence[Line], grammar: Grammar) -> list[Line]:
    """The lines, with one that only makes sense as the end of the line above joined to it."""
    joined: list[Line] = []
    above = 0
    for line in lines:
        if (
            joined
            and line.number == above + 1
            and not (line.level or joined[-1].level or line.table or joined[-1].table)
            and field_of(line.text, grammar) == "other"
        ):
            whole = joined[-1].text + grammar.joiner + line.text
            before = field_of(joined[-1].text, grammar)
            if before in {"convention", "committee", "submitted_by"} or (
                before == "other" and field_of(whole, grammar) != "other"
            ):
                joined[-1] = replace(joined[-1], text=whole)
                above = line.number
                continue
        joined.append(line)
        above = line.number
    return joined


def field_of(text: str, grammar: Grammar) -> str:
    """The field of a masthead line by what it says; "other" where it is not understood."""
    text = _NOTE_MARKS.sub("", text)
    if _SYMBOL.fullmatch(fold_look_alikes(text)):
        return "symbol"
    for field, pattern in (*_FIELDS, *grammar.masthead):
        if pattern.fullmatch(fold_digits(text)):
            return field
    match = grammar.number_line.fullmatch(fold_digits(text))
    return "decision_number" if match and (_is_named(match) or not match["title"]) else "other"


def _is_named(match: re.Match[str]) -> bool:
    """Whether a number has the word for a decision or resolution beside it."""
    return any(
        value for name, value in match.groupdict().items() if name.endswith(("word", "after"))
    )
