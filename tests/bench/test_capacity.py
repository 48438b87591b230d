"""The capacity model, on figures that are given here and not measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.capacity import format_need, make_demand, read_arguments
from bench.capacity_model import Demand, DemandError, Figures, grow, reckon
from bench.figures import FiguresError, keep, read_figures

ABOUT = {"date": "2026-11-30", "machine": "a machine"}
NAMES = ("on disk: all", "search, hybrid, p50", "build the index, CPU")


def scale(passages: int) -> dict[str, Any]:
    values = dict.fromkeys(NAMES, passages / 100)
    values |= {"passages": passages, "build the index, memory at most": passages / 50}
    lines = [{"name": name, "value": value, "unit": ""} for name, value in values.items()]
    return {"about": ABOUT, "measurements": lines}


def given() -> dict[str, Any]:
    counts = {"documents and pages": 80, "languages": 6, "passages": 4800, "phrases": 9600}
    lines = [{"name": name, "value": value, "unit": ""} for name, value in counts.items()]
    load = {"model": "static", "asked": "search", "processor": 20.0}
    return {
        "python -m bench.scale --passages 4800": scale(4800),
        "python -m bench.scale --passages 48000": scale(48000),
        "python -m bench.content_size": {"about": ABOUT, "measurements": lines},
        "python -m bench.api --model static": {
            "about": ABOUT,
            "loads": [load],
            "processes": [{"model": "static", "resident": 1024.0}],
        },
    }


def demand(**changed: Any) -> Demand:
    return replace(Demand(80, 6, 10.0, model="static"), **changed)


def test_what_was_measured_is_given_back() -> None:
    need = reckon(demand(rate=30), Figures(given()))
    assert (need.passages, need.search, need.memory, need.beyond) == (4800, 20.0, 1.0, 1.0)
    assert need.index == pytest.approx(48 / 1024) and need.disk == pytest.approx(3 * 48 / 1024)
    assert (need.cores, need.processes) == (pytest.approx(1.0), 2)


def test_more_never_needs_less() -> None:
    figures = Figures(given())
    for name, values in {
        "documents": (1, 80, 800, 8000, 80_000, 8_000_000),
        "languages": (1, 2, 3, 4, 5, 6),
        "rate": (0.1, 1, 10, 100, 1000),
        "spare": (0, 1, 2),
    }.items():
        needs = [reckon(demand(**{name: value}), figures) for value in values]
        for field in ("disk", "memory", "build", "build_memory", "search", "cores", "processes"):
            found = [value for need in needs if (value := getattr(need, field)) is not None]
            assert found == sorted(found), (name, field)


@pytest.mark.parametrize(
    ("documents", "kind"),
    [(833, "exact"), (834, "hnsw"), (4166, "hnsw"), (4167, "ivf")],
)
def test_the_kind_of_index_changes_where_the_indexer_changes_it(documents: int, kind: str) -> None:
    assert reckon(demand(documents=documents), Figures(given())).kind == kind


def test_what_is_extrapolated_says_how_far() -> None:
    figures = Figures(given())
    asked = demand(documents=80_000)
    need = reckon(asked, figures)
    assert need.beyond == 100
    assert "not reckoned" in "\n".join(format_need(asked, need, figures))
    assert "not reckoned" not in "\n".join(
        format_need(demand(), reckon(demand(), figures), figures)
    )
    assert any(
        "100.0 times the largest index" in line for line in format_need(asked, need, figures)
    )


def test_milvus_is_advised_where_a_machine_is_too_small() -> None:
    figures = Figures(given())
    assert not reckon(demand(machine_memory=2), figures).milvus
    assert reckon(demand(machine_memory=2, documents=80_000), figures).milvus


def test_cost_follows_from_the_prices_that_are_given() -> None:
    figures = Figures(given())
    assert reckon(demand(), figures).cost == 0
    need = reckon(demand(core_price=1, memory_price=0.5), figures)
    assert need.cost == pytest.approx(2 * 730 * (1 + 0.5 * need.memory_switching))


def test_defaults_are_those_of_the_content() -> None:
    figures = Figures(given())
    arguments = read_arguments(["--documents", "8", "--model", "static"])
    assert make_demand(arguments, figures) == demand(documents=8)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"documents": 0}, "documents: found 0; accepted is a number from 1 to"),
        ({"languages": 7}, "languages: found 7; accepted is a number from 1 to 6"),
        ({"rate": float("nan")}, "rate: found nan"),
        ({"passages": -1.0}, "passages: found -1.0"),
        ({"use": 1.0}, "use: found 1.0; accepted is a number from 0.05 to 0.95"),
        ({"core_price": -2}, "core_price: found -2"),
    ],
)
def test_nonsense_is_refused(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(DemandError, match=told):
        demand(**changed)


def test_missing_figures_name_the_command_that_measures_them() -> None:
    with pytest.raises(FiguresError, match=r"python -m bench\.figures bench\.scale"):
        Figures({})
    with pytest.raises(FiguresError, match=r"bench\.figures bench\.api --model transformer"):
        reckon(demand(model="transformer"), Figures(given()))


def test_values_lie_on_lines_and_never_fall() -> None:
    points = [(10.0, 4.0), (20.0, 3.0), (30.0, 8.0)]
    assert [grow(points, size) for size in (1, 10, 15, 20, 25, 30, 40)] == [4, 4, 4, 4, 6, 8, 12]
    assert grow(points[:1], 20) == 8


def test_figures_are_kept_by_command(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    printed = json.dumps(scale(4800))
    assert keep(path, ["bench.scale", "--passages", "4800"], printed) == 1
    assert keep(path, ["bench.scale"], printed) == 2
    assert keep(path, ["bench.scale"], printed) == 2
    assert read_figures(path)["python -m bench.scale"]["about"]["machine"] == "a machine"
    with pytest.raises(FiguresError, match="found no JSON with `about`"):
        keep(path, ["bench.scale"], "| a table |")
    with pytest.raises(FiguresError, match="write it with"):
        read_figures(tmp_path / "none.json")


def test_a_search_is_not_told_far_beyond_what_was_measured() -> None:
    near = reckon(demand(documents=8000), Figures(given()))
    far = reckon(demand(documents=80_000), Figures(given()))
    assert near.search is not None and near.cores is not None
    assert (far.search, far.cores, far.processes, far.cost) == (None, None, None, None)


def test_absurd_numbers_and_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DemandError, match="documents: found 1000"):
        demand(documents=10**400)
    for written in ("[]", '{"a": {}}', '{"a": 1}', "{"):
        (tmp_path / "figures.json").write_text(written, "utf-8")
        with pytest.raises(FiguresError):
            read_figures(tmp_path / "figures.json")
