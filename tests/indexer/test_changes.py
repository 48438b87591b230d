"""The record of changes: what it may say, and that its quotations are true."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.content import check_knowledge_base
from indexer.model import KnowledgeBase

SIX = "{ar: تغيير, zh: 更改, en: a, fr: b, ru: изменение, es: c}"


@pytest.fixture
def content(repository: Path, tmp_path: Path) -> Path:
    """A copy of the content with a record of changes to be written."""
    shutil.copytree(repository / "content", tmp_path / "content")
    return tmp_path / "content"


def problems(content: Path, entry: str) -> list[str]:
    (content / "changes.yml").write_text(entry, encoding="utf-8")
    return [str(problem) for problem in check_knowledge_base(content)]


def entry(kind: str, more: str = "", date: str = "2026-11-29") -> str:
    return f'- id: one\n  date: "{date}"\n  kind: {kind}\n  now: {SIX}\n  why: {SIX}\n{more}'


def test_changes_are_told_newest_first(content: Path, knowledge_base: KnowledgeBase) -> None:
    assert knowledge_base.changes
    dates = [change.date for change in knowledge_base.changes]
    assert dates == sorted(dates, reverse=True)
    assert problems(content, entry("added")) == []
    (content / "changes.yml").unlink()
    assert check_knowledge_base(content) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (entry("corrected"), "changes.yml: one: a change of kind corrected without what was"),
        (entry("added", f"  was: {SIX}\n"), "a change of kind added with what was"),
        (entry("removed"), "changes.yml:3: kind: found 'removed'"),
        (entry("added", date="2026-13-01"), "changes.yml:2: date: found '2026-13-01'"),
        (entry("added", date="2026"), "changes.yml:2: date: found '2026'"),
        (
            entry("added", "  place: decisions/iccd-cop14-cst-l1/op-99\n"),
            "changes.yml: one: the place “decisions/iccd-cop14-cst-l1/op-99” names no paragraph",
        ),
        (entry("added", "  place: https://x.example\n"), "the place “https://x.example”"),
        (entry("added").replace("ru: изменение, ", "", 1), "now.ru: found nothing"),
        (entry("added") + entry("added"), "the id “one” stands twice"),
        ("one: two\n", "changes.yml: found no list"),
    ],
)
def test_every_problem_says_its_place(content: Path, text: str, expected: str) -> None:
    assert [p for p in problems(content, text) if expected in p], problems(content, text)


def test_what_was_corrected_stands_there_now(knowledge_base: KnowledgeBase) -> None:
    """A later correction of the same words takes its own entry: then name it here."""
    checked = 0
    for change in knowledge_base.changes:
        _, document, anchor = (*change.place.split("/"), "", "")[:3]
        for wording in change.wordings:
            text = knowledge_base.documents[document].texts[wording.language]
            paragraph = text.paragraph(anchor)
            assert paragraph, change.id
            assert wording.after in paragraph.text, change.id
            assert wording.before not in paragraph.text, change.id
            checked += 1
    assert checked >= 5
