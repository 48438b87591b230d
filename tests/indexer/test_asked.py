"""Phrases under which readers look for pages and paragraphs: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.asked import phrases_in, read_asked, read_needs
from indexer.errors import Problem
from indexer.languages import CODES
from indexer.model import KnowledgeBase, Need
from indexer.passages import build_passages

QUERIES = Path("tests/relevance/queries.tsv")


def read(folder: Path, kb: KnowledgeBase) -> tuple[object, list[Problem]]:
    problems: list[Problem] = []
    arguments = (folder, "content/asked", kb.documents, kb.pages, problems)
    needs = read_needs(*arguments, kb.sections, kb.vocabulary.themes)
    return {**read_asked(*arguments), **{need.answers: need for need in needs}}, problems


def read_wrong(path: Path, text: str, found: str, kb: KnowledgeBase) -> object:
    """What is read of a folder with one wrong file, which is told with its place."""
    path.write_text(text, encoding="utf-8")
    folder = path.parent.parent if path.parent.name == "needs" else path.parent
    asked, problems = read(folder, kb)
    assert len(problems) == 1
    assert found in str(problems[0])
    assert f"content/asked/{path.relative_to(folder)}" in str(problems[0])
    return asked


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
    phrases = phrases_in(knowledge_base.asked, knowledge_base.needs, "fr")
    assert page.asked == phrases["guidance/what-is-ldn"]
    assert set(knowledge_base.asked["guidance/what-is-ldn"]["fr"]) <= set(page.asked)
    assert page.text == knowledge_base.pages["what-is-ldn"].texts["fr"].summary
    assert not page.anchor
    item = passages["ar/decisions/iccd-cop14-cst-l1/op-9#op-9-d"]
    assert set(knowledge_base.asked["decisions/iccd-cop14-cst-l1/op-9-d"]["ar"]) <= set(item.asked)


def test_a_need_is_asked_of_each_of_its_answers(knowledge_base: KnowledgeBase) -> None:
    by_key = {
        (f"decisions/{p.document}/{p.anchor}" if p.unit.startswith("decisions") else p.unit): p
        for p in build_passages(knowledge_base)
        if p.language == "zh"
    }
    assert len(knowledge_base.needs) > 300
    for need in knowledge_base.needs:
        assert set(need.phrases) == set(CODES), need.answers
        for key in need.answers:
            assert "\n".join(need.phrases["zh"]) in by_key[key].asked, key


def test_phrases_never_are_the_text(knowledge_base: KnowledgeBase) -> None:
    for passage in build_passages(knowledge_base):
        phrases = "\n".join(passage.asked).split("\n")
        assert not any(len(p) > 40 and p in passage.text for p in phrases), passage.id


def test_no_phrase_of_a_need_is_a_judged_question(knowledge_base: KnowledgeBase) -> None:
    judged = {line.split("\t")[3].casefold() for line in QUERIES.read_text("utf-8").splitlines()}
    asked = {
        phrase.casefold()
        for need in knowledge_base.needs
        for phrases in need.phrases.values()
        for phrase in phrases
    }
    assert len(judged) > 1000
    assert not asked & judged


NEED = "- answers: [guidance/what-is-ldn#in-short]\n  en: [a phrase]\n"


def needs_file(folder: Path, name: str = "gender.yml") -> Path:
    (folder / "needs").mkdir()
    return folder / "needs" / name


def test_a_need_is_read(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    needs_file(tmp_path).write_text(NEED, encoding="utf-8")
    asked, problems = read(tmp_path, knowledge_base)
    key = ("guidance/what-is-ldn#in-short",)
    assert not problems
    assert asked == {key: Need(key, {"en": ("a phrase",)})}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: b\n", "gender.yml: found no list"),
        ("~\n", "gender.yml: holds nothing"),
        ("- answers: [!!bool x]\n  en: [a]\n", "gender.yml:"),
        ("- !!timestamp x\n", "gender.yml:"),
        ("- answers: [guidance/none]\n  en: [a]\n", "gender.yml:1: answers: “guidance/none” is"),
        (NEED + NEED.replace("in-short", "none"), "gender.yml:3: answers: “guidance/what-is-ldn#n"),
        (NEED.replace("en:", "de:"), "found no need"),
        ("- answers: [guidance/what-is-ldn]\n", "found no need"),
        ("- en: [a]\n", "found no need"),
        ("- answers: []\n  en: [a]\n", "answers: found no list"),
        ("- answers: [[a]]\n  en: [a]\n", "answers: “['a']” is unknown"),
        ("- answers: [guidance/what-is-ldn, guidance/what-is-ldn]\n  en: [a]\n", "stands twice"),
        (NEED.replace("in-short", "questions"), "guidance/what-is-ldn#questions” is unknown"),
        (NEED.replace("a phrase", "7"), "en: found 7"),
        (NEED.replace("a phrase", r'"\0\u200e"'), "en: found '\\x00"),
        (NEED.replace("[a phrase]", "[a, a]"), "en: a phrase stands twice"),
        ("- [a\n", "gender.yml:"),
    ],
)
def test_what_is_wrong_with_a_need_is_told_with_its_place(
    tmp_path: Path, knowledge_base: KnowledgeBase, text: str, found: str
) -> None:
    asked = read_wrong(needs_file(tmp_path), text, found, knowledge_base)
    assert asked == {} or text.count("answers") == 2


def test_a_file_in_place_of_the_folder_and_a_folder_in_place_of_a_file_are_told(
    tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    read_wrong(tmp_path / "needs", NEED, "is no folder", knowledge_base)
    (tmp_path / "needs").unlink()
    needs_file(tmp_path).mkdir()
    _, problems = read(tmp_path, knowledge_base)
    assert len(problems) == 1
    assert "content/asked/needs/gender.yml" in str(problems[0])


def test_a_file_of_no_theme_is_told(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    path = needs_file(tmp_path, "weather.yml")
    read_wrong(path, NEED, "accepted is a theme's id and .yml: soil-", knowledge_base)


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
    assert not read_wrong(tmp_path / "en.yml", text, found, knowledge_base)


def test_another_file_is_told(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    (tmp_path / "de.yml").write_text("{}", encoding="utf-8")
    assert "de.yml" in str(read(tmp_path, knowledge_base)[1][0])


def test_without_the_folder_nothing_is_asked(tmp_path: Path, knowledge_base: KnowledgeBase) -> None:
    assert read(tmp_path / "none", knowledge_base) == ({}, [])
