"""Texts cut into the tokens of a model, without the memory that its vocabulary takes elsewhere.

`tokenizers` keeps a Unigram vocabulary as a tree of tables: 40 to 70 MiB for 60,000 pieces, more
than the rest of a model. Single texts, such as queries, are cut here with a dictionary of pieces,
which takes a tenth of that; many texts at once, and other kinds of vocabularies, by the library.
Both give the same tokens, but where two ways to cut a word are equally likely: of scores with many
digits the library reads another last bit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from indexer.model_files import broken, read_json

_KEPT = 4096  # words whose tokens are remembered,
_LONGEST_KEPT = 64  # if they have no more characters than this
_UNKNOWN_PENALTY = 10.0  # below the least likely piece: what `tokenizers` and SentencePiece take
_ACCEPTED = "a tokenizers file is needed"


class Pieces:
    """A Unigram vocabulary: pieces of words with the logarithms of their probabilities.

    Raises ValueError for anything else.
    """

    def __init__(self, model: dict[str, Any]) -> None:
        vocabulary, unknown = model["vocab"], model["unk_id"]
        if not isinstance(vocabulary, list):
            raise ValueError("the model has no list of pieces")
        self._ids = {piece: number for number, (piece, _) in enumerate(vocabulary)}
        self._scores = [float(score) for _, score in vocabulary]
        self._longest: dict[str, int] = {}  # the length of the longest piece, by first character
        for piece in self._ids:
            if len(piece) > self._longest.get(piece[:1], 0):
                self._longest[piece[:1]] = len(piece)
        if not 0 <= unknown < len(self._scores):
            raise ValueError(f"unk_id is {unknown}, and there are {len(self._scores)} pieces")
        self._unknown = unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._kept = lru_cache(_KEPT)(self._cut)

    def __len__(self) -> int:
        return len(self._scores)

    def number(self, piece: str) -> int | None:
        """The number of a piece."""
        return self._ids.get(piece)

    def cut(self, word: str) -> tuple[int, ...]:
        """The likeliest pieces of a word, by their numbers."""
        return (self._kept if len(word) <= _LONGEST_KEPT else self._cut)(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        """The likeliest pieces of a word (Kudo 2018, by the method of Viterbi).

        Characters of no piece are unknown; several in a row are one token.
        """
        ends = len(word) + 1
        best = [float("-inf")] * ends
        starts, chosen = [-1] * ends, [self._unknown] * ends
        best[0] = 0.0
        ids, scores = self._ids, self._scores
        for start, first in enumerate(word):
            before = best[start]
            known = False
            for end in range(start + 1, min(start + self._longest.get(first, 0) + 1, ends)):
                number = ids.get(word[start:end])
                if number is None:
                    continue
                known = known or end == start + 1
                score = before + scores[number]
                if starts[end] < 0 or score > best[end]:
                    best[end], starts[end], chosen[end] = score, start, number
            end = start + 1
            score = before + self._unknown_score
            if not known and (starts[end] < 0 or score > best[end]):
                best[end], starts[end], chosen[end] = score, start, self._unknown
        tokens: list[int] = []
        end = len(word)
        while end:
            if not (chosen[end] == self._unknown and tokens[-1:] == [self._unknown]):
                tokens.append(chosen[end])
            end = starts[end]
        return tuple(reversed(tokens))


class TextTokenizer:
    """The tokenizer of a model's `tokenizer.json`, without padding and truncation.

    Safe to share between threads. Raises ArtefactError for a file that is missing or broken.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        description = read_json(path)
        self._pieces: Pieces | None = None
        self._ends: tuple[list[int], list[int]] = ([], [])
        if _is_of_pieces(description):
            try:
                self._pieces = Pieces(description["model"])
                self._ends = _read_ends(description.get("post_processor"))
            except (KeyError, TypeError, ValueError) as error:
                raise broken(path, f"unreadable ({error})", _ACCEPTED) from None
            description["model"] = {"type": "Unigram", "vocab": [["", 0.0]], "unk_id": 0}
            self._rest = self._read(json.dumps(description))
        else:
            self._rest = self._library

    @property
    def size(self) -> int:
        """The number of tokens."""
        return len(self._pieces) if self._pieces else int(self._rest.get_vocab_size())

    def number(self, token: str) -> int | None:
        """The number of a token."""
        return self._pieces.number(token) if self._pieces else self._rest.token_to_id(token)

    def cut(self, text: str, *, ends: bool) -> list[int]:
        """The tokens of a text, with those that mark a beginning and an end if `ends` is set."""
        if self._pieces is None:
            return list(self._rest.encode(text, add_special_tokens=ends).ids)
        if self._rest.normalizer is not None:
            text = self._rest.normalizer.normalize_str(text)
        words = [text]
        if self._rest.pre_tokenizer is not None:
            words = [word for word, _ in self._rest.pre_tokenizer.pre_tokenize_str(text)]
        tokens = [token for word in words for token in self._pieces.cut(word)]
        return [*self._ends[0], *tokens, *self._ends[1]] if ends else tokens

    def cut_many(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """The tokens of each of many texts, without any that mark a beginning or an end."""
        for found in self._library.encode_batch_fast(texts, add_special_tokens=False):
            yield found.ids

    @cached_property
    def _library(self) -> Tokenizer:
        return self._read(self._path.read_text(encoding="utf-8"))

    def _read(self, text: str) -> Tokenizer:
        try:
            tokenizer = Tokenizer.from_str(text)
        except Exception as error:  # tokenizers raises bare Exception
            raise broken(self._path, f"unreadable ({error})", _ACCEPTED) from None
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def _is_of_pieces(description: Any) -> bool:
    """Whether a tokenizer is one of pieces as ours are; the library reads any other, or refuses."""
    if not isinstance(description, dict) or description.get("added_tokens"):
        return False
    model, ends = description.get("model"), description.get("post_processor")
    return (
        isinstance(model, dict)
        and model.get("type") == "Unigram"
        and not model.get("byte_fallback")
        and type(model.get("unk_id")) is int
        and (ends is None or (isinstance(ends, dict) and ends.get("type") == "TemplateProcessing"))
    )


def _read_ends(template: dict[str, Any] | None) -> tuple[list[int], list[int]]:
    """The tokens before and after those of a single text."""
    if template is None:
        return [], []
    before: list[int] = []
    after: list[int] = []
    found = before
    for part in template["single"]:
        if "SpecialToken" in part:
            found += template["special_tokens"][part["SpecialToken"]["id"]]["ids"]
        else:
            found = after
    return before, after
