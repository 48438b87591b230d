"""Everything the API answers besides search, ready-made as JSON by path.

The service opens these from the artefact and never reads content/. The same structure is what
`ldn-kb show --json` prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from indexer.akoma_ntoso import write_akn
from indexer.cited import Figure
from indexer.course_schemas import Course
from indexer.embeds import spell_out
from indexer.facts import state_figure
from indexer.iri import element_ids, expression_iri, part_iri
from indexer.item_records import build_item_records
from indexer.languages import LANGUAGES
from indexer.model import (
    Concept,
    Document,
    DocumentText,
    KnowledgeBase,
    Page,
    Paragraph,
    Reference,
    Term,
    Vocabulary,
)
from indexer.passages import paragraph_label
from indexer.reading import reading_minutes
from indexer.references import find_references
from indexer.version_records import build_comparison_records, list_version_records
from indexer.works import find_standing

JSON = dict[str, Any]


def build_records(kb: KnowledgeBase) -> dict[str, Any]:
    """The records by path: those of documents, pages, courses and items, and of lists."""
    records: dict[str, Any] = {"vocabulary.json": vocabulary_record(kb.vocabulary)}
    for document in kb.documents.values():
        records[f"documents/{document.id}.json"] = document_record(document, kb.documents)
        records[f"akn/{document.id}.json"] = akn_record(kb, document)
    records |= build_comparison_records(kb.documents)
    for page in kb.pages.values():
        records[f"pages/{page.id}.json"] = page_record(kb, page)
    for course in kb.courses.values():
        records[f"courses/{course.id}.json"] = course_record(course)
    records["sources.json"] = {key: asdict(source) for key, source in kb.sources.items()}
    records["figures.json"] = {key: _figure(figure) for key, figure in kb.figures.items()}
    items: list[Document | Page] = [*kb.documents.values(), *kb.pages.values()]
    records |= build_item_records(kb)
    records["redirects.json"] = {alias: item.id for item in items for alias in item.aliases}
    return records


def document_record(document: Document, documents: Mapping[str, Document]) -> JSON:
    """A document with its texts in every language, and its place among all documents."""
    symbols = {each.symbol: each.id for each in documents.values()}
    tags = document.tag_union
    return {
        "id": document.id,
        "symbol": document.symbol,
        "kind": document.kind,
        "status": find_standing(documents, document),
        "versions": list_version_records(documents, document),
        "body": document.body,
        "session": document.session,
        "date": document.date,
        "akn": document.iri,
        "original_language": document.original_language,
        "issued_language": document.issued_language,
        "title": {code: text.title for code, text in document.texts.items()},
        "missing": list(document.missing),
        "links": [
            {"label": li.label, "language": li.language, "url": li.url, "checked": li.checked}
            for li in document.links
        ],
        "themes": list(tags.themes),
        "audiences": list(tags.audiences),
        "annotations": [
            {
                "id": note.id,
                "anchor": note.anchor,
                "kind": note.kind,
                "quote": note.quote,
                "notes": dict(note.notes),
            }
            for note in document.annotations
        ],
        "texts": {
            code: text_record(document, text, symbols) for code, text in document.texts.items()
        },
    }


def akn_record(kb: KnowledgeBase, document: Document) -> JSON:
    """A document as Akoma Ntoso, by language."""
    works = {other.symbol: other.iri for other in kb.documents.values()}
    texts = {
        code: write_akn(document, code, vocabulary=kb.vocabulary, works=works).decode()
        for code in document.texts
    }
    return {"id": document.id, "texts": texts}


def text_record(document: Document, text: DocumentText, symbols: Mapping[str, str]) -> JSON:
    """A document in one language: masthead, opening, preamble, operative part, footnotes."""
    ids = element_ids(text)
    nodes = {
        section: [
            _node(document, text, paragraph, symbols, ids)
            for paragraph in text.paragraphs
            if paragraph.parent is None and (paragraph.kind == "preambular") == preambular
        ]
        for section, preambular in (("preamble", True), ("operative", False))
    }
    return {
        "language": text.language,
        "direction": LANGUAGES[text.language].direction,
        "status": text.status,
        "title": text.title,
        "digest": text.digest,
        "akn": expression_iri(document.iri, text.language, text.status),
        "masthead": [{"field": line.field, "text": line.text} for line in text.masthead],
        "opening": text.opening,
        **nodes,
        "footnotes": [
            {
                "anchor": n.anchor,
                "mark": n.mark,
                "text": n.text,
                "attached_to": n.attached_to,
                "references": [_reference(r, symbols) for r in find_references(n.text)],
            }
            for n in text.footnotes
        ],
    }


def find_node(text: JSON, anchor: str) -> JSON | None:
    """The node of an anchor in the record of a text."""
    stack: list[JSON] = [*text["preamble"], *text["operative"]]
    while stack:
        node = stack.pop()
        if node["anchor"] == anchor:
            return node
        stack += node["items"]
    return None


def _node(
    document: Document,
    text: DocumentText,
    paragraph: Paragraph,
    symbols: Mapping[str, str],
    ids: Mapping[str, str],
) -> JSON:
    expression = expression_iri(document.iri, text.language, text.status)
    verb, addressee = text.governing(paragraph.anchor)
    tags = document.tags.get(paragraph.anchor)
    return {
        "anchor": paragraph.anchor,
        "akn": part_iri(expression, ids[paragraph.anchor]),
        "kind": paragraph.kind,
        "number": paragraph.number,
        "label": paragraph_label(text, paragraph),
        "text": paragraph.text,
        "verb": verb and {"key": verb.key, "text": verb.text, "inherited": paragraph.verb is None},
        "addressee": addressee
        and {
            "keys": list(addressee.keys),
            "text": addressee.text,
            "inherited": paragraph.addressee is None,
        },
        "references": [_reference(r, symbols) for r in paragraph.references],
        "footnotes": [note.anchor for note in text.footnotes if note.mark in paragraph.footnotes],
        "themes": list(tags.themes) if tags else [],
        "audiences": list(tags.audiences) if tags else [],
        "items": [
            _node(document, text, child, symbols, ids) for child in text.children(paragraph.anchor)
        ],
    }


def _reference(reference: Reference, symbols: Mapping[str, str]) -> JSON:
    return {
        "kind": reference.kind,
        "key": reference.key,
        "text": reference.text,
        "start": reference.start,
        "end": reference.end,
        "document": symbols.get(reference.key),
    }


def page_record(kb: KnowledgeBase, page: Page) -> JSON:
    """A page with its texts in every language; what it embeds is spelled out."""
    return {
        "id": page.id,
        "kind": page.kind,
        "path": page.address,
        "level": page.level or None,
        "themes": list(page.tags.themes),
        "audiences": list(page.tags.audiences),
        "paragraphs": list(page.paragraphs),
        "reading_path": list(page.path),
        "sources": list(page.sources),
        "last_reviewed": page.review and page.review.last,
        "review_status": page.review and page.review.status,
        "missing": list(page.missing),
        "texts": {
            code: {
                "language": code,
                "direction": LANGUAGES[code].direction,
                "status": text.status,
                "reviewer": text.reviewer,
                "title": text.title,
                "summary": text.summary,
                "reading_minutes": reading_minutes(kb, text),
                "sections": [
                    {
                        "anchor": s.anchor,
                        "heading": s.heading,
                        "markdown": spell_out(s.markdown, kb, page, code),
                    }
                    for s in text.sections
                ],
            }
            for code, text in page.texts.items()
        },
    }


def course_record(course: Course) -> JSON:
    """A course with what it is for, its objectives and sessions in every language."""
    facts = course.facts
    return {
        "id": course.id,
        "level": facts.level,
        "audiences": list(facts.audiences),
        "themes": list(facts.themes),
        "minutes": facts.minutes,
        "paragraphs": list(facts.paragraphs),
        "pages": list(facts.pages),
        "terms": list(facts.terms),
        "questions": [{"id": each.id, "type": each.type} for each in facts.questions],
        "last_reviewed": facts.last_reviewed,
        "review_status": facts.review_status,
        "missing": list(facts.missing),
        "texts": {
            code: {
                "language": code,
                "direction": LANGUAGES[code].direction,
                "status": text.status,
                "title": text.title,
                "summary": text.summary,
                "objectives": list(text.objectives.values()),
                "sessions": [
                    {
                        "title": text.sessions[session.id].title,
                        "kind": session.kind,
                        "minutes": session.minutes,
                    }
                    for session in facts.sessions
                ],
            }
            for code, text in course.texts.items()
        },
    }


def _figure(figure: Figure) -> JSON:
    return {
        "numbers": {name: value * 10**scale for name, (value, scale) in figure.numbers.items()},
        "unit": dict(figure.unit),
        "year": figure.year,
        "source": figure.source,
        "confidence": figure.confidence,
        "statement": {code: state_figure(figure, code) for code in figure.statement},
    }


def vocabulary_record(vocabulary: Vocabulary) -> JSON:
    """The vocabularies with their labels in six languages."""
    return {
        "themes": {key: _concept(item) for key, item in vocabulary.themes.items()},
        "audiences": {key: _concept(item) for key, item in vocabulary.audiences.items()},
        "verbs": {key: dict(labels) for key, labels in vocabulary.verbs.items()},
        "verb_strength": {key: dict(notes) for key, notes in vocabulary.verb_strength.items()},
        "addressees": {key: dict(labels) for key, labels in vocabulary.addressees.items()},
        "glossary": {key: _term(item) for key, item in vocabulary.glossary.items()},
    }


def _concept(concept: Concept) -> JSON:
    return {
        "label": dict(concept.label),
        "scope": dict(concept.scope),
        "synonyms": {code: list(words) for code, words in concept.synonyms.items()},
    }


def _term(term: Term) -> JSON:
    return {
        "label": dict(term.label),
        "abbreviation": dict(term.abbreviation),
        "definition": dict(term.definition),
        "synonyms": {code: list(words) for code, words in term.synonyms.items()},
        "themes": list(term.themes),
        "status": term.status,
        "source": term.source,
    }
