"""Words that exist, whether or not a text of the index holds them.

The light bundled model has a token of its own for each frequent word of the six languages; what it
cuts into pieces is rare, a name, or a slip. Measured on words of judged and of off-topic queries
that no text holds: two in three have a token, of words with a slip one in a hundred.
"""

from __future__ import annotations

from indexer.model_files import FOLDER, STATIC, clean_text, read_tokenizer

_START = "▁"  # of a token that begins a word


class KnownWords:
    """The words of the light model; safe to share between threads."""

    def __init__(self) -> None:
        (path,) = (FOLDER / STATIC).rglob("tokenizer.json")
        tokenizer = read_tokenizer(path)
        self._normalizer = tokenizer.normalizer
        # The words alone are kept: the tokenizer takes ten times their memory.
        self._words = frozenset(
            token.removeprefix(_START)
            for token in tokenizer.get_vocab()
            if token.startswith(_START) and len(token) > 2
        )

    def __contains__(self, word: str) -> bool:
        return str(self._normalizer.normalize_str(clean_text(word))).strip() in self._words
