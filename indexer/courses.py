"""Training modules: content/courses/<slug>/course.yml and its words in each language.

A course follows the rules of pages: facts carry the marks of their sources, paragraphs and figures
are embedded, and a translation has, piece by piece, the links, marks and numbers of its original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from indexer.course_schemas import Course, CourseFile, CourseText, Question, QuestionText
from indexer.decision import text_digest
from indexer.embeds import cited, embedded
from indexer.errors import ContentError, Problem
from indexer.files import parse_yaml, read_text, validate_model
from indexer.fileschemas import UsageEntry
from indexer.language_detection import detect_text_language
from indexer.languages import CODES
from indexer.links import find_links, resolve_link
from indexer.model import KnowledgeBase
from indexer.page_markdown import check_prose
from indexer.page_rules import check_wording
from indexer.translations import compare_markdown
from indexer.vocabulary import problem_of

_Model = TypeVar("_Model", bound=BaseModel)
_KNOWN = frozenset({"course.yml", *(f"{code}.yml" for code in CODES)})
#: How many options a question of a type may have (pairs in matching), and how many are correct.
_OPTIONS = {"single": (3, 5), "multiple": (4, 6), "true-false": (0, 0), "matching": (3, 6)}
_CORRECT = {"single": (1, 1), "multiple": (2, 4), "true-false": (1, 1)}


def read_course(folder: Path, where: str, problems: list[Problem]) -> Course | None:
    """The course in a folder; None if what its languages share cannot be read."""
    problems += [
        Problem(f"{where}/{path.name}", "is not a known file", f"accepted are {_listed(_KNOWN)}")
        for path in sorted(folder.iterdir())
        if path.name not in _KNOWN and not path.name.startswith(".")
    ]
    facts = _read(CourseFile, folder / "course.yml", f"{where}/course.yml", problems)
    if facts is None:
        return None
    texts: dict[str, CourseText] = {}
    for code in CODES:
        path, place = folder / f"{code}.yml", f"{where}/{code}.yml"
        if code in facts.missing:
            if path.exists():
                accepted = "remove it from `missing`, or the file"
                problems.append(Problem(place, "exists though declared missing", accepted))
            continue
        text = _read(CourseText, path, place, problems)
        if text is None:
            continue
        if text.language != code:
            problems.append(Problem(place, f"language is {text.language}", f"accepted is {code}"))
        texts[code] = text
    return Course(folder.name, facts, texts)


def course_digest(text: CourseText) -> str:
    """The digest of a course's words, which its translations record."""
    return text_digest("".join(words for _, words in every_word(text)))


def every_word(text: CourseText) -> Iterator[tuple[str, str]]:
    """Every text of a course in one language, with its place among the keys of the file."""
    yield from (("title", text.title), ("summary", text.summary))
    yield from ((f"objectives.{key}", words) for key, words in text.objectives.items())
    for key, session in text.sessions.items():
        yield from (
            (f"sessions.{key}.title", session.title),
            (f"sessions.{key}.plan", session.plan),
        )
    for key, slide in text.slides.items():
        yield f"slides.{key}.title", slide.title
        yield from ((f"slides.{key}.points.{n}", point) for n, point in enumerate(slide.points, 1))
        yield f"slides.{key}.notes", slide.notes
    yield from ((f"exercise.{name}", words) for name, words in text.exercise)
    for key, question in text.questions.items():
        place = f"questions.{key}"
        yield f"{place}.text", question.text
        yield from ((f"{place}.options.{name}", words) for name, words in question.options.items())
        for name, pair in question.pairs.items():
            yield from ((f"{place}.pairs.{name}.{side}", words) for side, words in pair)
        yield from ((f"{place}.answers.{n}", words) for n, words in enumerate(question.answers, 1))
        yield f"{place}.feedback", question.feedback


def is_prose(place: str) -> bool:
    """Whether the text at a place is Markdown; the others are plain text."""
    return (
        place.startswith(("objectives.", "slides."))
        and not place.endswith(".title")
        or (place.endswith((".plan", ".feedback", ".handout", ".key")))
    )


def check_courses(kb: KnowledgeBase, usage: Sequence[UsageEntry], root: str) -> Iterator[Problem]:
    """Every problem of every course."""
    for course in kb.courses.values():
        where = f"{root}/courses/{course.id}"
        yield from _check_facts(kb, course, f"{where}/course.yml")
        for code, text in course.texts.items():
            place = f"{where}/{code}.yml"
            yield from _check_keys(course.facts, text, place)
            yield from _check_text(kb, text, usage, place)
        yield from _compare(course.texts, where)


def _check_facts(kb: KnowledgeBase, course: Course, place: str) -> Iterator[Problem]:
    facts = course.facts
    for name, listed, known in (
        ("audience", facts.audiences, kb.vocabulary.audiences),
        ("theme", facts.themes, kb.vocabulary.themes),
        ("term", facts.terms, kb.vocabulary.glossary),
        ("source", facts.sources, kb.sources),
        ("page", facts.pages, [p.id for p in kb.pages.values() if p.kind == "guidance"]),
    ):
        for item in listed:
            if item not in known:
                yield Problem(place, f"{name} “{item}” is unknown", f"use one of: {_listed(known)}")
    shown = [slide.shows for slide in facts.slides if slide.shows]
    proofs = [question.proof for question in facts.questions]
    for target in (*(f"decisions/{name}" for name in facts.paragraphs), *shown, *proofs):
        if isinstance(wrong := resolve_link(kb, f"kb:{target}"), str):
            yield Problem(place, f"“{target}” {wrong}", "name one that there is")
    for name in facts.paragraphs:
        if "/" not in name:
            accepted = "accepted is document/anchor, such as iccd-cop14-cst-l1/op-9-d"
            yield Problem(place, f"paragraph “{name}” is a whole document", accepted)
    for name, ids in (
        ("sessions", [session.id for session in facts.sessions]),
        ("slides", [slide.id for slide in facts.slides]),
        ("questions", [question.id for question in facts.questions]),
        ("objectives", facts.objectives),
        *((name, getattr(facts, name)) for name in ("paragraphs", "pages", "terms", "sources")),
    ):
        if len(set(ids)) != len(ids):
            yield Problem(place, f"{name} names something twice", "name each once")
    total = sum(session.minutes for session in facts.sessions)
    if total != facts.minutes:
        yield Problem(
            place, f"minutes is {facts.minutes}", f"accepted is the sessions' sum, {total}"
        )
    in_sessions = [slide for session in facts.sessions for slide in session.slides]
    if in_sessions != [slide.id for slide in facts.slides]:
        accepted = "accepted is each of `slides` in one session, in the same order"
        yield Problem(place, f"the sessions' slides are {_listed(in_sessions)}", accepted)
    for kind in ("exercise", "quiz"):
        count = sum(session.kind == kind for session in facts.sessions)
        if count != 1:
            yield Problem(place, f"found {count} sessions of kind {kind}", "accepted is one")
    for question in facts.questions:
        yield from _check_question(question, f"{place}: {question.id}")
    used: set[str] = {kb.figures[name].source for name in _figures(kb, shown)}
    for text in course.texts.values():
        for _, words in every_word(text):
            used.update(cited(words))
            stated = (f"figures/{name}" for name in embedded(words, "figures"))
            used.update(kb.figures[name].source for name in _figures(kb, stated))
    for source in sorted(used.symmetric_difference(facts.sources)):
        found = "is listed and never marked" if source in facts.sources else "is marked, not listed"
        accepted = "accepted are the sources that the texts mark"
        yield Problem(place, f"the source “{source}” {found}", accepted)


def _figures(kb: KnowledgeBase, shown: Iterable[str]) -> Iterator[str]:
    for target in shown:
        kind, _, name = target.partition("/")
        if kind == "figures" and name in kb.figures:
            yield name


def _check_question(question: Question, place: str) -> Iterator[Problem]:
    for what, found, limits in (
        ("options", question.options, _OPTIONS),
        ("correct options", question.correct, _CORRECT),
    ):
        least, most = limits.get(question.type, (0, 0))
        if not least <= len(found) <= most or len(set(found)) != len(found):
            accepted = f"accepted are {least} to {most} different ones in type {question.type}"
            yield Problem(place, f"has {len(found)} {what}", accepted)
    known = ["true", "false"] if question.type == "true-false" else question.options
    for name in question.correct:
        if name not in known:
            yield Problem(place, f"correct names “{name}”", f"use one of: {_listed(known)}")


def _check_keys(facts: CourseFile, text: CourseText, place: str) -> Iterator[Problem]:
    for name, ids, keys in (
        ("objectives", facts.objectives, text.objectives),
        ("sessions", [session.id for session in facts.sessions], text.sessions),
        ("slides", [slide.id for slide in facts.slides], text.slides),
        ("questions", [question.id for question in facts.questions], text.questions),
    ):
        if list(keys) != list(ids):
            accepted = f"accepted are those of course.yml, in its order: {_listed(ids)}"
            yield Problem(f"{place}: {name}", f"its keys are {_listed(keys)}", accepted)
    for question in facts.questions:
        if question.id in text.questions:
            words, where = text.questions[question.id], f"{place}: questions.{question.id}"
            yield from _check_answers(question, words, where)


def _check_answers(question: Question, words: QuestionText, place: str) -> Iterator[Problem]:
    matching = question.type == "matching"
    for name, keys, wanted in (
        ("options", words.options, () if matching else question.options),
        ("pairs", words.pairs, question.options if matching else ()),
    ):
        if set(keys) != set(wanted):
            yield Problem(
                place, f"its {name} are {_listed(keys)}", f"accepted are: {_listed(wanted)}"
            )
    if (question.type == "short") != bool(words.answers):
        accepted = "accepted are answers in questions of type short, and only there"
        yield Problem(place, f"has {len(words.answers)} answers", accepted)
    sides = [*zip(*((pair.left, pair.right) for pair in words.pairs.values()), strict=True)]
    for listed in (list(words.options.values()), *sides):
        if len({entry.casefold() for entry in listed}) != len(listed):
            yield Problem(place, "two of its texts are equal", "accepted are different texts")


def _check_text(
    kb: KnowledgeBase, text: CourseText, usage: Sequence[UsageEntry], place: str
) -> Iterator[Problem]:
    code, words = text.language, list(every_word(text))
    if (detected := detect_text_language("\n".join(each for _, each in words))) not in {code, None}:
        yield Problem(place, f"the text is in {detected}", f"accepted is {code}, as in the name")
    if text.status != "original" and text.made_from is None:
        accepted = "accepted is the language and digest of its source"
        yield Problem(place, "made_from is missing", accepted)
    if (text.status == "reviewed") != (text.reviewer is not None):
        accepted = "accepted is a human reviewer's name with `status: reviewed`, and only with it"
        yield Problem(place, f"status is {text.status}", accepted)
    yield from check_wording((each for _, each in words), code, usage, place)
    for name, each in words:
        where = f"{place}: {name}"
        if not is_prose(name):
            if "](" in each or "\n" in each:
                yield Problem(where, "holds a link or a break", "accepted is a line of plain text")
            continue
        yield from check_prose(kb, each, where)
        for target in find_links(each):
            wrong = "has no page around it" if target.startswith("#") else resolve_link(kb, target)
            if isinstance(wrong, str):
                accepted = "accepted are https: and mailto: addresses and kb: links"
                yield Problem(where, f"the link “{target}” {wrong}", accepted)


def _compare(texts: Mapping[str, CourseText], where: str) -> Iterator[Problem]:
    """What is wrong between the languages of a course."""
    originals = [text for text in texts.values() if text.status == "original"]
    if texts and len(originals) != 1:
        yield Problem(
            where, f"found {len(originals)} originals", "accepted is exactly one language"
        )
    if len(originals) != 1:
        return
    original, digest = originals[0], course_digest(originals[0])
    source = original.language
    expected = dict(every_word(original))
    for code, text in texts.items():
        place = f"{where}/{code}.yml"
        if text is original or text.made_from is None:
            continue
        if text.made_from.language != source:
            accepted = f"accepted is the original: {source}"
            yield Problem(place, f"made_from names {text.made_from.language}", accepted)
        elif text.made_from.digest != digest:
            accepted = f"revise the translation, then record `digest: {digest}`"
            yield Problem(place, f"is older than its source {source}.yml", accepted)
        found = dict(every_word(text))
        for name in expected:
            if ".answers." in name:
                continue
            if name not in found:
                yield Problem(
                    f"{place}: {name}", "is missing", f"accepted is what {source}.yml has"
                )
                continue
            yield from compare_markdown(
                found[name], expected[name], code, source, f"{place}: {name}"
            )
        for name in found.keys() - expected.keys():
            if ".answers." not in name:
                accepted = f"accepted is what {source}.yml has"
                yield Problem(f"{place}: {name}", "is not in its source", accepted)


def _read(model: type[_Model], path: Path, place: str, problems: list[Problem]) -> _Model | None:
    try:
        return validate_model(model, parse_yaml(read_text(path, place), place), place, problems)
    except ContentError as error:
        problems.append(problem_of(error))
        return None


def _listed(names: Iterable[object]) -> str:
    return ", ".join(map(str, names)) or "none"
