"""The built site: where every page stands, what it says about itself, where its links lead."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from built_page import API, BASE, Document

from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase

DECISION = "decisions/iccd-cop14-cst-l1/"
_SCRIPTS = {
    "Arab": re.compile(r"[\u0621-\u064a]{2}"),
    "Hans": re.compile(r"[\u4e00-\u9fff]{2}"),
    "Cyrl": re.compile(r"[\u0410-\u044f]{3}"),
}


def expected_paths(knowledge_base: KnowledgeBase, code: str) -> set[str]:
    """Every page that one language has."""
    paths = {"index.html", "404.html", "search/index.html", "offline/index.html"}
    names = ("themes", "audiences", "guidance", "glossary", "sources", "figures", "asks", "widget")
    names += ("corrections", "courses", "pack")
    paths |= {f"{name}/index.html" for name in names}
    paths |= {f"themes/{name}/index.html" for name in knowledge_base.vocabulary.themes}
    paths |= {f"audiences/{name}/index.html" for name in knowledge_base.vocabulary.audiences}
    for page in (*knowledge_base.pages.values(), *knowledge_base.courses.values()):
        paths.add(f"{page.address}index.html")
    for document in knowledge_base.documents.values():
        paths.add(f"decisions/{document.id}/index.html")
        paths |= {
            f"decisions/{document.id}/beside/{other}/index.html"
            for other in document.texts
            if other != code
        }
        paths |= {
            f"decisions/{document.id}/{paragraph.anchor}/index.html"
            for paragraph in document.issued.paragraphs
            if paragraph.parent is None
        }
    return paths


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_exactly_its_pages(
    code: str, site: Path, knowledge_base: KnowledgeBase
) -> None:
    built = {str(path.relative_to(site / code)) for path in (site / code).rglob("*.html")}
    assert built == expected_paths(knowledge_base, code)


def test_paragraph_pages_are_those_of_the_decision(site: Path) -> None:
    folder = site / "zh" / DECISION
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    anchors = [f"pp-{n}" for n in range(1, 11)] + [f"op-{n}" for n in range(1, 13)]
    assert names == sorted([*anchors, "beside"])


def test_nothing_is_built_but_pages_and_assets(site: Path) -> None:
    digest = re.compile(r"\.[0-9a-f]{12}(?=\.)")
    assert {digest.sub("", path.name) for path in site.iterdir()} == {
        *CODES,
        "choice.css",
        "choice.js",
        "colours.js",
        "index.html",
        "404.html",
        "downloads",
        "llms.txt",
        "robots.txt",
        "sitemap.xml",
        "sw.js",
        "widget",
    }
    kinds = {path.suffix for path in site.rglob("*") if path.is_file()}
    pages = {".html", ".css", ".js", ".svg", ".png"}
    assert kinds == pages | {".txt", ".xml", ".csv", ".ris", ".json", ".webmanifest", ".zip"}


@pytest.mark.parametrize("code", CODES)
def test_pages_declare_language_and_direction(code: str, pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        if path.startswith(f"{code}/"):
            html = page.elements[0]
            assert html.get("lang") == LANGUAGES[code].tag, path
            assert html.get("dir") == LANGUAGES[code].direction, path


def test_foreign_words_carry_their_language(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        for text, element in page.texts:
            code = element.language.partition("-")[0]
            for script, pattern in _SCRIPTS.items():
                if element.tag not in {"title", "option"} and pattern.search(text):
                    assert LANGUAGES[code].script == script, f"{path}: {text!r} is in {code}"
        for element in page.elements:
            if element.get("lang") and element.tag not in {"html", "option"}:
                language = LANGUAGES[element.get("lang").partition("-")[0]]
                assert element.direction == language.direction, f"{path}: {element}"


def test_canonical_and_alternates_name_the_same_page_in_every_language(
    pages: dict[str, Document],
) -> None:
    for path, page in pages.items():
        code, _, rest = path.removesuffix("index.html").partition("/")
        if code not in CODES or path.endswith("404.html"):
            continue
        canonical = [link.get("href") for link in page.all("link", rel="canonical")]
        assert canonical == [f"{BASE}{code}/{rest}"], path
        found = {
            link.get("hreflang"): link.get("href")
            for link in page.all("link", rel="alternate")
            if link.get("hreflang")
        }
        if rest == "search/" or "/beside/" in rest:
            assert found == {}
            assert page.all("meta", name="robots")[0].get("content") == "noindex, follow"
            continue
        expected = {LANGUAGES[c].tag: f"{BASE}{c}/{rest}" for c in CODES}
        expected["x-default"] = f"{BASE}en/{rest}" if rest else BASE
        assert found == expected, path


@pytest.mark.parametrize("code", CODES)
def test_every_page_leads_to_imprint_terms_privacy_and_accessibility(
    code: str, pages: dict[str, Document]
) -> None:
    names = ("imprint/", "terms/", "privacy/", "accessibility/", "about/#contact")
    for path, page in pages.items():
        if path.startswith(f"{code}/") and not path.endswith("404.html"):
            base = posixpath.dirname(f"/{path}") + "/"
            links = {posixpath.join(base, a.get("href")) for a in page.all("a")}
            ends = {posixpath.normpath(link) for link in links}
            assert {f"/{code}/{posixpath.normpath(name)}" for name in names} <= ends, path


def test_language_switch_leads_to_the_same_page(pages: dict[str, Document]) -> None:
    page = pages[f"ar/{DECISION}op-9/index.html"]
    links = [link for link in page.all("a") if "data-same-place" in link.attributes]
    hrefs = {link.get("hreflang"): link.get("href") for link in links}
    assert hrefs["zh-Hans"] == f"../../../../zh/{DECISION}op-9/"
    assert len(hrefs) == 6


def test_every_internal_link_and_anchor_exists(site: Path, pages: dict[str, Document]) -> None:
    broken: list[str] = []
    for path, page in pages.items():
        for element in page.elements:
            for name in ("href", "src", "action"):
                target = element.get(name)
                if name in element.attributes and not _leads_somewhere(target, path, site, pages):
                    broken.append(f"{path}: {element.tag} {target}")
    assert not broken


def _leads_somewhere(target: str, path: str, site: Path, pages: dict[str, Document]) -> bool:
    if target.startswith(BASE):
        target = target.removeprefix(BASE)
        base = ""
    elif urlsplit(target).scheme or target.startswith("//"):
        return target.startswith(("https://", "mailto:"))
    elif target.startswith("/"):
        target, base = target.removeprefix(urlsplit(BASE).path), ""
    else:
        base = posixpath.dirname(path)
    parts = urlsplit(target)
    full = posixpath.normpath(posixpath.join(base, unquote(parts.path))) if parts.path else path
    if (site / full).is_dir():
        full = posixpath.normpath(posixpath.join(full, "index.html"))
    if not (site / full).is_file():
        return False
    if "=" in parts.fragment:  # what the page of the pack is to open, no place on it
        return full.endswith("/pack/index.html")
    return not parts.fragment or parts.fragment in pages[full].ids


def test_ids_are_unique(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path


@pytest.mark.parametrize("code", CODES)
def test_every_anchor_stands_on_the_whole_document_and_on_its_own_page(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    for document in knowledge_base.documents.values():
        whole = pages[f"{code}/decisions/{document.id}/index.html"]
        for paragraph in document.issued.paragraphs:
            top = "-".join(paragraph.anchor.split("-")[:2])
            own = pages[f"{code}/decisions/{document.id}/{top}/index.html"]
            assert paragraph.anchor in whole.ids
            assert paragraph.anchor in own.ids


@pytest.mark.parametrize("code", CODES)
def test_text_of_the_decision_is_shown_whole(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    """Every character of every paragraph, in order; markup and numbers in the margin apart."""
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    shown = _squeeze("".join(d for d, _ in pages[f"{code}/{DECISION}index.html"].texts))
    for paragraph in document.texts[code].paragraphs:
        assert _squeeze(paragraph.body) in shown, paragraph.anchor


def _squeeze(text: str) -> str:
    return "".join(text.split())


def test_nothing_is_loaded_from_anywhere_else(site: Path, pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        for element in page.elements:
            loads = [element.get("src"), element.get("poster"), element.get("data")]
            if element.tag == "link" and element.get("rel") not in {"canonical", "alternate"}:
                loads.append(element.get("href"))
            for target in loads:
                assert not re.match(r"[a-z]+:|//", target), f"{path}: {target}"
            assert element.tag not in {"iframe", "embed", "object", "base"}, path
    for path in [*site.rglob("*.css"), *site.rglob("*.js"), *site.rglob("*.svg")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"""(url\(|import|fetch\()\s*["']?(https?:)?//""", text), path
        assert "@import" not in text


def test_pages_hold_no_inline_script_or_style(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        for element in page.elements:
            assert element.tag != "style", path
            assert not [name for name in element.attributes if name == "style"], path
            assert not [name for name in element.attributes if name.startswith("on")], path
            if element.tag == "script":
                data = {"application/json", "application/ld+json"}
                assert element.get("src") or element.get("type") in data, path


@pytest.mark.parametrize("code", CODES)
def test_every_page_says_draft_status_and_that_it_is_no_un_site(
    code: str, pages: dict[str, Document], repository: Path
) -> None:
    words = yaml.safe_load((repository / f"site/strings/{code}.yml").read_text("utf-8"))
    for path, page in pages.items():
        if not path.startswith(f"{code}/"):
            continue
        for key in ("notice.draft_short", "notice.draft", "notice.not_un", "notice.licence"):
            assert words[key].strip() in page.text, f"{path}: {key}"
        if not path.endswith("404.html"):
            statuses = {element.get("data-status") for element in page.all("span")} - {""}
            expected = {"en": {"unofficial", "original"}, "zh": {"official", "unofficial"}}
            assert statuses and statuses <= expected.get(code, {"unofficial"}), path
            for status in statuses:
                long = words[f"status.{status}_long"].replace("{language}", words["language.zh"])
                assert long.strip() in page.text, path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("en/glossary/", ["original"]),
        ("en/themes/", ["original"]),
        ("en/audiences/", ["original"]),
        ("zh/glossary/", ["unofficial"]),
        ("zh/audiences/", ["unofficial"]),
        ("fr/themes/gender/", ["unofficial"]),
        ("en/themes/gender/", ["unofficial", "original"]),
        ("zh/", ["official", "unofficial"]),
        ("en/", ["unofficial", "original"]),
    ],
)
def test_status_says_what_it_is_about(
    path: str, expected: list[str], pages: dict[str, Document], repository: Path
) -> None:
    """Our own words have one status; where the decision's differs, both are told apart."""
    page = pages[f"{path}index.html"]
    words = yaml.safe_load((repository / f"site/strings/{path[:2]}.yml").read_text("utf-8"))
    badges = [element for element in page.all("span") if element.get("data-status")]
    assert [badge.get("data-status") for badge in badges] == expected
    shown = ["".join(d for d, e in page.texts if e is badge) for badge in badges]
    abouts = ("status.of_decision", "status.of_pages") if len(expected) == 2 else ("",)
    for text, about, status in zip(shown, abouts, expected, strict=True):
        long = words[f"status.{status}_long"].replace("{language}", words["language.zh"])
        assert text == words[about].replace("{status}", long) if about else text == long


@pytest.mark.parametrize("code", CODES)
def test_readers_find_operative_paragraphs_first(code: str, pages: dict[str, Document]) -> None:
    seen = set()
    for path, page in pages.items():
        if re.fullmatch(rf"{code}/audiences/[^/]+/index\.html", path):
            links = re.findall(
                r"/(op|pp)-\d+/ ", "".join(f"{a.get('href')} " for a in page.all("a"))
            )
            assert links == sorted(links), path
            seen.update(links)
    assert seen == {"op", "pp"}


@pytest.mark.parametrize("code", CODES)
def test_no_words_of_the_interface_name_one_language_of_issue(
    code: str, pages: dict[str, Document], repository: Path
) -> None:
    words = yaml.safe_load((repository / f"site/strings/{code}.yml").read_text("utf-8"))
    for key in ("status.official_long", "paragraph.compare_text"):
        assert "{language}" in words[key]
        assert words["language.zh"] not in words[key]
    shown = words["paragraph.compare_text"].replace("{language}", words["language.zh"])
    assert shown in pages[f"{code}/{DECISION}op-9/index.html"].text


def test_text_as_issued_stands_beside_every_translation(pages: dict[str, Document]) -> None:
    page = pages[f"fr/{DECISION}op-9/index.html"]
    columns = page.all("details", **{"class": "compare__text"})
    codes = [column.get("data-language") for column in columns]
    assert codes[:2] == ["zh", "fr"] and set(codes) == set(CODES)
    assert [c.get("data-language") for c in columns if "open" in c.attributes] == ["zh", "fr"]
    assert "土地保有权" in page.text and "الأراضي" in page.text


def test_slips_of_the_issued_text_are_kept_and_explained(pages: dict[str, Document]) -> None:
    page = pages[f"zh/{DECISION}op-8/index.html"]
    assert "为次要通过" in page.text
    assert "note-op-8-to-this-end" in page.ids
    link = page.all("a", **{"class": "quoted"})[0]
    assert link.get("href") == "#note-op-8-to-this-end"


def test_paragraph_page_offers_citation_and_report(pages: dict[str, Document]) -> None:
    page = pages[f"en/{DECISION}op-9/index.html"]
    assert "ICCD/COP(14)/CST/L.1" in page.text and "para. 9" in page.text
    assert "@misc{iccd-cop14-cst-l1-op-9-en," in page.text
    reports = [a.get("href") for a in page.all("a") if a.get("href").startswith("mailto:")]
    assert any("op-9" in unquote(report) for report in reports)


def test_api_on_another_host_is_named_in_full(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        for meta in page.all("meta", name="ldn-api"):
            assert meta.get("content") == API, path


def test_language_choice_offers_six_languages_without_script(pages: dict[str, Document]) -> None:
    page = pages["index.html"]
    links = [link for link in page.all("a") if link.get("data-language")]
    assert [link.get("href") for link in links] == [f"{code}/" for code in CODES]
    assert [link.language for link in links] == [LANGUAGES[code].tag for code in CODES]
    assert [link.direction for link in links] == [LANGUAGES[code].direction for code in CODES]
    refreshes = [m for m in page.all("meta") if m.get("http-equiv") == "refresh"]
    assert not refreshes


def test_sitemap_lists_every_indexable_page_with_its_alternates(
    site: Path, pages: dict[str, Document]
) -> None:
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    space = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    entries = {
        url.findtext("s:loc", "", space): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", space)
        }
        for url in root.findall("s:url", space)
    }
    indexable = {
        BASE + path.removesuffix("index.html")
        for path, page in pages.items()
        if path.partition("/")[0] in CODES and not page.all("meta", name="robots")
    }
    assert set(entries) == indexable
    alternates = entries[f"{BASE}ar/{DECISION}op-9/"]
    assert set(alternates) == {language.tag for language in LANGUAGES.values()} | {"x-default"}
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text("utf-8")


@pytest.mark.parametrize("code", CODES)
def test_search_page_carries_its_words(code: str, pages: dict[str, Document], site: Path) -> None:
    html = (site / code / "search/index.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="ldn-words">(.*?)</script>', html)
    assert found
    words = json.loads(found[1])
    assert words["search.unreachable_title"] and words["status.unofficial"]
