"""Our own judged set, `tests/relevance/`: needs, questions, judgements, off-topic queries.

A need is asked in three kinds and six languages. A judgement names a hit, a paragraph or a page,
and so holds in every language. Needs and off-topic queries are of one of two parts: settings are
chosen on `dev`, figures are reported on `test`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from indexer.errors import Problem
from indexer.languages import CODES
from kb_service.judged import Question, raise_problems, read_rows

Part = Literal["dev", "test"]
PARTS: tuple[Part, ...] = get_args(Part)
KINDS = ("keyword", "question", "paraphrase")
#: Kinds of passages that are judged.
JUDGED = ("preambular", "operative", "subparagraph", "guidance")
GRADES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Relevance:
    """A judged set.

    `needs` gives the part of each need, `grades` the grade of each hit judged for it (what is not
    named has grade 0), `second` those of a second judge for some needs, `off_topic` queries that
    should have no answer, by part. The id of a question is need, kind and language.
    """

    needs: Mapping[str, Part]
    questions: tuple[Question, ...]
    grades: Mapping[str, Mapping[str, int]]
    second: Mapping[str, Mapping[str, int]]
    off_topic: Mapping[Part, tuple[Question, ...]]

    def part(self, part: Part) -> tuple[Question, ...]:
        """The questions of one part."""
        return tuple(q for q in self.questions if self.needs[need_of(q)] == part)


def need_of(question: Question) -> str:
    """The need that a question asks for."""
    return question.id.split("-", 1)[0]


def read_relevance(folder: Path, hits: Collection[str]) -> Relevance:
    """The set in a folder; `hits` are the names of what can be found.

    Raises ContentError with every problem: a row of another form, an unknown need, part, kind,
    language, grade or hit, and a question that is missing or doubled.
    """
    problems: list[Problem] = []
    needs: dict[str, Part] = {}
    for row in read_rows(folder / "needs.tsv", ("need", "split", "theme", "description"), problems):
        if row["split"] in PARTS:
            needs[row["need"]] = PARTS[PARTS.index(row["split"])]
        else:
            problems.append(Problem(str(folder / "needs.tsv"), str(row), f"one of {PARTS}"))
    path = folder / "queries.tsv"
    questions: dict[str, Question] = {}
    for row in read_rows(path, ("need", "kind", "lang", "text"), problems):
        name = f"{row['need']}-{row['kind']}-{row['lang']}"
        known = row["need"] in needs and row["kind"] in KINDS and row["lang"] in CODES
        if name in questions or not known:
            problems.append(Problem(str(path), name, "each need, kind and language once"))
        questions[name] = Question(name, row["text"], row["lang"], row["kind"])
    for need in needs:
        for name in (f"{need}-{kind}-{code}" for kind in KINDS for code in CODES):
            if name not in questions:
                problems.append(Problem(str(path), f"no {name}", "every need in all languages"))
    grades = _read_grades(folder / "judgements.tsv", needs, hits, problems)
    second = _read_grades(folder / "judgements-second.tsv", needs, hits, problems)
    path = folder / "off_topic.tsv"
    off_topic: dict[Part, list[Question]] = {part: [] for part in PARTS}
    for row in read_rows(path, ("query", "split", "lang", "text"), problems):
        if row["split"] in PARTS and row["lang"] in CODES:
            part = PARTS[PARTS.index(row["split"])]
            name = f"{row['query']}-{row['lang']}"
            off_topic[part].append(Question(name, row["text"], row["lang"], None))
        else:
            problems.append(Problem(str(path), str(row), "a part and one of the six languages"))
    raise_problems(problems)
    return Relevance(
        needs,
        tuple(questions.values()),
        grades,
        second,
        {part: tuple(found) for part, found in off_topic.items()},
    )


def _read_grades(
    path: Path, needs: Collection[str], hits: Collection[str], problems: list[Problem]
) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for row in read_rows(path, ("need", "doc", "grade"), problems):
        if row["need"] in needs and row["doc"] in hits and row["grade"] in map(str, GRADES):
            grades.setdefault(row["need"], {})[row["doc"]] = int(row["grade"])
        else:
            accepted = f"a need of needs.tsv, a paragraph or page, one of {GRADES}"
            problems.append(Problem(str(path), str(row), accepted))
    return grades
