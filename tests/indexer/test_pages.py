"""Rules of pages: each kind of mistake is made in a copy of the real content, and found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from indexer.coverage import build_coverage
from indexer.embeds import own_words, spell_out
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.reading import count_words, reading_minutes
from indexer.uses import find_uses
from tests.indexer.editing import edit, report

ROOT = Path(__file__).parents[2]
PAGE = "guidance/neutrality-mechanism"


@pytest.mark.parametrize(
    ("file", "pattern", "new", "said"),
    [
        # what every guidance page has
        ("page.yml", r"level: \w+", "level: easy", "introductory"),
        ("page.yml", r"review_status: \w+", "review_status: fine", "approved"),
        ("page.yml", r'last_reviewed: "[^"]*"', 'last_reviewed: "2026-13-01"', "last_reviewed"),
        (
            "page.yml",
            r"sources: \[iccd-cop14-cst-l1, ",
            "sources: [iccd-cop14-cst-l1, nobody, ",
            "“nobody” is unknown",
        ),
        (
            "page.yml",
            r"sources: \[iccd-cop14-cst-l1, [a-z0-9-]+",
            "sources: [iccd-cop14-cst-l1",
            "is marked, not listed",
        ),
        (
            "page.yml",
            r"sources: \[iccd-cop14-cst-l1, ",
            "sources: [iccd-cop14-cst-l1, vggt, ",
            "listed and never marked",
        ),
        ("en.md", r"## Pitfalls \{#pitfalls\}", "## Traps {#pitfalls}", "accepted is “Pitfalls”"),
        ("en.md", r"\{#checklist\}", "{#check}", "has no section checklist"),
        ("en.md", r"## In short", "Words before.\n\n## In short", "before the first section"),
        ("en.md", r"\{#in-short\}\n", "{#in-short}\nZero net land degradation. ", "write “land"),
        ("en.md", r"kb:sources/[a-z0-9-]+", "kb:sources/nobody", "names nothing that exists"),
        ("en.md", r"kb:glossary/[a-z0-9-]+", "kb:glossary/nothing", "names nothing that exists"),
        ("en.md", r"!\[\]\(kb:diagrams/[a-z-]+\)", "![](kb:figures/none)", "names nothing"),
        # what its Markdown may hold
        ("en.md", r"\{#in-short\}\n", "{#in-short}\nA <b>word</b>. ", "holds HTML"),
        ("en.md", r"\{#in-short\}\n", "{#in-short}\n[x]: https://x.example/\n\n", "definition"),
        ("en.md", r"\{#in-short\}\n", '{#in-short}\n[x](https://x.example/ "t") ', "links to"),
        ("en.md", r"\{#in-short\}\n", "{#in-short}\n![x](kb:figures/people-affected) ", "embeds"),
        (
            "en.md",
            r"\{#in-short\}\n",
            "{#in-short}\n`![](kb:figures/none)` ",
            "nothing that exists",
        ),
        (
            "en.md",
            r"\{#in-short\}\n",
            "{#in-short}\n![](kb:decisions/iccd-cop14-cst-l1) ",
            "embeds",
        ),
        (
            "en.md",
            r"\{#in-short\}\n",
            "{#in-short}\n![](kb:decisions/iccd-cop14-cst-l1/op-4) and words\n\n",
            "shares its block",
        ),
        ("en.md", r"summary: ", "summary: '[x](https://x.example/)' #", "holds a link"),
        # what a translation shares with its source
        ("fr.md", r"title: .*", "title: Mécanisme 15.3.9", "title: lacks the numbers"),
        ("fr.md", r"\+10", "-10", "lacks the numbers"),
        ("fr.md", r"language: en", "language: es", "accepted is the original"),
        ("fr.md", r"digest: sha256:\w{4}", "digest: sha256:0000", "is older than its source"),
        ("fr.md", r"\n- (.*)\n", r"\n\1\n", "its block"),
        ("fr.md", r"\| 400 \|", "| 401 |", "numbers 400, has 401"),
        ("fr.md", r"\]\(kb:glossary/land-type\)", "](kb:glossary/ldn)", "lacks the links"),
        ("fr.md", r" ?\[\]\(kb:sources/cowie-2018\)", "", "lacks the links kb:sources/cowie-2018"),
        ("fr.md", r"status: unofficial", "status: reviewed", "accepted is a human reviewer"),
        ("es.md", r"\n\n", "\n\nLa neutralidad de la degradación. ", "neutralización"),
    ],
)
def test_a_mistake_is_found(content: Path, file: str, pattern: str, new: str, said: str) -> None:
    edit(content / PAGE / file, lambda text: re.sub(pattern, new, text, count=1))
    found = report(content)
    assert said in found and PAGE in found, found[:600]


def test_a_page_too_short_or_too_long_is_found(content: Path) -> None:
    edit(
        content / PAGE / "en.md",
        lambda t: t.replace("{#in-short}\n", "{#in-short}\n" + "word " * 900),
    )
    assert "words of its own; accepted are 600 to 1,200" in report(content)


def test_a_page_on_no_path_is_found(content: Path) -> None:
    for path in content.glob("themes/*/page.yml"):
        path.write_text(re.sub(r"neutrality-mechanism,? ?", "", path.read_text("utf-8")), "utf-8")
    assert f"{PAGE}: is not on the path of its first theme" in report(content)


def test_a_page_whose_theme_has_no_introduction_is_found(content: Path) -> None:
    shutil.rmtree(content / "themes/gender")
    assert "name it under path in themes/gender/page.yml" in report(content)


def test_a_page_about_this_service_lists_no_sources(content: Path) -> None:
    edit(
        content / "pages/about/en.md",
        lambda t: t.replace("{#what-this-is}\n", "{#what-this-is}\nSaid. [](kb:sources/spi-1) "),
    )
    assert "pages/about/en.md#what-this-is: marks a source" in report(content)


def test_relations_of_metadata_are_checked(content: Path) -> None:
    page = content / PAGE / "page.yml"
    edit(page, lambda t: re.sub(r"audiences: \[([a-z-]+)", r"audiences: [\1, \1", t))
    sources = content / "sources.yml"
    edit(sources, lambda t: t.replace("document: iccd-cop14-cst-l1", "document: nothing"))
    (content / "vocabulary/usage.yml").write_text("5\n", "utf-8")
    found = report(content)
    assert "audiences names something twice" in found
    assert "document “nothing” is unknown" in found
    assert "usage.yml: found no list" in found


def test_an_introduction_to_nothing_is_found(content: Path) -> None:
    shutil.copytree(content / "themes/gender", content / "themes/no-theme")
    assert "“no-theme” is no theme" in report(content)


def test_the_name_of_a_theme_is_the_title_of_its_introduction(content: Path) -> None:
    edit(content / "themes/gender/fr.md", lambda t: re.sub("title: .*", "title: Autre", t, count=1))
    assert "its title is Autre" in report(content)


def test_a_human_review_is_shown_as_a_status(content: Path) -> None:
    from indexer.content import read_knowledge_base

    change = "status: reviewed\nreviewer: A. Person"
    edit(content / PAGE / "fr.md", lambda t: t.replace("status: unofficial", change, 1))
    text = read_knowledge_base(content).pages["neutrality-mechanism"].texts["fr"]
    assert (text.status, text.reviewer) == ("reviewed", "A. Person")


def test_the_library_covers_everything_in_every_language(knowledge_base: KnowledgeBase) -> None:
    guidance = [p for p in knowledge_base.pages.values() if p.kind == "guidance"]
    assert len(guidance) >= 36
    assert all(set(page.texts) == set(CODES) for page in knowledge_base.pages.values())
    rows = build_coverage(knowledge_base)
    assert {row.kind for row in rows} == {"paragraph", "theme", "audience"}
    asking = [row for row in rows if row.kind == "paragraph" and row.needed]
    assert len(asking) == 12 + 34
    assert [row.id for row in rows if row.gaps] == []


def test_a_gap_is_a_gap_in_its_language(knowledge_base: KnowledgeBase) -> None:
    from dataclasses import replace

    pages = {
        key: replace(page, texts={c: t for c, t in page.texts.items() if c != "ru"})
        for key, page in knowledge_base.pages.items()
    }
    rows = build_coverage(replace(knowledge_base, pages=pages))
    assert {row.gaps for row in rows if row.needed} == {("ru",)}


def test_word_counts_are_in_balance(knowledge_base: KnowledgeBase) -> None:
    """No translation is much shorter or longer than its language usually is."""
    guidance = [p for p in knowledge_base.pages.values() if p.kind == "guidance"]
    for code in CODES:
        ratios = {
            page.id: count_words(knowledge_base, page.texts[code])
            / count_words(knowledge_base, page.texts["en"])
            for page in guidance
        }
        middle = sorted(ratios.values())[len(ratios) // 2]
        odd = {key: round(r, 2) for key, r in ratios.items() if not 0.8 < r / middle < 1.25}
        assert odd == {}, (code, round(middle, 2))


def test_quotations_and_marks_are_neither_searched_nor_counted(
    knowledge_base: KnowledgeBase,
) -> None:
    markdown = (
        "Said.[](kb:sources/spi-1)\n\n![](kb:decisions/iccd-cop14-cst-l1/op-9-e)\n\n"
        "![](kb:figures/people-affected)"
    )
    own = own_words(markdown, knowledge_base, "fr")
    assert "3,2\u00a0milliards" in own
    assert "kb:" not in own and "spi" not in own


def test_embeds_are_spelled_out_for_readers_elsewhere(knowledge_base: KnowledgeBase) -> None:
    page = knowledge_base.pages["neutrality-mechanism"]
    for code in CODES:
        for section in page.texts[code].sections:
            out = spell_out(section.markdown, knowledge_base, page, code)
            assert "![](" not in out and "[](" not in out
    section = page.texts["zh"].sections[1]
    quoted = knowledge_base.documents["iccd-cop14-cst-l1"].texts["zh"].paragraph("op-9-e")
    assert quoted and quoted.text in spell_out(section.markdown, knowledge_base, page, "zh")


def test_reading_times_are_plausible(knowledge_base: KnowledgeBase) -> None:
    for page in knowledge_base.pages.values():
        if page.kind == "guidance":
            for text in page.texts.values():
                assert 2 <= reading_minutes(knowledge_base, text) <= 12, (page.id, text.language)


def test_every_term_knows_where_it_is_used(knowledge_base: KnowledgeBase) -> None:
    for code in CODES:
        uses = find_uses(knowledge_base, code)
        assert uses.keys() == knowledge_base.vocabulary.glossary.keys()
        assert "iccd-cop14-cst-l1/op-9-e" in uses["response-hierarchy"].paragraphs, code
        assert "neutrality-mechanism" in uses["land-type"].pages, code
        assert len([key for key, use in uses.items() if not use.pages and not use.paragraphs]) < 25
