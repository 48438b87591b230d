"""What stands beside a hit: sections of a page, links, themes, families of paragraphs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.artefact import Artefact
from indexer.column_builder import build_columns
from indexer.configuration import RankingConfiguration
from indexer.model import Passage
from kb_service.neighbourhood import Neighbourhood
from kb_service.units import Units
from tests.kb_service.passages import paragraph, section

NAN = float("nan")
#: Nothing counts but the score itself.
ALONE = replace(RankingConfiguration(), link_weight=0.0, theme_weight=0.0, family_weight=1.0)


def build(*passages: Passage, **ranking: float) -> Neighbourhood:
    columns = build_columns(passages, {})
    return Neighbourhood(
        columns,
        np.arange(len(columns)),
        replace(ALONE, **ranking),  # type: ignore[arg-type]
    )


def lift(found: Neighbourhood, *scores: float) -> dict[int, float]:
    """The lifted scores by unit, best first."""
    order, values = found.lift(np.asarray(scores, np.float64))
    return dict(zip(order.tolist(), values.tolist(), strict=True))


# -- folding ---------------------------------------------------------------------------------------

PAGES = (section("a", "one"), section("a", "two"), section("b", "one"), paragraph("op-1"))


def test_a_page_is_as_good_as_its_best_section() -> None:
    order, values = build(*PAGES).fold(np.asarray([0.2, 0.9, 0.5, 0.7]))
    assert order.tolist() == [1, 3, 2]
    assert values.tolist() == [0.9, 0.7, 0.5]


def test_what_was_not_found_is_not_folded_in() -> None:
    order, values = build(*PAGES).fold(np.asarray([NAN, NAN, 0.5, NAN]))
    assert (order.tolist(), values.tolist()) == ([2], [0.5])


def test_nothing_found_stays_nothing() -> None:
    for found, size in ((build(*PAGES), len(PAGES)), (build(), 0)):
        nothing = np.full(size, NAN)
        for order, values in (found.fold(nothing), found.lift(nothing)):
            assert (order.tolist(), values.tolist()) == ([], [])
        assert found.spread_families(*found.fold(nothing)).tolist() == []


def test_equals_keep_their_order() -> None:
    order, _ = build(*PAGES).fold(np.asarray([0.5, 0.5, 0.5, 0.5]))
    assert order.tolist() == [0, 2, 3]


def test_translations_are_one_hit() -> None:
    columns = build_columns(
        (
            section("a", "one", language="ar"),
            section("a", "two", language="ar"),
            section("a", "one", language="zh"),
            paragraph("op-1", language="zh"),
        ),
        {},
    )
    assert columns.hit_of.tolist() == [0, 0, 1]


def test_without_weights_scores_are_not_lifted() -> None:
    assert lift(build(*PAGES), 0.2, 0.9, 0.5, 0.7) == {1: 0.9, 3: 0.7, 2: 0.5}


# -- opened pages ----------------------------------------------------------------------------------


def opened(*scores: float) -> list[int]:
    pages = (section("a", ""), section("a", "one"), section("a", "two"), section("b", ""))
    found = build(*pages, paragraph("op-1"))
    order, _ = found.fold(np.asarray(scores))
    return found.open_pages(order, np.asarray(scores)).tolist()


def test_a_summary_gives_way_to_the_best_section_of_its_page() -> None:
    assert opened(0.9, 0.1, 0.3, 0.2, 0.5) == [2, 4, 3]
    assert opened(0.2, 0.1, 0.3, 0.2, 0.5) == [4, 2, 3]


def test_a_page_without_a_section_found_keeps_its_summary() -> None:
    assert opened(0.9, NAN, NAN, NAN, 0.5) == [0, 4]


# -- links -----------------------------------------------------------------------------------------


def linked(**ranking: float) -> Neighbourhood:
    """Page a serves op-1 and op-2-b, page b serves op-1; op-3 is served by none."""
    return build(
        section("a", "one", references=("decision/op-1", "decision/op-2-b")),
        section("b", "one", references=("decision/op-1", "18/COP.13", "other/op-3")),
        paragraph("op-1"),
        paragraph("op-2-b"),
        paragraph("op-3"),
        **ranking,
    )


def test_a_paragraph_gains_from_the_best_page_that_serves_it() -> None:
    values = lift(linked(link_weight=0.5), 0.8, 0.6, 0.5, 0.5, 0.5)
    assert values[2] == values[3] == pytest.approx(0.9)
    assert values[4] == pytest.approx(0.5)


def test_a_page_gains_from_its_best_paragraph() -> None:
    values = lift(linked(link_weight=0.5), 0.1, 0.1, NAN, 0.8, 0.9)
    assert values[0] == pytest.approx(0.5)
    assert values[1] == pytest.approx(0.1)


def test_what_was_not_found_is_not_lifted_into_the_answer() -> None:
    assert list(lift(linked(link_weight=0.5), 0.8, NAN, NAN, NAN, 0.1)) == [0, 4]


def test_only_pages_of_guidance_link() -> None:
    found = build(
        paragraph("op-1", references=("decision/op-2",)), paragraph("op-2"), link_weight=0.5
    )
    assert lift(found, 0.8, 0.1) == {0: 0.8, 1: 0.1}


# -- themes ----------------------------------------------------------------------------------------


def test_a_theme_that_the_best_share_lifts_the_rest_of_it() -> None:
    found = build(
        paragraph("op-1", themes=("gender",)),
        paragraph("op-2", themes=("gender",)),
        paragraph("op-3", themes=("finance",)),
        paragraph("op-4"),
        theme_weight=0.2,
    )
    values = lift(found, 0.9, 0.2, 0.25, 0.24)
    assert list(values) == [0, 1, 2, 3]
    assert 0.9 < values[0] <= 1.1
    assert values[3] == pytest.approx(0.24)


def test_a_page_of_all_themes_is_of_none_very_much() -> None:
    found = build(
        paragraph("op-1", themes=("gender",)),
        paragraph("op-2", themes=("gender",)),
        paragraph("op-3", themes=("gender", "finance", "monitoring", "drought")),
        theme_weight=0.2,
    )
    values = lift(found, 0.9, 0.3, 0.3)
    assert values[1] > values[2] > 0.3


def test_a_theme_adds_its_weight_at_most() -> None:
    passages = [paragraph(f"op-{n}", themes=("gender",)) for n in range(1, 15)]
    values = lift(build(*passages, theme_weight=0.2), *[0.5] * 14)
    assert list(values.values()) == pytest.approx([0.7] * 14)
    assert list(values) == list(range(14))


# -- families --------------------------------------------------------------------------------------


def family(share: float) -> Neighbourhood:
    return build(
        paragraph("op-9"),
        paragraph("op-9-a"),
        paragraph("op-9-b"),
        paragraph("op-10"),
        paragraph("op-9", document="other", unit="other#op-9"),
        family_weight=share,
    )


def test_further_subparagraphs_do_not_crowd_out_the_rest() -> None:
    order, values = np.arange(5), np.asarray([0.9, 0.8, 0.7, 0.6, 0.5])
    assert family(0.5).spread_families(order, values).tolist() == [0, 3, 4, 1, 2]
    assert family(1.0).spread_families(order, values).tolist() == [0, 1, 2, 3, 4]


def test_the_best_of_a_family_keeps_its_score_wherever_it_stands() -> None:
    order, values = np.asarray([3, 2, 4, 0, 1]), np.asarray([0.9, 0.8, 0.7, 0.69, 0.68])
    assert family(0.9).spread_families(order, values).tolist() == [3, 2, 4, 0, 1]
    assert family(0.9).spread_families(order[:1], values[:1]).tolist() == [3]


def test_candidates_are_lifted_by_candidates_alone() -> None:
    """Of the two pages that serve op-1 the better one was not found."""
    passages = (
        section("a", "one", references=("decision/op-1",)),
        section("b", "one", references=("decision/op-1",)),
        paragraph("op-1"),
        paragraph("op-2"),
    )
    columns = build_columns(passages, {})
    units = np.asarray([1, 2, 3])
    found = Neighbourhood(columns, units, replace(ALONE, link_weight=0.5))
    order, values = found.lift(np.asarray([0.4, 0.5, 0.6]))
    assert units[order].tolist() == [2, 1, 3]
    assert values.tolist() == pytest.approx([0.7, 0.65, 0.6])


# -- the real content ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def units(artefact: Artefact) -> Units:
    return Units(artefact.columns, artefact.passages)


def test_every_hit_of_the_content_is_folded_once(units: Units) -> None:
    found = Neighbourhood(units.columns, np.arange(len(units)), RankingConfiguration())
    scores = np.random.default_rng(3).random(len(units))
    order, values = found.lift(scores)
    hits = units.columns.hit_of[order]
    assert len(set(hits.tolist())) == len(hits) == units.columns.hit_of.max() + 1
    assert (np.diff(values) <= 0).all()
    assert sorted(found.spread_families(order, values).tolist()) == sorted(order.tolist())


def test_guidance_of_the_content_lifts_its_paragraphs(units: Units) -> None:
    found = Neighbourhood(units.columns, np.arange(len(units)), replace(ALONE, link_weight=1.0))
    names = [units.any_passage(n).unit for n in range(len(units))]
    number = next(
        n for n in range(len(units)) if units.any_passage(n).references and "guidance/" in names[n]
    )
    scores = np.full(len(units), 0.1)
    scores[number] = 0.9
    order, values = found.lift(scores)
    lifted = {names[n] for n, value in zip(order.tolist(), values, strict=True) if value > 0.95}
    served = {key.replace("/op-", "#op-") for key in units.any_passage(number).references}
    assert lifted
    assert {
        name.split("/")[1] + "#" + name.split("#")[1] for name in lifted if "#op" in name
    } <= served
