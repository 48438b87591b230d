"""References inside a query: "gender in paragraph 5", "第9段 资金"."""

from __future__ import annotations

import re

from indexer.number_words import spell_in_digits
from indexer.references import QueryReference, parse_query_reference

_MOST = 5  # references of one query, the same one again included
_MOST_WORDS = 40  # a longer query is a pasted text, which cites
_LONGEST = 6  # words of a reference
_CHINESE = re.compile(
    r"(?:序言(?:部分)?)?(?:执行部分)?第\s?[0-9０-９一二三四五六七八九十]+\s?(?:[(（][a-z][)）])?\s?[段款项条]"
    r"(?:的?[(（][a-z][)）](?:分段|[段款项目])?)?"
)
_BRACKETED = re.compile(r"[(（\[]\s*(.+?)\s*[)）\]][.,;:?!]*")
_EMPTY = re.compile(r"[(（\[]\s*[)）\]]")
_NUMBER = re.compile(r"[\d一二三四五六七八九十]")  # every reference has one
#: Small words that lead to a reference or from it, in six languages.
_SMALL = "in of on under at to the de du la le les en dans sur au aux à el los las del al sobre"
_SMALL += " para в о об из по к с في من عن حول على إلى 在 的 中 关于"
_SMALL_WORDS = frozenset(_SMALL.split())
#: Small words in Chinese, where they touch the reference.
_BEFORE = re.compile(r"(?:在|关于)+$")
_AFTER = re.compile(r"^(?:的|中(?!国)|里)+")
#: What joins references, in six languages.
_JOINS = "and or et ou y e o и или و أو 和 与 及 或"
_JOINING = frozenset(_JOINS.split())
#: Those that could be the letter of an item, between a number and a word.
_LETTER_JOINING = re.compile(r"(?<=[\d)])\s+[иyو]\s+(?=[^\W\d_]{2})")


def split_references(text: str) -> tuple[str, tuple[QueryReference, ...]]:
    """What is asked besides references, and those: "gender in para 5 and para 9" has two.

    The longest, which say most, come first; equally long ones as they stand.
    """
    rest = _LETTER_JOINING.sub("; ", text)
    found: dict[QueryReference, None] = {}
    for _ in range(_MOST):
        if not rest or not (inner := split_reference(rest)):
            break
        rest = inner[0]
        found[inner[1]] = None
    if not found:
        return text, ()
    if len(found) > 1 and _JOINING.issuperset(rest.split()):
        rest = ""
    return rest, tuple(found)


def split_reference(text: str) -> tuple[str, QueryReference] | None:
    """What is asked besides a reference, and that reference; None without one.

    Nothing is asked besides where only small words stand around it ("in paragraph 9").
    """
    text = spell_in_digits(text)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    if len(words) > _MOST_WORDS:
        return None
    for start, end in (*_spans(words), *(m.span() for m in _CHINESE.finditer(text))):
        found = text[start:end]
        if not _NUMBER.search(found):
            continue
        reference = parse_query_reference(found)
        if reference is None and (inside := _BRACKETED.fullmatch(found)):
            reference = parse_query_reference(inside[1])
        if reference is not None and _is_named(found):
            rest = _rest(text[:start], text[end:])
            other = parse_query_reference(rest)
            if other is not None and "document" in (reference.kind, other.kind):
                # "ICCD/COP(14)/CST/L.1, paragraph 9"
                return "", other if reference.kind == "document" else reference
            return rest, reference
    return None


def _spans(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of neighbouring words that may be a reference, longest first."""
    return [
        (words[first][0], words[first + length - 1][1])
        for length in range(min(_LONGEST, len(words)), 0, -1)
        for first in range(len(words) - length + 1)
    ]


def _is_named(text: str) -> bool:
    """Whether a reference says what it is: "9" and "10 a" may be anything."""
    return bool(re.search(r"[^\W\d_]{2,}|[/§第段款项条]|п\.|\d\s*[(（]", text))


def _rest(before: str, after: str) -> str:
    """What stands around a reference, without the small words that led to it."""
    left = _BEFORE.sub("", before).split()
    while left and left[-1].lower().strip(",") in _SMALL_WORDS:
        left.pop()
    right = _AFTER.sub("", after).split()
    while right and right[0].lower().strip(",") in _SMALL_WORDS:
        right.pop(0)
    rest = _EMPTY.sub("", " ".join([*left, *right])).strip(" ,.;:?。，、；：？،؛؟")
    return rest if re.search(r"[^\W\d_]", rest) else ""
