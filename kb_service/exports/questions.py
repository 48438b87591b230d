"""Quiz questions as learning platforms take them: names, marks, and feedback that stands alone.

A platform grades by itself, so the answers are in every edition of these formats.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import groupby

from markupsafe import Markup

from indexer.directions import mark_signs
from indexer.items import Quiz
from indexer.rich_text import Run, plain_blocks, sources_of
from kb_service.exports.book import about_chapter, facts_of, feedback
from kb_service.exports.pack import Asked, Pack
from kb_service.exports.xhtml import render_runs, say

#: The share of right answers, in percent, that passes a quiz.
MASTERY = 70
_LONGEST_NAME = 100


def name_question(asked: Asked, pack: Pack) -> str:
    """What a question is called in a list: its number and the beginning of its text."""
    name = mark_signs(f"{asked.number:02}. {asked.quiz.text}", pack.language.code)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def identify(asked: Asked) -> str:
    """The id of a question in letters, hyphens and dots: `ldn-in-one-hour.draft-obliges`."""
    return ".".join(asked.id.split("/")[1:])


def identify_pack(pack: Pack) -> str:
    """The id of a pack for platforms, the same for every state of its texts."""
    return f"ldn-guidance-{hashlib.sha256(pack.address.encode()).hexdigest()[:16]}"


def share_marks(quiz: Quiz) -> tuple[str, ...]:
    """What choosing each option is worth, in percent to five places.

    With several right options, these share 100 and the wrong ones share -100, so that choosing
    everything is worth nothing.
    """
    right = sum(option.correct for option in quiz.options)
    best = 100 / right
    worst = -100 / (len(quiz.options) - right) if quiz.type == "multiple" else 0
    shares = (best if option.correct else worst for option in quiz.options)
    return tuple(f"{share:.5f}".rstrip("0").rstrip(".") for share in shares)


def group_questions(pack: Pack) -> Iterable[tuple[tuple[str, ...], tuple[Asked, ...]]]:
    """The questions of each course under the names of their category and its parents."""
    titles = {item.id: item.title for item in pack.modules}
    for course, group in groupby(pack.questions, key=lambda asked: asked.id.rpartition("/")[0]):
        names = dict.fromkeys((pack.title, titles.get(course, pack.title)))
        yield tuple(names), tuple(group)


def path_of(category: Iterable[str]) -> str:
    """The path of a category in Moodle's notation: a slash inside a name is doubled."""
    return "/".join(["$course$", "top", *(_double_slashes(name) for name in category)])


def _double_slashes(name: str) -> str:
    """A name with doubled slashes, none of which touches the slash beside the name."""
    doubled = name.replace("/", "//")
    return f"{' ' * doubled.startswith('/')}{doubled}{' ' * doubled.endswith('/')}"


def describe_pack(pack: Pack) -> tuple[str, ...]:
    """Title, facts, standing, licence, state and address of a pack, as lines."""
    facts = (pack.words("labelled", label=label, text=text) for label, text in facts_of(pack))
    lines = (pack.title, pack.summary, *facts, *plain_blocks(about_chapter(pack).blocks))
    return tuple(line for line in lines if line)


def in_language(content: str, pack: Pack) -> Markup:
    """A paragraph that says its language and direction wherever it is shown."""
    language, shown = pack.language, content if isinstance(content, Markup) else say(content, pack)
    return Markup('<p lang="{}" dir="{}">{}</p>').format(language.tag, language.direction, shown)


def render_feedback(asked: Asked, pack: Pack) -> Markup:
    """Why an answer is right, the link to what proves it, and the sources that it cites."""
    runs = feedback(asked, pack)
    cited = {source.id: source for source in pack.sources if source.id in set(sources_of(runs))}
    shown = [
        Run(text=f" [{cited[run.source].number}]", link=cited[run.source].url)
        if run.source
        else run
        for run in runs
    ]
    notes = (f"[{source.number}] {source.citation} {source.url}" for source in cited.values())
    return Markup("").join(
        [in_language(render_runs(shown, pack), pack), *(in_language(note, pack) for note in notes)]
    )
