"""Make the fonts of exports in kb_service/exports/fonts from Debian's Noto packages.

    apt-get install fonts-noto-core fonts-noto-cjk; pip install fonttools
    python scripts/export_fonts.py

PDF files and pictures of drawings must look the same on every machine, whatever fonts it has. Each
font is cut down to what the six languages write: Latin, Cyrillic, Arabic, and the characters of
GB 2312. Noto fonts are under the SIL Open Font License 1.1 (LICENSES/OFL-1.1.txt).
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "kb_service" / "exports" / "fonts"
_NOTO = Path("/usr/share/fonts/truetype/noto")
_CJK = Path("/usr/share/fonts/opentype/noto")
#: The place of the simplified Chinese font in Debian's collection.
_SIMPLIFIED = "Noto Sans CJK SC"

_LATIN = {*range(0x20, 0x250), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0)}
_LATIN |= {*range(0x2070, 0x20A0), *range(0x2100, 0x2200), *range(0x2200, 0x2270), 0x25A1, 0x2610}
_CYRILLIC = {*range(0x400, 0x530)}
_ARABIC = {
    *range(0x600, 0x700),
    *range(0x750, 0x780),
    *range(0xFB50, 0xFE00),
    *range(0xFE70, 0xFF00),
}


def gb2312() -> set[int]:
    """The characters of GB 2312."""
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def cut(source: Path, family: str, characters: set[int], target: str) -> None:
    """Write a font of a file or collection with these characters alone."""
    number = 0
    if source.suffix == ".ttc":
        from fontTools.ttLib import TTCollection

        fonts = TTCollection(source).fonts
        number = next(n for n, f in enumerate(fonts) if f["name"].getDebugName(1) == family)
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.save(OUT / target)
    print(f"{target}: {(OUT / target).stat().st_size:,} bytes")


def main() -> None:
    """Write every font."""
    OUT.mkdir(exist_ok=True)
    western, chinese = _LATIN | _CYRILLIC, gb2312() | _LATIN | {*range(0xFF00, 0xFFF0)}
    chinese |= {*range(0x3000, 0x3040)}
    for look in ("Regular", "Bold", "Italic", "BoldItalic"):
        cut(_NOTO / f"NotoSans-{look}.ttf", "Noto Sans", western, f"NotoSans-{look}.ttf")
    for look in ("Regular", "Bold"):
        name = f"NotoNaskhArabic-{look}.ttf"
        cut(_NOTO / name, "Noto Naskh Arabic", _ARABIC | {*range(0x20, 0x7F)}, name)
        cut(_CJK / f"NotoSansCJK-{look}.ttc", _SIMPLIFIED, chinese, f"NotoSansCJKsc-{look}.otf")


if __name__ == "__main__":
    main()
