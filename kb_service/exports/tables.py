"""A pack as data: a table that spreadsheets open, and JSON that holds everything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from indexer.items import Item, Module, lettered_rights, shuffled_rights
from indexer.rich_text import Block, Run, plain_blocks
from indexer.spreadsheets import guard_cell
from kb_service.exports.book import (
    about_chapter,
    facts_of,
    feedback,
    option_lines,
    option_texts,
    right_answer,
)
from kb_service.exports.pack import Asked, Pack

COLUMNS = (
    "id",
    "kind",
    "title",
    "text",
    "options",
    "correct",
    "feedback",
    "language",
    "status",
    "url",
)
#: What of a course is for the trainer alone.
_TRAINER_FIELDS = {"sessions", "slides", "key"}


def write_csv(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """A row for each course, reading and question of the first pack, then its further readings,
    sources, and what is to know about it."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, restval="")
    table.writeheader()
    for row in _rows(packs[0]):
        table.writerow({name: guard_cell(cell) for name, cell in row.items()})
    return text.getvalue().encode("utf-8-sig")


def _rows(pack: Pack) -> Iterator[dict[str, str]]:
    for item in (*pack.modules, *pack.readings):
        module = item.module
        goals = ("".join(_words(goal, pack)) for goal in module.objectives) if module else ()
        lines = (item.summary, *goals, *_lines(item.blocks, pack))
        notes = (pack.state_note(note) for note in item.notes)
        yield {
            "id": item.id,
            "kind": item.kind,
            "title": pack.reading_title(item),
            "text": "\n".join(line for line in (*lines, *notes) if line),
            "language": item.language,
            "status": pack.status_of(item),
            "url": pack.url(item.path),
        }
    for asked in pack.questions:
        yield _question_row(asked, pack)
    for title, url in pack.further:
        yield {"kind": "further", "title": title, "language": pack.language.code, "url": url}
    for source in pack.sources:
        title = f"[{source.number}] {source.citation}"
        yield {"id": f"sources/{source.id}", "kind": "source", "title": title, "url": source.url}
    for line in plain_blocks(about_chapter(pack).blocks):
        yield {"kind": "about", "title": line, "language": pack.language.code, "url": pack.address}


def _question_row(asked: Asked, pack: Pack) -> dict[str, str]:
    quiz = asked.quiz
    options = option_lines(quiz, pack)
    if quiz.type == "matching":
        options = [f"{number}. {pair.left}" for number, pair in enumerate(quiz.pairs, 1)]
        options += [
            f"{letter}. {text}" for letter, text in lettered_rights(quiz, pack.language.code)
        ]
    row = {
        "id": asked.id,
        "kind": f"question/{quiz.type}",
        "title": f"{asked.number}.",
        "text": quiz.text,
        "options": "\n".join(options),
        "language": pack.language.code,
        "status": asked.status,
        "url": asked.url,
    }
    if pack.edition == "trainer":
        row["correct"] = right_answer(quiz, pack)
        told = _words(feedback(asked, pack), pack)
        row["feedback"] = pack.words("labelled", label=told, text=asked.proof_url)
    return row


def _words(runs: Iterable[Run], pack: Pack) -> str:
    """The words of runs, with the numbers of sources."""
    return "".join(f" [{pack.number_of(r.source)}]" if r.source else r.text for r in runs)


def _lines(blocks: Iterable[Block], pack: Pack) -> Iterator[str]:
    """Blocks as lines of plain text."""
    for block in blocks:
        match block.kind:
            case "heading" | "prose":
                yield _words(block.runs, pack)
            case "list":
                for item in block.items:
                    yield "• " + "\n".join(_lines(item, pack))
            case "table":
                yield from (" | ".join(_words(cell, pack) for cell in row) for row in block.rows)
            case "quotation":
                yield from _lines(block.blocks, pack)
            case "drawing":
                yield pack.words("labelled", label=block.title, text=block.description)
            case "verbatim":
                yield from (f"{verse.marker} {verse.text}".strip() for verse in block.verses)
                name = pack.name_paragraph(block)
                standing = pack.standing_of(block)
                yield f"{name} · {block.symbol} · {standing} · {pack.url(block.path)}"


def write_json(packs: Sequence[Pack], drawings: Sequence[Mapping[str, str]]) -> bytes:
    """Everything of the first pack, by the names of our types; the edition for learners lacks what
    is for the trainer alone, and says of pairs only which texts there are."""
    pack = packs[0]
    shown = drawings[0]
    texts = [_item(item, pack) for item in (*pack.modules, *pack.readings)]
    used = sorted(_drawings_in(texts))
    return orjson.dumps(
        {
            "title": pack.title,
            "summary": pack.summary,
            "audience": pack.audience,
            "language": pack.language.code,
            "direction": pack.language.direction,
            "edition": pack.edition,
            "day": pack.day,
            "version": pack.version,
            "address": pack.address,
            "facts": [{"label": label, "value": value} for label, value in facts_of(pack)],
            "about": list(plain_blocks(about_chapter(pack).blocks)),
            "modules": texts[: len(pack.modules)],
            "readings": texts[len(pack.modules) :],
            "questions": [_question(asked, pack) for asked in pack.questions],
            "further": [{"title": title, "url": url} for title, url in pack.further],
            "sources": [
                {"number": s.number, "id": s.id, "citation": s.citation, "url": s.url}
                for s in pack.sources
            ],
            "drawings": {id_: shown[id_] for id_ in used},
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def _item(item: Item, pack: Pack) -> dict[str, Any]:
    """An item with its address and the words of its status; paths stay beside addresses."""
    told = item.model_dump(mode="json", exclude={"quiz", "module"})
    told |= {
        "shown_title": pack.reading_title(item),
        "status_in_words": pack.status_of(item),
        "url": pack.url(item.path),
    }
    return told | ({"module": _module(item.module, pack)} if item.module else {})


def _module(module: Module, pack: Pack) -> dict[str, Any]:
    left_out = _TRAINER_FIELDS if pack.edition == "learner" else set()
    return module.model_dump(mode="json", exclude=left_out)


def _question(asked: Asked, pack: Pack) -> dict[str, Any]:
    quiz = asked.quiz
    texts = zip(quiz.options, option_texts(quiz, pack), strict=True)
    told: dict[str, Any] = {
        "number": asked.number,
        "id": asked.id,
        "type": quiz.type,
        "text": quiz.text,
        "options": [{"id": option.id, "text": text} for option, text in texts],
        "lefts": [pair.left for pair in quiz.pairs],
        "rights": shuffled_rights(quiz) if quiz.pairs else [],
        "status_in_words": asked.status,
        "url": asked.url,
    }
    if pack.edition == "learner":
        return told
    return told | {
        "correct": [option.id for option in quiz.options if option.correct],
        "pairs": [{"left": pair.left, "right": pair.right} for pair in quiz.pairs],
        "answers": list(quiz.answers),
        "right_answer": right_answer(quiz, pack),
        "feedback": [run.model_dump(mode="json") for run in quiz.feedback],
        "proof": {"title": asked.quiz.proof_title, "url": asked.proof_url},
    }


def _drawings_in(value: object) -> set[str]:
    """The ids of the drawings anywhere in what is told."""
    if isinstance(value, dict):
        found = {str(value["id"])} if value.get("kind") == "drawing" else set()
        return found.union(*(_drawings_in(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(_drawings_in(each) for each in value))
    return set()
