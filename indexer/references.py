"""References in UN texts: decision numbers, document symbols, articles, paragraphs.

Every form has one canonical key that is the same in all languages:

* decision `23/COP.11`: also printed 23/СОР.11 (Cyrillic look-alikes), 23/م أ-11;
* document `ICCD/COP(14)/CST/2`;
* article of the Convention `article-24`;
* paragraph of a decision, as an anchor: `op-9-d`, `pp-3`.

Offsets refer to the text as given: folding maps character to character.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from indexer.model import Reference

#: Cyrillic letters that print like Latin ones, as found in Russian issued texts ("7/СОР.13").
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХІЅаеорсх", "ABEKMHOPCTXISaeopcx")
#: The abbreviation of "Conference of the Parties" by language, to the canonical one.
_SESSIONS = {"COP": "COP", "KC": "COP", "CP": "COP", "CMP": "CMP", "CMA": "CMA"}

_DECISION = re.compile(
    r"(?<![\d/.])(?P<number>\d{1,3})\s?/\s?"
    r"(?:(?P<session>COP|KC|CMP|CMA|CP)\s?[.．]\s?(?P<latin>\d{1,3})"
    r"|م\s?\.?\s?أ\s?[-‐–.]\s?(?P<arabic>\d{1,3}))(?!\d)"
)
_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9/])(?:ICCD|FCCC|CBD|UNEP|A|E|S)"
    r"(?:/[A-Z]+(?:\(\d{1,3}\))?|/\d{1,4}(?:\(\d{1,3}\))?)"
    r"(?:/(?:[A-Z]+(?:\.\d+|\(\d{1,3}\))?|\d{1,4})(?:\.\d+)?)*"
)
_ARTICLE = re.compile(
    r"(?:第\s?(?P<zh>\d{1,3}|[一二三四五六七八九十]{1,3})\s?条"
    r"|(?:articles?|art\.|artículos?|стать[яиюей]{1,2}|ст\.|(?:ال|لل)?ماد[ةه])\s?(?P<other>\d{1,3}))",
    re.IGNORECASE,
)

QueryReferenceKind = Literal["paragraph", "decision", "document", "anchor"]


@dataclass(frozen=True, slots=True)
class QueryReference:
    """A query that is a reference, and its canonical key (an anchor for paragraphs)."""

    kind: QueryReferenceKind
    key: str


def fold_digits(text: str) -> str:
    """The text with every decimal digit of any script as an ASCII digit, length kept."""
    return "".join(
        str(unicodedata.digit(c)) if not c.isascii() and c.isdecimal() else c for c in text
    )


def fold_look_alikes(text: str) -> str:
    """The text with Cyrillic look-alikes of Latin letters as Latin ones, length kept."""
    return text.translate(_LOOK_ALIKES)


def _fold(text: str) -> str:
    return fold_look_alikes(fold_digits(text))


def find_references(text: str) -> tuple[Reference, ...]:
    """Every decision, document and article that a text refers to, in order of appearance."""
    folded = _fold(text)
    found: list[Reference] = []

    def add(kind: Literal["decision", "document", "article"], key: str, at: re.Match[str]) -> None:
        start, end = at.span()
        if all(end <= other.start or start >= other.end for other in found):
            found.append(Reference(kind, key, text[start:end], start, end))

    for match in _SYMBOL.finditer(folded):
        add("document", match.group().rstrip("."), match)
    for match in _DECISION.finditer(folded):
        session = _SESSIONS[match["session"]] if match["session"] else "COP"
        number = match["latin"] or match["arabic"]
        add("decision", f"{int(match['number'])}/{session}.{int(number)}", match)
    digits = fold_digits(text)  # not the look-alikes: "статья" must stay Cyrillic
    for match in _ARTICLE.finditer(digits):
        number = match["zh"] or match["other"]
        add("article", f"article-{int(number) if number.isdigit() else han_number(number)}", match)
    return tuple(sorted(found, key=lambda reference: reference.start))


# -- queries that are references ------------------------------------------------------------------

_PARAGRAPH_WORDS = (
    r"operative\s+paragraphs?|operative\s+para\.?|paragraphs?|paras?\.?|op\.?|§+"
    r"|paragraphes?|alinéas?|párrafos?|párr\.?|parrafos?"
    r"|пункт[а-я]*|пп?\.|подпункт[а-я]*"
    r"|(?:ال|لل|بال|وال)?فقر(?:ة|ه|ات)"
)
_PREAMBLE_WORDS = (
    r"preambular\s+paragraphs?|preambular\s+para\.?|pp\.?"
    r"|alinéas?\s+du\s+préambule|párrafos?\s+del\s+preámbulo"
    r"|пункт[а-я]*\s+преамбулы|فقر(?:ة|ه)\s+(?:ال)?ديباج(?:ة|ه)"
)
_LETTERS = r"[a-zа-яأابجدهوزحطيكلمن]"
_TAIL = (
    rf"(?:\s*[-.\s]?\s*[(（]?\s*(?P<letter>{_LETTERS}|[ivx]{{1,5}})\s*[)）]?"
    rf"(?:\s*[-.\s]?\s*[(（]\s*(?P<roman>[ivx]{{1,5}})\s*[)）])?)?"
)
_HAN = "[段条款项]?"
_PARAGRAPH_QUERY = re.compile(
    rf"^(?:(?P<preamble>{_PREAMBLE_WORDS})|(?P<operative>{_PARAGRAPH_WORDS}))"
    rf"\s*[-.]?\s*(?P<number>\d{{1,3}}){_TAIL}$",
    re.IGNORECASE,
)
_PARAGRAPH_QUERY_ZH = re.compile(
    rf"^(?P<preamble>序言(?:部分)?)?(?:执行部分)?第?\s?(?P<number>\d{{1,3}})\s?(?=[段条款(（]){_HAN}{_TAIL}\s?{_HAN}$",
    re.IGNORECASE,
)
_ANCHOR_QUERY = re.compile(r"^#?(?P<anchor>(?:op|pp)-\d{1,3}(?:-[a-z]{1,5})*)$", re.IGNORECASE)
_DECISION_WORDS = re.compile(
    r"^(?:decisions?|décisions?|decision(?:es)?|decisión|решени[а-я]*|(?:ال)?مقرر|第)?\s*(?P<rest>.+?)"
    r"\s*(?:号?\s*(?:决定|文件))?$",
    re.IGNORECASE,
)
_DOCUMENT_WORDS = re.compile(
    r"^(?:documents?|documento|документ[а-я]*|(?:ال)?وثيقة|文件)\s*", re.IGNORECASE
)
_HAN_DIGITS = "〇一二三四五六七八九"

_ABJAD = "أبجدهوزحطيكلمنسعفصقرشت"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


def letter_ordinal(letter: str) -> str:
    """The Latin letter that stands in anchors for a printed one (`د` and `г` are `d`).

    A Cyrillic letter that prints like a Latin one is read as the Cyrillic one only when its
    alphabet is certain; a single letter is not, so `а`, `с` and `е` are read as they look.
    """
    letter = letter.lower().replace("ا", "أ")
    folded = fold_look_alikes(letter)
    if folded.isascii():
        return folded
    for alphabet in (_ABJAD, _CYRILLIC):
        if letter in alphabet:
            return chr(ord("a") + alphabet.index(letter))
    return letter


def han_number(numeral: str) -> int:
    """The number that a Chinese numeral from 一 to 九十九 says; 0 for anything else."""
    match = re.fullmatch(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", numeral)
    if match is None or (match[1] and match[3] and not match[2]):
        return 0
    if not match[2]:
        return _HAN_DIGITS.find(match[1] or match[3]) if numeral else 0
    return max(_HAN_DIGITS.find(match[1]), 1) * 10 + max(_HAN_DIGITS.find(match[3]), 0)


def _han_to_digits(text: str) -> str:
    """Chinese numerals up to 99 after 第 as digits (第十二段 → 第12段)."""
    numeral = r"第([一二三四五六七八九十]{1,3})(?=[段条款])"
    return re.sub(numeral, lambda match: f"第{han_number(match[1])}", text)


def parse_query_reference(text: str) -> QueryReference | None:
    """The reference that a query consists of, or None if it is anything else.

    Understood in six languages: "paragraph 9 (d)", "第9段", "п. 9 d)", "الفقرة 9", "op-9-d",
    "18/COP.13", "18/СОР.13", "decision 18/COP.13", "ICCD/COP(14)/CST/2".
    """
    if len(text) > 120:
        return None
    query = " ".join(fold_digits(unicodedata.normalize("NFC", text)).split()).strip(" .,;:?")
    if match := _ANCHOR_QUERY.match(query):
        return QueryReference("anchor", match["anchor"].lower())
    for pattern in (_PARAGRAPH_QUERY, _PARAGRAPH_QUERY_ZH):
        if match := pattern.match(_han_to_digits(query)):
            kind = "pp" if match["preamble"] else "op"
            anchor = f"{kind}-{int(match['number'])}"
            if match["letter"]:
                anchor += f"-{letter_ordinal(match['letter'])}"
            if match["roman"]:
                anchor += f"-{match['roman'].lower()}"
            return QueryReference("paragraph", anchor)
    folded = fold_look_alikes(query)
    for candidate in (folded, _DOCUMENT_WORDS.sub("", query)):
        upper = fold_look_alikes(candidate).upper()
        if match := _SYMBOL.fullmatch(re.sub(r"\s*([/().])\s*", r"\1", upper)):
            return QueryReference("document", match.group())
    if match := _DECISION_WORDS.match(query):
        rest = re.sub(r"\s+", " ", fold_look_alikes(match["rest"])).upper().strip(" 号")
        if found := _DECISION.fullmatch(rest):
            session = _SESSIONS[found["session"]] if found["session"] else "COP"
            number = found["latin"] or found["arabic"]
            return QueryReference("decision", f"{int(found['number'])}/{session}.{int(number)}")
    return None
