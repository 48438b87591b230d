"""Copies to take along: a ZIP file that works from a folder, and the list of what browsers keep."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import pytest
import yaml
from built_page import BASE, read_document
from test_site_parts import make_edition, part

from indexer.languages import CODES
from indexer.model import KnowledgeBase
from kb_service.site_copies import copied_names, write_copies
from kb_service.site_zip import write_zip


@pytest.mark.parametrize("code", CODES)
def test_links_of_the_copy_lead_to_files_in_it_or_to_the_public_site(
    code: str, site: Path, tmp_path: Path
) -> None:
    with ZipFile(site / f"downloads/ldn-guidance-{code}.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    top = tmp_path / f"ldn-guidance-{code}"
    assert {path.name for path in top.iterdir()} == {"index.html", "README.txt", code}
    seen = 0
    for path in sorted(top.rglob("*.html")):
        page = read_document(path)
        for element in page.elements:
            for name in ("href", "src", "action"):
                link = element.get(name)
                if not link or link.startswith("#"):
                    continue
                if urlsplit(link).scheme:
                    assert link.startswith(("https://", "mailto:")), f"{path}: {link}"
                    continue
                target = unquote(urlsplit(link).path)
                assert (path.parent / target).resolve().is_file(), f"{path}: {link}"
                seen += 1
        assert page.all("meta", name="ldn-api")[0].get("content") == ""
        depth = len(path.relative_to(top).parts) - 1
        root = page.all("meta", name="ldn-site")[0].get("content")
        assert (path.parent / root).resolve() == top and root.count("..") == depth, path
        for box in page.all("ldn-search"):
            assert (box.get("site"), box.get("api")) == (root, ""), path
        assert page.all("link", rel="canonical")[0].get("href").startswith(f"{BASE}{code}/")
        assert not page.all("link", rel="manifest") and not page.all("link", rel="search")
    assert seen > 2000


@pytest.mark.parametrize("code", CODES)
def test_the_copy_says_in_its_language_what_it_is(code: str, site: Path, repository: Path) -> None:
    words = yaml.safe_load((repository / f"site/strings/{code}.yml").read_text("utf-8"))
    with ZipFile(site / f"downloads/ldn-guidance-{code}.zip") as archive:
        raw = archive.read(f"ldn-guidance-{code}/README.txt").decode()
    assert raw.startswith("\ufeff") and "\n" not in raw.replace("\r\n", "")
    text = " ".join(raw.split())
    for key in (
        "site.tagline",
        "copy.open",
        "notice.not_un_long",
        "notice.draft",
        "notice.licence",
    ):
        assert " ".join(words[key].split()) in text, key
    assert f"{BASE}{code}/" in text and "2026" in text


def test_sizes_are_told_as_each_language_writes_them(site: Path) -> None:
    marks = {"ar": "ميغابايت", "fr": "Mo", "ru": "МБ", "en": "MB", "zh": "MB", "es": "MB"}
    for code in CODES:
        size = (site / f"downloads/ldn-guidance-{code}.zip").stat().st_size / 1e6
        for path in ("index.html", "offline/index.html"):
            text = (site / code / path).read_text("utf-8")
            told = re.search(r"ZIP[,،，] ?([0-9.,]+)\s" + marks[code], text)
            assert told, f"{code}/{path}"
            assert abs(float(told[1].replace(",", ".")) - size) < 0.15
            assert ("," in told[1]) <= (code in {"fr", "ru", "es"})
            assert "@size-of" not in text
        with ZipFile(site / f"downloads/ldn-guidance-{code}.zip") as archive:
            pages = [name for name in archive.namelist() if name.endswith(".html")]
            assert not any(b"@size-of" in archive.read(name) for name in pages)


def test_equal_pages_give_equal_bytes(
    site: Path, tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    names = copied_names(site / "zh")
    made = []
    for name in ("one", "two"):
        target = tmp_path / name / "copy.zip"
        write_zip(
            site,
            "zh",
            names,
            target,
            base_url=BASE,
            readme="",
            day=None,
            fill=lambda text, size: text,
        )
        made.append(target.read_bytes())
    assert made[0] == made[1]
    with ZipFile(tmp_path / "one/copy.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with ZipFile(site / "downloads/ldn-guidance-zh.zip") as archive:
        days = {info.date_time[:3] for info in archive.infolist()}
    newest = [page.review.last for page in knowledge_base.pages.values() if page.review]
    newest += [course.facts.last_reviewed for course in knowledge_base.courses.values()]
    newest += [change.date for change in knowledge_base.changes]
    assert days == {tuple(map(int, max(newest).split("-")))}


@pytest.mark.parametrize("code", CODES)
def test_browsers_keep_every_page_and_all_that_it_loads(code: str, site: Path) -> None:
    listed = json.loads((site / code / "offline.json").read_text("utf-8"))
    files = {entry["path"]: entry for entry in listed["files"]}
    for path, entry in files.items():
        name = path + "index.html" if path == "" or path.endswith("/") else path
        data = (site / code / name).read_bytes()
        assert entry["bytes"] == len(data), path
        assert entry["digest"] == hashlib.sha256(data).hexdigest()[:16], path
    for page in (site / code).rglob("*.html"):
        name = page.relative_to(site / code).as_posix()
        if name == "404.html" or name.startswith("widget/"):
            assert name not in files
            continue
        assert name.removesuffix("index.html") in files
        for element in read_document(page).elements:
            loaded = element.get("src")
            if element.tag == "link" and element.get("rel") in {"stylesheet", "icon"}:
                loaded = element.get("href")
            if loaded:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), loaded))
                assert target in files, f"{name} loads {loaded}, which is not kept"


@pytest.mark.parametrize(
    ("last", "day", "told"),
    [
        ("2999-11", date(2999, 11, 1), "novembre 2999"),
        ("2999", date(2999, 1, 1), "2999"),
        ("2999-11-22", date(2999, 11, 22), "22 novembre 2999"),
    ],
)
def test_the_state_of_the_texts_may_be_a_month_or_a_year(
    last: str, day: date, told: str, knowledge_base: KnowledgeBase, tmp_path: Path
) -> None:
    page = knowledge_base.pages["what-is-ldn"]
    assert page.review
    pages = {**knowledge_base.pages, page.id: replace(page, review=replace(page.review, last=last))}
    base = replace(knowledge_base, pages=pages)
    offline = part("offline")
    newest = max(course.facts.last_reviewed for course in knowledge_base.courses.values())
    assert offline.last_review(knowledge_base) >= newest
    assert offline.last_day(base) == day
    assert told in offline.copy_readme(make_edition(base, "fr"))
    target = tmp_path / "copy.zip"
    write_zip(
        tmp_path,
        "fr",
        [],
        target,
        base_url=BASE,
        readme="",
        day=day,
        fill=lambda text, size: text,
    )
    with ZipFile(target) as archive:
        assert archive.infolist()[0].date_time[0] == 2107  # the last year that ZIP files know


def test_each_copy_holds_the_index_in_its_own_form(tmp_path: Path) -> None:
    for name in ("index.html", "offline/index.html", "search-index.js", "search-index.json"):
        (tmp_path / "zh" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "zh" / name).write_text("大小：@zip@，@kept@", "utf-8")
    write_copies(
        tmp_path,
        "zh",
        base_url=BASE,
        zip_name="downloads/copy-zh.zip",
        readme="",
        day=None,
        write_size=lambda count: "很小" if count < 10_000 else "很大",
        marks=("@zip@", "@kept@"),
    )
    kept = json.loads((tmp_path / "zh/offline.json").read_text("utf-8"))
    assert [entry["path"] for entry in kept["files"]] == ["", "offline/", "search-index.json"]
    with ZipFile(tmp_path / "downloads/copy-zh.zip") as archive:
        names = {name.removeprefix("copy-zh/") for name in archive.namelist()}
        told = archive.read("copy-zh/zh/offline/index.html").decode()
    pages = {"index.html", "zh/index.html", "zh/offline/index.html"}
    assert names == pages | {"README.txt", "zh/search-index.js"}
    assert told == (tmp_path / "zh/offline/index.html").read_text("utf-8") == "大小：很小，很小"
