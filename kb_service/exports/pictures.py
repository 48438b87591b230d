"""Drawings as pictures that stand alone: SVG with its own style, or PNG for programs without SVG.

Typst draws the PNG with the fonts of this package, so that every machine makes the same one.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import typst

from indexer.languages import LANGUAGES

FONTS = Path(__file__).parent / "fonts"
#: The family of each language's script among the fonts; western letters come from the first.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "ar": ("Noto Naskh Arabic", "Noto Sans"),
    "zh": ("Noto Sans CJK SC", "Noto Sans"),
}
WESTERN = ("Noto Sans",)
_WIDTH = 1440
#: The colours of drawings on the light site.
_STYLE = """
text { font-size: 26px; fill: #2b2119; font-family: FAMILIES; }
.d-box, .d-box-strong, .d-good, .d-warn, .d-soft { stroke-width: 2.5; stroke-linejoin: round; }
.d-box { fill: #eee4d8; stroke: #a8957d; }
.d-box-strong { fill: #93421c; stroke: #93421c; }
.d-good { fill: #e7efd9; stroke: #3d5a26; stroke-width: 4; }
.d-warn { fill: #faeccb; stroke: #7a5200; stroke-width: 3; stroke-dasharray: 12 7; }
.d-soft { fill: #f2ebdf; stroke: #a8957d; stroke-width: 1.5; }
.d-sign { fill: none; stroke: #2b2119; stroke-width: 3; }
.d-line { fill: none; stroke: #2b2119; stroke-width: 4; stroke-linejoin: round; }
.d-dashed { stroke-dasharray: 14 8; }
.d-arrow { fill: #2b2119; stroke: none; }
.d-small { font-size: 22px; }
.d-label-strong, .d-on-strong { font-weight: 700; }
text.d-on-strong { fill: #ffffff; }
"""


def families(code: str) -> tuple[str, ...]:
    """The font families of a language, the first one for its own script."""
    return FAMILIES.get(code, WESTERN)


def stand_alone(drawing: str, code: str) -> str:
    """A drawing as an SVG file with its own style."""
    listed = ", ".join(f"'{family}'" for family in (*families(code), "sans-serif"))
    style = f"<style>{_STYLE.replace('FAMILIES', listed)}</style>"
    head, end, rest = drawing.partition(">")
    return f"{head}{end}{style}{rest}"


@lru_cache(maxsize=128)
def draw_png(drawing: str, code: str) -> bytes:
    """A drawing of a language as PNG, `_WIDTH` pixels wide."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#set text(lang: "{code}")\n#image("drawing.svg", width: {_WIDTH // 2}pt)\n'
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "drawing.svg").write_text(stand_alone(drawing, code), "utf-8")
        (folder / "main.typ").write_text(source, "utf-8")
        found = typst.compile(
            str(folder / "main.typ"),
            root=name,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="png",
            ppi=144,
        )
    assert isinstance(found, bytes)
    return found


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its first chunk."""
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left."""
    return LANGUAGES[code].direction == "rtl"
