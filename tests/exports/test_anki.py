"""Anki decks, opened as the SQLite databases that they are."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from compare import bare
from hostile import TITLES, poison
from readers import read_anki, read_markup
from samples import COURSE, Write

from indexer.languages import CODES
from indexer.rich_text import plain_blocks
from kb_service.exports.library import export
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import PackError, Selection

FIELDS = ["Front", "Back", "Status", "Link"]


@contextmanager
def open_deck(data: bytes) -> Iterator[sqlite3.Connection]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        assert json.loads(archive.read("media")) == {}
        collection = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(collection)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        yield connection


def notes_of(data: bytes) -> list[list[str]]:
    with open_deck(data) as deck:
        rows = deck.execute("select flds from notes order by id").fetchall()
        assert deck.execute("select count(*) from cards").fetchone()[0] == len(rows)
        return [row[0].split("\x1f") for row in rows]


def check_notes(data: bytes, pack: Pack) -> None:
    """Fail unless there is a card for each term and question, and for each pair."""
    notes = iter(notes_of(data))
    for item in pack.readings:
        if item.kind == "term":
            front, back, status, link = next(notes)
            assert read_markup(f"<p>{front}</p>").strip() == item.title.strip()
            assert bare(read_markup(back)) == bare("".join(plain_blocks(item.blocks)))
            assert pack.status_of(item) in status and pack.url(item.path) in link
    for asked in pack.questions:
        for pair in asked.quiz.pairs or [None]:
            front, back, status, link = next(notes)
            assert status == pack.status_of(pack.modules[0])
            shown = bare(read_markup(front))
            assert shown.startswith(bare(asked.quiz.text))
            assert asked.proof_url in back and asked.url in link
            if pair:
                assert shown.endswith(bare(pair.left))
                assert bare(read_markup(back)).startswith(bare(pair.right))
            for option in asked.quiz.options:
                text = bare(option.text or pack.words(option.id))
                assert text in shown
                if option.correct:
                    assert text in bare(read_markup(back))
            for answer in asked.quiz.answers[:1]:  # the others are spellings that programs take
                assert bare(answer) in bare(read_markup(back))
    assert next(notes, None) is None


@pytest.mark.parametrize("code", CODES)
def test_a_card_for_each_term_and_question(code: str, library: Library, write: Write) -> None:
    selection = Selection((COURSE,), code)
    (pack,) = collect(selection, library)
    data = write(selection, "anki").data
    check_notes(data, pack)
    with open_deck(data) as deck:
        models, decks = map(json.loads, deck.execute("select models, decks from col").fetchone())
        (model,) = models.values()
        assert [field["name"] for field in model["flds"]] == FIELDS
        assert all(field["rtl"] == (code == "ar") for field in model["flds"])
        assert f'dir="{pack.language.direction}"' in model["tmpls"][0]["qfmt"]
        (own,) = [each for key, each in decks.items() if key != "1"]
        assert own["name"] == pack.title
        for text in (pack.version, pack.day, pack.words("licence")):
            assert bare(text) in bare(read_markup(own["desc"]))


def test_hostile_texts_are_plain_text(library: Library) -> None:
    poisoned = poison(library, "en")
    selection = Selection((COURSE,), "en")
    (pack,) = collect(selection, poisoned)
    check_notes(export(selection, "anki", poisoned, [{}]).data, pack)


@pytest.mark.parametrize("title", TITLES)
def test_a_hostile_title_names_the_deck(title: str, write: Write) -> None:
    found = read_anki(write(Selection(("glossary/ldn",), "en", title=title), "anki").data)
    assert found.split("\n")[0] == title.replace("::", ": ")


def test_a_card_keeps_its_identity(write: Write) -> None:
    """In every pack and edition a card is the same one, but not in another language."""

    def guids(selection: Selection) -> list[str]:
        with open_deck(write(selection, "anki").data) as deck:
            return [row[0] for row in deck.execute("select guid from notes order by id")]

    course = Selection((COURSE,), "en")
    assert set(guids(Selection(("glossary/ldn",), "en"))) < set(guids(course))
    assert guids(replace(course, edition="learner", title="Another")) == guids(course)
    assert not set(guids(replace(course, language="ru"))) & set(guids(course))


def test_it_needs_something_to_learn(write: Write) -> None:
    with pytest.raises(PackError, match="no terms or questions for the format anki"):
        write(Selection(("guidance/what-is-ldn",), "en"), "anki")
    assert notes_of(write(Selection((f"{COURSE}/draft-obliges",), "en"), "anki").data)
