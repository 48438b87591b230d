"""The paragraphs of a text while it is read: named, put below one another, doubts collected.

Decisions, reports and annexes are made of the same parts: headings (`h-1`), unnumbered text and
tables (`t-1`), and groups: a paragraph with the items below it. `indexer.decision` and
`indexer.report` say which line is what; here it gets its anchor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from indexer.canonical import Line
from indexer.errors import Problem
from indexer.grammar import Grammar
from indexer.markers import (
    BULLET,
    INLINE,
    ITEM,
    Reading,
    item_token,
    ordinal_label,
    place_markers,
    read_marker,
)
from indexer.model import Addressee, Paragraph, ParagraphKind, Verb
from indexer.notes import Marks
from indexer.references import find_references


@dataclass(slots=True)
class Draft:
    """What has been read of a text so far."""

    grammar: Grammar
    marks: Marks
    where: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _head: Paragraph | None = None
    _items: list[Line] = field(default_factory=list)

    def doubt(
        self, line: int, found: str, accepted: str, *, anchor: str = "", what: str = "reading"
    ) -> None:
        """Note what is not understood or not as it should be, and what an editor may settle."""
        self.problems.append(Problem(f"{self.where}:{line}", found, accepted, anchor, what))

    def doubt_cuts(self, cut: Iterable[Line]) -> None:
        """Note the paragraphs that a footnote cuts in two."""
        for line in cut:
            self.doubt(
                line.number,
                f"the paragraph “{line.text[:40]}…” is cut by a footnote",
                "accepted is a footnote between paragraphs, on lines of its own",
            )

    def next_anchor(self, word: str, prefix: str = "") -> str:
        """The next of what is counted and not numbered: `h-3`, `annex-1-t-2`, `pp-4`."""
        self._counts[prefix + word] += 1
        return f"{prefix}{word}-{self._counts[prefix + word]}"

    def add_heading(self, block: Line, prefix: str = "", word: str = "h") -> None:
        """A heading; it ends the group before it."""
        self.close()
        self.paragraphs.append(self.make(self.next_anchor(word, prefix), "heading", block))

    def add_loose(self, block: Line, prefix: str = "") -> Paragraph:
        """A table or unnumbered text between groups; the group before it stays open."""
        kind: ParagraphKind = "table" if block.table else "text"
        paragraph = self.make(self.next_anchor("t", prefix), kind, block)
        self.paragraphs.append(paragraph)
        return paragraph

    def open(self, paragraph: Paragraph) -> None:
        """Begin a group with its first paragraph."""
        self.close()
        self.paragraphs.append(paragraph)
        self._head = paragraph

    def reopen(self, paragraph: Paragraph) -> None:
        """Let items stand below a paragraph that has been added."""
        self.close()
        self._head = paragraph

    @property
    def head(self) -> Paragraph | None:
        """The paragraph that items are put below, if there is one."""
        return self._head

    def add_item(self, block: Line) -> None:
        """An item of the open group."""
        self._items.append(block)

    def close(self) -> None:
        """End the open group: its items are placed by the sequence of their markers."""
        if self._head is not None:
            if self._items:
                self.paragraphs += self._place(self._head, self._items)
            else:
                self.paragraphs += self._inline_items(self._head)
        self._head, self._items = None, []

    def finish(self) -> list[Paragraph]:
        """Every paragraph in its order, each anchor once."""
        self.close()
        return self._unique(sorted(self.paragraphs, key=lambda p: (p.line, p.kind == "inline")))

    def told(self, paragraphs: Sequence[Paragraph]) -> tuple[Problem, ...]:
        """Every doubt; the paragraph that begins at its line is the one that it is about."""
        anchors = {
            f"{self.where}:{p.line}": p.anchor for p in reversed(paragraphs) if p.kind != "inline"
        }
        return tuple(replace(p, anchor=p.anchor or anchors.get(p.where, "")) for p in self.problems)

    def make(
        self,
        anchor: str,
        kind: ParagraphKind,
        block: Line,
        *,
        number: str | None = None,
        parent: str | None = None,
        verb: Verb | None = None,
        addressee: Addressee | None = None,
    ) -> Paragraph:
        """A paragraph of a joined line, with what it refers to."""
        return Paragraph(
            anchor=anchor,
            kind=kind,
            number=number,
            parent=parent,
            text=block.text,
            verb=verb,
            addressee=addressee,
            references=find_references(block.text),
            footnotes=self.marks.within(block.text),
            line=block.number,
            level=block.level,
        )

    # -- items -------------------------------------------------------------------------------

    def _place(self, parent: Paragraph, blocks: Sequence[Line]) -> list[Paragraph]:
        numbered = [(block, match) for block in blocks if (match := ITEM.match(block.text))]
        places = dict(
            zip(
                (block.number for block, _ in numbered),
                place_markers([item_token(match) for _, match in numbered]),
                strict=True,
            )
        )
        result: list[Paragraph] = []
        path: list[Paragraph] = [parent]
        bullets: Counter[str] = Counter()
        for block in blocks:
            match = ITEM.match(block.text)
            if match is None:
                above = path[-1]
                bullets[above.anchor] += 1
                bullet = BULLET.match(block.text)
                assert bullet is not None  # blocks are chosen by ITEM or BULLET
                anchor, number = f"{above.anchor}-{bullets[above.anchor]}", bullet["marker"]
            else:
                place = places[block.number]
                del path[place.depth + 1 :]
                above = path[-1]
                anchor = f"{above.anchor}-{ordinal_label(place.reading, place.depth)}"
                number = match["marker"].strip()
                if place.expected:
                    self.doubt(
                        block.number,
                        f"item {number} of {above.anchor} stands where "
                        f"{place.expected} is expected",
                        "accepted are items in order, without gap or repetition",
                    )
            item = self.make(anchor, "subparagraph", block, number=number, parent=above.anchor)
            if match is not None:
                path.append(item)
            result.append(item)
        chapeaux = {p.parent for p in result}
        return [
            node
            for item in result
            for node in ([item] if item.anchor in chapeaux else [item, *self._inline_items(item)])
        ]

    def _inline_items(self, parent: Paragraph) -> list[Paragraph]:
        """Items inside a sentence: a run of markers that begins a list and has at least two."""
        offset = len(parent.number) if parent.number else 0
        run: list[tuple[re.Match[str], Reading]] = []
        for match in INLINE.finditer(parent.text, offset):
            before = parent.text[: match.start()].rstrip()
            if before and before[-1].isascii() and before[-1].isdigit():
                continue  # "paragraph 1 (a)" cites, it does not list
            options = read_marker(item_token(match))
            wanted = [r for r in options if run and r.scheme == run[-1][1].scheme]
            if run and any(r.ordinal == run[-1][1].ordinal + 1 for r in wanted):
                run.append((match, next(r for r in wanted if r.ordinal == run[-1][1].ordinal + 1)))
            elif not run or len(run) == 1:
                starts = [r for r in options if r.ordinal == 1]
                run = [(match, starts[0])] if starts else run
        if len(run) < 2 or _cites(parent.text, [match for match, _ in run], self.grammar):
            return []
        ends = [match.start() for match, _ in run[1:]] + [len(parent.text)]
        return [
            self.make(
                f"{parent.anchor}-{ordinal_label(reading)}",
                "inline",
                Line(parent.text[match.start() : end].strip(), parent.line),
                number=match["marker"],
                parent=parent.anchor,
            )
            for (match, reading), end in zip(run, ends, strict=True)
        ]

    def _unique(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        seen: Counter[str] = Counter()
        result: list[Paragraph] = []
        renamed: dict[str, str] = {}  # what a repeated paragraph is called now: its items follow
        for paragraph in paragraphs:
            above = renamed.get(paragraph.parent) if paragraph.parent else None
            if paragraph.parent and above:
                anchor = above + paragraph.anchor[len(paragraph.parent) :]
                renamed[paragraph.anchor] = anchor
                paragraph = replace(paragraph, anchor=anchor, parent=above)
            else:
                renamed.pop(paragraph.anchor, None)
            seen[paragraph.anchor] += 1
            if (count := seen[paragraph.anchor]) > 1:
                self.doubt(
                    paragraph.line,
                    f"{paragraph.anchor} stands here a second time",
                    "accepted is each paragraph once; `what: place` says where this one belongs",
                )
                renamed[paragraph.anchor] = f"{paragraph.anchor}-again-{count}"
                paragraph = replace(paragraph, anchor=renamed[paragraph.anchor])
            result.append(paragraph)
        return result


def _cites(text: str, markers: list[re.Match[str]], grammar: Grammar) -> bool:
    """Whether markers name items of another text ("subparagraphs (a) and (b)")."""
    if grammar.citing.search(text[: markers[0].start()].rstrip()):
        return True
    between = [text[a.end() : b.start()] for a, b in zip(markers, markers[1:], strict=False)]
    return any(len(re.findall(r"\w", words)) <= 3 for words in between)
