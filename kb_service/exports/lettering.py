"""A drawing as shapes and words apart, for Typst, which sets the words itself; and so as PNG.

What Typst draws SVG with puts the lines of right-to-left words on top of each other, knows no
direction, and makes PDF/UA-1 impossible where letters have vowel signs. drawing.typ uses this.
The fonts are those of this package, so that every machine makes the same picture.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import Any

import typst

from kb_service.exports.pictures import FONTS, families, is_right_to_left, stand_alone

TEMPLATE = Path(__file__).parent / "drawing.typ"
#: A page that is one drawing, half as many points wide as the picture is to have pixels.
_ALONE = """
#let given = json(bytes(sys.inputs.drawing))
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: given.language, font: given.fonts, dir: if given.rtl { rtl } else { ltr })
#draw(given, 720pt / given.width)
"""

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


@lru_cache(maxsize=128)
def draw_png(drawing: str, code: str) -> bytes:
    """A drawing of a language as PNG, 1,440 pixels wide."""
    stated = state_drawing(drawing, code)
    stated |= {"language": code, "fonts": families(code), "rtl": is_right_to_left(code)}
    found = typst.compile(
        f"{TEMPLATE.read_text('utf-8')}{_ALONE}".encode(),
        sys_inputs={"drawing": json.dumps(stated)},
        font_paths=open_fonts(),
        format="png",
        ppi=144,
    )
    assert isinstance(found, bytes)
    return found


@cache
def open_fonts() -> typst.Fonts:
    """The fonts of this package alone, so that every machine makes the same file."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
