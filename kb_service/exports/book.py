"""A pack as a book: chapters of blocks, which the formats for reading lay out.

The order is that of a course folder: what learners get first (objectives, slides, exercise,
readings, terms as one glossary, further reading, quiz), then the trainer's part (session plan,
speaker's notes, key, answers), then notes on the texts as issued and the facts about the pack.
The edition for learners lacks the trainer's part. Sources are listed by each format at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.items import Item, Module, Quiz, Session, lettered_rights, letters
from indexer.rich_text import Block, Heading, Listing, Prose, Run, Table
from kb_service.exports.pack import Asked, Pack

Runs = tuple[Run, ...]
#: The first and the last number of slides, by the id of a slide or the name of a session.
Numbers = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a book: its title, blocks, and under the title the status and address of its text.

    `id` is unique in the book and fit for an XML id; `trainer` chapters are not for learners.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    status: str = ""
    url: str = ""
    trainer: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Chapters with what stands before them: a title, a summary, and facts as label and value."""

    pack: Pack
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]


def make_book(pack: Pack, numbers: Numbers) -> Book:
    """The book of a pack, in the pack's language and edition; session plans name slides by the
    `numbers` that the pack's deck prints."""
    chapters = [chapter for item in pack.modules for chapter in _learning(item, pack)]
    chapters += [_reading(item, pack) for item in pack.readings if item.kind != "term"]
    if terms := [item for item in pack.readings if item.kind == "term"]:
        chapters.append(_glossary(terms, pack))
    if pack.further:
        items = tuple((Prose(runs=(Run(text=t, link=u),)),) for t, u in pack.further)
        further = (Listing(ordered=False, items=items),)
        chapters.append(Chapter("further", pack.words("further"), further))
    if pack.questions:
        chapters.append(Chapter("quiz", pack.words("quiz"), tuple(_ask(pack))))
    if pack.edition == "trainer":
        chapters += [chapter for item in pack.modules for chapter in _teaching(item, pack, numbers)]
        if pack.questions:
            blocks = tuple(_answer(pack))
            chapters.append(Chapter("answers", pack.words("answers"), blocks, trainer=True))
    if noted := tuple(_notes(pack)):
        chapters.append(Chapter("notes", pack.words("notes_as_issued"), noted))
    chapters.append(about_chapter(pack))
    return Book(pack, pack.title, pack.summary, tuple(facts_of(pack)), tuple(chapters))


def facts_of(pack: Pack) -> Iterator[tuple[str, str]]:
    """What is to know before reading: label and value."""
    words = pack.words
    if pack.audience:
        yield words("audience"), pack.audience
    if len(pack.modules) == 1:
        module = _module(pack.modules[0])
        yield words("level"), words(module.level)
        yield words("duration"), words("minutes", count=module.minutes)
    yield words("language"), pack.language.endonym
    statuses = [pack.status_of(item) for item in (*pack.modules, *pack.readings)]
    statuses += [asked.status for asked in pack.questions]
    yield words("status"), words("semicolon").join(dict.fromkeys(statuses))


def _module(item: Item) -> Module:
    assert item.module is not None
    return item.module


def name_part(item: Item) -> str:
    """What ids of chapters and slides begin with that are made of an item."""
    return item.id.replace("/", "-")


def name_slide(item: Item, slide: str) -> str:
    """The id of a course's slide in a deck."""
    return f"{name_part(item)}-{slide}"


def name_session(item: Item, session: str) -> str:
    """The name of a course's session, which is that of no slide."""
    return f"{item.id}/{session}"


def _learning(item: Item, pack: Pack) -> Iterator[Chapter]:
    """What learners get of a course: objectives, what the slides show, the exercise's hand-out."""
    module, words, name = _module(item), pack.words, name_part(item)
    goals = Listing(ordered=False, items=tuple((Prose(runs=g),) for g in module.objectives))
    several = len(pack.modules) > 1
    title = f"{item.title} · {words('objectives')}" if several else words("objectives")
    yield Chapter(f"{name}-objectives", title, (goals,), pack.status_of(item), pack.url(item.path))
    slides: list[Block] = []
    for slide in module.slides:
        slides.append(Heading(level=1, runs=_run(slide.title)))
        slides.append(Listing(ordered=False, items=tuple((Prose(runs=p),) for p in slide.points)))
        slides += slide.shows
    yield Chapter(f"{name}-slides", words("slides"), tuple(slides))
    title = f"{words('exercise')} · {module.exercise_title}"
    yield Chapter(f"{name}-exercise", title, module.handout)


def _teaching(item: Item, pack: Pack, numbers: Numbers) -> Iterator[Chapter]:
    """The trainer's part of a course: session plan, speaker's notes, and the key."""
    module, words, name = _module(item), pack.words, name_part(item)
    plan: list[Block] = [
        Table(
            rows=(
                (_run(words("time")), _run(words("session")), _run(words("form"))),
                *(
                    (
                        _run(words("minutes", count=session.minutes)),
                        _run(session.title),
                        _run(_form(item, session, pack, numbers)),
                    )
                    for session in module.sessions
                ),
            )
        )
    ]
    for session in module.sessions:
        plan.append(Heading(level=1, runs=_run(session.title)))
        plan += session.plan
    plan.append(Prose(runs=_run(_reviewed(item, module, pack))))
    yield Chapter(f"{name}-plan", words("plan"), tuple(plan), trainer=True)
    notes: list[Block] = []
    for slide in module.slides:
        notes += [Heading(level=1, runs=_run(slide.title)), *slide.notes]
    yield Chapter(f"{name}-notes", words("notes"), tuple(notes), trainer=True)
    title = f"{words('key')} · {module.exercise_title}"
    yield Chapter(f"{name}-key", title, module.key, trainer=True)


def _form(item: Item, session: Session, pack: Pack, numbers: Numbers) -> str:
    """The form of a session, with the numbers of its slides if it has any."""
    form = pack.words(session.kind)
    if found := numbers.get(name_session(item, session.id)):
        return f"{form} · {state_numbers(found, pack)}"
    return form


def state_numbers(numbers: tuple[int, int], pack: Pack) -> str:
    """The numbers of slides in words, from the first to the last: "Slides 4–6"."""
    first, last = numbers
    if first == last:
        return pack.words("slide_number", number=first)
    return pack.words("slide_numbers", first=first, last=last)


def _reviewed(item: Item, module: Module, pack: Pack) -> str:
    return pack.words(f"review_{module.review_status}", date=item.reviewed)


def _reading(item: Item, pack: Pack) -> Chapter:
    blocks: list[Block] = []
    if item.kind == "page" and item.summary:
        blocks.append(Prose(runs=(Run(text=item.summary, italic=True),)))
    blocks += item.blocks
    title = pack.reading_title(item)
    return Chapter(name_part(item), title, tuple(blocks), pack.status_of(item), pack.url(item.path))


def _notes(pack: Pack) -> Iterator[Block]:
    """Notes on the text as issued, by paragraph: an annex, for they are longer than some texts."""
    for item in pack.readings:
        if item.notes:
            yield Heading(level=1, runs=_run(pack.reading_title(item)))
            yield from (
                Prose(runs=_run(pack.words("labelled", label=note.quote, text=note.text)))
                for note in item.notes
            )


def _glossary(terms: Sequence[Item], pack: Pack) -> Chapter:
    """Terms that stand together as one chapter, each with its address."""
    blocks: list[Block] = []
    for term in terms:
        blocks.append(Heading(level=1, runs=(Run(text=term.title, link=term.path),)))
        blocks += term.blocks
    status = pack.words("semicolon").join(dict.fromkeys(pack.status_of(term) for term in terms))
    return Chapter(name_part(terms[0]), pack.words("glossary"), tuple(blocks), status)


def _ask(pack: Pack) -> Iterator[Block]:
    for asked in pack.questions:
        quiz = asked.quiz
        text = Run(text=f"{asked.number}. {quiz.text}", bold=True)
        hint = Run(text=f" ({pack.words(f'hint_{quiz.type}')})", italic=True)
        yield Prose(runs=(text, hint))
        yield from _choices(quiz, pack)


def _choices(quiz: Quiz, pack: Pack) -> Iterator[Block]:
    if quiz.type == "matching":
        lefts = [f"{number}. {pair.left}" for number, pair in enumerate(quiz.pairs, 1)]
        rights = [f"{letter}. {text}" for letter, text in lettered_rights(quiz, pack.language.code)]
        cells = zip(lefts, rights, strict=True)
        head = (_run(""), _run(""))
        yield Table(rows=(head, *((_run(left), _run(right)) for left, right in cells)))
    elif quiz.type == "short":
        yield Prose(runs=_run("_" * 40))
    else:
        yield from (Prose(runs=_run(line)) for line in option_lines(quiz, pack))


def option_texts(quiz: Quiz, pack: Pack) -> list[str]:
    """The words of a question's options; those of a true-false question are the pack's."""
    return [option.text or pack.words(option.id) for option in quiz.options]


def option_lines(quiz: Quiz, pack: Pack) -> list[str]:
    """A question's options with letters; those of a true-false question need none."""
    texts = option_texts(quiz, pack)
    if quiz.type == "true-false":
        return texts
    return [
        f"{letter}. {text}"
        for letter, text in zip(letters(pack.language.code), texts, strict=False)
    ]


def right_answer(quiz: Quiz, pack: Pack) -> str:
    """The right answer of a question in words."""
    if quiz.type == "short":
        return quiz.answers[0]  # the others are spellings that a program takes too
    if quiz.type == "matching":
        found = {text: letter for letter, text in lettered_rights(quiz, pack.language.code)}
        return " · ".join(f"{n}–{found[pair.right]}" for n, pair in enumerate(quiz.pairs, 1))
    lines = zip(option_lines(quiz, pack), quiz.options, strict=True)
    return pack.words("semicolon").join(line for line, option in lines if option.correct)


def _answer(pack: Pack) -> Iterator[Block]:
    for asked in pack.questions:
        text = f"{asked.number}. {pack.words('answer')} {right_answer(asked.quiz, pack)}"
        yield Prose(runs=(Run(text=text, bold=True),))
        yield Prose(runs=feedback(asked, pack))


def feedback(asked: Asked, pack: Pack) -> Runs:
    """Why an answer is right, and a link to what proves it."""
    proof = Run(text=asked.quiz.proof_title, link=asked.proof_url)
    return (*asked.quiz.feedback, Run(text=f" {pack.words('see')} "), proof)


def about_chapter(pack: Pack) -> Chapter:
    """The last chapter: standing, licence, state and address of a pack."""
    return Chapter("about", pack.words("about"), tuple(_about(pack)))


def _about(pack: Pack) -> Iterator[Block]:
    words = pack.words
    if any(block.kind == "verbatim" and block.document_status == "draft" for block in _all(pack)):
        yield Prose(runs=_run(words("draft_notice")))
    yield Prose(runs=_run(f"{words('not_un')} {words('not_un_long')}"))
    yield Prose(runs=_run(words("licence")))
    yield Prose(runs=_run(words("state", day=pack.day, version=pack.version)))
    address = Run(text=pack.address, link=pack.address)
    yield Prose(runs=(Run(text=f"{words('address')}: "), address))


def _all(pack: Pack) -> Iterator[Block]:
    for item in pack.readings:
        yield from item.blocks
    for item in pack.modules:
        for slide in _module(item).slides:
            yield from slide.shows


def _run(text: str) -> Runs:
    return (Run(text=text),) if text else ()


def pair_chapters(books: Sequence[Book]) -> Iterator[tuple[Chapter, Chapter]]:
    """The chapters that a book has in both of its languages, side by side."""
    others = {chapter.id: chapter for chapter in books[1].chapters}
    yield from ((each, others[each.id]) for each in books[0].chapters if each.id in others)
