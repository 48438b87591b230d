"""A pack as a deck: slides of lines and exhibits, whatever program shows them.

The order is that of a lesson: title, objectives, the course's slides, exercise, quiz; then what is
to be read, sources, and the facts about the pack. Speaker's notes hold the key and the answers; the
edition for learners has no notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from indexer.items import Item, lettered_rights
from indexer.rich_text import Block, Drawing, Heading, Prose, Run, Table, Verbatim
from kb_service.exports.book import (
    about_chapter,
    facts_of,
    feedback,
    name_part,
    option_lines,
    right_answer,
)
from kb_service.exports.pack import Asked, Pack

_LONGEST_ADDRESS = 200

LineKind = Literal["text", "bullet", "number", "heading", "verse", "source"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on a slide in a language; `number` is that of a line of kind "number".

    Citations and addresses are in no language: they have no `code`, and run from left to right. A
    line of kind "source" says what the lines above it are from.
    """

    runs: tuple[Run, ...]
    code: str
    kind: LineKind = "text"
    level: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines that stand beside those of a slide."""

    lines: tuple[Line, ...]


Exhibit: TypeAlias = Panel | Drawing | Table | None


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide, of any length, in the language `code`; `id` is the same in every language.

    `status` and `url` are those of its text; an `opening` slide is the first one of the deck or of
    a part of it.
    """

    id: str
    code: str
    title: str
    lines: tuple[Line, ...] = ()
    exhibit: Exhibit = None
    status: str = ""
    url: str = ""
    notes: tuple[Block, ...] = ()
    opening: Literal["deck", "part", ""] = ""


def make_deck(pack: Pack) -> tuple[Slide, ...]:
    """The slides of a pack, in its language and edition."""
    slides = [_title(pack)]
    for item in pack.modules:
        slides += _course(item, pack)
    if pack.questions:
        slides += [_question(asked, pack) for asked in pack.questions]
    slides += _collected(pack)
    if pack.sources:
        slides.append(_sources(pack))
    slides.append(_about(pack))
    if pack.edition == "learner":
        return tuple(replace(slide, notes=()) for slide in slides)
    return tuple(slides)


def _title(pack: Pack) -> Slide:
    code = pack.language.code
    lines = [Line((Run(text=pack.summary),), code)] if pack.summary else []
    lines += [
        Line((Run(text=f"{label}\u2003", bold=True), Run(text=value)), code, "source")
        for label, value in facts_of(pack)
    ]
    return Slide("title", code, pack.title, tuple(lines), opening="deck")


def _course(item: Item, pack: Pack) -> Iterator[Slide]:
    module, words, code = item.module, pack.words, pack.language.code
    assert module is not None
    name, status, url = name_part(item), pack.status_of(item), pack.url(item.path)
    if len(pack.modules) > 1:
        summary = (Line((Run(text=item.summary),), code),)
        yield Slide(name, code, item.title, summary, status=status, url=url, opening="part")
    goals = tuple(Line(runs, code, "bullet") for runs in module.objectives)
    yield Slide(f"{name}-objectives", code, words("objectives"), goals, status=status, url=url)
    for slide in module.slides:
        points = tuple(Line(runs, code, "bullet") for runs in slide.points)
        yield Slide(
            f"{name}-{slide.id}",
            code,
            slide.title,
            points,
            _exhibit(slide.shows, pack),
            status,
            url,
            slide.notes,
        )
    title = f"{words('exercise')} · {module.exercise_title}"
    key = Heading(level=1, runs=(Run(text=words("key")),))
    for number, (lines, exhibit) in enumerate(_pieces(module.handout, pack)):
        notes = () if number else (key, *module.key)
        yield Slide(f"{name}-exercise-{number}", code, title, lines, exhibit, status, url, notes)


def _exhibit(shows: tuple[Block, ...], pack: Pack) -> Exhibit:
    if not shows:
        return None
    first = shows[0]
    if first.kind in {"drawing", "table"}:
        assert isinstance(first, Drawing | Table)
        return first
    return Panel(tuple(flatten(shows, pack)))


def _pieces(blocks: Iterable[Block], pack: Pack) -> Iterator[tuple[tuple[Line, ...], Exhibit]]:
    """Blocks as lines, with a new piece after every table and drawing."""
    waiting: list[Block] = []
    for block in blocks:
        if isinstance(block, Drawing | Table):
            yield tuple(flatten(waiting, pack)), block
            waiting = []
        else:
            waiting.append(block)
    if waiting:
        yield tuple(flatten(waiting, pack)), None


def flatten(blocks: Iterable[Block], pack: Pack, level: int = 0) -> Iterator[Line]:
    """Blocks as lines; a table or drawing among them as its words."""
    code = pack.language.code
    for block in blocks:
        match block.kind:
            case "heading":
                yield Line(block.runs, code, "heading")
            case "prose":
                yield Line(block.runs, code, level=level)
            case "list":
                for number, (first, *rest) in enumerate(block.items, 1):
                    kind: LineKind = "number" if block.ordered else "bullet"
                    head, *others = flatten([first], pack, level)
                    yield replace(head, kind=kind, level=level, number=number)
                    yield from (*others, *flatten(rest, pack, level + 1))
            case "table":
                yield from tell_rows(block, code)
            case "quotation":
                yield from (replace(line, kind="verse") for line in flatten(block.blocks, pack))
            case "drawing":
                yield Line((Run(text=block.title, italic=True),), code)
            case "verbatim":
                yield from _verses(block, pack)


def tell_rows(table: Table, code: str) -> Iterator[Line]:
    """The rows of a table in a language as lines, for slides without room for a table."""
    for row in table.rows:
        cells = [cell for cell in row if cell]
        runs = [run for cell in cells for run in (Run(text=" · "), *cell)][1:]
        if cells and row is table.rows[0]:
            runs = [run if run.source else run.model_copy(update={"bold": True}) for run in runs]
        if cells:
            yield Line(tuple(runs), code)


def _verses(block: Verbatim, pack: Pack) -> Iterator[Line]:
    for verse in block.verses:
        marker = [Run(text=f"{verse.marker} ", bold=True)] if verse.marker else []
        runs = (*marker, Run(text=verse.text))
        yield Line(runs, block.language, "verse", verse.depth)
    name = pack.name_paragraph(block)
    standing = Run(text=f" · {block.symbol} · {pack.standing_of(block)}")
    yield Line((Run(text=name, link=block.path), standing), pack.language.code, "source")


def _question(asked: Asked, pack: Pack) -> Slide:
    quiz, words, code = asked.quiz, pack.words, pack.language.code
    hint = Run(text=f" ({words(f'hint_{quiz.type}')})", italic=True)
    lines = [Line((Run(text=quiz.text, bold=True), hint), code)]
    panel = None
    if quiz.type == "matching":
        lines += [
            Line((Run(text=pair.left),), code, "number", number=number)
            for number, pair in enumerate(quiz.pairs, 1)
        ]
        rights = lettered_rights(quiz, code)
        panel = Panel(tuple(Line((Run(text=f"{a}. {text}"),), code) for a, text in rights))
    elif quiz.type != "short":
        lines += [Line((Run(text=text),), code) for text in option_lines(quiz, pack)]
    answer = Run(text=f"{words('answer')} {right_answer(quiz, pack)}", bold=True)
    return Slide(
        f"quiz-{asked.number}",
        code,
        f"{words('quiz')} · {asked.number}",
        tuple(lines),
        panel,
        asked.status,
        asked.url,
        (Prose(runs=(answer,)), Prose(runs=feedback(asked, pack))),
    )


def _collected(pack: Pack) -> Iterator[Slide]:
    """What is to be read: a paragraph whole, a page in short, a term with its definition."""
    if pack.readings and pack.modules:
        yield Slide("readings", pack.language.code, pack.words("readings"), opening="part")
    for item in pack.readings:
        yield from _reading(item, pack)


def _reading(item: Item, pack: Pack) -> Iterator[Slide]:
    code = pack.language.code
    name, title, status = name_part(item), pack.reading_title(item), pack.status_of(item)
    url = pack.url(item.path)
    notes = tuple(Prose(runs=(Run(text=pack.state_note(note)),)) for note in item.notes)
    if item.kind == "page":
        headings = [block.runs for block in item.blocks if block.kind == "heading"]
        lines = [Line((Run(text=item.summary),), code)]
        lines += [Line(runs, code, "bullet") for runs in headings]
        yield Slide(name, code, title, tuple(lines), status=status, url=url, notes=notes)
        return
    if item.kind != "document":
        lines = [*flatten(item.blocks, pack)]
        yield Slide(name, code, title, tuple(lines), status=status, url=url, notes=notes)
        return
    for number, block in enumerate(item.blocks):
        lines = [*flatten([block], pack)]
        at, address = title, url
        if isinstance(block, Verbatim):
            at = pack.name_paragraph(block)
            address = pack.url(block.path)
        else:
            lines = [replace(line, code=item.language) for line in lines]
        yield Slide(
            f"{name}-{number}",
            code,
            at,
            tuple(lines),
            status=status,
            url=address,
            notes=() if number else notes,
        )


def _sources(pack: Pack) -> Slide:
    lines = [
        Line(
            (
                Run(text=f"[{source.number}] {source.citation}"),
                *((Run(text=" "), Run(text=source.url, link=source.url)) if source.url else ()),
            ),
            "",
        )
        for source in pack.sources
    ]
    return Slide("sources", pack.language.code, pack.words("sources"), tuple(lines))


def _about(pack: Pack) -> Slide:
    chapter = about_chapter(pack)
    lines = [part for line in flatten(chapter.blocks, pack) for part in _set_apart(line)]
    return Slide("about", pack.language.code, chapter.title, tuple(lines))


def _set_apart(line: Line) -> Iterator[Line]:
    """A line, with an address at its end as a line of its own and no longer than can be read."""
    *before, last = line.runs
    if last.link != last.text:
        yield line
        return
    yield replace(line, runs=tuple(before))
    cut = f"{last.text[:_LONGEST_ADDRESS]}…" if len(last.text) > _LONGEST_ADDRESS else last.text
    yield Line((last.model_copy(update={"text": cut}),), "")
