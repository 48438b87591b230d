"""Arrays over units: what filters and ranking ask, as written and as opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.artefact import Artefact
from indexer.column_builder import build_columns, hit_name, is_summary
from indexer.columns import FACETS, Columns, Table, open_columns, write_columns
from indexer.languages import CODES
from tests.kb_service.passages import paragraph, section

PASSAGES = (
    section("a", "", language="en", themes=("gender",)),
    section("a", "", language="zh", themes=("gender",)),
    section("a", "one", language="en", themes=("gender", "finance"), references=("decision/op-1",)),
    paragraph("op-1", language="ar", verb="urges", addressees=("parties",)),
    paragraph("op-1-a", language="ar", themes=("finance",)),
    paragraph("op-1", language="en", verb="urges", addressees=("parties",)),
)


def same(one: Columns, other: Columns) -> bool:
    """Whether columns are equal to the last number."""

    def equal(a: object, b: object) -> bool:
        if isinstance(a, Table) and isinstance(b, Table):
            return all(equal(getattr(a, n), getattr(b, n)) for n in Table.__slots__)
        if isinstance(a, dict) and isinstance(b, dict):
            return a.keys() == b.keys() and all(equal(a[name], b[name]) for name in a)
        return bool(np.array_equal(a, b)) and np.asarray(a).dtype == np.asarray(b).dtype

    return all(equal(getattr(one, name), getattr(other, name)) for name in Columns.__slots__)


def values(table: Table, number: int) -> set[str]:
    """The values of one thing."""
    return {table.values[code] for code in table.of(np.asarray([number]))[1].tolist()}


def test_translations_are_one_unit_and_sections_one_hit() -> None:
    columns = build_columns(PASSAGES, {})
    assert columns.unit_of.tolist() == [0, 0, 1, 2, 3, 2]
    english, chinese, arabic = (CODES.index(code) for code in ("en", "zh", "ar"))
    assert columns.rows[0, [english, chinese, arabic]].tolist() == [0, 1, -1]
    assert columns.rows[2, [english, chinese, arabic]].tolist() == [5, -1, 3]
    assert columns.hit_of.tolist() == [0, 0, 1, 2]
    assert columns.first_of_hit.tolist() == [True, False, True, True]
    assert columns.summary.tolist() == [True, False, False, False]
    assert columns.family[columns.hit_of].tolist() == [0, 0, 1, 1]


def test_values_are_found_both_ways() -> None:
    facets = build_columns(PASSAGES, {}).facets
    assert values(facets["theme"], 1) == {"gender", "finance"}
    assert values(facets["paragraph"], 3) == {"op-1", "op-1-a"}
    assert values(facets["language"], 0) == {"en", "zh"}
    assert values(facets["verb"], 0) == set()
    finance = facets["theme"].values.index("finance")
    assert facets["theme"].holding(finance).tolist() == [1, 3]


def test_a_hit_has_the_themes_of_all_its_sections_and_its_links() -> None:
    columns = build_columns(PASSAGES, {})
    assert values(columns.themes, 0) == {"gender", "finance"}
    assert columns.links.of(np.asarray([0, 1, 2]))[1].tolist() == [1, 0]


def test_written_columns_open_as_they_were(tmp_path: Path) -> None:
    for number, passages in enumerate((PASSAGES, ())):
        built = build_columns(passages, {})
        folder = tmp_path / str(number)
        write_columns(folder, built)
        assert same(open_columns(folder), built)


def test_the_content_is_told_as_its_passages_tell_it(artefact: Artefact) -> None:
    columns, passages = artefact.columns, artefact.passages
    assert len(columns) == len({passage.unit for passage in passages})
    hits: dict[str, int] = {}
    for row in range(0, len(passages), 7):
        passage = passages[row]
        unit = int(columns.unit_of[row])
        assert columns.rows[unit, CODES.index(passage.language)] == row
        assert unit in columns.may_be_named(passage.unit).tolist()
        assert unit in columns.may_be_named(passage.path.strip("/")).tolist()
        hit = hits.setdefault(hit_name(passage), int(columns.hit_of[unit]))
        assert hit == columns.hit_of[unit]
        assert columns.summary[unit] == is_summary(passage)
        assert values(columns.facets["theme"], unit) == set(passage.themes)
        assert values(columns.facets["document"], unit) == {passage.document}
        assert values(columns.anchors, unit) == {passage.anchor}
    assert set(columns.facets) == set(FACETS)


@pytest.mark.parametrize("facet", FACETS)
def test_both_ways_of_a_table_agree(artefact: Artefact, facet: str) -> None:
    table = artefact.columns.facets[facet]
    places, codes = table.of(np.arange(len(artefact.columns)))
    pairs = set(zip(codes.tolist(), places.tolist(), strict=True))
    other = {(c, u) for c in range(len(table.values)) for u in table.holding(c).tolist()}
    assert pairs == other and len(pairs) == len(codes)
