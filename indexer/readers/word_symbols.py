"""Characters of Word's symbol fonts as the characters that they print."""

from __future__ import annotations

#: Symbol font: code (without U+F000) to character.
_SYMBOL = dict(
    zip(
        range(0x61, 0x7B),
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0x44: "Δ",
    0x57: "Ω",
    0x53: "Σ",
    0x2A: "∗",
    0x2B: "+",
    0x2D: "−",
    0x3C: "<",
    0x3D: "=",
    0x3E: ">",
    0xA2: "′",
    0xA3: "≤",
    0xA7: "♣",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xBC: "…",
    0xBE: "—",
}
#: Wingdings: bullets and boxes only; the rest are pictures.
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x75: "◆",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xE0: "→",
    0xFC: "✓",
    0xFE: "☑",
}


def symbol(code: int, font: str) -> str | None:
    """The character that a code of a symbol font prints, or None if that is not known."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = _WINGDINGS if "wingdings" in font.lower() else _SYMBOL
    if low in table:
        return table[low]
    if not 0xE000 <= code <= 0xF8FF and "symbol" not in font.lower():
        return chr(code) if "wingdings" not in font.lower() else None
    return chr(low) if "symbol" in font.lower() and low in range(0x20, 0x40) else None
