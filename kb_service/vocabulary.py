"""The vocabularies of an opened artefact: labels by language, and which values exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from indexer.columns import VOCABULARIES, Columns
from indexer.languages import CODES, LANGUAGES
from indexer.model import PARAGRAPH_KINDS
from kb_service.labels import GLOSSARY, LANGUAGE_NAMES, PASSAGE_KINDS, TEXT_STATUSES, label_in
from kb_service.urls import SiteUrls

Json = dict[str, Any]
_KEPT = 1 << 12  # labels


class Vocabularies:
    """Labels and accepted values, computed once when an artefact is opened."""

    def __init__(self, records: Mapping[str, Any], columns: Columns) -> None:
        documents = [records[path] for path in records if path.startswith("documents/")]
        self._statuses: dict[str, str] = {each["id"]: each["status"] for each in documents}
        self._symbols: dict[str, str] = {each["id"]: each["symbol"] for each in documents}
        self.tables: Mapping[str, Mapping[str, Any]] = records["vocabulary.json"]
        self._records = records
        self._columns = columns
        #: The label of a filter's value in a language, the value itself where there is none; and
        #: the value with it. Both are made once: an answer counts some two hundred values.
        self.label = lru_cache(_KEPT)(self._find_label)
        self.labelled = lru_cache(_KEPT)(self._label_value)

    def document_status(self, document: str) -> str | None:
        """Whether a decision is a draft, adopted or superseded; None for what is no decision."""
        return self._statuses.get(document)

    def symbol(self, document: str) -> str | None:
        """The symbol of a document; None for a page and the glossary."""
        return self._symbols.get(document)

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """Titles of documents and pages by id and language."""
        titles: dict[str, Mapping[str, str]] = {"glossary": GLOSSARY}
        for path, record in self._records.items():
            if path.startswith("documents/"):
                titles[record["id"]] = record["title"]
            elif path.startswith("pages/"):
                titles[record["id"]] = {c: t["title"] for c, t in record["texts"].items()}
        return titles

    @cached_property
    def accepted(self) -> Mapping[str, tuple[str, ...]]:
        """The values that each filter accepts, in published order."""
        kinds = self._columns.facets["kind"]
        of_paragraphs = [kinds.holding(kinds.values.index(kind)) for kind in PARAGRAPH_KINDS]
        _, codes = self._columns.anchors.of(np.sort(np.concatenate(of_paragraphs)))
        anchors = self._columns.anchors.values
        paragraphs = dict.fromkeys(anchors[code] for code in codes.tolist())
        holders = self._columns.holders
        items = dict.fromkeys(item for _, item, held in holders if held in paragraphs)
        found: dict[str, tuple[str, ...]] = {
            "document": self._columns.facets["document"].values,
            "paragraph": tuple(paragraphs | items),
            "kind": tuple(PASSAGE_KINDS),
            "language": CODES,
        }
        for name, table in VOCABULARIES.items():
            found[name] = tuple(self.tables[table])
        return found

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many hits carry each theme, audience, addressee and verb; a page is one."""
        firsts = np.flatnonzero(self._columns.first_of_hit)
        counts: dict[str, dict[str, int]] = {}
        for name in VOCABULARIES:
            table = self._columns.facets[name]
            numbers = np.bincount(table.of(firsts)[1], minlength=len(table.values))
            counts[name] = dict(zip(table.values, numbers.tolist(), strict=True))
        return counts

    def _find_label(self, filter_name: str, value: str, language: str) -> str:
        match filter_name:
            case "kind":
                return label_in(PASSAGE_KINDS.get(value, {}), language, value)
            case "language":
                return label_in(LANGUAGE_NAMES.get(value, {}), language, value)
            case "document":
                titles = self.titles.get(value, {})
                return self.symbol(value) or label_in(titles, language, value)
            case "paragraph":
                return value
        entry = self.tables[VOCABULARIES[filter_name]].get(value, {})
        labels = entry.get("label", {}) if filter_name in ("theme", "audience") else entry
        return label_in(labels, language, value)

    def _label_value(self, filter_name: str, value: str, language: str) -> Json:
        """An id with its label."""
        return {"id": value, "label": self.label(filter_name, value, language)}

    def labelled_all(self, filter_name: str, values: Sequence[str], language: str) -> list[Json]:
        """Ids with their labels."""
        return [self.labelled(filter_name, value, language) for value in values]


def translation_status(key: str, language: str) -> Json:
    """The status of a text with its label in a language."""
    return {"key": key, "label": label_in(TEXT_STATUSES[key], language, key)}


def limited(texts: Mapping[str, Any], language: str | None) -> Json:
    """A map by language, in the order of the languages, limited to one if one is named."""
    return {code: texts[code] for code in CODES if code in texts and language in (None, code)}


def build_concepts(
    vocabularies: Vocabularies, name: str, urls: SiteUrls, language: str | None
) -> list[Json]:
    """Themes or audiences, ready to be sent."""
    page = urls.theme if name == "theme" else urls.audience
    return [
        {
            "id": key,
            "label": limited(entry["label"], language),
            "scope": limited(entry["scope"], language),
            "synonyms": limited(entry["synonyms"], language),
            "url": limited({code: page(code, key) for code in CODES}, language),
            "passages": vocabularies.counts[name].get(key, 0),
        }
        for key, entry in vocabularies.tables[VOCABULARIES[name]].items()
    ]


def build_verbs(vocabularies: Vocabularies, language: str | None) -> list[Json]:
    """Verbs with what each means in decisions, ready to be sent."""
    strengths = vocabularies.tables["verb_strength"]
    return [
        {**tag, "strength": limited(strengths.get(tag["id"], {}), language)}
        for tag in build_tags(vocabularies, "verb", language)
    ]


def build_tags(vocabularies: Vocabularies, name: str, language: str | None) -> list[Json]:
    """Verbs or addressees, ready to be sent."""
    return [
        {
            "id": key,
            "label": limited(labels, language),
            "passages": vocabularies.counts[name].get(key, 0),
        }
        for key, labels in vocabularies.tables[VOCABULARIES[name]].items()
    ]


def build_glossary(
    vocabularies: Vocabularies,
    places: Mapping[str, tuple[str, str]],
    urls: SiteUrls,
    language: str | None,
) -> list[Json]:
    """The glossary, ready to be sent; `places` gives path and anchor of each term."""
    return [
        {
            "id": key,
            **{
                part: limited(entry[part], language)
                for part in ("label", "abbreviation", "definition", "synonyms")
            },
            "themes": entry["themes"],
            "status": entry["status"],
            "source": entry["source"],
            "url": limited({code: urls.at(code, *places[key]) for code in CODES}, language),
        }
        for key, entry in vocabularies.tables["glossary"].items()
    ]


def build_languages(
    passages: Mapping[str, int], urls: SiteUrls, language: str | None
) -> list[Json]:
    """The six languages, ready to be sent."""
    return [
        {
            "code": code,
            "tag": one.tag,
            "endonym": one.endonym,
            "label": limited(LANGUAGE_NAMES[code], language),
            "direction": one.direction,
            "script": one.script,
            "passages": passages.get(code, 0),
            "url": urls.at(code, ""),
        }
        for code, one in LANGUAGES.items()
    ]
