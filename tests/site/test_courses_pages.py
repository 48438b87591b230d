"""Training modules on the site, what can be collected, and the page of the course pack."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from built_page import API, BASE, Document
from test_site_parts import part
from test_structured_data import graph

from indexer.item_records import build_items
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from kb_service.exports.formats import FORMATS
from kb_service.exports.selection import LONGEST_AUDIENCE, LONGEST_TITLE, MOST_ITEMS

DECISION = "decisions/iccd-cop14-cst-l1"


def squeeze(text: str) -> str:
    return "".join(text.split())


def pack_data(site: Path, code: str) -> Any:
    """What the page of the pack knows."""
    text = (site / code / "pack/index.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="pack-data">(.*?)</script>', text)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("code", CODES)
def test_modules_of_a_language_are_listed_with_their_facts(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase, repository: Path
) -> None:
    page = pages[f"{code}/courses/index.html"]
    links = [link.get("href") for link in page.all("a")]
    words = yaml.safe_load((repository / f"site/strings/{code}.yml").read_text("utf-8"))
    minutes = []
    for course in sorted(knowledge_base.courses.values(), key=lambda each: each.facts.minutes):
        if text := course.texts.get(code):
            assert links.count(f"{course.id}/") == 1, course.id
            assert squeeze(text.title) in squeeze(page.text)
            assert squeeze(text.summary) in squeeze(page.text)
            minutes.append(words["courses.minutes"].replace("{count}", str(course.facts.minutes)))
    shown = [text.strip() for text, _ in page.texts if text.strip() in set(minutes)]
    assert shown == minutes


@pytest.mark.parametrize("code", CODES)
def test_a_module_is_shown_whole(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    for course in knowledge_base.courses.values():
        text = course.texts.get(code)
        if text is None:
            continue
        page = pages[f"{code}/courses/{course.id}/index.html"]
        shown = squeeze(page.text)
        titles = [one.title for one in (*text.sessions.values(), *text.slides.values())]
        questions = [one.text for one in text.questions.values()]
        for words in (text.summary, text.exercise.title, *titles, *questions):
            assert squeeze(words) in shown, (course.id, words)
        assert {question.id for question in course.facts.questions} <= set(page.ids)
        folded = [e for e in page.all("details") if "open" in e.attributes]
        assert not folded, "answers and keys are folded until the reader opens them"
        for paragraph in course.facts.paragraphs:
            assert f"#{paragraph.partition('/')[2]}" in "".join(
                link.get("href") for link in page.all("a")
            )


@pytest.mark.parametrize("code", ["ar", "zh", "en"])
def test_files_of_a_module_are_plain_links_to_the_service(
    code: str, pages: dict[str, Document]
) -> None:
    page = pages[f"{code}/courses/ldn-in-one-hour/index.html"]
    links = [link.get("href") for link in page.all("a") if link.get("data-format")]
    assert len(links) > 10
    for link in links:
        assert link.startswith(f"{API}exports?")
        asked = parse_qs(urlsplit(link).query)
        assert asked["item"] == ["courses/ldn-in-one-hour"] and asked["language"] == [code]
    learners = [link for link in links if "edition=learner" in link]
    asked_for = {parse_qs(urlsplit(link).query)["format"][0] for link in learners}
    assert asked_for == {"docx", "pptx", "pdf"}


def test_formats_are_those_of_the_service() -> None:
    offered = {each.id: each for each in part("export_formats").EXPORT_FORMATS}
    assert {*offered, "page"} == set(FORMATS), "page is the preview"
    for name, ours in offered.items():
        found = FORMATS[name]
        assert (ours.bilingual, ours.needs) == (found.bilingual, found.needs), name


def test_limits_are_those_of_the_service(repository: Path) -> None:
    basket, link = (
        (repository / f"site/scripts/{name}.js").read_text("utf-8")
        for name in ("basket", "pack-link")
    )
    assert f"export const MOST = {MOST_ITEMS};" in basket
    assert f"const LONGEST = {LONGEST_TITLE};" in link
    assert part("pack_view").LONGEST_TEXT == LONGEST_TITLE == LONGEST_AUDIENCE


@pytest.mark.parametrize("code", CODES)
def test_everything_that_can_be_collected_has_a_name_and_a_place(
    code: str, site: Path, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    items = pack_data(site, code)["items"]
    assert {item.id for item in build_items(knowledge_base, code)} <= set(items)
    assert items[f"{DECISION}/op-9-d"][0] == "paragraph"
    for id_, (kind, name, _, path, *languages) in items.items():
        assert kind and name, id_
        folder, _, anchor = path.partition("#")
        if not languages or code in languages[0]:
            page = pages[f"{code}/{folder}index.html"]
            assert not anchor or anchor in page.ids, id_


@pytest.mark.parametrize("code", CODES)
def test_every_switch_collects_something_that_there_is(
    code: str, site: Path, pages: dict[str, Document]
) -> None:
    items = pack_data(site, code)["items"]
    collected = set()
    for path, page in pages.items():
        if path.startswith(f"{code}/"):
            for button in page.all("button"):
                if id_ := button.get("data-collect"):
                    assert id_ in items, f"{path}: {id_}"
                    assert "hidden" in button.attributes
                    collected.add(id_)
    missing = {id_ for id_, named in items.items() if id_ not in collected and len(named) == 4}
    parts = {"paragraph", "teaching"}
    assert missing == {id_ for id_ in missing if items[id_][0] in parts}, missing
    assert {f"{DECISION}/op-9-d", f"{DECISION}/pp-3", "glossary", "guidance/what-is-ldn"} <= (
        collected
    )


@pytest.mark.parametrize("code", CODES)
def test_a_module_can_be_taken_apart_into_what_files_hold_of_it(
    code: str, site: Path, knowledge_base: KnowledgeBase
) -> None:
    data = pack_data(site, code)
    assert set(data["parts"]) == {f"courses/{name}" for name in knowledge_base.courses}
    for course, parts in data["parts"].items():
        teaching = data["items"][course.replace("courses/", "modules/")]
        assert teaching[0] == "teaching" and data["items"][course][1] in teaching[1]
        assert set(parts) <= set(data["items"])
    for item in build_items(knowledge_base, code):
        if item.module:
            module = item.module
            held = [*module.readings, *module.terms, *module.questions]
            assert data["parts"][item.id] == held


def test_pages_that_a_module_uses_lead_to_it(
    pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    for course in knowledge_base.courses.values():
        facts = course.facts
        places = [f"guidance/{name}" for name in facts.pages]
        places += [f"themes/{name}" for name in facts.themes]
        places += [f"audiences/{name}" for name in facts.audiences]
        for place in places:
            links = {link.get("href") for link in pages[f"en/{place}/index.html"].all("a")}
            assert f"../../courses/{course.id}/" in links, (course.id, place)
    home = {link.get("href") for link in pages["zh/index.html"].all("a")}
    assert {"courses/", "pack/"} <= home


def test_a_module_describes_itself_to_machines(site: Path, knowledge_base: KnowledgeBase) -> None:
    course = knowledge_base.courses["ldn-in-one-hour"]
    thing = graph(site, "ar/courses/ldn-in-one-hour/index.html")["Course"]
    assert thing["@type"] == ["Course", "LearningResource"]
    assert thing["timeRequired"] == f"PT{course.facts.minutes}M"
    assert len(thing["teaches"]) == len(course.facts.objectives)
    assert thing["translationOfWork"] == {"@id": f"{BASE}en/courses/ldn-in-one-hour/"}
    assert thing["educationalLevel"] == "تمهيدي" and thing["audience"] and thing["citation"]
    assert course.facts.last_reviewed in json.dumps(thing)
    trail = graph(site, "ar/courses/ldn-in-one-hour/index.html")["BreadcrumbList"]
    assert trail["itemListElement"][1]["item"] == f"{BASE}ar/courses/"
    listed = (site / "llms.txt").read_text("utf-8")
    assert f"{BASE}en/courses/ldn-in-one-hour/" in listed
    assert f"{BASE}ar/courses/ldn-in-one-hour/" in (site / "sitemap.xml").read_text("utf-8")


def test_only_the_page_of_the_pack_loads_its_script(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        sources = [script.get("src") for script in page.all("script")]
        loaded = [src for src in sources if re.search(r"/pack\.[0-9a-f]{12}\.js$", src)]
        assert len(loaded) == path.endswith("/pack/index.html"), path


def test_a_public_site_says_nothing_of_a_local_address(pages: dict[str, Document]) -> None:
    for code in CODES:
        said = yaml.safe_load(Path(f"site/strings/{code}.yml").read_text("utf-8"))
        beginning = squeeze(said["pack.local"].partition("{address}")[0])
        for path in (f"{code}/pack/index.html", f"{code}/courses/ldn-in-one-hour/index.html"):
            assert beginning not in squeeze(pages[path].text), path
