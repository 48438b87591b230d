"""The six languages of the knowledge base and what each needs."""

from __future__ import annotations

import re
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

#: The languages as mastheads of issued documents name them, in any of the six, to their codes.
PRINTED_NAMES: dict[str, str] = {
    name: code
    for code, names in {
        "ar": "Arabic Arabe Árabe Арабский 阿拉伯文 العربية عربي",
        "zh": "Chinese Chinois Chino Китайский 中文 الصينية صيني",
        "en": "English Anglais Inglés Английский 英文 الإنكليزية الانكليزية إنكليزي",
        "fr": "French Français Francés Французский 法文 الفرنسية فرنسي",
        "ru": "Russian Russe Ruso Русский 俄文 الروسية روسي",
        "es": "Spanish Espagnol Español Испанский 西班牙文 الإسبانية الاسبانية إسباني",
    }.items()
    for name in names.casefold().split()
}


def find_printed_name(text: str) -> str | None:
    """The language that a line of a masthead names, alone or after "Original:"; else None."""
    names = re.findall(r"[^\W\d_]+", text.casefold())
    found = [PRINTED_NAMES[name] for name in names if name in PRINTED_NAMES]
    return found[0] if found and len(names) <= 3 else None
