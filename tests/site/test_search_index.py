"""The index that the browser searches without the API: what it holds, and where it leads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from built_page import Document
from test_site_parts import make_edition, part

from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.passages import passages_in
from indexer.stop_words import STOP_WORDS
from indexer.text import words
from kb_service.labels import TEXT_STATUSES

#: What travels before the first answer without the API, compressed.
_MOST = 300_000


def rows(index: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every passage with what its document's passages share, as the browser reads it."""
    for group in index["groups"]:
        shared = {name: value for name, value in group.items() if name != "passages"}
        for passage in group["passages"]:
            row = {"anchor": "", **shared, **passage}
            needs = [index["needs"][place] for place in row.get("needs", ())]
            yield {**row, "asked": [*row.get("asked", ()), *needs]}


@pytest.fixture(scope="session")
def indexes(site: Path) -> dict[str, dict[str, Any]]:
    """The index of each language as built."""
    return {
        code: json.loads((site / code / "search-index.json").read_text("utf-8")) for code in CODES
    }


@pytest.mark.parametrize("code", CODES)
def test_index_holds_every_passage_of_its_language(
    code: str, indexes: dict[str, dict[str, Any]], knowledge_base: KnowledgeBase
) -> None:
    found = list(rows(indexes[code]))
    expected = list(passages_in(knowledge_base, code))
    assert len(found) == len(expected) > 500
    for row, passage in zip(found, expected, strict=True):
        for name in ("path", "anchor", "kind", "language", "status", "document", "title", "text"):
            assert row[name] == getattr(passage, name), passage.id
        for name in ("number", "heading", "verb"):
            assert row.get(name) == (getattr(passage, name) or None), passage.id
        for name in ("themes", "audiences", "addressees", "references"):
            assert tuple(row.get(name, ())) == getattr(passage, name), passage.id
        for short, phrase in zip(row["asked"], passage.asked, strict=True):
            assert short == phrase or "\n" in phrase, passage.id  # a need: its words, each once
            assert {*words(short)} <= {*words(phrase)}, passage.id
            assert {*words(phrase)} - {*words(short)} <= STOP_WORDS[code], passage.id


@pytest.mark.parametrize("code", CODES)
def test_index_is_small_enough_for_a_slow_line(code: str, site: Path) -> None:
    data = (site / code / "search-index.json").read_bytes()
    assert len(gzip.compress(data)) <= _MOST


@pytest.mark.parametrize("code", CODES)
def test_script_for_pages_without_a_server_holds_the_same_data(code: str, site: Path) -> None:
    data = (site / code / "search-index.json").read_text("utf-8")
    assert (site / code / "search-index.js").read_text("utf-8") == f"ldnSearchIndex({data});"


def test_every_address_is_a_page_and_an_anchor_of_the_site(
    indexes: dict[str, dict[str, Any]], pages: dict[str, Document]
) -> None:
    anchors = {
        path: {element.get("id") for element in page.elements} | {""}
        for path, page in pages.items()
    }
    for index in indexes.values():
        for row in rows(index):
            for code in (row["language"], *row["others"]):
                assert row["anchor"] in anchors[f"{code}/{row['path']}index.html"], row
        for concept in index["concepts"]:
            path, _, anchor = concept["path"].partition("#")
            assert anchor in anchors[f"{index['language']}/{path}index.html"], concept
        for group in index["groups"]:
            for item, holder in group.get("items", {}).items():
                top = "-".join(holder.split("-")[:2])
                path = f"{index['language']}/decisions/{group['document']}/{top}/index.html"
                assert item in anchors[path], (item, holder)


def test_every_value_that_is_shown_has_a_label(indexes: dict[str, dict[str, Any]]) -> None:
    for index in indexes.values():
        labels = index["labels"]
        for row in rows(index):
            assert {row["status"], *row["others"].values()} <= labels["status"].keys()
            for name, field in (("theme", "themes"), ("audience", "audiences")):
                assert set(row.get(field, ())) <= labels[name].keys()
            assert set(row.get("addressees", ())) <= labels["addressee"].keys()
            assert row["kind"] in labels["kind"] and row["document"] in labels["document"]
            assert row.get("verb") is None or row["verb"] in labels["verb"]


def test_a_status_is_called_as_the_api_calls_it(indexes: dict[str, dict[str, Any]]) -> None:
    for code, index in indexes.items():
        labels = index["labels"]["status"]
        assert labels == {key: TEXT_STATUSES[key][code] for key in labels}
    assert indexes["zh"]["labels"]["status"]["official"] == "印发文本"


@pytest.mark.parametrize(("missing", "shown"), [(("fr",), "en"), (("en", "fr"), "ar")])
def test_a_page_that_a_language_lacks_stands_there_in_another_one(
    missing: tuple[str, ...], shown: str, knowledge_base: KnowledgeBase
) -> None:
    page = knowledge_base.pages["what-is-ldn"]
    texts = {code: text for code, text in page.texts.items() if code not in missing}
    pages = {**knowledge_base.pages, page.id: replace(page, texts=texts, missing=missing)}
    edition = make_edition(replace(knowledge_base, pages=pages), "fr")
    index = part("search_index").build_search_index(edition)
    found = [row for row in rows(index) if row["document"] == page.id]
    assert {row["language"] for row in found} == {shown}
    assert {row["title"] for row in found} == {texts[shown].title}
    assert index["labels"]["document"][page.id] == texts[shown].title
    assert found[0]["others"].keys() == texts.keys() - {shown}
    assert len(list(rows(index))) == len(list(passages_in(knowledge_base, "fr")))


def test_equal_content_gives_equal_bytes(knowledge_base: KnowledgeBase) -> None:
    made = [
        part("search_index").search_index_files(make_edition(knowledge_base, "zh"))
        for _ in range(2)
    ]
    assert made[0] == made[1]
