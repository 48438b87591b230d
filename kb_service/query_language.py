"""The language of a query: by script, and among the Latin ones by letters, words and reader.

Chinese, Arabic and Russian are told by their script. English, French and Spanish are told by three
kinds of evidence, added as logarithms of probabilities:

* the letter n-grams of `langdetect`'s three profiles, each n-gram counted once. Its own detector
  samples n-grams at random until it is sure, which on two words is a guess with a high score;
* function words, and the words of the indexed passages in each language;
* the reader's language, which decides where the rest does not.

A query that is a reference ("decision 18/COP.13", "9 (d)") is hardly language: only its words
that are one language's tell it, else it is in the reader's.

Only the three profiles needed are read, once, when a detector is made; it is never changed
afterwards, so threads may share it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from langdetect.detector_factory import DetectorFactory
from langdetect.utils.ngram import NGram

from indexer.references import parse_query_reference
from indexer.stop_words import STOP_WORDS
from indexer.text import fold, words

LATIN = ("en", "fr", "es")

#: Words of references, which texts print less often than readers type them.
_REFERENCE_WORDS = {
    "en": ("paragraph", "paragraphs", "para", "subparagraph", "decision", "article"),
    "fr": ("paragraphe", "paragraphes", "alinéa", "décision", "article"),
    "es": ("párrafo", "párrafos", "apartado", "decisión", "artículo"),
}

#: What the words of a reference say about its language; "para" (9) is no Spanish preposition, and
#: accents may be missing ("decision", "alinea").
_TELLING = {
    word: frozenset(codes.split())
    for codes, spelt in {
        "en": "paragraph paragraphs subparagraph subparagraphs operative preambular the of this",
        "fr": "paragraphe paragraphes alinéa alinéas alinea alineas préambule décision décisions"
        " du le les",
        "es": "párrafo párrafos parrafo parrafos párr parr apartado apartados inciso incisos"
        " subpárrafo subparrafo preámbulo preambulo decisión decisiones documento artículo"
        " artículos articulo articulos convención convencion del el los las",
        "en fr": "decisions article articles document documents convention",
        "fr es": "la de",
        "en fr es": "decision",
    }.items()
    for word in spelt.split()
}

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")

#: A Han character is about a word of two or three letters.
_HAN_WEIGHT = 2.5
_LONGEST = 400  # characters that are looked at: more add nothing

# Weights of the evidence, chosen on tests/fixtures/query_languages.tsv.
_NGRAM_WEIGHT = 0.35  # n-grams overlap, so their probabilities are far from independent
_NGRAM_FLOOR = 2e-5
_WORD_FLOOR = -4.0  # a word unknown to one language but known to another
_PRIOR = 1.5
_KEPT = 1 << 14  # runs of letters: queries share most of theirs
_GIVEN = 20  # occurrences that function words and words of references are taken to have


class LanguageDetector:
    """Tells the language of a query among the six."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]] | None = None) -> None:
        """`counts` are those of the words of the indexed passages, by language."""
        profiles = files("langdetect") / "profiles"
        factory = DetectorFactory()
        factory.load_json_profile([(profiles / code).read_text("utf-8") for code in LATIN])
        order = [factory.langlist.index(code) for code in LATIN]
        self._grams: dict[str, tuple[float, ...]] = {
            gram: tuple(math.log(values[i] + _NGRAM_FLOOR) for i in order)
            for gram, values in factory.word_lang_prob_map.items()
        }
        self._weigh = lru_cache(_KEPT)(self._weigh_run)
        self._words = _weigh_words(counts or {})

    def detect(self, text: str, reader: str | None = None) -> str | None:
        """The language of a text, the reader's language deciding doubt; None without letters.

        Without a reader's language, Latin letters that say nothing are English, and so is a
        reference, with letters or not.
        """
        text = unicodedata.normalize("NFKC", text[:_LONGEST])
        if parse_query_reference(text) is not None:
            return _reference_language(text) or reader or "en"
        script = _main_script(text)
        if script != "Latn":
            return script
        if reader not in LATIN and _is_abbreviation(text) and reader is not None:
            return reader  # "LDN" or "SOC" typed by a reader of Chinese
        if reader in LATIN and self._is_unknown_word(text):
            return reader  # letters alone would take "pizza" for Spanish
        scores = self._score(text)
        prior = reader if reader in LATIN else "en"
        weight = _PRIOR if reader in LATIN else _PRIOR / 5
        best = max(LATIN, key=lambda code: scores[code] + (weight if code == prior else 0.0))
        return best

    def _is_unknown_word(self, text: str) -> bool:
        """Whether a text is a single word that no passage holds."""
        found = words(text)
        return len(found) == 1 and found[0] not in self._words

    def _score(self, text: str) -> dict[str, float]:
        scores = dict.fromkeys(LATIN, 0.0)
        for run in read_letters(text).split():
            for code, value in zip(LATIN, self._weigh(run), strict=True):
                scores[code] += value
        for word in words(text):
            for code, value in zip(LATIN, self._words.get(word, ()), strict=False):
                scores[code] += value
        return scores

    def _weigh_run(self, run: str) -> tuple[float, ...]:
        """What the n-grams of a run of letters say, for each Latin language."""
        known = [self._grams[gram] for gram in read_ngrams(run) if gram in self._grams]
        sums = (sum(values) for values in zip(*known, strict=True))
        return tuple(_NGRAM_WEIGHT * value for value in sums) or (0.0,) * len(LATIN)


def _weigh_words(held: Mapping[str, Mapping[str, int]]) -> Mapping[str, tuple[float, ...]]:
    """For each known word the evidence for each Latin language, 0 for the best of them."""
    counts: list[dict[str, int]] = []
    for code in LATIN:
        counter = dict.fromkeys((*STOP_WORDS[code], *_REFERENCE_WORDS[code]), _GIVEN)
        for word, number in held.get(code, {}).items():
            counter[word] = counter.get(word, 0) + number
        for word, number in list(counter.items()):  # as people type them without diacritics
            if (bare := fold(word)) != word:
                counter[bare] = counter.get(bare, 0) + number
        counts.append(counter)
    totals = [math.log(sum(counter.values())) for counter in counts]
    weighed: dict[str, tuple[float, ...]] = {}
    for word in set().union(*counts):
        if len(word) == 1 or word.isdigit():  # "d" is a French word, and a letter in "9 (d)"
            continue
        logs = [
            math.log(counter[word]) - total if word in counter else -math.inf
            for counter, total in zip(counts, totals, strict=True)
        ]
        best = max(logs)
        weighed[word] = tuple(max(value - best, _WORD_FLOOR) for value in logs)
    return weighed


def read_letters(text: str) -> str:
    """The letters of a text as the profiles know them, blanks for all that is none."""
    return "".join(map(_letter, text.lower()))


@lru_cache(4096)
def _letter(character: str) -> str:
    return str(NGram.normalize(character))


def read_ngrams(run: str) -> Iterator[str]:
    """The n-grams of a run of letters as the profiles count them: none goes beyond its ends."""
    bounded = f" {run} "
    yield from run
    for size in (2, 3):
        for start in range(len(bounded) - size + 1):
            yield bounded[start : start + size]


def _main_script(text: str) -> str | None:
    """The language that the script tells, "Latn" for three of them, None without letters."""
    weights = {
        "zh": _HAN_WEIGHT * len(_HAN.findall(text)),
        "ar": float(len(_ARABIC.findall(text))),
        "ru": float(len(_CYRILLIC.findall(text))),
        "Latn": float(len(_LATIN_LETTER.sub("", text)) - len(text)) * -1,
    }
    # An abbreviation in another script does not change the language of a sentence.
    for word in re.findall(r"[A-Z][A-Z0-9]{1,6}\b", text):
        if weights["zh"] or weights["ar"] or weights["ru"]:
            weights["Latn"] -= len(word)
    best = max(weights, key=lambda script: weights[script])
    return best if weights[best] > 0 else None


def _reference_language(text: str) -> str | None:
    """The language that the words of a reference tell, None if they leave it open."""
    text = unicodedata.normalize("NFKC", text)
    told = [_TELLING[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in _TELLING]
    if told:
        possible = frozenset.intersection(*told)
        return next(iter(possible)) if len(possible) == 1 else None
    for code, letters in (("zh", _HAN), ("ar", _ARABIC), ("ru", _CYRILLIC)):
        if letters.search(text):
            return code
    return None


def _is_abbreviation(text: str) -> bool:
    """Whether all Latin words are in capitals, as abbreviations and symbols are."""
    letters = re.sub(r"[\W\d_]+", "", text)
    return bool(letters) and letters.isupper() and len(letters) <= 12


__all__ = ["LATIN", "LanguageDetector"]
