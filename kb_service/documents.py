"""Documents, paragraphs and pages of an artefact's records, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.languages import CODES
from kb_service.urls import SiteUrls
from kb_service.versions import show_versions
from kb_service.vocabulary import Json, Vocabularies, limited, translation_status

_DOCUMENT_FACTS = (
    "id",
    "symbol",
    "kind",
    "status",
    "body",
    "session",
    "date",
    "akn",
    "original_language",
    "issued_language",
    "missing",
    "themes",
    "audiences",
    "links",
)

_PAGE_FACTS = (
    "id",
    "kind",
    "level",
    "missing",
    "themes",
    "audiences",
    "paragraphs",
    "reading_path",
    "last_reviewed",
    "review_status",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Shows records with labels and addresses; holds no state of its own."""

    vocabularies: Vocabularies
    urls: SiteUrls

    def document_summary(self, record: Mapping[str, Any], language: str | None) -> Json:
        """A document without its text."""
        return {
            **{name: record[name] for name in _DOCUMENT_FACTS},
            "versions": show_versions(record, self.urls, language),
            "title": limited(record["title"], language),
            "url": limited({c: self.urls.document(c, record["id"]) for c in CODES}, language),
            "translation_status": _statuses(record, language),
        }

    def course(self, record: Mapping[str, Any], language: str | None) -> Json:
        """A training module, without its slides, texts and questions."""
        texts = {
            code: {
                **text,
                "translation_status": translation_status(text["status"], code),
                "url": self.urls.at(code, f"courses/{record['id']}/"),
            }
            for code, text in limited(record["texts"], language).items()
        }
        for text in texts.values():
            del text["status"]
        return {**record, "texts": texts}

    def document(self, record: Mapping[str, Any], language: str | None) -> Json:
        """A document with its structure."""
        return {
            **self.document_summary(record, language),
            "annotations": [_annotation(note, language) for note in record["annotations"]],
            "texts": {
                code: {
                    "language": code,
                    "direction": text["direction"],
                    "translation_status": translation_status(text["status"], code),
                    "title": text["title"],
                    "akn": text["akn"],
                    "url": self.urls.document(code, record["id"]),
                    "masthead": text["masthead"],
                    "opening": text["opening"],
                    "preamble": self._nodes(record["id"], code, text["preamble"]),
                    "operative": self._nodes(record["id"], code, text["operative"]),
                    "footnotes": text["footnotes"],
                }
                for code, text in limited(record["texts"], language).items()
            },
        }

    def paragraph(self, record: Mapping[str, Any], anchor: str, language: str | None) -> Json:
        """A paragraph in its languages; KeyError for an unknown anchor."""
        issued = record["texts"][record["issued_language"]]
        place = find_places(issued)[anchor]
        id_ = record["id"]

        def neighbour(other: str | None) -> Json | None:
            if other is None:
                return None
            urls = {code: self.urls.paragraph(code, id_, other) for code in CODES}
            return {"anchor": other, "url": limited(urls, language)}

        below = {anchor, *(node["anchor"] for node in walk(place.node["items"]))}
        return {
            "document": {
                "id": id_,
                "symbol": record["symbol"],
                "status": record["status"],
                "title": limited(record["title"], language),
                "url": limited({c: self.urls.document(c, id_) for c in CODES}, language),
            },
            "anchor": anchor,
            "akn": record["akn"] + place.node["akn"].removeprefix(issued["akn"]),
            "kind": place.node["kind"],
            "parent": place.chain[-1]["anchor"] if place.chain else None,
            "previous": neighbour(place.previous),
            "next": neighbour(place.next),
            "issued_language": record["issued_language"],
            "texts": {
                code: self._paragraph_text(id_, code, text, anchor)
                for code, text in limited(record["texts"], language).items()
            },
            "annotations": [
                _annotation(note, language)
                for note in record["annotations"]
                if note["anchor"] in below
            ],
        }

    def page_summary(self, record: Mapping[str, Any], language: str | None) -> Json:
        """A page without its text."""
        texts = record["texts"]
        return {
            **{name: record[name] for name in _PAGE_FACTS},
            "title": limited({code: text["title"] for code, text in texts.items()}, language),
            "summary": limited({code: text["summary"] for code, text in texts.items()}, language),
            "url": limited({code: self.urls.at(code, record["path"]) for code in CODES}, language),
            "translation_status": _statuses(record, language),
        }

    def page(
        self, record: Mapping[str, Any], sources: Mapping[str, Json], language: str | None
    ) -> Json:
        """A page with its sections and the sources that they cite by number."""
        path = record["path"]
        return {
            **self.page_summary(record, language),
            "sources": [dict(sources[name]) for name in record["sources"]],
            "texts": {
                code: {
                    "language": code,
                    "direction": text["direction"],
                    "translation_status": translation_status(text["status"], code),
                    "reviewer": text["reviewer"],
                    "title": text["title"],
                    "summary": text["summary"],
                    "reading_minutes": text["reading_minutes"],
                    "url": self.urls.at(code, path),
                    **self._tags(record, code),
                    "sections": [
                        {**section, "url": self.urls.at(code, path, section["anchor"])}
                        for section in text["sections"]
                    ],
                }
                for code, text in limited(record["texts"], language).items()
            },
        }

    def _paragraph_text(self, id_: str, code: str, text: Mapping[str, Any], anchor: str) -> Json:
        place = find_places(text)[anchor]
        shown = self._node(id_, code, place.node)
        notes = {note["anchor"]: note for note in text["footnotes"]}
        return {
            "language": code,
            "direction": text["direction"],
            "translation_status": translation_status(text["status"], code),
            "context": [
                {"anchor": above["anchor"], "text": above["text"]} for above in place.chain
            ],
            **{name: value for name, value in shown.items() if name not in ("anchor", "kind")},
            "footnotes": [notes[name] for name in shown["footnotes"]],
        }

    def _nodes(self, id_: str, code: str, nodes: list[Json]) -> list[Json]:
        return [self._node(id_, code, node) for node in nodes]

    def _node(self, id_: str, code: str, node: Json) -> Json:
        verb, addressee = node["verb"], node["addressee"]
        label = self.vocabularies.label
        return {
            "anchor": node["anchor"],
            "akn": node["akn"],
            "kind": node["kind"],
            "number": node["number"],
            "label": node["label"],
            "text": node["text"],
            "url": self.urls.paragraph(code, id_, node["anchor"]),
            "verb": verb
            and {
                "id": verb["key"],
                "label": label("verb", verb["key"], code),
                "text": verb["text"],
                "inherited": verb["inherited"],
            },
            "addressee": addressee
            and {
                "values": self.vocabularies.labelled_all("addressee", addressee["keys"], code),
                "text": addressee["text"],
                "inherited": addressee["inherited"],
            },
            "references": node["references"],
            "footnotes": node["footnotes"],
            **self._tags(node, code),
            "items": self._nodes(id_, code, node["items"]),
        }

    def _tags(self, record: Mapping[str, Any], code: str) -> Json:
        return {
            "themes": self.vocabularies.labelled_all("theme", record["themes"], code),
            "audiences": self.vocabularies.labelled_all("audience", record["audiences"], code),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: what is above it, and its neighbours at the same level."""

    node: Json
    chain: tuple[Json, ...]
    previous: str | None
    next: str | None


def find_places(text: Mapping[str, Any]) -> dict[str, Place]:
    """Every paragraph of a text by anchor, in order of appearance."""
    places: dict[str, Place] = {}

    def visit(siblings: list[Json], chain: tuple[Json, ...]) -> None:
        anchors = [None, *(node["anchor"] for node in siblings), None]
        for index, node in enumerate(siblings):
            places[node["anchor"]] = Place(node, chain, anchors[index], anchors[index + 2])
            visit(node["items"], (*chain, node))

    visit([*text["preamble"], *text["operative"]], ())
    return places


def walk(nodes: list[Json]) -> Iterator[Json]:
    """Nodes and everything below them, in order."""
    for node in nodes:
        yield node
        yield from walk(node["items"])


def _statuses(record: Mapping[str, Any], language: str | None) -> Json:
    statuses = {code: text["status"] for code, text in record["texts"].items()}
    statuses.update(dict.fromkeys(record["missing"], "missing"))
    return {
        code: translation_status(status, code)
        for code, status in limited(statuses, language).items()
    }


def _annotation(note: Mapping[str, Any], language: str | None) -> Json:
    return {**note, "notes": limited(note["notes"], language)}
