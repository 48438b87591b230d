"""GIFT, read by a strict reader of ours and by gift-pegjs, the parser of other editors."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html
import pytest
from chromium import open_browser
from compare import bare
from gift_reader import Question, parse_gift, split_category
from hostile import TITLES, poison
from playwright.sync_api import Page
from publisher_schemas import ROOT
from readers import read_markup
from samples import COURSE, Write

from indexer.languages import CODES
from kb_service.exports.library import export
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import Selection

KINDS = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true-false": "truefalse",
    "matching": "match",
    "short": "shortanswer",
}


def check_questions(found: list[Question], selection: Selection, library: Library) -> None:
    """Fail unless the file says of every question what the pack says."""
    (pack,) = collect(selection, library)
    assert len(found) == len(pack.questions)
    for question, asked in zip(found, pack.questions, strict=True):
        quiz = asked.quiz
        assert question.kind == KINDS[quiz.type] and question.format == "html"
        paragraph = lxml.html.fromstring(question.text)
        assert paragraph.text_content() == quiz.text
        assert paragraph.get("dir") == pack.language.direction
        assert question.title.startswith(f"{asked.number:02}. ")
        assert bare("".join(run.text for run in quiz.feedback)) in bare(
            read_markup(question.feedback)
        )
        assert asked.proof_url in lxml.html.fromstring(question.feedback).xpath("//@href")
        if quiz.type == "true-false":
            right = next(option.id for option in quiz.options if option.correct)
            assert question.answers == [(100, right[0].upper())]
        elif quiz.type == "matching":
            pairs = [
                (lxml.html.fromstring(left).text_content(), right) for left, right in question.pairs
            ]
            assert pairs == [(pair.left.strip(), pair.right.strip()) for pair in quiz.pairs]
        elif quiz.type == "short":
            texts = [text for _, text in question.answers]
            assert texts == [a.replace("*", r"\*").replace("->", "→") for a in quiz.answers]
        else:
            texts = [lxml.html.fromstring(text).text_content() for _, text in question.answers]
            assert texts == [option.text for option in quiz.options]
            marks = [worth > 0 for worth, _ in question.answers]
            assert marks == [option.correct for option in quiz.options]


@pytest.mark.parametrize("code", CODES)
def test_every_question_of_the_course(code: str, library: Library, write: Write) -> None:
    selection = Selection((COURSE,), code)
    comments, questions = parse_gift(write(selection, "gift").data.decode())
    check_questions(questions, selection, library)
    (pack,) = collect(selection, library)
    assert questions[0].id == f"ldn-in-one-hour.ldn-in-one-sentence.{code}"
    assert questions[0].tags == ["ldn-guidance", "ldn-in-one-hour", code]
    about = "\n".join(comments)
    for text in (pack.title, pack.version, pack.day, pack.address):
        assert text in about


@pytest.mark.parametrize("code", ["ar", "zh"])
def test_hostile_questions_are_plain_text(code: str, library: Library) -> None:
    poisoned = poison(library, code)
    selection = Selection((COURSE,), code)
    _, questions = parse_gift(export(selection, "gift", poisoned, [{}]).data.decode())
    check_questions(questions, selection, poisoned)


@pytest.mark.parametrize("title", TITLES)
def test_a_hostile_title_is_a_category(title: str, library: Library, write: Write) -> None:
    data = write(Selection((COURSE,), "en", title=title), "gift").data
    _, questions = parse_gift(data.decode())
    course = library.items["en"][COURSE].title
    assert len(questions) == 12
    assert split_category(questions[0].category) == ["$course$", "top", title, course]


@pytest.mark.parametrize(
    "text",
    [
        "::a::b{=c",
        "::a::b{=c}}",
        "::a::b{=c~d#e}f",
        r"::a::b\x{=c ~d}",
        "a{=b}",
        "::a::b=c{TRUE}",
    ],
)
def test_the_reader_is_strict(text: str) -> None:
    with pytest.raises(ValueError):
        parse_gift(text)


# -- the parser of others ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parser() -> Iterator[Page]:
    """A page in which gift-pegjs is loaded."""
    with open_browser() as browser:
        page = browser.new_page()
        page.add_script_tag(path=ROOT / "tests/vendor/gift-pegjs/gift-parser-globals.js")
        yield page


def parse_elsewhere(parser: Page, text: str) -> list[Question]:
    """Questions as gift-pegjs reads them, which leaves some signs coded in right sides of pairs."""
    parsed = parser.evaluate("text => giftParser.parse(text)", text)
    kinds = {
        "MC": "multichoice",
        "TF": "truefalse",
        "Matching": "match",
        "Short": "shortanswer",
    }
    questions, category = [], ""
    for each in parsed:
        if each["type"] == "Category":
            category = each["title"]
            continue
        question = Question(
            category=category,
            id=each["id"],
            tags=each["tags"],
            title=each["title"],
            format=each["stem"]["format"],
            text=each["stem"]["text"],
            kind=kinds[each["type"]],
            feedback=each["globalFeedback"]["text"],
        )
        if each["type"] == "TF":
            question.answers = [(100, "T" if each["isTrue"] else "F")]
        for pair in each.get("matchPairs") or []:
            right = pair["subanswer"]
            for sign in r"\:#={}~":
                right = right.replace(f"&&{ord(sign):03};", sign)
            question.pairs.append((pair["subquestion"]["text"], right.replace("&&010;", "\n")))
        for choice in each.get("choices") or []:
            worth = 100 if choice["isCorrect"] else 0
            worth = choice["weight"] if choice["weight"] is not None else worth
            question.answers.append((worth, choice["text"]["text"]))
        questions.append(question)
    return questions


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_another_parser_reads_the_same(
    code: str, library: Library, write: Write, parser: Page
) -> None:
    selection = Selection((COURSE,), code)
    text = write(selection, "gift").data.decode()
    elsewhere = parse_elsewhere(parser, text)
    check_questions(elsewhere, selection, library)
    assert elsewhere == parse_gift(text)[1]


@pytest.mark.browser
def test_another_parser_reads_hostile_questions(library: Library, parser: Page) -> None:
    poisoned = poison(library, "en")
    selection = Selection((COURSE,), "en", title=TITLES[4])
    text = export(selection, "gift", poisoned, [{}]).data.decode()
    found = parse_elsewhere(parser, text)
    assert [each.title for each in found] == [each.title for each in parse_gift(text)[1]]
    check_questions(found, selection, poisoned)
