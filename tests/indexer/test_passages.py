"""Passages and records of the real content."""

from __future__ import annotations

import json
from collections import Counter

from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.passages import build_passages, plain_text
from indexer.records import build_records


def test_every_paragraph_is_a_passage_in_six_languages(knowledge_base: KnowledgeBase) -> None:
    passages = build_passages(knowledge_base)
    counts = Counter((p.language, p.kind) for p in passages)
    for code in CODES:
        assert counts[code, "preambular"] == 10
        assert counts[code, "operative"] == 12
        assert counts[code, "subparagraph"] == 34
        assert counts[code, "document"] == 1
        assert counts[code, "term"] == len(knowledge_base.vocabulary.glossary)
    assert len({p.id for p in passages}) == len(passages)
    assert len({p.unit for p in passages}) * len(CODES) == len(passages)


def test_text_is_verbatim_and_context_apart(knowledge_base: KnowledgeBase) -> None:
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    for passage in build_passages(knowledge_base):
        if passage.kind in {"preambular", "operative", "subparagraph"}:
            paragraph = document.texts[passage.language].paragraph(passage.anchor)
            assert paragraph is not None and passage.text == paragraph.text
            assert passage.id == f"{passage.language}/{passage.path[:-1]}#{passage.anchor}"
        if passage.kind == "subparagraph":
            assert passage.context and passage.context not in passage.text


def test_facets_come_from_the_chapeau_and_the_editors(knowledge_base: KnowledgeBase) -> None:
    passages = {p.id: p for p in build_passages(knowledge_base)}
    found = passages["ar/decisions/iccd-cop14-cst-l1/op-9#op-9-d"]
    assert (found.number, found.verb, found.addressees) == (
        "9 (د)",
        "encourages",
        ("country-parties",),
    )
    assert "land-tenure" in found.themes and found.status == "unofficial"
    assert passages["fr/decisions/iccd-cop14-cst-l1/op-9#op-9-d"].number == "9 d)"
    assert passages["zh/decisions/iccd-cop14-cst-l1/op-9#op-9-d"].status == "official"


def test_a_footnote_counts_as_a_citation(knowledge_base: KnowledgeBase) -> None:
    for passage in build_passages(knowledge_base):
        if passage.anchor == "pp-5":
            assert passage.references == ("18/COP.13",), passage.id


def test_records_are_json_and_complete(knowledge_base: KnowledgeBase) -> None:
    records = json.loads(json.dumps(build_records(knowledge_base)))
    text = records["documents/iccd-cop14-cst-l1.json"]["texts"]["ru"]
    assert text["status"] == "unofficial" and text["direction"] == "ltr"
    assert [len(text[part]) for part in ("preamble", "operative", "footnotes")] == [10, 12, 1]
    item = text["operative"][8]["items"][3]
    assert (item["anchor"], item["verb"]["inherited"]) == ("op-9-d", True)
    assert set(records["vocabulary.json"]) >= {"themes", "audiences", "verbs", "addressees"}


def test_markdown_becomes_what_a_reader_sees() -> None:
    source = "One *two* [three](https://example.org) <b onclick=x>four</b>.\n\n- أ\n- 二 & three"
    assert plain_text(source) == "One two three four.\nأ\n二 & three"
    assert plain_text("<script>alert(1)</script>words") == "words"
