"""A strict reader of GIFT, written from Moodle's description of the format.

Stricter than Moodle: a sign that means something must have a backslash before it wherever it means
nothing, and nothing else may have one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SIGNS = "~=#{}:"
_TOKEN = re.compile(r"\\[\\~=#{}:n]|[^\\~=#{}:]+|####|[~=#{}:]|\\")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,5})?)%")
_PLAIN = {"\\n": "\n"}


@dataclass
class Question:
    """A question: `answers` are texts with their worth in percent, `pairs` for matching."""

    category: str
    id: str
    tags: list[str]
    title: str
    format: str
    text: str
    kind: str = ""
    answers: list[tuple[float, str]] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    feedback: str = ""


def parse_gift(text: str) -> tuple[list[str], list[Question]]:
    """The lines of the opening comment, and the questions; ValueError for anything else."""
    category, comments, questions = "", [], []
    for block in re.split(r"\n[ \t]*\n", text.strip("\n")):
        lines = block.split("\n")
        notes = [line[2:].strip() for line in lines if line.startswith("//")]
        body = "\n".join(line for line in lines if not line.startswith("//"))
        if not body:
            comments += notes
        elif body.startswith("$CATEGORY:"):
            (line,) = body.split("\n")
            category = line.removeprefix("$CATEGORY:").strip().replace("\\\\", "\\")
        else:
            questions.append(_question(body, " ".join(notes), category))
    return comments, questions


def split_category(path: str) -> list[str]:
    """The names in a category's path: single slashes part them, double ones are slashes."""
    names = re.split(r"(?<!/)/(?!/)", path)
    return [name.strip().replace("//", "/") for name in names]


def _question(body: str, notes: str, category: str) -> Question:
    tokens = _TOKEN.findall(body)
    if "".join(tokens) != body or "\\" in tokens:
        raise ValueError(f"a backslash before nothing: {body[:80]!r}")
    if tokens[:2] != [":", ":"]:
        raise ValueError(f"no title: {body[:80]!r}")
    title, rest = _until(tokens[2:], ":")
    if rest[:1] != [":"]:
        raise ValueError(f"an open title: {body[:80]!r}")
    text, rest = _until(rest[1:], "{")
    if rest[-1:] != ["}"] or "{" in rest or "}" in rest[:-1]:
        raise ValueError(f"braces: {body[:80]!r}")
    form = re.match(r"\[(html|plain|markdown|moodle)\]", text)
    question = Question(
        category=category,
        id=(re.findall(r"\[id:([^\]]+)\]", notes) or [""])[0],
        tags=re.findall(r"\[tag:([^\]]+)\]", notes),
        title=title.strip(),
        format=form[1] if form else "moodle",
        text=(text[form.end() :] if form else text).strip(),
    )
    _answers(rest[:-1], question)
    return question


def _until(tokens: list[str], end: str) -> tuple[str, list[str]]:
    """The text before a sign, and the tokens after it; no other sign may stand in the text."""
    text = []
    for place, token in enumerate(tokens):
        if token == end:
            return "".join(text), tokens[place + 1 :]
        if token in _SIGNS or token == "####":
            raise ValueError(f"{token!r} in {''.join(text)[-60:]!r}")
        text.append(_PLAIN.get(token, token[-1] if token[0] == "\\" else token))
    raise ValueError(f"no {end!r} after {''.join(text)[-60:]!r}")


def _answers(tokens: list[str], question: Question) -> None:
    if "####" in tokens:
        place = tokens.index("####")
        feedback, rest = _until([*tokens[place + 1 :], "}"], "}")
        assert not rest
        question.feedback = feedback.strip()
        tokens = tokens[:place]
    if tokens and tokens[0].strip() == "" and len(tokens) > 1:
        tokens = tokens[1:]
    if len(tokens) == 1 and tokens[0].strip() in {"TRUE", "FALSE", "T", "F"}:
        question.kind = "truefalse"
        question.answers = [(100, tokens[0].strip()[0])]
        return
    found: list[tuple[str, float, str]] = []
    while tokens:
        sign = tokens.pop(0)
        if sign not in {"=", "~"}:
            raise ValueError(f"{sign!r} begins an answer of {question.title!r}")
        end = next((n for n, t in enumerate(tokens) if t in {"=", "~"}), len(tokens))
        text, _ = _until([*tokens[:end], "}"], "}")
        weight = _WEIGHT.match(text)
        worth = float(weight[1]) if weight else (100 if sign == "=" else 0)
        found.append((sign, worth, (text[weight.end() :] if weight else text).strip()))
        tokens = tokens[end:]
    signs = {sign for sign, _, _ in found}
    if signs == {"="} and all("->" in text for _, _, text in found):
        question.kind = "match"
        question.pairs = [
            (left.strip(), right.strip())
            for left, right in (text.split("->", 1) for _, _, text in found)
        ]
    elif signs == {"="}:
        question.kind = "shortanswer"
        question.answers = [(worth, text) for _, worth, text in found]
    else:
        question.kind = "multichoice"
        question.answers = [(worth, text) for _, worth, text in found]
