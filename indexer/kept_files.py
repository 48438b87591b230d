"""The files under source/: the text as issued, and what texts were read from, unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexer.canonical import text_digest
from indexer.errors import ContentError, Problem
from indexer.files import read_text
from indexer.fileschemas import DocumentFile
from indexer.model import DocumentText
from indexer.readers.limits import MAX_FILE_BYTES
from indexer.vocabulary import problem_of


def check_source(
    folder: Path, where: str, meta: DocumentFile, issued: DocumentText, problems: list[Problem]
) -> None:
    """The text as issued is that of its file, and the file has its checksum."""
    place = f"{where}/{meta.issued.file}"
    try:
        source = read_text(folder / meta.issued.file, place)
    except ContentError as error:
        problems.append(problem_of(error))
        return
    digest = hashlib.sha256((folder / meta.issued.file).read_bytes()).hexdigest()
    if digest != meta.issued.sha256:
        problems.append(
            Problem(
                place,
                f"its SHA-256 is {digest}",
                f"accepted is {meta.issued.sha256}, as recorded in document.yml",
            )
        )
    if text_digest(source) != issued.digest:
        problems.append(
            Problem(
                f"{where}/{issued.language}.md",
                f"its text is not that of {meta.issued.file}",
                "accepted is the text as issued, unchanged (white space apart): "
                "run `ldn-kb ingest` again instead of editing it",
            )
        )


def check_kept(folder: Path, where: str, meta: DocumentFile, problems: list[Problem]) -> None:
    """The files that texts were read from, as far as they are kept here, are what they were; no
    other file stands beside them."""
    known = {meta.issued.file, *(origin.file for origin in meta.read_from.values())}
    kept = sorted((folder / "source").iterdir()) if (folder / "source").is_dir() else []
    problems += [
        Problem(
            f"{where}/source/{path.name}",
            "is not named in document.yml",
            f"accepted are {', '.join(sorted(name for name in known if '/' in name))}",
        )
        for path in kept
        if f"source/{path.name}" not in known and not path.name.startswith(".")
    ]
    for code, origin in meta.read_from.items():
        if not origin.file.startswith("source/"):
            continue  # a file that holds more is named, not kept
        found = _digest(folder / origin.file)
        if found != origin.sha256:
            problems.append(
                Problem(
                    f"{where}/{origin.file}",
                    f"its SHA-256 is {found}",
                    f"accepted is {origin.sha256}, as recorded for {code} in document.yml",
                )
            )


def _digest(path: Path) -> str:
    """The SHA-256 of a file, or why it has none: no larger one was ever read."""
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        return "missing"
    if path.stat().st_size > MAX_FILE_BYTES:
        return f"that of more than {MAX_FILE_BYTES:,} bytes"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
