"""A report as content: checked, indexed, recorded and shown like a decision."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from indexer.anchors import has_page, is_within, paragraph_page, top_anchor
from indexer.column_builder import build_columns
from indexer.content import check_knowledge_base, read_knowledge_base
from indexer.documents import needs_tags
from indexer.item_records import build_items
from indexer.items import Item
from indexer.model import KnowledgeBase
from indexer.passages import passages_in
from indexer.records import document_record, find_node
from indexer.references import parse_query_reference
from indexer.report import parse_report
from kb_service.references import ReferenceIndex

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "fixtures" / "reports" / "springs.en.txt"
NAME = "iccd-cop99-cst-3"


def write_report(content: Path) -> None:
    """The report of the fixtures as a folder under content/decisions, in English only."""
    text = SOURCE.read_text("utf-8")
    folder = content / "decisions" / NAME
    (folder / "source").mkdir(parents=True)
    (folder / "notes").mkdir()
    (folder / "source" / "en.txt").write_text(text, "utf-8")
    (folder / "en.md").write_text(f"---\nlanguage: en\nstatus: official\n---\n\n{text}", "utf-8")
    for code in ("ar", "zh", "en", "fr", "ru", "es"):
        (folder / "notes" / f"{code}.yml").write_text("{}\n", "utf-8")
    tags = "".join(
        f"  {p.anchor}: {{themes: [gender], audiences: [policymakers]}}\n"
        for p in parse_report(text, "en").text.paragraphs
        if needs_tags(p, "report")
    )
    (folder / "document.yml").write_text(
        'symbol: "ICCD/COP(99)/CST/3"\nkind: report\nstatus: draft\n'
        'body: "Committee on Science and Technology"\nsession: "Ninety-ninth session"\n'
        'date: "2023"\noriginal_language: en\nissued:\n  language: en\n  file: source/en.txt\n'
        f"  sha256: {hashlib.sha256(text.encode()).hexdigest()}\n"
        f"missing: [ar, zh, fr, ru, es]\nlinks: []\nparagraphs:\n{tags}annotations: []\n",
        "utf-8",
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    content = tmp_path_factory.mktemp("report") / "content"
    shutil.copytree(ROOT / "content", content)
    write_report(content)
    assert [str(problem) for problem in check_knowledge_base(content)] == []
    return read_knowledge_base(content)


def test_paragraphs_text_and_tables_of_a_report_are_found(base: KnowledgeBase) -> None:
    passages = {p.anchor: p for p in passages_in(base, "en") if p.document == NAME}
    assert passages["para-3-bis"].path == f"decisions/{NAME}/para-3-bis/"
    assert passages["para-3-bis"].kind == "numbered" and passages["para-3-bis"].number == "3 bis"
    assert passages["para-2-b-i"].themes == ("gender",)  # of the paragraph above
    assert passages["t-6"].kind == "text" and passages["t-6"].path == f"decisions/{NAME}/"
    assert passages["annex-1-para-2"].heading == "Terms used in the guidance"
    assert "h-1" not in passages


def test_the_record_holds_everything_in_order(base: KnowledgeBase) -> None:
    text = document_record(base.documents[NAME], {})["texts"]["en"]
    assert text["preamble"] == [] and text["opening"] == ""
    assert [node["anchor"] for node in text["operative"]][:5] == [
        "t-1",
        "t-2",
        "h-1",
        "h-2",
        "para-1",
    ]
    node = find_node(text, "para-2-b-ii")
    assert node is not None and node["label"] == "2 (b) (ii)"


def test_a_report_can_be_collected(base: KnowledgeBase) -> None:
    items: dict[str, Item] = {item.id: item for item in build_items(base, "en")}
    whole = items[f"decisions/{NAME}"]
    assert {block.kind for block in whole.blocks} >= {"heading", "table", "verbatim", "prose"}
    assert f"decisions/{NAME}/para-2-b" in items and f"decisions/{NAME}/h-1" not in items


@pytest.mark.parametrize("query", ["paragraph 4", "para. 4", "第4段", "para-4"])
def test_a_query_for_a_paragraph_finds_that_of_a_report(base: KnowledgeBase, query: str) -> None:
    passages = [p for p in passages_in(base, "en") if p.document == NAME]
    reference = parse_query_reference(query)
    assert reference is not None
    found = ReferenceIndex(build_columns(passages, {}), {}).resolve(reference)
    assert [passages[number].anchor for number in found] == ["para-4"]


@pytest.mark.parametrize(
    ("anchor", "top", "page"),
    [
        ("op-9-d-ii", "op-9", "op-9/"),
        ("op-3-bis-a", "op-3-bis", "op-3-bis/"),
        ("op-3-b", "op-3", "op-3/"),
        ("b-op-1-a", "b-op-1", "b-op-1/"),
        ("annex-1-para-2-a", "annex-1-para-2", "annex-1-para-2/"),
        ("ch-2-1-para-3", "ch-2-1-para-3", "ch-2-1-para-3/"),
        ("annex-1", "annex-1", ""),
        ("t-4-a", "t-4", ""),
    ],
)
def test_each_anchor_has_its_page(anchor: str, top: str, page: str) -> None:
    assert top_anchor(anchor) == top
    assert paragraph_page("x", anchor) == f"decisions/x/{page}"
    assert has_page(anchor) == bool(page)


def test_what_is_put_in_between_stands_below_nothing() -> None:
    assert is_within("op-3-a", "op-3") and is_within("x/op-3-bis-a", "x/op-3-bis")
    assert not is_within("op-3-bis", "op-3") and not is_within("op-3-ter-a", "op-3")
