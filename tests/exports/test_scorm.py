"""SCORM packages: valid, complete, for learners, and played by a platform in a browser."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import open_browser
from compare import assert_in_order, bare
from hostile import TITLES, poison
from lxml import etree
from playwright.sync_api import Browser, Page, expect
from publisher_schemas import load_scorm
from readers import read_scorm
from samples import BASE, COURSE, Write

from indexer.languages import CODES
from indexer.rich_text import plain_blocks
from kb_service.exports.book import make_book
from kb_service.exports.library import export
from kb_service.exports.pack import Library, collect
from kb_service.exports.scorm_links import link_pack
from kb_service.exports.selection import Selection
from tests.learning_platform import answer, check, go_to, install, serve_platform, tell

ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def open_package(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return load_scorm()


SELECTIONS = [
    *(Selection((COURSE,), code) for code in CODES),
    *(Selection((COURSE,), "en", title=title) for title in TITLES),
    Selection(("guidance/what-is-ldn",), "fr"),
]


def name_selection(selection: Selection) -> str:
    return f"{selection.language} {selection.title[:20]}"


@pytest.mark.parametrize("selection", SELECTIONS, ids=name_selection)
def test_the_manifest_is_valid(selection: Selection, schema: etree.XMLSchema, write: Write) -> None:
    files = open_package(write(selection, "scorm").data)
    schema.assertValid(etree.fromstring(files["imsmanifest.xml"]))


@pytest.mark.parametrize("selection", SELECTIONS, ids=name_selection)
def test_the_manifest_lists_every_file(selection: Selection, write: Write) -> None:
    files = open_package(write(selection, "scorm").data)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    listed = [file.get("href") for file in manifest.iter("{*}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(files)
    (resource,) = manifest.iter("{*}resource")
    assert resource.get(f"{ADLCP}scormtype") == "sco" and resource.get("href") == "index.html"
    mastery = [each.text for each in manifest.iter(f"{ADLCP}masteryscore")]
    assert mastery == (["70"] if selection.items == (COURSE,) else [])
    if selection.title:
        assert manifest.findtext("{*}organizations//{*}title") == selection.title


@pytest.mark.parametrize("code", CODES)
def test_pages_hold_every_text_in_the_order_of_learning(
    code: str, library: Library, write: Write
) -> None:
    selection = Selection((COURSE,), code)
    (pack,) = collect(replace(selection, edition="learner", pages=True), library)
    book = make_book(pack, {})
    assert not pack.further and {"page", "paragraph", "term"} <= {i.kind for i in pack.readings}
    last = {"exercise": 1, "quiz": 2, "about": 3}
    chapters = sorted(book.chapters, key=lambda chapter: last.get(chapter.id.rpartition("-")[2], 0))
    expected = [book.title, book.summary]
    for chapter in chapters:
        if chapter.id == "quiz":
            expected += [chapter.title, *(asked.quiz.text for asked in pack.questions)]
            expected += [source.citation for source in pack.sources]
        else:
            expected += [chapter.title, *plain_blocks(chapter.blocks)]
    assert_in_order(expected, read_scorm(write(selection, "scorm").data))


@pytest.mark.parametrize("code", CODES)
def test_it_is_for_learners_in_every_edition(code: str, library: Library, write: Write) -> None:
    files = [write(Selection((COURSE,), code, edition=e), "scorm") for e in ("trainer", "learner")]
    assert files[0].data == files[1].data
    shown = bare(read_scorm(files[0].data))
    module = library.items[code][COURSE].module
    assert module is not None
    trainers = [*plain_blocks(module.key), *plain_blocks(module.sessions[0].plan)]
    assert not [text for text in trainers if len(text) > 80 and bare(text) in shown]


def test_no_script_stands_in_the_page(
    library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> None:
    """Neither handlers nor scripts, so that a strict policy of the platform does not stop it."""
    hostile = poison(library, "en")
    data = export(Selection((COURSE,), "en"), "scorm", hostile, [drawings["en"]]).data
    tree = lxml.html.fromstring(open_package(data)["index.html"].decode())
    names = {name for element in tree.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    scripts = [(each.get("src"), each.get("type")) for each in tree.iter("script")]
    assert scripts == [("player.js", None), (None, "application/json")]


@pytest.mark.parametrize("title", TITLES)
def test_a_hostile_title_is_plain_text(title: str, write: Write) -> None:
    page = open_package(write(Selection((COURSE,), "ar", title=title), "scorm").data)["index.html"]
    tree = lxml.html.fromstring(page.decode())
    assert tree.findtext(".//title") == title and tree.findtext(".//h1") == title


DOCUMENT = "decisions/iccd-cop14-cst-l1"
LINKED = (COURSE, "guidance/what-is-ldn", "guidance/response-hierarchy", "glossary")


def read_page(data: bytes) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(open_package(data)["index.html"].decode())


@pytest.mark.parametrize("items", [(COURSE,), LINKED, (*LINKED, DOCUMENT)], ids=len)
@pytest.mark.parametrize("code", CODES)
def test_links_to_what_the_package_holds_stay_in_it(
    code: str, items: tuple[str, ...], library: Library, write: Write
) -> None:
    """Those left are to other texts, or the permanent link of the text that they stand in."""
    selection = Selection(items, code, edition="learner")
    (pack,) = collect(selection, library)
    tree = read_page(write(selection, "scorm").data)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    inside = {link.get("href")[1:] for link in tree.iterfind(".//a[@href]") if is_inside(link)}
    assert inside <= set(ids)
    held = {pack.url(item.path): item for item in pack.readings}
    for link in tree.iterfind(".//a[@href]"):
        if is_inside(link):
            continue
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        if item := held.get(link.get("href")):
            name = item.id.replace("/", "-")
            around = {element.get("id") for element in link.iterancestors()}
            assert around & {name, f"place-{name}"}, link.get("href")


def is_inside(link: lxml.html.HtmlElement) -> bool:
    return bool(link.get("href").startswith("#"))


def test_links_lead_to_the_page_paragraph_or_term(write: Write) -> None:
    items = (*LINKED, f"{DOCUMENT}/op-8")
    tree = read_page(write(Selection(items, "en"), "scorm").data)
    proof = tree.xpath("//*[@id='question-1-feedback']//a")[-1].get("href")
    assert proof == "#guidance-what-is-ldn", "a part of a page"
    (term,) = tree.xpath("//*[@id='place-glossary-baseline']/h3/a")
    assert term.get("href") == f"{BASE}en/glossary/#term-baseline"
    assert tree.xpath("//section[@id='guidance-what-is-ldn']//a[@href='#place-glossary-baseline']")


def test_a_paragraph_leads_to_what_holds_it(library: Library, write: Write) -> None:
    (whole,) = collect(Selection((f"{DOCUMENT}/op-8",), "zh"), library)
    pack = link_pack(whole)
    name = DOCUMENT.replace("/", "-")
    assert pack.url(f"{DOCUMENT}/op-8/#op-8-a") == f"#{name}-op-8"
    assert pack.url(f"{BASE}zh/{DOCUMENT}/op-8/#op-8") == f"#{name}-op-8"
    elsewhere = f"{DOCUMENT}/op-9/#op-9-a"
    assert pack.url(elsewhere) == f"{BASE}zh/{elsewhere}"
    assert pack.url("https://example.org/#op-8") == "https://example.org/#op-8"
    (document,) = collect(Selection((DOCUMENT, f"{DOCUMENT}/op-9"), "zh"), library)
    pack = link_pack(document)
    assert pack.url(f"{DOCUMENT}/") == f"#{name}"
    assert pack.url(f"{DOCUMENT}/op-8/#op-8") == f"#place-{name}-op-8"
    assert pack.url(f"{DOCUMENT}/op-8/#op-8-a") == f"#place-{name}-op-8"
    assert pack.url(f"{DOCUMENT}/op-9/#op-9") == f"#{name}-op-9"


# -- in a browser ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, write: Write) -> Iterator[tuple[str, Path]]:
    """A learning platform on a free port, with packages in folders of their own; its root."""
    root = tmp_path_factory.mktemp("platform")
    for name, selection in (
        *((code, Selection((COURSE,), code)) for code in CODES),
        *((f"linked-{code}", Selection(LINKED, code)) for code in ("en", "ar")),
        ("no-quiz", Selection(("guidance/what-is-ldn", "glossary/ldn"), "fr")),
    ):
        install(write(selection, "scorm").data, root / name)
    with serve_platform(root) as address:
        yield address, root


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A learner's page; errors of scripts, the console, or the platform's API fail the test."""
    wrong: list[str] = []
    page = browser.new_page(viewport={"width": 900, "height": 1000})
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None,
    )
    yield page
    page.context.close()
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_learner_fails_then_passes_and_comes_back(
    code: str, page: Page, platform: tuple[str, Path], library: Library
) -> None:
    base, _ = platform
    (pack,) = collect(Selection((COURSE,), code), library)
    page.goto(f"{base}?{code}")
    course = page.frame_locator("iframe")
    direction = course.locator("html").get_attribute("dir")
    assert direction == ("rtl" if code == "ar" else "ltr")
    assert tell(page, "cmi.core.lesson_status") == "incomplete"

    course.locator("#next").click()
    heading = course.locator(".page:not([hidden]) h2").first
    assert page.frames[1].evaluate("document.activeElement.textContent") == heading.inner_text()
    go_to(course, "page-quiz")
    for number, asked in enumerate(pack.questions, 1):
        if number <= 2:
            answer(course, number, asked.quiz)
    check(course)
    course.locator("#anyway").click()
    total = len(pack.questions)
    assert tell(page, "cmi.core.lesson_status") == "failed"
    assert tell(page, "cmi.core.score.raw") == str(round(200 / total))
    assert tell(page, "cmi.interactions._count") == str(total)
    result = course.get_by_role("status")
    assert pack.words("failed", percent=70) in result.inner_text()
    feedback = course.locator("#question-1 .feedback")
    assert pack.words("right") in feedback.inner_text()
    (whole,) = collect(Selection((COURSE,), code, pages=True), library)
    proof = link_pack(whole).url(pack.questions[0].quiz.proof)
    assert proof.startswith("#guidance-"), "the page that proves it is in the package"
    assert feedback.locator("a").last.get_attribute("href") == proof

    for number, asked in enumerate(pack.questions, 1):
        answer(course, number, asked.quiz)
    check(course)
    assert tell(page, "cmi.core.lesson_status") == "passed"
    assert tell(page, "cmi.core.score.raw") == "100"
    assert tell(page, "cmi.core.score.min") == "0" and tell(page, "cmi.core.score.max") == "100"
    assert pack.words("passed", percent=70) in result.inner_text()
    recorded = page.evaluate("API.cmi.interactions.childArray.map(each => each.toJSON())")
    assert len(recorded) == 2 * total
    assert [each["result"] for each in recorded[total:]] == ["correct"] * total
    assert {each["type"] for each in recorded} == {"choice", "true-false", "matching", "fill-in"}
    assert all(each["student_response"] for each in recorded[total:])

    course.locator("#again").click()
    assert result.inner_text() == "" and not feedback.is_visible()
    check(course)
    check(course)
    assert tell(page, "cmi.core.lesson_status") == "passed", "a worse result takes nothing away"
    assert tell(page, "cmi.core.score.raw") == "100"

    course.locator("#previous").click()
    place = course.locator("#place").inner_text()
    page.reload()
    left = json.loads(page.evaluate("sessionStorage.getItem('kept' + location.search)"))["core"]
    assert re.fullmatch(r"\d{2,4}:\d\d:\d\d", left["session_time"])
    assert left["exit"] == "suspend"
    assert course.locator("#place").inner_text() == place
    assert tell(page, "cmi.core.lesson_status") == "passed"


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_blanks_are_told_before_anything_is_marked(
    code: str, page: Page, platform: tuple[str, Path], library: Library
) -> None:
    base, _ = platform
    (pack,) = collect(Selection((COURSE,), code), library)
    page.goto(f"{base}?{code}")
    course = page.frame_locator("iframe")
    go_to(course, "page-quiz")
    result, anyway = course.get_by_role("status"), course.locator("#anyway")
    marks = course.locator(".question:is(.right, .wrong), .feedback:visible")
    blank = [5, next(n for n, asked in enumerate(pack.questions, 1) if asked.quiz.pairs)]
    for number, asked in enumerate(pack.questions, 1):
        if number != blank[0]:
            answer(course, number, asked.quiz)
    pair = course.locator(f"#question-{blank[1]} select").last
    chosen = pair.input_value()
    pair.select_option("")

    check(course)
    said = pack.words("unanswered", count=2, numbers="|").partition("|")[0]
    assert result.inner_text().startswith(said)
    assert [int(n) for n in re.findall(r"\d+", result.inner_text())] == [2, *sorted(blank)]
    assert anyway.inner_text() == pack.words("check_anyway")
    assert marks.count() == 0 and tell(page, "cmi.interactions._count") == "0"
    assert tell(page, "cmi.core.score.raw") == ""
    focused = "document.activeElement.closest('.question').id"
    assert page.frames[1].evaluate(focused) == f"question-{min(blank)}"
    expect(result).to_be_in_viewport()

    pair.select_option(chosen)
    assert [int(n) for n in re.findall(r"\d+", result.inner_text())] == [1, blank[0]]
    check(course)
    assert marks.count() == 2 * len(pack.questions) and not anyway.is_visible()
    assert int(tell(page, "cmi.core.score.raw")) == round(100 * 11 / 12)

    course.locator("#again").click()
    check(course)
    assert marks.count() == 0 and anyway.is_visible()
    anyway.press("Enter")
    assert marks.count() == 2 * len(pack.questions)
    assert page.frames[1].evaluate("document.activeElement.id") == "result"


@pytest.mark.browser
@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_link_shows_its_page_in_the_package(
    code: str, page: Page, platform: tuple[str, Path]
) -> None:
    base, _ = platform
    page.goto(f"{base}?linked-{code}")
    course = page.frame_locator("iframe")
    go_to(course, "page-guidance-what-is-ldn")
    course.locator("#guidance-what-is-ldn a[href='#place-glossary-baseline']").first.click()
    assert tell(page, "cmi.core.lesson_location").startswith("page-glossary-")
    term = course.locator("#place-glossary-baseline")
    expect(term).to_be_in_viewport()
    expect(term).to_be_focused()
    page.context.route(f"{BASE}**", lambda route: route.fulfill(body="", content_type="text/html"))
    with page.expect_popup() as opened:
        term.locator("h3 a").click()
    assert opened.value.url == f"{BASE}{code}/glossary/#term-baseline"


@pytest.mark.browser
def test_answers_are_kept_before_they_are_marked(page: Page, platform: tuple[str, Path]) -> None:
    base, _ = platform
    page.goto(f"{base}?en")
    course = page.frame_locator("iframe")
    go_to(course, "page-quiz")
    course.locator("#question-1 input").nth(2).check()
    course.locator("#question-4 input").fill("reverse")
    course.locator("#question-4 input").blur()
    page.reload()
    assert course.locator("#question-1 input").nth(2).is_checked()
    assert course.locator("#question-4 input").input_value() == "reverse"


@pytest.mark.browser
def test_a_pack_without_a_quiz_is_completed_on_its_last_page(
    page: Page, platform: tuple[str, Path]
) -> None:
    base, _ = platform
    page.goto(f"{base}?no-quiz")
    course = page.frame_locator("iframe")
    while course.locator("#next").is_enabled():
        assert tell(page, "cmi.core.lesson_status") == "incomplete"
        course.locator("#next").press("Enter")
    assert tell(page, "cmi.core.lesson_status") == "completed"


@pytest.mark.browser
def test_the_platform_may_be_in_the_window_that_opened_the_course(
    page: Page, platform: tuple[str, Path]
) -> None:
    base, _ = platform
    page.goto(base)
    with page.expect_popup() as opened:
        page.evaluate("window.open('en/index.html')")
    opened.value.locator("#next").click()
    assert tell(page, "cmi.core.lesson_status") == "incomplete"
    assert tell(page, "cmi.core.lesson_location") != ""
    opened.value.close(run_before_unload=True)
    page.wait_for_function("window.finished === 1")


@pytest.mark.browser
@pytest.mark.parametrize("code", ["en", "ar"])
def test_it_works_from_a_disk_without_a_platform(
    code: str, page: Page, platform: tuple[str, Path], library: Library
) -> None:
    (pack,) = collect(Selection((COURSE,), code), library)
    _, root = platform
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((root / code / "index.html").as_uri())
    while page.locator("#next").is_enabled():
        page.locator("#next").click()
    page.locator("summary").click()
    page.locator("nav a[href='#page-quiz']").click()
    page.locator("#question-4 input").fill(strip_marks(pack.questions[3].quiz.answers[-1]))
    check(page)
    check(page)
    shown = page.get_by_role("status").inner_text()
    score = pack.words("score", points=1, total=12, percent=8)
    assert shown.split() == [*score.split(), *pack.words("failed", percent=70).split()]
    assert [url for url in requests if not url.startswith("file:")] == []


def strip_marks(text: str) -> str:
    """Words as somebody types them who has no accents on the keyboard."""
    split = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in split if not unicodedata.combining(sign))


@pytest.mark.browser
@pytest.mark.parametrize("code", ["en", "ar"])
def test_it_is_accessible(code: str, page: Page, platform: tuple[str, Path]) -> None:
    """axe-core finds nothing on the first page, in the quiz, with blanks told, and when marked."""
    base, _ = platform
    page.goto(base.replace("platform.html", f"{code}/index.html"))
    found = []
    for step in ("start", "quiz", "asked", "marked"):
        if step == "quiz":
            page.locator("summary").click()
            page.locator("nav a[href='#page-quiz']").click()
        elif step in {"asked", "marked"}:
            check(page)
        response = Axe().run(page).response
        found += [
            f"{step}: {violation['id']} {node['target']} {node['failureSummary']}"
            for violation in response["violations"]
            for node in violation["nodes"]
        ]
    assert found == []
