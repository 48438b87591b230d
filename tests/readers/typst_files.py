"""PDF files by Typst, whose typesetter none of our readers knows."""

from __future__ import annotations

from pathlib import Path

import typst

FONTS = Path(__file__).parents[2] / "kb_service" / "exports" / "fonts"
SETUP = """
#set page(paper: "a4", margin: 2.5cm{page})
#set text(font: ("Noto Sans", "Noto Sans CJK SC", "Noto Naskh Arabic"), size: 10pt, lang: "{lang}")
#set par(justify: {justify}, spacing: 1.2em)
"""


def pdf(
    body: str, folder: Path, *, page: str = "", lang: str = "en", justify: bool = True
) -> bytes:
    """A PDF file of a Typst text."""
    source = folder / "source.typ"
    setup = SETUP.format(page=page, lang=lang, justify="true" if justify else "false")
    source.write_text(setup + body, "utf-8")
    made = typst.compile(source, font_paths=[str(FONTS)], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made
