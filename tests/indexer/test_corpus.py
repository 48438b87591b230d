"""The made corpora with which `bench.scale` measures growth."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from bench.corpus import make_passages
from indexer.artefact import Artefact
from indexer.languages import CODES


def test_a_made_corpus_is_like_the_real_one(artefact: Artefact) -> None:
    real = list(artefact.passages)
    count = len(real) + 605
    made = list(make_passages(real, count))
    assert made == list(make_passages(real, count))
    assert len({passage.id for passage in made}) == count
    assert [code for code, _ in groupby(p.language for p in made)] == list(CODES)
    assert max(Counter(p.language for p in made).values()) == -(-count // len(CODES))
    assert sum(bool(p.asked) for p in made) == sum(bool(p.asked) for p in real)
    for code in CODES:
        mine = [len(p.text) for p in made if p.language == code]
        theirs = [len(p.text) for p in real if p.language == code]
        assert 0.8 < (sum(mine) / len(mine)) / (sum(theirs) / len(theirs)) < 1.25
        own = [p for p in made if p.language == code]
        assert own[0].text != next(p.text for p in real if p.language == code)
        assert any(p.themes for p in own) and any(p.audiences for p in own)
