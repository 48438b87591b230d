"""The pages of a report: named, with what stands between its paragraphs; the asks leave it out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.model import KnowledgeBase
from indexer.report import parse_report
from tests.site.test_site_parts import make_edition, part

SOURCE = Path(__file__).parents[1] / "fixtures" / "reports" / "springs.en.txt"


@pytest.fixture(scope="module")
def with_report(knowledge_base: KnowledgeBase) -> KnowledgeBase:
    (first,) = knowledge_base.documents.values()
    report = replace(
        first,
        id="springs",
        symbol="ICCD/COP(99)/CST/3",
        kind="report",
        issued_language="en",
        texts={"en": parse_report(SOURCE.read_text("utf-8"), "en").text},
        missing=("ar", "zh", "fr", "ru", "es"),
        tags={},
        annotations=(),
        links=(),
        aliases=(),
    )
    return replace(knowledge_base, documents={first.id: first, report.id: report})


def test_each_numbered_paragraph_has_a_page(with_report: KnowledgeBase) -> None:
    edition = make_edition(with_report, "en")
    views = {v.path: v for v in part("decision_views").decision_views(edition)}
    assert views["decisions/springs/para-3-bis/"].title.startswith("Paragraph 3 bis")
    assert views["decisions/springs/annex-1-para-2/"].title.startswith("Annex 1, Paragraph 2")
    assert "decisions/springs/h-1/" not in views
    family = views["decisions/springs/para-3/"].context["node"].family
    assert [node.anchor for node in family] == ["para-3", "para-3-1", "para-3-2"]
    whole = views["decisions/springs/"].context
    assert whole["preamble"] == []
    assert [n.rank for n in whole["operative"] if n.kind == "heading"][:3] == [1, 1, 2]
    table = next(n for n in whole["operative"] if n.kind == "table")
    assert table.rows == (("Works", "Cost"), ("Fence", "120"), ("Trough | basin", "300"))


def test_a_language_without_the_report_says_so(with_report: KnowledgeBase) -> None:
    views = {
        v.path: v for v in part("decision_views").decision_views(make_edition(with_report, "fr"))
    }
    assert views["decisions/springs/para-1/"].template == "missing"


def test_the_asks_leave_reports_out(with_report: KnowledgeBase) -> None:
    edition = make_edition(with_report, "en")
    asks = part("asks").find_asks(edition)
    assert asks and all(ask.document.id != "springs" for ask in asks)


def test_the_index_without_the_api_holds_it(with_report: KnowledgeBase) -> None:
    index = part("search_index").build_search_index(make_edition(with_report, "en"))
    assert "para-3-bis" in str(index)
