"""A pack's questions as Moodle XML: a category for each course, with feedback and proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from indexer.directions import mark_signs
from indexer.items import Quiz
from kb_service.exports.pack import Asked, Pack
from kb_service.exports.questions import (
    describe_pack,
    group_questions,
    identify,
    in_language,
    name_question,
    path_of,
    render_feedback,
    share_marks,
)

_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true-false": "truefalse",
    "matching": "matching",
    "short": "shortanswer",
}


def write_questions(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The question bank of the first pack."""
    pack = packs[0]
    about = Markup("").join(in_language(line, pack) for line in describe_pack(pack))
    parts = []
    for category, questions in group_questions(pack):
        parts.append(
            Markup(
                '<question type="category"><category><text>{}</text></category>'
                '<info format="html"><text>{}</text></info></question>\n'
            ).format(path_of(category), str(about))
        )
        parts += [_question(asked, pack) for asked in questions]
    document = Markup('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{}</quiz>\n')
    return document.format(Markup("").join(parts)).encode()


def _question(asked: Asked, pack: Pack) -> Markup:
    tags = ("ldn-guidance", identify(asked).partition(".")[0], pack.language.code)
    return Markup(
        '<question type="{}"><name><text>{}</text></name>{}{}<defaultgrade>1</defaultgrade>'
        "<penalty>0.3333333</penalty><hidden>0</hidden><idnumber>{}</idnumber>{}<tags>{}</tags>"
        "</question>\n"
    ).format(
        _TYPES[asked.quiz.type],
        name_question(asked, pack),
        _html("questiontext", in_language(asked.quiz.text, pack)),
        _html("generalfeedback", render_feedback(asked, pack)),
        f"{identify(asked)}.{pack.language.code}",
        _answers(asked.quiz, pack),
        Markup("").join(Markup("<tag><text>{}</text></tag>").format(tag) for tag in tags),
    )


def _html(tag: str, content: Markup) -> Markup:
    return Markup('<{0} format="html"><text>{1}</text></{0}>').format(Markup(tag), str(content))


def _answers(quiz: Quiz, pack: Pack) -> Markup:
    if quiz.type == "matching":
        pairs = (
            Markup(
                '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer>'
                "</subquestion>"
            ).format(str(in_language(pair.left, pack)), mark_signs(pair.right, pack.language.code))
            for pair in quiz.pairs
        )
        return Markup("<shuffleanswers>true</shuffleanswers>") + Markup("").join(pairs)
    if quiz.type == "short":
        texts = (_answer("100", escape(spare_wildcards(each))) for each in quiz.answers)
        return Markup("<usecase>0</usecase>") + Markup("").join(texts)
    marks = zip(quiz.options, share_marks(quiz), strict=True)
    if quiz.type == "true-false":
        return Markup("").join(_answer(mark, escape(option.id)) for option, mark in marks)
    settings = Markup(
        "<single>{}</single><shuffleanswers>true</shuffleanswers>"
        "<answernumbering>abc</answernumbering>"
    ).format("true" if quiz.type == "single" else "false")
    return settings + Markup("").join(
        _answer(mark, escape(str(in_language(option.text, pack))), "html") for option, mark in marks
    )


def _answer(mark: str, text: Markup, form: str = "moodle_auto_format") -> Markup:
    return Markup(
        '<answer fraction="{}" format="{}"><text>{}</text>'
        '<feedback format="html"><text></text></feedback></answer>'
    ).format(mark, form, text)


def spare_wildcards(answer: str) -> str:
    """A short answer whose asterisks are asterisks, not Moodle's sign for any text."""
    return answer.replace("*", r"\*")
