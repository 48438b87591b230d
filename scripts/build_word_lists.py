"""Make the lists of words that exist (indexer/words/) from word lists and texts of others.

    python scripts/build_word_lists.py --lists DIR --texts DIR

DIR of lists holds american-english-large and british-english (Debian wamerican-large, wbritish),
spanish (wspanish), ru_RU.dic (hunspell-ru) and {en,es,fr,ru,ar}.json.gz (PyPI pyspellchecker); DIR
of texts the tables that TEXTS names. indexer/words/README.md tells versions and licences.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from indexer.known_words import FOLDER, ZERO  # noqa: E402
from indexer.text import fold, words  # noqa: E402

LETTERS = {
    "en": "a-z",
    "es": "a-z",
    "fr": "a-zœæ",
    "ru": "а-я",
    "ar": "\u0620-\u064a",
}
LISTS = {
    "en": ("american-english-large", "british-english"),
    "es": ("spanish",),
    "ru": ("ru_RU.dic",),
}
#: Sources whose licences allow it; others are left out.
TEXTS = (
    *("open_sdg_translations", "wocat_qcat", "openforis_arena", "openforis_sepal", "gbif_portal16"),
    *("gbif_web", "osm_id_tagging", "hot_tasking_manager", "unpc_devset_half", "udhr"),
    *("tico19_dev", "tatoeba", "creative_commons", "opensource_guide", "cldr_names"),
)
_SHORTEST = 4  # letters; shorter words are never taken for slips
_LONGEST = 40
_LEAST = 2  # occurrences in texts: a word that stands there once may be a slip


def main() -> None:
    """Write every list, and print how many words it has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    options = parser.parse_args()
    for code in LETTERS:
        wanted = re.compile(f"[{LETTERS[code]}]{{{_SHORTEST},{_LONGEST}}}")
        found = {
            key
            for word in collect(code, options.lists, options.texts)
            if wanted.fullmatch(key := fold(word))
        }
        path = FOLDER / f"{code}.txt.xz"
        path.write_bytes(
            lzma.compress(pack(sorted(found)).encode(), preset=9 | lzma.PRESET_EXTREME)
        )
        print(f"{code}\t{len(found):,} words\t{path.stat().st_size:,} bytes")


def collect(code: str, lists: Path, texts: Path) -> Iterator[str]:
    """The words of all sources of a language."""
    for name in LISTS.get(code, ()):
        for line in (lists / name).read_text(encoding="utf-8").splitlines():
            yield line.split("/")[0].removesuffix("'s")
    yield from json.loads(gzip.decompress((lists / f"{code}.json.gz").read_bytes()))
    counts = Counter(word for name in TEXTS for word in read_texts(texts / f"{name}.tsv.gz", code))
    yield from (word for word, count in counts.items() if count >= _LEAST)
    yield from (FOLDER / "added.txt").read_text(encoding="utf-8").split()


def read_texts(path: Path, code: str) -> Iterator[str]:
    """The words of a column of a table."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        column = next(file).rstrip("\n").split("\t").index(code)
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if column < len(cells):
                yield from words(cells[column])


def pack(ordered: Iterable[str]) -> str:
    """Sorted words, each as what it shares with the one before, and the rest."""
    lines: list[str] = []
    before = ""
    for word in ordered:
        shared = next(
            (i for i, (a, b) in enumerate(zip(before, word, strict=False)) if a != b),
            min(len(before), len(word)),
        )
        lines.append(chr(ZERO + shared) + word[shared:])
        before = word
    return "\n".join(lines)


if __name__ == "__main__":
    main()
