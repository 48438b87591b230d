"""Drawings as PNG, with words from right to left as they are written.

What Typst draws SVG with sets the lines of such a text on top of each other and knows no
direction, so each line becomes a text of its own that says which way it runs.
"""

from __future__ import annotations

import re

from kb_service.exports.pictures import draw_png, is_right_to_left

_TEXT = re.compile(r'<text class="([^"]*)"([^>]*) x="[^"]*" y="([^"]*)">(.*?)</text>', re.DOTALL)
_LINE = re.compile(r'<tspan x="([^"]*)" dy="([^"]*)em">(.*?)</tspan>', re.DOTALL)
#: Heights of letters in the units of drawings, as pictures.py has them.
_SIZE, _SMALL = 26, 22
_RIGHT_TO_LEFT, _END = "\u202b", "\u202c"


def draw_picture(drawing: str, code: str) -> bytes:
    """A drawing of a language as PNG."""
    return draw_png(_TEXT.sub(_part, drawing) if is_right_to_left(code) else drawing, code)


def _part(text: re.Match[str]) -> str:
    """The lines of a text as texts."""
    classes, look, base, lines = text.groups()
    size = _SMALL if "d-small" in classes.split() else _SIZE
    look = look.replace('"start"', '"end"')
    height, parts = float(base), []
    for place, down, words in _LINE.findall(lines):
        height += float(down) * size
        parts.append(
            f'<text class="{classes}"{look} x="{place}" y="{height:g}">'
            f"{_RIGHT_TO_LEFT}{words}{_END}</text>"
        )
    return "".join(parts)
