"""The texts the transformer learns from: which rows, and the target of each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.training import bert, targets
from indexer.training.as_typed import as_typed
from indexer.training.base import Base
from indexer.training.data import LANGUAGES, Corpus, Row
from indexer.training.own import OWN, Wanted, joined_rows
from indexer.training.progress import report
from indexer.training.sources import USED
from indexer.training.teacher import TeacherFolder, reduce

# Sources whose neighbouring rows follow one another in a document.
JOINED = (
    "unpc_devset_half",
    "trends_earth",
    "tico19_dev",
    "opensource_guide",
    "creative_commons",
    "udhr",
    "react_dev",
    "python_docs",
    "wocat_qcat",
)
QUERY_WORDS = 12
"""The base reads an English text of up to so many words as a query, a longer one as a passage."""
TEACHER_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Choice:
    """How many rows to learn from: those with Arabic or Russian, others, joined ones."""

    rare: int
    other: int
    joined: int
    longest: int = 900


def choose_rows(corpus: Corpus, own: Sequence[Row], choice: Choice, seed: int) -> list[Row]:
    """Return the rows to learn from: our own, all of the land and prose sources, then samples.

    Every row has an English text, which is what the teachers read, and no two have the same.
    """
    generator = np.random.default_rng([seed, 10])
    weight_of = {source.name: source.weight for source in USED}
    chance = generator.random(len(corpus.rows))
    rare: list[tuple[float, Row]] = []
    other: list[tuple[float, Row]] = []
    chosen = list(own)
    for row, draw in zip(corpus.rows, chance.tolist(), strict=True):
        words = row.texts[0].split()
        if not words or len(words) > 60:
            continue
        if weight_of[row.source] >= 2.0:
            chosen.append(row)
        elif row.texts[3] or row.texts[4]:
            rare.append((draw * (0.4 if row.texts[4] else 1.0), row))
        else:
            other.append((draw, row))
    joined = joined_rows(corpus.rows, JOINED, choice.longest)
    order = generator.permutation(len(joined)).tolist()
    # Those with Arabic first: there are few.
    order.sort(key=lambda place: not joined[place].texts[4])
    chosen += [joined[place] for place in order[: choice.joined]]
    for pool, number in ((rare, choice.rare), (other, choice.other)):
        chosen += [row for _, row in sorted(pool, key=lambda pair: pair[0])[:number]]
    return list({row.texts[0]: row for row in reversed(chosen)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts to learn from.

    - `ids` are their tokens, `target_of[i]` the row of `targets` that text i should get.
    - `weights` say how often a text is drawn.
    - `targets` is float32 of unit length, a row for each English text.
    - `wanted_ids` are the tokens of phrases under which readers look for something, and
      `answers[i]` marks, among the rows `passages` of `targets`, those that answer phrase i.
    """

    ids: list[list[int]]
    target_of: NDArray[np.int64]
    weights: NDArray[np.float64]
    targets: NDArray[np.float32]
    wanted_ids: list[list[int]]
    passages: NDArray[np.int64]
    answers: NDArray[np.bool_]


# Drawn so much more often: the languages with the least text, and what is nearest to the use.
_LANGUAGE = {"en": 1.0, "fr": 1.0, "es": 1.0, "ru": 1.3, "ar": 2.0, "zh": 1.2}
_OWN = 3.0
_LAND = 2.0
#: A text as it is often typed, beside the text as it is written.
_TYPED = 0.25


def embed_targets(
    rows: Sequence[Row],
    base: Base,
    tokenizer: Tokenizer,
    kept: NDArray[np.int64],
    others: Sequence[TeacherFolder],
    width: int,
    cache: Path,
    bfloat16: bool = False,
) -> NDArray[np.float32]:
    """Return the target of each row: the joint view of its English text.

    With `bfloat16` the other teachers compute in it, which some processors do much faster.
    """
    texts = [row.texts[0] for row in rows]
    order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), texts[place]))
    is_query = np.asarray([len(text.split()) <= QUERY_WORDS for text in texts])
    asked = [("query: " if is_query[p] else "passage: ") + texts[p] for p in order]
    filler = bert.filler_of(tokenizer)
    positions = len(base.weights["embeddings.position_embeddings.weight"])
    model = bert.build_bert(base, kept, range(base.layers), positions, filler)
    model.eval()

    def by_base(part: list[str]) -> NDArray[np.float32]:
        return np.asarray(bert.encode(model, tokenizer, part, TEACHER_TOKENS), np.float32)

    own = targets.in_parts("base", asked, base.digest, cache, by_base)
    ordered = [texts[place] for place in order]
    seen = [_embed_by(other, ordered, cache, bfloat16) for other in others]
    joined = targets.join_views(own, is_query[order], seen)
    vectors = np.empty((len(texts), joined.shape[1]), np.float32)
    vectors[order] = joined
    return reduce(vectors, width)


def _embed_by(
    other: TeacherFolder, texts: Sequence[str], cache: Path, bfloat16: bool
) -> NDArray[np.float32]:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(other.folder), device="cpu", local_files_only=True)
    if hasattr(model[0], "auto_model"):  # a static teacher has no longest text
        model.max_seq_length = TEACHER_TOKENS

    def embed(part: list[str]) -> NDArray[np.float32]:
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            vectors = model.encode(part, batch_size=32, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    name = f"{other.name}-bfloat16" if bfloat16 else other.name
    return targets.in_parts(name, texts, other.digest, cache, embed)


def make_lessons(
    rows: Sequence[Row],
    wanted: Sequence[Wanted],
    goal: NDArray[np.float32],
    tokenizer: Tokenizer,
    longest: int,
) -> Lessons:
    """Return every text of every row with the target of its row, and phrases with their answers.

    Both also as readers often type them, where that differs.
    """
    land = {source.name for source in USED if source.group == "land"}
    texts: list[str] = []
    target_of: list[int] = []
    weights: list[float] = []
    for place, row in enumerate(rows):
        nearness = _OWN if row.source == OWN else _LAND if row.source in land else 1.0
        for column, language in enumerate(LANGUAGES):
            if row.texts[column]:
                text = row.texts[column]
                forms = {text: 1.0}
                forms.setdefault(as_typed(text, language, place % 2 == 1), _TYPED)
                for form, share in forms.items():
                    texts.append(form)
                    target_of.append(place)
                    weights.append(_LANGUAGE[language] * nearness * share)
    ids = bert.token_ids(tokenizer, texts, longest)
    report(f"data: {len(texts)} texts, {sum(map(len, ids))} tokens")
    wanted = [*wanted, *filter(None, map(_typed, wanted, itertools.cycle((False, True))))]
    row_of = {row.texts[0]: place for place, row in enumerate(rows)}
    known = sorted({row_of[text] for one in wanted for text in one.answers if text in row_of})
    columns = {place: number for number, place in enumerate(known)}
    answers = np.zeros((len(wanted), len(known)), np.bool_)
    for number, one in enumerate(wanted):
        answers[number, [columns[row_of[text]] for text in one.answers if text in row_of]] = True
    kept = np.flatnonzero(answers.any(axis=1)).tolist()
    phrases = bert.token_ids(tokenizer, [wanted[number].phrase for number in kept], longest)
    report(f"data: {len(phrases)} phrases for {len(known)} passages")
    return Lessons(
        ids,
        np.asarray(target_of),
        np.asarray(weights),
        goal,
        phrases,
        np.asarray(known, np.int64),
        answers[kept],
    )


def _typed(one: Wanted, careless: bool) -> Wanted | None:
    phrase = as_typed(one.phrase, one.language, careless)
    return replace(one, phrase=phrase) if phrase != one.phrase else None


def fit_head(
    states: NDArray[np.float32], goal: NDArray[np.float32], ridge: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the matrix and the offset that bring pooled states nearest to their targets."""
    mean, centre = states.mean(axis=0), goal.mean(axis=0)
    centred = (states - mean).astype(np.float64)
    gram = centred.T @ centred + ridge * len(states) * np.eye(states.shape[1])
    matrix = np.linalg.solve(gram, centred.T @ (goal - centre))
    return np.asarray(matrix, np.float32), np.asarray(centre - mean @ matrix, np.float32)


def to_tensor(array: NDArray[np.float32]) -> torch.Tensor:
    """A tensor of its own memory."""
    return torch.from_numpy(np.array(array, np.float32))
