"""Judged sets: passages, questions and graded judgements, as evaluation reads them.

A folder in the format of BEIR; our own `tests/relevance/` is read by `kb_service.relevance`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import ContentError, Problem
from indexer.languages import CODES
from indexer.model import Passage


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its language and its kind (keyword, question, paraphrase, …)."""

    id: str
    text: str
    language: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Passages, questions, and by question the grade of each judged passage id."""

    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]
    grades: Mapping[str, Mapping[str, int]]


def read_beir(folder: Path) -> JudgedSet:
    """The set in a folder: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`.

    Raises ContentError with every problem: a missing file, a line that is no JSON object, a missing
    `_id`, `text` or `metadata.lang`, an unknown language, a doubled id, a grade that is no number,
    a judgement of an unknown query or document.
    """
    problems: list[Problem] = []
    passages = tuple(_passage(entry) for entry in _entries(folder / "corpus.jsonl", problems))
    questions = tuple(
        Question(
            entry["_id"], entry["text"], entry["metadata"]["lang"], entry["metadata"].get("type")
        )
        for entry in _entries(folder / "queries.jsonl", problems)
    )
    known = ({q.id for q in questions}, {p.id for p in passages})
    grades = _read_grades(folder / "qrels" / "test.tsv", known, problems)
    raise_problems(problems)
    return JudgedSet(passages, questions, grades)


def _passage(entry: Mapping[str, Any]) -> Passage:
    """A document as a passage: its title is what the passage stands under."""
    return Passage(
        id=entry["_id"],
        unit=entry["_id"],
        path="",
        anchor="",
        kind="guidance",
        language=entry["metadata"]["lang"],
        status="original",
        document="",
        number="",
        title="",
        heading=entry.get("title") or "",
        text=entry["text"],
        context="",
        themes=(),
        audiences=(),
        addressees=(),
        verb=None,
        references=(),
    )


def _entries(path: Path, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for number, line in enumerate(_lines(path, problems), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            entry = json.loads(line)
        except ValueError as error:
            problems.append(Problem(where, f"no JSON ({error})", "one object on each line"))
            continue
        if found := _wrong(entry, seen):
            problems.append(Problem(where, *found))
            continue
        seen.add(entry["_id"])
        yield entry


def _wrong(entry: Any, seen: set[str]) -> tuple[str, str] | None:
    if not isinstance(entry, dict):
        return "no object", "an object with _id, text and metadata.lang"
    for key in ("_id", "text"):
        if not isinstance(entry.get(key), str):
            return f"no {key}", f"{key} is a text"
    if entry["_id"] in seen:
        return f'_id "{entry["_id"]}" twice', "ids are unique"
    metadata = entry.get("metadata")
    language = metadata.get("lang") if isinstance(metadata, dict) else None
    if language not in CODES:
        return f"metadata.lang {language!r}", f"use one of: {', '.join(CODES)}"
    return None


def _read_grades(
    path: Path, known: tuple[set[str], set[str]], problems: list[Problem]
) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {question: {} for question in known[0]}
    for row in read_rows(path, ("query-id", "corpus-id", "score"), problems):
        question, document = row["query-id"], row["corpus-id"]
        if question not in known[0] or document not in known[1]:
            problems.append(
                Problem(
                    str(path), f"{question} {document}", "ids of queries.jsonl and corpus.jsonl"
                )
            )
        elif not row["score"].lstrip("-").isdigit():
            problems.append(Problem(str(path), f"score {row['score']!r}", "a whole number"))
        else:
            grades[question][document] = int(row["score"])
    return grades


def read_rows(
    path: Path, columns: tuple[str, ...], problems: list[Problem]
) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file with these columns; what is wrong is added to `problems`."""
    reader = csv.reader(_lines(path, problems), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader, None)
    if header is None:
        return
    if tuple(header) != columns:
        problems.append(Problem(f"{path}:1", f"columns {header}", f"columns {list(columns)}"))
        return
    for number, row in enumerate(reader, start=2):
        if len(row) == len(columns):
            yield dict(zip(columns, row, strict=True))
        elif row:
            problems.append(
                Problem(f"{path}:{number}", f"{len(row)} columns", f"{len(columns)} columns")
            )


def _lines(path: Path, problems: list[Problem]) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), str(error), "a readable file in UTF-8"))
        return []


def raise_problems(problems: list[Problem]) -> None:
    """Raise ContentError with every problem, if there is one."""
    if problems:
        raise ContentError("\n".join(str(problem) for problem in problems), problems)
