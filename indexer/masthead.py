"""The masthead of an issued document: each line to its field.

Lines are recognised by what they say, not by where they stand. Lines between the agenda item
and the submitting line are titles: the last is the document's title, those before it the
agenda item's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.errors import Problem
from indexer.grammar import Grammar
from indexer.languages import BY_ENGLISH_NAME
from indexer.model import MastheadLine
from indexer.references import fold_look_alikes

_SYMBOL = re.compile(r"[A-Z]{1,5}(?:/[A-Z0-9.()]+)+", re.IGNORECASE)
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("distribution", re.compile(r"Distr\.?:? ?.*", re.IGNORECASE)),
    ("original", re.compile(r"Original: ?.*", re.IGNORECASE)),
    ("language", re.compile("|".join(BY_ENGLISH_NAME))),
    ("date", re.compile(r"(?:\d{1,2} \w+ )?\d{4}|\d{4} ?年(?: ?\d{1,2} ?月 ?\d{1,2} ?日)?")),
    ("job_number", re.compile(r"GE\.\d\d-\d+.*")),
)


def parse_masthead(
    lines: Sequence[tuple[str, int]], grammar: Grammar, where: str
) -> tuple[tuple[MastheadLine, ...], list[Problem]]:
    """The masthead's lines with their fields, in order, and what is missing or not understood."""
    lines = _unwrap(lines, grammar)
    fields = [_field_of(text, grammar) for text, _ in lines]
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
    problems = [
        Problem(
            f"{where}: masthead",
            f"no line gives the {name}",
            "accepted is a masthead as the United Nations prints it",
        )
        for name in ("symbol", "title")
        if name not in fields
    ]
    problems += [
        Problem(
            f"{where}:{number}",
            f"the masthead line “{text[:60]}” is not understood",
            f"accepted are the forms under masthead in indexer/grammar/{grammar.language}.yml",
        )
        for (text, number), field in zip(lines, fields, strict=True)
        if field == "other"
    ]
    parsed = tuple(
        MastheadLine(field, text, number)
        for (text, number), field in zip(lines, fields, strict=True)
    )
    return parsed, problems


def _unwrap(lines: Sequence[tuple[str, int]], grammar: Grammar) -> list[tuple[str, int]]:
    """The lines, with one that only makes sense as the end of the line above joined to it."""
    joined: list[tuple[str, int]] = []
    above = 0
    for text, number in lines:
        if joined and number == above + 1 and _field_of(text, grammar) == "other":
            whole = joined[-1][0] + grammar.joiner + text
            before = _field_of(joined[-1][0], grammar)
            if before in {"convention", "committee", "submitted_by"} or (
                before == "other" and _field_of(whole, grammar) != "other"
            ):
                joined[-1] = (whole, joined[-1][1])
                above = number
                continue
        joined.append((text, number))
        above = number
    return joined


def _field_of(text: str, grammar: Grammar) -> str:
    if _SYMBOL.fullmatch(fold_look_alikes(text)):
        return "symbol"
    for field, pattern in (*_FIELDS, *grammar.masthead):
        if pattern.fullmatch(text):
            return field
    return "other"
