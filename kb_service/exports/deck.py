"""A pack as a deck: slides of lines and exhibits, whatever program shows them.

The order is that of a lesson: title, objectives, a course's sessions with their slides, exercise
and quiz; then what else was collected, in its order, sources, and the facts about the pack.
Speaker's notes hold the key and the answers; the edition for learners has no notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from indexer.items import Item, Module, lettered_rights
from indexer.rich_text import Block, Drawing, Heading, Prose, Run, Table, Verbatim
from kb_service.exports.book import (
    about_chapter,
    facts_of,
    feedback,
    name_part,
    name_session,
    name_slide,
    option_lines,
    right_answer,
)
from kb_service.exports.deck_lines import Exhibit, Line, Panel, Slide, flatten
from kb_service.exports.deck_pages import page_slides
from kb_service.exports.office import has_arabic
from kb_service.exports.pack import Asked, Pack, Source

_LONGEST_ADDRESS = 200
#: What stands between a term and its definition.
_COLONS = {"fr": " : ", "zh": "："}


def make_deck(pack: Pack) -> tuple[Slide, ...]:
    """The slides of a pack, in its language and edition."""
    asked = {each.id: _question(each, pack) for each in pack.questions}
    slides = [_title(pack)]
    for item in pack.modules:
        slides += _course(item, pack, asked)
    slides += _collected(pack, asked)
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


def _course(item: Item, pack: Pack, asked: Mapping[str, Slide]) -> Iterator[Slide]:
    """A course by its sessions: slides, and where it is their time the exercise and the quiz."""
    module, words, code = item.module, pack.words, pack.language.code
    assert module is not None
    name, status, url = name_part(item), pack.status_of(item), pack.url(item.path)
    if len(pack.modules) > 1:
        summary = (Line((Run(text=item.summary),), code),)
        yield Slide(name, code, item.title, summary, status=status, url=url, opening="part")
    goals = tuple(Line(runs, code, "bullet") for runs in module.objectives)
    yield Slide(f"{name}-objectives", code, words("objectives"), goals, status=status, url=url)
    slides = {slide.id: slide for slide in module.slides}
    for session in module.sessions:
        at = name_session(item, session.id)
        for slide in (slides[id_] for id_ in session.slides):
            points = tuple(Line(runs, code, "bullet") for runs in slide.points)
            yield Slide(
                name_slide(item, slide.id),
                code,
                slide.title,
                points,
                _exhibit(slide.shows, pack),
                status,
                url,
                slide.notes,
                session=at,
            )
        if session.kind == "exercise":
            yield from (replace(slide, session=at) for slide in _exercise(item, module, pack))
        if session.kind == "quiz":
            found = (slide for id_, slide in asked.items() if id_ in module.questions)
            yield from (replace(slide, session=at) for slide in found)


def _exercise(item: Item, module: Module, pack: Pack) -> Iterator[Slide]:
    """The exercise's hand-out, with the key in the notes of every slide."""
    series = f"{name_part(item)}-exercise"
    title = f"{pack.words('exercise')} · {module.exercise_title}"
    key = Heading(level=1, runs=(Run(text=pack.words("key")),))
    for number, (lines, exhibit) in enumerate(_pieces(module.handout, pack)):
        yield Slide(
            f"{series}-{number}",
            pack.language.code,
            title,
            lines,
            exhibit,
            pack.status_of(item),
            pack.url(item.path),
            (key, *module.key),
            series=series,
        )


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


def _collected(pack: Pack, asked: Mapping[str, Slide]) -> Iterator[Slide]:
    """What was collected besides courses and their questions, in its order; terms share slides."""
    modules = {item.id: item.module for item in pack.modules if item.module}
    taken = {*modules, *(id_ for module in modules.values() for id_ in module.questions)}
    order = [id_ for id_ in pack.order if id_ not in taken]
    readings = {item.id: item for item in pack.readings}
    if order and modules:
        yield Slide("readings", pack.language.code, pack.words("readings"), opening="part")
    for terms, ids in groupby(order, lambda id_: id_ in readings and readings[id_].kind == "term"):
        found = [*ids]
        if terms and len(found) > 1:
            yield _glossary([readings[id_] for id_ in found], pack)
            continue
        for id_ in found:
            if id_ in asked:
                yield asked[id_]
            else:
                yield from _reading(readings[id_], pack)


def _glossary(terms: Sequence[Item], pack: Pack) -> Slide:
    """Terms that stand together, each with its definition behind its name."""
    code, lines = pack.language.code, list[Line]()
    for term in terms:
        first, *rest = flatten(term.blocks, pack)
        named = Run(text=term.title, bold=True, link=term.path)
        lines += [replace(first, runs=(named, Run(text=_COLONS.get(code, ": ")), *first.runs))]
        lines += rest
    status = pack.words("semicolon").join(dict.fromkeys(map(pack.status_of, terms)))
    return Slide(name_part(terms[0]), code, pack.words("glossary"), tuple(lines), status=status)


def _reading(item: Item, pack: Pack) -> Iterator[Slide]:
    if item.kind == "page":
        yield from page_slides(item, pack)
        return
    code = pack.language.code
    name, title, status = name_part(item), pack.reading_title(item), pack.status_of(item)
    url = pack.url(item.path)
    notes = tuple(Prose(runs=(Run(text=pack.state_note(note)),)) for note in item.notes)
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
    lines = tuple(line for source in pack.sources for line in _cite(source, pack))
    return Slide("sources", pack.language.code, pack.words("sources"), lines)


def _cite(source: Source, pack: Pack) -> Iterator[Line]:
    """A source and its address; where we say something of it in Arabic, each in a line of its own
    direction."""
    cited = Run(text=f"[{source.number}] {source.citation}")
    address = (Run(text=source.url, link=source.url),) if source.url else ()
    if has_arabic(source.citation):
        yield Line((cited,), pack.language.code)
        if address:
            yield Line(address, "")
    else:
        yield Line((cited, *((Run(text=" "), *address) if address else ())), "")


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
