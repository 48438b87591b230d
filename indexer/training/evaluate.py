"""Development figures: how often a held-out row's translation is its nearest, and what held-out
questions find."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.training.data import LANGUAGES, Row
from indexer.training.own import Wanted

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def accuracy_table(rows: Sequence[Row], encode: Encode) -> dict[str, dict[str, float]]:
    """Return accuracy@1 of English to each language and back, and the rows compared.

    Candidates are all rows that have both languages; rows with an equal text on
    either side are counted once.
    """
    table: dict[str, dict[str, float]] = {}
    for column, language in enumerate(LANGUAGES[1:], 1):
        pairs: dict[str, str] = {}
        for row in rows:
            if row.texts[0] and row.texts[column] and row.texts[column] not in pairs.values():
                pairs.setdefault(row.texts[0], row.texts[column])
        if not pairs:
            continue
        english, other = encode(list(pairs)), encode(list(pairs.values()))
        scores = english @ other.T
        truth = np.arange(len(pairs))
        table[language] = {
            "rows": float(len(pairs)),
            "from_english": round(float((scores.argmax(axis=1) == truth).mean()), 4),
            "to_english": round(float((scores.argmax(axis=0) == truth).mean()), 4),
        }
    return table


def question_table(
    questions: Sequence[Wanted], rows: Sequence[Row], encode: Encode
) -> dict[str, dict[str, float]]:
    """Return nDCG@10 of questions by language: in passages of their own language, and in English.

    Candidates are all texts of the rows of the sources that the answers are from, each once; one of
    them answers a question.
    """
    row_of = {row.texts[0]: row for row in rows}
    asked = [(one, row_of[one.answers[0]]) for one in questions if one.answers[0] in row_of]
    sources = {row.source for _, row in asked}
    rows = [row for row in rows if row.source in sources]
    table: dict[str, dict[str, float]] = {}
    vectors: dict[int, tuple[list[str], NDArray[np.float32]]] = {}
    for column, language in enumerate(LANGUAGES):
        texts = list(dict.fromkeys(row.texts[column] for row in rows if row.texts[column]))
        vectors[column] = texts, encode(texts)
        own = [(one, row) for one, row in asked if one.language == language and row.texts[column]]
        if own:
            queries = encode([one.phrase for one, _ in own])
            table[language] = {"questions": float(len(own)), "passages": float(len(texts))} | {
                name: _mean_ndcg(queries, [row.texts[place] for _, row in own], *vectors[place])
                for name, place in (("own_language", column), ("english", 0))
            }
    return table


def _mean_ndcg(
    queries: NDArray[np.float32],
    answers: Sequence[str],
    texts: Sequence[str],
    vectors: NDArray[np.float32],
) -> float:
    scores = queries @ vectors.T
    of_answer = scores[np.arange(len(answers)), [texts.index(answer) for answer in answers]]
    ranks = (scores > of_answer[:, None]).sum(axis=1) + 1
    return round(float(np.where(ranks <= 10, 1 / np.log2(ranks + 1), 0.0).mean()), 4)


# One meaning per line, in the order en fr es ru ar zh.
TERMS: tuple[tuple[str, ...], ...] = (
    (
        "land tenure",
        "régime foncier",
        "tenencia de la tierra",
        "землевладение",
        "حيازة الأراضي",
        "土地保有权",
    ),
    (
        "soil organic carbon",
        "carbone organique du sol",
        "carbono orgánico del suelo",
        "почвенный органический углерод",
        "الكربون العضوي في التربة",
        "土壤有机碳",
    ),
    (
        "land degradation neutrality",
        "neutralité en matière de dégradation des terres",
        "neutralidad en la degradación de las tierras",
        "нейтральный баланс деградации земель",
        "تحييد أثر تدهور الأراضي",
        "土地退化零增长",
    ),
    ("drought", "sécheresse", "sequía", "засуха", "الجفاف", "干旱"),
    (
        "gender equality",
        "égalité des sexes",
        "igualdad de género",
        "гендерное равенство",
        "المساواة بين الجنسين",
        "性别平等",
    ),
)


def term_cosines(encode: Encode) -> dict[str, dict[str, float]]:
    """Return the cosine of each English term to its translations."""
    result = {}
    for term in TERMS:
        vectors = encode(term)
        scores = vectors[1:] @ vectors[0]
        result[term[0]] = {
            language: round(float(score), 3)
            for language, score in zip(LANGUAGES[1:], scores, strict=True)
        }
    return result
