"""Words as sparse vectors: what each term adds to the score of a passage, worked out beforehand.

An engine that holds sparse vectors adds up products. It cannot take the best of several fields, as
the embedded index does. So the impact of a term on a passage, which is BM25 in each field, the best
field, and a share of the others, is made here when an index is loaded, with the numbers that
tantivy uses; a query asks with weights alone. A dimension stands for a term of one language or
for a name of the vocabulary as a phrase, by its hash.

What is not reproduced: the exact phrase of a query counts only if it is a name of the vocabulary,
and the alternatives of a word are added with fixed weights. Docs: docs/decisions/017.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from math import log
from pathlib import Path

from indexer.lexical import FIELDS, FieldWeights
from indexer.model import Passage
from indexer.text import Token, analyse, analyse_query

#: A sparse vector: weights by dimension, all positive.
Sparse = dict[int, float]
#: The terms of a phrase, and how far each stands from the first.
Phrase = tuple[tuple[int, str], ...]

_DIMENSIONS = 2**32 - 2  # of a sparse vector in Milvus, above 0
_K1, _B = 1.2, 0.75  # as tantivy has them
_EXACT_LENGTHS = 24  # longer ones are kept with four significant bits
_LONGEST = 64  # words of a query, as for the embedded index
_KEPT_FIELDS = 1024


class Impacts:
    """The sparse vectors of passages, by statistics of all of them.

    Passages are analysed twice: for the statistics, then each for its vector. Memory holds the
    terms of all texts and how many passages have each.
    """

    def __init__(
        self,
        passages: Iterable[Passage],
        names: Mapping[str, Iterable[str]],
        weights: FieldWeights,
    ) -> None:
        """`names` are those of the vocabulary by language: phrases that a query may ask for."""
        self._weights = weights
        self._tokens = lru_cache(_KEPT_FIELDS)(analyse)  # neighbours share titles and headings
        self._counts: Counter[str] = Counter()
        self._lengths: Counter[tuple[str, str]] = Counter()
        self._frequencies: dict[tuple[str, str], Counter[str]] = {}
        self._names: dict[str, dict[str, list[Phrase]]] = {}
        for language, known in names.items():
            phrases = {find_phrase(analyse(name, language)) for name in known}
            starts = self._names.setdefault(language, {})
            for phrase in sorted(phrase for phrase in phrases if len(phrase) > 1):
                starts.setdefault(phrase[0][1], []).append(phrase)
        for passage in passages:
            self._counts[passage.language] += 1
            for field in FIELDS:
                tokens = self._read(passage, field)
                self._lengths[passage.language, field] += len(tokens)
                found = self._frequencies.setdefault((passage.language, field), Counter())
                found.update({token.term for token in tokens})

    def of(self, passage: Passage) -> Sparse:
        """The vector of a passage; one without a word has dimension 0, which nobody asks for."""
        scores: dict[int, list[float]] = {}
        for field, weight in self._weights.fields.items():
            if weight <= 0:
                continue
            tokens = self._read(passage, field)
            for dimension, score in self._score(passage.language, field, tokens):
                scores.setdefault(dimension, []).append(weight * score)
        tie = self._weights.tie
        found = {d: max(parts) * (1 - tie) + sum(parts) * tie for d, parts in scores.items()}
        return found or {0: 1.0}

    def _score(
        self, language: str, field: str, tokens: Sequence[Token]
    ) -> Iterable[tuple[int, float]]:
        """BM25 of every term of a field and of every name that stands in it, by dimension."""
        if not tokens:
            return
        places: dict[str, set[int]] = {}
        counts = Counter(token.term for token in tokens)
        for token in tokens:
            places.setdefault(token.term, set()).add(token.position)
        mean = self._lengths[language, field] / self._counts[language]
        length = _K1 * (1 - _B + _B * _kept_length(len(tokens)) / mean)
        rarities = {term: self._rarity(language, field, term) for term in counts}
        for term, count in counts.items():
            yield dimension_of(language, term), rarities[term] * _saturate(count, length)
        starts = self._names.get(language, {})
        for first in starts.keys() & places.keys():
            for phrase in starts[first]:
                if all(term in places for _, term in phrase):
                    count = sum(
                        all(place + offset in places[term] for offset, term in phrase)
                        for place in places[first]
                    )
                    if count:
                        rarity = sum(rarities[term] for _, term in phrase)
                        yield phrase_dimension(language, phrase), rarity * _saturate(count, length)

    def _rarity(self, language: str, field: str, term: str) -> float:
        held = self._frequencies[language, field][term]
        return log(1 + (self._counts[language] - held + 0.5) / (held + 0.5))

    def _read(self, passage: Passage, field: str) -> list[Token]:
        if field == "text":
            return analyse(passage.text, passage.language)
        text = "\n".join(passage.asked) if field == "asked" else getattr(passage, field)
        return self._tokens(text, passage.language)


def ask_sparse(
    text: str, language: str, weights: FieldWeights, synonyms: Sequence[str], synonym_weight: float
) -> Sparse:
    """What a query asks of the passages of a language: weights by dimension, none without a word.

    The first alternative of a word is what every spelling of it has, so that another one can only
    add to it: it counts as much as a further field does.
    """
    asked: Sparse = {}

    def add(dimension: int, weight: float) -> None:
        if weight > 0:
            asked[dimension] = asked.get(dimension, 0.0) + weight

    def add_phrase(tokens: Sequence[Token], weight: float) -> None:
        phrase = find_phrase(tokens)
        if len(phrase) == 1:
            add(dimension_of(language, phrase[0][1]), weight)
        elif phrase:
            add(phrase_dimension(language, phrase), weight)

    words = 0
    tokens = analyse_query(text, language)[:_LONGEST]
    for _, alternatives in groupby(tokens, key=lambda token: token.position):
        words += 1
        for number, term in enumerate({token.term: None for token in alternatives}):
            add(dimension_of(language, term), weights.tie if number else 1.0)
    if words > 1:
        add_phrase(analyse(text, language)[: 2 * _LONGEST], weights.phrase)
    for synonym in synonyms:
        add_phrase(analyse(synonym, language), synonym_weight)
    return asked


def find_phrase(tokens: Sequence[Token]) -> Phrase:
    """The phrase that tokens are: the first alternative at each position."""
    firsts: dict[int, str] = {}
    for token in tokens:
        firsts.setdefault(token.position, token.term)
    start = min(firsts, default=0)
    return tuple((position - start, term) for position, term in firsts.items())


@lru_cache(1 << 16)
def dimension_of(language: str, term: str) -> int:
    """The dimension of a term of a language, from 1."""
    digest = hashlib.blake2b(f"{language} {term}".encode("utf-8", "surrogatepass"), digest_size=8)
    return 1 + int.from_bytes(digest.digest(), "big") % _DIMENSIONS


def phrase_dimension(language: str, phrase: Phrase) -> int:
    """The dimension of a phrase of several terms; a term alone never has it."""
    return dimension_of(language, " ".join(f"{offset}:{term}" for offset, term in phrase))


def impacts_digest(weights: FieldWeights) -> str:
    """What tells vectors made by one code and one set of weights from others; 8 characters."""
    chosen = (sorted(weights.fields.items()), weights.tie)
    digest = hashlib.blake2b(repr(chosen).encode("utf-8"), digest_size=4)
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def _saturate(count: int, length: float) -> float:
    return count * (_K1 + 1) / (count + length)


def _kept_length(length: int) -> int:
    """The length of a field as an index keeps it, in one byte."""
    more = length - _EXACT_LENGTHS
    shift = max(more.bit_length() - 4, 0) if more > 0 else 0
    return length if not shift else _EXACT_LENGTHS + (more >> shift << shift)
