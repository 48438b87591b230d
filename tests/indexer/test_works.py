"""Versions of one work: chains in order, what each is to the others, and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.content import read_knowledge_base
from indexer.model import Document, KnowledgeBase
from indexer.works import (
    check_versions,
    find_earlier,
    find_later,
    find_standing,
    list_neighbours,
    list_versions,
    name_relation,
)
from tests.indexer.editing import edit, report
from tests.later_version import DRAFT, LATER, add_later_version


def make(knowledge_base: KnowledgeBase, *rows: tuple[str, str, str | None]) -> dict[str, Document]:
    """Documents of an id, a status and what they replace."""
    draft = knowledge_base.documents[DRAFT]
    return {
        id_: replace(draft, id=id_, symbol=id_, status=status, replaces=replaces)
        for id_, status, replaces in rows
    }


@pytest.fixture
def three(knowledge_base: KnowledgeBase) -> dict[str, Document]:
    """A draft, its revision and what was adopted, listed in another order, and a stranger."""
    return make(
        knowledge_base,
        ("adopted", "adopted", "revision"),
        ("stranger", "draft", None),
        ("draft", "draft", None),
        ("revision", "draft", "draft"),
    )


def test_versions_come_in_order_whichever_is_asked_for(three: dict[str, Document]) -> None:
    for id_ in ("draft", "revision", "adopted"):
        found = [each.id for each in list_versions(three, three[id_])]
        assert found == ["draft", "revision", "adopted"]
    assert list_versions(three, three["stranger"]) == (three["stranger"],)
    pairs = {(a.id, b.id) for a, b in list_neighbours(three)}
    assert pairs == {("draft", "revision"), ("revision", "adopted")}
    assert find_earlier(three, three["draft"]) is None
    assert find_later(three, three["draft"]) is three["revision"]


def test_a_replaced_version_is_superseded_and_keeps_its_own_status(
    three: dict[str, Document],
) -> None:
    standing = {id_: find_standing(three, each) for id_, each in three.items()}
    assert standing == {
        "adopted": "adopted",
        "stranger": "draft",
        "draft": "superseded",
        "revision": "superseded",
    }
    assert three["draft"].status == "draft"
    assert name_relation(three["draft"], three["revision"]) == "revision"
    assert name_relation(three["revision"], three["adopted"]) == "adopted"
    assert check_versions(three, "content") == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((("a", "adopted", "nothing"),), "a/document.yml: replaces: “nothing” is unknown"),
        ((("a", "draft", "a"),), "“a” leads back to this one"),
        ((("a", "draft", "b"), ("b", "draft", "a")), "“b” leads back to this one"),
        (
            (("a", "draft", None), ("b", "draft", "a"), ("c", "adopted", "a")),
            "c/document.yml: replaces: “a” is replaced by b too",
        ),
        ((("a", "adopted", None), ("b", "draft", "a")), "a draft replaces “a”, which is adopted"),
        ((("a", "superseded", None), ("b", "adopted", "a")), "“a” says `status: superseded`"),
    ],
)
def test_what_cannot_be_is_reported(
    knowledge_base: KnowledgeBase, rows: tuple[tuple[str, str, str | None], ...], found: str
) -> None:
    documents = make(knowledge_base, *rows)
    told = [str(problem) for problem in check_versions(documents, "content")]
    assert any(found in each for each in told), told
    for document in documents.values():  # editors at work see pages of broken content too
        assert document in list_versions(documents, document)


def test_kind_and_date_must_fit(knowledge_base: KnowledgeBase) -> None:
    documents = make(knowledge_base, ("a", "draft", None), ("b", "adopted", "a"))
    documents["b"] = replace(documents["b"], kind="report", date="2018-12")
    told = "\n".join(str(problem) for problem in check_versions(documents, "content"))
    assert "a report replaces “a”, a decision" in told
    assert "“a” is of 2019, later than this one (2018-12)" in told
    same_year = {**documents, "b": replace(documents["b"], kind="decision", date="2019-09")}
    assert check_versions(same_year, "content") == []


def test_a_later_version_is_linked_in_its_metadata(content: Path) -> None:
    folder = add_later_version(content)
    documents = read_knowledge_base(content).documents
    assert documents[LATER].replaces == DRAFT and documents[DRAFT].replaces is None
    edit(folder / "document.yml", lambda text: text.replace(DRAFT, "iccd-cop14-cst-l2"))
    assert f"decisions/{LATER}/document.yml: replaces: “iccd-cop14-cst-l2” is unknown" in report(
        content
    )
