"""What pages must be: their shape, length, sources, paths and wording.

Headings and the order of sections are content (vocabulary/sections.yml), as are the words that a
language avoids (vocabulary/usage.yml), so that an editor changes both without code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from indexer import fileschemas as schemas
from indexer.embeds import cited, embedded
from indexer.errors import ContentError, Problem
from indexer.files import parse_yaml, read_text, validate_model
from indexer.model import KnowledgeBase, Page, PageText, SectionKind
from indexer.page_markdown import check_markdown
from indexer.reading import count_words
from indexer.vocabulary import by_language, problem_of, read_entries

#: English words that a guidance page may have in its own sentences.
WORDS = (600, 1200)
#: What stands in quotation marks is another's wording.
_QUOTED = re.compile(r"“[^”\n]*”|«[^»\n]*»|《[^》\n]*》|\"[^\"\n]*\"")


def read_sections(path: Path, where: str, problems: list[Problem]) -> dict[str, SectionKind]:
    """The sections that pages have, by anchor in their order."""
    entries = read_entries(path, where, schemas.SectionEntry, problems)
    return {
        key: SectionKind(
            tuple(entry.kinds), entry.required, entry.searched, by_language(entry.label)
        )
        for key, entry in entries.items()
    }


def read_usage(path: Path, where: str, problems: list[Problem]) -> list[schemas.UsageEntry]:
    """The wording that texts avoid."""
    place = f"{where}/{path.name}"
    try:
        rows = parse_yaml(read_text(path, place), place)
    except ContentError as error:
        problems.append(problem_of(error))
        rows = []
    if not isinstance(rows, list):
        problems.append(Problem(place, "found no list", "accepted is a list of entries"))
        rows = []
    entries = [validate_model(schemas.UsageEntry, row, place, problems) for row in rows]
    return [entry for entry in entries if entry is not None]


def check_pages(kb: KnowledgeBase, usage: Sequence[schemas.UsageEntry], root: str) -> list[Problem]:
    """Every problem of every page with these rules."""
    problems: list[Problem] = []
    for page in kb.pages.values():
        where = f"{root}/{page.folder}/{page.id}"
        problems += _check_metadata(kb, page, where)
        for code, text in page.texts.items():
            place = f"{where}/{code}.md"
            if page.kind != "about":
                problems += _check_shape(page, text, kb.sections, place)
            problems += check_markdown(kb, page, text, place)
            problems += check_wording([text.title, text.summary, text.markdown], code, usage, place)
            if page.kind == "guidance" and text.status == "original" and code == "en":
                count = count_words(kb, text)
                if not WORDS[0] <= count <= WORDS[1]:
                    accepted = f"accepted are {WORDS[0]:,} to {WORDS[1]:,}"
                    problems.append(Problem(place, f"has {count:,} words of its own", accepted))
    for page in kb.pages.values():
        if page.kind != "guidance":
            continue
        theme = page.tags.themes[0]
        home = kb.pages.get(theme)
        if home is None or home.kind != "theme" or page.id not in home.path:
            where = f"{root}/guidance/{page.id}"
            accepted = f"name it under path in themes/{theme}/page.yml"
            problems.append(Problem(where, "is not on the path of its first theme", accepted))
    for source in kb.sources.values():
        if source.document is not None and source.document not in kb.documents:
            accepted = f"accepted are {', '.join(kb.documents)}"
            place = f"{root}/sources.yml: {source.id}"
            problems.append(Problem(place, f"document “{source.document}” is unknown", accepted))
    for figure in kb.figures.values():
        for code, sentence in figure.statement.items():
            place = f"{root}/figures.yml: {figure.id}: {code}"
            problems += check_wording([sentence], code, usage, place)
    return problems


def _check_metadata(kb: KnowledgeBase, page: Page, where: str) -> Iterator[Problem]:
    place = f"{where}/page.yml"
    for name, listed in (
        ("path", page.path),
        ("sources", page.sources),
        ("paragraphs", page.paragraphs),
        ("themes", page.tags.themes),
        ("audiences", page.tags.audiences),
    ):
        if len(set(listed)) != len(listed):
            yield Problem(place, f"{name} names something twice", "name each once")
    for paragraph in page.paragraphs:
        if "/" not in paragraph:
            accepted = "accepted is document/anchor, such as iccd-cop14-cst-l1/op-9-d"
            yield Problem(place, f"paragraph “{paragraph}” is a whole document", accepted)
    for name in page.path:
        if name not in kb.pages or kb.pages[name].kind != "guidance":
            accepted = "accepted are ids of guidance pages"
            yield Problem(place, f"the path names “{name}”, which is no guidance page", accepted)
    concepts = {"theme": kb.vocabulary.themes, "audience": kb.vocabulary.audiences}.get(page.kind)
    if concepts is not None:
        if page.id not in concepts:
            accepted = f"accepted are {', '.join(concepts)}"
            yield Problem(where, f"“{page.id}” is no {page.kind}", accepted)
        for code, text in page.texts.items():
            if page.id in concepts and text.title != concepts[page.id].label[code]:
                accepted = f"accepted is the {page.kind}’s name: {concepts[page.id].label[code]}"
                yield Problem(f"{where}/{code}.md", f"its title is {text.title}", accepted)
    if page.kind == "about":
        return
    for source in page.sources:
        if source not in kb.sources:
            accepted = "accepted are ids of sources.yml"
            yield Problem(place, f"the source “{source}” is unknown", accepted)
    used = {name for text in page.texts.values() for name in _sources(kb, text)}
    for source in sorted(used.symmetric_difference(page.sources)):
        if kb.sources.get(source) and kb.sources[source].document and source in page.sources:
            continue  # quoted paragraphs are their own mark
        found = "is listed and never marked" if source in page.sources else "is marked, not listed"
        accepted = "accepted are the sources that the text marks"
        yield Problem(place, f"the source “{source}” {found}", accepted)


def _sources(kb: KnowledgeBase, text: PageText) -> Iterator[str]:
    """The sources that a text marks: by itself, or with the figures that it states."""
    yield from cited(text.markdown)
    for name in embedded(text.markdown, "figures"):
        if name in kb.figures:
            yield kb.figures[name].source


def _check_shape(
    page: Page, text: PageText, sections: Mapping[str, SectionKind], place: str
) -> Iterator[Problem]:
    expected = {key: entry for key, entry in sections.items() if page.kind in entry.kinds}
    anchors = [section.anchor for section in text.sections]
    if anchors != [key for key in expected if key in anchors]:
        accepted = f"accepted are, in this order: {', '.join(expected)}"
        yield Problem(place, f"its sections are {', '.join(anchors)}", accepted)
    for key, entry in expected.items():
        if entry.required and key not in anchors:
            accepted = f"accepted is “## {entry.label[text.language]} {{#{key}}}”"
            yield Problem(place, f"has no section {key}", accepted)
    for section in text.sections:
        kind = expected.get(section.anchor)
        if kind and section.heading != kind.label[text.language]:
            accepted = f"accepted is “{kind.label[text.language]}”"
            found = f"its heading is “{section.heading}”"
            yield Problem(f"{place}#{section.anchor}", found, accepted)


def check_wording(
    texts: Iterable[str], code: str, usage: Sequence[schemas.UsageEntry], place: str
) -> Iterator[Problem]:
    """Wording of our own sentences that a language avoids; quotations are another's."""
    own = _QUOTED.sub("", "\n\n".join(texts)).casefold()
    own = " ".join(own.replace("*", "").split())
    for entry in usage:
        if entry.language == code and entry.avoid.casefold() in own:
            yield Problem(place, f"says “{entry.avoid}”", f"write “{entry.use}”: {entry.reason}")
