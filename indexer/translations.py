"""A page's translations held against the text that they were made from.

They must not be older than it, have the same sections and the same pieces in each, and in every
piece the same links, embeds, source marks and numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from indexer.errors import Problem
from indexer.model import PageText, Section
from indexer.numbers import find_numbers
from indexer.segments import Piece, split_markdown

_TARGET = re.compile(r"\]\(([^)\s]+)\)")


def compare_texts(texts: Mapping[str, PageText], where: str, problems: list[Problem]) -> None:
    """Append what is wrong between the languages of a page."""
    originals = [code for code, text in texts.items() if text.status == "original"]
    if texts and len(originals) != 1:
        problems.append(
            Problem(where, f"found {len(originals)} originals", "accepted is exactly one language")
        )
        return
    for code, text in texts.items():
        if text.source is None:
            continue
        source, place = texts.get(text.source), f"{where}/{code}.md"
        if source is None or text.source == code:
            problems.append(
                Problem(place, f"made_from names {text.source}", "accepted is another language")
            )
            continue
        if text.made_from != source.digest:
            problems.append(
                Problem(
                    place,
                    f"is older than its source {text.source}.md",
                    f"revise the translation, then record `digest: {source.digest}`",
                )
            )
        if text.source not in originals:
            accepted = f"accepted is the original: {', '.join(originals)}"
            problems.append(Problem(place, f"made_from names {text.source}", accepted))
        for name, words, original in (
            ("title", text.title, source.title),
            ("summary", text.summary, source.summary),
        ):
            problems += compare_words(words, original, code, text.source, f"{place}, {name}")
        expected = [section.anchor for section in source.sections]
        found = [section.anchor for section in text.sections]
        if expected != found:
            problems.append(
                Problem(
                    place,
                    f"its sections are {', '.join(found) or 'none'}",
                    f"accepted are those of {text.source}.md: {', '.join(expected)}",
                )
            )
            continue
        for ours, theirs in zip(text.sections, source.sections, strict=True):
            problems += _compare_section(ours, theirs, code, text.source, place)


def _compare_section(
    ours: Section, theirs: Section, code: str, source: str, place: str
) -> Iterator[Problem]:
    where = f"{place}#{ours.anchor}"
    yield from compare_words(ours.heading, theirs.heading, code, source, where)
    yield from compare_markdown(ours.markdown, theirs.markdown, code, source, where)


def compare_markdown(
    ours: str, theirs: str, code: str, source: str, where: str
) -> Iterator[Problem]:
    """What is wrong with a Markdown text in language `code`, made from one in `source`."""
    for place, found, accepted in _differences(ours, theirs, code, source):
        yield Problem(f"{where}{place}", found, accepted)


@lru_cache(maxsize=1 << 14)  # the same texts are compared again after every small change
def _differences(
    ours: str, theirs: str, code: str, source: str
) -> tuple[tuple[str, str, str], ...]:
    """Where in a text, what was found, and what is accepted."""
    mine, original = split_markdown(ours), split_markdown(theirs)
    mine_shape, original_shape = _shape(mine), _shape(original)
    if mine_shape != original_shape:
        pairs = zip([*mine_shape, "nothing"], [*original_shape, "nothing"], strict=False)
        number, (found, wanted) = next(
            (n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1]
        )
        accepted = f"accepted is {wanted}, as in its source ({source})"
        return (("", f"its block {number} is {found}", accepted),)
    worded = zip(_worded(mine), _worded(original), strict=True)
    return tuple(
        (f", piece {number} (“{piece.text[:40]}”)", problem.found, problem.accepted)
        for number, (piece, other) in enumerate(worded, 1)
        for problem in compare_words(piece.text, other.text, code, source, "")
    )


def compare_words(
    words: str, original: str, code: str, source: str, place: str
) -> Iterator[Problem]:
    """What is wrong with links and numbers of words in language `code`, made from `source`."""
    counts = (
        ("links", Counter(_TARGET.findall(words)), Counter(_TARGET.findall(original))),
        ("numbers", find_numbers(words, code), find_numbers(original, source)),
    )
    for what, has, needs in counts:
        if has != needs:
            found = f"lacks the {what} {_listed(needs - has)}, has {_listed(has - needs)}"
            yield Problem(place, found, f"accepted are those of its source ({source})")


def _shape(pieces: list[Piece]) -> list[str]:
    """What a section is made of, without its words: kinds of pieces, embeds, rules of tables."""
    return [p.kind or p.before.strip() for p in pieces if p.kind or p.before.strip()]


def _worded(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.kind]


def _listed(counted: Counter[str]) -> str:
    return ", ".join(sorted(counted.elements())) or "none"
