"""Every key that a grammar can yield has a label in six languages."""

from __future__ import annotations

import pytest

from indexer.decision import parse_decision
from indexer.errors import SourceError
from indexer.grammar import addressee_keys, load_grammar, verb_keys
from indexer.languages import CODES
from indexer.model import KnowledgeBase


def test_every_verb_and_addressee_has_a_label(knowledge_base: KnowledgeBase) -> None:
    vocabulary = knowledge_base.vocabulary
    assert verb_keys() <= vocabulary.verbs.keys()
    assert addressee_keys() <= vocabulary.addressees.keys()


def test_the_grammars_know_the_same_verbs() -> None:
    for part in ("preambular", "operative"):
        keys = {code: {v.key for v in getattr(load_grammar(code), part).forms} for code in CODES}
        assert all(found == keys["en"] for found in keys.values())


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SourceError, match="accepted are ar, zh, en, fr, ru, es"):
        load_grammar("de")


def test_who_is_asked_in_french_to_do_something_for_the_conference() -> None:
    text = "La Conférence des Parties,\n\n1. Prie le secrétariat de lui faire rapport.\n"
    (paragraph,) = parse_decision(text, "fr").text.paragraphs
    assert paragraph.addressee is not None and paragraph.addressee.text == "le secrétariat"


def test_the_meeting_below_an_arabic_decision_is_no_heading() -> None:
    text = (
        "إن مؤتمر الأطراف،\n\n1- يدعو الأطراف إلى رسم الخرائط.\n\n"
        "الجلسة العامة الحادية عشرة\n\n13 أيلول/سبتمبر 2019\n"
    )
    parsed = parse_decision(text, "ar")
    assert {problem.what for problem in parsed.problems} == {"symbol", "title"}  # no masthead
    assert [p.kind for p in parsed.text.paragraphs] == ["operative", "text", "text"]
