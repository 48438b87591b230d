"""content/vocabulary: themes, audiences, verbs, addressees and the glossary, in six languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from indexer import fileschemas as schemas
from indexer.errors import ContentError, Problem
from indexer.files import LinedList, parse_yaml, read_text, validate_model
from indexer.languages import CODES
from indexer.model import Concept, Term, Vocabulary

_Entry = TypeVar("_Entry", bound=BaseModel)


def read_vocabulary(folder: Path, where: str, problems: list[Problem]) -> Vocabulary:
    """The vocabularies of a folder; every problem is appended, entries with one are left out."""
    themes = read_entries(folder / "themes.yml", where, schemas.ConceptEntry, problems)
    audiences = read_entries(folder / "audiences.yml", where, schemas.ConceptEntry, problems)
    verbs = read_entries(folder / "verbs.yml", where, schemas.VerbEntry, problems)
    addressees = read_entries(folder / "addressees.yml", where, schemas.AddresseeEntry, problems)
    terms = read_entries(folder / "glossary.yml", where, schemas.TermEntry, problems)
    for term in terms.values():
        for theme in term.themes:
            if theme not in themes:
                problems.append(unknown(f"{where}/glossary.yml: {term.id}", "theme", theme, themes))
    return Vocabulary(
        themes={key: _concept(entry) for key, entry in themes.items()},
        audiences={key: _concept(entry) for key, entry in audiences.items()},
        verbs={key: by_language(entry.label) for key, entry in verbs.items()},
        verb_strength={key: by_language(entry.strength) for key, entry in verbs.items()},
        addressees={key: by_language(entry.label) for key, entry in addressees.items()},
        glossary={key: _term(entry) for key, entry in terms.items()},
    )


def unknown(where: str, name: str, found: str, accepted: Mapping[str, object]) -> Problem:
    """The problem of a name that no vocabulary holds."""
    return Problem(where, f"{name} “{found}” is unknown", f"use one of: {', '.join(accepted)}")


def read_entries(
    path: Path, where: str, model: type[_Entry], problems: list[Problem]
) -> dict[str, _Entry]:
    """The entries of a list by id, in the order of the file; those with a problem left out."""
    place = f"{where}/{path.name}"
    try:
        data = parse_yaml(read_text(path, place), place)
    except ContentError as error:
        problems.append(problem_of(error))
        return {}
    if not isinstance(data, LinedList):
        problems.append(Problem(place, "found no list", "accepted is a list of entries with an id"))
        return {}
    entries: dict[str, _Entry] = {}
    for item, line in zip(data, data.lines, strict=True):
        entry = validate_model(model, item, f"{place}", problems)
        if entry is None:
            continue
        identifier = str(entry.id)  # type: ignore[attr-defined]
        if identifier in entries:
            problems.append(
                Problem(
                    f"{place}:{line}", f"the id “{identifier}” stands twice", "use each id once"
                )
            )
        entries[identifier] = entry
    return entries


def problem_of(error: ContentError) -> Problem:
    """A ContentError of one place as a Problem."""
    where, _, rest = str(error).partition(": ")
    found, _, accepted = rest.partition("; ")
    return Problem(where, found, accepted)


def by_language(entry: schemas.ByLanguage) -> dict[str, str]:
    """A text in each language as a mapping."""
    return {code: getattr(entry, code) for code in CODES}


def _lists(entry: schemas.ListByLanguage) -> dict[str, tuple[str, ...]]:
    return {code: tuple(getattr(entry, code)) for code in CODES}


def _concept(entry: schemas.ConceptEntry) -> Concept:
    return Concept(
        entry.id, by_language(entry.label), by_language(entry.scope), _lists(entry.synonyms)
    )


def _term(entry: schemas.TermEntry) -> Term:
    abbreviations = {code: getattr(entry.abbreviation, code) for code in CODES}
    return Term(
        id=entry.id,
        label=by_language(entry.label),
        abbreviation={code: text for code, text in abbreviations.items() if text},
        definition=by_language(entry.definition),
        synonyms=_lists(entry.synonyms),
        themes=tuple(entry.themes),
        status=entry.status,
        source=entry.source,
    )
