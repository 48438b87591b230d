"""From the basket to a learner's result: a SCORM package collected, downloaded, and played."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visit import Visit, note_wrong

from indexer.artefact import Artefact
from indexer.item_shelf import ItemShelf
from indexer.items import Quiz
from tests.learning_platform import answer, check, go_to, install, serve_platform, tell

COURSE = "courses/ldn-in-one-hour"
PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-9-d"
TITLES = {"ar": "تحييد أثر تدهور الأراضي: دورة وزارتنا", "zh": "本部土地退化零增长课程"}


def quizzes(artefact: Artefact, code: str) -> list[Quiz]:
    """The course's questions in their order."""
    items = ItemShelf(artefact.folder).items(code)
    module = items[COURSE].module
    assert module
    found = [items[id_].quiz for id_ in module.questions]
    return [quiz for quiz in found if quiz]


@pytest.mark.parametrize("code", TITLES)
def test_a_collected_course_is_played_and_marked(
    code: str, visit: Visit, browser: Browser, artefact: Artefact, tmp_path: Path
) -> None:
    page = visit.page
    visit.go(f"{code}/{COURSE}/")
    page.locator(f'button[data-collect="{COURSE}"]').first.click()
    visit.go(f"{code}/decisions/iccd-cop14-cst-l1/op-9/")
    page.locator(f'button[data-collect="{PARAGRAPH}"]').click()
    page.locator("[data-pack-link]").click()
    page.wait_for_url(f"**/{code}/pack/")
    page.wait_for_load_state("networkidle")
    page.locator("[name=title]").fill(TITLES[code])
    choice = page.locator("[name=format][value=scorm]")
    more = page.locator("details", has=choice).locator("summary").first
    if not choice.is_visible():
        more.click()
    choice.check()
    with page.expect_download() as waiting:
        page.locator("[data-download]").click()
    assert waiting.value.suggested_filename.endswith(f"-{code}-scorm.zip")

    install(Path(waiting.value.path()).read_bytes(), tmp_path / "pack")
    wrong: list[str] = []
    with serve_platform(tmp_path) as address:
        learner = browser.new_page()
        note_wrong(learner, wrong)
        learner.goto(f"{address}?pack")
        course = learner.frame_locator("iframe")
        expect(course.locator("h1")).to_have_text(TITLES[code])
        expect(course.locator("html")).to_have_attribute("dir", "rtl" if code == "ar" else "ltr")
        assert course.locator(f"#{PARAGRAPH.replace('/', '-')}").count() == 1
        go_to(course, "page-quiz")
        asked = quizzes(artefact, code)
        answer(course, 1, asked[0])
        check(course)
        course.locator("#anyway").click()
        assert tell(learner, "cmi.core.lesson_status") == "failed"
        assert tell(learner, "cmi.core.score.raw") == str(round(100 / len(asked)))
        for number, quiz in enumerate(asked, 1):
            answer(course, number, quiz)
        check(course)
        assert tell(learner, "cmi.core.lesson_status") == "passed"
        assert tell(learner, "cmi.core.score.raw") == "100"
        learner.context.close()
    assert wrong == []
