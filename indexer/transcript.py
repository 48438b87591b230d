r"""Lines of a file to canonical text: a paragraph, item, note or masthead line stands on one line.

`make_transcript` guarantees (`is_whole` checks the first):

1. every character that is not white space ends in the canonical text or in the remainder (page
   headers and footers, tables of contents), in its order, but for hyphens at ends of lines that
   were undone, which are listed;
2. nothing is added but `#` before headings and `\` before a line that itself begins with `#`,
   `|` or `\`;
3. every canonical line knows the page and line of the file where it begins.

Printed lines are joined where the reader says so (`begins`); where it does not know, by how the
lines end and begin. A note that a page puts between two halves of a paragraph stands after it.

A hyphen at the end of a line is undone if it is a soft hyphen, or if it stands between small
letters and the file says so: it prints the joined word elsewhere (or one that begins with it),
and not the word with the hyphen. Where it prints neither, the hyphen is undone only in a file
that breaks other words; that, and a hyphen kept there, is told. U+2010, which typesetters write
and people do not, is undone if the file prints it at ends of lines only. Everywhere else a hyphen
is kept, and nothing is put after it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.errors import Problem
from indexer.readers.lines import MARKER, SUPERSCRIPTS, Role, SourceLine, SourceText

_SPACES = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
_HAN = (
    "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff"
)
_HAN_END = re.compile(rf"[{_HAN}]$")
_HAN_START = re.compile(rf"[{_HAN}]")
_WIDE_QUOTES = "“”‘’…—·《》"
_HYPHEN_END = re.compile(r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)[-\u2010]$")
_WORD_START = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)+")
_WORDS = re.compile(r"[^\W\d_]+")
_ENDS = re.compile(rf"[.;:?!。；：？！؛؟][”»\"'’)）\]{SUPERSCRIPTS}]*$")
#: A line broken by hand that is shorter than this ends a masthead line, not a printed one.
_SHORT = 75
_ESCAPED = ("#", "|", "\\")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a canonical line begins in the file, and what the file says that it is."""

    page: int
    line: int
    role: Role
    level: int


@dataclass(frozen=True, slots=True)
class UndoneHyphen:
    """A hyphen at the end of a printed line that is left out: the joined word and its place."""

    word: str
    page: int
    line: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """The canonical text of a file; `places` has an entry for each line, None for blank ones."""

    text: str
    places: tuple[Place | None, ...]
    remainder: tuple[SourceLine, ...]
    undone: tuple[UndoneHyphen, ...]
    problems: tuple[Problem, ...]

    def place(self, line: int) -> Place | None:
        """Where line `line` (from 1) of the text begins; that of the next for a blank one."""
        return next((p for p in self.places[max(line, 1) - 1 :] if p is not None), None)


@dataclass(slots=True)
class _Block:
    first: SourceLine
    text: str
    last: SourceLine


def make_transcript(source: SourceText, language: str) -> Transcript:
    """The canonical text of a file's lines in a language."""
    writer = _Writer(source, language)
    for line in source.lines:
        writer.add(line)
    return writer.finish()


def verbatim(line: str) -> str:
    """What a canonical line prints: without the mark of a heading, and without an escape."""
    if line.startswith("\\") and line[1:2] in _ESCAPED:
        return line[1:]
    return re.sub(r"^#{1,6} ", "", line)


def is_whole(source: SourceText, transcript: Transcript) -> bool:
    """Whether every printed character is in the transcript, but for hyphens undone."""
    kept = Counter("".join(map(verbatim, transcript.text.split("\n"))))
    kept.update(Counter("".join(line.text for line in transcript.remainder)))
    read = Counter("".join(line.text for line in source.lines))
    lost = read - kept
    undone = sum(n for c, n in lost.items() if c in "-\u2010\u00ad")
    added = [c for c in kept - read if not c.isspace()]
    others = [c for c in lost if c not in "-\u2010\u00ad" and not c.isspace()]
    return not added and not others and undone == len(transcript.undone)


class _Writer:
    def __init__(self, source: SourceText, language: str) -> None:
        self._source = source
        self._words = _Vocabulary(source.lines, language)
        self._blocks: list[_Block] = []
        self._open: dict[bool, _Block] = {}  # the last text and the last note, each may go on
        self._remainder: list[SourceLine] = []
        self._undone: list[UndoneHyphen] = []
        self._problems = list(source.problems)

    def add(self, line: SourceLine) -> None:
        text = squeeze(line.text)
        if line.role in {"header", "footer"}:
            self._remainder.append(line)
            return
        if not text:
            return
        note = line.role == "footnote"
        block = self._open.get(note)
        if block is None or _begins(block, line, text):
            self._open[note] = _Block(line, text, line)
            self._blocks.append(self._open[note])
        else:
            block.text = self._join(block, line, text)
            block.last = line

    def _join(self, block: _Block, line: SourceLine, text: str) -> str:
        hyphen = self._words.hyphen(block.text, text)
        if hyphen is not None:
            if hyphen.doubtful:
                self._problems.append(
                    Problem(
                        f"page {block.last.page}, line {block.last.line}",
                        f"a line ends with “{hyphen.printed}”, read as “{hyphen.word}”",
                        "accepted is the word as it is written inside a line",
                    )
                )
            if hyphen.undone:
                self._undone.append(UndoneHyphen(hyphen.word, block.last.page, block.last.line))
                return block.text[:-1] + text
            return block.text + text
        return block.text + self._words.between(block.text, text) + text

    def finish(self) -> Transcript:
        lines: list[str] = []
        places: list[Place | None] = []
        for block in self._blocks:
            role = block.first.role
            in_table = role == "table" and bool(places) and places[-1] is not None
            if lines and not (in_table and places[-1].role == "table"):  # type: ignore[union-attr]
                lines.append("")
                places.append(None)
            lines.append(_canonical(block))
            places.append(Place(block.first.page, block.first.line, role, block.first.level))
        return Transcript(
            text="\n".join(lines) + ("\n" if lines else ""),
            places=tuple(places),
            remainder=tuple(self._remainder),
            undone=tuple(self._undone),
            problems=tuple(self._problems),
        )


def squeeze(text: str) -> str:
    """The text with one blank for any white space but no-break and wide ones, none at its ends."""
    return _SPACES.sub(" ", text).strip()


def _canonical(block: _Block) -> str:
    if block.first.role == "heading":
        return "#" * min(max(block.first.level, 1), 6) + " " + block.text
    if block.first.role == "table":
        return block.text
    return "\\" + block.text if block.text.startswith(_ESCAPED) else block.text


def _begins(block: _Block, line: SourceLine, text: str) -> bool:
    """Whether a line begins a block of its own, where its reader may not have known."""
    if line.role == "table" or line.role != block.first.role and line.role != "text":
        return line.begins is not False or line.role != block.first.role
    if block.first.role == "table" or block.first.role != line.role:
        return True
    if line.begins is not None:
        return line.begins
    if line.role == "footnote":
        return text[0] in SUPERSCRIPTS
    if MARKER.match(text):
        return True
    if text[0].islower() or _HYPHEN_END.search(block.text):
        return False
    return bool(_ENDS.search(block.text)) or len(squeeze(block.last.text)) < _SHORT


@dataclass(frozen=True, slots=True)
class _Hyphen:
    printed: str
    word: str
    undone: bool
    doubtful: bool


class _Vocabulary:
    """The words that a file prints inside its lines, by which hyphens at their ends are judged."""

    def __init__(self, lines: Iterable[SourceLine], language: str) -> None:
        self._language = language
        self._compounds: Counter[str] = Counter()
        self._beginnings: Counter[str] = Counter()
        self._breaks: list[tuple[str, str]] = []
        self._prints_u2010 = False
        spaced = unspaced = 0
        before: str | None = None
        for line in lines:
            text = squeeze(line.text)
            inside = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?[-\u2010\u00ad]$", "", text)
            if before is not None and (start := _WORD_START.match(text)):
                self._breaks.append((before, start[0]))
                inside = inside[start.end() :]
            ending = _HYPHEN_END.search(text)
            before = ending["word"] if ending else None
            self._prints_u2010 = self._prints_u2010 or "\u2010" in inside
            for compound in _HYPHENATED.findall(inside):
                parts = re.split("[-\u2010\u2011]", compound.casefold())
                self._compounds[compound.casefold()] += 1
                self._compounds.update(
                    "-".join(pair) for pair in zip(parts, parts[1:], strict=False)
                )
            for word in _WORDS.findall(_HYPHENATED.sub(" ", inside)):
                folded = word.casefold()
                for length in range(4, len(folded) + 1):
                    self._beginnings[folded[:length]] += 1
            spaced += len(re.findall(rf"[{_HAN}] [A-Za-z0-9]|[A-Za-z0-9)] [{_HAN}]", text))
            unspaced += len(re.findall(rf"[{_HAN}][A-Za-z0-9]|[A-Za-z0-9)][{_HAN}]", text))
        self._breaks_words = any(self._seen(a + b) for a, b in self._breaks)
        self._spaces_han = spaced > unspaced

    def _seen(self, word: str) -> bool:
        return len(word) >= 4 and self._beginnings[word.casefold()] > 0

    def hyphen(self, before: str, after: str) -> _Hyphen | None:
        """What a hyphen between two printed lines is; None if there is none."""
        start = _WORD_START.match(after)
        if before.endswith("\u00ad"):
            open_word = re.search(r"[^\W\d_]*$", before[:-1])
            joined = (open_word[0] if open_word else "") + (start[0] if start else "")
            return _Hyphen(joined, joined, undone=True, doubtful=False)
        ending = _HYPHEN_END.search(before)
        if ending is None or start is None:
            return None
        printed, word = f"{ending['word']}-{start[0]}", ending["word"] + start[0]
        small = ending["word"][-1].islower() and start[0].islower()
        whole = re.search(r"[\w'’\u2010\u2011-]*$", before[:-1])
        compound = f"{whole[0] if whole else ''}{start[0]}".casefold()
        if not small:
            return _Hyphen(printed, printed, undone=False, doubtful=False)
        if before[-1] == "\u2010" and not self._prints_u2010:
            return _Hyphen(printed, word, undone=True, doubtful=False)  # written by a typesetter
        if "-" in compound:
            undone = self._compounds[compound] > 0 or self._seen(word)
            return _Hyphen(printed, word if undone else printed, undone, doubtful=undone)
        kept = self._compounds[printed.casefold()]
        seen = self._seen(word)
        if kept or seen:
            return _Hyphen(printed, word if not kept else printed, not kept, bool(kept and seen))
        undone = self._breaks_words
        return _Hyphen(printed, word if undone else printed, undone, doubtful=True)

    def between(self, before: str, after: str) -> str:
        """What stands between two printed lines of a paragraph: a blank, or nothing."""
        left, right = bool(_HAN_END.search(before)), bool(_HAN_START.match(after))
        if left and right:
            return ""
        if self._language == "zh":
            wide_left = before[-1] in _WIDE_QUOTES
            wide_right = after[0] in _WIDE_QUOTES
            if left and wide_right or right and wide_left or wide_left and wide_right:
                return ""
            if left or right:
                punctuation = not (before[-1].isalnum() and after[0].isalnum())
                return " " if self._spaces_han and not punctuation else ""
        if re.search(r"\S[-/\u2010\u2011–—]$", before) and re.match(r"\w", after):
            return ""  # "2018–" and "2030", "ICCD/" and "COP(14)"
        return " "


__all__ = [
    "Place",
    "Transcript",
    "UndoneHyphen",
    "is_whole",
    "make_transcript",
    "squeeze",
    "verbatim",
]
