"""Names of concepts in texts: what a label says, and whether a text says it, in any inflection."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.text import analyse_query

#: Labels may end in an abbreviation or a qualification: "land degradation neutrality (LDN)".
_BRACKETS = re.compile(r"\s*[(（\[]\s*([^()（）\[\]]*?)\s*[)）\]]")
_SEPARATORS = re.compile(r"\s*[;；؛]\s*|\s+/\s+")


def split_label(label: str) -> tuple[str, ...]:
    """The names that a label holds: without its brackets, and short ones from within them."""
    names: list[str] = []
    for part in _SEPARATORS.split(label):
        names.append(_BRACKETS.sub("", part).strip())
        names += [inner for inner in _BRACKETS.findall(part) if inner.isupper()]
    return tuple(name for name in names if name)


#: The names of all concepts are asked for with every query; a text longer than any of them is a
#: pasted query, which is asked for a few times in a row.
_LONGEST_NAME = 200
_NAMES, _PASTED = 1 << 14, 16


def main_terms(text: str, language: str) -> tuple[str, ...]:
    """One term for each word: the first of its alternatives."""
    read = _read_name if len(text) <= _LONGEST_NAME else _read_pasted
    return read(text, language)


def _read_terms(text: str, language: str) -> tuple[str, ...]:
    terms: dict[int, str] = {}
    for token in analyse_query(text, language):
        terms.setdefault(token.position, token.term)
    return tuple(terms.values())


_read_name = lru_cache(_NAMES)(_read_terms)
_read_pasted = lru_cache(_PASTED)(_read_terms)


def holds(terms: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether the terms of a text hold those of a name, side by side."""
    return any(terms[i : i + len(part)] == part for i in range(len(terms) - len(part) + 1))
