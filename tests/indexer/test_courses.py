"""Rules of training modules: each kind of mistake is made in a copy of the content, and found."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.courses import check_courses, course_digest, read_course
from indexer.errors import Problem
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.page_rules import read_usage
from tests.indexer.editing import edit, report

ROOT = Path(__file__).parents[2]
COURSE = "ldn-in-one-hour"
#: The six ready modules that the service promises.
MODULES = {
    COURSE,
    "soil-organic-carbon-in-practice",
    "land-tenure-and-planning",
    "gender-responsive-ldn",
    "financing-and-enabling-environment",
    "training-of-trainers",
}


@pytest.mark.parametrize(
    ("file", "pattern", "new", "said"),
    [
        # what all languages share
        ("course.yml", r"level: \w+", "level: easy", "introductory"),
        ("course.yml", r"audiences: \[", "audiences: [everybody, ", "“everybody” is unknown"),
        ("course.yml", r"themes: \[", "themes: [nothing, ", "“nothing” is unknown"),
        ("course.yml", r"  - ldn\n", "  - lnd\n", "term “lnd” is unknown"),
        ("course.yml", r"  - what-is-ldn\n", "  - about\n", "page “about” is unknown"),
        ("course.yml", r"/op-6\n", "/op-60\n", "names no paragraph"),
        (
            "course.yml",
            r"  - iccd-cop14-cst-l1/op-6\n",
            "  - iccd-cop14-cst-l1\n",
            "whole document",
        ),
        ("course.yml", r"(  - iccd-cop14-cst-l1/op-6\n)", r"\1\1", "names something twice"),
        ("course.yml", r"\nminutes: \d+", "\nminutes: 61", "accepted is the sessions' sum, 60"),
        ("course.yml", r"slides: \[opening\]", "slides: []", "one session, in the same order"),
        ("course.yml", r"kind: quiz", "kind: discussion", "found 0 sessions of kind quiz"),
        ("course.yml", r"kind: quiz", "kind: exam", "quiz"),
        ("course.yml", r"shows: diagrams/[a-z-]+", "shows: diagrams/none", "names nothing"),
        ("course.yml", r"shows: diagrams/[a-z-]+", "shows: pages/about", "shows: found"),
        ("course.yml", r"  - cowie-2018\n", "", "is marked, not listed"),
        ("course.yml", r"  - cowie-2018\n", "  - cowie-2018\n  - vggt\n", "never marked"),
        ("course.yml", r"proof: [^}]+", "proof: guidance/none", "“guidance/none” names no page"),
        (
            "course.yml",
            r'correct: \["?(true|false)"?\]',
            "correct: [maybe]",
            "correct names “maybe”",
        ),
        ("course.yml", r'correct: \["?(true|false)"?\]', "correct: []", "has 0 correct options"),
        (
            "course.yml",
            r"type: matching, options: \[[a-z0-9-]+, ",
            "type: matching, options: [x, ",
            "its pairs",
        ),
        ("course.yml", r"missing: \[\]", "missing: [fr]", "exists though declared missing"),
        # what stands in every language
        ("en.yml", r"language: en", "language: fr", "language is fr"),
        ("en.yml", r"\nexercise:", "\nexercises:", "exercise"),
        ("en.yml", r"\n  cite-paragraph:", "\n  cite:", "accepted are those of course.yml"),
        ("en.yml", r"\ntitle: ", "\ntitle: '[x](https://x.example/)' #", "a line of plain text"),
        ("en.yml", r"\n    plan: \|\n", "\n    plan: |\n      A <b>word</b>.\n\n", "holds HTML"),
        ("en.yml", r"\n    plan: \|\n", "\n    plan: |\n      ## Heading\n\n", "holds a heading"),
        (
            "en.yml",
            r"\n    plan: \|\n",
            "\n    plan: |\n      [x](kb:guidance/none)\n\n",
            "no page",
        ),
        ("en.yml", r"\n    plan: \|\n", "\n    plan: |\n      [x](#here)\n\n", "no page around it"),
        (
            "en.yml",
            r"\n    plan: \|\n",
            "\n    plan: |\n      Zero net land degradation.\n\n",
            "write “land",
        ),
        # what a translation shares with its source
        ("fr.yml", r"digest: sha256:.", "digest: sha256:0", "is older than its source"),
        ("fr.yml", r"status: unofficial", "status: reviewed", "human reviewer"),
        (
            "fr.yml",
            r"made_from:\n  language: en",
            "made_from:\n  language: es",
            "made_from names es",
        ),
        (
            "fr.yml",
            r"\n    plan: \|\n",
            "\n    plan: |\n      Mot en plus.\n\n",
            "accepted is nothing, as in its source (en)",
        ),
        ("fr.yml", r"50 hectares", "51 hectares", "lacks the numbers 50, has 51"),
        ("fr.yml", r"kb:sources/[a-z0-9-]+", "kb:sources/vggt", "lacks the links"),
    ],
)
def test_each_mistake_is_found(
    tmp_path: Path, knowledge_base: KnowledgeBase, file: str, pattern: str, new: str, said: str
) -> None:
    folder = tmp_path / COURSE
    shutil.copytree(ROOT / "content" / "courses" / COURSE, folder)
    assert check(folder, knowledge_base) == ""
    changed = re.compile(pattern)
    edit(folder / file, lambda text: changed.sub(new, text, count=1))
    assert said in check(folder, knowledge_base)


def check(folder: Path, knowledge_base: KnowledgeBase) -> str:
    """What is wrong with the course in a folder, among the rest of the content."""
    problems: list[Problem] = []
    usage = read_usage(ROOT / "content" / "vocabulary" / "usage.yml", "vocabulary", problems)
    course = read_course(folder, COURSE, problems)
    if course is not None:
        among = replace(knowledge_base, courses={COURSE: course})
        problems += check_courses(among, usage, "content")
    return "\n".join(map(str, problems))


def test_the_whole_check_reads_courses(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    edit(content / "courses" / COURSE / "course.yml", lambda text: text.replace("level: ", "le: "))
    shutil.move(content / "courses" / "training-of-trainers", content / "courses" / "To Train")
    found = report(content)
    assert f"courses/{COURSE}/course.yml" in found and "“To Train” is not valid" in found


def test_the_ready_modules_are_whole(knowledge_base: KnowledgeBase) -> None:
    assert set(knowledge_base.courses) >= MODULES
    for course in knowledge_base.courses.values():
        assert set(course.texts) == set(CODES), course.id
        types = [question.type for question in course.facts.questions]
        assert len(types) >= 10
        assert set(types) == {"single", "multiple", "true-false", "matching", "short"}


def test_right_answers_stand_in_no_place_more_than_by_chance(
    knowledge_base: KnowledgeBase,
) -> None:
    """A learner who always takes the first option, or the longest, must not pass."""
    first = longest = total = 0
    for course in knowledge_base.courses.values():
        for question in course.facts.questions:
            if question.type != "single":
                continue
            total += 1
            first += question.correct[0] == question.options[0]
            options = course.texts["en"].questions[question.id].options
            longest += max(options, key=lambda key: len(options[key])) == question.correct[0]
    assert first < total * 0.5
    assert longest < total * 0.5


def test_a_digest_follows_every_word(knowledge_base: KnowledgeBase) -> None:
    text = knowledge_base.courses[COURSE].texts["en"]
    changed = text.model_copy(
        update={"exercise": text.exercise.model_copy(update={"key": "Other words."})}
    )
    assert course_digest(text) != course_digest(changed)
    assert course_digest(text) == knowledge_base.courses[COURSE].texts["ar"].made_from.digest  # type: ignore[union-attr]
