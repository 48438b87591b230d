"""The text of a decision, as issued or translated, to its structure.

`parse_decision` reads any decision of the UN pattern: masthead or number line, opening formula,
preambular paragraphs, operative paragraphs with items to any depth, items inside a sentence,
headings, parts by capital letters, tables, footnotes, notes of the meeting, annexes. It
guarantees:

1. every character of the text that is not white space ends in exactly one masthead line, the
   opening, one top-level paragraph, one item on its own line, one footnote, or the remainder
   (page numbers, running headers); `restore_text` gives it back, `is_whole` checks it;
2. no text is changed; white space at line breaks inside a paragraph becomes one blank
   (nothing in Chinese);
3. whatever it does not understand is kept and reported as a Problem with its line.

What each language writes stands in `indexer.grammar`; nothing of any one decision stands here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.addressees import ADDRESSING, find_addressee, find_verb
from indexer.blocks import ends
from indexer.canonical import Line, is_whole, read_lines, restore_text, text_digest
from indexer.draft import Draft
from indexer.errors import SourceError
from indexer.grammar import Grammar, load_grammar
from indexer.headings import is_numeral_heading, is_short, part_letters, split_annexes, split_parts
from indexer.markers import Number, read_number
from indexer.model import Paragraph, TextStatus
from indexer.notes import SUPERSCRIPTS, find_marks
from indexer.numbered import doubt_number, is_item, read_annexes
from indexer.printed_parts import ParsedText, complete, split_printed

__all__ = ["is_whole", "parse_decision", "restore_text", "text_digest"]

_FULL_STOP = re.compile(rf"[.。．!؟?][{SUPERSCRIPTS}*”»\"')）]*$")
#: What an operative paragraph ends with; a preambular one ends with a comma.
_OPERATIVE_END = re.compile(rf"[.;:。．；：؛][{SUPERSCRIPTS}*”»\"')）]*$")


def parse_decision(
    text: str, language: str, *, status: TextStatus = "official", where: str = "text"
) -> ParsedText:
    """The structure of a decision's text; SourceError if it is no decision at all."""
    grammar = load_grammar(language)
    lines = read_lines(text)
    marks = find_marks(lines)
    start = find_opening(lines, grammar)
    if start is None:
        raise SourceError(
            f"{where}: found no opening formula in {language}; accepted is a decision whose "
            "opening stands on its own line, such as “The Conference of the Parties,”"
        )
    parts = split_printed(lines[:start], lines[start + 1 :], Draft(grammar, marks, where))
    draft = parts.draft
    first = _first_operative(parts.blocks, grammar)
    main, annexes = split_annexes(parts.blocks, grammar, first + 1)
    _read_main(draft, main)
    read_annexes(draft, annexes)
    paragraphs = draft.finish()
    if not any(p.kind == "operative" for p in paragraphs):
        raise SourceError(
            f"{where}: found an opening but no numbered operative paragraph; accepted is a "
            "decision with paragraphs “1. …” below the preamble"
        )
    _check_end(draft, paragraphs)
    _check_verbs(draft, paragraphs)
    return complete(parts, paragraphs, text, status, lines[start])


def find_opening(lines: Sequence[Line], grammar: Grammar) -> int | None:
    """The place of the first line that opens a decision; a heading opens none."""
    return next(
        (
            i
            for i, li in enumerate(lines)
            if not li.level and not li.table and grammar.opening.fullmatch(li.text)
        ),
        None,
    )


# -- the preamble and the operative part -----------------------------------------------------------


def _first_operative(blocks: Sequence[Line], grammar: Grammar) -> int:
    """The place of the first operative paragraph: that numbered 1, or the first with a number,
    or the first that opens with an operative verb and is no part of a sentence."""
    numbers = [
        (i, n[1].value) for i, b in enumerate(blocks) if _text(b) and (n := read_number(b.text))
    ]
    ones = [i for i, value in numbers if value == 1]
    if numbers:
        return ones[0] if ones else numbers[0][0]
    return next(
        (i for i, b in enumerate(blocks) if _text(b) and _is_unnumbered(b, grammar)), len(blocks)
    )


def _text(block: Line) -> bool:
    return not block.level and not block.table


def _is_unnumbered(block: Line, grammar: Grammar) -> bool:
    """Whether a paragraph without a number is operative, by its verb and its end."""
    end = _OPERATIVE_END.search(block.text[-12:].rstrip())
    return end is not None and find_verb(block.text, grammar.operative) is not None


def _read_main(draft: Draft, blocks: Sequence[Line]) -> None:
    main, notes = _split_meeting_notes(blocks, draft.grammar)
    numbered = any(_text(block) and read_number(block.text) for block in main)
    for part in split_parts(main):
        prefix = f"{part.letter}-" if part.letter else ""
        first = _first_operative(part.lines, draft.grammar)
        if not numbered or first < len(part.lines) or not part.letter:
            _read_preamble(draft, part.lines[:first], prefix)
        _read_operative(draft, part.lines[first:], prefix, numbered)
    for note in notes:
        draft.close()
        draft.add_loose(note)


def _split_meeting_notes(
    blocks: Sequence[Line], grammar: Grammar
) -> tuple[Sequence[Line], Sequence[Line]]:
    """The blocks, and the notes at their end that tell meeting and date."""
    end = len(blocks)
    while end and _text(blocks[end - 1]) and grammar.meeting.fullmatch(blocks[end - 1].text):
        end -= 1
    return blocks[:end], blocks[end:]


def _read_preamble(draft: Draft, blocks: Sequence[Line], prefix: str) -> None:
    for block in blocks:
        if not block.table and (block.level or _heads_part(block)):
            draft.add_heading(block)
        elif block.table or draft.grammar.opening.fullmatch(block.text):
            draft.add_loose(block)
        elif is_item(block) and draft.head is not None:
            draft.add_item(block)
        else:
            found = find_verb(block.text, draft.grammar.preambular)
            anchor = draft.next_anchor("pp", prefix)
            draft.open(draft.make(anchor, "preambular", block, verb=found[0] if found else None))
    draft.close()


def _heads_part(block: Line) -> bool:
    return is_numeral_heading(block.text) or (
        len(block.text) < 20 and bool(part_letters(block.text))
    )


def _read_operative(draft: Draft, blocks: Sequence[Line], prefix: str, numbered: bool) -> None:
    before: Number | None = None
    for block in blocks:
        number = read_number(block.text) if _text(block) else None
        if number is not None:
            marker, found = number
            if not found.follows(before):
                doubt_number(draft, block, marker, before)
            # of a number that is printed twice the second stands for the next one
            before = Number(found.value + 1) if found == before else found
            draft.open(_operative_paragraph(draft, block, marker, f"{prefix}op-{found.label}"))
        elif not numbered and _text(block) and _is_unnumbered(block, draft.grammar):
            before = Number(before.value + 1 if before else 1)
            if before.value == 2:
                draft.doubt(
                    block.number,
                    f"the paragraph “{block.text[:40]}…” is one of several without a number",
                    "accepted are numbered paragraphs, or a single one without",
                )
            draft.open(_operative_paragraph(draft, block, "", f"{prefix}op-{before.label}"))
        elif _text(block) and is_item(block) and draft.head is not None:
            draft.add_item(block)
        elif not block.table and _is_heading(block, draft.grammar):
            draft.close()
            draft.add_heading(block)
        else:
            loose = draft.add_loose(block)
            if loose.kind == "text" and not _is_understood(block, draft.grammar):
                draft.doubt(
                    block.number,
                    f"the paragraph “{block.text[:40]}…” has no number",
                    "accepted below the preamble are numbered paragraphs, items and headings",
                )
    draft.close()


def _is_heading(block: Line, grammar: Grammar) -> bool:
    if grammar.caption.match(block.text):
        return False
    if block.level or _heads_part(block):
        return True
    return is_short(block.text) and not ends(block.text) and not _is_understood(block, grammar)


def _is_understood(block: Line, grammar: Grammar) -> bool:
    """Whether text without a number has its place: a quotation, a caption, a note of the meeting,
    the opening of a part."""
    return bool(
        block.text[0] in '“”«»„「『‘"'
        or grammar.caption.match(block.text)
        or grammar.meeting.fullmatch(block.text)
        or grammar.opening.fullmatch(block.text)
    )


def _operative_paragraph(draft: Draft, block: Line, marker: str, anchor: str) -> Paragraph:
    rest = block.text[len(marker) :]
    body = rest.lstrip()
    found = find_verb(body, draft.grammar.operative)
    addressee = find_addressee(body[found[2] :], found[1], draft.grammar) if found else None
    return draft.make(
        anchor,
        "operative",
        block,
        number=marker.strip() or None,
        verb=found[0] if found else None,
        addressee=addressee,
    )


# -- what is doubtful -----------------------------------------------------------------------------


def _check_end(draft: Draft, paragraphs: Sequence[Paragraph]) -> None:
    """Doubt a decision whose last paragraph before notes and annexes ends without a full stop."""
    last = max(
        (
            p
            for p in paragraphs
            if p.kind not in {"heading", "table"}
            and not p.anchor.startswith("annex-")
            and not (p.kind == "text" and draft.grammar.meeting.fullmatch(p.text))
        ),
        key=lambda p: p.line,
    )
    if not _FULL_STOP.search(last.text[-12:].rstrip()):
        draft.doubt(
            last.line,
            f"{last.anchor}, the last paragraph, ends without a full stop",
            "accepted is a whole text; this one may be truncated",
        )


def _check_verbs(draft: Draft, paragraphs: Sequence[Paragraph]) -> None:
    grammar = draft.grammar
    for paragraph in paragraphs:
        if paragraph.kind not in {"preambular", "operative"}:
            continue
        verbs = grammar.preambular if paragraph.kind == "preambular" else grammar.operative
        if paragraph.verb is None:
            known = ", ".join(dict.fromkeys(form.key for form in verbs.forms))
            draft.doubt(
                paragraph.line,
                f"{paragraph.anchor} begins with “{paragraph.body[:30]}”, no known "
                f"{paragraph.kind} verb",
                f"accepted are, as {grammar.language} writes them: {known}",
                anchor=paragraph.anchor,
                what="verb",
            )
        elif paragraph.verb.key in ADDRESSING and paragraph.addressee is None:
            draft.doubt(
                paragraph.line,
                f"{paragraph.anchor} addresses “{paragraph.body[:60]}…”, no known addressee",
                "accepted are the addressees of content/vocabulary/addressees.yml, in words that "
                f"the grammar of {grammar.language} knows",
                anchor=paragraph.anchor,
                what="addressee",
            )
