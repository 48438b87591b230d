"""Texts that formats trip over, and a library in which they stand everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from indexer.items import Item
from indexer.rich_text import Prose, Run
from kb_service.exports.pack import Library

#: Titles that somebody may type, each of one kind.
TITLES = (
    "<script>alert(1)</script><b>bold</b> &amp; &lt;",
    "=cmd|'/c calc'!A1",
    "../../etc/passwd",
    "]]> <![CDATA[ -->",
    r"back\slash \n \: \\ #1 = {a} ~ $x$ :: -> ####",
    "تحييد أثر تدهور الأراضي LDN 土地退化零增长 (2026)",
    "'; DROP TABLE notes; -- {{Front}} @@PLUGINFILE@@",
    "x" * 200,
)
#: What is put before every text of questions and terms.
MARK = r"""<i>&amp;</i> =1+1 ~#{x} a:b\n \\ ]]> "q" 'r' [html] -> """


def poison(library: Library, code: str) -> Library:
    """The library with hostile text in every question and term of a language."""
    items = {id_: _poison(item) for id_, item in library.items[code].items()}
    everything: Mapping[str, Mapping[str, Item]] = {**library.items, code: items}
    return replace(library, items=everything)


def _poison(item: Item) -> Item:
    if item.kind == "term":
        blocks = (Prose(runs=(Run(text=MARK, bold=True),)), *item.blocks)
        return item.model_copy(update={"title": MARK + item.title, "blocks": blocks})
    if item.quiz is None:
        return item
    quiz = item.quiz.model_copy(
        update={
            "text": MARK + item.quiz.text,
            "options": tuple(
                option.model_copy(update={"text": option.text and MARK + option.text})
                for option in item.quiz.options
            ),
            "pairs": tuple(
                pair.model_copy(update={"left": MARK + pair.left, "right": MARK + pair.right})
                for pair in item.quiz.pairs
            ),
            "answers": tuple(MARK.strip() + answer for answer in item.quiz.answers),
            "feedback": (Run(text=MARK), *item.quiz.feedback),
            "proof_title": MARK + item.quiz.proof_title,
        }
    )
    return item.model_copy(update={"quiz": quiz})
