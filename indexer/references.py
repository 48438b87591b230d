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
from functools import lru_cache
from typing import Literal

from indexer.model import Reference
from indexer.number_words import spell_in_digits

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
    r"|(?<![^\W\d_])(?:articles?|art\.|artículos?|стать[яиюей]{1,2}|ст\."
    r"|[ولبف]{0,2}(?:ال|ل)?(?:ماد[ةه]|مادت(?:ين|ان|ي)|مواد))\s?(?P<other>\d{1,3}))",
    re.IGNORECASE,
)

#: "articles 16 and 17", "статьи 20 и 21", "للمادتين 20 و21": what goes on after the first.
_ARTICLES = re.compile(
    r"(?<![^\W\d_])(?:articles|arts\.|artículos|стать(?:и|ях|ям|ями|ей)|ст\.ст\."
    r"|[ولبف]{0,2}(?:ال|ل)?(?:ماد(?:تين|تان|تي)|مواد))\s?\d{1,3}(?P<more>(?:(?:\s?[,،]\s?|\s(?:and|et|y|e|и)\s|\s?و\s?)"
    r"\d{1,3}(?![\d/]))+)",
    re.IGNORECASE,
)
QueryReferenceKind = Literal["paragraph", "decision", "document", "article", "anchor"]


@dataclass(frozen=True, slots=True)
class QueryReference:
    """A query that is a reference, and its canonical key (an anchor for paragraphs)."""

    kind: QueryReferenceKind
    key: str


def fold_digits(text: str) -> str:
    """The text with every decimal digit of any script as an ASCII digit, length kept."""
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit.group())), text)


#: A decimal digit that is not ASCII.
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def fold_look_alikes(text: str) -> str:
    """The text with Cyrillic look-alikes of Latin letters as Latin ones, length kept."""
    return text.translate(_LOOK_ALIKES)


def _fold(text: str) -> str:
    return fold_look_alikes(fold_digits(text))


def _decision_key(match: re.Match[str]) -> str:
    session = _SESSIONS[match["session"]] if match["session"] else "COP"
    number = match["latin"] or match["arabic"]
    return f"{int(match['number'])}/{session}.{int(number)}"


def find_references(text: str) -> tuple[Reference, ...]:
    """Every decision, document and article that a text refers to, in order of appearance."""
    folded = _fold(text)
    found: list[Reference] = []
    taken = bytearray(len(text))  # what a reference found before covers

    def add(kind: Literal["decision", "document", "article"], key: str, at: re.Match[str]) -> None:
        start, end = at.span()
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(Reference(kind, key, text[start:end], start, end))

    for match in _SYMBOL.finditer(folded):
        add("document", match.group().rstrip("."), match)
    for match in _DECISION.finditer(folded):
        add("decision", _decision_key(match), match)
    digits = fold_digits(text)  # not the look-alikes: "статья" must stay Cyrillic
    for match in _ARTICLE.finditer(digits):
        number = match["zh"] or match["other"]
        add("article", f"article-{int(number) if number.isdigit() else han_number(number)}", match)
    for series in _ARTICLES.finditer(digits):
        for match in re.compile(r"\d{1,3}").finditer(digits, *series.span("more")):
            add("article", f"article-{int(match.group())}", match)
    return tuple(sorted(found, key=lambda reference: reference.start))


# -- queries that are references ------------------------------------------------------------------

#: What paragraphs are called in six languages: patterns that browsers understand too.
PARAGRAPH_WORDS = (
    r"operative\s+paragraphs?|operative\s+para\.?|paragraphs?|paras?\.?|op\.?|§+"
    r"|paragraphes?|alin[ée]as?|par\.|p[áa]rrafos?|p[áa]rrs?\.?"
    r"|пункт[а-я]*|пп?\.|подпункт[а-я]*|параграф[а-я]*"
    r"|(?:ال|لل|بال|وال)?فقر(?:ة|ه|ات)|ف\.?"
)
PREAMBLE_WORDS = (
    r"(?:preambular|preamble)\s+(?:paragraphs?|para\.?)|pp\.?"
    r"|alin[ée]as?\s+du\s+pr[ée]ambule|p[áa]rrafos?\s+del\s+pre[áa]mbulo"
    r"|пункт[а-я]*\s+преамбулы|فقر(?:ة|ه)\s+(?:ال)?ديباج(?:ة|ه)"
    r"|preamble|pr[ée]ambule|pre[áa]mbulo|преамбул[аы]|(?:ال)?ديباج(?:ة|ه)|序言"
)
_OF_THE_PREAMBLE = (
    r"(?:(?:du|del|من)\s+)?(?:pr[ée]amb(?:ule|\.)?|pre[áa]mb(?:ulo|\.)?|преамб(?:улы|\.)?"
    r"|(?:ال)?ديباج(?:ة|ه))"
)
#: "alinéa 9 du préambule", "9e alinéa du préambule": the number inside, for browsers too.
PREAMBLE_AROUND = (
    rf"(?:{PARAGRAPH_WORDS}|al\.)\s*(\d{{1,3}})\s*{_OF_THE_PREAMBLE}"
    rf"|(\d{{1,3}})\s?-?(?:er|e|ère|ème|\.?[oa]|й|st|nd|rd|th)?\s(?:{PARAGRAPH_WORDS})\s{_OF_THE_PREAMBLE}"
    r"|(\d{1,3})\s?(?:st|nd|rd|th)?\s(?:preambular|preamble)\s(?:paragraph|para)"
)
#: What a part of a paragraph is called, before its letter.
ITEM_WORDS = (
    r"sub[-‐\s]?paragraphs?|sub[-‐\s]?paras?\.?|sous-paragraphes?|alin[ée]as?|al\."
    r"|apartados?|incisos?|subp[áa]rrafos?|подпункт[а-я]*|подп\.|пп\."
    r"|(?:ال|لل|بال|وال)?فقر(?:ة|ه|ات)\s+(?:ال)?فرعي(?:ة|ه)"
    r"|第"
)
ABJAD = "أبجدهوزحطيكلمنسعفصقرشت"
CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_HAN_DIGITS = "〇一二三四五六七八九"

#: "(d)", "d)", "d", and then perhaps "(ii)"; letters of a word are none.
_LETTER = (
    rf"[(]?\s*(?<![^\W\d_])(?P<letter>[a-zа-яا{ABJAD}]|[ivx]{{1,5}})(?![^\W\d_])\s*[)]?"
    r"(?:\s*[-.,،]?\s*[(]?(?<![^\W\d_])(?P<roman>[ivx]{1,5})\s*[)])?"
)
_TAIL = rf"(?:\s*[-.,،]?\s*(?:(?:{ITEM_WORDS})\s*)?{_LETTER})?"
_PARAGRAPH_QUERIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # paragraph 9 (d); paragraph 9, subparagraph (d); subparagraph 9 (d)
        rf"(?:(?P<preamble>{PREAMBLE_WORDS})|(?P<operative>{PARAGRAPH_WORDS})"
        rf"|(?P<item>{ITEM_WORDS}))\s*[-.]?\s*(?P<number>\d{{1,3}}){_TAIL}",
        # subparagraph (d) of paragraph 9
        rf"(?P<item>{ITEM_WORDS})\s*{_LETTER}\s*[,،]?\s*(?:(?:of|in|du|de|del|من|في)\s+)?"
        rf"(?:(?:the|la|le)\s+)?(?:(?P<preamble>{PREAMBLE_WORDS})|(?:{PARAGRAPH_WORDS}))"
        r"\s*[-.]?\s*(?P<number>\d{1,3})",
        # 第9段(d)分段; 第9(d)段; 9 (d)
        r"(?P<item>(?P<preamble>序言(?:部分)?)?(?:执行部分)?第?)\s?(?P<number>\d{1,3})"
        rf"\s?(?:(?=[(])|(?P<operative>[段款项]))\s?的?{_TAIL}\s?(?:分段|[段款项目])?",
    )
)
_PREAMBLE_AROUND = re.compile(PREAMBLE_AROUND, re.IGNORECASE)
_ARTICLE_QUERIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:articles?|art\.?|art[íi]culos?|стать[яиюей]{1,2}|ст\.|(?:ال|لل|بال|وال)?ماد[ةه])"
        r"\s*(?P<number>\d{1,3})"
        r"(?:,?\s(?:of\s(?:the|this)\s(?:united\snations\s)?convention"
        r"(?:\sto\scombat\sdesertification)?|(?:of\sthe\s)?unccd"
        r"|de\sla\sconvention|de\sla\sconvenci[óo]n|(?:настоящей\s)?конвенции"
        r"|من\s(?:هذه\s)?(?:ال)?اتفاقي[ةه]))?",
        r"(?:《?(?:联合国)?(?:防治荒漠化)?公约》?的?)?\s?第\s?(?P<number>\d{1,3})\s?条",
    )
)
_ANCHOR_QUERY = re.compile(
    r"#?(?P<anchor>(?:annex-\d{1,2}-)?(?:[a-z]-)?(?:ch(?:-\d{1,2})+-)?(?:op|pp|para|h|t)-\d{1,3}"
    r"(?:-(?:[a-z]{1,9}|\d{1,2}))*|annex-\d{1,2})",
    re.IGNORECASE,
)
_GRAMMATICAL_ARTICLE = re.compile(r"^(?:(?:the|la|le|les|el|los|las)\s|l['’]\s?)", re.IGNORECASE)
_DECISION_WORDS = re.compile(
    r"(?:decisions?|décisions?|decision(?:es)?|decisión|решени[а-я]*|(?:ال)?مقرر|第)?\s*(?P<rest>.+?)"
    r"\s*(?:号?\s*(?:决定|文件))?",
    re.IGNORECASE,
)
_DOCUMENT_WORDS = re.compile(
    r"^(?:documents?|documento|документ[а-я]*|(?:ال)?وثيقة|文件)\s*", re.IGNORECASE
)
#: Left out of queries: footnote marks, tatweel ("هـ") and Arabic vowel marks.
_UNSPOKEN = re.compile(r"[⁰¹²³⁴-⁹\u0640\u064b-\u0652]+")


def letter_ordinal(letter: str) -> str:
    """The Latin letter that stands in anchors for a printed one (`د` and `г` are `d`).

    Russian texts of the UN print items with Latin letters, mostly. So:

    * a letter that only Cyrillic has is read by the place that it has in the Russian list of
      items (`б` is `b`, `в` is `c`, `г` is `d`);
    * one that prints like a Latin letter (`а`, `е`, `о`, `р`, `с`, `х`) is read as that one, also
      in a query with a Russian word: `пункт 9 е)` is `op-9-e`, although е is the sixth in Russian.
    """
    letter = letter.lower().replace("ا", "أ")
    folded = fold_look_alikes(letter)
    if folded.isascii():
        return folded
    for alphabet in (ABJAD, CYRILLIC):
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
    numeral = r"第\s?([一二三四五六七八九十]{1,3})\s?(?=[段条款项(])"
    return re.sub(numeral, lambda match: f"第{han_number(match[1]) or match[1]}", text)


def _bracket_letters(text: str) -> str:
    """Single Latin letters among Chinese characters in brackets (第5段b项 → 第5段(b)项)."""
    return re.sub(r"(?<=[\u4e00-\u9fff])([a-z])(?=[\u4e00-\u9fff]|$)", r"(\1)", text)


def parse_query_reference(text: str) -> QueryReference | None:
    """The reference that a query consists of, or None if it is anything else.

    Understood in six languages and full-width: "paragraph 9 (d)", "9 (d)", "第9段", "п. 9 d)",
    "الفقرة 9", "alinéa d) du paragraphe 9", "op-9-d", "18/COP.13", "18/СОР.13",
    "la decisión 18/COP.13", "ICCD/COP(14)/CST/2", "Article 24", "第二十四条", "paragraph nine",
    "alinéa 9 du préambule", "ninth preambular paragraph".
    """
    return _parse_query(text) if len(text) <= 120 else None


@lru_cache(1024)  # a search asks twice of its query, and of parts of it
def _parse_query(text: str) -> QueryReference | None:
    query = fold_digits(unicodedata.normalize("NFKC", _UNSPOKEN.sub("", text)))
    query = " ".join(query.split()).strip(" .,;:?。،؟")
    if match := _ANCHOR_QUERY.fullmatch(query):
        return QueryReference("anchor", match["anchor"].lower())
    query = _han_to_digits(spell_in_digits(_GRAMMATICAL_ARTICLE.sub("", query)))
    query = _bracket_letters(query)
    if not _DIGIT.search(query):  # any other reference has one
        return _parse_document(query)
    return (
        _parse_paragraph(query)
        or _parse_article(query)
        or _parse_document(query)
        or _parse_decision(query)
    )


_DIGIT = re.compile("[0-9]")


def _parse_paragraph(query: str) -> QueryReference | None:
    if around := _PREAMBLE_AROUND.fullmatch(query):
        return QueryReference("paragraph", f"pp-{int(''.join(filter(None, around.groups())))}")
    plain = " ".join(re.sub(r"[(]\s?(\d{1,3})\s?[)]", r" \1 ", query).split())  # "paragraph (9)(d)"
    for pattern in _PARAGRAPH_QUERIES:
        if match := pattern.fullmatch(plain):
            named = match.groupdict()
            if not (named["letter"] or named["preamble"] or named.get("operative")):
                return None  # "apartado 9" is a section of something
            anchor = f"{'pp' if named['preamble'] else 'op'}-{int(named['number'])}"
            if named["letter"]:
                anchor += f"-{letter_ordinal(named['letter'])}"
            if named["roman"]:
                anchor += f"-{named['roman'].lower()}"
            return QueryReference("paragraph", anchor)
    return None


def _parse_article(query: str) -> QueryReference | None:
    for pattern in _ARTICLE_QUERIES:
        if match := pattern.fullmatch(query):
            return QueryReference("article", f"article-{int(match['number'])}")
    return None


def _parse_document(query: str) -> QueryReference | None:
    for candidate in (query, _DOCUMENT_WORDS.sub("", query)):
        upper = fold_look_alikes(fold_look_alikes(candidate).upper())
        if match := _SYMBOL.fullmatch(re.sub(r"\s*([/().])\s*", r"\1", upper)):
            return QueryReference("document", match.group())
    return None


def _parse_decision(query: str) -> QueryReference | None:
    match = _DECISION_WORDS.fullmatch(query)
    if match is None:
        return None
    rest = fold_look_alikes(fold_look_alikes(match["rest"]).upper()).strip(" 号")
    rest = re.sub(r"(?<=/)\s?([CKMPOA]{2,3})[\s.-]*(?=\d)", r"\1.", rest)  # "18/COP13"
    found = _DECISION.fullmatch(rest)
    return QueryReference("decision", _decision_key(found)) if found else None
