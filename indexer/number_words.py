"""Numbers from one to twenty in words, after the word for a paragraph or an article, and the
ordinals by which preambular paragraphs are called ("neuvième alinéa du préambule").

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
#: Before a paragraph of the preamble; in Arabic they stand after the word for it.
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    "fr": "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième"
    " dixième onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième"
    " dix-neuvième vingtième",
    "es": "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo"
    " duodécimo decimotercer decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo"
    " decimonoveno vigésimo",
    "ru": "первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый"
    " одиннадцатый двенадцатый тринадцатый четырнадцатый пятнадцатый шестнадцатый семнадцатый"
    " восемнадцатый девятнадцатый двадцатый",
}
_PLACES = {
    word: place for words in _ORDINALS.values() for place, word in enumerate(words.split(), start=1)
} | {"четвёртый": 4}
#: As they are typed too; in Russian a paragraph is also called by its ordinal.
_ALSO = {
    "es": {"dieciseis": 16},
    "ru": {word: place for word, place in _PLACES.items() if word > "а"},
    "ar": {"الاولى": 1, "العشرين": 20},
}

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


_ORDINAL = re.compile(
    rf"\b(?P<number>{'|'.join(sorted(_PLACES, key=len, reverse=True))})(?P<rest>\s+(?:preambular\b"
    r"|alin[ée]a\s+du\s+pr[ée]amb|p[áa]rrafo\s+del\s+pre[áa]mb|пункт\s+преамб))",
    re.IGNORECASE,
)


def spell_in_digits(text: str) -> str:
    """The text with such numbers in digits: "paragraph nine (d)" is "paragraph 9 (d)"."""
    for code, pattern in _PATTERNS.items():
        text = pattern.sub(partial(_in_digits, _VALUES[code]), text)
    return _ORDINAL.sub(_place_in_digits, text)


def _place_in_digits(match: re.Match[str]) -> str:
    place = _PLACES.get(match["number"].lower())
    return match.group() if place is None else f"{place}{match['rest']}"


def _in_digits(values: Mapping[str, int], match: re.Match[str]) -> str:
    # Letters such as "ı" match without regard to case and yet are no case of the same letter.
    value = values.get(match["number"].lower())
    return match.group() if value is None else f"{match['head']}{value}"
