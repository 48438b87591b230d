"""How decisions are written in each language: verbs, addressees, markers and masthead lines.

One YAML file per language holds the words; this module turns it into compiled patterns.
Adding a language or a verb means adding words to a file, not code. Entries are regular
expressions in which a blank stands for any white space; Arabic marks are optional everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from indexer.errors import SourceError
from indexer.languages import CODES

_ARABIC_MARKS = "[\u064b-\u0652\u0640]*"


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One verb: its vocabulary key, how it opens a paragraph, and what ends its addressee.

    `alternatives` are keys of other verbs that the language writes with the same words; `tail` is
    what stands after the qualifiers of a verb in two parts.
    """

    key: str
    alternatives: tuple[str, ...]
    words: re.Pattern[str]
    tail: re.Pattern[str] | None
    until: tuple[re.Pattern[str], ...]


#: Qualifiers ("also", "strongly") that may stand before a verb, and after it.
_QUALIFIERS = 2


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of a part, longest form first, with what may stand before and after each.

    Qualifiers are patterns of their own: with them in the pattern of every verb, compiling would
    take longer than reading a decision.
    """

    forms: tuple[VerbForm, ...]
    before: re.Pattern[str]
    after: re.Pattern[str]

    def find(self, text: str) -> tuple[VerbForm, int] | None:
        """The form that a text begins with, and where the rest begins."""
        starts = _ends(self.before, text, 0)
        for form in self.forms:
            for start in starts:
                if verb := form.words.match(text, start):
                    end = self._end(form, text, verb.end())
                    if end is not None:
                        return form, end
        return None

    def _end(self, form: VerbForm, text: str, start: int) -> int | None:
        ends = _ends(self.after, text, start)
        if form.tail is None:
            return ends[0]
        tails = (form.tail.match(text, end) for end in ends)
        return next((tail.end() for tail in tails if tail), None)


def _ends(pattern: re.Pattern[str], text: str, start: int) -> list[int]:
    """Where the qualifiers at a place end, most of them first; the place itself last."""
    ends = [start]
    while len(ends) <= _QUALIFIERS and (match := pattern.match(text, ends[0])):
        ends.insert(0, match.end())
    return ends


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled grammar of one language."""

    language: str
    opening: re.Pattern[str]
    preambular: Verbs
    operative: Verbs
    lead: re.Pattern[str]
    heads: tuple[tuple[str, re.Pattern[str]], ...]
    coordination: re.Pattern[str]
    breaks: re.Pattern[str]
    insertion: re.Pattern[str]
    head_final: bool
    targets: re.Pattern[str]
    aside: re.Pattern[str]
    citing: re.Pattern[str]
    masthead: tuple[tuple[str, re.Pattern[str]], ...]
    annex: re.Pattern[str]
    appendix: re.Pattern[str]
    meeting: re.Pattern[str]
    summary: re.Pattern[str]
    contents: re.Pattern[str]
    caption: re.Pattern[str]
    number_line: re.Pattern[str]
    joiner: str


def _expression(entry: str, language: str) -> str:
    expression = entry.replace(" ?", r"\s*").replace(" ", r"\s+")
    if language == "ar":
        expression = re.sub(r"([\u0621-\u064a])", rf"\1{_ARABIC_MARKS}", expression)
    return expression


#: The number of an annex in any language, and the words after it.
_ANNEX_NUMBER = r"(?P<number>[IVXІХ]{1,5}|\d{1,2}|[A-ZА-Я]|[一二三四五六七八九十]{1,3}|ال\w{2,8})"
_ANNEX_END = (
    rf"(?:\s*{_ANNEX_NUMBER}(?!\w))?"
    r"[¹²³⁴⁵⁶⁷⁸⁹⁰*]*(?:\s?[.:：–—-]\s*(?P<title>\S.*)|(?P<bare>\s+\S.*))?"
)


def _annex(entries: list[str], language: str) -> re.Pattern[str]:
    forms = [_expression(entry, language) for entry in (*entries, *(e.upper() for e in entries))]
    return re.compile(rf"[\[(]?(?:{'|'.join(forms)}){_ANNEX_END}[\])]?")


#: Decision and resolution numbers: 1/COP.97, 23/م أ-11, 70/1, XII/3.
_NUMBER_OF_DECISION = (
    r"(?P<number>(?:\d{1,3}|[IVXL]{1,6})\s?/\s?(?:[A-ZА-Я]{1,4}\s?[.．-]?\s?\d{1,3}"
    r"|م\s?[.]?\s?أ\s?[-‐–.]\s?\d{1,3}|\d{1,3})(?:\s?[A-Z](?![^\W\d_]))?)"
)


def _number_line(words: Mapping[str, Mapping[str, str]], language: str) -> re.Pattern[str]:
    """A line that begins with the number of a decision or resolution, perhaps with its title."""
    forms = "|".join(
        rf"(?P<{kind}_word>{_expression(form['before'], language)})" for kind, form in words.items()
    )
    after = "|".join(
        rf"(?P<{kind}_after>{form['after']})" for kind, form in words.items() if form.get("after")
    )
    end = rf"(?:\s?(?:{after}))?" if after else ""
    return re.compile(
        rf"[\[(]?(?:(?:{forms})\s?)?{_NUMBER_OF_DECISION}{end}[¹²³⁴⁵⁶⁷⁸⁹⁰*\])]*"
        r"(?:\s?[.:：–—-]?\s*(?P<title>\S.*))?",
        re.IGNORECASE,
    )


def _any(entries: list[str], language: str) -> str:
    longest_first = sorted(entries, key=len, reverse=True)
    return "(?:" + "|".join(_expression(entry, language) for entry in longest_first) + ")"


def _verbs(data: Mapping[str, Any], language: str, part: str) -> Verbs:
    qualifier = _any(data["qualifiers"], language)
    boundary = "" if language == "zh" else r"(?!\w)"
    space = r"\s*" if language == "zh" else r"\s+"
    conjunction = f"و?{_ARABIC_MARKS}" if language == "ar" else ""

    def compiled(expression: str) -> re.Pattern[str]:
        return re.compile(expression, re.IGNORECASE)

    forms: list[tuple[int, VerbForm]] = []
    for key, entry in data[part].items():
        spec = entry if isinstance(entry, dict) else {"forms": entry}
        alternatives = tuple(spec.get("alternatives", ()))
        until = tuple(
            compiled(_expression(stop, language))
            for stop in spec.get("until", data.get("until", []))
        )
        for form in spec["forms"]:
            words, _, tail = (_expression(one.strip(), language) for one in form.partition("…"))
            verb = VerbForm(
                key,
                alternatives,
                compiled(f"{conjunction}{words}{boundary}"),
                compiled(rf"\s+{tail}{boundary}") if tail else None,
                until,
            )
            forms.append((len(form), verb))
    return Verbs(
        tuple(form for _, form in sorted(forms, key=lambda item: -item[0])),
        before=compiled(f"{qualifier}(?:,?{space})"),
        after=compiled(f"{space}{qualifier}{boundary}"),
    )


@cache
def load_grammar(language: str) -> Grammar:
    """The grammar of a language code; SourceError for a language without one."""
    if language not in CODES:
        raise SourceError(
            f"language: found {language!r}; accepted are {', '.join(CODES)} "
            "(a grammar is one file in indexer/grammar/)"
        )
    text = resources.files(__package__).joinpath(f"{language}.yml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.load(text, yaml.CSafeLoader)
    heads = [(form, key) for key, forms in data["addressees"].items() for form in forms]
    boundary = "" if language == "zh" else r"(?!\w)"
    return Grammar(
        language=language,
        opening=re.compile(rf"{_any(data['openings'], language)}\s*[,，،]", re.IGNORECASE),
        preambular=_verbs(data, language, "preambular"),
        operative=_verbs(data, language, "operative"),
        lead=re.compile(_any(data["lead"], language) if data["lead"] else r"(?!)", re.IGNORECASE),
        heads=tuple(
            (key, re.compile(_expression(form, language) + boundary, re.IGNORECASE))
            for form, key in sorted(heads, key=lambda item: -len(item[0]))
        ),
        coordination=re.compile(_any(data["coordination"], language), re.IGNORECASE),
        breaks=re.compile(_any(data["breaks"], language) if data["breaks"] else r"(?!)", re.I),
        insertion=re.compile(
            rf"\s?[,،]\s(?:{_any(data['insertions'], language)})\s[^;:؛]{{1,160}}?"
            r"(?=[,،]\s?(?:and|as well as|et|ainsi que|y|e|así como|и|а также|و))"
            if data["insertions"]
            else r"(?!)",
            re.IGNORECASE,
        ),
        head_final=bool(data["head_final"]),
        targets=re.compile(_any(data["targets"], language), re.IGNORECASE),
        aside=re.compile(_any(data["asides"], language), re.IGNORECASE),
        citing=re.compile(_any(data["citing"], language) + "$", re.IGNORECASE),
        masthead=tuple(
            (field, re.compile(_any(forms, language), re.IGNORECASE))
            for field, forms in data["masthead"].items()
        ),
        annex=_annex(data["annex"], language),
        appendix=_annex(data["appendix"], language),
        meeting=re.compile(rf"[\[(]?{_any(data['meeting'], language)}[.\])]*", re.IGNORECASE),
        summary=re.compile(_any(data["summary"], language), re.IGNORECASE),
        contents=re.compile(_any(data["contents"], language), re.IGNORECASE),
        caption=re.compile(_any(data["caption"], language), re.IGNORECASE),
        number_line=_number_line(data["number_line"], language),
        joiner="" if language == "zh" else " ",
    )


def verb_keys() -> frozenset[str]:
    """Every verb key that any grammar can yield."""
    grammars = [load_grammar(code) for code in CODES]
    return frozenset(v.key for g in grammars for v in (*g.preambular.forms, *g.operative.forms))


def addressee_keys() -> frozenset[str]:
    """Every addressee key that any grammar can yield."""
    keys = {key for code in CODES for key, _ in load_grammar(code).heads}
    return frozenset(keys | {f"{key}-with-targets" for key in ("parties", "country-parties")})
