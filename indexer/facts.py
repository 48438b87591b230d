"""What pages cite: content/sources.yml, content/figures.yml and the drawings of content/diagrams.

Each stands once, in all languages, so that it cannot differ between pages or languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from babel.numbers import format_decimal

from indexer import fileschemas as schemas
from indexer.cited import Diagram, Figure, Source
from indexer.diagrams import check_drawing
from indexer.errors import ContentError, Problem
from indexer.files import parse_yaml, read_text, validate_model
from indexer.vocabulary import by_language, problem_of, read_entries, unknown

_NAME = re.compile(r"\{([a-z0-9-]+)\}")
#: Words for powers of ten. Spanish says thousands of millions; French adds a plural s.
_SCALES = {
    "ar": {6: "مليون", 9: "مليار", 12: "تريليون"},
    "zh": {4: "万", 8: "亿", 12: "万亿"},
    "en": {6: "million", 9: "billion", 12: "trillion"},
    "fr": {6: "million", 9: "milliard", 12: "billion"},
    "ru": {6: "млн", 9: "млрд", 12: "трлн"},
    "es": {6: "millones", 12: "billones"},
}


def read_sources(path: Path, where: str, problems: list[Problem]) -> dict[str, Source]:
    """The sources by id, in the order of the file."""
    entries = read_entries(path, where, schemas.SourceEntry, problems)
    return {key: Source(**entry.model_dump()) for key, entry in entries.items()}


def read_figures(
    path: Path, where: str, sources: Mapping[str, Source], problems: list[Problem]
) -> dict[str, Figure]:
    """The figures by id; every sentence must hold every number once, and no other."""
    entries = read_entries(path, where, schemas.FigureEntry, problems)
    figures: dict[str, Figure] = {}
    for key, entry in entries.items():
        place = f"{where}/{path.name}: {key}"
        if entry.source not in sources:
            problems.append(unknown(place, "source", entry.source, sources))
        statement = by_language(entry.statement)
        for code, sentence in statement.items():
            if sorted(_NAME.findall(sentence)) != sorted(entry.numbers):
                problems.append(
                    Problem(
                        f"{place}: {code}",
                        f"the statement holds {', '.join(_NAME.findall(sentence)) or 'no number'}",
                        f"accepted is each of {', '.join(entry.numbers)} once, in braces",
                    )
                )
        figures[key] = Figure(
            id=key,
            numbers={
                name: (number.value, number.scale)
                if isinstance(number, schemas.ScaledNumber)
                else (number, 0)
                for name, number in entry.numbers.items()
            },
            unit=by_language(entry.unit),
            year=entry.year,
            source=entry.source,
            confidence=entry.confidence,
            statement=statement,
        )
    return figures


def state_figure(figure: Figure, code: str) -> str:
    """The sentence of a figure in a language, its numbers written as that language writes them."""

    def write(match: re.Match[str]) -> str:
        number = figure.numbers.get(match[1])
        return write_number(*number, code) if number else match[0]

    return _NAME.sub(write, figure.statement[code])


def write_number(value: float, scale: int, code: str) -> str:
    """A number of a value and a power of ten: "3.2 billion", "3,2 milliards", "32亿"."""
    if code == "zh" and scale:  # counts in ten thousands, and in ten thousands of those
        power = next(p for p in (12, 8, 4) if value * 10**scale >= 10**p)
        value, scale = value * 10 ** (scale - power), power
    elif code == "es" and scale == 9:
        value, scale = value * 1000, 6
    grouped = value >= 10_000 or not (scale or code == "es")
    written = str(format_decimal(round(value, 6), locale=code, group_separator=grouped))
    if code == "es":  # the United Nations separate thousands by a space, as ISO 80000-1 does
        written = written.replace(".", "\u00a0")
    if not scale:
        return written
    word = _SCALES[code][scale]
    if code == "fr" and abs(value) >= 2:
        word += "s"
    return written + ("" if code == "zh" else "\u00a0") + word


def read_diagrams(folder: Path, where: str, problems: list[Problem]) -> dict[str, Diagram]:
    """The drawings by id: `<id>.svg` with its words in `<id>.yml`."""
    diagrams: dict[str, Diagram] = {}
    if not folder.is_dir():
        return diagrams
    names = sorted({path.stem for path in folder.iterdir() if not path.name.startswith(".")})
    for path in sorted(folder.iterdir()):
        if path.suffix not in {".svg", ".yml"} and not path.name.startswith("."):
            accepted = "accepted are a drawing `<id>.svg` and its words `<id>.yml`"
            problems.append(Problem(f"{where}/{path.name}", "is not a known file", accepted))
    for name in names:
        place = f"{where}/{name}.yml"
        try:
            data = parse_yaml(read_text(folder / f"{name}.yml", place), place)
            drawing = read_text(folder / f"{name}.svg", f"{where}/{name}.svg")
        except ContentError as error:
            problems.append(problem_of(error))
            continue
        words = validate_model(schemas.DiagramFile, data, place, problems)
        if words is None:
            continue
        labels = {key: by_language(label) for key, label in words.labels.items()}
        found = check_drawing(drawing, labels, f"{where}/{name}.svg")
        problems += found
        if not found:
            diagrams[name] = Diagram(
                name, drawing, by_language(words.title), by_language(words.description), labels
            )
    return diagrams
