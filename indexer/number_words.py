"""Numbers from one to twenty in words, after the word for a paragraph or an article.

Only there, and only in the language of that word, are they read as numbers: "para dos países" is
Spanish for "for two countries". Chinese numerals are read by `indexer.references`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

_HEADS = {
    "en": r"(?:sub-?)?paragraphs?|paras?\.?|articles?",
    "fr": r"(?:sous-)?paragraphes?|alin[ée]as?|articles?",
    "es": r"p[áa]rrafos?|apartados?|art[íi]culos?",
    "ru": r"пункт[а-я]*|стать[яиюей]{1,2}",
    "ar": r"(?:ال|لل|بال|وال)?(?:فقر[ةه]|ماد[ةه])",
}
_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf vingt",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte",
    "ru": "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"
    " тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
    "ar": "الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة"
    " الحادية_عشرة الثانية_عشرة الثالثة_عشرة الرابعة_عشرة الخامسة_عشرة السادسة_عشرة السابعة_عشرة"
    " الثامنة_عشرة التاسعة_عشرة العشرون",
}
#: As they are typed too.
_ALSO = {"es": {"dieciseis": 16}, "ar": {"الاولى": 1, "العشرين": 20}}

_VALUES: dict[str, dict[str, int]] = {
    code: {word.replace("_", " "): value for value, word in enumerate(words.split(), start=1)}
    | _ALSO.get(code, {})
    for code, words in _NUMBERS.items()
}


def _pattern(language: str) -> re.Pattern[str]:
    longest_first = "|".join(sorted(_VALUES[language], key=len, reverse=True))
    head = rf"(?P<head>\b(?:{_HEADS[language]})\s+)"
    return re.compile(rf"{head}(?P<number>{longest_first})(?![\w-])", re.IGNORECASE)


_PATTERNS = {code: _pattern(code) for code in _HEADS}


def spell_in_digits(text: str) -> str:
    """The text with such numbers in digits: "paragraph nine (d)" is "paragraph 9 (d)"."""
    for code, pattern in _PATTERNS.items():
        text = pattern.sub(partial(_in_digits, _VALUES[code]), text)
    return text


def _in_digits(values: Mapping[str, int], match: re.Match[str]) -> str:
    # Letters such as "ı" match without regard to case and yet are no case of the same letter.
    value = values.get(match["number"].lower())
    return match.group() if value is None else f"{match['head']}{value}"
