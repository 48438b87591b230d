"""Themes and audiences that a new paragraph may have, offered to its editor with reasons.

A paragraph is compared with everything in the index that an editor has tagged: each of its
nearest passages votes for its own themes and audiences with its likeness, and each glossary term
that the paragraph names votes for the term's themes. Nothing here is ever applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from indexer.model import Passage
from indexer.names import holds, main_terms, split_label

#: Passages that vote, and how far from the nearest one they may be. Measured on our own
#: paragraphs, each left out in turn: see docs/ingest.md.
_NEIGHBOURS = 12
_SPREAD = 0.06
#: The vote of a glossary term beside that of all neighbours together, which is 1.
_TERM = 0.25
#: The share of votes from which a theme or an audience is offered.
_LEAST = {"theme": 0.35, "audience": 0.5}
_REASONS = 3

TagKind = Literal["theme", "audience"]


@dataclass(frozen=True, slots=True)
class TagSuggestion:
    """A theme or audience for a paragraph: the share of votes (0 to 1) and who voted, by weight."""

    kind: TagKind
    id: str
    score: float
    reasons: tuple[str, ...]


class TagSuggester:
    """Suggestions from an opened index and its encoder, for documents that it may hold or not."""

    def __init__(self, artefact: Artefact, encoder: Encoder) -> None:
        artefact.check_encoder(encoder)
        self._artefact = artefact
        self._encoder = encoder
        self._tagged = [
            row for row, p in enumerate(artefact.passages) if p.themes and p.kind != "term"
        ]
        self._terms = [p for p in artefact.passages if p.kind == "term" and p.themes]

    def suggest(
        self, texts: Sequence[str], language: str, without: Sequence[str] = ()
    ) -> list[tuple[TagSuggestion, ...]]:
        """The suggestions for each text, best first.

        Passages whose unit begins with one of `without` do not vote, such as those of the document
        itself when it is replaced.
        """
        if not texts:
            return []
        passages = self._artefact.passages
        rows = [row for row in self._tagged if not passages[row].unit.startswith(tuple(without))]
        vectors = self._encoder.encode_passages(texts)
        named = [self._named(text, language) for text in texts]
        return [
            self._vote(vector, rows, terms, language)
            for vector, terms in zip(vectors, named, strict=True)
        ]

    def _named(self, text: str, language: str) -> list[Passage]:
        """The glossary terms of that language that a text names."""
        words = main_terms(text, language)
        return [
            passage
            for passage in self._terms
            if passage.language == language
            and any(
                name and holds(words, name)
                for name in (main_terms(label, language) for label in split_label(passage.title))
            )
        ]

    def _vote(
        self, vector: np.ndarray, rows: list[int], terms: list[Passage], language: str
    ) -> tuple[TagSuggestion, ...]:
        passages = self._artefact.passages
        found, scores = self._artefact.dense.search(vector, 6 * _NEIGHBOURS, rows)
        nearest: dict[str, float] = {}
        shown: dict[str, Passage] = {}
        for row, score in zip(found.tolist(), scores.tolist(), strict=True):
            passage = passages[row]
            nearest.setdefault(passage.unit, score)
            if passage.unit not in shown or passage.language == language:
                shown[passage.unit] = passage
        units = list(nearest)[:_NEIGHBOURS]
        if not units:
            return ()
        best = nearest[units[0]]
        weights = {unit: float(np.exp((nearest[unit] - best) / _SPREAD)) for unit in units}
        total = sum(weights.values())
        votes: dict[tuple[TagKind, str], list[tuple[float, str]]] = defaultdict(list)
        for unit, weight in weights.items():
            passage = shown[unit]
            reason = f"like {unit} ({nearest[unit]:.2f})"
            for theme in passage.themes:
                votes["theme", theme].append((weight / total, reason))
            for audience in passage.audiences:
                votes["audience", audience].append((weight / total, reason))
        for term in terms:
            for theme in term.themes:
                votes["theme", theme].append((_TERM, f"names “{term.title}”"))
        suggestions = [
            TagSuggestion(
                kind,
                id_,
                min(1.0, sum(weight for weight, _ in given)),
                tuple(reason for _, reason in sorted(given, key=lambda vote: -vote[0])[:_REASONS]),
            )
            for (kind, id_), given in votes.items()
        ]
        return tuple(
            sorted(
                (s for s in suggestions if s.score >= _LEAST[s.kind]),
                key=lambda s: (s.kind != "theme", -s.score, s.id),
            )
        )
