"""content/changes.yml: what was published, added and corrected, for readers."""

from __future__ import annotations

from pathlib import Path

from indexer import fileschemas as schemas
from indexer.errors import Problem
from indexer.model import Change, Wording
from indexer.vocabulary import by_language, read_entries


def read_changes(path: Path, where: str, problems: list[Problem]) -> tuple[Change, ...]:
    """The changes, newest first; those of one day in the order of the file."""
    if not path.exists():
        return ()
    entries = read_entries(path, where, schemas.ChangeEntry, problems)
    changes = []
    for entry in entries.values():
        corrected = entry.kind == "corrected"
        if corrected != (entry.was is not None) or (entry.wordings and not corrected):
            problems.append(
                Problem(
                    f"{where}/{path.name}: {entry.id}",
                    f"a change of kind {entry.kind} {'without' if corrected else 'with'} what was",
                    "accepted are was and wordings in corrections, and only there",
                )
            )
        changes.append(
            Change(
                id=entry.id,
                date=entry.date,
                kind=entry.kind,
                place=entry.place or "",
                was=by_language(entry.was) if entry.was else {},
                now=by_language(entry.now),
                why=by_language(entry.why),
                wordings=tuple(Wording(w.language, w.before, w.after) for w in entry.wordings),
            )
        )
    return tuple(sorted(changes, key=lambda change: change.date, reverse=True))
