"""A page as slides to teach with: its sections in short, and in full in the speaker's notes.

- A paragraph is a point of one sentence, four of them at most to a slide.
- An item of a list is a bullet, of its bold lead alone where it begins with a bold sentence.
- Paragraphs of decisions, quotations, drawings and tables are whole; so is the first paragraph of
  an example, which says what is counted.
- Parts of one paragraph that follow each other stand together, with its beginning once.
- What stands after a text or drawing is beside it, what stands after a table on the next slide.

Which slide a block is on depends on the kinds of blocks alone, so slides of two languages pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from indexer.items import Item
from indexer.rich_text import Block, Drawing, Heading, Listing, Prose, Run, Table, plain_runs
from kb_service.exports.book import Runs, name_part
from kb_service.exports.deck_lines import Exhibit, Line, LineKind, Panel, Slide, flatten
from kb_service.exports.deck_room import clip, measure
from kb_service.exports.pack import Pack

#: How much a slide holds: a paragraph, text or drawing counts 1, a list half of its items.
_MOST = 4.0
#: A sentence shorter than this says too little to stand alone, as `measure` measures.
_SHORTEST = 20.0
_END = re.compile(r"[.!?؟][\"”»)]*\s+|[。！？][”」』）]*")
_BEGINNING = re.compile(r"[^\W\d_a-zà-ÿа-яё]|[\"“«¿¡(]")
#: Abbreviations that a capital letter may follow; one letter is one: "2019 г.".
_SHORT = re.compile(r"(?:^|[\s(.])(?:[^\W\d]|долл|тыс|art|núm|no|vol|pp|EE)\.\s*$", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?؟。！？]\s*$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stays on one slide: its lines, what it shows, the blocks that it says in short."""

    lines: tuple[Line, ...]
    exhibit: Exhibit
    blocks: tuple[Block, ...]
    weight: float


def page_slides(item: Item, pack: Pack) -> Iterator[Slide]:
    """The slides of a page: one with its title and summary, then those of each section."""
    code, name = pack.language.code, name_part(item)
    status, url = pack.status_of(item), pack.url(item.path)
    summary = (Line((Run(text=item.summary),), code),) if item.summary else ()
    noted = tuple(Prose(runs=(Run(text=pack.state_note(note)),)) for note in item.notes)
    yield Slide(
        name, code, item.title, summary, status=status, url=url, notes=noted, opening="part"
    )
    for number, (title, blocks) in enumerate(_sections(item)):
        series = f"{name}-section-{number}"
        found = _join(_units(blocks, pack))
        if title == pack.words("example") and isinstance(blocks[0], Prose):
            found[0] = _with_whole(blocks[0], found[0])
        for part, units in enumerate(_share(found)):
            yield Slide(
                f"{series}-{part}",
                code,
                title,
                tuple(line for unit in units for line in unit.lines),
                next((unit.exhibit for unit in units if unit.exhibit), None),
                status,
                url,
                tuple(block for unit in units for block in unit.blocks),
                series=series,
            )


def _sections(item: Item) -> Iterator[tuple[str, list[Block]]]:
    """The sections of a page with their headings; what is before the first has the page's title."""
    title, blocks = item.title, list[Block]()
    for block in item.blocks:
        if isinstance(block, Heading) and block.level == 1:
            if blocks:
                yield title, blocks
            title, blocks = plain_runs(block.runs), []
        else:
            blocks.append(block)
    if blocks:
        yield title, blocks


def _units(blocks: Sequence[Block], pack: Pack) -> Iterator[_Unit]:
    """Blocks as units; a paragraph before a list is one with it."""
    opening: list[Prose] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Prose) and isinstance(following, Listing):
            opening = [block]
            continue
        said = tuple(Line(_last_sentence(each), pack.language.code) for each in opening)
        if isinstance(block, Listing):
            lines = (*said, *_bullets(block, pack))
            yield _Unit(lines, None, (*opening, block), len(block.items) / 2 + len(opening))
        elif isinstance(block, Prose):
            yield _Unit((_point(block, following, pack),), None, (block,), 1.0)
        elif isinstance(block, Table):
            yield _Unit((), block, (), 0.0)
        elif isinstance(block, Drawing):
            yield _Unit((), block, (), 1.0)
        else:
            yield _Unit((), Panel(tuple(flatten([block], pack))), (), 1.0)
        opening = []


def _with_whole(block: Prose, unit: _Unit) -> _Unit:
    """A unit with its first line as the whole paragraph that it is from."""
    first, *others = unit.lines
    return replace(unit, lines=(replace(first, runs=block.runs), *others))


def _join(units: Iterable[_Unit]) -> list[_Unit]:
    """Units; texts that follow each other and begin alike are one, with each line once."""
    found: list[_Unit] = []
    for unit in units:
        last, this = found[-1].exhibit if found else None, unit.exhibit
        if isinstance(last, Panel) and isinstance(this, Panel) and last.lines[0] == this.lines[0]:
            others = (line for line in this.lines if line not in last.lines)
            found[-1] = replace(found[-1], exhibit=Panel((*last.lines, *others)))
        else:
            found.append(unit)
    return found


def _share(units: Sequence[_Unit]) -> Sequence[Sequence[_Unit]]:
    """Units by slides: about equally full, and no last one with a single paragraph if avoidable."""
    slides = _fill(units, _MOST)
    evener = _fill(units, _MOST - 1)
    slides = evener if len(evener) == len(slides) else slides
    if len(slides) > 1 and _weigh(slides[-1]) <= 1 and _takes(slides[-2], slides[-1][0]):
        slides[-2:] = [slides[-2] + slides[-1]]
    return slides


def _fill(units: Iterable[_Unit], most: float) -> list[list[_Unit]]:
    slides: list[list[_Unit]] = []
    for unit in units:
        last = slides[-1] if slides else []
        if last and _takes(last, unit) and _weigh([*last, unit]) <= most:
            last.append(unit)
        else:
            slides.append([unit])
    return slides


def _weigh(slide: Sequence[_Unit]) -> float:
    return sum(unit.weight for unit in slide)


def _takes(slide: Sequence[_Unit], unit: _Unit) -> bool:
    """Whether a unit can stand on a slide: after no table, and with no second exhibit."""
    shown = [each.exhibit for each in slide if each.exhibit]
    return not shown or (unit.exhibit is None and not isinstance(shown[0], Table))


def _bullets(block: Listing, pack: Pack) -> Iterator[Line]:
    items = (item[0] for item in block.items if item)
    for number, line in enumerate((line for first in items for line in flatten([first], pack)), 1):
        kind: LineKind = "number" if block.ordered else "bullet"
        runs = _shorten(line.runs) if line.runs and line.runs[0].bold else line.runs
        yield replace(line, runs=runs, kind=kind, number=number)


def _point(block: Prose, following: Block | None, pack: Pack) -> Line:
    """A paragraph in short; one that ends with a colon opens what follows it."""
    code = pack.language.code
    opens = following is not None and Line(block.runs, code).text.rstrip().endswith((":", "："))
    if opens:
        return Line(_last_sentence(block), code)
    return Line(_shorten(block.runs), code, "bullet")


def _shorten(runs: Runs) -> Runs:
    """The bold sentence that runs begin with, or else their first sentence."""
    bold = tuple(takewhile(lambda run: run.bold, runs))
    return bold if _CLOSED.search(plain_runs(bold)) else _first_sentence(runs)


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        cjk = match[0][0] in "。！？"
        begins = cjk or _BEGINNING.match(text, match.end())
        if match.end() < len(text) and begins and not _SHORT.search(text, 0, match.end()):
            yield match.end()


def _first_sentence(runs: Runs) -> Runs:
    text = plain_runs(runs)
    ends = (end for end in _sentence_ends(text) if measure(text[:end]) >= _SHORTEST)
    return _trim(clip(runs, 0, next(ends, len(text))))


def _last_sentence(block: Prose) -> Runs:
    text = plain_runs(block.runs)
    start = max(_sentence_ends(text), default=0)
    return tuple(clip(block.runs, start, len(text)))


def _trim(runs: Iterable[Run]) -> Runs:
    """Runs without a blank at their end."""
    *before, last = runs
    return (*before, last.model_copy(update={"text": last.text.rstrip()}))
