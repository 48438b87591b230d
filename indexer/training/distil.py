"""The student: a few of the base's layers, trained to give a text its target.

Distillation of sentence vectors across languages (Reimers and Gurevych 2020): a text in any of the
six languages should get the teachers' vector of its English side. To the cosine distance a
contrast is added (InfoNCE): the target of a text should be nearer than those of the other texts of
the batch, which is what a search asks for. Towards the end some batches are phrases under which
readers look for our own pages and paragraphs: such a phrase should be nearer to the targets of its
answers than to those of all other passages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import BertModel

from indexer.training import bert
from indexer.training.distillation import Lessons, fit_head, to_tensor
from indexer.training.progress import report

_FIT = 3000  # texts on which the head is fitted before the training
_ROUND = 4096  # texts drawn at a time; a checkpoint follows
_LOG = 25


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the result of a training run, besides the data.

    `layers` are numbers of the base's layers; `tokens` is the size of a batch once padded,
    `texts` its greatest number of texts. From step `wanted_from` on, every `wanted_every`-th batch
    is of phrases and their answers. With `bfloat16` products of matrices are computed in it.
    """

    steps: int
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    vocabulary: int = 56_000
    positions: int = 512
    longest: int = 192
    tokens: int = 2048
    texts: int = 128
    seed: int = 20261129
    learning_rate: float = 4e-4
    table_rate: float = 1e-3
    warm_up: int = 100
    contrast: float = 0.2
    temperature: float = 0.05
    ridge: float = 1e-3
    wanted_from: int = 1200
    wanted_every: int = 2
    bfloat16: bool = False


class Student(torch.nn.Module):  # type: ignore[misc]
    """A BERT with a linear head; `forward` gives unit vectors."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.bert = model
        width = int(model.config.hidden_size)
        self.head = torch.nn.Linear(width, width)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the unit vector of each text."""
        return functional.normalize(self.head(bert.pool(self.bert, ids, mask)), dim=1)


def fit_student(student: Student, lessons: Lessons, filler: int, recipe: Recipe) -> None:
    """Set the head to the linear map that brings pooled states nearest to their targets."""
    generator = np.random.default_rng([recipe.seed, 11])
    chosen = generator.choice(len(lessons.ids), min(_FIT, len(lessons.ids)), replace=False)
    lengths = [len(lessons.ids[place]) for place in chosen]
    states = np.zeros((len(chosen), lessons.targets.shape[1]), np.float32)
    order = np.argsort(lengths, kind="stable").tolist()
    with torch.inference_mode():
        for group in bert.batch_by_length(lengths, order, recipe.tokens):
            rows = [lessons.ids[chosen[place]] for place in group]
            states[group] = bert.pool(student.bert, *bert.pad(rows, filler)).numpy()
    goal = lessons.targets[lessons.target_of[chosen]]
    matrix, offset = fit_head(states, goal, recipe.ridge)
    with torch.no_grad():
        student.head.weight.copy_(to_tensor(matrix.T))
        student.head.bias.copy_(to_tensor(offset))


def draw(lessons: Lessons, number: int, recipe: Recipe) -> Iterator[list[int]]:
    """Yield the batches of round `number`, which depend on it and the seed alone."""
    generator = np.random.default_rng([recipe.seed, 12, number])
    share = np.cumsum(lessons.weights)
    places = np.searchsorted(share, generator.random(_ROUND) * share[-1], side="right")
    chosen = np.unique(np.minimum(places, len(share) - 1))
    lengths = [len(lessons.ids[place]) for place in chosen]
    # Nearly by length: batches with little padding that are not the same in every round.
    order = np.argsort(np.asarray(lengths) * generator.uniform(0.9, 1.1, len(lengths)))
    groups = []
    for group in bert.batch_by_length(lengths, order.tolist(), recipe.tokens):
        for start in range(0, len(group), recipe.texts):
            groups.append([int(chosen[place]) for place in group[start : start + recipe.texts]])
    for place in generator.permutation(len(groups)):
        yield groups[place]


def is_wanted(step: int, lessons: Lessons, recipe: Recipe) -> bool:
    """Whether the batch of a step is of phrases."""
    late = step >= recipe.wanted_from and step % recipe.wanted_every == 1
    return late and bool(lessons.wanted_ids)


def draw_phrases(lessons: Lessons, step: int, recipe: Recipe) -> NDArray[np.int64]:
    """The phrases of a step, which depend on it and the seed alone."""
    generator = np.random.default_rng([recipe.seed, 13, step])
    number = min(recipe.texts, len(lessons.wanted_ids))
    return generator.choice(len(lessons.wanted_ids), number, replace=False)


def train(
    student: Student, lessons: Lessons, filler: int, recipe: Recipe, checkpoint: Path
) -> list[dict[str, float]]:
    """Train the student in place; return the losses of every few steps.

    Goes on from `checkpoint` if there is one; the caller names it after the recipe.
    """
    table = student.bert.embeddings.word_embeddings
    table.sparse = True
    rest = [value for value in student.parameters() if value is not table.weight]
    optimisers: list[tuple[torch.optim.Optimizer, float]] = [
        (
            torch.optim.AdamW(rest, lr=recipe.learning_rate, weight_decay=0.0),
            recipe.learning_rate,
        ),
        (torch.optim.SparseAdam([table.weight], lr=recipe.table_rate), recipe.table_rate),
    ]
    losses: list[dict[str, float]] = []
    step = number = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        step, number, losses = int(state["step"]), int(state["round"]), list(state["losses"])
        student.load_state_dict(state["student"])
        for (optimiser, _), saved in zip(optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        report(f"student: resumed at step {step}")
    goal = to_tensor(lessons.targets)
    passages = torch.from_numpy(lessons.passages)
    student.train()

    def read(rows: list[list[int]]) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bfloat16):
            return student(*bert.pad(rows, filler)).float()

    while step < recipe.steps:
        for group in draw(lessons, number, recipe):
            if step == recipe.steps:
                break
            for optimiser, rate in optimisers:
                for part in optimiser.param_groups:
                    part["lr"] = rate * _schedule(step, recipe)
                optimiser.zero_grad(set_to_none=True)
            if is_wanted(step, lessons, recipe):
                phrases = draw_phrases(lessons, step, recipe)
                vectors = read([lessons.wanted_ids[p] for p in phrases])
                scores = vectors @ goal[passages].T / recipe.temperature
                answers = torch.from_numpy(lessons.answers[phrases])
                found = torch.logsumexp(scores.masked_fill(~answers, -1e4), 1)
                wanted_loss = (torch.logsumexp(scores, 1) - found).mean()
                torch.autograd.backward(recipe.contrast * wanted_loss)
                figures = {"wanted": round(float(wanted_loss.detach()), 4)}
            else:
                target_of = lessons.target_of[group]
                vectors = read([lessons.ids[place] for place in group])
                targets = goal[torch.from_numpy(target_of)]
                distance = 1 - (vectors * targets).sum(1).mean()
                contrast = _contrast(vectors, targets, target_of, recipe.temperature)
                torch.autograd.backward(distance + recipe.contrast * contrast)
                figures = {
                    "distance": round(float(distance.detach()), 4),
                    "contrast": round(float(contrast.detach()), 4),
                    "texts": float(len(group)),
                }
            torch.nn.utils.clip_grad_norm_(rest, 1.0)
            for optimiser, _ in optimisers:
                optimiser.step()
            if step % _LOG == 0 or step == recipe.steps - 1:
                losses.append({"step": float(step), **figures})
                report(f"student: {step} of {recipe.steps}, {losses[-1]}")
            step += 1
        number += 1
        if number % 8 == 0 or step == recipe.steps:
            _write(checkpoint, student, optimisers, step, number, losses)
    student.eval()
    return losses


def _schedule(step: int, recipe: Recipe) -> float:
    """The share of the learning rate: up in a warm-up, then down to nothing along a line."""
    if step < recipe.warm_up:
        return (step + 1) / recipe.warm_up
    return (recipe.steps - step) / max(recipe.steps - recipe.warm_up, 1)


def _contrast(
    vectors: torch.Tensor, wanted: torch.Tensor, target_of: NDArray[np.int64], temperature: float
) -> torch.Tensor:
    """InfoNCE of texts against the targets of the batch; an equal target is no negative."""
    scores = vectors @ wanted.T / temperature
    same = torch.from_numpy(target_of[:, None] == target_of[None, :])
    same.fill_diagonal_(False)
    scores = scores.masked_fill(same, -1e4)
    return functional.cross_entropy(scores, torch.arange(len(target_of)))


def _write(
    path: Path,
    student: Student,
    optimisers: list[tuple[torch.optim.Optimizer, float]],
    step: int,
    number: int,
    losses: list[dict[str, float]],
) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(
        {
            "step": step,
            "round": number,
            "student": student.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser, _ in optimisers],
            "losses": losses,
        },
        temporary,
    )
    temporary.replace(path)
