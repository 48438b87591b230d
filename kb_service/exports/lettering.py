"""A drawing as shapes and words apart, for Typst, which sets the words itself.

What Typst draws SVG with puts the lines of right-to-left words on top of each other, knows no
direction, and makes PDF/UA-1 impossible where letters have vowel signs. handout.typ uses this.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from kb_service.exports.pictures import is_right_to_left, stand_alone

_TEXT = re.compile(r"<text([^>]*)>((?:<tspan[^>]*>[^<]*</tspan>)+)</text>")
_LINE = re.compile(r'<tspan x="[^"]*" dy="([^"]*)em">([^<]*)</tspan>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
#: Heights of letters in the units of drawings, as pictures.py has them.
_SIZE, _SMALL = 26, 22


def state_drawing(drawing: str, code: str) -> dict[str, Any]:
    """A drawing of a language: its size, its shapes as SVG, and each line of its words.

    A line has the place of its base, the share of its width that is left of it, and its look.
    """
    view = _VIEW.search(drawing)
    assert view is not None
    mirrored = is_right_to_left(code)
    return {
        "width": float(view[1]),
        "height": float(view[2]),
        "shapes": stand_alone(_TEXT.sub("", drawing), code),
        "lines": [line for text in _TEXT.finditer(drawing) for line in _lines(text, mirrored)],
    }


def _lines(text: re.Match[str], mirrored: bool) -> list[dict[str, Any]]:
    look = dict(_ATTRIBUTE.findall(text[1]))
    classes = look["class"].split()
    size = _SMALL if "d-small" in classes else _SIZE
    left = 0.5 if look["text-anchor"] == "middle" else float(mirrored)
    base, lines = float(look["y"]), []
    for down, words in _LINE.findall(text[2]):
        base += float(down) * size
        lines.append(
            {
                "text": unescape(words),
                "x": float(look["x"]),
                "y": base,
                "left": left,
                "size": size,
                "bold": "d-label-strong" in classes or "d-on-strong" in classes,
                "light": "d-on-strong" in classes,
            }
        )
    return lines
