"""Drawings as PNG, with the words of each language in their places."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pytest
from PIL import Image

from indexer.languages import CODES
from kb_service.exports.lettering import draw_png, state_drawing
from kb_service.exports.pictures import png_size


@pytest.mark.parametrize("code", CODES)
def test_every_line_of_words_is_stated(
    code: str, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    for drawing in drawings[code].values():
        lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", drawing)
        stated = state_drawing(drawing, code)
        assert [line["text"] for line in stated["lines"]] == lines
        assert "<text" not in stated["shapes"]
        assert all(0 <= line["x"] <= stated["width"] for line in stated["lines"])


@pytest.mark.parametrize("code", ["ar", "zh", "ru"])
def test_a_drawing_is_a_picture_with_words(
    code: str, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    drawing = drawings[code]["response-hierarchy"]
    data = draw_png(drawing, code)
    assert png_size(data)[0] == 1440
    bare = draw_png(
        re.sub(r"<tspan[^>]*>[^<]*</tspan>", '<tspan x="0" dy="0em"></tspan>', drawing), code
    )
    pictures = [Image.open(io.BytesIO(each)).convert("L") for each in (data, bare)]
    dark = [sum(picture.histogram()[:90]) for picture in pictures]
    assert pictures[0].size == pictures[1].size
    assert pictures[0].tobytes() != pictures[1].tobytes() and dark[0] != dark[1]
