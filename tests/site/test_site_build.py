"""Building the site: what is refused, what stays, what is escaped, what moves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from built_page import API, BASE, REPORT, read_document

from indexer.errors import ContentError
from indexer.languages import CODES
from kb_service.site_build import build_site, check_strings

DECISION = "content/decisions/iccd-cop14-cst-l1"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def build(
    root: Path,
    out: Path,
    *languages: str,
    told: list[str] | None = None,
    report: str = REPORT,
    operator: str = "",
) -> None:
    """Build some languages of a workplace."""

    def progress(stage: str, done: int, total: int) -> None:
        if told is not None:
            told.append(stage)

    build_site(root, out, BASE, API, report, languages or None, progress, operator)


def replace(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of `old`, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_building_deletes_no_source(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MkDocs empties its output folder, which is `site/` where nobody says otherwise."""
    from mkdocs.config import load_config

    for name in ("LDN_SITE_DIR", "LDN_SITE_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    config = load_config(str(workplace / "mkdocs.yml"))
    assert Path(config.site_dir) == workplace / "build/site"
    before = files(workplace)
    build(workplace, workplace / "build/site", "ar")
    after = files(workplace)
    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize("name", ["site", "site/assets", "content", ".", "content/new", ".."])
def test_a_folder_of_sources_is_refused_as_output(workplace: Path, name: str) -> None:
    before = files(workplace)
    with pytest.raises(ContentError, match="holds sources"):
        build(workplace, workplace / name, "en")
    assert files(workplace) == before


def test_a_failed_build_leaves_the_old_site_whole(workplace: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "site"
    build(workplace, out, "ar", "zh")
    before = files(out)
    replace(workplace / "site/strings/zh.yml", "search.submit:", "search.misspelt:")
    with pytest.raises(ContentError, match=r"zh\.yml: search\.submit: this key is missing"):
        build(workplace, out, "ar", "zh")
    assert files(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == [".site.lock", "site"]


def test_one_language_is_renewed_without_the_others(workplace: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(workplace, out, "ar", "zh")
    arabic = files(out / "ar")
    replace(workplace / "site/strings/zh.yml", "nav.home:", "nav.home: 起始\n#")
    build(workplace, out, "zh")
    assert files(out / "ar") == arabic
    assert "起始" in (out / "zh/themes/gender/index.html").read_text("utf-8")
    for path in sorted(out.rglob("*.html")):
        page = read_document(path)
        for link in page.all("a") + page.all("link"):
            href = link.get("href").partition("#")[0].partition("?")[0]
            if link.get("hreflang"):
                href = href.replace(BASE, "/kb/")
            if ":" not in href:
                target = out / href[4:] if href.startswith("/kb/") else path.parent / href
                assert target.exists(), f"{path.relative_to(out)}: {href}"
    defaults = read_document(out / "zh/themes/index.html").all("link", hreflang="x-default")
    assert [link.get("href") for link in defaults] == [f"{BASE}ar/themes/"]


def test_unknown_language_is_refused(workplace: Path, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"found de; use some of: ar, zh, en"):
        build(workplace, tmp_path / "site", "de")


def test_words_are_complete_in_six_languages(repository: Path) -> None:
    assert check_strings(repository / "site/strings") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("search.submit:", "search.sumbit:", "search.sumbit: this key is unknown"),
        ("search.results:", "search.results: 结果\n#", "its placeholders are []"),
        ("nav.home:", "nav.home: 12\n#", "the value 12 is no text"),
        ("nav.home:", "nav.home: [", "it cannot be read"),
    ],
)
def test_a_problem_in_the_words_names_place_and_remedy(
    workplace: Path, old: str, new: str, problem: str
) -> None:
    replace(workplace / "site/strings/zh.yml", old, new)
    found = "\n".join(str(one) for one in check_strings(workplace / "site/strings"))
    assert problem in found
    assert "zh.yml" in found


def test_hostile_content_is_shown_as_text(workplace: Path, tmp_path: Path) -> None:
    words = workplace / "site/strings"
    replace(words / "ar.yml", "nav.themes:", f"nav.themes: '\"{HOSTILE}'\n#")
    themes = workplace / "content/vocabulary/themes.yml"
    replace(themes, "  scope:\n    ar: ", f"  scope:\n    ar: {HOSTILE} ")
    replace(workplace / "content/vocabulary/glossary.yml", "    ar: ", f"    ar: {HOSTILE} ")
    replace(
        workplace / f"{DECISION}/notes/ar.yml",
        "masthead-labels-english: '",
        f"masthead-labels-english: '{HOSTILE} ",
    )
    about = workplace / "content/pages/about/en.md"
    text = about.read_text("utf-8")
    end = text.index("\n", text.index("{#what-this-is}"))
    hostile = f"\n\n{HOSTILE} [x](javascript:alert(3)) ![y](https://evil.example/y.png)\n"
    about.write_text(text[:end] + hostile + text[end:], encoding="utf-8")
    with pytest.raises(ContentError) as caught:  # in a page it is refused, and nothing is built
        build(workplace, tmp_path / "site", "ar")
    found = "\n".join(str(problem) for problem in caught.value.problems)
    assert "holds HTML" in found and "javascript:" in found and "evil.example" in found
    assert not (tmp_path / "site").exists()
    about.write_text(text, encoding="utf-8")
    build(workplace, tmp_path / "site", "ar")
    seen = 0
    for path in (tmp_path / "site/ar").rglob("*.html"):
        page = read_document(path)
        seen += "alert(1)" in page.text
        assert not page.all("img"), path
        for element in page.elements:
            assert not {"onerror", "style"} & set(element.attributes), path
            assert not re.match(r"\s*(javascript|data):", element.get("href")), path
            if element.tag == "script":
                data = {"application/json", "application/ld+json"}
                assert element.get("src") or element.get("type") in data, path
        for block in re.findall(r"(?s)json\">.*?</script>", path.read_text("utf-8")):
            assert "alert(1)" not in block or "\\u003cscript" in block
    assert seen > 20


def test_missing_language_shows_a_notice_and_no_other_text(workplace: Path, tmp_path: Path) -> None:
    replace(workplace / f"{DECISION}/document.yml", "missing: []", "missing: [fr]")
    (workplace / f"{DECISION}/fr.md").unlink()
    build(workplace, tmp_path / "site", "fr", "ar")
    path = "decisions/iccd-cop14-cst-l1/op-9/index.html"
    french = read_document(tmp_path / "site/fr" / path)
    assert french.elements[0].get("lang") == "fr"
    assert [e.get("data-status") for e in french.all("span") if e.get("data-status")] == ["missing"]
    assert french.all("meta", name="robots")[0].get("content") == "noindex, follow"
    assert not french.all("link", rel="canonical") and not [
        link for link in french.all("link", rel="alternate") if link.get("hreflang")
    ]
    assert "Recognizing" not in french.text and "土地" not in french.text
    arabic = read_document(tmp_path / "site/ar" / path)
    tags = {link.get("hreflang") for link in arabic.all("link", rel="alternate")} - {""}
    assert tags == {"ar", "x-default"}, "no other language stands here"
    assert "/fr/decisions/" not in (tmp_path / "site/sitemap.xml").read_text("utf-8")


def test_a_renamed_slug_leaves_redirects_and_equal_inputs_build_nothing(
    workplace: Path, tmp_path: Path
) -> None:
    replace(workplace / f"{DECISION}/document.yml", "aliases: []", "aliases: [old-name]")
    out = tmp_path / "out" / "site"
    told: list[str] = []
    build(workplace, out, told=told)
    assert "unchanged" not in told
    for code in CODES:
        for rest in ("", "op-9/", "pp-3/"):
            page = read_document(out / code / "decisions/old-name" / rest / "index.html")
            new = f"{BASE}{code}/decisions/iccd-cop14-cst-l1/{rest}"
            refresh = [m for m in page.all("meta") if m.get("http-equiv") == "refresh"]
            assert [m.get("content") for m in refresh] == [f"0; url={new}"]
            assert page.all("link", rel="canonical")[0].get("href") == new
            assert page.elements[0].get("lang").startswith(code)
    inode = out.stat().st_ino
    told.clear()
    build(workplace, out, told=told)
    assert told == ["unchanged"]
    assert out.stat().st_ino == inode
    replace(workplace / "site/strings/ar.yml", "site.skip:", "site.jump:")
    with pytest.raises(ContentError, match=r"ar\.yml: site\.skip"):  # read, so not unchanged
        build(workplace, out)
    assert out.stat().st_ino == inode


@pytest.mark.parametrize(
    ("report", "operator"), [("", ""), (REPORT, "环境部 <b>, 1 Main Street, ldn@example.org")]
)
def test_pages_name_whom_to_write_to_or_say_that_nobody_is_named(
    workplace: Path, tmp_path: Path, report: str, operator: str
) -> None:
    """Without an address for reports the page of contact says so and offers no button."""
    build(workplace, tmp_path / "site", "fr", report=report, operator=operator)
    words = read_strings_of(workplace, "fr")
    about = read_document(tmp_path / "site/fr/about/index.html")
    tools = [a.get("href") for a in about.all("a", **{"class": "tool"})]
    assert (words["report.no_address"] in about.text) == (not report)
    assert len(tools) == bool(report) and all(href.startswith(REPORT) for href in tools)
    op_9 = read_document(tmp_path / "site/fr/decisions/iccd-cop14-cst-l1/op-9/index.html")
    hrefs = [a.get("href") for a in op_9.all("a", **{"class": "tool tool--small"})]
    assert words["report.no_address"] not in op_9.text
    assert any(href.startswith(report or "../../../about/#contact") for href in hrefs)
    assert "contact" in about.ids
    imprint = read_document(tmp_path / "site/fr/imprint/index.html")
    assert (words["imprint.no_operator"] in imprint.text) == (not operator)
    assert (words["imprint.operator"] in imprint.text) == bool(operator)
    assert not imprint.all("b")
    foreign = [text for text, element in imprint.texts if element.language == "zh-Hans"]
    assert ("环境部" in foreign) == bool(operator)
    assert (" <b>, 1 Main Street, ldn@example.org" in imprint.text) == bool(operator)


def read_strings_of(root: Path, code: str) -> dict[str, str]:
    """The interface words of a workplace in one language."""
    table: dict[str, str] = yaml.safe_load((root / f"site/strings/{code}.yml").read_text("utf-8"))
    return table


def test_the_site_works_from_any_place(workplace: Path, tmp_path: Path) -> None:
    """Links between pages are relative, so that only permanent addresses name a host."""
    build(workplace, tmp_path / "site", "zh")
    page = read_document(tmp_path / "site/zh/decisions/iccd-cop14-cst-l1/op-9/index.html")
    absolute = [a.get("href") for a in page.all("a") if a.get("href").startswith(BASE)]
    assert set(absolute) == {f"{BASE}zh/decisions/iccd-cop14-cst-l1/op-9/#op-9"}
    missing = read_document(tmp_path / "site/zh/404.html")
    assert all(
        a.get("href").startswith(("/kb/", "#", "https://", "mailto:")) for a in missing.all("a")
    )
