"""Who is asked to do what: the matrix, the list and the table hold every ask, in each language."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from built_page import BASE, Document

from indexer.languages import CODES
from indexer.model import KnowledgeBase, Verb
from tests.site.test_site_parts import make_edition, part

DOCUMENT = "iccd-cop14-cst-l1"
OPERATIVE = [f"{DOCUMENT}/op-{n}" for n in range(1, 13)]


def table(site: Path, code: str) -> list[list[str]]:
    data = (site / code / "asks" / "asks.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets would not know that it is UTF-8"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("code", CODES)
def test_list_and_matrix_hold_every_ask(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    page = pages[f"{code}/asks/index.html"]
    assert f"asks-{code}.csv" in [link.get("download") for link in page.all("a")]
    listed = page.all("li", **{"class": "ask"})
    assert [ask.get("data-ask") for ask in listed] == OPERATIVE
    assert not [ask for ask in listed if "hidden" in ask.attributes]
    in_rows: dict[str, int] = {}
    for element in page.elements:
        if key := element.get("data-in-matrix"):
            in_rows[key] = in_rows.get(key, 0) + 1
            anchor = key.partition("/")[2]
            assert element.get("href") == f"../decisions/{DOCUMENT}/{anchor}/#{anchor}"
    text = knowledge_base.documents[DOCUMENT].texts[code]
    for key in OPERATIVE:
        addressee = text.governing(key.partition("/")[2])[1]
        assert addressee and in_rows[key] == len(addressee.keys), key
    shown = "".join(page.text.split())
    for label in ("encourages", "invites", "requests"):
        assert "".join(knowledge_base.vocabulary.verbs[label][code].split()) in shown


@pytest.mark.parametrize("code", CODES)
def test_table_says_the_same_in_its_language(
    code: str, site: Path, knowledge_base: KnowledgeBase
) -> None:
    head, *rows = table(site, code)
    assert len(head) == 12 and len(set(head)) == 12
    assert [row[2] for row in rows] == [key.partition("/")[2] for key in OPERATIVE]
    text = knowledge_base.documents[DOCUMENT].texts[code]
    for row in rows:
        assert row[0] == "ICCD/COP(14)/CST/L.1"
        assert row[3] == f"{BASE}{code}/decisions/{DOCUMENT}/{row[2]}/#{row[2]}"
        paragraph = text.paragraph(row[2])
        assert paragraph and paragraph.verb and row[6] == paragraph.verb.text
        assert row[5] == knowledge_base.vocabulary.verbs[row[4]][code]
        labels = [knowledge_base.vocabulary.addressees[i][code] for i in row[7].split("; ")]
        assert row[8] == "; ".join(labels)
        assert row[10].startswith(paragraph.body) and row[11]
    nine = next(row for row in rows if row[2] == "op-9")
    item = text.paragraph("op-9-g")
    assert item and nine[10].endswith(item.text)


def test_an_item_with_a_verb_of_its_own_is_an_ask(knowledge_base: KnowledgeBase) -> None:
    """A subparagraph may ask by itself; it keeps the addressee of its chapeau."""
    document = knowledge_base.documents[DOCUMENT]
    text = document.texts["ar"]
    paragraphs = tuple(
        replace(p, verb=Verb("urges", "تعزيز", ())) if p.anchor == "op-4-d" else p
        for p in text.paragraphs
    )
    texts = {**document.texts, "ar": replace(text, paragraphs=paragraphs)}
    base = replace(knowledge_base, documents={DOCUMENT: replace(document, texts=texts)})
    asks = part("asks")
    edition = make_edition(base, "ar")
    found = asks.find_asks(edition)
    assert [ask.key for ask in found if ask.key.startswith(f"{DOCUMENT}/op-4")] == [
        f"{DOCUMENT}/op-4",
        f"{DOCUMENT}/op-4-d",
    ]
    own = next(ask for ask in found if ask.node.anchor == "op-4-d")
    assert (own.verb_id, own.addressee_ids, own.node.number) == (
        "urges",
        ("country-parties",),
        "4 (د)",
    )
    rows = {row.addressee.id: row for row in asks.matrix(edition, found)}
    assert own in rows["country-parties"].asks


@pytest.mark.parametrize("code", CODES)
def test_addressees_of_paragraphs_lead_to_what_they_are_asked(
    code: str, pages: dict[str, Document]
) -> None:
    page = pages[f"{code}/decisions/{DOCUMENT}/op-11/index.html"]
    chips = [e.get("href") for e in page.all("a", **{"class": "chip chip--addressee"})]
    assert chips == [
        f"../../../asks/?addressee={name}" for name in ("secretariat", "global-mechanism")
    ]
    whole = {link.get("href") for link in pages[f"{code}/decisions/{DOCUMENT}/index.html"].all("a")}
    assert "../../asks/" in whole


@pytest.mark.parametrize("code", CODES)
def test_home_leads_by_reader_addressee_and_theme(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    """The policymaker's way: who I am or a theme, then who is asked what."""
    home = pages[f"{code}/index.html"]
    links = [link.get("href") for link in home.all("a")]
    order = [links.index(f"#{anchor}") for anchor in ("audiences", "asked", "themes")]
    assert order == sorted(order) and {"audiences", "asked", "themes"} <= set(home.ids)
    text = knowledge_base.documents[DOCUMENT].texts[code]
    addressed = {key for p in text.paragraphs if p.addressee for key in p.addressee.keys}
    assert {f"asks/?addressee={key}" for key in addressed} <= set(links)
    assert "asks/" in links
    assert {f"audiences/{key}/" for key in knowledge_base.vocabulary.audiences} <= set(links)
