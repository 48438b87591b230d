"""The process that reads one file: it takes limited time and memory, and writes no file.

It is given the format and the name as arguments and the bytes at its standard input, and answers
in JSON: `{"text": …}` or `{"error": …}`. What a hostile file may do to a parser stays in here.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys

from indexer.errors import Problem, SourceError
from indexer.readers.limits import MAX_MEMORY, MAX_SECONDS
from indexer.readers.lines import SourceLine, SourceText


def parse_bytes(data: bytes, form: str, where: str) -> SourceText:
    """The lines of a file of a known format, read in this process."""
    match form:
        case "docx":
            from indexer.readers.docx import read_docx as read
        case "pdf":
            from indexer.readers.pdf import read_pdf as read
        case "html":
            from indexer.readers.html import read_html as read
        case "md":
            from indexer.readers.markdown import read_markdown as read
        case _:
            from indexer.readers.plain import read_plain as read
    return read(data, where)


def dump(text: SourceText) -> str:
    """The lines in JSON."""
    return json.dumps(
        {
            "text": {
                "format": text.format,
                "pages": text.pages,
                "lines": [
                    [li.text, li.page, li.line, li.role, li.level, li.begins] for li in text.lines
                ],
                "problems": [[p.where, p.found, p.accepted] for p in text.problems],
            }
        }
    )


def load(answer: str, where: str) -> SourceText:
    """The lines from JSON; the SourceError that it reports."""
    data = json.loads(answer)
    if "error" in data:
        raise SourceError(str(data["error"]))
    text = data["text"]
    if text["format"] not in {"docx", "pdf", "html", "txt", "md"}:
        raise SourceError(f"{where}: found an unknown answer; accepted is a format that is read")
    return SourceText(
        format=text["format"],
        pages=int(text["pages"]),
        lines=tuple(SourceLine(*line) for line in text["lines"]),
        problems=tuple(Problem(*problem) for problem in text["problems"]),
    )


def main(form: str, where: str) -> None:
    """Reads the file at standard input and answers at standard output."""
    for what, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system may not know a limit
            resource.setrlimit(what, (limit, limit))
    try:
        answer = dump(parse_bytes(sys.stdin.buffer.read(), form, where))
    except SourceError as error:
        answer = json.dumps({"error": str(error)})
    except (MemoryError, RecursionError) as error:
        kind = "memory" if isinstance(error, MemoryError) else "nesting"
        found = f"{where}: found a file that takes too much {kind}; accepted is a plainer one"
        answer = json.dumps({"error": found})
    sys.stdout.write(answer)
