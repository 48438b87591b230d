"""Every key that a grammar can yield has a label in six languages."""

from __future__ import annotations

import pytest

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
