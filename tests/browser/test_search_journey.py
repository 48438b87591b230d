"""A reader's way in a real browser: search, open the paragraph, change the language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from visit import Visit

DECISION = "decisions/iccd-cop14-cst-l1/"


@pytest.mark.parametrize(
    ("code", "direction", "query", "anchor", "words"),
    [
        (
            "ar",
            "rtl",
            "حماية المجتمعات المحلية من نزع ملكية الأراضي",
            "op-9-d",
            "المجتمعات المحلية",
        ),
        ("zh", "ltr", "保护地方社区免于土地被剥夺", "op-9-d", "地方社区"),
    ],
)
def test_search_and_open_the_paragraph_found(
    visit: Visit, code: str, direction: str, query: str, anchor: str, words: str
) -> None:
    page = visit.page
    visit.go(f"{code}/")
    box = page.locator("#q-home")
    box.fill(query)
    box.press("Enter")
    page.wait_for_url(re.compile(rf"/{code}/search/\?q="))
    expect(page.locator("html")).to_have_attribute("dir", direction)
    result = page.locator(f'.result__head a[href$="#{anchor}"]').first
    expect(result).to_be_visible()
    snippet = page.locator(".result", has=result).locator(".result__snippet").first
    expect(snippet).to_have_attribute("dir", direction)
    result.click()
    page.wait_for_url(re.compile(rf"/{code}/{DECISION}op-9/#{anchor}$"))
    item = page.locator(f"#{anchor}")
    expect(item).to_be_in_viewport()
    expect(item).to_contain_text(words)


@pytest.mark.parametrize(
    ("code", "query", "path", "said"),
    [
        ("ar", "ف 9", f"{DECISION}op-9/", "المرجع: الفقرة 9"),
        ("zh", "第9段", f"{DECISION}op-9/", "编号：第 9 段"),
        ("fr", "op-9-d", f"{DECISION}op-9/#op-9-d", "Référence : paragraphe 9 d)"),
    ],
)
def test_a_reference_is_answered_first_and_says_so(
    visit: Visit, code: str, query: str, path: str, said: str
) -> None:
    visit.go(f"{code}/search/?q={query}")
    first = visit.page.locator(".result").first
    link = first.locator(".result__head a").get_attribute("href") or ""
    assert f"/{code}/{path}" in link
    expect(first.locator(".result__foot")).to_contain_text(said, ignore_case=True)


@pytest.mark.parametrize(
    ("code", "query", "typed", "meant"),
    [
        ("en", "land degredation", "degredation", "degrad"),
        ("ar", "تدهوور الأراضي", "تدهوور", "تدهور"),
        ("zh", "tudi tuihua", "tudi tuihua", "土地退化"),
    ],
)
def test_a_slip_is_mended_and_the_best_sentence_stands_out(
    visit: Visit, code: str, query: str, typed: str, meant: str
) -> None:
    visit.go(f"{code}/search/?q={query}")
    line = visit.page.locator(".search__corrections")
    expect(line.locator("bdi.search__typed")).to_have_text(typed)
    expect(line.locator("bdi.search__meant")).to_contain_text(meant)
    first = visit.page.locator(".result").first
    expect(first.locator(".result__snippet .result__best")).to_have_count(1)
    expect(visit.page.locator(".result__best mark").first).to_be_visible()
    visit.go(f"{code}/search/?q={meant}")
    expect(visit.page.locator(".result").first).to_be_visible()
    expect(line).to_be_empty()


def test_changing_the_language_keeps_the_paragraph(visit: Visit) -> None:
    page = visit.page
    visit.go(f"ar/{DECISION}op-9/#op-9-d")
    page.locator(".languages summary").click()
    page.locator('.languages__list a[hreflang="zh-Hans"]').click()
    page.wait_for_url(re.compile(rf"/zh/{DECISION}op-9/#op-9-d$"))
    expect(page.locator("#op-9-d")).to_be_in_viewport()
    expect(page.locator("#op-9-d")).to_contain_text("地方社区")
    visit.go(f"zh/{DECISION}#op-12-c")
    page.locator(".languages summary").click()
    page.locator('.languages__list a[hreflang="ar"]').click()
    page.wait_for_url(re.compile(rf"/ar/{DECISION}#op-12-c$"))
    expect(page.locator("#op-12-c")).to_be_in_viewport()


def test_changing_the_language_keeps_the_question(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/search/?q=التربة&theme=gender")
    page.locator(".languages summary").click()
    page.locator('.languages__list a[hreflang="fr"]').click()
    page.wait_for_url(re.compile(r"/fr/search/\?q=.*theme=gender"))
    expect(page.locator("#q-search")).to_have_value("التربة")


def test_facets_narrow_the_answer_and_stand_in_the_address(visit: Visit) -> None:
    page = visit.page
    visit.go("zh/search/?q=土壤有机碳")
    count = page.locator(".search__count")
    expect(page.locator(".result").first).to_be_visible()
    before = count.inner_text()
    page.locator("#facet-verb-invites").check()
    page.wait_for_url(re.compile(r"verb=invites"))
    expect(count).not_to_have_text(before)
    page.reload()
    expect(page.locator("#facet-verb-invites")).to_be_checked()
    page.locator(".search__active .chip").first.click()
    expect(page).not_to_have_url(re.compile("verb="))
    expect(count).to_have_text(before)
    page.go_back()
    expect(page.locator("#facet-verb-invites")).to_be_checked()


def test_suggestions_work_by_keyboard(visit: Visit) -> None:
    page = visit.page
    visit.go("ar/search/")
    page.keyboard.press("/")
    box = page.locator("#q-search")
    expect(box).to_be_focused()
    page.keyboard.type("الكربون", delay=30)
    options = page.locator("#q-search-list [role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "q-search-list-0")
    chosen = options.first.inner_text()
    page.keyboard.press("Enter")
    expect(box).to_have_value(chosen)
    expect(page.locator(".result").first).to_be_visible()


def test_hostile_questions_and_answers_stay_text(visit: Visit) -> None:
    page = visit.page
    hostile = "<img src=x onerror=alert(1)> الأراضي"
    page.on("dialog", lambda dialog: visit.wrong.append("a script ran"))
    visit.go("ar/search/")
    page.locator("#q-search").fill(hostile)
    page.locator("#q-search").press("Enter")
    expect(page.locator(".search__count")).to_contain_text("onerror")
    assert page.locator(".search img").count() == 0


def test_nothing_found_is_said_plainly(visit: Visit) -> None:
    visit.go("en/search/?q=xqzvw+kjhgt")
    notice = visit.page.locator(".search__notice")
    expect(notice).to_contain_text("Nothing close was found")
    assert visit.page.locator(".result").count() == 0
    expect(notice.get_by_role("link", name="Glossary")).to_be_visible()
    notice.get_by_role("link", name="Themes").click()
    visit.page.wait_for_url(re.compile(r"/en/themes/$"))


def test_a_question_in_latin_letters_stands_apart_in_an_arabic_sentence(visit: Visit) -> None:
    visit.go("ar/search/?q=gender in para 5")
    count = visit.page.locator(".search__count")
    expect(count.locator("bdi")).to_have_text("gender in para 5")
    expect(count).to_contain_text("«gender in para 5»")


@pytest.mark.parametrize("reached", [True, False])
@pytest.mark.parametrize(
    ("code", "query", "document"),
    [
        ("fr", "paragraphe 15", "La décision"),
        ("zh", "第15段", "决定"),
        ("ar", "الفقرة 15", "المقرر"),
    ],
)
def test_a_reference_to_nothing_is_told_as_that(
    visit: Visit, code: str, query: str, document: str, reached: bool
) -> None:
    if not reached:
        visit.page.route("**/api/v1/**", lambda route: route.fulfill(status=503, body="{}"))
    visit.go(f"{code}/search/?q={query}")
    notice = visit.page.locator(".search__notice")
    expect(notice.locator("h2 bdi")).to_have_text(query)
    expect(notice.get_by_role("link")).to_have_text([document])
    expect(visit.page.locator(".search__elsewhere:visible")).to_have_count(1)
    notice.get_by_role("link").click()
    visit.page.wait_for_url(re.compile(rf"/{code}/{DECISION}$"))
    visit.wrong[:] = [one for one in visit.wrong if "503" not in one]


def test_who_comes_back_finds_the_list_as_it_was(visit: Visit) -> None:
    page = visit.page
    results = page.locator(".result")
    visit.go("fr/search/?q=femmes")
    page.locator("[data-more]").click()
    expect(results).to_have_count(20)
    expect(results.nth(10).locator(".result__head a")).to_be_focused()
    results.nth(16).locator(".result__head a").click()
    page.wait_for_url(re.compile(r"/fr/(?!search/)"))
    page.go_back()
    expect(results).to_have_count(20)
    expect(results.nth(16).locator(".result__head a")).to_be_in_viewport()
    page.locator("#q-search").fill("sol")
    page.locator("#q-search").press("Enter")
    page.wait_for_url(re.compile("q=sol"))
    expect(results).to_have_count(10)
    page.go_back()
    expect(results).to_have_count(20)


def test_lines_of_a_chinese_text_are_joined_without_a_blank(visit: Visit) -> None:
    visit.go("zh/search/?q=妇女")
    expect(visit.page.locator(".result").first).to_be_visible()
    texts = visit.page.locator(".result__snippet").all_text_contents()
    assert not [text for text in texts if re.search(r"[\u3000-\u9fff]\s+[\u4e00-\u9fff]", text)]


def test_the_glossary_shows_terms_by_what_the_reader_sees(visit: Visit) -> None:
    page = visit.page
    visit.go("ru/glossary/")
    names = page.locator("[data-term]:not([hidden]) [data-term-name]")
    every = names.all_text_contents()
    page.locator("#filter").fill("почв")
    found = names.all_text_contents()
    named = [name for name in found if "почв" in name.lower()]
    assert named and found[: len(named)] == named and len(found) < len(every) / 2
    for term in page.locator("[data-term]:not([hidden])").all():
        visible = term.locator("h2, .term__definition, .term__synonyms").all_text_contents()
        assert "почв" in " ".join(visible).lower()
    page.locator("#filter").fill("")
    assert names.all_text_contents() == every


def test_a_comparison_goes_along_to_the_next_paragraph(visit: Visit) -> None:
    page = visit.page
    first, second = (page.locator(f"[data-side='{side}']") for side in (0, 1))
    visit.go(f"ar/{DECISION}op-7/")
    first.select_option("fr")
    second.select_option("ru")
    page.locator("a[rel=next]").first.click()
    page.wait_for_url(re.compile(r"/op-8/\?beside=fr\+ru$"))
    expect(first).to_have_value("fr")
    expect(second).to_have_value("ru")
    expect(page.locator(".compare__pair .compare__row").first).to_have_attribute("lang", "fr")
    first.select_option("ru")
    expect(second).to_have_value("fr")
    visit.go(f"ar/{DECISION}op-8/?beside=xx+xx")
    expect(first).to_have_value("zh")
    expect(second).to_have_value("ar")


def test_comparison_sets_two_languages_side_by_side(visit: Visit) -> None:
    page = visit.page
    visit.go(f"fr/{DECISION}op-9/")
    page.locator("select[data-side='1']").select_option("ar")
    pairs = page.locator(".compare__pair:not(.compare__pair--head)")
    expect(pairs).to_have_count(8)
    left, right = pairs.nth(4).locator(".compare__row").all()
    expect(left).to_have_attribute("lang", "zh-Hans")
    expect(left).to_contain_text("地方社区")
    expect(right).to_have_attribute("dir", "rtl")
    expect(right).to_contain_text("المجتمعات المحلية")


def test_copy_link_gives_the_permanent_address(visit: Visit) -> None:
    page = visit.page
    visit.go(f"ar/{DECISION}op-9/")
    page.locator("#op-9-d button[data-copy]").click()
    expect(page.locator("[data-toast]")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{visit.base_url}ar/{DECISION}op-9/#op-9-d"


@pytest.mark.parametrize("path", ["ar/", f"zh/{DECISION}", f"ar/{DECISION}op-9/", "zh/glossary/"])
def test_narrow_screens_need_no_sideways_scrolling(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.go(path)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(wider) == 0
