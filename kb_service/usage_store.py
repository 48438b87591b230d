"""The file of usage: counts by day in SQLite, written in one transaction, read for reports."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from indexer.errors import KnowledgeBaseError

#: Of the file's layout (`PRAGMA user_version`).
_FORMAT = 1
#: Seconds to wait for another process that writes.
_PATIENCE = 5

_TABLES = (
    "CREATE TABLE IF NOT EXISTS counts (day TEXT, what TEXT, language TEXT, detail TEXT,"
    " subject TEXT, number INTEGER NOT NULL,"
    " PRIMARY KEY (day, what, language, detail, subject)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS words (day TEXT, language TEXT, text TEXT,"
    " clients INTEGER NOT NULL, not_found INTEGER NOT NULL,"
    " PRIMARY KEY (day, language, text)) WITHOUT ROWID",
)
_ADD_COUNT = (
    "INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET number = number + excluded.number"
)
_ADD_WORDS = (
    "INSERT INTO words VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE"
    " SET clients = clients + excluded.clients, not_found = excluded.not_found"
)


class UsageError(KnowledgeBaseError):
    """There is no file of usage, or it cannot be read."""


class Count(NamedTuple):
    """What is counted: `detail` and `subject` are empty for the total of a day and language."""

    day: str
    what: str
    language: str
    detail: str
    subject: str


class WordCount(NamedTuple):
    """A text that enough clients searched for on a day, in the language of their search."""

    day: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds of some days: numbers of uses; clients of a text, and nothing found."""

    counts: Mapping[Count, int]
    words: Mapping[WordCount, tuple[int, bool]]


def add_counts(
    path: Path, counts: Mapping[Count, int], words: Mapping[WordCount, tuple[int, bool]]
) -> None:
    """Add to the file, made if there is none; all or nothing.

    sqlite3.Error or OSError if it cannot be written.
    """
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # for nobody else to read
    with closing(sqlite3.connect(path, timeout=_PATIENCE)) as file, file:
        file.execute("BEGIN IMMEDIATE")
        _check_format(file)
        for table in _TABLES:
            file.execute(table)
        file.execute(f"PRAGMA user_version = {_FORMAT}")
        file.executemany(_ADD_COUNT, [(*count, number) for count, number in counts.items()])
        file.executemany(_ADD_WORDS, [(*word, n, int(no)) for word, (n, no) in words.items()])


def read_counts(path: Path, first: date, last: date) -> Kept:
    """What the file holds of the days from `first` to `last`; UsageError if it cannot be read."""
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file; the service writes it once a minute")
    days = first.isoformat(), last.isoformat()
    try:
        with closing(sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)) as file:
            _check_format(file)
            counts = file.execute("SELECT * FROM counts WHERE day BETWEEN ? AND ?", days).fetchall()
            words = file.execute("SELECT * FROM words WHERE day BETWEEN ? AND ?", days).fetchall()
    except sqlite3.Error as error:
        raise UsageError(f"{path}: found {error}; accepted is a file of usage") from None
    return Kept(
        {Count(*row[:5]): row[5] for row in counts},
        {WordCount(*row[:3]): (row[3], bool(row[4])) for row in words},
    )


def _check_format(file: sqlite3.Connection) -> None:
    found = file.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, _FORMAT):
        raise sqlite3.DatabaseError(f"format {found} of another program")
