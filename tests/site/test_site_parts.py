"""Pure parts of the site's own code: links, names, marked text, prose."""

from __future__ import annotations

import importlib
import importlib.util
import random
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from markupsafe import Markup

from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase

ROOT = Path(__file__).parents[2]
DOCUMENT = "iccd-cop14-cst-l1"


def make_edition(knowledge_base: KnowledgeBase, code: str) -> Any:
    """An edition of the site in one language."""
    words = part("strings").read_strings(ROOT / "site/strings", code)
    deployment = part("settings").Deployment("https://x.example/", "https://x.example/api/v1", "")
    return part("edition").Edition(knowledge_base, LANGUAGES[code], words, deployment)


def part(name: str) -> ModuleType:
    """A module of site/hooks."""
    spec = importlib.util.spec_from_file_location("ldn_entry", ROOT / "site/hooks/entry.py")
    assert spec and spec.loader
    entry = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(entry)
    return importlib.import_module(f"{entry.PACKAGE}.{name}")


@pytest.mark.parametrize(
    ("target", "base", "link"),
    [
        ("fr/themes/", "fr/", "themes/"),
        ("ar/", "fr/decisions/x/op-9/", "../../../../ar/"),
        ("", "zh/", "../"),
        ("zh/decisions/x/op-9/#op-9-d", "zh/decisions/x/", "op-9/#op-9-d"),
        ("zh/decisions/x/#op-1", "zh/decisions/x/", "#op-1"),
        ("en/css/frame.css", "en/glossary/", "../css/frame.css"),
        ("ar/search/?q=1", "ar/search/", "./?q=1"),
        ("ar/", "ar/", "./"),
    ],
)
def test_links_are_relative(target: str, base: str, link: str) -> None:
    assert part("routes").relative(target, base) == link


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ar", "الفقرة 9 (د)"),
        ("zh", "第 9 (d) 段"),
        ("en", "Paragraph 9 (d)"),
        ("fr", "Paragraphe 9 d)"),
        ("ru", "Пункт 9 d)"),
        ("es", "Párrafo 9 d)"),
    ],
)
def test_paragraphs_are_named_as_their_language_prints_them(
    code: str, name: str, knowledge_base: KnowledgeBase
) -> None:
    strings = part("strings").read_strings(ROOT / "site/strings", code)
    text = knowledge_base.documents[DOCUMENT].texts[code]
    assert part("naming").paragraph_name(strings, text, "op-9-d") == name


@pytest.mark.parametrize("code", CODES)
def test_citation_names_symbol_paragraph_status_and_address(
    code: str, knowledge_base: KnowledgeBase
) -> None:
    strings = part("strings").read_strings(ROOT / "site/strings", code)
    document = knowledge_base.documents[DOCUMENT]
    url = f"https://ldn.example/{code}/decisions/{DOCUMENT}/op-9/#op-9-d"
    found = part("naming").cite(strings, document, document.texts[code], "op-9-d", url)
    assert "ICCD/COP(14)/CST/L.1" in found.un_style and found.un_style.endswith(url)
    assert document.texts[code].title in found.un_style
    note = strings("cite.unofficial_note")
    assert (note in found.un_style) == (code != "zh")
    assert found.un_style.startswith("ICCD/COP(14)/CST/L.1")
    submitted = document.texts[code].field("submitted_by")
    assert submitted and submitted[1:] in found.un_style and submitted in found.bibtex
    assert "author" not in found.bibtex
    assert found.bibtex.startswith(f"@misc{{{DOCUMENT}-op-9-d-{code},")
    assert found.bibtex.count("{") == found.bibtex.count("}")
    assert part("naming")._tex("a{b") == r"a\textbraceleft{}b"
    status = strings("status.official" if code == "zh" else "status.unofficial")
    assert found.site_style.startswith("LDN Guidance") and found.site_style.endswith(url)
    assert (f"段（{status}），" if code == "zh" else f" ({status})") in found.site_style
    assert strings("notice.draft_short") in found.site_style
    lines = found.ris.splitlines()
    assert lines[0] == "TY  - GOVDOC" and lines[-1] == "ER  - "
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert f"TI  - {document.texts[code].title}" in lines and f"UR  - {url}" in lines
    assert (f"N1  - {note}" in lines) == (code != "zh")


@pytest.mark.parametrize(
    ("day", "code", "written"),
    [
        ("2026-11-22", "ar", "22 تشرين الثاني/نوفمبر 2026"),
        ("2026-01-01", "ar", "1 كانون الثاني/يناير 2026"),
        ("2026-12-31", "ar", "31 كانون الأول/ديسمبر 2026"),
        ("2026-11-22", "zh", "2026年11月22日"),
        ("2026-11-22", "ru", "22 ноября 2026\u202fг."),
        ("2026-11", "ar", "تشرين الثاني/نوفمبر 2026"),
        ("2026-11", "fr", "novembre 2026"),
        ("2026", "ar", "2026"),
    ],
)
def test_dates_are_written_as_the_united_nations_write_them(
    day: str, code: str, written: str
) -> None:
    assert part("dates").write_date(day, code) == written


def test_marked_text_is_the_text() -> None:
    """Whatever is marked, no character is lost, added or shown as markup."""
    rich = part("rich")
    text = '1. 鼓励<b>缔约方</b> & "الأطراف" على'
    chance = random.Random(14)
    for _ in range(300):
        edges = [sorted(chance.sample(range(len(text) + 1), 2)) for _ in range(4)]
        spans = [rich.Span(a, b, "span", (("class", '"x'),)) for a, b in edges]
        marked = rich.mark_text(text, spans, skip=3)
        assert Markup(marked).striptags().split() == text[3:].split()
        assert "<b>" not in marked and 'class=""x' not in marked


def test_marked_spans_nest_and_never_cross() -> None:
    rich = part("rich")
    spans = [rich.Span(0, 6, "i", ()), rich.Span(2, 4, "b", ()), rich.Span(5, 8, "u", ())]
    assert rich.mark_text("الأطراف", spans) == "<i>ال<b>أط</b>را</i>ف"


def test_foreign_words_carry_their_language() -> None:
    mark = part("scripts").mark_foreign
    assert mark("كلمة 项目، هنا", "ar") == ('كلمة <span lang="zh-Hans" dir="ltr">项目</span>، هنا')
    assert mark("项目与 الأطراف <", "zh") == (
        '项目与 <span lang="ar" dir="rtl">الأطراف</span> &lt;'
    )
    assert mark("项目", "zh") == "项目"
    assert mark("المجموع +20. ومع", "ar") == 'المجموع <bdi dir="ltr">+20</bdi>. ومع'
    assert mark("итог +20.", "ru") == "итог +20."


def test_prose_shows_markup_of_its_author_as_text(knowledge_base: KnowledgeBase) -> None:
    links = part("routes").Links("ar", "about/")
    edition = make_edition(knowledge_base, "ar")
    render = part("prose").render_prose
    html = render(
        "<div onclick=x>الأرض</div>\n\n[س](kb:themes/gender) [ص](javascript:x) ![ع](https://x.y/z) "
        "**项目** <b>",
        edition,
        links,
        knowledge_base.pages["about"],
    )
    assert "<div" not in html and "<b>" not in html and "<img" not in html
    assert 'href="../themes/gender/"' in html and 'href="#"' in html
    assert '<strong><span dir="ltr" lang="zh-Hans">项目</span></strong>' in html


def test_numbers_that_belong_together_stand_on_one_line(knowledge_base: KnowledgeBase) -> None:
    links = part("routes").Links("ar", "about/")
    edition = make_edition(knowledge_base, "ar")
    text = "الفقرة [9 (د)](https://x.y/1-2) في 2018-2019، و200,000 × 2 = 400,000؛ COP(14)، 2.5 و1"
    html = part("prose").render_line(text, edition, links, knowledge_base.pages["about"])
    unbroken = ["9 (د)", "2018-2019", "200,000 × 2"]
    assert re.findall(r'<span class="unbroken">([^<]*)</span>', html) == unbroken
    assert re.sub(r"<[^>]*>", "", html) == text.replace("[", "").replace("](https://x.y/1-2)", "")


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("", ""),
        (
            "mailto:a@b.example",
            "mailto:a@b.example?subject=op-9%20%28ar%29&body=https%3A//x/%23op-9",
        ),
        (
            "https://t.example/new?l=1",
            "https://t.example/new?l=1&title=op-9%20%28ar%29&body=https%3A//x/%23op-9",
        ),
    ],
)
def test_report_link_names_the_paragraph(report: str, expected: str) -> None:
    deployment = part("settings").Deployment("https://x/", "https://x/api/v1/", report)
    assert deployment.report_link("op-9 (ar)", "https://x/#op-9") == expected


@pytest.mark.parametrize("code", CODES)
def test_plan_and_outline_of_a_module_number_slides_as_the_deck_does(
    code: str, knowledge_base: KnowledgeBase
) -> None:
    edition = make_edition(knowledge_base, code)
    views = part("course_views").course_views(edition, part("pack_view").items_by_id(edition))
    module = next(v for v in views if v.path == "courses/ldn-in-one-hour/").context["module"]
    assert module.sessions[0].slides == edition.strings("courses.slide_number", number=3)
    assert module.sessions[1].slides == edition.strings("courses.slide_numbers", first=4, last=6)
    assert [slide.number for slide in module.slides][:4] == ["3", "4", "5", "6"]
    assert module.sessions[-1].slides.count(module.slides[-1].number) == 1
    assert "<bdi" in module.slides[2].notes or code != "ar"
    assert '">+20.</bdi>' not in "".join(slide.notes for slide in module.slides)


def test_sources_speak_the_readers_language_where_we_do(knowledge_base: KnowledgeBase) -> None:
    edition = make_edition(knowledge_base, "es")
    sources = ("iccd-cop14-cst-l1", "scenario-tool-method", "fao-sdg-15-3-1")
    decision, note, other = part("guidance").references(edition, sources)
    text = knowledge_base.documents["iccd-cop14-cst-l1"].texts["es"]
    assert (decision.translated, decision.language.code) == (text.title, "zh")
    assert note.authors == "Autores no indicados"
    assert note.rest.startswith("Nota técnica en un repositorio público de código")
    assert other.translated == "" and other.authors
    chinese = part("guidance").references(make_edition(knowledge_base, "zh"), sources)
    assert chinese[0].translated == ""


def test_the_address_of_a_local_copy_keeps_its_last_slash(knowledge_base: KnowledgeBase) -> None:
    edition = make_edition(knowledge_base, "ar")
    local = replace(edition.deployment, base_url="http://127.0.0.1:8000/")
    edition = replace(edition, deployment=local)
    assert "\u2066http://127.0.0.1:8000/ar/\u2069" in part("offline").copy_readme(edition)
