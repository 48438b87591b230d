"""Measures how long two versions of a long text take to compare.

python -m bench.comparison [--paragraphs N] [--rounds N]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from indexer.comparison import Pair, Part, compare_parts, count_kinds, list_parts
from indexer.content import read_with_problems

ROOT = Path(__file__).parent.parent


def make_texts(size: int) -> tuple[list[Part], list[Part]]:
    """A text of that many paragraphs, and a later one in which every paragraph changed."""
    documents, _ = read_with_problems(ROOT / "content")
    texts = [t for d in documents.documents.values() for c, t in d.texts.items() if c == "en"]
    real = [part.text for text in texts for part in list_parts(text)]
    bodies = [
        f"{real[i % len(real)]} Case {i}, after {i * 7919 % 1000} others." for i in range(size)
    ]
    changed = [body.replace("Case", "Instance").replace(" the ", " each ") for body in bodies]
    del changed[size // 3 : size // 3 + 3]
    changed.insert(size // 2, "Welcomes what nobody had written before;")
    return _number(bodies), _number(changed)


def _number(bodies: list[str]) -> list[Part]:
    return [
        Part(f"op-{number}", "operative", None, f"{number}.", body, None, ())
        for number, body in enumerate(bodies, 1)
    ]


def main() -> None:
    """Print the best of some rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    earlier, later = make_texts(given.paragraphs)
    taken: list[float] = []
    pairs: tuple[Pair, ...] = ()
    for _ in range(given.rounds):
        start = time.process_time()
        pairs = compare_parts(earlier, later)
        taken.append(time.process_time() - start)
    counts = dict(count_kinds(pairs))
    print(f"{given.paragraphs} paragraphs: {min(taken):.2f} s of processor time, {counts}")


if __name__ == "__main__":
    main()
