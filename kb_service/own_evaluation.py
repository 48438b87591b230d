"""Figures of the search on our own judged set: what readers get, across languages, off topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.artefact import Artefact
from indexer.column_builder import build_columns, hit_name
from indexer.configuration import Configuration
from indexer.languages import CODES
from indexer.lexical import build_lexical
from indexer.lexicon import build_lexicons
from kb_service.evaluate import METRICS, Run
from kb_service.judged import Question
from kb_service.relevance import JUDGED, Part, Relevance, need_of
from kb_service.results import MODES, Mode, Query
from kb_service.search import SearchEngine

if TYPE_CHECKING:
    from indexer.encoder import Encoder

_DEPTH = 10  # what nDCG@10 looks at
Cost = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]
_FILTERS: Mapping[str, tuple[str, ...]] = {"kind": JUDGED}


@dataclass(frozen=True, slots=True)
class Refusals:
    """Shares of off-topic queries that are refused, and of questions that are, by language."""

    off_topic: Mapping[str, float]
    questions: Mapping[str, float]


class RememberingEncoder:
    """An encoder that encodes each query once: an evaluation asks the same ones again and again."""

    def __init__(self, encoder: Encoder, texts: Iterable[str] = ()) -> None:
        self._encoder = encoder
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        wanted = list(dict.fromkeys(texts))
        self._known = dict(zip(wanted, encoder.encode_queries(wanted), strict=True))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._encoder.encode_queries([text])[0]
        return np.asarray([self._known[text] for text in texts], np.float32)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage."""
        return self._encoder.encode_passages(texts)


def names_of_hits(artefact: Artefact) -> frozenset[str]:
    """The names of all hits that a judgement may name."""
    return frozenset(hit_name(p) for p in artefact.passages if p.kind in JUDGED)


def ask_as_readers(
    engine: SearchEngine, relevance: Relevance, part: Part, modes: Sequence[Mode] = MODES
) -> list[Run]:
    """The runs of the whole search, each reader asking in their own language.

    This is what readers get: translations support one another, and an answer of "nothing close" is
    an empty ranking.
    """
    return [
        _run(engine, question, mode, relevance, question.language)
        for question in relevance.part(part)
        for mode in modes
    ]


def ask_across(
    artefact: Artefact,
    encoder: Encoder,
    configuration: Configuration,
    relevance: Relevance,
    part: Part,
    modes: Sequence[Mode] = MODES,
) -> list[Run]:
    """The runs of every question against the documents of each other language alone."""
    runs: list[Run] = []
    for code in CODES:
        engine = SearchEngine(keep_language(artefact, code), encoder, configuration)
        runs += [
            _run(engine, question, mode, relevance, code)
            for question in relevance.part(part)
            if question.language != code
            for mode in modes
        ]
    return runs


def measure_refusals(engine: SearchEngine, relevance: Relevance, part: Part) -> Refusals:
    """How often the answer is that nothing is close, where it should be and where not."""
    return Refusals(
        _share_refused(engine, relevance.off_topic[part]),
        _share_refused(engine, relevance.part(part)),
    )


def keep_language(artefact: Artefact, language: str) -> Artefact:
    """An artefact in memory with the passages of one language alone."""
    return keep_rows(
        artefact, [r for r, p in enumerate(artefact.passages) if p.language == language]
    )


def keep_rows(artefact: Artefact, rows: Sequence[int]) -> Artefact:
    """An artefact in memory with some passages alone, numbered anew."""
    passages = tuple(artefact.passages[row] for row in rows)
    return replace(
        artefact,
        passages=passages,
        lexical=build_lexical(passages),
        dense=artefact.dense.keep(rows),
        columns=build_columns(passages, artefact.records),
        lexicons=build_lexicons(passages),
        highlights=artefact.highlights.keep(rows),
    )


def agreement(relevance: Relevance, pools: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """Cohen's kappa of both judges over the pooled hits of the needs that both judged.

    `plain` counts equal grades, `quadratic` weighs a difference by its square (Cohen 1968),
    `relevant` asks only whether a grade is 2 or more.
    """
    first: list[int] = []
    second: list[int] = []
    for need, others in relevance.second.items():
        own = relevance.grades.get(need, {})
        for hit in sorted({*pools.get(need, ()), *own, *others}):
            first.append(own.get(hit, 0))
            second.append(others.get(hit, 0))
    one, two = np.asarray(first), np.asarray(second)
    return {
        "pairs": float(len(one)),
        "plain": _kappa(one, two, 4, lambda a, b: (a != b).astype(float)),
        "quadratic": _kappa(one, two, 4, lambda a, b: np.square(a - b).astype(np.float64)),
        "relevant": _kappa(
            (one >= 2).astype(int), (two >= 2).astype(int), 2, lambda a, b: (a != b).astype(float)
        ),
    }


def _kappa(one: NDArray[np.int64], two: NDArray[np.int64], grades: int, cost: Cost) -> float:
    counts = np.zeros((grades, grades))
    np.add.at(counts, (one, two), 1)
    counts /= counts.sum()
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0))
    weights = cost(*np.indices((grades, grades)))
    return float(1 - (weights * counts).sum() / (weights * chance).sum())


def _run(
    engine: SearchEngine, question: Question, mode: Mode, relevance: Relevance, language: str
) -> Run:
    query = Query(question.text, question.language, mode, _FILTERS, limit=_DEPTH)
    hits = engine.search(query).hits
    ranking = tuple(hit_name(hit.passage) for hit in hits)
    grades = relevance.grades.get(need_of(question), {})
    return Run(
        mode=mode,
        pair=f"{question.language}-{language}",
        question=question,
        ranking=ranking,
        scores=tuple(hit.score for hit in hits),
        metrics={name: metric(ranking, grades) for name, metric in METRICS.items()},
    )


def _share_refused(engine: SearchEngine, questions: Sequence[Question]) -> dict[str, float]:
    shares: dict[str, list[bool]] = {code: [] for code in CODES}
    for question in questions:
        results = engine.search(Query(question.text, question.language, limit=0))
        shares[question.language].append(results.nothing_close)
    return {code: sum(found) / max(len(found), 1) for code, found in shares.items()}
