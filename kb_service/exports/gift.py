"""A pack's questions in GIFT, the plain-text notation that Moodle and other platforms read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.directions import mark_signs
from kb_service.exports.moodle import spare_wildcards
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
from kb_service.exports.xhtml import say

#: What means something in GIFT, with a backslash before it.
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in r"\~=#{}:"} | {"\n": r"\n", "\r": ""})


def write_questions(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """The questions of the first pack; blocks are parted by blank lines."""
    pack = packs[0]
    blocks = ["\n".join(f"// {' '.join(line.split())}" for line in describe_pack(pack))]
    for category, questions in group_questions(pack):
        blocks.append("$CATEGORY: " + " ".join(path_of(category).replace("\\", r"\\").split()))
        blocks += [_question(asked, pack) for asked in questions]
    return "\n\n".join([*blocks, ""]).encode()


def _question(asked: Asked, pack: Pack) -> str:
    tags = " ".join(
        f"[tag:{tag}]"
        for tag in ("ldn-guidance", identify(asked).partition(".")[0], pack.language.code)
    )
    text = _plain(in_language(asked.quiz.text, pack))
    return "\n".join(
        (
            f"// [id:{identify(asked)}.{pack.language.code}] {tags}",
            f"::{_plain(name_question(asked, pack))}::[html]{text}{{",
            *(f"\t{line}" for line in _answers(asked, pack)),
            f"\t####{_plain(render_feedback(asked, pack))}",
            "}",
        )
    )


def _answers(asked: Asked, pack: Pack) -> Iterator[str]:
    """The lines between the braces; all but short answers and right sides of pairs are HTML."""
    quiz = asked.quiz
    if quiz.type == "true-false":
        yield next(option.id for option in quiz.options if option.correct).upper()
    elif quiz.type == "matching":
        for pair in quiz.pairs:
            right = mark_signs(pair.right, pack.language.code)
            yield f"={_plain(say(pair.left, pack))} -> {_plain(right)}"
    elif quiz.type == "short":
        for answer in quiz.answers:  # an arrow in one of them would make pairs of them all
            yield f"=%100%{_plain(spare_wildcards(answer.replace('->', '→')))}"
    else:
        for option, mark in zip(quiz.options, share_marks(quiz), strict=True):
            sign = "=" if mark == "100" else f"~%{mark}%" if mark != "0" else "~"
            yield f"{sign}{_plain(say(option.text, pack))}"


def _plain(text: str) -> str:
    """A text of which nothing is read as a sign of GIFT."""
    return str(text).translate(_ESCAPES)
