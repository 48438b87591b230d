"""Passages near a unit or a page."""

from __future__ import annotations

import numpy as np

from indexer.artefact import Artefact
from indexer.errors import QueryError
from indexer.languages import CODES
from kb_service.results import Related
from kb_service.units import Units


def find_related(
    artefact: Artefact, units: Units, subject: str, language: str, limit: int
) -> tuple[Related, ...]:
    """The units nearest to a subject by their vectors in all languages, nearest first.

    The subject is a unit, a passage id or the id of a page or document. Its own passages, those
    above and those below it are left out: readers see them already. Raises QueryError for an
    unknown subject.
    """
    own = _find_subject(units, subject)
    rows = [int(row) for number in own for row in units.rows[number] if row >= 0]
    centre = artefact.dense.vectors(rows).mean(axis=0)
    # One score per unit: the mean over its languages, so that no language's quirks decide.
    score = np.nanmean(units.spread(artefact.dense.scores(centre)), axis=1)
    themes = {theme for number in own for theme in units.any_passage(number).themes}
    family = set(own) | {n for n in range(len(units)) if any(_kin(units, n, o) for o in own)}
    order = [int(n) for n in np.argsort(-score, kind="stable") if int(n) not in family]
    found: list[Related] = []
    for number in order[:limit]:
        passage = units.choose(number, (language, "en"))
        shared = tuple(theme for theme in passage.themes if theme in themes)
        found.append(Related(passage, float(score[number]), shared))
    return tuple(found)


def _find_subject(units: Units, subject: str) -> list[int]:
    code, _, rest = subject.partition("/")
    name = rest if code in CODES else subject
    if name in units.number:
        return [units.number[name]]
    page = name.strip("/")
    found = [
        number
        for number in range(len(units))
        if page in (units.any_passage(number).document, units.any_passage(number).path.strip("/"))
    ]
    if not found:
        raise QueryError(
            f'"{subject[:80]}" is no passage or page; use a unit such as "{units.names[0]}"'
            if units.names
            else f'"{subject[:80]}" is no passage or page; the index is empty'
        )
    return found


def _kin(units: Units, one: int, other: int) -> bool:
    """Whether one unit stands above the other in the same document; "" is all of it."""
    first, second = units.any_passage(one), units.any_passage(other)
    if first.document != second.document:
        return False
    a, b = first.anchor, second.anchor
    return "" in (a, b) or a == b or a.startswith(b + "-") or b.startswith(a + "-")
