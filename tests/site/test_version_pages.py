"""Versions on the site: each leads to the other, what changed has a page, nothing where there is
only one version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from built_page import API, BASE, REPORT, Document, read_document

from indexer.model import KnowledgeBase
from kb_service.site_build import build_site
from tests.later_version import DRAFT, LATER, SYMBOL, add_later_version
from tests.site.test_site_parts import make_edition, part
from tests.site.test_structured_data import graph

PAGE = f"decisions/{LATER}/compare/{DRAFT}/"


def views(knowledge_base: KnowledgeBase, code: str) -> dict[str, Any]:
    edition = make_edition(knowledge_base, code)
    found = [*part("decision_views").decision_views(edition)]
    return {v.path: v for v in (*found, *part("versions").comparison_views(edition))}


@pytest.mark.parametrize("code", ["ar", "zh", "en", "fr"])
def test_paragraphs_lead_to_what_they_became(code: str, two_versions: KnowledgeBase) -> None:
    """French has the draft alone: where its paragraphs went is known from other languages."""
    shown = views(two_versions, code)
    edition = make_edition(two_versions, code)
    for anchor, there, same in (("op-2", "op-2", True), ("op-3", "op-4", False)):
        (notice,) = shown[f"decisions/{DRAFT}/{anchor}/"].context["versions"]
        assert notice.later and SYMBOL in str(notice.says)
        assert notice.there.path == f"decisions/{LATER}/{there}/" and notice.same == same
        assert notice.comparison == f"{PAGE}#{there}"
        number = there.removeprefix("op-")
        assert notice.there.text == edition.strings("paragraph.operative", number=number)
    (whole,) = shown[f"decisions/{DRAFT}/"].context["versions"]
    assert whole.there is None and not whole.gone and whole.path == f"decisions/{LATER}/"
    (items,) = shown[f"decisions/{DRAFT}/op-4/"].context["versions"]
    assert items.there.id == "op-5" and not items.same  # an item of it is gone
    if code != "fr":
        (new,) = shown[f"decisions/{LATER}/op-3/"].context["versions"]
        assert new.gone and not new.later and new.comparison == f"{PAGE}#op-3"
        (back,) = shown[f"decisions/{LATER}/op-7/"].context["versions"]
        assert back.there.path == f"decisions/{DRAFT}/op-6/"


def test_a_revision_in_between_leads_on(two_versions: KnowledgeBase) -> None:
    draft, later = two_versions.documents[DRAFT], two_versions.documents[LATER]
    middle = replace(draft, id="middle", symbol="MIDDLE", replaces=DRAFT)
    documents = {d.id: d for d in (draft, middle, replace(later, replaces="middle"))}
    shown = views(replace(two_versions, documents=documents), "en")
    first, second = shown[f"decisions/{DRAFT}/op-6/"].context["versions"]
    assert first.path == f"decisions/{LATER}/" and first.there.id == "op-7"
    assert "adopted" in str(first.says) and not first.comparison
    assert second.path == "decisions/middle/" and second.there.id == "op-6" and second.same
    assert second.comparison == f"decisions/middle/compare/{DRAFT}/#op-6"
    before = shown[f"decisions/{LATER}/op-7/"].context["versions"]
    assert [notice.path for notice in before] == ["decisions/middle/", f"decisions/{DRAFT}/"]


def test_a_language_that_lacks_one_version_says_so(two_versions: KnowledgeBase) -> None:
    view = views(two_versions, "fr")[PAGE]
    assert view.template == "missing" and not view.indexable
    assert view.languages == ("ar", "zh", "en")
    assert SYMBOL in str(view.context["why"])
    assert [path for path, _ in view.context["held"]] == [f"decisions/{DRAFT}/"]


@pytest.mark.parametrize("code", ["ar", "zh", "en"])
def test_both_texts_stand_on_the_page_whole(code: str, two_versions: KnowledgeBase) -> None:
    view = views(two_versions, code)[PAGE]
    rows = [row for _, found in view.context["parts"] for row in found]
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids)) and "was-op-4-d" in ids
    for side, gone in ((0, "added"), (1, "deleted")):
        text = view.context["sides"][side].text
        kept = "".join(r.text for row in rows for r in row.runs if r.kind != gone)
        for paragraph in text.paragraphs:
            assert paragraph.body in kept or paragraph.kind == "inline"
    statuses = {status.key for status in view.statuses}
    expected = {"ar": {"unofficial"}, "zh": {"official"}, "en": {"unofficial", "official"}}
    assert statuses == expected[code]


def test_a_superseded_draft_says_so_wherever_it_is_found(two_versions: KnowledgeBase) -> None:
    edition = make_edition(two_versions, "en")
    draft, later = two_versions.documents[DRAFT], two_versions.documents[LATER]
    assert edition.document_standing(draft) == "Draft, superseded"
    assert edition.document_standing(later) == "Adopted"
    groups = part("search_index").build_search_index(edition)["groups"]
    standing = {g["document"]: g["document_status"] for g in groups if "document_status" in g}
    assert standing == {DRAFT: "superseded", LATER: "adopted"}


def test_one_version_alone_changes_nothing(
    knowledge_base: KnowledgeBase, pages: dict[str, Document]
) -> None:
    for path, page in pages.items():
        assert "/compare/" not in path
        assert not page.all("div", role="note"), path
    assert list(part("versions").comparison_views(make_edition(knowledge_base, "en"))) == []


def test_the_built_page_says_in_words_what_went_and_came(workplace: Path, tmp_path: Path) -> None:
    add_later_version(workplace / "content")
    out = tmp_path / "out"
    build_site(workplace, out, BASE, API, REPORT, ("en",))
    page = read_document(out / "en" / PAGE / "index.html")
    assert page.all("ins") and page.all("del") and not page.all("script", type="module")
    for tag, begins in (("ins", "[added:"), ("del", "[deleted:")):
        hidden = [text for text, e in page.texts if e.get("class") == "visually-hidden unsaid"]
        assert sum(text.strip() == begins for text in hidden) == len(page.all(tag))
    links = {a.get("href") for a in page.all("a")}
    assert {f"../../../{DRAFT}/op-6/", "../../op-7/"} <= links
    assert "Draft, superseded" in page.text and "Unofficial translation" in page.text
    asks = read_document(out / "en/asks/index.html")
    assert "This draft was adopted as" in asks.text and "Draft, superseded" in asks.text
    assert f"../decisions/{LATER}/op-7/" in {a.get("href") for a in asks.all("a")}
    readers = read_document(out / "en/audiences/policymakers/index.html").text
    assert readers.index("Adopted") < readers.index("Draft, superseded") and SYMBOL in readers
    home = {a.get("href") for a in read_document(out / "en/index.html").all("a")}
    assert f"asks/?addressee=country-parties&document={LATER}" in home
    thing = graph(out, f"en/{PAGE}index.html")["WebPage"]
    assert thing["isBasedOn"] == [
        {"@id": f"{BASE}en/decisions/{DRAFT}/"},
        {"@id": f"{BASE}en/decisions/{LATER}/"},
    ]
    adopted = graph(out, f"en/decisions/{LATER}/op-7/index.html")["Legislation"]
    assert adopted["isBasedOn"] == {"@id": f"{BASE}en/decisions/{DRAFT}/op-6/"}
    draft = graph(out, f"en/decisions/{DRAFT}/index.html")["Legislation"]
    assert "isBasedOn" not in draft and "Draft, superseded" in draft["creativeWorkStatus"]
    notice = read_document(out / f"en/decisions/{DRAFT}/op-6/index.html")
    assert notice.all("div", role="note")
    assert f"../../{LATER}/op-7/" in {a.get("href") for a in notice.all("a")}


@pytest.mark.parametrize("code", ["ar", "zh", "en"])
def test_citations_keep_symbols_and_write_dates_out(code: str, two_versions: KnowledgeBase) -> None:
    """Only Arabic needs marks that keep a symbol from being turned round; programs get none."""
    edition = make_edition(two_versions, code)
    document = replace(two_versions.documents[LATER], date="2099-09-13")
    text = replace(document.texts[code], masthead=())
    found = part("naming").cite(edition.strings, document, text, "op-3", "https://x")
    kept = f"\u2066{SYMBOL}\u2069" if code == "ar" else SYMBOL
    written = {"ar": "13 أيلول/سبتمبر 2099", "zh": "2099年9月13日", "en": "13 September 2099"}
    named = {
        "ar": "المقرر 99/م أ-99، «",
        "zh": f"第{SYMBOL}号决定，《",
        "en": f"Decision {SYMBOL}, “",
    }
    assert found.un_style.startswith(named[code]) and kept in found.site_style
    assert written[code] in found.un_style
    assert "\u2066" not in found.bibtex + found.ris
    turned = "\u2066A/RES/75(II)\u2069" if code == "ar" else "A/RES/75(II)"
    assert edition.isolate("A/RES/75(II)") == turned
    assert edition.isolate("ICCD/COP(14)/CST/L.1") == "ICCD/COP(14)/CST/L.1"


@pytest.mark.parametrize("code", ["ar", "en"])
def test_facts_that_a_text_does_not_print_are_taken_from_its_file(
    code: str, two_versions: KnowledgeBase
) -> None:
    edition = make_edition(two_versions, code)
    later = two_versions.documents[LATER]
    text = replace(later.texts[code], masthead=())
    bare = replace(later, date="2099-09-13", texts={**later.texts, code: text})
    found = part("decision_views")._facts(edition, bare, text)
    facts = {fact.name: (fact.lines, fact.language) for fact in found}
    language = "" if code == "en" else "en"
    for field in ("body", "session"):
        assert facts[edition.strings(f"decision.{field}")] == ((getattr(later, field),), language)
    day = {"en": "13 September 2099", "ar": "13 أيلول/سبتمبر 2099"}[code]
    assert facts[edition.strings("decision.date")] == ((day,), "")
    printed = part("decision_views")._facts(edition, later, later.texts[code])
    assert "".join(fact.language for fact in printed) == ""


def concept(edition: Any, facet: str, name: str) -> Any:
    found = part("vocabulary_views").vocabulary_views(edition)
    return next(view for view in found if view.path == f"{facet}/{name}/")


def test_theme_pages_leave_out_what_a_later_version_says_in_the_same_words(
    two_versions: KnowledgeBase,
) -> None:
    """Spanish has the draft alone, so that it shows all of it, and says where the later text is."""
    draft = two_versions.documents[DRAFT]
    theme = next(iter(draft.tags["op-3"].themes))
    shown = concept(make_edition(two_versions, "en"), "themes", theme).context["groups"]
    anchors = [group.node.anchor for group in shown if group.document.id == DRAFT]
    assert "op-3" in anchors and "op-2" not in anchors
    edition = make_edition(two_versions, "en")
    audience = concept(edition, "audiences", "policymakers").context["groups"]
    documents = [group.document.id for group in audience]
    assert documents == sorted(documents, key=[LATER, DRAFT].index) and set(documents) == {
        LATER,
        DRAFT,
    }
    alone = concept(make_edition(two_versions, "es"), "audiences", "policymakers").context
    assert {group.document.id for group in alone["groups"]} == {DRAFT}
    assert [document.id for document, *_ in alone["elsewhere"]] == [LATER]


@pytest.mark.parametrize(("code", "current"), [("ar", LATER), ("en", LATER), ("es", DRAFT)])
def test_counts_and_asks_of_the_home_page_are_of_the_current_text(
    code: str, current: str, two_versions: KnowledgeBase
) -> None:
    edition = make_edition(two_versions, code)
    assert [document.id for document in edition.current_documents] == [current]
    tags = two_versions.documents[current].tags.values()
    count = part("vocabulary_views").count_tagged(edition, "audiences", "policymakers")
    assert count == sum("policymakers" in each.audiences for each in tags)
    home = next(part("page_views").page_views(edition)).context
    text = two_versions.documents[current].texts[code]
    asked = {key for p in text.paragraphs if p.addressee for key in p.addressee.keys}
    rows = {row.addressee.id: row for row in home["asked"] if row.addressee.id != "none"}
    assert rows.keys() == asked
    several = {"document": LATER} if code != "es" else {}
    for name, row in rows.items():
        assert row.filters == {"addressee": name} | several
        ((symbol, numbers),) = row.numbers
        assert symbol == "" and numbers


def test_works_without_a_later_version_stand_beside_one_another(
    two_versions: KnowledgeBase,
) -> None:
    documents = two_versions.documents
    both = {DRAFT: documents[DRAFT], LATER: replace(documents[LATER], replaces=None)}
    edition = make_edition(replace(two_versions, documents=both), "en")
    home = next(part("page_views").page_views(edition)).context
    row = max(home["asked"], key=lambda row: len(row.numbers))
    assert [symbol for symbol, _ in row.numbers] == [both[DRAFT].symbol, SYMBOL]
    assert row.filters.keys() == {"addressee"}


@pytest.mark.parametrize("code", ["ar", "en", "es"])
def test_asks_of_a_superseded_text_say_what_they_became(
    code: str, two_versions: KnowledgeBase
) -> None:
    edition = make_edition(two_versions, code)
    context = part("asks").asks_view(edition).context
    ((document, later),) = context["superseded"]
    assert document.id == DRAFT and later.path == f"decisions/{LATER}/"
    old = [ask for ask in context["asks"] if ask.document.id == DRAFT]
    assert context["asks"][-len(old) :] == old and all(ask.later for ask in old)
    assert not any(ask.later for ask in context["asks"] if ask.document.id == LATER)
    three = next(ask for ask in old if ask.node.anchor == "op-3")
    assert three.later.there.path == f"decisions/{LATER}/op-4/"
    table = part("asks").asks_table(edition).decode("utf-8-sig")
    assert table.count(edition.strings("document_status.superseded_draft")) == len(old)
