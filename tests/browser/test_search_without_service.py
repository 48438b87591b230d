"""Search where the service cannot be reached: the page answers from the site's own index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect
from visit import Visit

from kb_service.settings import Settings

API = "**/api/v1/**"
DECISION = "decisions/iccd-cop14-cst-l1/"


@pytest.fixture
def alone(visit: Visit) -> Visit:
    """A reader whose browser does not reach the service."""
    visit.page.route(API, lambda route: route.abort())
    return visit


@pytest.fixture(autouse=True)
def _forgive_refused_requests(visit: Visit) -> None:
    """Take what the browser itself logs about a refused request off the list of what is wrong."""

    def forgive(_: Page) -> None:
        visit.wrong[:] = [one for one in visit.wrong if "Failed to load resource" not in one]

    visit.page.on("close", forgive)


def links(page: Page) -> list[str]:
    """The addresses of the results, best first."""
    expect(page.locator(".result").first).to_be_visible()
    return [one.get_attribute("href") or "" for one in page.locator(".result__head a").all()]


@pytest.mark.parametrize(
    ("code", "query", "anchor", "mark"),
    [
        ("ar", "نزع ملكية اراضى المجتمعات المحليه", "op-9-d", "المجتمعات"),
        ("zh", "地方社", "op-9-d", "地方社"),
        ("fr", "communautes locales depossession", "op-9-d", "communautés"),
        ("ru", "местные общины лишение земли", "op-9-d", "общин"),
    ],
)
def test_the_paragraph_is_found_and_opened(
    alone: Visit, code: str, query: str, anchor: str, mark: str
) -> None:
    page = alone.page
    alone.go(f"{code}/")
    box = page.locator("#q-home")
    box.fill(query)
    box.press("Enter")
    page.wait_for_url(re.compile(rf"/{code}/search/\?q="))
    result = page.locator(f'.result__head a[href$="#{anchor}"]').first
    expect(result).to_be_visible()
    card = page.locator(".result", has=result)
    expect(card.locator("mark").filter(has_text=mark).first).to_be_visible()
    expect(card.locator(".badge")).to_be_visible()
    expect(page.locator("[data-mode]")).to_be_hidden()
    expect(page.locator("[data-source] button")).to_be_visible()
    result.click()
    page.wait_for_url(re.compile(rf"/{code}/{DECISION}op-9/#{anchor}$"))
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()


def test_arabic_letters_find_the_same_however_they_are_typed(alone: Visit) -> None:
    found = []
    for query in ("تدهور الأراضي", "تدهور الاراضى", "تَدَهْوُر الأراضـــي", "التدهور أراضي"):
        alone.go(f"ar/search/?q={query}")
        found.append(links(alone.page))
    assert all(one == found[0] for one in found[1:])


@pytest.mark.parametrize(
    ("code", "query", "anchor"),
    [
        ("en", "para 9 (d)", "op-9-d"),
        ("en", "op-9-d", "op-9-d"),
        ("ar", "الفقرة 9 (د)", "op-9-d"),
        ("ar", "٩ (د)", "op-9-d"),
        ("zh", "第９段(d)", "op-9-d"),
        ("zh", "第九段", "op-9"),
        ("fr", "alinéa d) du paragraphe 9", "op-9-d"),
        ("ru", "п. 9 d)", "op-9-d"),
        ("fr", "Alinéa 9 du préambule", "pp-9"),
        ("ar", "الفقرة 9 من الديباجة", "pp-9"),
        ("es", "párrafo 9 d)", "op-9-d"),
        ("fr", "op-11-b", "op-11-b"),
    ],
)
def test_a_reference_is_answered_first(alone: Visit, code: str, query: str, anchor: str) -> None:
    alone.go(f"{code}/search/?q={query}")
    assert links(alone.page)[0].endswith(f"#{anchor}")


def test_words_beside_a_reference_order_what_it_names(alone: Visit) -> None:
    alone.go("en/search/?q=gender in paragraph 5")
    named = {f"#op-5{item}" for item in ("", "-a", "-b", "-c")}
    found = [link[link.index("#") :] for link in links(alone.page)[:5]]
    assert set(found[:4]) == named
    assert found[0] != "#op-5", "its own words say nothing of gender"
    assert found[4] not in named


def test_a_symbol_and_a_cited_decision_are_references_too(alone: Visit) -> None:
    alone.go("zh/search/?q=ICCD/COP(14)/CST/L.1")
    assert links(alone.page)[0].endswith(f"/zh/{DECISION}")
    alone.go("ru/search/?q=18/СОР.13")
    assert links(alone.page)[0].endswith("#pp-2")


def test_a_slip_is_mended_and_what_stands_nowhere_is_named(alone: Visit) -> None:
    page = alone.page
    alone.go("en/search/?q=land+degredation")
    expect(page.locator("bdi.search__typed")).to_have_text("degredation")
    expect(page.locator("bdi.search__meant")).to_have_text("degradation")
    alone.go("en/search/?q=drought+zzqqy")
    expect(page.locator(".search__unknown")).to_contain_text("zzqqy")
    expect(page.locator(".result").first).to_be_visible()
    alone.go("zh/search/?q=企鹅权属")
    expect(page.locator(".search__unknown bdi")).to_have_text("企鹅")
    alone.go("zh/search/?q=谁来支付监测费用")
    expect(page.locator(".result").first).to_be_visible()
    expect(page.locator(".search__unknown")).to_have_count(0)


def test_a_question_in_another_language_finds_the_same_passages(alone: Visit) -> None:
    alone.go("fr/search/?q=地方社区")
    own = links(alone.page)
    assert all("/fr/" in link for link in own)
    alone.go("zh/search/?q=地方社区")
    assert [link.partition("/zh/")[2] for link in links(alone.page)] == [
        link.partition("/fr/")[2] for link in own
    ]


def test_words_of_readers_find_a_page_and_are_never_shown(alone: Visit) -> None:
    phrase = "knowing where to dig, how often and how to repeat it later"
    alone.go(f"en/search/?q={phrase}")
    assert any(link.endswith("#op-4-b") for link in links(alone.page))
    assert phrase not in alone.page.locator(".results").inner_text()


def test_facets_narrow_and_the_back_button_widens(alone: Visit) -> None:
    page = alone.page
    alone.go("zh/search/?q=土壤有机碳")
    count = page.locator(".search__count")
    expect(page.locator(".result").first).to_be_visible()
    before = count.inner_text()
    facet = page.locator("label", has=page.locator("#facet-verb-invites"))
    expected = facet.locator(".facet__count").inner_text()
    page.locator("#facet-verb-invites").check()
    page.wait_for_url(re.compile("verb=invites"))
    expect(count).to_contain_text(expected)
    expect(page.locator("#facet-verb-invites")).to_be_focused()
    page.locator("#facet-kind-operative").check()
    page.wait_for_url(re.compile("verb=invites&kind=operative"))
    page.locator("#facet-kind-subparagraph").check()
    page.wait_for_url(re.compile("kind=operative&kind=subparagraph"))
    expect(count).to_contain_text(expected)  # either kind: all that has this verb
    for _ in range(3):
        page.go_back()
    expect(count).to_have_text(before)
    expect(page.locator("#facet-verb-invites")).not_to_be_checked()


def test_more_results_follow_those_that_are_shown(alone: Visit) -> None:
    page = alone.page
    alone.go("es/search/?q=suelo")
    first = links(page)
    page.locator("[data-more]").click()
    expect(page.locator(".result")).to_have_count(20)
    both = links(page)
    assert both[:10] == first
    pages = [link.partition("#")[0] if "/guidance/" in link else link for link in both]
    assert len(set(pages)) == 20


def test_filters_without_a_result_can_be_taken_off(alone: Visit) -> None:
    page = alone.page
    alone.go("en/search/?q=soil&verb=thanks&kind=term")
    notice = page.locator("[data-notice]")
    expect(notice).to_contain_text("these filters")
    notice.get_by_role("button").click()
    expect(page.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("reached", [True, False])
def test_nothing_found_leads_to_terms_and_themes_nearby(visit: Visit, reached: bool) -> None:
    if not reached:
        visit.page.route(API, lambda route: route.abort())
    visit.go("en/search/?q=tenurezzz")
    notice = visit.page.locator("[data-notice]")
    expect(notice.get_by_role("link", name="land tenure", exact=True)).to_be_visible()
    expect(notice.get_by_role("link", name="Land tenure and land governance")).to_be_visible()
    notice.get_by_role("link", name="land tenure", exact=True).click()
    visit.page.wait_for_url(re.compile(r"/en/glossary/#term-land-tenure$"))


def test_page_says_who_answers_and_asks_the_service_again(visit: Visit) -> None:
    page = visit.page
    page.route(API, lambda route: route.abort())
    visit.go("fr/search/?q=sols")
    source = page.locator("[data-source]")
    expect(source).to_contain_text("index de mots")
    page.unroute(API)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box = page.locator("#q-search")
    box.fill("sols et climat")
    box.press("Enter")
    expect(page.locator(".search__count")).to_contain_text("sols et climat")
    expect(source).to_contain_text("index de mots")
    assert not [url for url in asked if "/api/v1/search" in url]  # it is known to be away
    source.get_by_role("button").click()
    expect(source).to_contain_text("service de recherche")
    expect(page.locator("[data-mode]")).to_be_visible()
    expect(page.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("answer", ["error", "no json", "silence"])
def test_a_service_that_fails_is_as_one_that_is_away(visit: Visit, answer: str) -> None:
    def fail(route: Route) -> None:
        if answer == "error":
            route.fulfill(status=503, body="{}")
        elif answer == "no json":
            route.fulfill(status=200, body="<p>Welcome to the hotel network</p>")

    visit.page.route(API, fail)
    visit.go("en/search/")
    visit.page.locator("#q-search").fill("drought")
    expect(visit.page.locator(".result").first).to_be_visible(timeout=15_000)
    expect(visit.page.locator("[data-source]")).to_contain_text("word index")
    visit.page.unroute_all(behavior="ignoreErrors")


def test_nobody_answers_where_the_index_is_away_too(alone: Visit) -> None:
    page = alone.page
    page.route("**/search-index.*", lambda route: route.abort())
    alone.go("zh/search/?q=土地")
    error = page.locator(".search__notice--error")
    expect(error).to_contain_text("检索")
    page.unroute("**/search-index.*")
    error.get_by_role("button").click()
    expect(page.locator(".result").first).to_be_visible()


def test_keyboard_alone_is_enough(alone: Visit) -> None:
    page = alone.page
    page.set_viewport_size({"width": 390, "height": 844})
    alone.go("ar/search/")
    page.keyboard.press("/")
    page.keyboard.type("الجفاف")
    page.keyboard.press("Enter")
    expect(page.locator(".result").first).to_be_visible()
    summary = page.locator("[data-filters-active]")
    while not summary.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".facet input:checked")).to_have_count(1)
    expect(page.locator(".facet input:checked")).to_be_focused()
    done = page.locator("[data-filters-done]")
    while not done.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(summary).to_be_focused()
    first = page.locator(".result__head a").first
    while not first.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search/" not in url)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> drought",
        '"><img src=x onerror=alert(1)> drought',
        "javascript:alert(1) drought",
        "drought [.*+?^${}()|\\ [[[ (((",
        "drought \u202e\u0000 \ud83d\ude00 " + "(" * 300,
        "__proto__ constructor toString drought",
        "drought" + " ." * 240 + "x",
    ],
)
def test_hostile_questions_stay_text(alone: Visit, hostile: str) -> None:
    page = alone.page
    page.on("dialog", lambda dialog: alone.wrong.append("a script ran"))
    alone.go("en/search/")
    page.locator("#q-search").fill(hostile)
    page.locator("#q-search").press("Enter")
    expect(page.locator(".result").first).to_be_visible()
    assert page.locator(".search img, .search__answer script").count() == 0


def test_hostile_addresses_are_questions_like_others(alone: Visit) -> None:
    page = alone.page
    for value in ("__proto__", "constructor"):
        alone.go(f"en/search/?q=drought&language={value}&theme={value}")
        expect(page.locator("[data-notice]")).to_contain_text("these filters")
        expect(page.locator("[data-active]")).to_contain_text(value)
    alone.go("en/search/?q=%E2%80%AEdrought%00%C2%AD")
    expect(page.locator(".search__count")).to_contain_text("drought")
    assert not re.search("[\u202e\u0000\u00ad]", page.locator(".search__count").inner_text())
    alone.go(f"en/search/?q={'drought ' * 400}")
    expect(page.locator(".search__notice--error")).to_contain_text("shorten")


@pytest.mark.parametrize("code", ["ar", "zh", "en"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_results_fit_a_phone(alone: Visit, code: str, colours: str) -> None:
    page = alone.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    alone.go(f"{code}/search/?q=LDN&theme=finance")
    expect(page.locator(".result").first).to_be_visible()
    page.locator("[data-filters-active]").click()
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0


def test_a_service_on_another_host_is_asked_there(visit: Visit, live: Settings) -> None:
    page = visit.page
    asked: list[Request] = []
    other = live.api_url.replace("127.0.0.1", "localhost")
    page.on("request", lambda request: asked.append(request))

    def elsewhere(route: Route) -> None:
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if k != "content-security-policy"}
        body = re.sub(r'(?<=name="ldn-api" content=")[^"]*', other, response.text())
        route.fulfill(response=response, body=body, headers=headers)

    page.route("**/en/search/*", elsewhere)
    visit.go("en/search/?q=drought")
    expect(page.locator("[data-source]")).to_contain_text("search service")
    expect(page.locator(".result").first).to_be_visible()
    assert [one for one in asked if one.url.startswith(f"{other}search")]
    visit.wrong[:] = [one for one in visit.wrong if other not in one]


def test_a_copy_in_a_folder_searches_and_asks_nobody(browser: Browser, live: Settings) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for code, query in (("fr", "dégradation des sols"), ("zh", "地方社区")):
        page.goto(f"{Path(live.site_dir / code / 'search/index.html').as_uri()}?q={query}")
        for link in links(page):
            assert link.startswith("file:")
            assert Path(link.removeprefix("file://").partition("#")[0]).is_file()
        expect(page.locator("[data-source] button")).to_have_count(0)
        page.locator(".facet input").first.check()
        page.wait_for_url(re.compile("theme="))
    context.close()
    assert not [url for url in asked if not url.startswith("file:")]
    assert wrong == []
