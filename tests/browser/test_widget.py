"""The widget on a partner's page: another origin, a strict policy, hostile styles around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe import violations
from partner import Partner, serve_partner
from playwright.sync_api import Browser, BrowserContext, Locator, Route, expect

from kb_service.settings import Settings

TWO = '<ldn-search lang="fr" theme="land-tenure"></ldn-search><ldn-search lang="ar"></ldn-search>'
_LISTEN = """() => {
  window.heard = [];
  for (const name of ["select", "results", "error"]) {
    document.addEventListener(`ldn-search:${name}`, (event) => {
      window.heard.push({ name, ...event.detail, lang: event.target.lang });
    });
  }
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def hit(title: str, url: str = "https://ldn.example/en/x/", **facts: Any) -> dict[str, Any]:
    """A hit as the API answers it."""
    status = {"key": "unofficial", "label": ""}
    return {
        "url": url,
        "title": title,
        "heading": "",
        "number": "",
        "anchor": "",
        "kind": "guidance",
        "language": "en",
        "document_status": None,
        "translation_status": status,
        "snippet": [{"text": title, "match": False, "best": True}],
        **facts,
    }


def answer(*hits: dict[str, Any]) -> str:
    """An answer of the API."""
    return json.dumps({"hits": hits, "total": len(hits), "facets": {}, "corrections": []})


def reply(route: Route, body: str) -> None:
    """Answer a request in the API's place."""
    headers = {"access-control-allow-origin": "*"}
    route.fulfill(body=body, headers=headers, content_type="application/json")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader of the partner's site."""
    opened = browser.new_context(locale="en-GB", viewport={"width": 1000, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def partner(context: BrowserContext, live: Settings) -> Iterator[Partner]:
    """A partner's site; fails the test for anything that its console or its policy reports."""
    with serve_partner(context.new_page(), live.base_url.rstrip("/")) as partner:
        yield partner
        assert partner.wrong == []


@pytest.fixture
def script(live: Settings) -> str:
    """The line that loads the widget."""
    return f'<script type="module" src="{live.base_url}widget/v1/ldn-search.js"></script>'


def box(partner: Partner, place: int = 0) -> Locator:
    """The field of a widget."""
    return partner.page.locator("ldn-search").nth(place).locator("input[type=search]")


def options(partner: Partner, place: int = 0) -> Locator:
    """What a widget lists."""
    return partner.page.locator("ldn-search").nth(place).locator("[role=option]")


def test_two_widgets_in_two_languages(partner: Partner, script: str, live: Settings) -> None:
    page = partner.page
    partner.show(TWO, script)
    page.evaluate(_LISTEN)
    expect(box(partner)).to_have_attribute("placeholder", re.compile("Question"))
    expect(box(partner, 1)).to_have_attribute("placeholder", re.compile("سؤال"))
    expect(box(partner, 1)).to_have_css("direction", "rtl")
    box(partner, 1).fill("حماية المجتمعات المحلية من نزع ملكية الأراضي")
    found = options(partner, 1).filter(has_text="الفقرة 9 (د)").first
    expect(found).to_contain_text("مشروع مقرر · ترجمة غير رسمية")
    expect(found).to_have_css("direction", "rtl")
    expect(found.locator(".snippet")).to_have_attribute("lang", "ar")
    expect(found.locator(".mark").first).to_be_visible()
    panel = page.locator("ldn-search").nth(1).locator(".panel")
    expect(panel.locator(".notice")).to_be_in_viewport()
    expect(panel.locator(".notice")).to_contain_text("ليس موقعاً للأمم المتحدة")
    box(partner).fill("qui protège les droits fonciers")
    expect(panel).to_be_hidden()
    expect(options(partner).first).to_contain_text("Traduction non officielle")
    heard = page.evaluate("window.heard.map(({ name, lang, from }) => [name, lang, from])")
    assert heard == [["results", "ar", "api"], ["results", "fr", "api"]]
    options(partner).first.click()
    page.wait_for_url(re.compile(rf"^{re.escape(live.base_url)}fr/"))


def test_neither_side_sees_the_styles_of_the_other(partner: Partner, script: str) -> None:
    partner.show("<p>Ours</p>" + TWO, script)
    box(partner).fill("sol")
    expect(options(partner).first).to_be_visible()
    for element in (box(partner), options(partner).first.locator(".title")):
        expect(element).to_have_css("text-transform", "none")
        expect(element).to_have_css("font-style", "normal")
        expect(element).to_have_css("letter-spacing", "normal")
    expect(box(partner)).to_have_css("font-size", "16px")
    expect(partner.page.locator("main > p")).to_have_css("text-transform", "uppercase")


def test_what_is_said_are_sentences_in_which_words_of_readers_stand_apart(
    partner: Partner, script: str
) -> None:
    page = partner.page
    partner.show('<ldn-search lang="zh"></ldn-search><ldn-search lang="ar"></ldn-search>', script)
    said = [page.locator("ldn-search").nth(place).locator(".message") for place in (0, 1)]
    box(partner).fill("xqzvw kjhgt")
    expect(said[0]).to_have_text("没有找到相近的内容。打开 LDN Guidance")
    box(partner).fill("第15段")
    expect(said[0]).to_have_text("本网站的文本中没有“第15段”。打开 LDN Guidance")
    box(partner, 1).fill("land degredation")
    expect(said[1].locator("bdi")).to_have_text([re.compile("^degrad"), "degredation"])


def test_by_keyboard_alone(partner: Partner, script: str, live: Settings) -> None:
    page = partner.page
    partner.show('<ldn-search lang="zh" limit="3"></ldn-search>', script)
    field = box(partner)
    expect(field).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type("土地权属", delay=20)
    expect(options(partner)).to_have_count(4)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("ldn-search [role=status]")).to_contain_text("结果")
    selected = page.locator("ldn-search [role=option][aria-selected=true]")
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("End", 3), ("Home", 0)):
        page.keyboard.press(key)
        expect(field).to_have_attribute("aria-activedescendant", f"query-list-{place}")
        expect(selected).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(selected).to_contain_text("全部结果")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("土地权属")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.type("第9段", delay=20)
    expect(options(partner).first).to_contain_text("第 9 段")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"^{re.escape(live.base_url)}zh/decisions/.*/op-9/"))


def test_enter_leads_to_all_results_with_the_presets(
    partner: Partner, script: str, live: Settings
) -> None:
    partner.show('<ldn-search lang="es" theme="gender land-tenure"></ldn-search>', script)
    box(partner).fill("mujeres")
    box(partner).press("Enter")
    address = f"{live.base_url}es/search/?q=mujeres&theme=gender&theme=land-tenure"
    partner.page.wait_for_url(address)
    expect(partner.page.locator(".result").first).to_be_visible()
    partner.page.go_back()
    box(partner).fill("mujeres")
    expect(options(partner).last).to_have_attribute("href", address)


def test_an_old_answer_never_takes_the_place_of_a_new_one(partner: Partner, script: str) -> None:
    page = partner.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "q=old" in route.request.url:
            held.append(route)
        else:
            reply(route, answer(hit("new")))

    page.route("**/api/v1/search*", hold)
    partner.show('<ldn-search lang="en"></ldn-search>', script)
    box(partner).fill("old")
    page.wait_for_function("() => document.querySelector('ldn-search').query === 'old'")
    expect(page.locator(".message")).to_contain_text("Searching")
    box(partner).fill("new")
    expect(options(partner).first).to_contain_text("new")
    assert len(held) == 1
    reply(held[0], answer(hit("old")))
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    expect(options(partner).first).to_contain_text("new")


def test_a_sentence_that_is_cut_says_so(partner: Partner, script: str) -> None:
    snippets = (
        [("Before. ", False), ("Whole.", True), (" After", False), ("…", False)],
        [("…", False), ("its middle", True), ("…", False)],
        [("None is best", False), ("…", False)],
    )
    hits = [
        hit(str(n), snippet=[{"text": t, "match": False, "best": best} for t, best in parts])
        for n, parts in enumerate(snippets)
    ]
    partner.page.route("**/api/v1/search*", lambda route: reply(route, answer(*hits)))
    partner.show('<ldn-search lang="en"></ldn-search>', script)
    box(partner).fill("cut")
    shown = partner.page.locator("ldn-search .snippet")
    expect(shown).to_have_text(["Whole.", "…its middle…", "None is best…"])


def test_tab_passes_over_the_list(partner: Partner, script: str) -> None:
    hits = [hit(f"result {number}") for number in range(30)]
    partner.page.route("**/api/v1/search*", lambda route: reply(route, answer(*hits)))
    partner.show('<ldn-search lang="en"></ldn-search><button>next</button>', script)
    box(partner).fill("many")
    expect(options(partner).first).to_be_visible()
    box(partner).focus()
    stops = [focused(partner)]
    while stops[-1] != "next" and len(stops) < 6:
        partner.page.keyboard.press("Tab")
        stops.append(focused(partner))
    assert stops[0] == "query" and stops[-1] == "next"
    assert "list" not in " ".join(stops)


def focused(partner: Partner) -> str:
    """The name or text of what has the focus, looked for inside of the widget too."""
    return str(
        partner.page.evaluate(
            """() => {
              let at = document.activeElement;
              while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return at.id || at.className || at.textContent;
            }"""
        )
    )


def test_without_the_api_the_index_answers(partner: Partner, script: str) -> None:
    page = partner.page
    page.route("**/api/v1/**", lambda route: route.abort())
    partner.show('<ldn-search lang="ar"></ldn-search>', script)
    page.evaluate(_LISTEN)
    box(partner).fill("التربة")
    expect(options(partner).first).to_be_visible()
    expect(page.locator(".message")).to_contain_text("بالكلمات وحدها")
    expect(options(partner).first).to_contain_text("ترجمة غير رسمية")
    href = options(partner).first.get_attribute("href") or ""
    assert "/ar/" in href and href.startswith("http://")
    assert page.evaluate("window.heard.map(({ name, from }) => [name, from])") == [
        ["results", "index"]
    ]
    partner.wrong[:] = [wrong for wrong in partner.wrong if "ERR_FAILED" not in wrong]


def test_without_both_a_link_leads_to_the_site(
    partner: Partner, script: str, live: Settings
) -> None:
    page = partner.page
    for address in ("**/api/v1/**", "**/search-index.json"):
        page.route(address, lambda route: route.abort())
    partner.show('<ldn-search lang="ru"></ldn-search>', script)
    page.evaluate(_LISTEN)
    box(partner).fill("почва")
    link = page.locator("ldn-search").get_by_role("link", name="Открыть LDN Guidance")
    expect(link).to_have_attribute("href", f"{live.base_url}ru/")
    expect(page.locator(".message")).to_contain_text("недоступен")
    expect(box(partner)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert page.evaluate("window.heard.map(({ name, error }) => [name, error])") == [
        ["error", "unreachable"]
    ]
    page.unroute("**/api/v1/**")
    page.evaluate("document.querySelector('ldn-search').search('почва')")
    expect(options(partner).first).to_be_visible()
    partner.wrong[:] = [wrong for wrong in partner.wrong if "ERR_FAILED" not in wrong]


def test_hostile_answers_stay_text(partner: Partner, script: str) -> None:
    page = partner.page
    markup = "<img src=x onerror=alert(1)><b>x</b>"
    parts = [{"text": markup, "match": True, "best": True}]
    hits = (
        hit(markup, snippet=parts, heading=markup, kind=markup, language="__proto__"),
        hit("script", "javascript:alert(1)"),
        hit("data", "data:text/html,<script>alert(1)</script>"),
    )
    page.route("**/api/v1/search*", lambda route: reply(route, answer(*hits)))
    page.on("dialog", lambda dialog: partner.wrong.append("a script ran"))
    partner.show('<ldn-search lang="en"></ldn-search>', script)
    box(partner).fill(markup)
    expect(options(partner)).to_have_count(2)
    expect(options(partner).first.locator(".title")).to_have_text(markup)
    assert page.locator("ldn-search img").count() == page.locator("ldn-search b").count() == 0
    assert page.locator("ldn-search a[href^=javascript], ldn-search a[href^=data]").count() == 0


def test_a_key_goes_along_and_is_left_out_once_it_is_refused(partner: Partner, script: str) -> None:
    sent: list[str | None] = []
    refuse = False

    def answer_api(route: Route) -> None:
        key = route.request.headers.get("authorization")
        sent.append(key)
        if refuse and key:
            headers = {"access-control-allow-origin": "*"}
            route.fulfill(status=401, headers=headers)
        else:
            reply(route, answer(hit("الأرض")))

    def search(text: str) -> None:
        ask = "async (text) => { await document.querySelector('ldn-search').search(text); }"
        partner.page.evaluate(ask, text)
        expect(options(partner).first).to_contain_text("الأرض")

    partner.page.route("**/api/v1/search*", answer_api)
    partner.show('<ldn-search lang="ar" data-key="ldn-public-x_1"></ldn-search>', script)
    expect(box(partner)).to_be_visible()
    search("أ")
    refuse = True
    search("أر")
    search("أرض")
    assert sent == ["Bearer ldn-public-x_1", "Bearer ldn-public-x_1", None, None]
    partner.wrong[:] = [wrong for wrong in partner.wrong if "401" not in wrong]


def test_attributes_may_change(partner: Partner, script: str) -> None:
    page = partner.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    partner.show('<ldn-search lang="en"></ldn-search>', script)
    box(partner).fill("soil")
    expect(options(partner)).to_have_count(6)
    page.evaluate(
        """() => {
          const box = document.querySelector("ldn-search");
          box.setAttribute("lang", "ar-EG");
          box.setAttribute("theme", "gender");
          box.setAttribute("limit", "2");
          box.setAttribute("facets", "kind");
        }"""
    )
    expect(page.locator("ldn-search .base")).to_have_attribute("dir", "rtl")
    expect(options(partner)).to_have_count(3)
    expect(box(partner)).to_be_focused()
    expect(box(partner)).to_have_value("soil")
    last = [url for url in asked if "/search?" in url][-1]
    assert last.endswith("q=soil&theme=gender&lang=ar&limit=2")
    kind = page.locator("ldn-search select[name=kind]")
    kind.focus()
    kind.select_option("guidance")
    expect(page.locator("ldn-search .kind", has_text="توجيهات").first).to_be_visible()
    expect(kind).to_be_focused()
    assert [url for url in asked if "/search?" in url][-1].count("kind=guidance") == 1


def test_programmers_can_drive_it(partner: Partner, script: str) -> None:
    page = partner.page
    partner.show('<ldn-search lang="en"></ldn-search>', script)
    page.evaluate("() => customElements.whenDefined('ldn-search')")
    found = page.evaluate(
        """async () => {
          const box = document.querySelector("ldn-search");
          box.addEventListener("ldn-search:select", (event) => event.preventDefault());
          const answer = await box.search("soil organic carbon");
          return [answer.total > 0, box.query, box.results.length];
        }"""
    )
    assert found == [True, "soil organic carbon", 5]
    options(partner).first.click()
    assert page.url == partner.url
    page.evaluate("document.querySelector('ldn-search').clear()")
    expect(options(partner)).to_have_count(0)
    page.evaluate("document.querySelector('ldn-search').focus()")
    expect(box(partner)).to_be_focused()
    page.evaluate(
        """() => {
          const box = document.querySelector("ldn-search");
          box.remove();
          document.querySelector("main").append(box);
        }"""
    )
    box(partner).fill("soil")
    expect(options(partner)).to_have_count(6)


def test_a_text_set_early_stays_and_a_removed_element_answers(
    partner: Partner, script: str
) -> None:
    page = partner.page
    partner.show("", script)
    page.evaluate(
        """() => {
          const box = document.createElement("ldn-search");
          box.query = "soil";
          const add = () => document.querySelector("main").append(box);
          customElements.whenDefined("ldn-search").then(add);
        }"""
    )
    expect(box(partner)).to_have_value("soil")
    found = page.evaluate(
        """async () => {
          const box = document.createElement("ldn-search");
          box.lang = "fr";
          box.query = "sol";
          document.body.append(box);
          const early = box.query;
          const waiting = box.search("sols");
          box.remove();
          return [early, await waiting, await box.search("sol")];
        }"""
    )
    assert found == ["sol", None, None]


def test_an_address_that_is_none_is_told_and_the_usual_one_used(
    partner: Partner, script: str, live: Settings
) -> None:
    page = partner.page
    partner.show("", script)
    page.evaluate(_LISTEN)
    page.evaluate(
        """(site) => {
          document.querySelector("main").innerHTML =
            `<ldn-search lang="en" api="http://[" site="${site}"></ldn-search>`;
        }""",
        live.base_url.rstrip("/"),
    )
    box(partner).fill("soil")
    expect(options(partner).last).to_have_attribute("href", f"{live.base_url}en/search/?q=soil")
    heard = page.evaluate("window.heard.map((one) => [one.name, one.error, one.attribute])")
    assert heard == [["error", "address", "api"], ["results", None, None]]


def test_a_filter_that_does_not_exist_is_named(partner: Partner, script: str) -> None:
    page = partner.page
    partner.show('<ldn-search lang="fr" theme="land-tenur"></ldn-search>', script)
    page.evaluate(_LISTEN)
    box(partner).fill("sol")
    expect(page.locator(".message")).to_contain_text("Thème : land-tenur")
    assert page.evaluate("window.heard.map(({ error, parameters }) => [error, parameters])") == [
        ["rejected", ["theme"]]
    ]
    partner.wrong[:] = [wrong for wrong in partner.wrong if "422" not in wrong]


def pinned(live: Settings, integrity: str = "") -> str:
    """The line that loads a version for good, with its digest."""
    manifest = json.loads((live.site_dir / "widget/v1/manifest.json").read_text("utf-8"))
    digest = integrity or manifest["files"]["ldn-search.js"]
    src = f"{live.base_url}widget/{manifest['version']}/ldn-search.js"
    return f'<script type="module" src="{src}" integrity="{digest}" crossorigin></script>'


def test_a_pinned_version_is_checked_by_the_browser(partner: Partner, live: Settings) -> None:
    page = partner.page
    partner.show('<ldn-search lang="fr"></ldn-search>', pinned(live))
    expect(box(partner)).to_have_attribute("placeholder", re.compile("Question"))
    partner.show('<ldn-search lang="fr"></ldn-search>', pinned(live, "sha384-" + "A" * 64))
    page.wait_for_load_state("networkidle")
    expect(box(partner)).to_have_count(0)
    assert [wrong for wrong in partner.wrong if "integrity" in wrong]
    partner.wrong.clear()


def test_what_it_loads_later_is_checked_too(partner: Partner, live: Settings) -> None:
    page = partner.page
    foreign = {"access-control-allow-origin": "*"}
    page.route(
        "**/strings/fr.json",
        lambda route: route.fulfill(json={"search.placeholder": "hacked"}, headers=foreign),
    )
    page.route(
        "**/static-search.js",
        lambda route: route.fulfill(
            body="document.title = 'hacked'", content_type="text/javascript", headers=foreign
        ),
    )
    page.route("**/api/v1/**", lambda route: route.abort())
    partner.show('<ldn-search lang="fr"></ldn-search>', pinned(live))
    expect(box(partner)).to_have_attribute("placeholder", re.compile("A question"))
    box(partner).fill("sol")
    expect(page.locator("ldn-search .link")).to_be_visible()
    assert page.title() == "A partner"
    assert len([wrong for wrong in partner.wrong if "integrity" in wrong]) >= 2
    partner.wrong.clear()


def test_in_a_frame(partner: Partner, live: Settings, context: BrowserContext) -> None:
    address = f"{live.base_url}widget/v1/frame.html?lang=fr&theme=land-tenure&limit=3"
    partner.show(
        f'<iframe title="Recherche" width="600" height="500" src="{address}"></iframe>', ""
    )
    frame = partner.page.frame_locator("iframe")
    frame.locator("input[type=search]").fill("droits fonciers")
    expect(frame.locator("[role=option]")).to_have_count(4)
    expect(frame.locator(".notice")).to_be_in_viewport()
    expect(frame.locator("h1")).to_have_text("Chercher dans les orientations")
    expect(frame.locator("html")).to_have_attribute("lang", "fr")
    assert [violations(one) for one in partner.page.frames] == [[], []]
    with context.expect_page() as opened:
        frame.locator("[role=option]").first.click()
    opened.value.wait_for_url(re.compile(rf"^{re.escape(live.base_url)}fr/"))


@pytest.mark.parametrize("code", ["en", "ar", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(partner: Partner, script: str, code: str, scheme: str) -> None:
    page = partner.page
    page.emulate_media(color_scheme=scheme)
    second = f'<ldn-search lang="{code}" label="B" theme="gender"></ldn-search>'
    partner.show(f'<ldn-search lang="{code}" facets></ldn-search>{second}', script)
    expect(box(partner, 1)).to_be_visible()
    assert violations(page) == []
    box(partner).fill({"en": "soil", "ar": "التربة", "zh": "土壤"}[code])
    expect(options(partner).first).to_be_visible()
    box(partner).press("ArrowDown")
    assert violations(page) == []


def test_on_a_phone(browser: Browser, live: Settings, script: str) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    with serve_partner(context.new_page(), live.base_url.rstrip("/")) as partner:
        partner.show('<ldn-search lang="ar" facets></ldn-search>', script)
        box(partner).fill("التربة")
        expect(options(partner).first).to_be_visible()
        assert partner.page.evaluate(_WIDER) == 0
        root = "document.querySelector('ldn-search').shadowRoot"
        sizes = partner.page.evaluate(
            f"""() => [...{root}.querySelectorAll("input, button, select, [role=option]")]
              .filter((one) => one.type !== "hidden")
              .map((one) => one.getBoundingClientRect().height)"""
        )
        assert len(sizes) > 6 and min(sizes) >= 44
        assert violations(partner.page) == []
        assert partner.wrong == []
    context.close()
