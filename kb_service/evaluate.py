"""Evaluation of the ranking on a judged set, for every pair of query and document language.

A set is indexed as our own content is, and for each pair only the documents of the second
language compete. No rule for "nothing close", folding of translations or reference shortcut
applies. A query counts for a pair if a relevant document of that language is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.artefact import embedded_text
from indexer.configuration import Configuration
from indexer.dense import build_dense
from indexer.errors import Problem
from indexer.languages import CODES
from indexer.lexical import build_lexical
from indexer.records import vocabulary_record
from indexer.vocabulary import read_vocabulary
from kb_service.engines import field_weights
from kb_service.expansion import Expansion, read_concepts
from kb_service.feedback import feed_back
from kb_service.fusion import Scores
from kb_service.judged import JudgedSet, Question, raise_problems, read_beir
from kb_service.metrics import ndcg, recall, reciprocal_rank
from kb_service.results import MODES, Mode
from kb_service.retrieval import order_modes
from kb_service.significance import paired_difference
from kb_service.term_statistics import TermStatistics
from kb_service.word_coverage import weigh_words

if TYPE_CHECKING:
    from indexer.encoder import Encoder

#: Metrics by name: of a ranking and the grades of what may be found.
METRICS: dict[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "ndcg@10": lambda ranking, grades: ndcg(ranking, grades, 10),
    "recall@10": lambda ranking, grades: recall(ranking, grades, 10),
    "recall@100": lambda ranking, grades: recall(ranking, grades, 100),
    "mrr@10": lambda ranking, grades: reciprocal_rank(ranking, grades, 10),
}

_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Run:
    """The ranked passages of one question in one mode, against one document language."""

    mode: Mode
    pair: str
    question: Question
    ranking: tuple[str, ...]
    scores: tuple[float, ...]
    metrics: Mapping[str, float]


def read_names(content: Path) -> Expansion:
    """The names of our terms and themes, read from content without the rest of it.

    Raises ContentError with every problem of the vocabulary.
    """
    problems: list[Problem] = []
    vocabulary = read_vocabulary(content / "vocabulary", f"{content.name}/vocabulary", problems)
    raise_problems(problems)
    return Expansion(read_concepts({"vocabulary.json": vocabulary_record(vocabulary)}))


def evaluate_folder(
    folder: Path,
    encoder: Encoder,
    configuration: Configuration,
    languages: Sequence[str] = CODES,
    expansion: Expansion | None = None,
    runs: Path | None = None,
) -> dict[str, dict[str, dict[str, Any]]]:
    """The metrics of a BEIR-like folder by mode and language pair; see `summarise`.

    With `runs` the rankings are written there as TREC runs, `<mode>/<pair>.trec`.
    """
    found = evaluate(read_beir(folder), encoder, configuration, languages, expansion)
    if runs is not None:
        write_runs(found, runs)
    return summarise(found)


def evaluate(
    judged: JudgedSet,
    encoder: Encoder,
    configuration: Configuration,
    languages: Sequence[str] = CODES,
    expansion: Expansion | None = None,
) -> list[Run]:
    """The run of every question, in every mode, against every language of judged documents."""
    passages = judged.passages
    lexical = build_lexical(passages)
    statistics = TermStatistics(lexical)
    texts = [embedded_text(passage, configuration.index) for passage in passages]
    dense = build_dense(encoder.encode_passages(texts))
    rows = {
        code: np.asarray([r for r, p in enumerate(passages) if p.language == code], dtype=np.int64)
        for code in CODES
    }
    parts = {code: dense.keep(found.tolist()) for code, found in rows.items()}
    position = {passage.id: row for row, passage in enumerate(passages)}
    questions = [q for q in judged.questions if q.language in languages]
    vectors = encoder.encode_queries([q.text for q in questions])
    names = expansion or Expansion(())
    runs: list[Run] = []
    for question, vector in zip(questions, vectors, strict=True):
        concepts = names.find(question.text, question.language)
        for code in languages:
            grades = {
                name: grade
                for name, grade in judged.grades.get(question.id, {}).items()
                if passages[position[name]].language == code
            }
            if not any(grade > 0 for grade in grades.values()):
                continue
            words = np.full(len(passages), np.nan)
            found, scores = lexical.search(
                question.text,
                code,
                field_weights(configuration.ranking),
                synonyms=names.names(concepts, code, question.text),
                synonym_weight=configuration.ranking.synonym_weight,
            )
            words[found] = scores
            own, part = words[rows[code]], parts[code]
            near = part.scores(vector).astype(np.float64)
            full = weigh_words(question.text, code, statistics)
            joined = order_modes("hybrid", own, near, full, configuration.ranking)
            again = feed_back(
                joined, near, np.arange(part.size), part, configuration.ranking.feedback_weight
            )
            orders: dict[Mode, Scores] = {
                "hybrid": order_modes("hybrid", own, again, full, configuration.ranking),
                "semantic": near,
                "keyword": own,
            }
            ids = [passages[row].id for row in rows[code]]
            for mode in MODES:
                runs.append(_run(mode, question, code, ids, orders[mode], grades))
    return runs


def summarise(runs: Sequence[Run]) -> dict[str, dict[str, dict[str, Any]]]:
    """Mean metrics by mode and pair (`fr-zh`), with the number of queries and means by kind.

    Of the mode hybrid, `over_keyword` and `over_semantic` give the mean difference of nDCG@10 to
    these modes with its 95 % interval (paired bootstrap over the queries).
    """
    grouped: dict[str, dict[str, list[Run]]] = {mode: {} for mode in MODES}
    for run in runs:
        grouped[run.mode].setdefault(run.pair, []).append(run)
    result = {
        mode: {pair: _summary(found) for pair, found in sorted(pairs.items())}
        for mode, pairs in grouped.items()
    }
    for pair, summary in result["hybrid"].items():
        for other in MODES[1:]:
            difference = paired_difference(
                _gains(grouped["hybrid"][pair]), _gains(grouped[other][pair])
            )
            summary[f"over_{other}"] = asdict(difference)
    return result


def _gains(runs: Sequence[Run]) -> list[float]:
    return [run.metrics["ndcg@10"] for run in runs]


def write_runs(runs: Sequence[Run], folder: Path) -> None:
    """The rankings as TREC runs, one file for each mode and pair."""
    lines: dict[Path, list[str]] = {}
    for run in runs:
        path = folder / run.mode / f"{run.pair}.trec"
        for place, (name, score) in enumerate(zip(run.ranking, run.scores, strict=True), start=1):
            lines.setdefault(path, []).append(
                f"{run.question.id} Q0 {name} {place} {score:.6f} ldn-{run.mode}"
            )
    for path, found in lines.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(found) + "\n", encoding="utf-8")


def _run(
    mode: Mode,
    question: Question,
    language: str,
    ids: Sequence[str],
    scores: Scores,
    grades: Mapping[str, int],
) -> Run:
    order = np.argsort(-scores, kind="stable")[: np.count_nonzero(~np.isnan(scores))][:_DEPTH]
    ranking = tuple(ids[place] for place in order)
    return Run(
        mode=mode,
        pair=f"{question.language}-{language}",
        question=question,
        ranking=ranking,
        scores=tuple(float(scores[place]) for place in order),
        metrics={name: metric(ranking, grades) for name, metric in METRICS.items()},
    )


def _summary(runs: Sequence[Run]) -> dict[str, Any]:
    kinds = dict.fromkeys(run.question.kind for run in runs if run.question.kind is not None)
    return {
        **_means(runs),
        "queries": len(runs),
        "kinds": {
            kind: _means([run for run in runs if run.question.kind == kind]) for kind in kinds
        },
    }


def _means(runs: Sequence[Run]) -> dict[str, float]:
    return {name: fmean(run.metrics[name] for run in runs) for name in METRICS}
