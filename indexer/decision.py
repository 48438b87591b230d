"""The text of a decision, as issued or translated, to its structure.

`parse_decision` reads any decision of the UN pattern: masthead, opening formula, preambular
paragraphs, numbered operative paragraphs with items to any depth, items inside a sentence,
footnotes. It guarantees:

1. every character of the text that is not white space ends in exactly one masthead line, the
   opening, one top-level paragraph, one item on its own line, one footnote, or the remainder
   (page numbers, running headers); `restore_text` gives it back, `is_whole` checks it;
2. no text is changed; white space at line breaks inside a paragraph becomes one blank
   (nothing in Chinese);
3. whatever it does not understand is kept and reported as a Problem with its line.

What each language writes stands in `indexer.grammar`; nothing of any one decision stands here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from indexer.addressees import find_addressee, find_verb
from indexer.blocks import FOOTNOTE_LINE, HEADING, SUPERSCRIPTS, Line, ends, join_lines, set_aside
from indexer.errors import Problem, SourceError
from indexer.grammar import Grammar, load_grammar
from indexer.markers import (
    INLINE,
    ITEM,
    NUMBER,
    Reading,
    ordinal_label,
    place_markers,
    read_marker,
)
from indexer.masthead import parse_masthead
from indexer.model import (
    Addressee,
    DocumentText,
    Footnote,
    Paragraph,
    ParagraphKind,
    TextStatus,
    Verb,
)
from indexer.references import find_references, fold_digits

_FOOTNOTE_MARK = re.compile(rf"(?<![\s\dkc]m)[{SUPERSCRIPTS}]+")  # not the 2 of m²
#: What is taken off the ends of lines: white space and invisible marks of direction.
_BLANKS = " \t\r\f\v\u00a0\u2003\u3000\u200b\u200e\u200f\ufeff"
_MARKS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\ufeff"))
_FULL_STOP = re.compile(rf"[.。．!؟?][{SUPERSCRIPTS}”»\"')）]*$")
#: Verbs that need no addressee because the body speaks about itself or about facts.
_ADDRESSING = frozenset(
    [
        "encourages",
        "invites",
        "recommends",
        "appeals",
        "calls-upon",
        "urges",
        "requests",
        "directs",
        "instructs",
    ]
)


@dataclass(frozen=True, slots=True)
class ParsedDecision:
    """The structure of a text and everything that was doubtful in it."""

    text: DocumentText
    problems: tuple[Problem, ...]


def text_digest(text: str) -> str:
    """`sha256:` and the digest of a text, white space apart."""
    return "sha256:" + hashlib.sha256("".join(text.split()).encode("utf-8")).hexdigest()


def parse_decision(
    text: str, language: str, *, status: TextStatus = "official", where: str = "text"
) -> ParsedDecision:
    """The structure of a decision's text; SourceError if it is no decision at all."""
    grammar = load_grammar(language)
    lines = [Line(line.strip(_BLANKS), n) for n, line in enumerate(text.splitlines(), 1)]
    start = next((i for i, li in enumerate(lines) if grammar.opening.fullmatch(li.text)), None)
    if start is None:
        raise SourceError(
            f"{where}: found no opening formula in {language}; accepted is a decision whose "
            "opening stands on its own line, such as “The Conference of the Parties,”"
        )
    problems: list[Problem] = []
    masthead, masthead_problems = parse_masthead(
        [(li.text, li.number) for li in lines[:start] if li.text], grammar, where
    )
    problems += masthead_problems
    symbol = next((line.text for line in masthead if line.field == "symbol"), None)
    printed, remainder = set_aside(lines[start + 1 :], symbol)
    blocks, footnotes, cut = join_lines(printed, grammar)
    problems += [
        Problem(
            f"{where}:{line.number}",
            f"the paragraph “{line.text[:40]}…” is cut by a footnote",
            "accepted is a footnote between paragraphs, on lines of its own",
        )
        for line in cut
    ]
    paragraphs = _paragraphs(blocks, grammar, where, problems)
    if not any(p.kind == "operative" for p in paragraphs):
        raise SourceError(
            f"{where}: found an opening but no numbered operative paragraph; accepted is a "
            "decision with paragraphs “1. …” below the preamble"
        )
    last = max(paragraphs, key=lambda p: p.line)
    if not _FULL_STOP.search(last.text[-12:].rstrip()):
        problems.append(
            Problem(
                f"{where}:{last.line}",
                f"{last.anchor}, the last paragraph, ends without a full stop",
                "accepted is a whole text; this one may be truncated",
            )
        )
    paragraphs, notes = _attach_footnotes(paragraphs, footnotes, where, problems)
    problems += _check_verbs(paragraphs, grammar, where)
    parsed = DocumentText(
        language=language,
        status=status,
        masthead=masthead,
        opening=lines[start].text,
        opening_line=lines[start].number,
        paragraphs=tuple(paragraphs),
        footnotes=notes,
        remainder=remainder,
        digest=text_digest(text),
    )
    return ParsedDecision(parsed, tuple(problems))


def is_whole(text: str, document: DocumentText) -> bool:
    """Whether the parsed parts hold every character of the text they were parsed from.

    The remainder is compared by its lines, because a page may break inside a paragraph.
    """
    lines = text.splitlines()
    aside = {line.line: line.text for line in document.remainder}
    if any(lines[number - 1].strip(_BLANKS) != kept for number, kept in aside.items()):
        return False
    rest = (line for number, line in enumerate(lines, 1) if number not in aside)
    return _squeeze("".join(rest)) == _squeeze(restore_text(document))


def _squeeze(text: str) -> str:
    return "".join(text.translate(_MARKS).split())


def restore_text(document: DocumentText) -> str:
    """Every printed part but the remainder, in its order, one a line: the text as issued."""
    parts = [(line.line, line.text) for line in document.masthead]
    parts.append((document.opening_line, document.opening))
    parts += [(p.line, p.text) for p in document.paragraphs if p.kind != "inline"]
    parts += [(note.line, note.text) for note in document.footnotes]
    return "\n".join(text for _, text in sorted(parts, key=lambda part: part[0]))


# -- blocks to paragraphs -------------------------------------------------------------------------


def _paragraphs(
    blocks: list[Line], grammar: Grammar, where: str, problems: list[Problem]
) -> list[Paragraph]:
    first = next(
        (i for i, b in enumerate(blocks) if (m := _number(b.text)) is not None and m[1] == 1),
        next((i for i, b in enumerate(blocks) if _number(b.text) is not None), len(blocks)),
    )
    paragraphs: list[Paragraph] = []
    headings = [block for block in blocks[:first] if HEADING.match(block.text)]
    preamble = [block for block in blocks[:first] if block not in headings]
    for index, block in enumerate(preamble, 1):
        paragraphs += _preambular(block, index, grammar)
    paragraphs += [_make(f"hp-{i}", "heading", block) for i, block in enumerate(headings, 1)]
    paragraphs += _operative(blocks[first:], grammar, where, problems)
    return _unique(paragraphs, where, problems)


def _number(text: str) -> tuple[str, int] | None:
    match = NUMBER.match(fold_digits(text))
    return (
        (text[match.start("marker") : match.end("marker")], int(match["number"])) if match else None
    )


def _make(
    anchor: str,
    kind: ParagraphKind,
    block: Line,
    *,
    number: str | None = None,
    parent: str | None = None,
    verb: Verb | None = None,
    addressee: Addressee | None = None,
) -> Paragraph:
    return Paragraph(
        anchor=anchor,
        kind=kind,
        number=number,
        parent=parent,
        text=block.text,
        verb=verb,
        addressee=addressee,
        references=find_references(block.text),
        footnotes=tuple(_FOOTNOTE_MARK.findall(block.text)),
        line=block.number,
    )


def _preambular(block: Line, index: int, grammar: Grammar) -> list[Paragraph]:
    found = find_verb(block.text, grammar.preambular)
    paragraph = _make(f"pp-{index}", "preambular", block, verb=found[0] if found else None)
    return [paragraph, *_inline_items(paragraph, grammar)]


def _operative(
    blocks: list[Line], grammar: Grammar, where: str, problems: list[Problem]
) -> list[Paragraph]:
    groups: list[tuple[Paragraph, list[Line]]] = []
    loose: list[Paragraph] = []
    expected = 1
    for block in blocks:
        numbered = _number(block.text)
        if numbered is not None:
            marker, number = numbered
            if number != expected:
                problems.append(
                    Problem(
                        f"{where}:{block.number}",
                        f"paragraph {number} stands where {expected} is expected",
                        "accepted are paragraphs numbered without gap or repetition",
                    )
                )
            expected = number + 1
            groups.append((_operative_paragraph(block, marker, number, grammar), []))
        elif groups and ITEM.match(block.text):
            groups[-1][1].append(block)
        else:
            kind: ParagraphKind = "heading" if _is_heading(block.text) else "text"
            loose.append(_make(f"{kind[0]}-{len(loose) + 1}", kind, block))
            if kind == "text":
                problems.append(
                    Problem(
                        f"{where}:{block.number}",
                        f"the paragraph “{block.text[:40]}…” has no number",
                        "accepted below the preamble are numbered paragraphs, items and headings",
                    )
                )
    paragraphs: list[Paragraph] = []
    for paragraph, items in groups:
        paragraphs.append(paragraph)
        placed = _items(paragraph, items, grammar, where, problems)
        paragraphs += placed if placed else _inline_items(paragraph, grammar)
    return sorted(paragraphs + loose, key=lambda p: (p.line, p.kind == "inline"))


def _is_heading(text: str) -> bool:
    return bool(HEADING.match(text)) or (len(text) <= 120 and not ends(text))


def _operative_paragraph(block: Line, marker: str, number: int, grammar: Grammar) -> Paragraph:
    body_start = len(marker) + (
        len(block.text[len(marker) :]) - len(block.text[len(marker) :].lstrip())
    )
    body = block.text[body_start:]
    found = find_verb(body, grammar.operative)
    addressee = find_addressee(body[found[2] :], found[1], grammar) if found else None
    return _make(
        f"op-{number}",
        "operative",
        block,
        number=marker.strip(),
        verb=found[0] if found else None,
        addressee=addressee,
    )


def _items(
    parent: Paragraph,
    blocks: list[Line],
    grammar: Grammar,
    where: str,
    problems: list[Problem],
) -> list[Paragraph]:
    matches = [ITEM.match(block.text) for block in blocks]
    tokens = [match["token"] or match["quoted"] for match in matches if match]
    result: list[Paragraph] = []
    path: list[Paragraph] = [parent]
    for block, match, place in zip(blocks, matches, place_markers(tokens), strict=True):
        assert match is not None  # blocks are chosen by ITEM
        del path[place.depth + 1 :]
        above = path[-1]
        anchor = f"{above.anchor}-{ordinal_label(place.reading, place.depth)}"
        if place.expected:
            problems.append(
                Problem(
                    f"{where}:{block.number}",
                    f"item {match['marker'].strip()} of {above.anchor} stands where "
                    f"{place.expected} is expected",
                    "accepted are items in order, without gap or repetition",
                )
            )
        item = _make(
            anchor, "subparagraph", block, number=match["marker"].strip(), parent=above.anchor
        )
        path.append(item)
        result.append(item)
    leaves = {p.parent for p in result}
    return [
        node
        for item in result
        for node in ([item] if item.anchor in leaves else [item, *_inline_items(item, grammar)])
    ]


def _inline_items(parent: Paragraph, grammar: Grammar) -> list[Paragraph]:
    """Items inside a sentence: a run of markers that begins a list and has at least two."""
    offset = len(parent.number) if parent.number else 0
    run: list[tuple[re.Match[str], Reading]] = []
    for match in INLINE.finditer(parent.text, offset):
        before = parent.text[: match.start()].rstrip()
        if before and before[-1].isascii() and before[-1].isdigit():
            continue  # "paragraph 1 (a)" cites, it does not list
        options = read_marker(match["token"])
        wanted = [r for r in options if run and r.scheme == run[-1][1].scheme]
        if run and any(r.ordinal == run[-1][1].ordinal + 1 for r in wanted):
            run.append((match, next(r for r in wanted if r.ordinal == run[-1][1].ordinal + 1)))
        elif not run or len(run) == 1:
            starts = [r for r in options if r.ordinal == 1]
            run = [(match, starts[0])] if starts else run
    if len(run) < 2 or _cites(parent.text, [match for match, _ in run], grammar):
        return []
    ends = [match.start() for match, _ in run[1:]] + [len(parent.text)]
    return [
        _make(
            f"{parent.anchor}-{ordinal_label(reading)}",
            "inline",
            Line(parent.text[match.start() : end].strip(), parent.line),
            number=match["marker"],
            parent=parent.anchor,
        )
        for (match, reading), end in zip(run, ends, strict=True)
    ]


def _cites(text: str, markers: list[re.Match[str]], grammar: Grammar) -> bool:
    """Whether markers name items of another text ("subparagraphs (a) and (b)")."""
    if grammar.citing.search(text[: markers[0].start()].rstrip()):
        return True
    between = [text[a.end() : b.start()] for a, b in zip(markers, markers[1:], strict=False)]
    return any(len(re.findall(r"\w", words)) <= 3 for words in between)


def _unique(paragraphs: list[Paragraph], where: str, problems: list[Problem]) -> list[Paragraph]:
    seen: dict[str, int] = {}
    result: list[Paragraph] = []
    for paragraph in paragraphs:
        count = seen[paragraph.anchor] = seen.get(paragraph.anchor, 0) + 1
        if count > 1:
            problems.append(
                Problem(
                    f"{where}:{paragraph.line}",
                    f"{paragraph.anchor} stands here a second time",
                    "accepted is each paragraph once",
                )
            )
            paragraph = replace(paragraph, anchor=f"{paragraph.anchor}-again-{count}")
        result.append(paragraph)
    return result


# -- footnotes, verbs ----------------------------------------------------------------------------


def _attach_footnotes(
    paragraphs: list[Paragraph], lines: list[Line], where: str, problems: list[Problem]
) -> tuple[list[Paragraph], tuple[Footnote, ...]]:
    carriers: dict[str, str] = {}
    for paragraph in paragraphs:
        for mark in paragraph.footnotes:
            carriers.setdefault(mark, paragraph.anchor)
    notes: list[Footnote] = []
    for index, line in enumerate(lines, 1):
        match = FOOTNOTE_LINE.match(line.text)
        assert match is not None  # lines are chosen by FOOTNOTE_LINE
        attached = carriers.get(match["mark"])
        if any(note.mark == match["mark"] for note in notes):
            problems.append(
                Problem(
                    f"{where}:{line.number}",
                    f"footnote {match['mark']} stands here a second time",
                    "accepted is each footnote once",
                )
            )
        if attached is None:
            problems.append(
                Problem(
                    f"{where}:{line.number}",
                    f"footnote {match['mark']} has no mark in any paragraph",
                    "accepted is a footnote whose mark stands in the text",
                )
            )
        notes.append(Footnote(f"fn-{index}", match["mark"], line.text, attached or "", line.number))
    for mark, anchor in carriers.items():
        if all(note.mark != mark for note in notes):
            problems.append(
                Problem(
                    f"{where}: {anchor}",
                    f"the footnote mark {mark} has no footnote",
                    "accepted is a mark whose footnote stands on its own line",
                )
            )
    return paragraphs, tuple(notes)


def _check_verbs(paragraphs: list[Paragraph], grammar: Grammar, where: str) -> list[Problem]:
    problems: list[Problem] = []
    for paragraph in paragraphs:
        place = f"{where}:{paragraph.line}"
        if paragraph.kind not in {"preambular", "operative"}:
            continue
        forms = grammar.preambular if paragraph.kind == "preambular" else grammar.operative
        if paragraph.verb is None:
            known = ", ".join(dict.fromkeys(form.key for form in forms))
            problems.append(
                Problem(
                    place,
                    f"{paragraph.anchor} begins with “{paragraph.body[:30]}”, no known "
                    f"{paragraph.kind} verb",
                    f"accepted are the forms in indexer/grammar/{grammar.language}.yml of: {known}",
                )
            )
        elif paragraph.verb.key in _ADDRESSING and paragraph.addressee is None:
            problems.append(
                Problem(
                    place,
                    f"{paragraph.anchor} addresses “{paragraph.body[:60]}…”, no known addressee",
                    f"accepted are the addressees in indexer/grammar/{grammar.language}.yml",
                )
            )
    return problems
