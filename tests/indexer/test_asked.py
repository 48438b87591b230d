"""Phrases under which readers look for pages and paragraphs: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.asked import read_asked
from indexer.errors import Problem
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.passages import build_passages


def read(folder: Path, kb: KnowledgeBase) -> tuple[object, list[Problem]]:
    problems: list[Problem] = []
    return read_asked(folder, "content/asked", kb.documents, kb.pages, problems), problems


def test_every_page_and_paragraph_is_asked_for_in_six_languages(
    knowledge_base: KnowledgeBase,
) -> None:
    wanted = {
        page.address.rstrip("/") for page in knowledge_base.pages.values() if page.kind != "about"
    }
    assert wanted <= set(knowledge_base.asked)
    for key, phrases in knowledge_base.asked.items():
        assert set(phrases) == set(CODES), key


def test_phrases_are_of_the_passage_that_they_ask_for(knowledge_base: KnowledgeBase) -> None:
    passages = {p.id: p for p in build_passages(knowledge_base)}
    page = passages["fr/guidance/what-is-ldn"]
    assert page.asked == knowledge_base.asked["guidance/what-is-ldn"]["fr"]
    assert page.text == knowledge_base.pages["what-is-ldn"].texts["fr"].summary
    assert not page.anchor
    item = passages["ar/decisions/iccd-cop14-cst-l1/op-9#op-9-d"]
    assert item.asked == knowledge_base.asked["decisions/iccd-cop14-cst-l1/op-9-d"]["ar"]
    assert not passages["fr/guidance/what-is-ldn#in-short"].asked


def test_phrases_never_are_the_text(knowledge_base: KnowledgeBase) -> None:
    for passage in build_passages(knowledge_base):
        assert not any(len(p) > 40 and p in passage.text for p in passage.asked), passage.id


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("guidance/no-such-page:\n  - a phrase\n", "“guidance/no-such-page” is unknown"),
        ("guidance/what-is-ldn: a phrase\n", "found no list"),
        ("guidance/what-is-ldn: []\n", "found no list"),
        ("guidance/what-is-ldn:\n  - one\n  - one\n", "a phrase stands twice"),
        ("guidance/what-is-ldn:\n  - 7\n", "found 7"),
        ("- a phrase\n", "found no mapping"),
        ("guidance/what-is-ldn: [a\n", "content/asked/en.yml:"),
        ("guidance/what-is-ldn:\n  - " + "x" * 301 + "\n", "found 'xxx"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, knowledge_base: KnowledgeBase, text: str, found: str
) -> None:
    (tmp_path / "en.yml").write_text(text, encoding="utf-8")
    asked, problems = read(tmp_path, knowledge_base)
    assert len(problems) == 1
    assert found in str(problems[0])
    assert "content/asked/en.yml" in str(problems[0])
    assert not asked


def test_another_file_is_told(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    (tmp_path / "de.yml").write_text("{}", encoding="utf-8")
    assert "de.yml" in str(read(tmp_path, knowledge_base)[1][0])


def test_without_the_folder_nothing_is_asked(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    assert read(tmp_path / "none", knowledge_base) == ({}, [])
