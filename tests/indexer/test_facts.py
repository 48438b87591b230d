"""Sources and figures: stated once, written as each language writes numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.errors import Problem
from indexer.facts import read_figures, read_sources, state_figure, write_number
from indexer.languages import CODES
from indexer.model import KnowledgeBase

SOURCE = "- {id: who, authors: A, title: T, publisher: P, read: full}\n"
FIGURE = """\
- id: area
  numbers: {area: {value: 1.5, scale: 9}, share: 12.5}
  unit: {ar: ه, zh: 公顷, en: ha, fr: ha, ru: га, es: ha}
  year: "2019"
  source: who
  confidence: confirmed
  statement:
    ar: "{area} {share}"
    zh: "{area} {share}"
    en: "About {area} hectares, or {share}%."
    fr: "{area} {share}"
    ru: "{area} {share}"
    es: "{area} {share}"
"""


def read(tmp_path: Path, figure: str) -> tuple[dict[str, object], list[Problem]]:
    (tmp_path / "sources.yml").write_text(SOURCE, "utf-8")
    (tmp_path / "figures.yml").write_text(figure, "utf-8")
    problems: list[Problem] = []
    sources = read_sources(tmp_path / "sources.yml", "content", problems)
    figures = read_figures(tmp_path / "figures.yml", "content", sources, problems)
    return {k: state_figure(f, "en") for k, f in figures.items()}, problems


@pytest.mark.parametrize(
    ("value", "scale", "written"),
    [
        (3.2, 9, "3.2 billion|3,2 milliards|3200 millones|3,2 млрд|3.2 مليار|32亿"),
        (1.6, 12, "1.6 trillion|1,6 billion|1,6 billones|1,6 трлн|1.6 تريليون|1.6万亿"),
        (1.2, 6, "1.2 million|1,2 million|1,2 millones|1,2 млн|1.2 مليون|120万"),
        (680, 9, "680 billion|680 milliards|680 000 millones|680 млрд|680 مليار|6800亿"),
        (2000, 0, "2,000|2 000|2000|2 000|2,000|2,000"),
        (12.5, 0, "12.5|12,5|12,5|12,5|12.5|12.5"),
    ],
)
def test_how_numbers_are_written(value: float, scale: int, written: str) -> None:
    found = [write_number(value, scale, code) for code in ("en", "fr", "es", "ru", "ar", "zh")]
    assert [re.sub(r"[\u00a0\u202f]", " ", text) for text in found] == written.split("|")


def test_a_figure_is_stated(tmp_path: Path) -> None:
    stated, problems = read(tmp_path, FIGURE)
    assert not problems
    assert stated == {"area": "About 1.5\u00a0billion hectares, or 12.5%."}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("source: who", "source: nobody", "nobody"),
        ("About {area} hectares, or {share}%.", "About 1.5 billion.", "no number"),
        ("About {area} hectares, or {share}%.", "{area} {area} {share}", "area, area, share"),
        ("confidence: confirmed", "confidence: sure", "confirmed"),
        ("scale: 9", "scale: 7", "6"),
        ("value: 1.5", "value: .nan", "nan"),
        ("value: 1.5", "value: -1.5", "greater"),
        ("value: 1.5", "value: 3.2e30", "less"),
        ("share: 12.5", "share: true", "valid"),
        ("share: 12.5", "share: .inf", "less"),
    ],
)
def test_a_wrong_figure_is_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FIGURE
    problems = read(tmp_path, FIGURE.replace(old, new, 1))[1]
    assert problems and said in " ".join(map(str, problems))


def test_every_real_figure_is_stated_with_its_source(knowledge_base: KnowledgeBase) -> None:
    assert len(knowledge_base.figures) >= 10
    for figure in knowledge_base.figures.values():
        assert figure.source in knowledge_base.sources
        for code in CODES:
            assert "{" not in state_figure(figure, code)


def test_pages_never_type_a_figure_that_stands_in_the_register(
    knowledge_base: KnowledgeBase,
) -> None:
    """A number with its scale, such as 3.2 billion, is stated from figures.yml or not at all."""
    numbers = {
        write_number(value, scale, "en").replace("\u00a0", " ")
        for figure in knowledge_base.figures.values()
        for value, scale in figure.numbers.values()
        if scale and len(str(value).replace(".", "")) > 1  # not "1 billion", which says anything
    }
    for page in knowledge_base.pages.values():
        text = page.texts["en"].markdown.replace("\u00a0", " ")
        assert not [number for number in numbers if number in text], page.id
