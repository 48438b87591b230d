"""The lexical index: one tantivy index per language, fed with our own terms.

Languages are kept apart so that document frequencies and lengths are those of one language.
Tantivy stores nothing but the number of a passage within its language, so that a language of which
no passage changed needs no new index; analysis is that of `indexer.text`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.model import Passage
from indexer.text import Token, analyse, analyse_query

#: Indexed fields. `context` holds titles, headings and chapeau, `asked` the phrases under which
#: readers look for a passage; neither is ever shown as the text.
FIELDS = ("title", "heading", "context", "text", "asked")

#: More words than this add nothing to a ranking but time: a pasted page is asked by its beginning.
_LONGEST = 64
#: Of the writer: what is added beyond becomes a segment on disk.
_WRITER_BYTES = 50_000_000
_REPEATED = ("title", "heading", "context")  # fields that neighbours share
_KEPT_FIELDS = 1024
_TELL_EVERY = 256  # passages
#: Up to so many allowed rows are looked up; of more, what is found is sifted.
_FEW_ALLOWED = 1000
_LEAST_ASKED = 64

#: Rows of the artefact, and their scores.
Rows = NDArray[np.int64]
Scores = NDArray[np.float64]
_NOTHING: tuple[Rows, Scores] = (np.zeros(0, np.int64), np.zeros(0, np.float64))


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """Weights at query time: per field, of other fields than the best, of the exact phrase."""

    fields: Mapping[str, float]
    tie: float
    phrase: float


class LexicalIndex:
    """The lexical indexes of an artefact, by language; searching is safe between threads."""

    def __init__(
        self,
        indexes: Mapping[str, tantivy.Index],
        rows: Mapping[str, Rows],
        held: object = None,
    ) -> None:
        """`rows` are those of each language, ascending, in the order in which it was indexed.

        `held` is kept as long as the indexes are: the folder that they are in.
        """
        for index in indexes.values():
            index.config_reader("manual")  # a version never changes: no thread need watch it
        self._schema = _schema()
        self._rows = rows
        self._held = held
        self._searchers = {language: index.searcher() for language, index in indexes.items()}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have an index."""
        return tuple(self._searchers)

    def size(self, language: str) -> int:
        """The number of passages in a language."""
        searcher = self._searchers.get(language)
        return searcher.num_docs if searcher else 0

    def search(
        self,
        text: str,
        language: str,
        weights: FieldWeights,
        *,
        limit: int | None = None,
        allowed: Rows | Sequence[int] | None = None,
        synonyms: Sequence[str] = (),
        synonym_weight: float = 0.0,
    ) -> tuple[Rows, Scores]:
        """The rows of one language that hold a word of the query and their scores, best first.

        With `allowed` only those rows compete. `synonyms` are phrases that count with
        `synonym_weight` where they stand whole. Equal scores are in row order. A small limit is
        much faster than none.
        """
        searcher = self._searchers.get(language)
        if searcher is None or searcher.num_docs == 0 or limit == 0:
            return _NOTHING
        parts = self._word_queries(text, language, weights)
        if synonym_weight > 0:
            for synonym in synonyms:
                found = self._phrase(analyse(synonym, language), weights)
                if found is not None:
                    parts.append(tantivy.Query.boost_query(found, synonym_weight))
        if not parts:
            return _NOTHING
        wanted = _any(parts)
        rows = self._rows[language]
        sieve: Rows | None = None
        if allowed is not None:
            sieve = np.flatnonzero(np.isin(rows, np.asarray(allowed, np.int64)))
            if len(sieve) <= _FEW_ALLOWED:
                within = tantivy.Query.term_set_query(self._schema, "number", sieve.tolist())
                wanted = tantivy.Query.boolean_query(
                    [
                        (tantivy.Occur.Must, tantivy.Query.const_score_query(within, 0.0)),
                        (tantivy.Occur.Must, wanted),
                    ]
                )
                sieve = None
        numbers, scores = _best(searcher, wanted, limit, sieve)
        return rows[numbers], scores

    def frequency(self, term: str, language: str) -> int:
        """The number of passages of a language that hold a term in the field that most hold it."""
        searcher = self._searchers.get(language)
        return 0 if searcher is None else max(searcher.doc_freq(name, term) for name in FIELDS)

    def _word_queries(self, text: str, language: str, weights: FieldWeights) -> list[tantivy.Query]:
        tokens = analyse_query(text, language)[:_LONGEST]
        parts = [
            self._term_query(tuple({token.term: None for token in alternatives}), weights)
            for _, alternatives in groupby(tokens, key=lambda token: token.position)
        ]
        if weights.phrase > 0 and len(parts) > 1:
            phrase = self._phrase(analyse(text, language)[: 2 * _LONGEST], weights)
            if phrase is not None:
                parts.append(tantivy.Query.boost_query(phrase, weights.phrase))
        return parts

    def _term_query(self, terms: Sequence[str], weights: FieldWeights) -> tantivy.Query:
        """One word: the best of its fields and alternatives, and a share of the others."""
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, name, term, "position"), weight
                )
                for name, weight in weights.fields.items()
                if weight > 0
                for term in terms
            ],
            weights.tie,
        )

    def _phrase(self, tokens: Sequence[Token], weights: FieldWeights) -> tantivy.Query | None:
        """All words in a row, in one field; None where there is no word."""
        words: list[tuple[int, str]] = []
        for position, alternatives in groupby(tokens, key=lambda token: token.position):
            # The first alternative is what every spelling has, and a bigram where there is one.
            words.append((position, next(alternatives).term))
        if not words:
            return None
        first = words[0][0]
        if len(words) == 1:
            return self._term_query((words[0][1],), weights)
        shifted: list[str | tuple[int, str]] = [(p - first, term) for p, term in words]
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.phrase_query(self._schema, name, shifted), weight
                )
                for name, weight in weights.fields.items()
                if weight > 0
            ],
            weights.tie,
        )


def build_lexical(passages: Collection[Passage]) -> LexicalIndex:
    """An index in memory of passages, in the order of their rows."""
    rows = {
        code: np.asarray([r for r, p in enumerate(passages) if p.language == code], np.int64)
        for code in sorted({passage.language for passage in passages})
    }
    every = tuple(passages)
    indexes = {code: index_passages(None, [every[r] for r in its]) for code, its in rows.items()}
    return LexicalIndex(indexes, rows)


def index_passages(
    folder: Path | None,
    passages: Iterable[Passage],
    progress: Callable[[int], None] | None = None,
) -> tantivy.Index:
    """The index of the passages of one language, in a new folder or, without one, in memory.

    They are read once; `progress` is given how many were, now and then.
    """
    if folder is None:
        index = tantivy.Index(_schema())
    else:
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    tokens_of = lru_cache(_KEPT_FIELDS)(_tokens_of)
    for number, passage in enumerate(passages):
        if progress is not None and number % _TELL_EVERY == 0:
            progress(number)
        writer.add_document(_document(number, passage, tokens_of))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def open_lexical(folder: Path, rows: Mapping[str, Rows]) -> LexicalIndex:
    """The indexes in a folder; the caller has checked that its files are as written.

    `rows` are those of each language, ascending. Tantivy locks a folder to read it, so that of
    another user is read through a folder of links to its files, which lives as long as the index.
    """
    codes = tuple(rows)
    held: tempfile.TemporaryDirectory[str] | None = None
    if not all(os.access(folder / code, os.W_OK) for code in codes):
        held = tempfile.TemporaryDirectory(prefix="ldn-lexical-")
        for code in codes:
            place = Path(held.name) / code
            place.mkdir()
            for path in (folder / code).iterdir():
                if path.suffix == ".json":  # what tantivy wants to write again
                    shutil.copyfile(path, place / path.name)
                elif path.suffix != ".lock":
                    (place / path.name).symlink_to(path.absolute())
        folder = Path(held.name)
    indexes = {code: tantivy.Index.open(str(folder / code)) for code in codes}
    return LexicalIndex(indexes, rows, held)


def _document(
    number: int, passage: Passage, tokens_of: Callable[[str, str], tuple[tantivy.Token, ...]]
) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("number", number)  # Document(number=…) would add a signed one and fail
    for name in FIELDS:
        text = "\n".join(passage.asked) if name == "asked" else getattr(passage, name)
        make = tokens_of if name in _REPEATED else _tokens_of
        tokens = list(make(text, passage.language))
        document.add_pre_tokenized_text(name, tantivy.PreTokenizedString("", tokens))
    return document


def _tokens_of(text: str, language: str) -> tuple[tantivy.Token, ...]:
    return tuple(tantivy.Token(t.term, t.position, t.start, t.end) for t in analyse(text, language))


def _best(
    searcher: Any, wanted: tantivy.Query, limit: int | None, sieve: Rows | None
) -> tuple[Rows, Scores]:
    """The numbers that a query finds, best first, equal scores ascending; of `sieve`, if given.

    Tantivy breaks ties by its own document order, so that the whole of the last tie must be seen.
    """
    most = int(searcher.num_docs)
    asked = most if limit is None else min(most, max(_LEAST_ASKED, 2 * limit))
    if sieve is not None:  # so many that as many pass, if those that do lie anywhere
        asked = min(most, asked * most // max(len(sieve), 1))
    while True:
        hits = searcher.search(wanted, limit=asked, count=False).hits
        values = searcher.fast_field_values("number", [address for _, address in hits])
        numbers = np.fromiter(values, np.int64, len(hits))
        scores = np.fromiter((score for score, _ in hits), np.float64, len(hits))
        last = scores[-1] if len(hits) else 0.0
        if sieve is not None:
            may = np.isin(numbers, sieve)
            numbers, scores = numbers[may], scores[may]
        order = np.lexsort((numbers, -scores))[:limit]
        whole = len(hits) < asked or asked >= most
        if whole or (limit is not None and len(order) >= limit and scores[order[-1]] > last):
            return numbers[order], scores[order]
        asked = min(most, 4 * asked)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    return builder.build()


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
