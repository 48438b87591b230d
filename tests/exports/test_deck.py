"""Decks, and how their texts are cut into slides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from compare import bare
from samples import COURSE, PAGE

from indexer.languages import CODES
from indexer.rich_text import Heading, Run, Table, plain_blocks, plain_runs
from kb_service.exports.book import make_book, name_part, right_answer
from kb_service.exports.deck import make_deck
from kb_service.exports.deck_lines import Line, Panel, Slide, tell_rows
from kb_service.exports.deck_pages import page_slides
from kb_service.exports.deck_room import Room, fit, height_of, split
from kb_service.exports.deck_sheets import HALF, Sheet, lay_out
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import Selection

DOCUMENT = "decisions/iccd-cop14-cst-l1"
PARAGRAPH = "decisions/iccd-cop14-cst-l1/op-9"
TERM = "glossary/soc"


def packs_of(library: Library, *languages: str, edition: str = "trainer") -> tuple[Pack, ...]:
    items = (COURSE, DOCUMENT, PAGE, TERM)
    return collect(Selection(items, *languages, edition=edition), library)


def texts(lines: Iterator[Line] | tuple[Line, ...]) -> str:
    return bare("".join(line.text for line in lines))


def told(slide: Slide) -> str:
    """All that a slide of a deck shows besides drawings."""
    lines = slide.lines
    if isinstance(slide.exhibit, Panel):
        lines += slide.exhibit.lines
    elif slide.exhibit is not None and slide.exhibit.kind == "table":
        lines += tuple(tell_rows(slide.exhibit, slide.code))
    return texts(lines).replace("·", "")


def shown(sheets: list[Sheet], number: int) -> str:
    """All that the sheets of a slide show in one of its languages; the head of a table once."""
    found, headed = "", False
    for sheet in sheets:
        columns = sheet.columns if len(sheet.slides) == 1 else sheet.columns[number : number + 1]
        found += "".join(map(texts, columns))
        if sheet.table:
            rows = sheet.table.rows[headed:]
            found += bare("".join(plain_runs(cell) for row in rows for cell in row))
            headed = True
    return found.replace("·", "")


@pytest.mark.parametrize("languages", [*((code,) for code in CODES), ("fr", "ar"), ("zh", "ru")])
def test_sheets_lose_no_word(languages: tuple[str, ...], library: Library) -> None:
    packs = packs_of(library, *languages)
    decks = [make_deck(pack) for pack in packs]
    sheets: dict[str, list[Sheet]] = {}
    for sheet in lay_out(decks):
        sheets.setdefault(sheet.slides[0].id, []).append(sheet)
    for number, deck in enumerate(decks):
        for slide in deck:
            if number == 0 or slide.id != "sources":
                assert shown(sheets[slide.id], number) == told(slide), slide.id


@pytest.mark.parametrize("code", CODES)
def test_a_deck_has_the_lesson_and_what_was_collected(code: str, library: Library) -> None:
    (pack,) = packs_of(library, code)
    deck = make_deck(pack)
    titles = [slide.title for slide in deck]
    module = pack.modules[0].module
    assert module is not None
    assert titles[:2] == [pack.title, pack.words("objectives")]
    quiz = [slide for slide in deck if slide.id.startswith("quiz-")]
    assert len(quiz) == len(pack.questions)
    assert titles[-2:] == [pack.words("sources"), pack.words("about")]
    everything = "".join(map(told, deck))
    document = next(item for item in pack.readings if item.kind == "document")
    for text in plain_blocks(document.blocks):
        assert bare(text) in everything
    page = next(item for item in pack.readings if item.kind == "page")
    assert bare(page.summary) in everything
    for item in pack.readings:
        if item.kind in {"paragraph", "term"}:
            assert all(bare(text) in everything for text in plain_blocks(item.blocks))


@pytest.mark.parametrize("code", CODES)
def test_a_course_has_the_order_of_its_sessions(code: str, library: Library) -> None:
    for item in library.items[code].values():
        if not item.module:
            continue
        (pack,) = collect(Selection((item.id,), code), library)
        found = [slide.id.removeprefix(f"{name_part(item)}-") for slide in make_deck(pack)]
        wanted: list[str] = ["title", "objectives"]
        for session in item.module.sessions:
            wanted += session.slides
            if session.kind == "exercise":
                wanted += [id_ for id_ in found if id_.startswith("exercise-")]
            if session.kind == "quiz":
                wanted += [id_ for id_ in found if id_.startswith("quiz-")]
        assert found[: len(wanted)] == wanted
        assert item.module.sessions[-1].slides[-1] == wanted[-1]
        assert found[len(wanted)] == "readings"


def test_what_was_collected_keeps_its_order(library: Library) -> None:
    first, second = [id_ for id_, item in library.items["en"].items() if item.quiz][:2]
    chosen = (second, PARAGRAPH, "glossary/ldn", TERM, first, PAGE, "glossary/drought")
    (pack,) = collect(Selection(chosen, "en"), library)
    found = dict.fromkeys(slide.series or slide.id for slide in make_deck(pack))
    sections = [id_ for id_ in found if "-section-" in id_]
    assert [id_ for id_ in found if id_ not in sections] == [
        "title",
        "quiz-1",
        PARAGRAPH.replace("/", "-"),
        "glossary-ldn",
        "quiz-2",
        PAGE.replace("/", "-"),
        "glossary-drought",
        "sources",
        "about",
    ]


def test_a_course_alone_asks_the_questions_that_were_collected_with_it(library: Library) -> None:
    module = library.items["en"][COURSE].module
    assert module is not None
    for chosen in ((), (module.questions[2], TERM, module.questions[0])):
        items = (COURSE.replace("courses/", "modules/"), *chosen)
        (pack,) = collect(Selection(items, "en"), library)
        deck = make_deck(pack)
        asked = [slide.url for slide in deck if slide.id.startswith("quiz-")]
        assert asked == [each.url for each in pack.questions]
        assert len(asked) == len([id_ for id_ in chosen if id_ != TERM])
        ids = [slide.id for slide in deck]
        assert len(set(ids)) == len(ids) and ("readings" in ids) == bool(chosen)


def test_terms_share_slides(library: Library) -> None:
    (pack,) = collect(Selection((COURSE,), "fr"), library)
    (slide,) = [slide for slide in make_deck(pack) if slide.title == pack.words("glossary")]
    terms = [item for item in pack.readings if item.kind == "term"]
    assert len(slide.lines) == len(terms) > 8
    for line, term in zip(slide.lines, terms, strict=True):
        assert line.runs[0] == Run(text=term.title, bold=True, link=term.path)
        assert line.text == f"{term.title} : {next(plain_blocks(term.blocks))}"
    sheets = [sheet for sheet in lay_out([make_deck(pack)]) if sheet.slides == (slide,)]
    assert 1 < len(sheets) < len(terms) / 2


def test_slides_of_pages_are_the_same_in_every_language(library: Library) -> None:
    pages = [item.id for item in library.items["en"].values() if item.kind == "page"]
    packs = collect(Selection((pages[0],), "en"), library)
    for id_ in pages:
        shapes = {
            tuple(
                (slide.id, len(slide.lines), type(slide.exhibit))
                for slide in page_slides(library.items[code][id_], packs[0])
            )
            for code in CODES
        }
        assert len(shapes) == 1, id_


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_taught_in_short_with_the_full_text_as_notes(code: str, library: Library) -> None:
    (pack,) = collect(Selection((PAGE,), code), library)
    (page,) = pack.readings
    title, *slides = page_slides(page, pack)
    assert title.title == page.title and title.lines[0].text == page.summary
    headings = [plain_runs(block.runs) for block in page.blocks if block.kind == "heading"]
    assert [*dict.fromkeys(slide.title for slide in slides)] == headings
    notes = [text for slide in slides for text in plain_blocks(slide.notes)]
    for block in page.blocks:
        if block.kind in {"prose", "list"}:
            assert all(text in notes for text in plain_blocks([block]))
    shown = [slide.exhibit for slide in slides if slide.exhibit]
    assert len(shown) == sum(
        block.kind in {"verbatim", "drawing", "table"} for block in page.blocks
    )
    steps = next(slide for slide in slides if any(line.kind == "number" for line in slide.lines))
    assert len(steps.lines) == 8 and all(run.bold for line in steps.lines for run in line.runs)
    for slide in slides:
        paragraphs = sum(block.kind == "prose" for block in slide.notes)
        assert paragraphs <= 4
        said = sum(len(line.text) for line in slide.lines)
        assert said <= sum(map(len, plain_blocks(slide.notes)))


@pytest.mark.parametrize("code", CODES)
def test_an_example_says_what_is_counted(code: str, library: Library) -> None:
    (pack,) = collect(Selection(("guidance/beyond-individual-titles",), code), library)
    (page,) = pack.readings
    heading = Heading(level=1, runs=(Run(text=pack.words("example")),))
    first = page.blocks[page.blocks.index(heading) + 1]
    slide = next(each for each in make_deck(pack) if each.title == pack.words("example"))
    assert bare(slide.lines[0].text) == bare(plain_runs(first.runs))


@pytest.mark.parametrize("code", CODES)
def test_the_beginning_of_a_paragraph_stands_once_above_its_parts(
    code: str, library: Library
) -> None:
    (pack,) = collect(Selection(("guidance/neutrality-mechanism",), code), library)
    texts = [block for block in pack.readings[0].blocks if block.kind == "verbatim"]
    assert len(texts) == 2 and texts[0].verses[0] == texts[1].verses[0]
    shown = "".join(map(told, make_deck(pack)))
    assert shown.count(bare(texts[0].verses[0].text)) == 1
    assert all(bare(text.verses[-1].text) in shown for text in texts)


def test_what_opens_an_exhibit_is_on_its_slide(library: Library) -> None:
    (pack,) = collect(Selection((PAGE,), "en"), library)
    for page in [item for item in library.items["en"].values() if item.kind == "page"]:
        slides = [*page_slides(page, pack)]
        for before, block in pairwise(page.blocks):
            if before.kind == "prose" and block.kind in {"table", "drawing"}:
                (slide,) = [each for each in slides if each.exhibit == block]
                assert before in slide.notes, (page.id, plain_runs(before.runs))


def test_no_paragraph_has_a_slide_for_itself_if_there_is_room_on_the_one_before(
    library: Library,
) -> None:
    (pack,) = collect(Selection((PAGE,), "en"), library)
    for page in [item for item in library.items["en"].values() if item.kind == "page"]:
        for before, slide in pairwise(page_slides(page, pack)):
            if before.series == slide.series and len(slide.lines) == 1 and not slide.exhibit:
                assert isinstance(before.exhibit, Table), slide.id


def test_answers_and_key_are_notes_of_trainers_only(library: Library) -> None:
    (pack,) = packs_of(library, "en")
    notes = {
        slide.id: " ".join(plain_blocks(slide.notes)) for slide in make_deck(pack) if slide.notes
    }
    for asked in pack.questions:
        assert right_answer(asked.quiz, pack) in notes[f"quiz-{asked.number}"]
        assert plain_runs(asked.quiz.feedback) in notes[f"quiz-{asked.number}"]
    module = pack.modules[0].module
    assert module is not None
    exercise = [text for id_, text in notes.items() if "-exercise-" in id_]
    assert len(exercise) > 1
    assert all(text in each for each in exercise for text in plain_blocks(module.key))
    (learner,) = packs_of(library, "en", edition="learner")
    deck = make_deck(learner)
    assert not any(slide.notes for slide in deck)
    assert [slide.id for slide in deck] == [slide.id for slide in make_deck(pack)]


@pytest.mark.parametrize("languages", [*((code,) for code in CODES), ("es", "ar")])
def test_what_stands_on_a_sheet_fits(languages: tuple[str, ...], library: Library) -> None:
    for sheet in lay_out([make_deck(pack) for pack in packs_of(library, *languages)]):
        if sheet.layout == "beside":
            for column in sheet.columns:
                assert height_of(column, sheet.sizes[0], HALF.width) <= HALF.height


def test_every_slide_of_one_language_is_in_the_other(library: Library) -> None:
    decks = [make_deck(pack) for pack in packs_of(library, "en", "zh")]
    assert [slide.id for slide in decks[0]] == [slide.id for slide in decks[1]]
    assert len({slide.id for slide in decks[0]}) == len(decks[0])


@pytest.mark.parametrize(
    "text",
    ["word " * 900, "字" * 3000, "，字字字字" * 500, "كلمة، " * 800, "x" * 5000, "A. " * 1000],
)
def test_a_long_text_is_cut_and_kept(text: str) -> None:
    room = Room(400, 300, (20, 16))
    line = Line(
        (Run(text=text[:50], bold=True), Run(source="s"), Run(text=text[50:])), "en", "bullet"
    )
    parts = split([[line]], room)
    pieces = [piece for (column,) in parts for piece in column]
    assert "".join(piece.text for piece in pieces) == text
    assert all(fit(part, room) for part in parts) and len(parts) > 1
    assert [piece.kind for piece in pieces] == ["bullet"] + ["text"] * (len(pieces) - 1)
    marks = [run for piece in pieces for run in piece.runs if run.source]
    assert [mark.source for mark in marks] == ["s"]


def test_languages_are_cut_at_the_same_lines() -> None:
    room = Room(400, 200, (16,))
    short = [Line((Run(text=f"{n} short"),), "en") for n in range(9)]
    long = [Line((Run(text=f"{n} " + "long " * 40),), "fr") for n in range(9)]
    parts = split([short, long], room)
    assert len(parts) > 1
    for left, right in parts:
        assert [line.text[0] for line in left] == [line.text[0] for line in right]


def test_a_heading_does_not_end_a_slide() -> None:
    room = Room(400, 100, (16,))
    lines = [Line((Run(text="words"),), "en") for _ in range(3)]
    lines.append(Line((Run(text="Heading"),), "en", "heading"))
    lines += [Line((Run(text="after"),), "en") for _ in range(3)]
    for (column,) in split([lines], room):
        assert column[-1].kind != "heading"


def test_words_that_open_a_table_stand_above_it(library: Library) -> None:
    for code in CODES:
        for item in library.items[code].values():
            if not item.module:
                continue
            (pack,) = collect(Selection((item.id,), code), library)
            exercise = [
                sheet
                for sheet in lay_out([make_deck(pack)])
                if sheet.slides[0].series.endswith("-exercise")
            ]
            assert {sheet.parts for sheet in exercise} == {len(exercise)}
            assert [sheet.part for sheet in exercise] == [*range(1, len(exercise) + 1)]
            for sheet in exercise:
                if sheet.columns and sheet.columns[-1] and not sheet.table:
                    assert not sheet.columns[-1][-1].leads


def test_words_that_open_others_do_not_end_a_slide() -> None:
    room = Room(400, 100, (16,))
    words = ["words", "words", "You also know:", "after", "after", "after"]
    lines = [Line((Run(text=text),), "en") for text in words]
    lines.insert(2, Line((Run(text="Part B", bold=True),), "en"))
    parts = split([lines], room)
    assert [line for (column,) in parts for line in column] == lines
    assert len(parts) > 1 and not any(column[-1].leads for (column,) in parts)


def test_book_and_deck_say_the_same_about_the_pack(library: Library) -> None:
    (pack,) = packs_of(library, "fr")
    about = make_book(pack, {}).chapters[-1]
    said = told(make_deck(pack)[-1])
    assert all(bare(text) in said for text in plain_blocks(about.blocks))
