"""A document.yml that an editor has written into: what an ingest changes in it, and nothing else.

Its lines are rewritten one by one, so that comments and order stay, and then read again: what an
editor has put into another form than the one that is rewritten is refused, never half changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from indexer.errors import ContentError, SourceError
from indexer.files import parse_yaml, read_text

#: A text as a string of YAML (one of JSON is one).
quoted = partial(json.dumps, ensure_ascii=False)


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a text was read from, as `read_from` names it, and its SHA-256."""

    file: str
    sha256: str

    def line(self, code: str) -> str:
        """The line of `read_from` for a language."""
        return f"  {code}: {{file: {quoted(self.file)}, sha256: {self.sha256}}}"


def rewrite_document(
    path: Path, code: str, symbol: str, digest: str, origin: Origin | None
) -> tuple[bool, bytes]:
    """Whether a language is the issued one, and document.yml with a new text in that language.

    `digest` is that of the canonical text, recorded if it is the issued one. SourceError if the
    file is of another document, cannot be read, or stands in a form that is not rewritten.
    """
    try:
        before = read_text(path, str(path))
        said = _read(before, path)
        issued = _mapping(said, "issued").get("file") == f"source/{code}.txt"
        if said.get("symbol") != symbol:
            raise SourceError(
                f"{path}: found the symbol {said.get('symbol')!r}, and {symbol!r} in the file; "
                "accepted is a text of that symbol, --symbol with it, or another folder (--into)"
            )
        after = _record_origin(_no_longer_missing(before, code), code, origin)
        if issued:
            after = re.sub(r"(?m)^(  sha256:\s*).*$", rf"\g<1>{digest}", after, count=1)
        _check(_read(after, path), path, code, digest if issued else None, origin)
    except ContentError as error:
        raise SourceError(str(error)) from error
    return issued, after.encode("utf-8")


def _read(text: str, path: Path) -> Mapping[str, Any]:
    said = parse_yaml(text, str(path))
    if not isinstance(said, Mapping):
        raise SourceError(f"{path}: found no mapping; accepted is a document.yml")
    return said


def _mapping(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = said.get(key)
    return value if isinstance(value, Mapping) else {}


def _check(
    said: Mapping[str, Any], path: Path, code: str, digest: str | None, origin: Origin | None
) -> None:
    """SourceError if a document.yml that was rewritten does not say what it should."""
    wanted = {"file": origin.file, "sha256": origin.sha256} if origin else None
    for wrong, found, accepted in (
        (code in (said.get("missing") or []), "missing", "`missing: [ar, fr]` on one line"),
        (
            digest is not None and _mapping(said, "issued").get("sha256") != digest,
            "issued",
            "`sha256` on a line of its own below `issued`, two blanks before it",
        ),
        (
            _mapping(said, "read_from").get(code) != wanted,
            "read_from",
            f"`{code}: {{file: …, sha256: …}}` on one line, two blanks before it",
        ),
    ):
        if wrong:
            raise SourceError(
                f"{path}: found `{found}` in a form that is not rewritten; accepted is {accepted}"
            )


def _record_origin(meta: str, code: str, origin: Origin | None) -> str:
    """document.yml with the line for a language in `read_from`, replaced, added or taken away."""
    line = re.compile(rf"(?m)^  {code}: \{{file: .*sha256: [0-9a-f]{{64}}\}}\n")
    new = f"{origin.line(code)}\n" if origin else ""
    if line.search(meta):
        kept = line.sub(lambda _: new, meta, count=1)
        return re.sub(r"(?m)^read_from:\n(?!  )", "", kept)
    if origin is None:
        return meta
    if re.search(r"(?m)^read_from:\n", meta):
        return re.sub(r"(?m)^read_from:\n", lambda m: f"{m[0]}{new}", meta, count=1)
    return f"{meta.rstrip()}\nread_from:\n{new}"


def _no_longer_missing(meta: str, code: str) -> str:
    def without(match: re.Match[str]) -> str:
        kept = [each for each in re.findall(r"[a-z]{2}", match[1]) if each != code]
        return f"missing: [{', '.join(kept)}]"

    return re.sub(r"(?m)^missing: \[([a-z, ]*)\]", without, meta, count=1)
