"""Words under which readers look for a page or a paragraph: content/asked/<language>.yml.

Editors write them; they are indexed beside the text and never shown as the text. A key names a
page (`guidance/what-is-ldn`) or a paragraph (`decisions/iccd-cop14-cst-l1/op-9-d`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.errors import ContentError, Problem
from indexer.files import LinedDict, parse_yaml, read_text
from indexer.languages import CODES
from indexer.model import Document, Page
from indexer.vocabulary import problem_of

_MOST = 20
_LONGEST = 300

#: By key and language.
Asked = Mapping[str, Mapping[str, tuple[str, ...]]]


def read_asked(
    folder: Path,
    where: str,
    documents: Mapping[str, Document],
    pages: Mapping[str, Page],
    problems: list[Problem],
) -> Asked:
    """The phrases of every page and paragraph; every problem is appended."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    if not folder.exists():
        return found
    known = {page.address.rstrip("/") for page in pages.values()} | {
        f"decisions/{document.id}/{anchor}"
        for document in documents.values()
        for anchor in document.tags
    }
    for path in sorted(folder.iterdir()):
        place = f"{where}/{path.name}"
        if path.suffix != ".yml" or path.stem not in CODES:
            accepted = f"accepted are {', '.join(f'{code}.yml' for code in CODES)}"
            problems.append(Problem(place, "is not a known file", accepted))
            continue
        try:
            data = parse_yaml(read_text(path, place), place)
        except ContentError as error:
            problems.append(problem_of(error))
            continue
        if not isinstance(data, LinedDict):
            problems.append(Problem(place, "found no mapping", "accepted is a list for each key"))
            continue
        for key, phrases in data.items():
            line = f"{place}:{data.lines[key]}"
            if key not in known:
                accepted = "accepted is folder/slug of a page, decisions/document/anchor"
                problems.append(Problem(line, f"“{key}” is unknown", accepted))
            elif wrong := _wrong(phrases):
                problems.append(Problem(line, wrong, f"accepted is a list of 1 to {_MOST} phrases"))
            else:
                found[key][path.stem] = tuple(phrases)
    return found


def _wrong(phrases: Any) -> str | None:
    """What is wrong with the phrases of a key; None if nothing is."""
    if not isinstance(phrases, list) or not 1 <= len(phrases) <= _MOST:
        return "found no list, or too long a one"
    for phrase in phrases:
        if not isinstance(phrase, str) or not phrase.strip() or len(phrase) > _LONGEST:
            return f"found {phrase!r}"
    if len(set(phrases)) < len(phrases):
        return "a phrase stands twice"
    return None
