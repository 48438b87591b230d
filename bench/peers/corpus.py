"""What every system is given and asked, and how its answers are judged.

All get the same passages, those of our index, with the same words: title, heading, what stands
above, text, and the phrases under which readers look. All are asked with the same questions of
tests/relevance/, and for each only passages in the reader's language compete, where a system can
filter. Answers are folded to what is judged, a paragraph or page with its best passage, in the
same way, and measured with the same nDCG@10.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bench.index_and_query import ROOT
from indexer.column_builder import hit_name
from indexer.content import read_knowledge_base
from indexer.languages import CODES
from indexer.model import Passage
from indexer.passages import build_passages
from kb_service.judged import Question
from kb_service.metrics import ndcg
from kb_service.relevance import JUDGED, KINDS, Relevance, need_of, read_relevance

DEPTH = 50  # passages of an answer that is judged: they fold to fewer paragraphs and pages


@dataclass(frozen=True, slots=True)
class Document:
    """A passage as peers get it: its id, its language and all of its words."""

    id: str
    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents, the judged set, and what each document is judged as, if it is."""

    documents: tuple[Document, ...]
    relevance: Relevance
    judged_as: Mapping[str, str]


def read_corpus() -> Corpus:
    """The corpus of `content/` and tests/relevance/."""
    passages = build_passages(read_knowledge_base(ROOT / "content"))
    judged_as = {p.id: hit_name(p) for p in passages if p.kind in JUDGED}
    relevance = read_relevance(ROOT / "tests" / "relevance", frozenset(judged_as.values()))
    return Corpus(tuple(map(_document, passages)), relevance, judged_as)


def write_documents(documents: Sequence[Document], path: Path) -> None:
    """The documents, a JSON object on each line."""
    lines = (
        {"id": d.id, "language": d.language, "title": d.title, "text": d.text} for d in documents
    )
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def measure_quality(
    corpus: Corpus, answers: Mapping[str, Sequence[str]], questions: Sequence[Question]
) -> list[float]:
    """The nDCG@10 of each question, of the ids of the passages that answer it."""
    grades = corpus.relevance.grades
    return [
        ndcg(fold(answers[question.id], corpus.judged_as), grades.get(need_of(question), {}), 10)
        for question in questions
    ]


def average(questions: Sequence[Question], values: Sequence[float]) -> dict[str, float]:
    """Mean values of questions by language, and by kind."""
    found: dict[str, list[float]] = {name: [] for name in (*CODES, *KINDS)}
    for question, value in zip(questions, values, strict=True):
        for name in (question.language, str(question.kind)):
            found[name].append(value)
    return {name: fmean(each) for name, each in found.items()}


def fold(ids: Sequence[str], judged_as: Mapping[str, str]) -> list[str]:
    """What passages are judged as, each once, where it comes first; others are left out."""
    return list(dict.fromkeys(judged_as[one] for one in ids if one in judged_as))


def _document(passage: Passage) -> Document:
    words = (passage.title, passage.heading, passage.context, passage.text, *passage.asked)
    text = "\n".join(dict.fromkeys(filter(None, words)))
    return Document(passage.id, passage.language, passage.heading or passage.title, text)
