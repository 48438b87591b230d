"""What a caller asks of the search, and what it answers: values without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from indexer.model import Passage
from indexer.references import QueryReference

Mode = Literal["hybrid", "semantic", "keyword"]
MODES: tuple[Mode, ...] = get_args(Mode)

FilterName = Literal[
    "document", "paragraph", "theme", "audience", "addressee", "verb", "kind", "language"
]
FILTERS: tuple[FilterName, ...] = get_args(FilterName)

#: A snippet is a sequence of these: a piece of text, whether it matches the query, and whether it
#: belongs to the sentence that answers it best.
SnippetPart = tuple[str, bool, bool]

SuggestionKind = Literal["term", "theme", "title", "phrase"]


@dataclass(frozen=True, slots=True)
class Query:
    """A request to the search.

    * `language` is the reader's: results appear in it where they exist in it.
    * `filters` narrow the answer: values of one name widen it, names narrow it together. A
      paragraph stands for itself and everything below it (`op-9` for `op-9-d` too), an inline item
      for the paragraph that holds it; a language keeps what exists in it and shows it in that
      language.
    * Without `text` the answer is every passage that the filters allow, in document order. Blanks
      are no text; signs of which nothing remains to search for are one that nothing answers.
    """

    text: str
    language: str | None = None
    mode: Mode = "hybrid"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a query as typed, and what was searched for instead."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Matched:
    """Why a passage was found.

    `words` are words of the passage as printed there, `concepts` labels of glossary terms and
    themes that the query names and the passage holds under any of their names, `meaning` says that
    the encoder put it near the query, `reference` is the canonical reference that the query
    consists of.
    """

    words: tuple[str, ...]
    concepts: tuple[str, ...]
    meaning: bool
    reference: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found, in the best language for the reader.

    `rank` counts from 1 over the whole answer; `lexical_rank` and `dense_rank` are the ranks
    that each way of searching gave it, None where it did not find it; `alternates` are the same
    passage in the other languages.
    """

    passage: Passage
    rank: int
    score: float
    lexical_rank: int | None
    dense_rank: int | None
    matched: Matched
    snippet: tuple[SnippetPart, ...]
    alternates: Mapping[str, Passage]


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    `total` counts units (a passage in all its languages is one); `facets` count them for every
    filter name, most frequent first, each without regard to its own selection;
    `query_reference` is set for a query that is a reference, even to nothing that is here;
    `corrections` are words that were searched for instead of what was typed;
    `nothing_close` says that there is no answer because nothing is near the query;
    `complete` says that total and facets count everything that matches, not only what was near
    enough to be ranked.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    detected_language: str | None
    query_reference: QueryReference | None
    corrections: tuple[Correction, ...]
    timing_ms: float
    nothing_close: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: its text, what it is, and the id of the term, theme or unit it names."""

    text: str
    kind: SuggestionKind
    id: str | None


@dataclass(frozen=True, slots=True)
class Related:
    """A passage near another one, and the themes they share."""

    passage: Passage
    score: float
    shared_themes: tuple[str, ...]
