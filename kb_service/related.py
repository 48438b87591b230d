"""Passages near a unit or a page."""

from __future__ import annotations

import numpy as np

from indexer.errors import QueryError
from indexer.languages import CODES
from kb_service.engines import Engine
from kb_service.results import Related
from kb_service.units import Units


def find_related(
    engine: Engine, units: Units, subject: str, language: str, limit: int, candidates: int
) -> tuple[Related, ...]:
    """The units nearest to a subject by their vectors in all languages, nearest first.

    The subject is a unit, a passage id or the id of a page or document. Its own passages, those
    above and those below it are left out: readers see them already. The nearest `candidates` rows
    compete. Raises QueryError for an unknown subject.
    """
    own = _find_subject(units, subject)
    rows = units.columns.rows
    own_rows = [row for number in own for row in rows[number].tolist() if row >= 0]
    centre = engine.vectors(own_rows).mean(axis=0)
    near = engine.dense(centre, candidates, {}).rows
    competing = np.unique(units.columns.unit_of[near])
    # One score per unit: the mean over its languages, so that no language's quirks decide.
    places, columns = np.nonzero(rows[competing] >= 0)
    scores = engine.vectors(rows[competing[places], columns].astype(np.int64)) @ centre
    score = np.bincount(places, weights=scores) / np.bincount(places)
    themes = {theme for number in own for theme in units.any_passage(number).themes}
    found: list[Related] = []
    for place in np.argsort(-score, kind="stable").tolist():
        if len(found) == limit:
            break
        number = int(competing[place])
        if number not in own and not any(_kin(units, number, other) for other in own):
            passage = units.choose(number, (language, "en"))
            shared = tuple(theme for theme in passage.themes if theme in themes)
            found.append(Related(passage, float(score[place]), shared))
    return tuple(found)


def _find_subject(units: Units, subject: str) -> list[int]:
    code, _, rest = subject.partition("/")
    name = rest if code in CODES else subject
    for wanted in dict.fromkeys((name, name.strip("/"))):
        if len(found := units.named(wanted)):
            own: list[int] = found.tolist()
            exact = [number for number in own if units.any_passage(number).unit == wanted]
            return exact or own
    if not len(units):
        raise QueryError(f'"{subject[:80]}" is no passage or page; the index is empty')
    example = units.any_passage(0).unit
    raise QueryError(f'"{subject[:80]}" is no passage or page; use a unit such as "{example}"')


def _kin(units: Units, one: int, other: int) -> bool:
    """Whether one unit stands above the other in the same document; "" is all of it."""
    first, second = units.any_passage(one), units.any_passage(other)
    if first.document != second.document:
        return False
    a, b = first.anchor, second.anchor
    return "" in (a, b) or a == b or a.startswith(b + "-") or b.startswith(a + "-")
