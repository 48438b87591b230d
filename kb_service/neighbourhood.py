"""What stands beside a hit lifts it: what links to it, and its themes.

A reader who asks about a thing is served by the page about it, by the paragraph that the page
serves, and by other pages of the same theme, though the words of the question stand in one of them
only. Editors have written down which belongs to which; here it counts. How much was measured
(docs/decisions/006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.anchors import top_anchor
from indexer.configuration import RankingConfiguration
from indexer.model import PARAGRAPH_KINDS
from kb_service.fusion import Scores
from kb_service.units import Units, hit_of, is_summary

_TOP = 10  # hits whose themes tell what a query is about


class Neighbourhood:
    """The hits of an artefact, a page or a paragraph each, and what connects them."""

    def __init__(self, units: Units, ranking: RankingConfiguration) -> None:
        self._ranking = ranking
        passages = [units.any_passage(number) for number in range(len(units))]
        names: dict[str, int] = {}
        #: The hit of each unit.
        self.hit_numbers: NDArray[np.int64] = np.asarray(
            [names.setdefault(hit_of(passage), len(names)) for passage in passages], np.int64
        )
        self._size = len(names)
        self._summaries = np.asarray([is_summary(p) for p in passages], np.bool_)
        themes: dict[str, int] = {}
        for passage in passages:
            for theme in passage.themes:
                themes.setdefault(theme, len(themes))
        self._themes = np.zeros((self._size, len(themes)))
        anchors: dict[str, int] = {}
        families: dict[tuple[str, str], int] = {}
        self._families = np.arange(self._size)
        for number, passage in zip(self.hit_numbers.tolist(), passages, strict=True):
            self._themes[number, [themes[theme] for theme in passage.themes]] = 1.0
            if passage.kind in PARAGRAPH_KINDS:
                anchors[f"{passage.document}/{passage.anchor}"] = number
                top = top_anchor(passage.anchor)
                self._families[number] = families.setdefault((passage.document, top), number)
        pairs = {
            pair
            for number, passage in zip(self.hit_numbers.tolist(), passages, strict=True)
            if passage.kind == "guidance"
            for key in passage.references
            if key in anchors
            for pair in ((number, anchors[key]), (anchors[key], number))
        }
        self._links = np.asarray(sorted(pairs), np.int64).reshape(-1, 2)
        self._theme_weight = 1 / np.sqrt(np.maximum(self._themes.sum(axis=1), 1.0))

    def fold(self, scores: Scores) -> tuple[NDArray[np.int64], Scores]:
        """The best unit of each hit, best hit first, and their scores.

        `scores` are those of units, NaN for what was not found.
        """
        found = np.flatnonzero(~np.isnan(scores))
        order = found[np.argsort(-scores[found], kind="stable")]
        _, firsts = np.unique(self.hit_numbers[order], return_index=True)
        best = order[np.sort(firsts)]
        return best, scores[best]

    def open_pages(self, order: NDArray[np.int64], scores: Scores) -> NDArray[np.int64]:
        """The order with the best section of each page in place of its summary.

        A summary says what a page is about, and is found first; what answers stands in a section.
        A page of which no section is found keeps its summary.
        """
        sections, _ = self.fold(np.where(self._summaries, np.nan, scores))
        best = np.full(self._size, -1)
        best[self.hit_numbers[sections]] = sections
        instead = best[self.hit_numbers[order]]
        return np.where(self._summaries[order] & (instead >= 0), instead, order)

    def lift(self, scores: Scores) -> tuple[NDArray[np.int64], Scores]:
        """As `fold`, with each hit's score lifted by what stands beside it.

        Scores are taken to lie between 0 and 1.
        """
        best, values = self.fold(scores)
        if not len(best):
            return best, values
        hits = np.zeros(self._size)
        hits[self.hit_numbers[best]] = values
        lifted = hits.copy()
        if len(self._links):
            beside = np.zeros(self._size)
            np.maximum.at(beside, self._links[:, 0], hits[self._links[:, 1]])
            lifted += self._ranking.link_weight * beside
        lifted += self._ranking.theme_weight * self._of_theme(hits)
        values = lifted[self.hit_numbers[best]]
        order = np.argsort(-values, kind="stable")
        return best[order], values[order]

    def spread_families(self, best: NDArray[np.int64], values: Scores) -> NDArray[np.int64]:
        """The order in which a paragraph and its sub-paragraphs do not crowd out the rest.

        Each further one of a family keeps a share of its score.
        """
        share = self._ranking.family_weight
        if share >= 1 or not len(best):
            return best
        families = self._families[self.hit_numbers[best]]
        order = np.argsort(families, kind="stable")
        starts = np.flatnonzero(np.diff(families[order], prepend=-1))
        before = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
        places = np.empty(len(order), np.int64)
        places[order] = before
        return best[np.argsort(-values * share**places, kind="stable")]

    def _of_theme(self, hits: Scores) -> Scores:
        """How much each hit is of the themes that the best hits are of, between 0 and 1."""
        top = np.argsort(-hits, kind="stable")[:_TOP]
        weights = np.maximum(hits[top], 0) ** 2
        if not weights.sum():
            return np.zeros(self._size)
        wanted = weights @ self._themes[top] / weights.sum()
        return np.asarray(self._themes @ wanted * self._theme_weight)
