"""Selections and what becomes of them: order, sources, editions, languages, limits."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from samples import BASE, COURSE, Write

from indexer.items import lettered_rights
from indexer.languages import CODES
from kb_service.exports.book import (
    make_book,
    option_lines,
    pair_chapters,
    right_answer,
)
from kb_service.exports.formats import FORMATS, name_file
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import MOST_ITEMS, PackError, Selection

PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-9-d"
PAGE = "guidance/what-is-ldn"
TERM = "glossary/ldn"


def packed(library: Library, *items: str, language: str = "en", **changes: str) -> Pack:
    return collect(replace(Selection(items, language), **changes), library)[0]


def test_items_keep_their_order_and_stand_once(library: Library) -> None:
    pack = packed(library, TERM, PAGE, PARAGRAPH, PAGE)
    assert [item.id for item in pack.readings] == [TERM, PAGE, PARAGRAPH]
    assert pack.address == packed(library, TERM, PAGE, PARAGRAPH).address


@pytest.mark.parametrize("code", CODES)
def test_a_course_brings_what_it_uses(library: Library, code: str) -> None:
    pack = packed(library, COURSE, language=code)
    module = pack.modules[0].module
    assert module
    assert [item.id for item in pack.readings] == [*module.readings, *module.terms]
    assert [asked.id for asked in pack.questions] == list(module.questions)
    assert pack.title == pack.modules[0].title
    assert all(url.startswith(f"{BASE}{code}/guidance/") for _, url in pack.further)


def test_every_term_is_one_item(library: Library) -> None:
    pack = packed(library, "glossary")
    assert len(pack.readings) > 80
    assert {item.kind for item in pack.readings} == {"term"}


def test_sources_are_numbered_in_the_order_of_first_use(library: Library) -> None:
    pack = packed(library, "guidance/tenure-security", PAGE)
    assert [source.number for source in pack.sources] == list(range(1, len(pack.sources) + 1))
    assert len({source.id for source in pack.sources}) == len(pack.sources)
    assert pack.sources[0].id == "holland-2022"
    assert pack.number_of("vggt") == 2
    assert "Holland" in pack.sources[0].citation


def test_learners_get_neither_answers_nor_the_trainers_part(library: Library) -> None:
    trainer = make_book(packed(library, COURSE), {})
    learner = make_book(packed(library, COURSE, edition="learner"), {})
    assert [chapter.id for chapter in learner.chapters] == [
        chapter.id for chapter in trainer.chapters if not chapter.trainer
    ]
    assert any(chapter.id == "answers" for chapter in trainer.chapters)


def test_two_languages_have_the_same_chapters(library: Library) -> None:
    packs = collect(Selection((COURSE, PAGE, PARAGRAPH), "ar", "zh"), library)
    books = [make_book(pack, {}) for pack in packs]
    pairs = list(pair_chapters(books))
    assert len(pairs) == len(books[0].chapters) == len(books[1].chapters)
    for first, second in pairs:
        assert [b.kind for b in first.blocks] == [b.kind for b in second.blocks], first.id


def test_a_draft_says_that_it_is_one_wherever_it_stands(library: Library) -> None:
    for items in ((PARAGRAPH,), (COURSE,), ("guidance/tenure-security",)):
        pack = packed(library, *items)
        about = make_book(pack, {}).chapters[-1]
        said = "".join(run.text for block in about.blocks for run in getattr(block, "runs", ()))
        assert pack.words("draft_notice") in said, items


def test_an_item_given_twice_names_the_file() -> None:
    once, twice = Selection((TERM,), "en"), Selection((TERM, TERM), "en")
    assert name_file(twice, FORMATS["docx"]) == name_file(once, FORMATS["docx"])


def test_the_address_opens_the_same_selection(library: Library) -> None:
    pack = packed(library, PARAGRAPH, COURSE, language="ar", title="عنوان & «آخر»")
    assert pack.address == (
        f"{BASE}ar/pack/#item=decisions%2Ficcd-cop14-cst-l1%2Fop-9-d&item=courses%2Fldn-in-one-hour"
        "&title=%D8%B9%D9%86%D9%88%D8%A7%D9%86+%26+%C2%AB%D8%A2%D8%AE%D8%B1%C2%BB"
    )


def test_a_question_alone_says_the_status_of_its_text(library: Library) -> None:
    course = packed(library, COURSE, language="ru")
    alone = packed(library, course.questions[0].id, language="ru")
    (asked,) = alone.questions
    assert asked.status == course.status_of(course.modules[0])
    assert (alone.words("status"), asked.status) in make_book(alone, {}).facts


@pytest.mark.parametrize(("code", "first"), [("en", "A"), ("ru", "А"), ("ar", "أ"), ("zh", "A")])
def test_options_have_letters_of_their_language(library: Library, code: str, first: str) -> None:
    pack = packed(library, COURSE, language=code)
    for asked in pack.questions:
        if asked.quiz.type in {"single", "multiple"}:
            assert option_lines(asked.quiz, pack)[0].startswith(f"{first}. ")
        if asked.quiz.type == "matching":
            assert lettered_rights(asked.quiz, code)[0][0] == first


@pytest.mark.parametrize("code", CODES)
def test_the_order_of_pairs_gives_nothing_away(library: Library, code: str) -> None:
    for course in [id_ for id_, item in library.items[code].items() if item.kind == "course"]:
        pack = packed(library, course, language=code)
        for asked in pack.questions:
            if asked.quiz.type == "matching":
                rights = [text for _, text in lettered_rights(asked.quiz, code)]
                assert sorted(rights) == sorted(pair.right for pair in asked.quiz.pairs)
                assert rights != [pair.right for pair in asked.quiz.pairs]
                assert right_answer(asked.quiz, pack).count("–") == len(rights)


@pytest.mark.parametrize(
    ("selection", "field"),
    [
        (Selection((), "en"), "item"),
        (Selection(("courses/none",), "en"), "item"),
        (Selection((TERM,) * (MOST_ITEMS + 1), "en"), "item"),
        (Selection((TERM,), "en", "en"), "second"),
        (Selection((TERM,), "en", title="\x00"), "title"),
        (Selection((TERM,), "en", title="\ud800"), "title"),
        (Selection((TERM,), "en", audience="a\u2028b"), "audience"),
    ],
)
def test_what_cannot_be_collected_is_refused(
    library: Library, selection: Selection, field: str
) -> None:
    with pytest.raises(PackError) as caught:
        collect(selection, library)
    assert caught.value.field == field
    assert caught.value.found and caught.value.accepted


def test_an_item_that_a_language_lacks_is_refused(library: Library) -> None:
    items = {key: item for key, item in library.items["fr"].items() if key != PAGE}
    lacking = replace(library, items={"fr": items})
    with pytest.raises(PackError, match="which has no text in fr"):
        collect(Selection((PAGE,), "fr"), lacking)


@pytest.mark.parametrize("code", CODES)
def test_the_decision_as_a_source_has_a_title_in_the_language_and_an_address(
    library: Library, code: str
) -> None:
    pack = packed(library, COURSE, language=code)
    (source,) = [each for each in pack.sources if each.id == "iccd-cop14-cst-l1"]
    document = library.items[code]["decisions/iccd-cop14-cst-l1"]
    assert source.citation.count(document.title) == 1
    assert "科学与政策联系平台" in source.citation
    assert source.url == f"{BASE}{code}/{document.path}"


@pytest.mark.parametrize(
    ("code", "said"), [("fr", "Auteurs non indiqués."), ("zh", "未注明作者."), ("ar", "لم تُذكر")]
)
def test_remarks_on_sources_stand_in_the_language(library: Library, code: str, said: str) -> None:
    pack = packed(library, COURSE, language=code)
    (source,) = [each for each in pack.sources if each.id == "scenario-tool-method"]
    assert source.citation.startswith(said)
    assert not [each for each in pack.sources if "Authors not named" in each.citation]


def test_facts_are_parted_as_the_language_parts_them(write: Write) -> None:
    with zipfile.ZipFile(io.BytesIO(write(Selection((COURSE,), "ar"), "epub").data)) as archive:
        package = archive.read("EPUB/package.opf").decode()
    described = package.partition("<dc:description>")[2].partition("</dc:description>")[0]
    assert "صناع السياسات؛ المستوى" in described and ";" not in described
