"""One way to normalise and analyse text in six languages, for indexing and for querying.

A text is cut into words by script, so that a Latin abbreviation in a Chinese, Arabic or Russian
sentence is a word of its own. Each word becomes one term or more at one position:

* Latin script: stem of the word, without diacritics; in French and Spanish also the stem of the
  word typed without diacritics, because both are typed and stem differently;
* Cyrillic: stem, with ё as е;
* Arabic: without vowel marks and tatweel, letter forms folded, light prefixes and suffixes off;
* Han: bigrams, and single characters so that a query of one character finds something;
* numbers are kept whole, in ASCII digits ("15.3.1", "2030").

Offsets refer to the text as given, whatever normalisation does to lengths.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from indexer.arabic import fold_letters, stem_arabic
from indexer.languages import LANGUAGES
from indexer.stop_words import HAN_STOP_WORDS, STOP_WORDS

#: Inside a word without being a letter: combining marks, and invisible characters (soft hyphen,
#: zero-width characters, direction marks and overrides) that must not cut it.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ARABIC = (
    "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
_CYRILLIC = "\u0400-\u0482\u048a-\u052f"

_RUN = re.compile(
    r"(?P<number>(?>\d+(?:[.,٫]\d+)+)(?![A-Za-z]))"
    rf"|(?P<han>[{_HAN}][{_HAN}{_INVISIBLE}]*)"
    rf"|(?P<arabic>[{_ARABIC}][{_ARABIC}{_MARKS}{_INVISIBLE}]*)"
    rf"|(?P<cyrillic>[{_CYRILLIC}][{_CYRILLIC}{_MARKS}{_INVISIBLE}]*)"
    rf"|(?P<latin>(?:(?![{_HAN}{_ARABIC}{_CYRILLIC}_])\w)"
    rf"(?:(?![{_HAN}{_ARABIC}{_CYRILLIC}_])[\w{_MARKS}{_INVISIBLE}])*)"
)
_REMOVED = re.compile(rf"[{_INVISIBLE}]")
#: What stands before a French apostrophe, and the English genitive after one: no words.
_ELIDED = {
    "fr": frozenset(
        ("l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
    ),
    "en": frozenset(("s",)),
}
_APOSTROPHES = "'’ʼ＇"
_SPANISH_ION = re.compile(r"(?<=[cs])ion$")


class Token(NamedTuple):  # many are made for a query: a dataclass takes three times as long
    """A term, its position among the words, and the characters it was made from."""

    term: str
    position: int
    start: int
    end: int


def clean(text: str) -> str:
    """The text as one line that can be stored and shown.

    Controls become spaces, invisible and direction characters vanish, lone surrogates become
    U+FFFD; letters are not changed.
    """
    shown = _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))
    return " ".join(_REMOVED.sub("", shown).split())


_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")  # all of Unicode's category Cc
_SURROGATE = re.compile("[\\ud800-\\udfff]")


def normalise(text: str) -> str:
    """The cleaned text in NFKC and case-folded, with ASCII digits: what two spellings share."""
    return _digits(unicodedata.normalize("NFKC", clean(text)).casefold())


def fold(text: str) -> str:
    """The normalised text without diacritics and Arabic letter variants, for loose comparison."""
    return _without_diacritics(fold_letters(normalise(text))).replace("ё", "е")


def analyse(text: str, language: str) -> list[Token]:
    """Every term of a text to be indexed in one of the six languages."""
    return list(_analyse(text, language, _han_indexed))


def analyse_query(text: str, language: str) -> tuple[Token, ...]:
    """The terms of a query: function words only where nothing else is asked.

    Tokens that share a position are alternatives.
    """
    read = _read_query if len(text) <= _LONGEST_KEPT else _read_query.__wrapped__
    return read(text, language)


@lru_cache(maxsize=1024)  # a search reads its query time and again
def _read_query(text: str, language: str) -> tuple[Token, ...]:
    stop_words = STOP_WORDS[language]
    every: list[Token] = []
    content: list[Token] = []
    for token in _analyse(text, language, _han_queried):
        every.append(token)
        if _normalise_word(text[token.start : token.end]) not in stop_words:
            content.append(token)
    return tuple(content or every or _analyse(text, language, _han_indexed))


def words(text: str) -> list[str]:
    """The words of a text, normalised but not stemmed; Han runs whole."""
    return [_normalise_word(match.group()) for match in _RUN.finditer(text)]


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences and clauses of a text, which together hold all of its words."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


_SENTENCE_END = re.compile(r"[。！？；;؛؟!?](?=\s*\S)|\.(?=\s+[^\W\d_])|\n+")


def _analyse(
    text: str, language: str, han: Callable[[str, int, int], Iterator[Token]]
) -> Iterator[Token]:
    position = 0
    for match in _RUN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "han":
            last = position
            for token in han(match.group(), position, start):
                yield token
                last = token.position
            position = last + 2  # a gap: no phrase runs from Han into another script
            continue
        written = match.group()
        read = _read_word if len(written) <= _LONGEST_WORD else _read_word.__wrapped__
        word, terms = read(written, kind or "latin", language)
        if not word or _is_elided(text, end, word, language):
            continue
        for term in terms:
            yield Token(term, position, start, end)
        position += 1


@lru_cache(maxsize=65536)
def _read_word(written: str, kind: str, language: str) -> tuple[str, tuple[str, ...]]:
    """A word normalised, and its terms, each once."""
    word = _normalise_word(written)
    return word, tuple(dict.fromkeys(_terms(word, kind, language))) if word else ()


def _is_elided(text: str, end: int, word: str, language: str) -> bool:
    elided = _ELIDED.get(language)
    if elided is None or word not in elided:
        return False
    if language == "en":  # the s of "country's"
        start = end - len(word)
        return start > 0 and text[start - 1] in _APOSTROPHES
    return end < len(text) and text[end] in _APOSTROPHES


def _terms(word: str, kind: str, language: str) -> tuple[str, ...]:
    """The terms of one normalised word, alternatives of one another."""
    if kind == "number" or word.isdigit():
        return (word.replace("٫", "."),)
    if kind == "arabic":
        stem = stem_arabic(word)
        return () if stem == "ال" else (stem,)  # the article before a Latin abbreviation
    if kind == "cyrillic":
        return (_stem(unicodedata.normalize("NFC", word).replace("ё", "е"), "ru"),)
    if language not in ("en", "fr", "es"):
        return (_without_diacritics(word),)
    bare = _without_diacritics(word)
    if language == "en":
        return (_stem(bare, language),)
    if language == "es":
        word = _SPANISH_ION.sub("ión", word)
    return (_stem(bare, language), _without_diacritics(_stem(word, language)))


def _han_indexed(run: str, position: int, start: int) -> Iterator[Token]:
    """Bigrams and single characters, both at the position of their first character."""
    characters = [(i, c) for i, c in enumerate(run) if not _REMOVED.match(c)]
    for place, (i, character) in enumerate(characters):
        if place + 1 < len(characters):
            j, following = characters[place + 1]
            two = unicodedata.normalize("NFKC", character + following)
            yield Token(two, position + place, start + i, start + j + 1)
        one = unicodedata.normalize("NFKC", character)
        yield Token(one, position + place, start + i, start + i + 1)


def _han_queried(run: str, position: int, start: int) -> Iterator[Token]:
    """Bigrams between function words; the character itself where one stands alone."""
    place = position
    for piece in _HAN_CONTENT.finditer(_HAN_STOP.sub(lambda m: "\0" * len(m.group()), run)):
        tokens = list(_han_indexed(piece.group(), place, start + piece.start()))
        pairs = [token for token in tokens if len(token.term) > 1]
        yield from pairs or tokens
        place += len(piece.group()) + 1


_HAN_CONTENT = re.compile("[^\0]+")
_HAN_STOP = re.compile("|".join(sorted(HAN_STOP_WORDS, key=len, reverse=True)))


def _digits(text: str) -> str:
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit.group())), text)


_OTHER_DIGIT = re.compile(r"(?![0-9])\d")  # of any other script


def _without_diacritics(text: str) -> str:
    """Latin letters without their marks; other scripts unchanged (й is a letter, not и)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _LATIN_MARK.sub(r"\1", unicodedata.normalize("NFD", text)))


_LATIN_MARK = re.compile(r"([a-z])[\u0300-\u036f]+")

_STEMMERS: dict[str, Stemmer.Stemmer] = {
    code: Stemmer.Stemmer(language.stemmer)
    for code, language in LANGUAGES.items()
    if language.stemmer is not None
}
_LONGEST_KEPT = 200  # characters of a query that is kept once it was read
_LONGEST_WORD = 64  # stemming is quadratic in places, and caches must stay small
_STEMMER_LOCK = threading.Lock()  # a Snowball stemmer keeps its word in one shared buffer


def _normalise_word(word: str) -> str:
    return normalise(word) if len(word) > _LONGEST_WORD else _normalise_short(word)


_normalise_short = lru_cache(maxsize=65536)(normalise)


def _stem(word: str, language: str) -> str:
    """The Snowball stem of a word; what is too long to be one stays as it is."""
    return word if len(word) > _LONGEST_WORD else _stem_short(word, language)


@lru_cache(maxsize=65536)
def _stem_short(word: str, language: str) -> str:
    with _STEMMER_LOCK:
        return str(_STEMMERS[language].stemWord(word))
