"""Numbers as lists print them: Word's formats and those of HTML, by Word's names."""

from __future__ import annotations

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def format_number(number: int, name: str) -> str | None:
    """The number in a format of Word, or None if the format is not known.

    Numbers that a format does not reach (zero as a letter) are printed as digits.
    """
    if name in {"none", "bullet"}:
        return ""
    if number < 1 or number > 32767:
        return str(number)
    if name in _LETTERS:
        letters = _LETTERS[name]
        return letters[(number - 1) % len(letters)] * ((number - 1) // len(letters) + 1)
    match name:
        case "decimal" | "decimalHalfWidth" | "cardinalText" | "arabic":
            return str(number)
        case "decimalZero":
            return f"{number:02}"
        case "lowerRoman":
            return _roman(number)
        case "upperRoman":
            return _roman(number).upper()
        case "ordinal":
            ending = "th" if number % 100 in {11, 12, 13} else _ORDINALS.get(number % 10, "th")
            return f"{number}{ending}"
        case "numberInDash":
            return f"- {number} -"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return chr(0x2460 + number - 1) if number <= 20 else str(number)
        case "decimalEnclosedParen":
            return chr(0x2474 + number - 1) if number <= 20 else str(number)
        case "decimalEnclosedFullstop":
            return chr(0x2488 + number - 1) if number <= 20 else str(number)
        case "hindiNumbers" | "arabicIndic":
            return str(number).translate({ord(str(d)): chr(0x660 + d) for d in range(10)})
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_HAN[int(digit)] for digit in str(number))
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
        ):
            return _han(number, "零" + _HAN[1:], "十百千", short=True)
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            return _han(number, _LEGAL, "拾佰仟", short=False)
    return None


_LETTERS = {
    "lowerLetter": _LATIN,
    "upperLetter": _LATIN.upper(),
    "russianLower": _RUSSIAN,
    "russianUpper": _RUSSIAN.upper(),
    "arabicAbjad": _ABJAD,
    "arabicAlpha": _ALPHA,
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
    "lowerGreek": "αβγδεζηθικλμνξοπρστυφχψω",
}


def _roman(number: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def _han(number: int, digits: str, units: str, *, short: bool) -> str:
    """A number below 100,000 as it is said: 十二, 一百零五; legal forms write 壹拾贰."""
    if number >= 10_000:
        return str(number)
    result = ""
    gap = False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(result)
            continue
        result += (digits[0] if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return result[1:] if short and 10 <= number < 20 else result
