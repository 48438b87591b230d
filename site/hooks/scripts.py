"""Words of another script inside a text, so that they carry their own language, and signed numbers.

A Chinese word quoted in an Arabic note needs `lang` and `dir` for its glyphs, its order and its
sound. Latin script is left alone: it does not tell which language it is.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from indexer.directions import SIGNED, is_mirrored
from indexer.languages import LANGUAGES

from .rich import Span, mark_text

_HAN = "\u3400-\u9fff"
#: A run begins and ends with a letter of the script; punctuation inside belongs to it.
PATTERNS = {
    "zh": re.compile(f"[{_HAN}](?:[{_HAN}\u3000-\u303f\uff00-\uffef\u2026]*[{_HAN}])?"),
    "ar": re.compile("[\u0620-\u06ff](?:[\u0600-\u06ff ]*[\u0620-\u06ff])?"),
    "ru": re.compile("[\u0400-\u04ff](?:[\u0400-\u04ff -]*[\u0400-\u04ff])?"),
}


def foreign_patterns(language: str) -> dict[str, re.Pattern[str]]:
    """Patterns of the scripts that are not the language's own, by the language they tell."""
    return {code: pattern for code, pattern in PATTERNS.items() if code != language}


def language_attributes(code: str) -> tuple[tuple[str, str], ...]:
    """The attributes of an element whose words are in a language."""
    language = LANGUAGES[code]
    return (("lang", language.tag), ("dir", language.direction))


def mark_foreign(text: str, language: str) -> Markup:
    """A plain text as HTML in which words of another script carry their language, and numbers
    their signs before them."""
    spans = [
        Span(match.start(), match.end(), "span", language_attributes(code))
        for code, pattern in foreign_patterns(language).items()
        for match in pattern.finditer(text)
    ]
    if is_mirrored(language):
        spans += [
            Span(match.start(), match.end(), "bdi", (("dir", "ltr"),))
            for match in SIGNED.finditer(text)
        ]
    return mark_text(text, spans)
