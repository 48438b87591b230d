"""Packs as data: the table and the JSON hold what the pack holds, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
import tablib
from compare import assert_in_order, bare
from hostile import TITLES, poison
from readers import read_json
from samples import COURSE, Write

from indexer.items import ITEMS
from indexer.languages import CODES
from indexer.rich_text import plain_blocks
from kb_service.exports.book import option_texts
from kb_service.exports.library import export
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import Selection

COLUMNS = [
    *("id", "kind", "title", "text", "options", "correct", "feedback"),
    *("language", "status", "url"),
]


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The rows as tablib reads them, an independent reader of tables."""
    assert data.startswith(b"\xef\xbb\xbf")
    table = tablib.Dataset().load(data.decode("utf-8-sig"), format="csv")
    assert table.headers == COLUMNS
    return [dict(row) for row in table.dict]


@pytest.mark.parametrize("code", CODES)
def test_a_row_for_each_item(code: str, library: Library, write: Write) -> None:
    selection = Selection((COURSE,), code)
    (pack,) = collect(selection, library)
    rows = rows_of(write(selection, "csv").data)
    kinds = [row["kind"] for row in rows]
    items = [*pack.modules, *pack.readings]
    assert [row["id"] for row in rows[: len(items)]] == [item.id for item in items]
    for row, item in zip(rows, items, strict=False):
        assert row["language"] == item.language and row["status"] == pack.status_of(item)
        assert row["url"] == pack.url(item.path)
        assert_in_order(plain_blocks(item.blocks), row["text"])
    questions = rows[len(items) : len(items) + len(pack.questions)]
    for row, asked in zip(questions, pack.questions, strict=True):
        assert row["id"] == asked.id and row["text"] == asked.quiz.text
        assert row["status"] == pack.status_of(pack.modules[0])
        assert_in_order(option_texts(asked.quiz, pack), row["options"])
        assert row["correct"] and asked.proof_url in row["feedback"]
        for pair in asked.quiz.pairs:
            assert pair.left in row["options"] and pair.right in row["options"]
    assert kinds.count("source") == len(pack.sources)
    assert kinds.count("further") == len(pack.further)
    about = "\n".join(row["title"] for row in rows if row["kind"] == "about")
    for text in (pack.version, pack.day, pack.words("licence"), pack.address):
        assert text in about


def test_no_cell_is_a_formula(library: Library) -> None:
    poisoned = poison(library, "en")
    items = {
        id_: item.model_copy(update={"title": f"=cmd|' /C calc'!A0 {item.title}"})
        for id_, item in poisoned.items["en"].items()
    }
    selection = Selection((COURSE, "glossary/ldn"), "en", title="=1+1")
    changed = replace(poisoned, items={**poisoned.items, "en": items}, version="=1")
    data = export(selection, "csv", changed, [{}]).data
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" \n").startswith(tuple("=+-@\t\r"))]
    assert any(cell.startswith("'=cmd") for cell in cells)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_learners_table_has_no_answers(code: str, write: Write) -> None:
    rows = rows_of(write(Selection((COURSE,), code, edition="learner"), "csv").data)
    questions = [row for row in rows if row["kind"].startswith("question/")]
    assert len(questions) == 12
    assert not any(row["correct"] or row["feedback"] for row in questions)


@pytest.mark.parametrize("code", CODES)
def test_json_holds_the_items_as_they_are(code: str, library: Library, write: Write) -> None:
    selection = Selection((COURSE, "guidance/response-hierarchy"), code)
    (pack,) = collect(selection, library)
    told = json.loads(write(selection, "json").data)
    added = {"shown_title", "status_in_words", "url"}
    for key, items in (("modules", pack.modules), ("readings", pack.readings)):
        again = {
            each["id"]: {name: value for name, value in each.items() if name not in added}
            for each in told[key]
        }
        assert ITEMS.validate_python(again) == {item.id: item for item in items}
        assert [each["url"] for each in told[key]] == [pack.url(item.path) for item in items]
    for each, asked in zip(told["questions"], pack.questions, strict=True):
        quiz = asked.quiz
        assert each["text"] == quiz.text and each["answers"] == list(quiz.answers)
        assert each["correct"] == [option.id for option in quiz.options if option.correct]
        assert [p["right"] for p in each["pairs"]] == [p.right for p in quiz.pairs]
        assert each["proof"]["url"] == asked.proof_url
    assert [each["number"] for each in told["sources"]] == [s.number for s in pack.sources]
    assert (told["language"], told["direction"]) == (code, pack.language.direction)
    assert (told["version"], told["day"]) == (pack.version, pack.day)
    shown = read_json(write(selection, "json").data)
    for item in pack.readings:
        assert_in_order(plain_blocks(item.blocks), shown)


def drawings_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["id"]} if value.get("kind") == "drawing" else set()
        return own.union(*map(drawings_in, value.values()))
    return set().union(*map(drawings_in, value)) if isinstance(value, list) else set()


def test_json_holds_every_drawing_that_it_shows(write: Write) -> None:
    told = json.loads(write(Selection((COURSE,), "zh"), "json").data)
    assert drawings_in(told["modules"]) and drawings_in(told) == set(told["drawings"])
    assert all(svg.startswith("<svg") for svg in told["drawings"].values())


def test_the_learners_json_has_neither_answers_nor_the_trainers_part(
    library: Library, write: Write
) -> None:
    data = write(Selection((COURSE,), "en", edition="learner"), "json").data
    told = json.loads(data)
    assert not {"sessions", "slides", "key"} & set(told["modules"][0]["module"])
    wanted = {
        "number",
        "id",
        "type",
        "text",
        "options",
        "lefts",
        "rights",
        "status_in_words",
        "url",
    }
    for question in told["questions"]:
        assert set(question) == wanted
        assert all(set(option) == {"id", "text"} for option in question["options"])
    module = library.items["en"][COURSE].module
    assert module is not None
    shown = bare(data.decode())
    keys = [text for text in plain_blocks(module.key) if len(text) > 80]
    assert keys and not [text for text in keys if bare(text) in shown]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("format_id", ["csv", "json"])
def test_a_hostile_title_is_plain_text(title: str, format_id: str, write: Write) -> None:
    data = write(Selection((COURSE,), "en", title=title), format_id).data
    if format_id == "json":
        assert json.loads(data)["title"] == title
    else:
        assert len(rows_of(data)) > 12
