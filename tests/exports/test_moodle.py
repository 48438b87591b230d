"""Moodle XML, read by the rules of Moodle's importer (question/format/xml/format.php)."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest
from compare import bare
from gift_reader import split_category
from hostile import TITLES, poison
from lxml import etree
from readers import read_markup
from samples import COURSE, Write

from indexer.languages import CODES
from indexer.rich_text import Run
from kb_service.exports.library import export
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import PackError, Selection

#: The shares, in percent, that Moodle takes for an answer (question_bank::fraction_options_full).
SHARES = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667)
SHARES += (14.28571, 12.5, 11.11111, 10, 5, 0)


def questions_of(data: bytes) -> list[etree._Element]:
    tree = etree.fromstring(data)
    assert tree.tag == "quiz"
    return [each for each in tree if each.get("type") != "category"]


def shown(element: etree._Element) -> str:
    """The text that a reader sees of an element in HTML."""
    assert element.get("format") == "html"
    return lxml.html.fromstring(element.findtext("text")).text_content()


def check_questions(data: bytes, selection: Selection, library: Library) -> None:
    """Fail unless the file says of every question what the pack says."""
    (pack,) = collect(selection, library)
    found = questions_of(data)
    assert len(found) == len(pack.questions)
    for element, asked in zip(found, pack.questions, strict=True):
        quiz, answers = asked.quiz, element.findall("answer")
        assert shown(element.find("questiontext")) == quiz.text
        name = element.findtext("name/text")
        assert name.startswith(f"{asked.number:02}. ") and len(name) <= 100
        feedback = element.find("generalfeedback")
        told = read_markup(feedback.findtext("text"))
        assert bare("".join(run.text for run in quiz.feedback)) in bare(told)
        links = lxml.html.fromstring(feedback.findtext("text")).xpath("//@href")
        assert asked.proof_url in links
        paragraph = lxml.html.fromstring(element.find("questiontext").findtext("text"))
        assert paragraph.get("dir") == pack.language.direction
        shares = [float(answer.get("fraction")) for answer in answers]
        assert all(abs(share) in SHARES for share in shares)
        if quiz.type in {"single", "multiple"}:
            assert element.get("type") == "multichoice"
            assert element.findtext("single") == ("true" if quiz.type == "single" else "false")
            assert [shown(answer) for answer in answers] == [o.text for o in quiz.options]
            assert [share > 0 for share in shares] == [o.correct for o in quiz.options]
            assert sum(s for s in shares if s > 0) == pytest.approx(100, abs=0.001)
            wrong = [share for share in shares if share <= 0]
            assert sum(wrong) == pytest.approx(-100 if quiz.type == "multiple" else 0, abs=0.001)
        elif quiz.type == "true-false":
            assert element.get("type") == "truefalse"
            given = {answer.findtext("text"): float(answer.get("fraction")) for answer in answers}
            assert given == {option.id: 100 if option.correct else 0 for option in quiz.options}
        elif quiz.type == "matching":
            assert element.get("type") == "matching"
            pairs = [(shown(s), s.findtext("answer/text")) for s in element.iter("subquestion")]
            assert pairs == [(pair.left, pair.right) for pair in quiz.pairs]
        else:
            assert element.get("type") == "shortanswer" and element.findtext("usecase") == "0"
            texts = [answer.findtext("text") for answer in answers]
            assert texts == [answer.replace("*", r"\*") for answer in quiz.answers]
            assert set(shares) == {100}
    names = [element.findtext("idnumber") for element in found]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 100


@pytest.mark.parametrize("code", CODES)
def test_every_question_of_the_course(code: str, library: Library, write: Write) -> None:
    selection = Selection((COURSE,), code)
    data = write(selection, "moodle-xml").data
    check_questions(data, selection, library)
    tags = [tag.text for tag in questions_of(data)[0].findall("tags/tag/text")]
    assert tags == ["ldn-guidance", "ldn-in-one-hour", code]


@pytest.mark.parametrize("code", ["ar", "zh"])
def test_hostile_questions_are_plain_text(code: str, library: Library) -> None:
    poisoned = poison(library, code)
    selection = Selection((COURSE,), code)
    data = export(selection, "moodle-xml", poisoned, [{}]).data
    check_questions(data, selection, poisoned)


@pytest.mark.parametrize("title", TITLES)
def test_a_hostile_title_is_a_category(title: str, library: Library, write: Write) -> None:
    data = write(Selection((COURSE,), "en", title=title), "moodle-xml").data
    (category,) = [each for each in etree.fromstring(data) if each.get("type") == "category"]
    course = library.items["en"][COURSE].title
    names = split_category(category.findtext("category/text"))
    assert names == ["$course$", "top", title, course]


def test_each_course_is_a_category(library: Library, write: Write) -> None:
    courses = (COURSE, "courses/training-of-trainers")
    data = write(Selection(courses, "fr"), "moodle-xml").data
    paths = [each.findtext("category/text") for each in etree.fromstring(data)[:]]
    titles = [library.items["fr"][course].title for course in courses]
    assert [split_category(path)[-1] for path in paths if path] == titles


def test_the_category_says_what_the_questions_are(library: Library, write: Write) -> None:
    selection = Selection((COURSE,), "es")
    (pack,) = collect(selection, library)
    first = etree.fromstring(write(selection, "moodle-xml").data)[0]
    about = read_markup(first.findtext("info/text"))
    for text in (pack.title, pack.version, pack.day, pack.address, pack.words("licence")):
        assert bare(text) in bare(about)


def test_feedback_brings_the_sources_that_it_cites(library: Library) -> None:
    """A question bank has no list of sources to which a mark could lead."""
    id_ = f"{COURSE}/like-for-like"
    item = library.items["en"][id_]
    assert item.quiz is not None
    runs = (*item.quiz.feedback, Run(source="cowie-2018"))
    quiz = item.quiz.model_copy(update={"feedback": runs})
    items = {**library.items["en"], id_: item.model_copy(update={"quiz": quiz})}
    changed = replace(library, items={**library.items, "en": items})
    data = export(Selection((id_,), "en"), "moodle-xml", changed, [{}]).data
    feedback = questions_of(data)[0].findtext("generalfeedback/text")
    source = library.sources["cowie-2018"]
    assert bare(source["title"]) in bare(read_markup(feedback))
    assert "[1]" in read_markup(feedback)
    assert source["url"] in lxml.html.fromstring(feedback).xpath("//@href")
    assert "#source-" not in feedback


def test_it_needs_questions(write: Write) -> None:
    with pytest.raises(PackError, match="no questions for the format moodle-xml"):
        write(Selection(("guidance/what-is-ldn",), "en"), "moodle-xml")


def test_answers_are_in_every_edition(write: Write) -> None:
    """A platform marks by itself."""
    selection = Selection((COURSE,), "en")
    editions = [replace(selection, edition=edition) for edition in ("trainer", "learner")]
    trainer, learner = (questions_of(write(each, "moodle-xml").data) for each in editions)
    assert [*map(etree.tostring, trainer)] == [*map(etree.tostring, learner)]
