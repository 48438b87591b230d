"""The masthead of an issued document: each line to its field.

Lines are recognised by what they say, not by where they stand. Lines between the agenda item
and the submitting line are titles: the last is the document's title, those before it the
agenda item's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from indexer.blocks import JOB_NUMBER
from indexer.canonical import Line
from indexer.errors import Problem
from indexer.grammar import Grammar, load_grammar
from indexer.languages import PRINTED_NAMES
from indexer.model import DocumentText, MastheadLine
from indexer.references import find_references, fold_digits, fold_look_alikes

_SYMBOL = re.compile(r"[A-Z]{1,5}(?:/[A-Z0-9.()\-]+)+", re.IGNORECASE)
#: Marks of footnotes at the end of a line say nothing about the field.
_NOTE_MARKS = re.compile(r"(?<=\S)(?:\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)$")
_LANGUAGE = "(?:" + "|".join(sorted(PRINTED_NAMES, key=len, reverse=True)) + ")"
#: "14 June 2019", "1er juin 2019", "14 de junio de 2019", "14 июня 2019 года", "2019年6月14日".
_DATE = (
    r"(?:\d{1,2}(?:er|º)?(?:\s?[-–]\s?\d{1,2})? (?:de )?[^\W\d]+(?:[ /][^\W\d]+)? (?:de )?)?\d{4}"
    r"(?: (?:года|г\.))?|\d{4} ?年(?: ?\d{1,2} ?月 ?\d{1,2} ?日)?"
)
#: Fields that are printed on the right, where others may stand on the same line.
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "distribution",
        re.compile(r"(?:Distr ?\.?|分发|التوزيع)[.:：]* ?[.:：]? ?[^\W\d]+", re.IGNORECASE),
    ),
    (
        "original",
        re.compile(
            r"(?:Original|Подлинный текст|Язык оригинала|Оригинал|原文|原件|(?:ال)?أصل)"
            rf" ?[:：]? ?{_LANGUAGE}(?: only)?",
            re.IGNORECASE,
        ),
    ),
    (
        "language",
        re.compile(rf"{_LANGUAGE}|(?:{_LANGUAGE}(?:, | and |/)?){{1,6}} only", re.IGNORECASE),
    ),
    ("date", re.compile(_DATE, re.IGNORECASE)),
    ("job_number", JOB_NUMBER),
)


def parse_masthead(
    lines: Sequence[Line], grammar: Grammar, where: str
) -> tuple[tuple[MastheadLine, ...], list[Problem]]:
    """The masthead's lines with their fields, in order, and what is missing or not understood."""
    lines = _unwrap(_split_sides(lines, grammar), grammar)
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
            f"{where}:{lines[0].number if lines else 1}",
            f"no line of the masthead gives the {name}",
            "accepted is a masthead as the United Nations prints it",
            "masthead",
            name,
        )
        for name in ("symbol", "title")
        if name not in fields
        and not (name == "symbol" and any(_number_match(line.text, grammar) for line in lines))
    ]
    problems += [
        Problem(
            f"{where}:{line.number}",
            f"the masthead line “{line.text[:60]}” is not understood",
            "accepted are a body, session, agenda item, title or submitting line as the United "
            f"Nations print them in {grammar.language}",
            "masthead",
            "line",
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
    matches = (_number_match(line.text, grammar) for line in text.masthead)
    return next((number_symbol(match) for match in matches if match), None)


def _number_match(text: str, grammar: Grammar) -> re.Match[str] | None:
    return grammar.number_line.fullmatch(fold_digits(text))


def number_symbol(match: re.Match[str]) -> str:
    """What a decision or resolution is called by the line of its number.

    The number of a decision is its symbol; a resolution of the same number is another document.
    """
    key = number_key(match["number"])
    return f"Resolution {key}" if number_kind(match) == "resolution" else key


def number_kind(match: re.Match[str]) -> Literal["decision", "resolution"]:
    """Which of the two the line of a number begins."""
    named = {name for name, value in match.groupdict().items() if value}
    if "decision_after" in named or "resolution_after" in named:
        return "resolution" if "resolution_after" in named else "decision"
    if "resolution_word" in named:
        return "resolution"
    plain = re.fullmatch(r"\s*\d+\s?/\s?\d+\s?[A-Z]?\s*", match["number"])
    return "resolution" if plain and "decision_word" not in named else "decision"


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


def _split_sides(lines: Sequence[Line], grammar: Grammar) -> list[Line]:
    """The lines, with what is printed at the left and at the right of a page as two."""
    split: list[Line] = []
    for line in lines:
        right = _right_side(line.text, grammar) if not (line.level or line.table) else 0
        if right:
            sides = (line.text[:right].rstrip(), line.text[right:])
            split += [replace(line, text=side) for side in sides]
        else:
            split.append(line)
    return split


def _right_side(text: str, grammar: Grammar) -> int:
    """Where what is printed at the right begins: a field that always stands there, behind words
    that make sense alone; 0 if the line is one. A wide gap is a sign, but none is needed."""
    if len(text) > 200:
        return 0
    for gap in re.finditer(r"\s+", text):
        left, right = text[: gap.start()], text[gap.end() :]
        known = field_of(left, grammar)
        if known == "other" and len(gap[0]) < 3:
            continue
        if _is_right(right) or (known == "symbol" and _right_side(right, grammar)):
            return gap.end()
    return 0


def _is_right(text: str) -> bool:
    """Whether a text is a symbol, or a field that is printed at the right."""
    plain = _NOTE_MARKS.sub("", " ".join(text.split()))
    fields = (pattern for name, pattern in _FIELDS if name != "date" or len(plain) > 4)
    return bool(
        _SYMBOL.fullmatch(fold_look_alikes(plain)) or any(p.fullmatch(plain) for p in fields)
    )


def field_of(text: str, grammar: Grammar) -> str:
    """The field of a masthead line by what it says; "other" where it is not understood."""
    text = _NOTE_MARKS.sub("", " ".join(text.split()))
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
