"""Drawings as SVG that stands alone, with its own style, and the fonts of exports."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

from indexer.languages import LANGUAGES

FONTS = Path(__file__).parent / "fonts"
#: The family of each language's script among the fonts; western letters come from the first.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "ar": ("Noto Naskh Arabic", "Noto Sans"),
    "zh": ("Noto Sans CJK SC", "Noto Sans"),
}
WESTERN = ("Noto Sans",)
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


def place_drawings(
    drawings: Mapping[str, str], code: str, files: dict[str, bytes]
) -> Callable[[str], str]:
    """Gives the address of a drawing of a language by its id, and puts its file into `files`."""

    def place(id_: str) -> str:
        name = f"images/{id_}.{code}.svg"
        files[name] = stand_alone(drawings[id_], code).encode()
        return name

    return place


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its first chunk."""
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left."""
    return LANGUAGES[code].direction == "rtl"
