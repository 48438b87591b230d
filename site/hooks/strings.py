"""The words of the interface, one file per language; English is the measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from indexer.errors import ContentError, Problem

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
#: The language whose file says which keys and placeholders there are.
MEASURE = "en"


@dataclass(frozen=True, slots=True)
class Strings:
    """Every interface word in one language; calling it fills the placeholders in."""

    language: str
    table: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key; KeyError for an unknown key or placeholder."""
        return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), self.table[key])

    def group(self, *prefixes: str) -> dict[str, str]:
        """The words of all keys that begin with one of the prefixes, placeholders unfilled."""
        return {key: text for key, text in self.table.items() if key.startswith(prefixes)}


def read_strings(folder: Path, language: str) -> Strings:
    """The words of one language; ContentError with every missing, unknown or broken one."""
    measure, _ = _read_table(folder / f"{MEASURE}.yml")
    table, problems = _read_table(folder / f"{language}.yml")
    problems += _compare(table, measure, folder / f"{language}.yml", folder / f"{MEASURE}.yml")
    if problems:
        raise ContentError("\n".join(str(problem) for problem in problems), problems)
    return Strings(language, table)


def check_strings(folder: Path, languages: Iterable[str]) -> list[Problem]:
    """Every problem of every language's words."""
    problems: list[Problem] = []
    for language in languages:
        try:
            read_strings(folder, language)
        except ContentError as error:
            problems += error.problems
    return problems


def _read_table(path: Path) -> tuple[dict[str, str], list[Problem]]:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problem = Problem(
            str(path), f"it cannot be read ({error})", "use a YAML file of words by key"
        )
        raise ContentError(str(problem), [problem]) from error
    if not isinstance(loaded, dict):
        problem = Problem(str(path), "it holds no keys", "use a YAML file of words by key")
        raise ContentError(str(problem), [problem])
    problems = [
        Problem(f"{path}: {key}", f"the value {value!r} is no text", "put it in quotation marks")
        for key, value in loaded.items()
        if not isinstance(value, str) or not value.strip()
    ]
    return {str(key): str(value).strip() for key, value in loaded.items()}, problems


def _compare(
    table: Mapping[str, str], measure: Mapping[str, str], path: Path, accepted: Path
) -> list[Problem]:
    problems = [
        Problem(f"{path}: {key}", "this key is missing", f"translate it from {accepted}: {text!r}")
        for key, text in measure.items()
        if key not in table
    ]
    problems += [
        Problem(f"{path}: {key}", "this key is unknown", f"use the keys of {accepted}")
        for key in table
        if key not in measure
    ]
    for key, text in measure.items():
        found, wanted = (set(_PLACEHOLDER.findall(t)) for t in (table.get(key, text), text))
        if found != wanted:
            problems.append(
                Problem(
                    f"{path}: {key}",
                    f"its placeholders are {sorted(found)}",
                    f"use exactly those of {accepted}: {sorted(wanted)}",
                )
            )
    return problems
