"""A pack's questions as an assessment of Common Cartridge 1.1 (a profile of QTI 1.2.1).

The profile has no matching: each pair becomes a question of its own. Its multiple choice has at
least three choices, so that two of them make a true-false question.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from indexer.items import Quiz, shuffled_rights
from kb_service.exports.book import option_texts
from kb_service.exports.pack import Asked, Pack
from kb_service.exports.questions import identify, in_language, name_question, render_feedback
from kb_service.exports.xhtml import say

#: Choices: the id, the text, and whether it is right.
_Choices = Sequence[tuple[str, str, bool]]


def write_assessment(pack: Pack) -> bytes:
    """The assessment; every question counts the same, as often as somebody tries."""
    items = Markup("").join(item for asked in pack.questions for item in _items(asked, pack))
    fields = {
        "cc_profile": "cc.exam.v0p1",
        "qmd_assessmenttype": "Examination",
        "qmd_scoretype": "Percentage",
        "qmd_feedbackpermitted": "Yes",
        "qmd_hintspermitted": "No",
        "qmd_solutionspermitted": "No",
        "cc_maxattempts": "unlimited",
    }
    return (
        Markup(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
            '<assessment ident="quiz" title="{}" xml:lang="{}">{}'
            '<section ident="questions">{}</section></assessment></questestinterop>\n'
        )
        .format(f"{pack.title} · {pack.words('quiz')}", pack.language.tag, _fields(fields), items)
        .encode()
    )


def _fields(fields: dict[str, str]) -> Markup:
    entries = Markup("").join(
        Markup(
            "<qtimetadatafield><fieldlabel>{}</fieldlabel><fieldentry>{}</fieldentry>"
            "</qtimetadatafield>"
        ).format(*field)
        for field in fields.items()
    )
    return Markup("<qtimetadata>{}</qtimetadata>").format(entries)


def _items(asked: Asked, pack: Pack) -> Iterator[Markup]:
    quiz, name = asked.quiz, identify(asked)
    text = in_language(quiz.text, pack)
    if quiz.type == "short":
        hint = in_language(f"({pack.words('hint_short')})", pack)
        yield _item(asked, pack, name, text + hint, "fib", _blank(), _accept(quiz))
    elif quiz.type == "matching":
        for pair in quiz.pairs:
            rights = zip(string.ascii_uppercase, shuffled_rights(quiz), strict=False)
            choices = [(letter, right, right == pair.right) for letter, right in rights]
            question = text + in_language(
                Markup("<strong>{}</strong>").format(say(pair.left, pack)), pack
            )
            yield _choose(asked, pack, f"{name}.{pair.id}", question, choices)
    else:
        texts = zip(quiz.options, option_texts(quiz, pack), strict=True)
        choices = [(option.id, shown, option.correct) for option, shown in texts]
        yield _choose(asked, pack, name, text, choices)


def _choose(asked: Asked, pack: Pack, name: str, text: Markup, choices: _Choices) -> Markup:
    """A question with choices of which one is right, or several."""
    several = asked.quiz.type == "multiple"
    profile = "multiple_response" if several else "multiple_choice"
    if len(choices) == 2:
        profile = "true_false"
    labels = Markup("").join(
        Markup('<response_label ident="{}">{}</response_label>').format(
            id_, _material(in_language(shown, pack))
        )
        for id_, shown, _ in choices
    )
    response = Markup(
        '<response_lid ident="answer" rcardinality="{}"><render_choice>{}</render_choice>'
        "</response_lid>"
    ).format("Multiple" if several else "Single", labels)
    equal = Markup('<varequal respident="answer">{}</varequal>')
    right = Markup("").join(equal.format(id_) for id_, _, correct in choices if correct)
    if several:
        wrong = Markup("").join(
            Markup("<not>{}</not>").format(equal.format(id_))
            for id_, _, correct in choices
            if not correct
        )
        right = Markup("<and>{}{}</and>").format(right, wrong)
    return _item(asked, pack, name, text, profile, response, [right])


def _blank() -> Markup:
    return Markup(
        '<response_str ident="answer" rcardinality="Single">'
        '<render_fib prompt="Underline"><response_label ident="blank"/></render_fib></response_str>'
    )


def _accept(quiz: Quiz) -> list[Markup]:
    equal = Markup('<varequal respident="answer" case="No">{}</varequal>')
    return [equal.format(answer) for answer in quiz.answers]


def _item(
    asked: Asked,
    pack: Pack,
    name: str,
    text: Markup,
    profile: str,
    response: Markup,
    accepted: Sequence[Markup],
) -> Markup:
    """A question: what it asks, the conditions of which each gives full marks, and its feedback."""
    full = '<setvar varname="SCORE" action="Set">100</setvar>'
    rights = Markup("").join(
        Markup(
            '<respcondition continue="No"><conditionvar>{}</conditionvar>{}</respcondition>'
        ).format(each, Markup(full))
        for each in accepted
    )
    return Markup(
        '<item ident="{}" title="{}"><itemmetadata>{}</itemmetadata>'
        "<presentation>{}{}</presentation>"
        '<resprocessing><outcomes><decvar varname="SCORE" vartype="Decimal" minvalue="0"'
        ' maxvalue="100"/></outcomes><respcondition continue="Yes"><conditionvar><other/>'
        '</conditionvar><displayfeedback feedbacktype="Response" linkrefid="feedback"/>'
        "</respcondition>{}</resprocessing>"
        '<itemfeedback ident="feedback"><flow_mat>{}</flow_mat></itemfeedback></item>'
    ).format(
        name,
        name_question(asked, pack),
        _fields({"cc_profile": f"cc.{profile}.v0p1"}),
        _material(text),
        response,
        rights,
        _material(render_feedback(asked, pack)),
    )


def _material(content: Markup) -> Markup:
    return Markup('<material><mattext texttype="text/html">{}</mattext></material>').format(
        str(content)
    )
