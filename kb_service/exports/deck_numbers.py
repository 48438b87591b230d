"""The numbers that a deck prints on its slides, for plans that name them."""

from __future__ import annotations

from collections.abc import Sequence

from kb_service.exports.book import Numbers
from kb_service.exports.deck import make_deck
from kb_service.exports.deck_sheets import lay_out
from kb_service.exports.pack import Pack


def number_slides(packs: Sequence[Pack]) -> Numbers:
    """The numbers of every slide and session in the deck of a pack in one language or two."""
    found: dict[str, tuple[int, int]] = {}
    for number, sheet in enumerate(lay_out([make_deck(pack) for pack in packs]), 1):
        slide = sheet.slides[0]
        for name in filter(None, (slide.id, slide.session)):
            first, _ = found.get(name, (number, number))
            found[name] = (first, number)
    return found
