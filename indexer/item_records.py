"""Items made of the knowledge base, and their records in the artefact."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.anchors import has_page
from indexer.canonical import read_table
from indexer.course_schemas import Course, Question, QuestionText
from indexer.diagrams import draw
from indexer.headings import heading_rank
from indexer.items import ITEMS, Item, Module, Note, Option, Pair, Quiz, Session, Slide
from indexer.languages import CODES
from indexer.links import PageLink, resolve_link
from indexer.markdown_blocks import drawing, parse_blocks, parse_runs, verbatim
from indexer.model import Document, KnowledgeBase, Page, Paragraph, Term
from indexer.passages import paragraph_label
from indexer.rich_text import Block, Heading, Prose, Run, Table


def build_item_records(kb: KnowledgeBase) -> dict[str, object]:
    """The records of items: what there is in `items.json`, and by language the items themselves and
    the drawings that they show."""
    records: dict[str, object] = {}
    kinds: dict[str, str] = {}
    for code in CODES:
        items = {item.id: item for item in build_items(kb, code)}
        kinds |= {key: item.kind for key, item in items.items()}
        records[f"items/{code}.json"] = ITEMS.dump_python(items, mode="json")
        records[f"items/drawings/{code}.json"] = {
            key: draw(diagram, code) for key, diagram in kb.diagrams.items()
        }
    records["items.json"] = {"day": last_day(kb), "kinds": dict(sorted(kinds.items()))}
    return records


def last_day(kb: KnowledgeBase) -> str:
    """The day of the newest change or review, which is the state of the texts."""
    days = [change.date for change in kb.changes]
    days += [page.review.last for page in kb.pages.values() if page.review]
    days += [course.facts.last_reviewed for course in kb.courses.values()]
    return max((day for day in days if len(day) == 10), default="")


def build_items(kb: KnowledgeBase, code: str) -> Iterator[Item]:
    """Every item that there is for readers of a language."""
    for document in kb.documents.values():
        yield _document(kb, document, code)
        for paragraph in document.issued.paragraphs:
            if paragraph.kind != "heading" and has_page(paragraph.anchor):
                yield _paragraph(kb, document, paragraph.anchor, code)
    for page in kb.pages.values():
        if page.kind != "about" and code in page.texts:
            yield _page(kb, page, code)
    for term in kb.vocabulary.glossary.values():
        yield _term(kb, term, code)
    for course in kb.courses.values():
        if code in course.texts:
            yield from _course(kb, course, code)


def _document(kb: KnowledgeBase, document: Document, code: str) -> Item:
    text = document.texts.get(code, document.issued)
    tops = [p for p in text.paragraphs if p.parent is None]
    opening = (Prose(runs=(Run(text=text.opening),)),) if text.opening else ()
    return Item(
        id=f"decisions/{document.id}",
        kind="document",
        language=text.language,
        status=text.status,
        title=text.title,
        summary=document.symbol,
        path=f"decisions/{document.id}/",
        reviewed="",
        blocks=(*opening, *(_block(kb, document, p, code) for p in tops)),
        notes=_notes(document, code, None),
    )


def _block(kb: KnowledgeBase, document: Document, paragraph: Paragraph, code: str) -> Block:
    """A top-level paragraph: verbatim with its number, or as what it is where it has none."""
    if paragraph.kind == "heading":
        level = min(max(heading_rank(paragraph.text), 1), 3)
        return Heading(level=level, runs=(Run(text=paragraph.text),))
    if paragraph.kind == "table":
        rows = read_table(paragraph.text)
        return Table(rows=tuple(tuple((Run(text=cell),) for cell in row) for row in rows))
    if paragraph.kind == "text" and paragraph.anchor not in document.issued.chapeaux:
        return Prose(runs=(Run(text=paragraph.text),))
    return verbatim(kb, document, paragraph.anchor, code, whole=True)


def _paragraph(kb: KnowledgeBase, document: Document, anchor: str, code: str) -> Item:
    text = document.texts.get(code, document.issued)
    paragraph = text.paragraph(anchor)
    shown = verbatim(kb, document, anchor, code, whole=True)
    assert paragraph is not None
    return Item(
        id=f"decisions/{document.id}/{anchor}",
        kind="paragraph",
        language=text.language,
        status=text.status,
        title=paragraph_label(text, paragraph),
        summary=document.symbol,
        path=shown.path,
        reviewed="",
        blocks=(shown,),
        notes=_notes(document, code, anchor),
    )


def _notes(document: Document, code: str, anchor: str | None) -> tuple[Note, ...]:
    """Annotations of a paragraph and what is below it, or of the whole document."""
    return tuple(
        Note(quote=note.quote, text=note.notes[code])
        for note in document.annotations
        if anchor is None or note.anchor == anchor or note.anchor.startswith(f"{anchor}-")
    )


def _page(kb: KnowledgeBase, page: Page, code: str) -> Item:
    text = page.texts[code]
    blocks: list[Block] = []
    for section in text.sections:
        blocks.append(Heading(level=1, runs=(Run(text=section.heading),)))
        blocks += parse_blocks(section.markdown, kb, code)
    return Item(
        id=f"{page.folder}/{page.id}",
        kind="page",
        language=code,
        status=text.status,
        title=text.title,
        summary=text.summary,
        path=page.address,
        reviewed=page.review.last if page.review else "",
        blocks=tuple(blocks),
    )


def _term(kb: KnowledgeBase, term: Term, code: str) -> Item:
    abbreviation = term.abbreviation.get(code)
    title = term.label[code] + (f" ({abbreviation})" if abbreviation else "")
    return Item(
        id=f"glossary/{term.id}",
        kind="term",
        language=code,
        status="original" if code == "en" else "unofficial",
        title=title,
        summary="",
        path=f"glossary/#term-{term.id}",
        reviewed="",
        blocks=(Prose(runs=(Run(text=term.definition[code]),)),),
    )


def _course(kb: KnowledgeBase, course: Course, code: str) -> Iterator[Item]:
    facts, text = course.facts, course.texts[code]
    name = f"courses/{course.id}"
    slides = tuple(
        Slide(
            id=slide.id,
            title=text.slides[slide.id].title,
            points=tuple(parse_runs(point, kb, code) for point in text.slides[slide.id].points),
            shows=tuple(_shown(kb, slide.shows, code)) if slide.shows else (),
            notes=parse_blocks(text.slides[slide.id].notes, kb, code),
        )
        for slide in facts.slides
    )
    sessions = tuple(
        Session(
            id=session.id,
            kind=session.kind,
            title=text.sessions[session.id].title,
            minutes=session.minutes,
            plan=parse_blocks(text.sessions[session.id].plan, kb, code),
            slides=tuple(session.slides),
        )
        for session in facts.sessions
    )
    module = Module(
        level=facts.level,
        audiences=tuple(kb.vocabulary.audiences[key].label[code] for key in facts.audiences),
        minutes=facts.minutes,
        objectives=tuple(parse_runs(text.objectives[key], kb, code) for key in facts.objectives),
        sessions=sessions,
        slides=slides,
        exercise_title=text.exercise.title,
        handout=parse_blocks(text.exercise.handout, kb, code),
        key=parse_blocks(text.exercise.key, kb, code),
        readings=tuple(f"decisions/{paragraph}" for paragraph in facts.paragraphs),
        terms=tuple(f"glossary/{term}" for term in facts.terms),
        further=tuple(f"guidance/{page}" for page in facts.pages),
        questions=tuple(f"{name}/{question.id}" for question in facts.questions),
        review_status=facts.review_status,
    )
    yield Item(
        id=name,
        kind="course",
        language=code,
        status=text.status,
        title=text.title,
        summary=text.summary,
        path=course.address,
        reviewed=facts.last_reviewed,
        blocks=(),
        module=module,
    )
    for question in facts.questions:
        yield Item(
            id=f"{name}/{question.id}",
            kind="question",
            language=code,
            status=text.status,
            title=text.questions[question.id].text,
            summary=text.title,
            path=f"{course.address}#{question.id}",
            reviewed=facts.last_reviewed,
            blocks=(),
            quiz=_quiz(kb, question, text.questions[question.id], code),
        )


def _quiz(kb: KnowledgeBase, question: Question, words: QuestionText, code: str) -> Quiz:
    true_false = {"true": "", "false": ""} if question.type == "true-false" else None
    options = true_false or {key: words.options[key] for key in question.options if words.options}
    return Quiz(
        type=question.type,
        text=words.text,
        options=tuple(
            Option(id=key, text=each, correct=key in question.correct)
            for key, each in options.items()
        ),
        pairs=tuple(
            Pair(id=key, left=words.pairs[key].left, right=words.pairs[key].right)
            for key in question.options
            if words.pairs
        ),
        answers=tuple(words.answers),
        feedback=parse_runs(words.feedback, kb, code),
        proof=_path(kb, question.proof),
        proof_title=_name(kb, question.proof, code),
    )


def _shown(kb: KnowledgeBase, target: str, code: str) -> Iterator[Block]:
    kind, _, name = target.partition("/")
    if kind == "diagrams":
        yield drawing(kb, name, code)
    elif kind == "figures":
        yield Prose(runs=parse_runs(f"![](kb:{target})", kb, code))
    else:
        document, _, anchor = name.partition("/")
        yield verbatim(kb, kb.documents[document], anchor, code, whole=False)


def _path(kb: KnowledgeBase, target: str) -> str:
    link = resolve_link(kb, f"kb:{target}")
    assert isinstance(link, PageLink)
    return link.place


def _name(kb: KnowledgeBase, target: str, code: str) -> str:
    """What a `kb:` name is called in a language: a symbol and number, or a title."""
    kind, _, name = target.partition("#")[0].partition("/")
    first, _, rest = name.partition("/")
    if kind == "decisions":
        document = kb.documents[first]
        text = document.texts.get(code, document.issued)
        paragraph = text.paragraph(rest)
        return document.symbol + (f", {paragraph_label(text, paragraph)}" if paragraph else "")
    if kind == "glossary":
        return kb.vocabulary.glossary[first].label[code]
    concept = {"themes": kb.vocabulary.themes, "audiences": kb.vocabulary.audiences}.get(kind)
    if concept is not None:
        return concept[first].label[code]
    page = kb.pages.get(first)
    return page.texts[code].title if page and code in page.texts else first
