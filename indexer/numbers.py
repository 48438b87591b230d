"""The numbers that a text states, so that a translation can be held against its source.

"1.5 million ha", "1,5 million d’ha", "150 万公顷" and "1,5 млн га" say the same number. Numbers
written as words are not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

_SCALES = {
    "en": {"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    "fr": {"mille": 3, "million": 6, "milliard": 9, "billion": 12},
    "es": {"mil millones": 9, "mil": 3, "millones": 6, "millón": 6, "billones": 12},
    "ru": {"тыс": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9, "трлн": 12, "трилл": 12},
    "ar": {"ألف": 3, "آلاف": 3, "مليون": 6, "ملايين": 6, "مليار": 9, "مليارات": 9, "بليون": 9}
    | {"بلايين": 9, "تريليون": 12, "تريليونات": 12},
    "zh": {"万亿": 12, "亿": 8, "万": 4, "千": 3},
}
_DECIMAL_COMMA = frozenset({"fr", "es", "ru"})
_OTHER_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬０１２３４５６７８９", "0123456789.,0123456789")
#: A minus sign that begins a number, not a dash between two.
_MINUS = re.compile(r"(?:^|[^\w)%]|[\u3400-\u9fff])[−–-]$")
#: Chinese units that begin with the character for a thousand.
_UNITS = ("米", "克", "瓦", "卡")
_NUMBER = re.compile(r"[0-9]+(?:[.,\u00a0\u202f][0-9]+)*(?![0-9])")
#: The names of months hold numbers in Chinese: 2019年9月.
_MONTH = re.compile(r"[0-9]{1,2}\s*月")
_TARGET = re.compile(r"\]\([^)]*\)")


def find_numbers(text: str, code: str) -> Counter[str]:
    """Every number of a text by its value, whatever its language's way of writing it.

    What is no plain number (`15.3.1`) counts as it is written.
    """
    found: Counter[str] = Counter()
    text = _TARGET.sub("]", text).translate(_OTHER_DIGITS)
    if code == "zh":
        text = _MONTH.sub("", text)
    for match in _NUMBER.finditer(text):
        value = _value(match[0], code)
        if value is None:
            found[match[0]] += 1
            continue
        following = text[match.end() : match.end() + 16].lstrip(" \u00a0\u202f").casefold()
        for word, power in _SCALES[code].items():
            if following.startswith(word) and _ends(following, word, code):
                value *= Decimal(10) ** power
                break
        if _MINUS.search(text[max(0, match.start() - 2) : match.start()]):
            value = -value
        found[f"{value.normalize():f}"] += 1
    return found


def _value(written: str, code: str) -> Decimal | None:
    """A number as written in a language: which mark is the decimal one depends on it."""
    mark = "," if code in _DECIMAL_COMMA else "."
    if mark == "," and re.fullmatch(r"\d+\.(?!\d{3}$)\d+", written):
        mark = "."  # as in the name of a version
    whole, _, fraction = written.partition(mark)
    groups = re.split(r"[.,\u00a0\u202f]", whole)
    if (fraction and not fraction.isdigit()) or any(len(group) != 3 for group in groups[1:]):
        return None
    return Decimal("".join(groups) + (f".{fraction}" if fraction else ""))


def _ends(following: str, word: str, code: str) -> bool:
    """Whether a scale word ends where it should: "mil" is not "milieu"; endings may inflect."""
    rest = following[len(word) :]
    if code == "zh":
        return not (word == "千" and rest.startswith(_UNITS))
    if code == "ru":
        return True
    return not rest[:1].isalpha() or (code == "fr" and rest[:1] == "s")
