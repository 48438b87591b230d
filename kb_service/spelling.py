"""Words that no text holds, and the words that were meant: slips of a letter, and other letters.

A word of a query that stands in no text of the index, and is no word of its own, is compared with
the words that do (optimal string alignment distance: a letter more, less, other, or two exchanged).
Words of another script typed in Latin letters ("zemlepolzovanie", "turang youjitan") are compared
with the names of concepts, romanised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from indexer.known_words import KnownWords
from indexer.languages import CODES
from indexer.lexicon import Lexicons
from indexer.text import Token, analyse_query, fold
from kb_service.query_language import LATIN
from kb_service.results import Correction
from kb_service.term_statistics import TermStatistics

_SHORTEST = 5  # letters of a word that is corrected
_LONG = 11  # letters from which two slips are taken for one word
_LONGEST = 40  # letters of a word, and of one of the words of a name
_MOST_WORDS = 40  # a query of more is pasted, not typed
_NEAREST = 50  # words that compete to be what was meant
_KEPT = 1 << 14  # words that were looked at: queries share most of theirs
_NON_LATIN = ("ru", "ar", "zh")
_LATIN_FIRST = (*LATIN, *_NON_LATIN)
_ALIKE = 86  # of 100: how alike romanised names are
_LEAST_LETTERS = 4
_SURE_LETTERS = 6  # shorter names must be typed exactly
_MOST_NAME_WORDS = 6
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ARTICLE = re.compile(r"\b(?:(?:[ae]l|a(?:[dnrstz]|dh|sh|th))[-'’ ]|[ae]l(?=\w{4}))")
_ARABIC_ARTICLE = re.compile(r"\b[وف]?[بك]?(?:ال|لل)(?=\w{2})")
_FEMININE = re.compile(r"ا?[ةت]\b|(?<=\w{2}a)[ht]\b")  # heard or not


class Spelling:
    """Finds what was meant by words that no text holds; safe to share between threads."""

    def __init__(
        self,
        statistics: TermStatistics,
        lexicons: Lexicons,
        names: Iterable[Mapping[str, tuple[str, ...]]],
        known: KnownWords,
    ) -> None:
        """`lexicons` are those of the index, `names` those of each concept by language.

        `known` are words that exist, whether or not a text holds them.
        """
        self._statistics = statistics
        self._lexicons = lexicons
        self._known = known
        #: By whether vowels count: romanised names, and what each is of.
        self._romanised: dict[bool, dict[str, str]] = {True: {}, False: {}}
        for concept in names:
            for code in _NON_LATIN:
                for name in concept.get(code, ()):
                    key = _romanise(name, vowels=code != "ar")
                    if len(key) >= _LEAST_LETTERS and not name.isascii():
                        self._romanised[code != "ar"].setdefault(key, name)
        self._words = lru_cache(len(CODES))(self._read_words)
        self._is_held = lru_cache(_KEPT)(self._find_held)
        self._may_be_slip = lru_cache(_KEPT)(self._find_slip)
        self._nearest = lru_cache(_KEPT)(self._find_nearest)

    def read_ahead(self, language: str) -> None:
        """Read now what is otherwise read at the first slip in a language."""
        self._words(language)

    def correct(
        self, text: str, language: str, reader: str | None = None
    ) -> tuple[str, tuple[Correction, ...]]:
        """The text with slips mended, and what was mended.

        A word that some language's texts hold is no slip, nor is one that exists elsewhere. What is
        left is looked for in the languages of its script: the text's, and the reader's.
        """
        spans = dict.fromkeys((t.start, t.end) for t in analyse_query(text, language))
        long = [span for span in spans if span[1] - span[0] >= _SHORTEST]
        if len(long) > _MOST_WORDS:
            return text, ()
        corrections: list[Correction] = []
        pieces: list[str] = []
        done = 0
        for start, end in long:
            typed = text[start:end]
            meant = None
            if len(typed) <= _LONGEST and self._may_be_slip(typed):
                meant = self._nearest(typed, _languages(typed, language, reader))
            if meant is not None:
                corrections.append(Correction(typed, meant))
                pieces += [text[done:start], meant]
                done = end
        return "".join([*pieces, text[done:]]), tuple(corrections)

    def transliterate(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The text with a romanised name in its own script, and that name.

        Only where words in Latin letters stand in no text of any language, and together sound like
        the name of a concept. A word with a slip in a language of Latin letters must sound exactly
        like it.
        """
        spans = [match.span() for match in _WORD.finditer(text)]
        if not spans or len(spans) > _MOST_WORDS:
            return text, ()
        typed = [text[start:end] for start, end in spans]
        strange = [self._is_strange(word) for word in typed]
        if not any(strange):
            return text, ()
        slips = [
            is_strange and self._may_be_slip(word) and self._nearest(word, LATIN) is not None
            for word, is_strange in zip(typed, strange, strict=True)
        ]
        best = (0.0, "", 0, 0)
        for first in range(len(spans)):
            for last in range(first, min(first + _MOST_NAME_WORDS, len(spans))):
                if not (strange[first] and strange[last]):
                    continue
                least = 100 if any(slips[first : last + 1]) else _ALIKE
                start, end = spans[first][0], spans[last][1]
                letters, name = self._sounding_like(text[start:end], least)
                if letters > best[0]:
                    best = (letters, name, start, end)
        _, name, start, end = best
        if not name:
            return text, ()
        return f"{text[:start]}{name}{text[end:]}", (Correction(text[start:end], name),)

    def _sounding_like(self, typed: str, least: float) -> tuple[float, str]:
        """The name that words sound most like, and how many of their letters it explains.

        What does not fit is taken off, so that a name is found with all of its words and no more.
        """
        best = (0.0, "")
        for vowels, names in self._romanised.items():
            key = _romanise(typed, vowels)
            if len(key) < _LEAST_LETTERS:
                continue
            cutoff = 100 if len(key) < _SURE_LETTERS else least
            found = process.extractOne(key, names.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
            if found is not None:
                unlike = (1 - found[1] / 100) * (len(key) + len(found[0]))
                fits = (len(key) + len(found[0]) - unlike) / 2 - unlike
                best = max(best, (fits / len(key) * len(typed), names[found[0]]))
        return best

    def _is_strange(self, word: str) -> bool:
        """Whether a word in Latin letters stands in no text."""
        return word.isascii() and len(word) <= _LONGEST and not self._is_held(word)

    def _find_slip(self, word: str) -> bool:
        """Whether a word is neither in a text of any language nor a word that exists elsewhere."""
        return (
            _SHORTEST <= len(word) <= _LONGEST
            and fold(word).isalpha()
            and not self._is_held(word)
            and word not in self._known
        )

    def _find_held(self, word: str) -> bool:
        """Whether the texts of some language hold a word: all of its parts, if hyphens join it."""
        likely = _LATIN_FIRST if word.isascii() else CODES
        return any(self._holds(code, analyse_query(word, code)) for code in likely)

    def _holds(self, language: str, tokens: Sequence[Token]) -> bool:
        places = {token.position for token in tokens}
        known = {t.position for t in tokens if self._statistics.knows(t.term, language)}
        return bool(places) and places == known

    def _find_nearest(self, typed: str, languages: tuple[str, ...]) -> str | None:
        """The nearest word of the texts in some languages, None where none is near.

        Of equals the one with the marks that were typed, then that of the first language, then the
        most frequent. The first letter is seldom a slip, and is taken as typed.
        """
        key = fold(typed)
        if len(key) < _SHORTEST:
            return None
        near: list[tuple[float, float, int, int, str]] = []
        for place, code in enumerate(languages):
            known = self._words(code)
            for word, distance, _ in process.extract(
                key,
                known.keys(),
                scorer=OSA.distance,
                score_cutoff=1 if len(key) < _LONG else 2,
                limit=_NEAREST,
            ):
                if word[0] == key[0]:
                    printed, count = known[word]
                    marks = OSA.distance(typed.casefold(), printed)
                    near.append((distance, marks, place, -count, printed))
        return min(near)[-1] if near else None

    def _read_words(self, language: str) -> Mapping[str, tuple[str, int]]:
        """The words of a language's texts, folded: how each is printed, and how often."""
        return self._lexicons(language).spellings


def _languages(word: str, language: str, reader: str | None) -> tuple[str, ...]:
    """The languages in which a word may be meant, by its script; none for Han."""
    script = unicodedata.name(word[0], "").split(" ")[0]
    if script == "LATIN":
        first = reader if reader in LATIN else "en"
        return tuple(dict.fromkeys((first, language if language in LATIN else first)))
    return {"CYRILLIC": ("ru",), "ARABIC": ("ar",)}.get(script, ())


@lru_cache(4096)
def _romanise(text: str, vowels: bool) -> str:
    """A text as it sounds in Latin letters, without spaces and what spellings disagree on.

    Arabic writes few vowels, and its article is typed or not: both are left out.
    """
    if not vowels:
        text = _FEMININE.sub("", _ARABIC_ARTICLE.sub("", _ARTICLE.sub("", text.lower())))
    letters = anyascii(text).lower()
    letters = "".join(c for c in letters if c.isalpha())
    for written, heard in (("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ij", "i"), ("y", "i")):
        letters = letters.replace(written, heard)
    if not vowels:
        letters = re.sub("[aeiouw]", "", letters)
    return re.sub(r"(.)\1", r"\1", letters)
