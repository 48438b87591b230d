"""What an artefact knows of words: lexical indexes, lexicons and highlights, made or taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from indexer.artefact_texts import Texts
from indexer.earlier import Earlier
from indexer.encoder import light_encoder
from indexer.highlights import write_highlights
from indexer.lexical import index_passages
from indexer.lexicon import KNOWN, build_lexicon, write_known_words, write_lexicon
from indexer.model import Passage
from indexer.passage_store import PassageStore, open_digests
from indexer.vector_index import Rows


def write_words(
    folder: Path, texts: Texts, earlier: Earlier, tell: Callable[[int, int], None]
) -> None:
    """All of it into the folder of a version whose texts are written.

    Languages follow one another, so that memory holds the words of one. `tell` is given how many
    passages are indexed, and how many there are.
    """
    passages, digests = PassageStore(folder), open_digests(folder)
    known, places = earlier.highlights, earlier.places(digests).tolist()
    write_highlights(folder / "highlights", passages, light_encoder(), known, places)
    (folder / "lexicon").mkdir()
    earlier.take(folder, f"lexicon/{KNOWN}", write_known_words, same=True)
    done = 0
    for code, rows in texts.rows.items():
        same = earlier.has_same(code, digests[rows])
        told = partial(_tell_more, tell, done, len(passages))
        lexical = partial(_write_lexical, passages, rows, told)
        earlier.take(folder, f"lexical/{code}", lexical, same)
        lexicon = partial(_write_lexicon, passages, rows, code)
        earlier.take(folder, f"lexicon/{code}.json", lexicon, same)
        done += len(rows)
    tell(done, done)


def _write_lexical(
    passages: PassageStore, rows: Rows, tell: Callable[[int], None], target: Path
) -> None:
    index_passages(target, _read(passages, rows), tell)


def _write_lexicon(passages: PassageStore, rows: Rows, code: str, target: Path) -> None:
    write_lexicon(target, build_lexicon(_read(passages, rows), code))


def _read(passages: PassageStore, rows: Rows) -> Iterator[Passage]:
    return (passages[row] for row in rows.tolist())


def _tell_more(tell: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    tell(before + done, total)
