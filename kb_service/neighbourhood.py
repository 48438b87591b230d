"""What stands beside a hit lifts it: what links to it, and its themes.

A reader who asks about a thing is served by the page about it, by the paragraph that the page
serves, and by other pages of the same theme, though the words of the question stand in one of them
only. Editors have written down which belongs to which; here it counts. How much was measured
(docs/decisions/006).
"""

from __future__ import annotations

import numpy as np

from indexer.columns import Columns
from indexer.configuration import RankingConfiguration
from kb_service.fusion import Scores
from kb_service.units import Numbers, number_anew

_TOP = 10  # hits whose themes tell what a query is about


class Neighbourhood:
    """What connects the candidates of one query: their hits, links, themes and families.

    Candidates are given by their unit numbers, ascending. Everything else here is in their order:
    scores, NaN for what was not found, and orders, which are places in it.
    """

    def __init__(self, columns: Columns, units: Numbers, ranking: RankingConfiguration) -> None:
        self._columns = columns
        self._ranking = ranking
        #: The numbers of the candidates' hits, ascending, and the place there of each candidate's.
        self._hits, self._places = number_anew(columns.hit_of[units], len(columns.family))
        self._summaries = columns.summary[units]

    def fold(self, scores: Scores) -> tuple[Numbers, Scores]:
        """The best candidate of each hit, best hit first, and their scores."""
        found = np.flatnonzero(~np.isnan(scores))
        order = found[np.argsort(-scores[found], kind="stable")]
        first = np.empty(len(self._hits), np.int64)
        first[self._places[order[::-1]]] = order[::-1]  # the best of a hit is written last
        best = order[first[self._places[order]] == order]
        return best, scores[best]

    def open_pages(self, order: Numbers, scores: Scores) -> Numbers:
        """The order with the best section of each page in place of its summary.

        A summary says what a page is about, and is found first; what answers stands in a section.
        A page of which no section is found keeps its summary.
        """
        sections, _ = self.fold(np.where(self._summaries, np.nan, scores))
        best = np.full(len(self._hits), -1)
        best[self._places[sections]] = sections
        instead = best[self._places[order]]
        return np.where(self._summaries[order] & (instead >= 0), instead, order)

    def lift(self, scores: Scores) -> tuple[Numbers, Scores]:
        """As `fold`, with each hit's score lifted by what stands beside it.

        Scores are taken to lie between 0 and 1.
        """
        best, values = self.fold(scores)
        if not len(best):
            return best, values
        hits = np.zeros(len(self._hits))
        hits[self._places[best]] = values
        lifted = hits + self._ranking.link_weight * self._of_links(hits)
        lifted += self._ranking.theme_weight * self._of_theme(hits)
        values = lifted[self._places[best]]
        order = np.argsort(-values, kind="stable")
        return best[order], values[order]

    def spread_families(self, best: Numbers, values: Scores) -> Numbers:
        """The order in which a paragraph and its sub-paragraphs do not crowd out the rest.

        Each further one of a family keeps a share of its score.
        """
        share = self._ranking.family_weight
        if share >= 1 or not len(best):
            return best
        families = self._columns.family[self._hits[self._places[best]]]
        order = np.argsort(families, kind="stable")
        starts = np.flatnonzero(np.diff(families[order], prepend=-1))
        before = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
        places = np.empty(len(order), np.int64)
        places[order] = before
        return best[np.argsort(-values * share**places, kind="stable")]

    def _of_links(self, hits: Scores) -> Scores:
        """The best score of what links to each hit and is linked from it."""
        beside = np.zeros(len(hits))
        own, others = self._columns.links.of(self._hits)
        places = np.minimum(np.searchsorted(self._hits, others), len(hits) - 1)
        known = self._hits[places] == others
        np.maximum.at(beside, own[known], hits[places[known]])
        return beside

    def _of_theme(self, hits: Scores) -> Scores:
        """How much each hit is of the themes that the best hits are of, between 0 and 1."""
        top = np.argsort(-hits, kind="stable")[:_TOP]
        weights = np.maximum(hits[top], 0) ** 2
        if not weights.sum():
            return np.zeros(len(hits))
        table = self._columns.themes
        own, themes = table.of(self._hits[top])
        wanted = np.bincount(themes, weights[own], len(table.values)) / weights.sum()
        own, themes = table.of(self._hits)
        number = np.bincount(own, minlength=len(hits))
        gained = np.bincount(own, wanted[themes], len(hits))
        return np.asarray(gained / np.sqrt(np.maximum(number, 1.0)))
