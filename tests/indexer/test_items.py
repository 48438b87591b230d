"""Items to collect: everything there is, in every language, and no word lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.courses import every_word
from indexer.item_records import build_items, last_day
from indexer.items import ITEMS, Item
from indexer.languages import CODES
from indexer.markdown_blocks import parse_blocks, verbatim
from indexer.model import KnowledgeBase
from indexer.passages import plain_text
from indexer.rich_text import (
    Drawing,
    Listing,
    Prose,
    Run,
    Table,
    Verbatim,
    cited_sources,
    plain_blocks,
    plain_runs,
)

DECISION = "iccd-cop14-cst-l1"


@pytest.fixture(scope="module", params=CODES)
def items(request: pytest.FixtureRequest, knowledge_base: KnowledgeBase) -> dict[str, Item]:
    return {item.id: item for item in build_items(knowledge_base, request.param)}


def test_everything_can_be_collected(items: dict[str, Item], knowledge_base: KnowledgeBase) -> None:
    for document in knowledge_base.documents.values():
        for paragraph in document.issued.paragraphs:
            assert f"decisions/{document.id}/{paragraph.anchor}" in items
    assert {f"glossary/{term}" for term in knowledge_base.vocabulary.glossary} <= set(items)
    for page in knowledge_base.pages.values():
        assert (f"{page.folder}/{page.id}" in items) == (page.kind != "about")
    for course in knowledge_base.courses.values():
        assert f"courses/{course.id}" in items
        for question in course.facts.questions:
            assert f"courses/{course.id}/{question.id}" in items


def test_items_survive_the_artefact(items: dict[str, Item]) -> None:
    assert ITEMS.validate_json(ITEMS.dump_json(items)) == items


def test_a_paragraph_is_verbatim(items: dict[str, Item], knowledge_base: KnowledgeBase) -> None:
    document = knowledge_base.documents[DECISION]
    item = items[f"decisions/{DECISION}"]
    text = document.texts[item.language]
    shown = [v for block in item.blocks if isinstance(block, Verbatim) for v in block.verses]
    printed = [p for p in text.paragraphs if p.kind != "inline"]
    assert [(v.marker, v.text) for v in shown] == [(p.number or "", p.body) for p in printed]


def bare(text: str) -> str:
    return "".join(text.split())


def test_no_word_of_a_page_is_lost(items: dict[str, Item], knowledge_base: KnowledgeBase) -> None:
    for page in knowledge_base.pages.values():
        if page.kind == "about":
            continue
        item = items[f"{page.folder}/{page.id}"]
        found = bare("".join(plain_blocks(item.blocks)))
        for section in page.texts[item.language].sections:
            for line in plain_text(section.markdown).splitlines():
                assert bare(line) in found, (page.id, line)
        assert set(cited_sources(item.blocks)) - {DECISION} == set(page.sources) - {DECISION}


def test_no_word_of_a_course_is_lost(items: dict[str, Item], knowledge_base: KnowledgeBase) -> None:
    for course in knowledge_base.courses.values():
        item = items[f"courses/{course.id}"]
        asked = [items[f"courses/{course.id}/{q.id}"] for q in course.facts.questions]
        held = bare("".join([item.title, item.summary, *texts_of(item), *map(ask, asked)]))
        for place, words in every_word(course.texts[item.language]):
            for line in plain_text(words).splitlines():
                assert bare(line) in held, (course.id, place, line)


def texts_of(item: Item) -> Iterator[str]:
    module = item.module
    assert module
    yield from map(plain_runs, module.objectives)
    for session in module.sessions:
        yield from (session.title, *plain_blocks(session.plan))
    for slide in module.slides:
        yield from (slide.title, *map(plain_runs, slide.points), *plain_blocks(slide.notes))
    yield from (module.exercise_title, *plain_blocks(module.handout), *plain_blocks(module.key))


def ask(item: Item) -> str:
    quiz = item.quiz
    assert quiz
    options = [option.text for option in quiz.options]
    pairs = [side for pair in quiz.pairs for side in (pair.left, pair.right)]
    return "".join([quiz.text, *options, *pairs, *quiz.answers, plain_runs(quiz.feedback)])


def test_an_inline_item_is_its_own_words(knowledge_base: KnowledgeBase) -> None:
    document = knowledge_base.documents[DECISION]
    shown = verbatim(knowledge_base, document, "op-11-b", "en", whole=True)
    assert [verse.marker for verse in shown.verses] == ["(b)"]
    assert shown.number == "11 (b)"


def test_a_language_without_a_text_has_the_text_as_issued(knowledge_base: KnowledgeBase) -> None:
    document = knowledge_base.documents[DECISION]
    texts = {code: text for code, text in document.texts.items() if code != "fr"}
    lacking = type(document)(
        **{name: getattr(document, name) for name in document.__slots__} | {"texts": texts}
    )
    shown = verbatim(knowledge_base, lacking, "op-3", "fr", whole=True)
    assert (shown.language, shown.status) == ("zh", "official")


def test_markdown_becomes_blocks(knowledge_base: KnowledgeBase) -> None:
    markdown = (
        "Words *of* **weight** and a [link](kb:glossary/ldn) [](kb:sources/vggt).\n\n"
        "1. One\n    - *inner*\n2. Two\n\n"
        "| A | B |\n| --- | --- |\n| 1 | 2 |\n\n"
        "![](kb:diagrams/response-hierarchy)\n\n"
        f"![](kb:decisions/{DECISION}/op-9-d)\n\n"
        "![](kb:figures/people-affected)"
    )
    prose, listing, table, drawn, quoted, figure = parse_blocks(markdown, knowledge_base, "en")
    assert isinstance(prose, Prose) and isinstance(figure, Prose)
    assert prose.runs == (
        Run(text="Words "),
        Run(text="of", italic=True),
        Run(text=" "),
        Run(text="weight", bold=True),
        Run(text=" and a "),
        Run(text="link", link="glossary/#term-ldn"),
        Run(source="vggt"),
        Run(text="."),
    )
    assert isinstance(listing, Listing) and listing.ordered and len(listing.items) == 2
    assert isinstance(table, Table) and len(table.rows) == 2
    assert isinstance(drawn, Drawing) and drawn.description
    assert isinstance(quoted, Verbatim) and [v.depth for v in quoted.verses] == [0, 1]
    assert figure.runs[-1].source


def test_the_day_is_that_of_the_newest_text(knowledge_base: KnowledgeBase) -> None:
    assert last_day(knowledge_base) >= max(c.date for c in knowledge_base.changes)
