"""Texts as many readers type them, so that the model knows them too."""

from __future__ import annotations

import unicodedata

#: Alef without hamza always, the rest by some only.
_ALEF = str.maketrans("أإآٱ", "اااا")
_CARELESS = str.maketrans("أإآٱةى", "ااااهي")
_MARKS = ("\u0300", "\u0301", "\u0302", "\u0308", "\u0303", "\u0327")


def as_typed(text: str, language: str, careless: bool = False) -> str:
    """A text without what is often left out: hamza on alef, accents of French and Spanish.

    `careless` also writes ha for ta marbuta and ya for alef maqsura. Other languages as they are.
    """
    if language == "ar":
        return text.translate(_CARELESS if careless else _ALEF)
    if language in ("fr", "es"):
        apart = unicodedata.normalize("NFD", text)
        return "".join(letter for letter in apart if letter not in _MARKS)
    return text
