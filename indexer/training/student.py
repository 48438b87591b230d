"""The student: one vector per token, trained so that translations and teacher agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from indexer.training.data import LANGUAGE_WEIGHTS, LANGUAGES, Corpus, Row
from indexer.training.progress import report
from indexer.training.sources import USED
from indexer.training.tokenizer import encode_all

MAX_TOKENS = 96
_CHECKPOINT_STEPS = 250


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the result of a training run, besides the data.

    `query_share` of the first texts of the pairs lose `query_dropout` of their tokens
    instead of `token_dropout`, so they are as short as queries. `focus_share` of the
    batches hold rows of one group of sources only, whose negatives are harder.
    """

    steps: int
    batch: int
    dimension: int
    vocabulary: int
    seed: int = 20261122
    learning_rate: float = 0.01
    temperature: float = 0.05
    teacher_weight: float = 2.0
    token_dropout: float = 0.1
    query_share: float = 0.3
    query_dropout: float = 0.7
    focus_share: float = 0.5
    english_share: float = 0.75
    words_share: float = 0.05
    sif: float = 1e-3


@dataclass(frozen=True, slots=True)
class Cells:
    """Token ids of every text: cell `row * languages + language` is ids[starts[c]:starts[c+1]]."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Return the number of tokens of each cell."""
        return np.diff(self.starts)


def tokenize_rows(tokenizer: Tokenizer, rows: Sequence[Row]) -> Cells:
    """Return the token ids of all texts, each cut at MAX_TOKENS."""
    flat: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    size = 8192
    for start in range(0, len(rows), size):
        texts = [text for row in rows[start : start + size] for text in row.texts]
        encoded = [ids[:MAX_TOKENS] for ids in encode_all(tokenizer, texts)]
        lengths += map(len, encoded)
        flat.append(np.asarray([one for ids in encoded for one in ids], np.int32))
    return Cells(
        np.concatenate(flat) if flat else np.empty(0, np.int32),
        np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
    )


def gather(cells: Cells, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the concatenated ids of the chosen cells, and where each begins."""
    lengths = cells.lengths[chosen]
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    places = np.repeat(cells.starts[chosen] - begins, lengths) + np.arange(lengths.sum())
    return cells.ids[places].astype(np.int64), begins


def start_table(
    cells: Cells, targets: NDArray[np.float32], target_of: NDArray[np.int64], recipe: Recipe
) -> NDArray[np.float32]:
    """Return a first table: each token near the mean teacher vector of its rows.

    A word of any language so begins where the English sides of its rows are.
    The mean of all targets is taken off first; tokens seen seldom stay short.
    """
    sums = torch.zeros(recipe.vocabulary, recipe.dimension)
    counts = torch.zeros(recipe.vocabulary)
    if len(targets):
        centred = torch.from_numpy(targets - targets.mean(axis=0))
        with_target = np.flatnonzero(target_of >= 0)
        languages = len(LANGUAGES)
        for start in range(0, len(with_target), 4096):
            rows = with_target[start : start + 4096]
            chosen = (rows[:, None] * languages + np.arange(languages)).ravel()
            ids, _ = gather(cells, chosen)
            owners = np.repeat(np.repeat(target_of[rows], languages), cells.lengths[chosen])
            tokens = torch.from_numpy(ids)
            sums.index_add_(0, tokens, centred[torch.from_numpy(owners)])
            counts.index_add_(0, tokens, torch.ones(len(ids)))
    generator = np.random.default_rng([recipe.seed, 1])
    noise = generator.normal(0.0, 0.01, sums.shape).astype(np.float32)
    return np.asarray((sums / (counts[:, None] + 4.0)).numpy() + noise, np.float32)


def _pool(
    rows: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the rows with any weight and their cumulative shares."""
    rows = rows[weights[rows] > 0]
    return rows, np.cumsum(weights[rows]) / weights[rows].sum()


class Sampler:
    """Draws the batches; batch `n` depends on the seed and `n` alone, so runs can resume."""

    def __init__(self, corpus: Corpus, cells: Cells, words: int, recipe: Recipe) -> None:
        """Take the rows of the corpus, followed in `cells` by `words` single English words."""
        languages = len(LANGUAGES)
        self._present = cells.lengths.reshape(-1, languages) > 0
        share = recipe.words_share / (1 - recipe.words_share)
        weights = np.concatenate(
            [corpus.weights, np.full(words, corpus.weights.sum() * share / max(words, 1))]
        )
        weights[~self._present.any(axis=1)] = 0.0
        group_of = {source.name: source.group for source in USED}
        groups = np.asarray([*(group_of[row.source] for row in corpus.rows), *["general"] * words])
        self._pools = [_pool(np.arange(len(weights)), weights)]
        for group in np.unique(groups):
            self._pools.append(_pool(np.flatnonzero(groups == group), weights))
        self._group_shares = [weights[rows].sum() / weights.sum() for rows, _ in self._pools[1:]]
        self._weights = np.asarray([LANGUAGE_WEIGHTS[one] for one in LANGUAGES])
        self._recipe = recipe

    def draw(self, step: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return rows, and for each the cells of two languages (the same where it has one)."""
        recipe = self._recipe
        generator = np.random.default_rng([recipe.seed, 2, step])
        focused = generator.random() < recipe.focus_share
        group = int(generator.choice(len(self._group_shares), p=self._group_shares))
        pool, cumulative = self._pools[1 + group if focused else 0]
        places = np.searchsorted(cumulative, generator.random(recipe.batch), side="right")
        rows = pool[np.minimum(places, len(pool) - 1)]
        present = self._present[rows]
        # Exponential arrival times: the first two to arrive are a weighted draw of two.
        arrivals = generator.exponential(size=present.shape) / self._weights
        english = generator.random(len(rows)) < recipe.english_share
        arrivals[english, 0] = 0.0
        arrivals[~present] = np.inf
        order = np.argsort(arrivals, axis=1)
        first, second = order[:, 0], order[:, 1]
        second = np.where(present[np.arange(len(rows)), second], second, first)
        base = rows * len(LANGUAGES)
        return rows, base + first, base + second


def train(
    cells: Cells,
    sampler: Sampler,
    table: NDArray[np.float32],
    targets: NDArray[np.float32],
    target_of: NDArray[np.int64],
    recipe: Recipe,
    checkpoint: Path,
    every: int,
) -> tuple[NDArray[np.float32], list[dict[str, float]]]:
    """Return the trained table and the losses of every `every`-th step.

    Goes on from `checkpoint` if there is one; the caller names it after the recipe.
    """
    weight = torch.nn.Parameter(torch.from_numpy(table.copy()))
    optimiser = torch.optim.Adam([weight], lr=recipe.learning_rate, fused=True)
    losses: list[dict[str, float]] = []
    begin = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        begin, losses = int(state["step"]), list(state["losses"])
        with torch.no_grad():
            weight.copy_(state["weight"])
        optimiser.load_state_dict(state["optimiser"])
        report(f"student: resumed at step {begin}")
    teacher = torch.from_numpy(targets)
    for step in range(begin, recipe.steps):
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * (1 - step / recipe.steps)
        rows, left, right = sampler.draw(step)
        generator = np.random.default_rng([recipe.seed, 3, step])
        short = generator.random(len(left)) < recipe.query_share
        dropout = np.where(short, recipe.query_dropout, recipe.token_dropout)
        one = _embed(weight, cells, left, dropout, generator)
        two = _embed(weight, cells, right, np.full(len(right), recipe.token_dropout), generator)
        contrast = _contrast(one, two, rows, recipe.temperature)
        distance = _teacher_distance(one, two, teacher, target_of[rows])
        loss = contrast + recipe.teacher_weight * distance
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimiser.step()
        if step % every == 0 or step == recipe.steps - 1:
            entry = {
                "step": float(step),
                "contrast": round(float(contrast.detach()), 4),
                "teacher": round(float(distance.detach()), 4),
            }
            losses.append(entry)
            report(f"student: step {step} of {recipe.steps}, {entry}")
        if (step + 1) % _CHECKPOINT_STEPS == 0:
            _write_checkpoint(checkpoint, step + 1, weight, optimiser, losses)
    return weight.detach().numpy(), losses


def _embed(
    weight: torch.Tensor,
    cells: Cells,
    chosen: NDArray[np.int64],
    dropout: NDArray[np.float64],
    generator: np.random.Generator,
) -> torch.Tensor:
    ids, begins = gather(cells, chosen)
    lengths = cells.lengths[chosen]
    keep = generator.random(len(ids)) >= np.repeat(dropout, lengths)
    # One token stays in any case, not always the first.
    keep[begins + (generator.random(len(chosen)) * lengths).astype(np.int64)] = True
    owners = np.repeat(np.arange(len(chosen)), lengths)[keep]
    begins = np.searchsorted(owners, np.arange(len(chosen)))
    vectors = functional.embedding_bag(
        torch.from_numpy(ids[keep]), weight, torch.from_numpy(begins), mode="mean"
    )
    return functional.normalize(vectors, dim=1)


def _contrast(
    one: torch.Tensor, two: torch.Tensor, rows: NDArray[np.int64], temperature: float
) -> torch.Tensor:
    """Return symmetric InfoNCE; a row drawn twice is no negative of itself."""
    scores = one @ two.T / temperature
    same = torch.from_numpy(rows[:, None] == rows[None, :])
    same.fill_diagonal_(False)
    scores = scores.masked_fill(same, -1e4)
    wanted = torch.arange(len(rows))
    return (
        functional.cross_entropy(scores, wanted) + functional.cross_entropy(scores.T, wanted)
    ) / 2


def _teacher_distance(
    one: torch.Tensor, two: torch.Tensor, teacher: torch.Tensor, target: NDArray[np.int64]
) -> torch.Tensor:
    having = np.flatnonzero(target >= 0)
    if not len(having):
        return one.new_zeros(())
    places = torch.from_numpy(having)
    goal = teacher[torch.from_numpy(target[having])]
    return 1 - ((one[places] * goal).sum(1).mean() + (two[places] * goal).sum(1).mean()) / 2


def _write_checkpoint(
    path: Path,
    step: int,
    weight: torch.Tensor,
    optimiser: torch.optim.Optimizer,
    losses: list[dict[str, float]],
) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(
        {
            "step": step,
            "weight": weight.detach(),
            "optimiser": optimiser.state_dict(),
            "losses": losses,
        },
        temporary,
    )
    temporary.replace(path)
