"""The quiz of a SCORM package: its form, and what the player needs to mark it."""

from __future__ import annotations

import json
import string
from collections.abc import Sequence

from markupsafe import Markup

from indexer.directions import mark_signs
from indexer.items import Quiz, letters, shuffled_rights
from kb_service.exports.book import feedback, option_lines, right_answer
from kb_service.exports.pack import Asked, Pack
from kb_service.exports.questions import MASTERY, identify
from kb_service.exports.xhtml import render_runs, say

#: What SCORM calls our types of questions.
_TYPES = {
    "single": "choice",
    "multiple": "choice",
    "true-false": "true-false",
    "matching": "matching",
    "short": "fill-in",
}
#: The words that the player says.
_SAID = ("right", "wrong", "score", "passed", "failed", "unanswered")


def describe_course(pack: Pack) -> Markup:
    """What the player needs to know, as JSON that cannot end the element that it stands in."""
    told = {
        "mastery": MASTERY,
        "version": pack.version,
        "words": {key: pack.words(key) for key in _SAID},
        "questions": [
            {
                "id": identify(asked),
                "type": _TYPES[asked.quiz.type],
                "right": _right(asked.quiz),
            }
            for asked in pack.questions
        ],
    }
    return Markup(json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"))


def _right(quiz: Quiz) -> list[str]:
    """The accepted answers as the player reads them from the page."""
    if quiz.type == "short":
        return list(quiz.answers)
    if quiz.type == "matching":
        values = dict(zip(shuffled_rights(quiz), string.ascii_lowercase, strict=False))
        return [",".join(f"{n}.{values[pair.right]}" for n, pair in enumerate(quiz.pairs, 1))]
    options = zip(_values(quiz), quiz.options, strict=True)
    return [",".join(value for value, option in options if option.correct)]


def _values(quiz: Quiz) -> Sequence[str]:
    """The values of options in SCORM's notation."""
    if quiz.type == "true-false":
        return [option.id[0] for option in quiz.options]
    return string.ascii_lowercase[: len(quiz.options)]


def render_quiz(pack: Pack) -> Markup:
    """The questions of a pack as a form, with feedback that the player shows after marking."""
    words = pack.words
    return Markup(
        '<section id="quiz"><h2>{}</h2><form id="quiz-form" novalidate autocomplete="off">{}'
        '<div class="buttons"><button>{}</button>'
        '<button type="button" id="again" hidden>{}</button></div>'
        '<div class="outcome"><p id="result" role="status" tabindex="-1"></p>'
        '<button type="button" id="anyway" hidden>{}</button></div></form></section>'
    ).format(
        words("quiz"),
        Markup("").join(_question(asked, pack) for asked in pack.questions),
        words("check"),
        words("again"),
        words("check_anyway"),
    )


def _question(asked: Asked, pack: Pack) -> Markup:
    name, words = f"question-{asked.number}", pack.words
    return Markup(
        '<fieldset class="question" id="{name}"><legend id="{name}-text">{number}. {text} '
        '<span class="hint">({hint})</span></legend>{fields}'
        '<div class="feedback" id="{name}-feedback" hidden><p class="verdict"></p>'
        "{right}<p>{why}</p></div></fieldset>"
    ).format(
        name=name,
        number=asked.number,
        text=say(asked.quiz.text, pack),
        hint=words(f"hint_{asked.quiz.type}"),
        fields=_fields(asked.quiz, name, pack),
        right=_right_words(asked.quiz, pack),
        why=render_runs(feedback(asked, pack), pack),
    )


def _right_words(quiz: Quiz, pack: Pack) -> Markup:
    """The right answer in words; pairs as a list, which reads the same in either direction."""
    label = pack.words("answer")
    if quiz.type != "matching":
        return Markup("<p>{} {}</p>").format(label, say(right_answer(quiz, pack), pack))
    pairs = Markup("").join(
        Markup("<li>{} — {}</li>").format(say(pair.left, pack), say(pair.right, pack))
        for pair in quiz.pairs
    )
    return Markup("<p>{}</p><ul>{}</ul>").format(label, pairs)


def _fields(quiz: Quiz, name: str, pack: Pack) -> Markup:
    """What a learner answers a question with."""
    if quiz.type == "short":
        return Markup(
            '<input type="text" name="{0}" aria-labelledby="{0}-text" spellcheck="false">'
        ).format(name)
    if quiz.type == "matching":
        code = pack.language.code
        rights = Markup("").join(
            Markup('<option value="{}">{}. {}</option>').format(
                value, letter, mark_signs(text, code)
            )
            for value, letter, text in zip(
                string.ascii_lowercase,
                letters(code),
                shuffled_rights(quiz),
                strict=False,
            )
        )
        pair = Markup(
            '<p class="pair"><label for="{name}-{n}">{n}. {left}</label>'
            '<select id="{name}-{n}"><option value="">{choose}</option>{rights}</select></p>'
        )
        return Markup("").join(
            pair.format(
                name=name,
                n=n,
                left=say(each.left, pack),
                choose=pack.words("choose"),
                rights=rights,
            )
            for n, each in enumerate(quiz.pairs, 1)
        )
    kind = "checkbox" if quiz.type == "multiple" else "radio"
    choices = zip(_values(quiz), option_lines(quiz, pack), strict=True)
    return Markup("").join(
        Markup(
            '<label class="option"><input type="{}" name="{}" value="{}"><span>{}</span></label>'
        ).format(kind, name, value, say(line, pack))
        for value, line in choices
    )
