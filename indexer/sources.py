"""A file of any accepted format to canonical text, with the place of every line in the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from indexer.akoma_ntoso import read_akn
from indexer.errors import Problem, SourceError
from indexer.language_detection import detect_text_language
from indexer.languages import CODES
from indexer.readers.plain import decode
from indexer.readers.reading import read_bytes, read_file
from indexer.transcript import Transcript, is_whole, make_transcript

#: The root of an Akoma Ntoso file, whatever its prefix.
_AKN = re.compile(rb"<(?:\w+:)?akomaNtoso\b")


@dataclass(frozen=True, slots=True)
class Remainder:
    """A line that belongs to the printed page and not to the text, and its place."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Source:
    """The canonical text of a file.

    `language` is what the file itself says, if it does. `places` has page and line of each line
    of the text in the file; where it is empty, the lines are those of the file. `undone` are words
    of which a hyphen at the end of a printed line was left out.
    """

    path: Path
    data: bytes
    format: str
    pages: int
    text: str
    language: str | None
    places: tuple[tuple[int, int], ...]
    remainder: tuple[Remainder, ...]
    undone: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return hashlib.sha256(self.data).hexdigest()

    def page(self, line: int) -> int:
        """The page of the file on which a line of the canonical text (from 1) begins."""
        return self.places[line - 1][0] if 0 < line <= len(self.places) else 1

    def place(self, line: int) -> str:
        """Where a line of the canonical text (from 1) stands in the file."""
        if not 0 < line <= len(self.places):
            return f"line {line}"
        page, number = self.places[line - 1]
        return f"page {page}, line {number}" if self.pages > 1 else f"line {number}"


def read_source(path: Path, language: str | None = None) -> Source:
    """The canonical text of a file; SourceError if it is not accepted or cannot be read whole.

    Plain text and Markdown that hold no page furniture are canonical as they are: the grammar
    joins wrapped lines itself, and what was issued as text stays byte for byte.
    """
    data = read_bytes(path)
    if _AKN.search(data[:4096]):
        return _read_akn(path, data)
    source = read_file(path)
    problems = tuple(
        Problem(f"{path}: {p.where}" if p.where != str(path) else p.where, p.found, p.accepted)
        for p in source.problems
    )
    furniture = any(line.role in {"header", "footer"} for line in source.lines)
    if source.format in {"txt", "md"} and not furniture:
        text = decode(data, str(path)).replace("\r\n", "\n")
        return Source(path, data, source.format, source.pages, text, None, (), (), (), problems)
    spoken = language or detect_text_language("\n".join(line.text for line in source.lines))
    if spoken is None:
        raise SourceError(f"{path}: found no letters; accepted is a text in {', '.join(CODES)}")
    transcript = make_transcript(source, spoken)
    if not is_whole(source, transcript):
        raise SourceError(
            f"{path}: found words that reach no line of its text; this is a fault of the reader: "
            "please report it with the file"
        )
    return Source(
        path,
        data,
        source.format,
        source.pages,
        transcript.text,
        None,
        _places(transcript),
        tuple(
            Remainder(line.text, f"page {line.page}, line {line.line}")
            for line in transcript.remainder
        ),
        tuple(hyphen.word for hyphen in transcript.undone),
        tuple(Problem(f"{path}: {p.where}", p.found, p.accepted) for p in transcript.problems),
    )


def _places(transcript: Transcript) -> tuple[tuple[int, int], ...]:
    """The place of every line, blank ones at that of the next."""
    places: list[tuple[int, int]] = []
    following = (1, 1)
    for place in reversed(transcript.places):
        following = (place.page, place.line) if place else following
        places.append(following)
    return tuple(reversed(places))


def _read_akn(path: Path, data: bytes) -> Source:
    read = read_akn(data, str(path))
    return Source(path, data, "akn", 1, read.text, read.language, (), (), (), read.problems)
