"""What highlights a passage: kept in files as it was read, in six languages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.artefact import Artefact
from indexer.encoder import light_encoder
from indexer.highlights import (
    WORD,
    Highlights,
    build_highlights,
    number_of,
    open_highlights,
    read_words,
    write_highlights,
)
from indexer.languages import CODES
from indexer.ragged import RaggedWriter, open_ragged
from indexer.text import analyse
from tests.kb_service.passages import paragraph

TEXTS = [
    ("", "en"),
    ("No sentence but this one", "fr"),
    ("土壤有机碳在实验室测量。银行向农民提供贷款。", "zh"),
    ("تشارك النساء في القرارات. تمنح المصارف قروضاً للمزارعين.", "ar"),
    ("l’égalité\n\n" + "e" * 70_000 + " fin. Deux mots. 😀 \ud800", "fr"),
]


def test_every_word_of_the_real_passages_is_kept(artefact: Artefact) -> None:
    for row in range(0, len(artefact.passages), 7):
        passage = artefact.passages[row]
        words = artefact.highlights.words(row)
        tokens = [
            (number_of(token.term), token.position, token.start, token.end - token.start)
            for token in analyse(passage.text, passage.language)
        ]
        assert words.tolist() == sorted(tokens)


def test_terms_have_numbers_of_their_own(artefact: Artefact) -> None:
    terms = {
        token.term
        for passage in artefact.passages[::3]
        for token in analyse(passage.text, passage.language)
    }
    assert len(terms) > 3000
    assert len({number_of(term) for term in terms}) == len(terms)
    assert all(0 <= number_of(term) < 2**32 for term in terms)


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    passages = [paragraph(f"op-{n}", text, code) for n, (text, code) in enumerate(TEXTS)]
    write_highlights(tmp_path / "made", passages, light_encoder())
    opened = open_highlights(tmp_path / "made", len(passages), light_encoder())
    for kept, rows in (
        (opened, range(len(passages))),
        (opened.keep([4, 2]), (4, 2)),
    ):
        wanted = list(build_highlights(passages, light_encoder()))
        for row, number in enumerate(rows):
            read = (kept.words(row), kept.around(row), kept.sentences(row))
            for found, expected in zip(read, wanted[number], strict=True):
                np.testing.assert_array_equal(found, expected)
    assert [len(opened.sentences(row)) for row in range(5)] == [0, 0, 2, 2, 2]


def test_no_passages_make_empty_files(tmp_path: Path) -> None:
    write_highlights(tmp_path / "made", [], light_encoder())
    assert isinstance(open_highlights(tmp_path / "made", 0, light_encoder()), Highlights)


def test_what_stands_around_a_passage_is_kept(artefact: Artefact) -> None:
    rows = [row for row, passage in enumerate(artefact.passages) if passage.asked][:20]
    assert {artefact.passages[row].language for row in rows} <= set(CODES)
    for row in rows:
        passage = artefact.passages[row]
        around = set(artefact.highlights.around(row).tolist())
        for text in (passage.title, *passage.asked):
            assert {number_of(token.term) for token in analyse(text, passage.language)} <= around


def test_a_word_too_long_to_be_one_is_marked_in_part() -> None:
    words = read_words("a" * 100_000, "en")
    assert words["length"].tolist() == [2**16 - 1]


@pytest.mark.parametrize("broken", ["longer", "shorter", "other"])
def test_files_that_do_not_fit_are_refused(tmp_path: Path, broken: str) -> None:
    with RaggedWriter(tmp_path, "words", WORD) as writer:
        writer.add(read_words("land degradation", "en"))
        writer.add(read_words("", "en"))
    assert len(open_ragged(tmp_path, "words", WORD, 2)(0)) == 2
    path = tmp_path / "words.bin"
    data = path.read_bytes()
    path.write_bytes({"longer": data + b"x", "shorter": data[:-1], "other": data}[broken])
    with pytest.raises(ValueError, match="which is not"):
        open_ragged(tmp_path, "words", WORD, 3 if broken == "other" else 2)
