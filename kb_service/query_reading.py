"""Reading a query: its language, what in it is a reference, and what was meant by its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.artefact import Artefact
from indexer.languages import CODES
from indexer.references import QueryReference, parse_query_reference
from indexer.text import analyse_query, clean
from kb_service.inner_references import split_references
from kb_service.query_language import LATIN, LanguageDetector
from kb_service.results import Correction, Query
from kb_service.spelling import Spelling
from kb_service.term_statistics import TermStatistics

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")  # of a pasted page; a tag asks for nothing
_BARE_NUMBER = re.compile(r"\d{1,2}")
_FOREIGN_LETTERS = 4  # of a word that is looked for in another language's texts
_LATIN_LETTERS = re.compile(r"[a-z]")  # small ones, of words that are no abbreviations
_MOST_LANGUAGES = 3
_KEPT_WORDS = 1 << 14
_LONG = 200  # characters, which are no trouble however they are written
_LONGEST_WORD = 100  # characters that are looked at: a Chinese sentence is one word


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query asks for.

    `text` is what is searched for, with slips mended and without a reference that stands in it;
    `language` is its language, `searched` those in whose texts its words are looked for.
    `reference` is set for a query that is nothing else, `within` for references that stand
    beside other words or beside one another.
    """

    text: str
    language: str
    detected: str | None
    searched: tuple[str, ...]
    reference: QueryReference | None = None
    within: tuple[QueryReference, ...] = ()
    corrections: tuple[Correction, ...] = ()


class QueryReader:
    """Reads queries against what an artefact holds; safe to share between threads."""

    def __init__(
        self,
        artefact: Artefact,
        concepts: Sequence[Mapping[str, tuple[str, ...]]],
        statistics: TermStatistics,
    ) -> None:
        self._statistics = statistics
        self._detector = LanguageDetector({code: artefact.lexicons(code).counts for code in LATIN})
        self._spelling = Spelling(statistics, artefact.lexicons, concepts, artefact.known_words)
        self._rarity = lru_cache(_KEPT_WORDS)(self._find_rarity)

    def read_ahead(self, language: str) -> None:
        """Read now what is otherwise read when a query in a language first needs it."""
        self._spelling.read_ahead(language)

    def read(self, query: Query, *, mend: bool = True) -> Reading:
        """What a query asks for, with slips mended or as it was typed."""
        text = _narrow(clean(_TAG.sub(" ", query.text)))
        reference = parse_query_reference(text) if text else None
        detected = self._detector.detect(text, query.language)
        language = detected or query.language or "en"
        rest, within = split_references(text) if reference is None else (text, ())
        if _BARE_NUMBER.fullmatch(text):  # a paragraph, if there is one, before all else
            within = (QueryReference("paragraph", f"op-{int(text)}"),)
            return Reading(text, language, detected, (language,), within=within)
        if within and rest:  # its language is that of the words: "para. 9: funding" is no Spanish
            text = rest
            language = detected = self._detector.detect(rest, query.language) or language
        elif len(within) == 1:
            reference = within[0]
        if reference is not None or not text:
            return Reading(text, language, detected, (language,), reference)
        corrections: tuple[Correction, ...] = ()
        if mend:
            text, corrections = self._spelling.transliterate(text)
            if corrections:
                language = detected = self._detector.detect(corrections[0].meant) or language
            text, slips = self._spelling.correct(text, language, query.language)
            if slips:
                language = detected = self._detector.detect(text, query.language) or language
            corrections += slips
        return Reading(
            text,
            language,
            detected,
            self._choose_languages(text, language, query.language),
            within=within,
            corrections=corrections,
        )

    def _choose_languages(self, text: str, language: str, reader: str | None) -> tuple[str, ...]:
        """The query's language, the reader's, and those that know words which neither knows.

        Of several that know a word, the one whose texts hold it most often.
        """
        chosen = dict.fromkeys((language, reader or language))
        for word in dict.fromkeys(word[:_LONGEST_WORD] for word in text.split()):
            if len(word) < _FOREIGN_LETTERS and word.isascii():
                continue
            # "land" in an Arabic text is a title; "LDN" is at home everywhere
            possible = LATIN if _LATIN_LETTERS.search(word) else CODES
            if any(code in possible and self._rarity(word, code) for code in chosen):
                continue
            known = {code: rarity for code in possible if (rarity := self._rarity(word, code))}
            if known and len(chosen) < _MOST_LANGUAGES:
                chosen[min(known, key=lambda code: known[code])] = None
        return tuple(chosen)

    def _find_rarity(self, word: str, language: str) -> float | None:
        """How rare a word is in a language, by its most frequent term; None where none is known."""
        return min(
            (
                self._statistics.rarity(token.term, language)
                for token in analyse_query(word, language)
                if self._statistics.knows(token.term, language)
            ),
            default=None,
        )


def _narrow(text: str) -> str:
    """The text, or its beginning where its compatibility form is far longer: ﷺ stands for 18."""
    wide = unicodedata.normalize("NFKC", text)
    most = max(_LONG, 2 * len(text))
    return text if len(wide) <= most else wide[:most]
