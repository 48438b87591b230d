"""Ingest never falls behind what it has read in documents that other hands made.

The record (`baseline.json`) and the table in docs/ingest.md are written by
`python -m bench.ingest_quality --record`, which also reads the long PDF that is left out here.
"""

from __future__ import annotations

import json

import pytest

from bench.ingest_quality import BASELINE, MEASURES, OURS, measure_file

RECORDED = json.loads(BASELINE.read_text("utf-8"))
LONG = "reports/cop-report-en/document.pdf"


def test_every_document_is_recorded() -> None:
    files = {p for p in OURS.rglob("*.*") if p.suffix in {".docx", ".pdf", ".html", ".txt"}}
    assert {str(path.relative_to(OURS)) for path in files} == set(RECORDED)
    assert len({name.split("/")[-2][-2:] for name in RECORDED}) == 6


@pytest.mark.parametrize("name", sorted(set(RECORDED) - {LONG}))
def test_as_much_is_found_as_before_and_no_more_made_up(name: str) -> None:
    path = OURS / name
    score = measure_file(path, json.loads((path.parent / "expected.json").read_text("utf-8")))
    assert score.error == ""
    for measure in MEASURES:
        right, found, expected = score.counts(measure)
        before_right, before_found, before_expected = RECORDED[name][measure]
        assert expected == before_expected
        assert right >= before_right, measure
        assert found - right <= before_found - before_right, measure
