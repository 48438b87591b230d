"""What pages say about themselves to machines: true, whole, and nothing that is not ours to say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from built_page import API, BASE, Document

from indexer.iri import ALPHA_3
from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase

DECISION = "decisions/iccd-cop14-cst-l1/"
SCHEMA = "https://schema.org/"
WORK = "/akn/un/statement/deliberation/unccd-cop-cst/2019-01-01/ICCD-COP(14)-CST-L.1"


def graph(site: Path, path: str) -> dict[str, dict[str, Any]]:
    """The things that a page describes, by their type (the first, where there are two)."""
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', (site / path).read_text("utf-8")
    )
    if not blocks:
        return {}
    (block,) = blocks
    data = json.loads(block)
    assert set(data) == {"@context", "@graph"} and data["@context"] == "https://schema.org"
    things = data["@graph"]
    return {str(t["@type"] if isinstance(t["@type"], str) else t["@type"][0]): t for t in things}


def values(thing: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every name and plain value below a thing."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from values(value, key)
    elif isinstance(thing, list):
        for value in thing:
            yield from values(value, name)
    else:
        yield name, thing


@pytest.mark.parametrize("code", CODES)
def test_every_indexed_page_describes_itself(
    code: str, site: Path, pages: dict[str, Document]
) -> None:
    for path, page in pages.items():
        if not path.startswith(f"{code}/"):
            continue
        things = graph(site, path)
        if page.all("meta", name="robots"):
            assert things == {}, path
            continue
        main = next(iter(things.values()))
        url = page.all("link", rel="canonical")[0].get("href")
        assert main["url"] == url, path
        assert main["inLanguage"] == LANGUAGES[code].tag, path
        assert main["publisher"] == {"@id": f"{BASE}#publisher"}, path
        assert things["Organization"]["name"] == "LDN Guidance"
        if path != f"{code}/index.html":
            assert page.all("h1"), path
            steps = things["BreadcrumbList"]["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert steps[0]["item"] == f"{BASE}{code}/" and steps[-1]["item"] == url


@pytest.mark.parametrize("code", CODES)
def test_addresses_are_absolute_and_lead_to_pages_and_anchors(
    code: str, site: Path, pages: dict[str, Document]
) -> None:
    for path in pages:
        if not path.startswith(f"{code}/"):
            continue
        for name, value in values(graph(site, path)):
            assert value not in ("", None), f"{path}: {name}"
            if name in {"@id", "url", "item", "contentUrl", "logo", "usageInfo"}:
                assert value.startswith("https://"), f"{path}: {name} {value}"
                if not value.startswith(BASE) or value.endswith(("#publisher", "#site")):
                    continue
                local, _, anchor = value.removeprefix(BASE).partition("#")
                target = local + "index.html" if local.endswith("/") or not local else local
                assert (site / target).is_file(), f"{path}: {value}"
                assert not anchor or anchor in pages[target].ids, f"{path}: {value}"


def test_the_decision_says_what_it_is_and_claims_no_more(
    site: Path, knowledge_base: KnowledgeBase
) -> None:
    chinese = graph(site, f"zh/{DECISION}index.html")["Legislation"]
    assert chinese["legislationIdentifier"] == "ICCD/COP(14)/CST/L.1"
    assert chinese["legislationLegalForce"] == SCHEMA + "NotInForce"
    page, xml = chinese["encoding"]
    assert page["encodingFormat"] == "text/html"
    assert xml["encodingFormat"] == "application/akn+xml"
    assert xml["contentUrl"] == f"{BASE}zh/{DECISION}akn.xml"
    for encoding in (page, xml):
        assert encoding["legislationLegalValue"] == SCHEMA + "UnofficialLegalValue"
    assert chinese["identifier"]["value"] == f"{WORK}/zho@"
    assert chinese["legislationType"] == "决定草案"
    assert chinese["creditText"] == "科学和技术委员会主席提交的决定草案"
    assert "author" not in chinese and "license" not in chinese and "translator" not in chinese
    assert {part["@id"] for part in chinese["workTranslation"]} == {
        f"{BASE}{code}/{DECISION}" for code in CODES if code != "zh"
    }
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    tops = [p.anchor for p in document.issued.paragraphs if p.parent is None]
    assert [part["@id"] for part in chinese["hasPart"]] == [
        f"{BASE}zh/{DECISION}{anchor}/" for anchor in tops
    ]
    arabic = graph(site, f"ar/{DECISION}index.html")["Legislation"]
    assert arabic["translationOfWork"] == {"@id": f"{BASE}zh/{DECISION}"}
    assert "غير رسمية" in " ".join(arabic["creativeWorkStatus"])
    assert "workTranslation" not in arabic


@pytest.mark.parametrize("code", CODES)
def test_a_paragraph_is_part_of_the_decision_under_one_identifier(code: str, site: Path) -> None:
    thing = graph(site, f"{code}/{DECISION}op-9/index.html")["Legislation"]
    assert thing["legislationIdentifier"] == "ICCD/COP(14)/CST/L.1, para. 9"
    version = "" if code == "zh" else "unofficial"
    assert thing["identifier"] == {
        "@type": "PropertyValue",
        "propertyID": "Akoma Ntoso IRI",
        "value": f"{WORK}/{ALPHA_3[code]}@{version}/!main~para_9",
    }
    assert thing["isPartOf"]["@id"] == f"{BASE}{code}/{DECISION}"
    parts = {part["@id"]: part["legislationIdentifier"] for part in thing["hasPart"]}
    assert parts[f"{BASE}{code}/{DECISION}op-9/#op-9-d"] == "ICCD/COP(14)/CST/L.1, para. 9 (d)"
    preamble = graph(site, f"{code}/{DECISION}pp-3/index.html")["Legislation"]
    assert preamble["legislationIdentifier"] == "ICCD/COP(14)/CST/L.1, preamb. para. 3"


@pytest.mark.parametrize(
    "path", ["", "asks/", "themes/gender/", "audiences/trainers/", DECISION, f"{DECISION}op-9/"]
)
def test_no_licence_of_ours_is_claimed_for_the_decision(path: str, site: Path) -> None:
    main = next(iter(graph(site, f"fr/{path}index.html").values()))
    assert "license" not in main and main["usageInfo"] == f"{BASE}fr/about/#licence"
    if not path.startswith("decisions/"):
        assert main["isBasedOn"] == [{"@id": f"{BASE}fr/{DECISION}"}]


def test_guidance_is_a_learning_resource_with_its_sources(
    site: Path, knowledge_base: KnowledgeBase
) -> None:
    page = knowledge_base.pages["what-is-ldn"]
    thing = graph(site, "fr/guidance/what-is-ldn/index.html")["Article"]
    assert thing["@type"] == ["Article", "LearningResource"]
    assert thing["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert thing["usageInfo"] == f"{BASE}fr/about/#licence"
    assert re.fullmatch(r"PT\d+M", thing["timeRequired"])
    assert len(thing["citation"]) == len(page.sources)
    assert thing["translationOfWork"] == {"@id": f"{BASE}en/guidance/what-is-ldn/"}
    assert thing["educationalLevel"] and thing["audience"] and thing["about"]
    assert page.review and page.review.last in json.dumps(thing)
    english = graph(site, "en/guidance/what-is-ldn/index.html")["Article"]
    assert len(english["workTranslation"]) == 5 and "translator" not in english


def test_every_term_of_the_glossary_is_a_defined_term(
    site: Path, knowledge_base: KnowledgeBase
) -> None:
    terms = graph(site, "ar/glossary/index.html")["DefinedTermSet"]["hasDefinedTerm"]
    assert [term["termCode"] for term in terms] == list(knowledge_base.vocabulary.glossary)
    assert all(term["@id"].startswith(f"{BASE}ar/glossary/#term-") for term in terms)


@pytest.mark.parametrize("code", CODES)
def test_the_site_names_its_search(code: str, site: Path) -> None:
    thing = graph(site, f"{code}/index.html")["WebSite"]
    target = thing["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{BASE}{code}/search/?q={{search_term_string}}"


def test_nothing_claims_to_be_the_united_nations(site: Path, pages: dict[str, Document]) -> None:
    for path in pages:
        things = graph(site, path)
        named = [t for t in things.values() if t["@type"] == "Organization"]
        assert all(t["name"] == "LDN Guidance" and t["url"] == BASE for t in named), path
        text = json.dumps(things)
        assert API not in text and "unccd.int/#" not in text
