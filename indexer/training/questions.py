"""Questions with the passages that answer each, written for the training in six languages.

A file names a passage of our content by its unit, and one of the parallel text, which is
not ours to keep here, by its digest; the answers of a question are parted by spaces.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.training.own import Wanted

PATH = Path(__file__).parent / "questions.tsv"
#: Questions that nothing is trained on, of passages of which no other question is known.
HELD_OUT = Path(__file__).parent / "held_out_questions.tsv"
_DIGITS = 16


def read_questions(
    texts: Iterable[str], own: Mapping[str, str], path: Path | None = None
) -> list[Wanted]:
    """Return the questions with an answer among these English texts or, by its unit, in `own`."""
    known = {digest_of(text): text for text in texts} | dict(own)
    found = []
    with (path or PATH).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            answers = tuple(known[name] for name in row["answers"].split() if name in known)
            if answers:
                found.append(Wanted(row["question"], row["language"], answers))
    return found


def digest_of(text: str) -> str:
    """Return what names a passage: the beginning of its sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
