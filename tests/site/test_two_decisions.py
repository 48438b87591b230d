"""A second decision, adopted and with a note on an item: each is named, each has its own status."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.alignment import resolve_verbs
from indexer.decision import parse_decision
from indexer.languages import CODES
from indexer.model import Document, KnowledgeBase
from tests.site.test_site_parts import make_edition, part

FIXTURES = Path(__file__).parents[1] / "fixtures" / "decisions"


@pytest.fixture(scope="module")
def two(knowledge_base: KnowledgeBase) -> KnowledgeBase:
    """The real decision and the invented one of the fixtures."""
    (first,) = knowledge_base.documents.values()
    texts = {
        code: parse_decision((FIXTURES / f"second.{code}.txt").read_text("utf-8"), code).text
        for code in CODES
    }
    issued = texts[first.issued_language]
    second: Document = replace(
        first,
        id="second",
        symbol="ICCD/COP(99)/L.7",
        status="adopted",
        texts={code: resolve_verbs(issued, text) for code, text in texts.items()},
        tags={},
        annotations=(),
        links=(),
        aliases=(),
    )
    return replace(knowledge_base, documents={first.id: first, second.id: second})


@pytest.mark.parametrize("code", CODES)
def test_a_note_on_an_item_stands_on_the_page_of_its_paragraph(
    code: str, two: KnowledgeBase
) -> None:
    edition = make_edition(two, code)
    views = {view.path: view for view in part("decision_views").decision_views(edition)}
    for anchor, notes in (("pp-4", ["pp-4"]), ("op-6", ["op-6-b"]), ("op-5", [])):
        shown = views[f"decisions/second/{anchor}/"].context["footnotes"]
        assert [note.attached_to for note in shown] == notes


@pytest.mark.parametrize("code", CODES)
def test_app_and_copy_name_each_decision(code: str, two: KnowledgeBase) -> None:
    edition = make_edition(two, code)
    shortcuts = json.loads(part("web_app").web_app_manifest(edition))["shortcuts"]
    symbols = [document.symbol for document in two.documents.values()]
    assert [one["name"] for one in shortcuts if "decisions/" in one["url"]] == symbols
    readme = " ".join(part("offline").copy_readme(edition).split())
    for document in two.documents.values():
        status = edition.strings(f"document_status.{document.status}")
        assert f"{document.symbol} ({status})." in readme


@pytest.mark.parametrize("code", CODES)
def test_several_documents_have_a_list_that_the_menu_leads_to(
    code: str, two: KnowledgeBase, knowledge_base: KnowledgeBase
) -> None:
    edition = make_edition(two, code)
    (view,) = part("documents_view").documents_views(edition)
    assert view.path == "decisions/"
    shown = [(card.symbol, card.draft, card.missing) for card in view.context["documents"]]
    assert shown == [(d.symbol, d.status == "draft", False) for d in two.documents.values()]
    assert part("documents_view").documents_path(two) == "decisions/"
    alone = make_edition(knowledge_base, code)
    assert list(part("documents_view").documents_views(alone)) == []
    assert part("documents_view").documents_path(knowledge_base).startswith("decisions/iccd-")


@pytest.mark.parametrize("code", CODES)
def test_the_way_to_a_paragraph_leads_over_the_list(code: str, two: KnowledgeBase) -> None:
    edition = make_edition(two, code)
    views = {view.path: view for view in part("decision_views").decision_views(edition)}
    graph = part("structured_data").structured_data(edition, views["decisions/second/op-5/"])
    (trail,) = [each for each in graph["@graph"] if each["@type"] == "BreadcrumbList"]
    names = [step["name"] for step in trail["itemListElement"]]
    home, documents = edition.strings("nav.home"), edition.strings("documents.title")
    assert names[:3] == [home, documents, "ICCD/COP(99)/L.7"] and len(names) == 4
