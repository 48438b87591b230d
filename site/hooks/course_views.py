"""Training modules: their list, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from markupsafe import Markup

from indexer.course_schemas import Course
from indexer.items import Item, lettered_rights
from indexer.languages import LANGUAGES
from indexer.markdown_blocks import parse_runs
from indexer.rich_text import plain_runs
from kb_service.exports.book import Numbers, name_session, name_slide
from kb_service.exports.deck_numbers import number_slides
from kb_service.exports.pack import Library, collect
from kb_service.exports.selection import Selection
from kb_service.urls import SiteUrls

from .course_cards import CourseCard, course_card, course_cards
from .edition import Edition, Label, View, all_languages, missing_view, own_view
from .export_formats import EXPORT_FORMATS
from .guidance import Reference, references
from .prose import render_line, render_prose
from .routes import COURSES, GLOSSARY, Links
from .vocabulary_views import paragraph_links

Items = Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Session:
    """A part of a module's time: its form in words, what the trainer does, its slides' numbers in
    the deck, in words."""

    title: str
    form: str
    minutes: str
    plan: Markup
    slides: str


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide as an outline: its number in the deck, points, what it shows, the speaker's notes."""

    number: str
    title: str
    points: tuple[Markup, ...]
    shows: Markup
    notes: Markup


@dataclass(frozen=True, slots=True)
class Question:
    """A quiz question; `choices` are options, or the sides of pairs to match with their marks.

    `answers` are the right ones in words; `rights` stand beside the choices of matching questions.
    """

    id: str
    item: str
    text: str
    hint: str
    choices: tuple[str, ...]
    rights: tuple[str, ...]
    answers: tuple[str, ...]
    feedback: Markup
    proof: str
    proof_title: str


@dataclass(frozen=True, slots=True)
class ModuleView:
    """Everything that a module's page shows; `teaches` are its objectives without links."""

    course: Course
    card: CourseCard
    item: str
    themes: tuple[Label, ...]
    objectives: tuple[Markup, ...]
    teaches: tuple[str, ...]
    sessions: tuple[Session, ...]
    slides: tuple[Slide, ...]
    exercise: str
    handout: Markup
    key: Markup
    paragraphs: tuple[Label, ...]
    pages: tuple[Label, ...]
    terms: tuple[Label, ...]
    questions: tuple[Question, ...]
    references: tuple[Reference, ...]


def course_views(edition: Edition, items: Items) -> Iterator[View]:
    """The list of modules, and the page of each; `items` as in `indexer.items`, by id."""
    strings = edition.strings
    cards = list(course_cards(edition))
    used = dict.fromkeys(label for card in cards for label in card.audiences)
    missing = [c for c in edition.kb.courses.values() if edition.code not in c.texts]
    yield own_view(
        edition,
        COURSES,
        "courses",
        strings("courses.title"),
        strings("courses.lead"),
        "courses",
        (edition.own_status,),
        {
            "cards": cards,
            "audiences": [
                label
                for label in edition.audiences(edition.kb.vocabulary.audiences)
                if label in used
            ],
            "elsewhere": [
                (
                    each.address,
                    [(LANGUAGES[c], each.texts[c].title) for c in all_languages(each.texts)],
                )
                for each in missing
            ],
        },
    )
    for course in edition.kb.courses.values():
        yield _course_view(edition, course, items)


def _course_view(edition: Edition, course: Course, items: Items) -> View:
    text = course.texts.get(edition.code)
    languages = all_languages(course.texts)
    if text is None:
        return missing_view(edition, course.address, "courses", languages)
    module = _module(edition, course, items)
    return View(
        path=course.address,
        template="course",
        title=text.title,
        description=text.summary,
        section="courses",
        languages=languages,
        statuses=(edition.status(text.status, text.language),),
        draft=edition.has_draft,
        indexable=True,
        context={
            "module": module,
            "text": text,
            "review": module.card.review,
            "formats": EXPORT_FORMATS,
            "report": edition.deployment.report_link(
                f"{course.id} ({edition.code})",
                edition.deployment.public_url(edition.code, course.address),
            ),
        },
    )


def _module(edition: Edition, course: Course, items: Items) -> ModuleView:
    facts, text, strings = course.facts, course.texts[edition.code], edition.strings
    links, code = Links(edition.code, course.address), edition.code

    def prose(markdown: str) -> Markup:
        return render_prose(markdown, edition, links, facts)

    def line(markdown: str) -> Markup:
        return render_line(markdown, edition, links, facts)

    item = items[f"courses/{course.id}"]
    numbers = _numbers(edition, item, items)
    pages = [edition.kb.pages[name] for name in facts.pages]
    terms = [edition.kb.vocabulary.glossary[name] for name in facts.terms]
    card = course_card(edition, course)
    return ModuleView(
        course=course,
        card=card,
        item=item.id,
        themes=edition.themes(facts.themes),
        objectives=tuple(line(text.objectives[key]) for key in facts.objectives),
        teaches=tuple(
            plain_runs(parse_runs(text.objectives[key], edition.kb, code))
            for key in facts.objectives
        ),
        sessions=tuple(
            Session(
                title=text.sessions[session.id].title,
                form=strings(f"courses.{session.kind}"),
                minutes=strings("courses.minutes", count=session.minutes),
                plan=prose(text.sessions[session.id].plan),
                slides=_slides_of(edition, numbers.get(name_session(item, session.id))),
            )
            for session in facts.sessions
        ),
        slides=tuple(
            Slide(
                number="–".join(map(str, sorted(set(numbers[name_slide(item, slide.id)])))),
                title=text.slides[slide.id].title,
                points=tuple(line(point) for point in text.slides[slide.id].points),
                shows=prose(f"![](kb:{slide.shows})") if slide.shows else Markup(""),
                notes=prose(text.slides[slide.id].notes),
            )
            for slide in facts.slides
        ),
        exercise=text.exercise.title,
        handout=prose(text.exercise.handout),
        key=prose(text.exercise.key),
        paragraphs=tuple(paragraph_links(edition, tuple(facts.paragraphs))),
        pages=tuple(edition.page_label(page) for page in pages if code in page.texts),
        terms=tuple(
            Label(term.id, term.label[code], f"{GLOSSARY}#term-{term.id}") for term in terms
        ),
        questions=tuple(
            _question(edition, course, question.id, items, links) for question in facts.questions
        ),
        references=tuple(references(edition, tuple(facts.sources))),
    )


def _numbers(edition: Edition, item: Item, items: Items) -> Numbers:
    """The numbers that the deck of a module prints on its slides."""
    library = Library(
        known=items,
        items={edition.code: items},
        sources={key: asdict(source) for key, source in edition.kb.sources.items()},
        version="",
        day="",
        urls=SiteUrls(edition.deployment.base_url),
    )
    return number_slides(collect(Selection((item.id,), edition.code), library))


def _slides_of(edition: Edition, numbers: tuple[int, int] | None) -> str:
    """The numbers of a session's slides in words; empty if it has none."""
    if numbers is None:
        return ""
    first, last = numbers
    if first == last:
        return edition.strings("courses.slide_number", number=first)
    return edition.strings("courses.slide_numbers", first=first, last=last)


def _question(edition: Edition, course: Course, name: str, items: Items, links: Links) -> Question:
    item = items[f"courses/{course.id}/{name}"]
    assert item.quiz is not None
    quiz, strings = item.quiz, edition.strings
    words = course.texts[edition.code].questions[name]
    options = [
        (option.text or strings(f"courses.{option.id}"), option.correct) for option in quiz.options
    ]
    choices = [text for text, _ in options]
    answers = [text for text, correct in options if correct]
    rights: list[str] = []
    if quiz.pairs:
        choices = [f"{number}. {pair.left}" for number, pair in enumerate(quiz.pairs, 1)]
        rights = [f"{letter}. {text}" for letter, text in lettered_rights(quiz, edition.code)]
        answers = [f"{pair.left} – {pair.right}" for pair in quiz.pairs]
    return Question(
        id=name,
        item=item.id,
        text=quiz.text,
        hint=strings(f"courses.hint_{quiz.type}"),
        choices=tuple(choices),
        rights=tuple(rights),
        answers=tuple(answers or quiz.answers[:1]),
        feedback=render_line(words.feedback, edition, links, course.facts),
        proof=quiz.proof,
        proof_title=quiz.proof_title,
    )
