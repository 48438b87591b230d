"""Drawings as PNG."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from kb_service.exports import raster


@pytest.mark.parametrize("code", ["ar", "zh"])
def test_lines_from_right_to_left_are_texts_of_their_own(
    code: str, drawings: Mapping[str, Mapping[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(raster, "draw_png", lambda drawing, _: given.append(drawing) or b"")
    for drawing in drawings[code].values():
        raster.draw_picture(drawing, code)
        if code == "zh":
            assert given[-1] == drawing
            continue
        lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", drawing)
        texts = re.findall(r"<text[^>]*>\u202b([^<]*)\u202c</text>", given[-1])
        assert texts == lines and "tspan" not in given[-1]
        assert 'text-anchor="start"' not in given[-1]
        assert given[-1].count("<rect") == drawing.count("<rect")
        first = re.search(r'y="([\d.]+)"><tspan x="([\d.]+)" dy="([-\d.]+)em">', drawing)
        placed = re.search(r'x="([\d.]+)" y="([\d.]+)">\u202b', given[-1])
        assert first and placed and placed[1] == first[2]
        assert abs(float(placed[2]) - float(first[1]) - float(first[3]) * 26) < 26


def test_a_drawing_is_a_picture(drawings: Mapping[str, Mapping[str, str]]) -> None:
    name, drawing = next(iter(drawings["ar"].items()))
    data = raster.draw_picture(drawing, "ar")
    assert data.startswith(b"\x89PNG") and data == raster.draw_picture(drawing, "ar"), name
