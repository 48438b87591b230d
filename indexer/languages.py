"""The six languages of the knowledge base and what each needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """One official language of the United Nations.

    `tag` is the BCP 47 tag for HTML, `endonym` the language's own name,
    `stemmer` the name of its Snowball stemmer (none for Chinese).
    """

    code: str
    tag: str
    endonym: str
    english: str
    direction: Direction
    script: str
    stemmer: str | None


_TABLE = (
    Language("ar", "ar", "العربية", "Arabic", "rtl", "Arab", "arabic"),
    Language("zh", "zh-Hans", "中文", "Chinese", "ltr", "Hans", None),
    Language("en", "en", "English", "English", "ltr", "Latn", "english"),
    Language("fr", "fr", "Français", "French", "ltr", "Latn", "french"),
    Language("ru", "ru", "Русский", "Russian", "ltr", "Cyrl", "russian"),
    Language("es", "es", "Español", "Spanish", "ltr", "Latn", "spanish"),
)

#: All languages by code, in the order of the United Nations (ar, zh, en, fr, ru, es).
LANGUAGES: dict[str, Language] = {language.code: language for language in _TABLE}

#: Codes in the same order.
CODES: tuple[str, ...] = tuple(LANGUAGES)

#: Name of a language in English as issued documents print it ("Original: English") to its code.
BY_ENGLISH_NAME: dict[str, str] = {language.english: language.code for language in _TABLE}
