"""How readers look for pages and paragraphs: content/asked/.

<language>.yml      words under which readers look for one page (`guidance/what-is-ldn`) or
                    paragraph (`decisions/iccd-cop14-cst-l1/op-9-d`)
needs/<theme>.yml   what readers want to find out: which sections, pages and paragraphs answer it,
                    and how it is asked in each language; in the file of its theme

Editors write them; they are indexed beside the text and never shown as the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from indexer.errors import ContentError, Problem
from indexer.files import LinedDict, LinedList, parse_yaml, read_text
from indexer.languages import CODES
from indexer.model import Document, Need, Page, SectionKind
from indexer.text import clean
from indexer.vocabulary import problem_of

NEEDS = "needs"
_MOST = 20
_LONGEST = 300
_MOST_ANSWERS = 8

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
    known = _keys(documents, pages)
    for path in sorted(folder.iterdir()):
        place = f"{where}/{path.name}"
        if path.name == NEEDS:
            continue
        accepted = f"accepted are {', '.join(f'{code}.yml' for code in CODES)}, {NEEDS}/"
        data = _parse(path, place, CODES, accepted, problems)
        if data is None:
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


def read_needs(
    folder: Path,
    where: str,
    documents: Mapping[str, Document],
    pages: Mapping[str, Page],
    problems: list[Problem],
    sections: Mapping[str, SectionKind],
    themes: Collection[str],
) -> tuple[Need, ...]:
    """The needs of a folder, file after file in their order; every problem is appended.

    What answers one is searched: a section of a kind that is not is no answer.
    """
    if not (folder / NEEDS).exists():
        return ()
    if not (folder / NEEDS).is_dir():
        accepted = "accepted is a folder of files named after themes"
        problems.append(Problem(f"{where}/{NEEDS}", "is no folder", accepted))
        return ()
    known = _keys(documents, pages) | {
        f"{page.address}#{section.anchor}".replace("/#", "#")
        for page in pages.values()
        for text in page.texts.values()
        for section in text.sections
        if section.anchor not in sections or sections[section.anchor].searched
    }
    found = []
    for path in sorted((folder / NEEDS).iterdir()):
        place = f"{where}/{NEEDS}/{path.name}"
        accepted = f"accepted is a theme's id and .yml: {', '.join(themes)}"
        data = _parse(path, place, themes, accepted, problems)
        if data is None:
            continue
        if not isinstance(data, LinedList):
            problems.append(Problem(place, "found no list", "accepted is a list of needs"))
            continue
        for item, line in zip(data, data.lines, strict=True):
            if wrong := _wrong_need(item, known):
                problems.append(Problem(f"{place}:{line}", *wrong))
            else:
                phrases = {code: tuple(item[code]) for code in CODES if code in item}
                found.append(Need(tuple(item["answers"]), phrases))
    return tuple(found)


def phrases_in(asked: Asked, needs: Iterable[Need], language: str) -> dict[str, tuple[str, ...]]:
    """What is asked in one language, by what answers it: phrases of its own, then needs.

    The phrases of a need are one text, which says more plainly what is meant than each alone.
    """
    every: dict[str, list[str]] = defaultdict(list)
    for key, phrases in asked.items():
        every[key] += phrases.get(language, ())
    for need in needs:
        for key in need.answers:
            if language in need.phrases:
                every[key].append("\n".join(need.phrases[language]))
    return {key: tuple(phrases) for key, phrases in every.items()}


def _keys(documents: Mapping[str, Document], pages: Mapping[str, Page]) -> set[str]:
    return {page.address.rstrip("/") for page in pages.values()} | {
        f"decisions/{document.id}/{anchor}"
        for document in documents.values()
        for anchor in document.tags
    }


def _parse(
    path: Path, place: str, names: Collection[str], accepted: str, problems: list[Problem]
) -> Any:
    """The data of a file with one of some names; None, and a problem, for any other.

    So it is for one that cannot be read, or holds nothing. `accepted` says which names are.
    """
    if path.suffix != ".yml" or path.stem not in names:
        problems.append(Problem(place, "is not a known file", accepted))
        return None
    try:
        data = parse_yaml(read_text(path, place), place)
    except ContentError as error:
        problems.append(problem_of(error))
        return None
    if data is None:
        problems.append(Problem(place, "holds nothing", "accepted is no such file, or phrases"))
    return data


def _wrong_need(item: Any, known: set[str]) -> tuple[str, str] | None:
    """What is wrong with a need, and what is accepted; None if nothing is."""
    if not isinstance(item, dict) or not {"answers"} < set(item) <= {"answers", *CODES}:
        return "found no need", f"accepted are answers, and phrases under {', '.join(CODES)}"
    answers = item["answers"]
    if not isinstance(answers, list) or not 1 <= len(answers) <= _MOST_ANSWERS:
        return "answers: found no list, or too long a one", f"accepted are 1 to {_MOST_ANSWERS}"
    for key in answers:
        if not isinstance(key, str) or key not in known:
            accepted = "accepted is folder/slug, also with #section, or decisions/document/anchor"
            return f"answers: “{key}” is unknown", accepted
    if len(set(answers)) < len(answers):
        return "answers: one stands twice", "accepted is each once"
    for code in CODES:
        if code in item and (wrong := _wrong(item[code])):
            return f"{code}: {wrong}", f"accepted is a list of 1 to {_MOST} phrases"
    return None


def _wrong(phrases: Any) -> str | None:
    """What is wrong with the phrases of a key; None if nothing is."""
    if not isinstance(phrases, list) or not 1 <= len(phrases) <= _MOST:
        return "found no list, or too long a one"
    for phrase in phrases:
        if not isinstance(phrase, str) or not clean(phrase) or len(phrase) > _LONGEST:
            return f"found {phrase!r}"
    if len(set(phrases)) < len(phrases):
        return "a phrase stands twice"
    return None
