"""A file of any accepted format to canonical text, with the place of every line in the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.akoma_ntoso import read_akn
from indexer.errors import Problem, SourceError
from indexer.files import INVISIBLE
from indexer.language_detection import detect_text_language
from indexer.languages import CODES
from indexer.readers.formats import detect_format
from indexer.readers.plain import decode
from indexer.readers.reading import read_bytes, read_file
from indexer.transcript import Transcript, is_whole, make_transcript

#: Marks of direction, which print nothing.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


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
    of which a hyphen at the end of a printed line was left out. `official` is false where the file
    says that its text is none, as a translation in Akoma Ntoso does.
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
    official: bool = True

    @property
    def is_canonical(self) -> bool:
        """Whether the file itself is the text: plain text in UTF-8 of which nothing is left out."""
        if self.format not in {"txt", "md"} or self.places:
            return False
        return self.data.decode("utf-8-sig", "replace").replace("\r\n", "\n") == self.text

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
    if detect_format(data, path) == "akn":
        return _read_akn(path, data)
    source = read_file(path)
    furniture = any(line.role in {"header", "footer"} for line in source.lines)
    if source.format in {"txt", "md"} and not furniture:
        text = decode(data, str(path)).replace("\r\n", "\n")
        if not INVISIBLE.search(text):  # the transcript leaves such marks out
            told = _told(path, source.problems)
            return Source(path, data, source.format, source.pages, text, None, (), (), (), told)
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
        _told(path, transcript.problems),
    )


def _told(path: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems with the file before their places in it, once."""
    return tuple(
        p if p.where.startswith(str(path)) else replace(p, where=f"{path}: {p.where}")
        for p in problems
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
    text = _REORDERING.sub("", read.text)
    if found := INVISIBLE.search(text):
        raise SourceError(
            f"{path}: found the control character U+{ord(found[0]):04X}; accepted is text without"
        )
    problems = read.problems
    if read.authoritative is False:
        said = "the file says that its text is not authoritative"
        accepted = "it becomes `status: unofficial`; accepted as official is the text as issued"
        problems = (*problems, Problem(str(path), said, accepted))
    return Source(
        path,
        data,
        "akn",
        1,
        text,
        read.language,
        (),
        (),
        (),
        problems,
        official=read.authoritative is not False,
    )
