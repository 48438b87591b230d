"""The index that the browser searches when the API is away: one file for each language.

It holds the passages that the real index holds (`indexer.passages`), what reading a query needs
of the vocabulary, and labels. The browser analyses it at first use (`site/widget/static-search.js`,
docs/decisions/008-static-search.md). A document that does not exist in the language of the
edition stands in it in another one, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any, get_args

from indexer.arabic import SINGULARS
from indexer.languages import CODES, LANGUAGES
from indexer.model import Document, KnowledgeBase, Page, Passage, PassageKind
from indexer.names import split_label
from indexer.passages import passages_in, term_status
from indexer.references import (
    ABJAD,
    CYRILLIC,
    ITEM_WORDS,
    PARAGRAPH_WORDS,
    PREAMBLE_AROUND,
    PREAMBLE_WORDS,
)
from indexer.stop_words import HAN_STOP_WORDS, STOP_WORDS
from indexer.text import words
from indexer.works import find_standing

from .edition import WRITTEN_IN, Edition
from .routes import GLOSSARY, theme_path

#: Raised when a script of an earlier site could no longer read the file.
FORMAT = 1
#: The function that the file for pages without a server calls with the index.
CALLBACK = "ldnSearchIndex"

Json = dict[str, Any]
#: What the browser makes itself from language, path and anchor.
_DERIVED = frozenset({"id", "unit"})
#: By status: its words, those of the API (kb_service/labels.py).
_STATUSES = {
    "official": "official",
    "original": "original",
    "reviewed": "reviewed_long",
    "unofficial": "unofficial_long",
}
_KINDS: tuple[PassageKind, ...] = get_args(PassageKind)


def search_index_files(edition: Edition) -> dict[str, str]:
    """The index as data, and as a script for pages opened from a folder, by name."""
    data = json.dumps(build_search_index(edition), ensure_ascii=False, separators=(",", ":"))
    return {"search-index.json": data, "search-index.js": f"{CALLBACK}({data});"}


def build_search_index(edition: Edition) -> Json:
    """What the browser searches in one language."""
    code = edition.code
    needs = _needs(edition.kb, code)
    return {
        "format": FORMAT,
        "language": code,
        "directions": {key: language.direction for key, language in LANGUAGES.items()},
        "labels": _labels(edition),
        "paragraph_words": {
            "paragraph": PARAGRAPH_WORDS,
            "preamble": PREAMBLE_WORDS,
            "preamble_around": PREAMBLE_AROUND,
            "item": ITEM_WORDS,
            "letters": [ABJAD, CYRILLIC],
        },
        "stop_words": sorted(STOP_WORDS[code]) if code != "zh" else list(HAN_STOP_WORDS),
        "singulars": dict(sorted(SINGULARS.items())) if code == "ar" else {},
        "concepts": list(_concepts(edition)),
        "needs": [_content_words(text, code) for text in needs],
        "groups": list(_groups(edition, {text: place for place, text in enumerate(needs)})),
    }


def _labels(edition: Edition) -> Mapping[str, Mapping[str, str]]:
    """The labels of every value that a hit or a filter may show."""
    kb, code, words = edition.kb, edition.code, edition.strings
    return {
        "theme": {key: one.label[code] for key, one in kb.vocabulary.themes.items()},
        "audience": {key: one.label[code] for key, one in kb.vocabulary.audiences.items()},
        "addressee": {key: labels[code] for key, labels in kb.vocabulary.addressees.items()},
        "verb": {key: labels[code] for key, labels in kb.vocabulary.verbs.items()},
        "kind": {
            kind: words("kind.decision" if kind == "document" else f"kind.{kind}")
            for kind in _KINDS
        },
        "document": {
            **{key: _title(document, code) for key, document in kb.documents.items()},
            **{key: _title(page, code) for key, page in kb.pages.items()},
            "glossary": words("nav.glossary"),
        },
        "language": {key: words(f"language.{key}") for key in CODES},
        "status": {status: words(f"status.{name}") for status, name in _STATUSES.items()},
    }


def _title(text: Document | Page, code: str) -> str:
    return text.texts[_shown_in(text, code)].title


def _concepts(edition: Edition) -> Iterator[Json]:
    """Terms and themes: all names of each, where it is explained, and the themes it is of."""
    vocabulary, code = edition.kb.vocabulary, edition.code
    for term in vocabulary.glossary.values():
        abbreviation = term.abbreviation.get(code, "")
        yield {
            "kind": "term",
            "label": term.label[code],
            "names": _names(term.label[code], abbreviation, *term.synonyms[code]),
            "path": f"{GLOSSARY}#term-{term.id}",
            "themes": term.themes,
        }
    for theme in vocabulary.themes.values():
        yield {
            "kind": "theme",
            "label": theme.label[code],
            "names": _names(theme.label[code], *theme.synonyms[code]),
            "path": theme_path(theme.id),
            "themes": (theme.id,),
        }


def _names(*texts: str) -> list[str]:
    return list(dict.fromkeys(name for text in texts if text for name in split_label(text)))


def _needs(kb: KnowledgeBase, code: str) -> list[str]:
    """What readers want to find out, each once; passages name them by their places."""
    passages = passages_in(replace(kb, asked={}), code)
    return list(dict.fromkeys(text for passage in passages for text in passage.asked))


def _content_words(text: str, code: str) -> str:
    """The words of a need that say something, each once: nothing else of it is searched.

    Chinese is left as it is, since its words are found as pairs of characters.
    """
    if code == "zh":
        return text
    return " ".join(word for word in dict.fromkeys(words(text)) if word not in STOP_WORDS[code])


def _groups(edition: Edition, needs: Mapping[str, int]) -> Iterator[Json]:
    """The passages of each document, page and of the glossary; what all share is stated once."""
    for _, found in groupby(_passages(edition.kb, edition.code), lambda one: one.document):
        passages = list(found)
        rows = [_facts(passage, needs) for passage in passages]
        shared = {
            name: value
            for name, value in rows[0].items()
            if len(rows) > 1 and all(row.get(name) == value for row in rows)
        }
        yield {
            **shared,
            **_standing(edition.kb, passages[0]),
            "passages": [
                {name: value for name, value in row.items() if name not in shared} for row in rows
            ],
        }


def _passages(kb: KnowledgeBase, code: str) -> Iterator[Passage]:
    """Every passage of a language, then those of documents that exist in other languages only."""
    yield from passages_in(kb, code)
    for other in dict.fromkeys((WRITTEN_IN, *CODES)):
        documents = {k: d for k, d in kb.documents.items() if _shown_in(d, code) == other}
        pages = {k: p for k, p in kb.pages.items() if _shown_in(p, code) == other}
        if other != code and (documents or pages):
            terms = replace(kb.vocabulary, glossary={})
            yield from passages_in(
                replace(kb, documents=documents, pages=pages, vocabulary=terms), other
            )


def _shown_in(text: Document | Page, code: str) -> str:
    """The language in which a reader of another one gets a text."""
    return next(c for c in (code, WRITTEN_IN, *CODES) if c in text.texts)


def _facts(passage: Passage, needs: Mapping[str, int]) -> Json:
    """What is not empty of a passage; of its context, what no other field says."""
    said = {passage.title, *passage.heading.split("\n")}
    context = [line for line in passage.context.split("\n") if line not in said]
    if passage.heading and passage.context.replace("\n", " ") == passage.heading:
        context = []  # the chapeaux
    asked = tuple(text for text in passage.asked if text not in needs)
    facts = asdict(replace(passage, context="\n".join(context), asked=asked))
    facts["needs"] = [needs[text] for text in passage.asked if text in needs]
    return {name: value for name, value in facts.items() if value and name not in _DERIVED}


def _standing(kb: KnowledgeBase, passage: Passage) -> Json:
    """In which other languages a document is and how, whether it is a draft, its inline items."""
    document = kb.documents.get(passage.document)
    text = document or kb.pages.get(passage.document)
    statuses = (
        {code: one.status for code, one in text.texts.items()}
        if text
        else {code: term_status(code) for code in CODES}
    )
    others = {c: statuses[c] for c in CODES if c in statuses and c != passage.language}
    if document is None:
        return {"others": others}
    return {
        "others": others,
        "document_status": find_standing(kb.documents, document),
        "items": _items(document, passage.language),
    }


def _items(document: Document, code: str) -> dict[str, str]:
    """The paragraph that holds each inline item, which has no passage of its own."""
    text = document.texts[code]
    return {
        paragraph.anchor: next(
            above.anchor
            for above in reversed(text.chain(paragraph.anchor))
            if above.kind != "inline"
        )
        for paragraph in text.paragraphs
        if paragraph.kind == "inline"
    }
