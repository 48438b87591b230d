"""A trainer collects, orders, shares and downloads, in a real browser with the real service."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from axe import violations
from playwright.sync_api import Browser, Page, Route, expect
from visit import Visit

API = "**/api/v1/**"
DECISION = "decisions/iccd-cop14-cst-l1"
PARAGRAPH = f"{DECISION}/op-9-d"
COURSE = "courses/ldn-in-one-hour"
TEACHING = "modules/ldn-in-one-hour"
QUESTION = f"{COURSE}/first-response"
COLLECTED = [PARAGRAPH, "guidance/what-is-ldn", "glossary/ldn", QUESTION]
TITLE = "حيازة الأراضي: يوم تدريبي"


def collect(page: Page, id_: str) -> None:
    page.locator(f'button[data-collect="{id_}"]').click()


def kept(page: Page) -> list[str]:
    """What the browser keeps of the pack."""
    found: list[str] = page.evaluate("JSON.parse(localStorage.getItem('ldn-pack') ?? '[]')")
    return found


def shown(page: Page) -> list[str]:
    """The ids of the rows, in order."""
    found: list[str] = page.locator("[data-list] > li").evaluate_all(
        "rows => rows.map((row) => row.dataset.id)"
    )
    return found


def expect_ids(found: Callable[[Page], list[str]], page: Page, expected: list[str]) -> None:
    """These are the ids, at the latest when the page has had time to answer."""
    for _ in range(50):
        if found(page) == expected:
            return
        page.wait_for_timeout(100)
    assert found(page) == expected


def link_to(*ids: str, **lines: str) -> str:
    """The address of a pack, below the language."""
    items = "&".join(f"item={id_}" for id_ in ids)
    return f"pack/#{items}" + "".join(f"&{name}={line}" for name, line in lines.items())


@pytest.fixture
def away(visit: Visit) -> Visit:
    """A reader whose browser does not reach the service, and logs that."""

    def forgive(_: Page) -> None:
        visit.wrong[:] = [one for one in visit.wrong if "Failed to load resource" not in one]

    visit.page.route(API, lambda route: route.abort())
    visit.page.on("close", forgive)
    return visit


def test_a_trainer_collects_orders_shares_and_downloads(visit: Visit, browser: Browser) -> None:
    page = visit.page
    visit.go(f"ar/{DECISION}/op-9/")
    switch = page.locator(f'button[data-collect="{PARAGRAPH}"]')
    expect(switch).to_have_accessible_name(re.compile(r"^أضف إلى الحزمة ?: .*\(د\)"))
    switch.click()
    expect(switch).to_have_accessible_name(re.compile(r"^في الحزمة · احذف ?: .*\(د\)"))
    expect(page.locator("[data-toast]")).to_have_text("أضيف إلى الحزمة. فيها الآن: 1")
    expect(page.locator("[data-pack-count]")).to_have_text("1")
    for place, id_ in (
        ("guidance/what-is-ldn/", "guidance/what-is-ldn"),
        ("glossary/", "glossary/ldn"),
        (f"{COURSE}/", QUESTION),
    ):
        visit.go(f"ar/{place}")
        collect(page, id_)
    page.locator("[data-pack-link]").click()
    page.wait_for_url("**/ar/pack/")
    page.wait_for_load_state("networkidle")
    expect_ids(shown, page, COLLECTED)
    expect(page.locator(".pack__stored").last).to_contain_text(visit.base_url)
    expect(page.locator("[data-list] > li").first).to_contain_text("الفقرة 9 (د)")

    down = page.locator("[data-list] > li").first.locator("[data-down]")
    down.focus()
    page.keyboard.press("Enter")
    moved = [COLLECTED[1], COLLECTED[0], *COLLECTED[2:]]
    expect_ids(shown, page, moved)
    expect_ids(kept, page, moved)
    focused = page.evaluate("document.activeElement.closest('li').dataset.id")
    assert focused == PARAGRAPH and page.evaluate("'down' in document.activeElement.dataset")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=format][value=html]").check()
    page.reload()
    page.wait_for_load_state("networkidle")
    expect_ids(shown, page, moved)
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=format][value=html]")).to_be_checked()

    address = page.locator("[data-address]").input_value()
    page.locator("[data-share-copy]").click()
    assert page.evaluate("navigator.clipboard.readText()") == address
    context = browser.new_context()
    other = context.new_page()
    other.goto(address)
    expect(other.locator("[data-list] > li")).to_have_count(4)
    assert shown(other) == moved
    expect(other.locator("[name=title]")).to_have_value(TITLE)
    assert "#" not in other.url, "a reload must not ask again"
    other.goto(address.replace("/ar/", "/zh/"))
    expect(other.locator("[data-list] > li").nth(1)).to_contain_text("第 9 (d) 段")
    context.close()

    with page.expect_download() as waiting:
        page.locator("[data-download]").click()
    name = waiting.value.suggested_filename
    assert name.endswith("-ar-html.zip")
    with ZipFile(BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if "html" in name]
    assert any(TITLE in text for text in pages)
    expect(page.locator(".pack__status")).to_contain_text(name)


def test_what_is_removed_comes_back(visit: Visit) -> None:
    page = visit.page
    visit.go("en/" + link_to(*COLLECTED))
    page.locator("[data-list] > li").nth(1).locator("[data-take-out]").click()
    left = [COLLECTED[0], *COLLECTED[2:]]
    expect_ids(shown, page, left)
    focused = "document.activeElement.closest('li').dataset.id"
    assert page.evaluate(focused) == COLLECTED[2]
    page.locator("[data-clear]").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("[data-undo]")).to_be_focused()
    page.keyboard.press("Enter")
    expect_ids(shown, page, left)
    expect_ids(kept, page, left)


def test_a_removed_pack_outlasts_a_reload(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/" + link_to(*COLLECTED, title="عنوان"))
    expect(page.locator("[data-restore]")).to_be_hidden()
    page.locator("[data-clear]").click()
    expect(page.locator("[data-restore]")).to_be_hidden()
    page.locator("[name=title]").fill("")
    page.reload()
    page.locator("[data-restore]").focus()
    page.keyboard.press("Enter")
    expect_ids(shown, page, COLLECTED)
    expect_ids(kept, page, COLLECTED)
    expect(page.locator("[name=title]")).to_have_value("عنوان")
    expect(page.locator("#pack-list")).to_be_focused()


@pytest.mark.parametrize("broken", ["[", "null", '{"ids": 1}', '{"ids": [1], "title": {}}'])
def test_a_broken_last_pack_is_none(visit: Visit, broken: str) -> None:
    page = visit.page
    visit.go("zh/glossary/")
    page.evaluate("text => localStorage.setItem('ldn-pack-last', text)", broken)
    visit.go("zh/pack/")
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("[data-restore]")).to_be_hidden()


def test_a_module_is_taken_apart(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/" + link_to("glossary/ldn", COURSE, "guidance/what-is-ldn"))
    button = page.locator("[data-apart]:visible")
    expect(button).to_have_text(re.compile("^فكّك: "))
    button.focus()
    page.keyboard.press("Enter")
    found = shown(page)
    assert found[:2] == ["glossary/ldn", TEACHING] and found[-1] == "guidance/what-is-ldn"
    assert QUESTION in found and PARAGRAPH.rpartition("/")[0] in " ".join(found)
    assert len(found) == len(set(found)) > 10 and COURSE not in found
    expect(page.locator(f'[data-id="{TEACHING}"]')).to_contain_text("الجزء التدريسي: ")
    assert page.evaluate("document.activeElement.closest('li').dataset.id") == TEACHING
    page.keyboard.press("Enter")
    assert shown(page).index(TEACHING) == 2
    page.locator(f'[data-id="{QUESTION}"] [data-take-out]').click()
    assert QUESTION not in shown(page) and shown(page) == kept(page)
    with page.expect_download() as waiting:
        page.locator("[data-download]").click()
    assert waiting.value.suggested_filename.endswith(".docx")
    page.locator("[data-undo]").click()
    assert QUESTION in shown(page)


def test_taking_apart_can_be_undone(visit: Visit) -> None:
    page = visit.page
    visit.go("en/" + link_to(COURSE, "glossary/ldn"))
    page.locator("[data-apart]:visible").click()
    page.locator("[data-undo]").click()
    expect_ids(shown, page, [COURSE, "glossary/ldn"])


def test_a_full_pack_is_not_taken_apart(visit: Visit) -> None:
    page = visit.page
    visit.go("en/glossary/")
    many = [COURSE, *(f"glossary/t{number}" for number in range(299))]
    page.evaluate("text => localStorage.setItem('ldn-pack', text)", json.dumps(many))
    visit.go("en/pack/")
    page.locator("[data-apart]:visible").click()
    expect(page.locator("[data-toast]")).to_contain_text("The pack is full")
    expect_ids(kept, page, many)


def test_rows_can_be_dragged(visit: Visit) -> None:
    page = visit.page
    visit.go("zh/" + link_to(*COLLECTED))
    rows = page.locator("[data-list] > li")
    rows.nth(3).locator(".pack__grip").drag_to(rows.nth(0))
    expect(rows.first).to_have_attribute("data-id", QUESTION)
    expect_ids(kept, page, [QUESTION, *COLLECTED[:3]])


@pytest.mark.parametrize("answer", ["replace", "append", "cancel"])
def test_a_link_asks_before_it_replaces(visit: Visit, answer: str) -> None:
    page = visit.page
    visit.go("ar/" + link_to("glossary/ldn"))
    visit.go("ar/glossary/")
    visit.go("ar/" + link_to(COURSE, "glossary/ldn", title="عنوان"))
    expect(page.locator("dialog")).to_be_visible()
    expect(page.locator("dialog h2")).to_have_text("هذا الرابط يحمل حزمة")
    expect(page.locator("dialog button[value=cancel]")).to_be_focused()
    assert violations(page) == []
    page.locator(f"dialog button[value={answer}]").click()
    expected = {
        "replace": [COURSE, "glossary/ldn"],
        "append": ["glossary/ldn", COURSE],
        "cancel": ["glossary/ldn"],
    }[answer]
    expect_ids(shown, page, expected)
    expect(page.locator("[name=title]")).to_have_value("عنوان" if answer == "replace" else "")


def test_a_replaced_pack_comes_back_with_its_title(visit: Visit) -> None:
    page = visit.page
    visit.go("en/" + link_to(*COLLECTED, title="Mine", audience="Us"))
    page.locator(f'[data-start="{COURSE}"]').click()
    expect(page.locator("dialog h2")).to_have_text("This module and your own pack")
    expect(page.locator("#ask-text")).to_contain_text("This module: “")
    page.locator("dialog button[value=replace]").click()
    expect_ids(shown, page, [COURSE])
    for name in ("title", "audience"):
        expect(page.locator(f"[name={name}]")).to_have_value("")
    expect(page.locator("[data-undo-line]")).to_contain_text("Your pack was replaced")
    page.locator("[data-undo]").press("Enter")
    expect_ids(shown, page, COLLECTED)
    expect_ids(kept, page, COLLECTED)
    expect(page.locator("[name=title]")).to_have_value("Mine")
    expect(page.locator("[name=audience]")).to_have_value("Us")
    expect(page.locator("[data-address]")).to_have_value(re.compile("title=Mine"))


def test_unknown_ids_are_listed_and_left_out(visit: Visit) -> None:
    page = visit.page
    visit.go("en/" + link_to("glossary/ldn", "glossary/no-such", "<img src=x onerror=alert(1)>"))
    expect_ids(shown, page, ["glossary/ldn"])
    unknown = page.locator("[data-unknown] li")
    assert unknown.all_inner_texts() == ["glossary/no-such", "<img src=x onerror=alert(1)>"]


def test_tabs_share_the_pack(visit: Visit) -> None:
    other = visit.page.context.new_page()
    other.goto(f"{visit.base_url}fr/glossary/")
    visit.go("ar/glossary/")
    collect(visit.page, "glossary/ldn")
    expect(other.locator("[data-pack-count]")).to_have_text("1")
    switch = other.locator('button[data-collect="glossary/ldn"]')
    expect(switch).to_contain_text("Dans le dossier · Retirer")
    switch.click()
    expect(switch).to_contain_text("Ajouter au dossier")
    expect(visit.page.locator("[data-pack-count]")).to_be_hidden()


def test_storage_that_is_refused_is_said(visit: Visit) -> None:
    page = visit.page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('refused', 'SecurityError'); } })"
    )
    visit.go("en/glossary/")
    collect(page, "glossary/ldn")
    expect(page.locator("[data-toast]")).to_contain_text("does not allow this site to keep")
    expect(page.locator("[data-pack-count]")).to_have_text("1")
    visit.go("en/" + link_to(*COLLECTED))
    expect(page.locator(".pack [data-not-stored]")).to_be_visible()
    expect_ids(shown, page, COLLECTED)
    expect(page.locator("[data-download]")).to_be_enabled()


@pytest.mark.parametrize("broken", ['{"a', '{"item": 1}', '[1, null, "../x", "A B"]'])
def test_a_broken_list_is_an_empty_one(visit: Visit, broken: str) -> None:
    page = visit.page
    visit.go("zh/glossary/")
    page.evaluate("text => localStorage.setItem('ldn-pack', text)", broken)
    page.evaluate("localStorage.setItem('ldn-pack-settings', '[')")
    page.reload()
    expect(page.locator("[data-pack-count]")).to_be_hidden()
    collect(page, "glossary/ldn")
    expect_ids(kept, page, ["glossary/ldn"])
    visit.go("zh/pack/")
    expect_ids(shown, page, ["glossary/ldn"])


def test_a_full_pack_takes_no_more(visit: Visit) -> None:
    page = visit.page
    visit.go("en/glossary/")
    many = json.dumps([f"glossary/t{number}" for number in range(300)])
    page.evaluate("text => localStorage.setItem('ldn-pack', text)", many)
    page.reload()
    collect(page, "glossary/ldn")
    expect(page.locator("[data-toast]")).to_have_text("The pack is full. The most it can hold: 300")
    assert len(kept(page)) == 300


def test_everything_but_files_works_while_the_service_is_away(away: Visit) -> None:
    page = away.page
    away.go("ar/" + link_to(*COLLECTED))
    expect(page.locator("[data-away]")).to_be_visible()
    expect(page.locator("[data-download]")).to_be_disabled()
    page.locator("[data-list] > li").first.locator("[data-down]").click()
    assert shown(page)[1] == PARAGRAPH
    expect(page.locator("[data-address]")).to_have_value(re.compile("op-9-d"))
    away.go(f"ar/{COURSE}/")
    expect(page.locator("[data-files-away]")).to_be_visible()
    away.go("ar/pack/")
    page.unroute(API)
    page.locator("[data-again]").click()
    expect(page.locator("[data-download]")).to_be_enabled()
    expect(page.locator("[data-away]")).to_be_hidden()
    page.close()


def test_a_refusal_names_the_field(visit: Visit) -> None:
    page = visit.page
    found = {"parameter": "title", "found": "201 characters", "accepted": "up to 200"}
    refused = {"status": 422, "title": "A parameter is not accepted", "errors": [found]}

    def refuse(route: Route) -> None:
        body = json.dumps(refused)
        route.fulfill(status=422, body=body, content_type="application/problem+json")

    page.route("**/api/v1/exports", refuse)
    visit.go("es/" + link_to("glossary/ldn"))
    page.locator("[data-download]").click()
    expect(page.locator("[data-error]")).to_contain_text("Compruebe: Título")
    expect(page.locator("[name=title]")).to_be_focused()
    expect(page.locator("[name=title]")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    page.locator("[name=title]").fill("x")
    expect(page.locator("[data-error]")).to_be_empty()
    visit.wrong[:] = [one for one in visit.wrong if "422" not in one]


def test_formats_that_do_not_fit_say_why(visit: Visit) -> None:
    page = visit.page
    visit.go("en/" + link_to("glossary/ldn"))
    gift = page.locator("[name=format][value=gift]")
    expect(gift).to_be_disabled()
    page.locator("[name=second]").select_option("ar")
    expect(page.locator("label:has([value=scorm]) [data-why]")).to_have_text(
        re.compile("one language only")
    )
    expect(page.locator("[name=second] option[value=en]")).to_be_disabled()
    expect(page.locator("[name=format]:checked")).to_have_value("docx")


def test_common_formats_come_first_and_the_button_is_in_sight(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/" + link_to(*COLLECTED))
    expect(page.locator("[name=format]:visible")).to_have_count(5)
    expect(page.locator("[data-download]")).to_be_in_viewport()
    page.locator("[data-more-formats] > summary").press("Enter")
    page.locator("[name=format][value=scorm]").check()
    expect(page.locator("[data-download]")).to_be_in_viewport()
    page.reload()
    expect(page.locator("[name=format][value=scorm]")).to_be_visible()
    expect(page.locator("[name=format][value=scorm]")).to_be_checked()


def test_the_preview_is_framed_and_runs_nothing(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/" + link_to(PARAGRAPH, QUESTION, title="معاينة"))
    page.locator("[data-preview-button]").click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "allow-popups allow-popups-to-escape-sandbox")
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("معاينة")
    assert frame.evaluate("frame => frame.clientHeight") >= 0.7 * 900
    with page.context.expect_page() as opened:
        page.locator("[data-preview-tab]").click()
    expect(opened.value.locator("h1")).to_have_text("معاينة")
    page.locator("[data-preview-close]").click()
    expect(frame).to_have_count(0)
    expect(page.locator("[data-preview-button]")).to_be_focused()


def test_modules_are_narrowed_to_an_audience(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/courses/?audience=trainers")
    expect(page.locator("[data-courses-filter] select")).to_have_value("trainers")
    assert page.locator("[data-module]:visible").count() == 2
    page.locator("[data-courses-filter] select").select_option("")
    assert page.locator("[data-module]:visible").count() > 2
    assert page.url.endswith("/ar/courses/")


def test_a_ready_module_starts_a_pack(visit: Visit) -> None:
    page = visit.page
    visit.go(f"zh/{COURSE}/")
    page.locator(".course__actions a.button--quiet").click()
    page.wait_for_url("**/zh/pack/")
    expect_ids(shown, page, [COURSE])
    visit.go("ar/pack/")
    page.locator("[data-clear]").click()
    page.locator(f'[data-start="{COURSE}"]').click()
    expect_ids(shown, page, [COURSE])


def test_modules_can_be_read_without_script(browser: Browser, visit: Visit) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{visit.base_url}ar/{COURSE}/")
    expect(page.locator(".question").first).to_be_visible()
    expect(page.locator("a[data-format=docx]").first).to_be_visible()
    expect(page.locator("[data-collect]").first).to_be_hidden()
    page.goto(f"{visit.base_url}ar/pack/")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("[data-form]")).to_be_hidden()
    expect(page.locator("a[data-start]").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("code", ["en", "ar", "zh"])
def test_no_rule_is_broken(visit: Visit, code: str) -> None:
    for scheme in ("light", "dark"):
        visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for path in ("courses/", f"{COURSE}/", link_to(*COLLECTED, COURSE)):
            visit.go(f"{code}/{path}")
            visit.page.evaluate(
                "document.querySelectorAll('details').forEach((one) => (one.open = true))"
            )
            assert violations(visit.page) == [], (path, scheme)
