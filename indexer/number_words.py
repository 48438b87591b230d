"""Numbers from one to twenty in words, after the word for a paragraph or an article.

Only there, and only in the language of that word, are they read as numbers: "para dos países" is
Spanish for "for two countries". Chinese numerals are read by `indexer.references`.
"""

from __future__ import annotations

import re

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
_VALUE = {word: value for values in _VALUES.values() for word, value in values.items()}


def _pattern(language: str) -> str:
    longest_first = "|".join(sorted(_VALUES[language], key=len, reverse=True))
    return rf"\b(?:{_HEADS[language]})\s+(?:{longest_first})(?![\w-])"


_FOUND = re.compile("|".join(_pattern(code) for code in _HEADS), re.IGNORECASE)
_HEAD = re.compile(rf"(?:{'|'.join(_HEADS.values())})\s+", re.IGNORECASE)


def spell_in_digits(text: str) -> str:
    """The text with such numbers in digits: "paragraph nine (d)" is "paragraph 9 (d)"."""

    def replace(match: re.Match[str]) -> str:
        head = _HEAD.match(match.group())
        assert head is not None  # every pattern begins with one
        return f"{head.group()}{_VALUE[match.group()[head.end() :].lower()]}"

    return _FOUND.sub(replace, text)
