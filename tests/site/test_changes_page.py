"""Corrections and changes: the public page and the feed say the same, in each language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from built_page import BASE, Document
from test_site_parts import make_edition, part

from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("code", CODES)
def test_the_page_tells_every_change(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase, repository: Path
) -> None:
    page = pages[f"{code}/corrections/index.html"]
    shown = squeeze(page.text)
    words = yaml.safe_load((repository / f"site/strings/{code}.yml").read_text("utf-8"))
    for change in knowledge_base.changes:
        assert change.id in page.ids
        told = [change.now, change.why, *([change.was] if change.was else [])]
        for told_of in (each[code] for each in told):
            assert squeeze(told_of) in shown, change.id
        label = words["changes.now" if change.was else "changes.new"]
        assert squeeze(label + change.now[code]) in shown, change.id
        for wording in change.wordings:
            (element,) = [e for d, e in page.texts if d == wording.after]
            assert element.language == LANGUAGES[wording.language].tag
    assert "#op-12-f" in " ".join(a.get("href") for a in page.all("a"))


@pytest.mark.parametrize("code", CODES)
def test_the_feed_is_valid_atom(code: str, site: Path, knowledge_base: KnowledgeBase) -> None:
    """What RFC 4287 requires of a feed and of its entries."""
    feed = ElementTree.parse(site / code / "feed.xml").getroot()
    own = f"{BASE}{code}/feed.xml"
    assert feed.tag == f"{ATOM}feed" and feed.get(f"{XML}lang") == LANGUAGES[code].tag
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "LDN Guidance"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": own, "alternate": f"{BASE}{code}/corrections/"}
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids == [f"{BASE}{code}/corrections/#{c.id}" for c in knowledge_base.changes]
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    for moment in (*moments, feed.findtext(f"{ATOM}updated") or ""):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)
    assert feed.findtext(f"{ATOM}updated") == max(moments)
    for entry, change in zip(entries, knowledge_base.changes, strict=True):
        assert entry.findtext(f"{ATOM}title")
        content = entry.findtext(f"{ATOM}content") or ""
        assert change.now[code] in content and change.why[code] in content
        (alternate,) = [x for x in entry.findall(f"{ATOM}link") if x.get("rel") == "alternate"]
        assert alternate.get("href") == entry.findtext(f"{ATOM}id")


def test_every_page_names_the_feed_and_the_page(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        if path.partition("/")[0] not in CODES:
            continue
        feeds = page.all("link", type="application/atom+xml")
        assert [feed.get("rel") for feed in feeds] == ["alternate"], path
        assert feeds[0].get("href").endswith("feed.xml")
        assert [a for a in page.all("a") if a.get("href").endswith("corrections/")] or (
            path.endswith("corrections/index.html")
        ), path


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("decisions/iccd-cop14-cst-l1", "ICCD/COP(14)/CST/L.1"),
        ("decisions/iccd-cop14-cst-l1/op-9-d", "ICCD/COP(14)/CST/L.1 · الفقرة 9 (د)"),
        ("guidance/what-is-ldn", None),
        ("glossary/conceptual-framework", "الإطار المفاهيمي العلمي لتحييد أثر تدهور الأراضي"),
        ("themes/land-tenure", None),
        ("audiences/trainers", None),
        ("sources/spi-1", None),
        ("figures/people-affected", None),
    ],
)
def test_a_place_has_a_name_in_the_readers_language(
    place: str, name: str | None, knowledge_base: KnowledgeBase
) -> None:
    """A term may have the id of a page; a page may have no text in this language."""
    page = knowledge_base.pages["what-is-ldn"]
    texts = {code: text for code, text in page.texts.items() if code != "ar"}
    pages = {**knowledge_base.pages, page.id: replace(page, texts=texts, missing=("ar",))}
    change = replace(knowledge_base.changes[0], place=place)
    base = replace(knowledge_base, pages=pages, changes=(change,))
    (entry,) = part("changes").change_entries(make_edition(base, "ar"))
    assert entry.place.path
    assert entry.place.text == name if name else re.search("[ء-ي]", entry.place.text)
