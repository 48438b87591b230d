"""Reading files of content: text and YAML, with bounds, and errors that name the line.

YAML is read with a safe loader that also refuses what content never needs and attackers do:
anchors and aliases ("billion laughs"), duplicate keys, files over a megabyte, deep nesting.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.composer import Composer

from indexer.errors import ContentError, Problem

MAX_BYTES = 1_000_000
#: Characters that content never needs: controls, and those that reorder what a reader sees.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MAX_DEPTH = 20

_Model = TypeVar("_Model", bound=BaseModel)


def read_text(path: Path, where: str) -> str:
    """The text of a UTF-8 file; ContentError if it is missing, too large or not plain text."""
    if path.is_symlink():
        raise ContentError(f"{where}: found a symbolic link; accepted is a plain file")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ContentError(f"{where}: found no plain file; accepted is a text file")
        if found.st_size > MAX_BYTES:
            raise ContentError(
                f"{where}: found {found.st_size:,} bytes; accepted are {MAX_BYTES:,} at most"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{where}: {error.strerror}; accepted is a readable file") from error
    return decode_text(data, where)


def decode_text(data: bytes, where: str) -> str:
    """The bytes as text; ContentError naming the first byte that is not UTF-8 plain text."""
    if not data.strip():
        raise ContentError(f"{where}: found an empty file; accepted is text in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(
            f"{where}:{line}: found byte 0x{data[error.start]:02x} at offset {error.start}, "
            "which is not UTF-8; accepted is text in UTF-8"
        ) from error
    if found := INVISIBLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ContentError(
            f"{where}:{line}: found the control character U+{ord(found[0]):04X}; "
            "accepted is plain text"
        )
    return text


class LinedDict(dict[str, Any]):
    """A mapping that knows the line of each key."""

    lines: dict[str, int]


class LinedList(list[Any]):
    """A sequence that knows the line of each item."""

    lines: list[int]


class _Loader(Composer, yaml.CSafeLoader):
    """The safe loader, with lines kept and aliases, duplicate keys and depth refused.

    libyaml reads the text, which is what takes the time; composing stays here.
    """

    depth = 0

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="found an alias", problem_mark=self._place())
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="found too deep nesting", problem_mark=self._place())
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _place(self) -> Any:
        event: Any = self.peek_event()
        return event.start_mark


def _mapping(loader: _Loader, node: yaml.MappingNode) -> LinedDict:
    result = LinedDict()
    result.lines = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in result:
            raise yaml.MarkedYAMLError(
                problem=f"found the key {key!r} twice", problem_mark=key_node.start_mark
            )
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = key_node.start_mark.line + 1
    return result


def _sequence(loader: _Loader, node: yaml.SequenceNode) -> LinedList:
    result = LinedList(loader.construct_object(child, deep=True) for child in node.value)
    result.lines = [child.start_mark.line + 1 for child in node.value]
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
# a date stays the text that was written: "2019" and "2019-09-03" are both dates here
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@lru_cache(maxsize=1 << 12)  # the same files are read again after every small change
def _load(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 (a subclass of the safe loader)


def parse_yaml(text: str, where: str, first_line: int = 1) -> Any:
    """The data of a YAML text, with lines; ContentError naming the line of what is wrong.

    Equal texts give one object, which nobody changes.
    """
    try:
        return _load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else first_line
        raise ContentError(
            f"{where}:{line}: {error.problem or error.context}; "
            "accepted is YAML without aliases, duplicate keys or deep nesting"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError, KeyError, AttributeError) as error:
        # The last two are what PyYAML raises for tags that do not fit: "!!bool x".
        raise ContentError(f"{where}: {error}; accepted is plain YAML") from error


def line_of(data: Any, location: tuple[int | str, ...], first_line: int = 1) -> int:
    """The line of a place in parsed YAML, as near as its parents are known."""
    line = 1
    for step in location:
        if isinstance(data, LinedDict) and str(step) in data.lines:
            line = data.lines[str(step)]
            data = data[str(step)]
        elif isinstance(data, LinedList) and isinstance(step, int) and step < len(data.lines):
            line = data.lines[step]
            data = data[step]
        else:
            break
    return line + first_line - 1


def validate_model(
    model: type[_Model], data: Any, where: str, problems: list[Problem], first_line: int = 1
) -> _Model | None:
    """The data as a model, or None with every problem appended."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            location = tuple(detail["loc"])
            name = ".".join(str(step) for step in location) or "the file"
            found = "nothing" if detail["type"] == "missing" else repr(detail["input"])[:80]
            problems.append(
                Problem(
                    f"{where}:{line_of(data, location, first_line)}",
                    f"{name}: found {found}",
                    f"accepted: {_accepted(detail)}",
                )
            )
        return None


def _accepted(detail: ErrorDetails) -> str:
    if detail["type"] == "too_short":
        return f"{detail['ctx']['min_length']} or more"
    return detail["msg"].lower()


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files: all of them, or none and nothing changed; OSError if it cannot be.

    Each is first written whole beside its place; only when all stand there are they renamed.
    """
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, data in files.items():
            for folder in reversed([path.parent, *path.parent.parents]):
                if not folder.exists():
                    folder.mkdir()
                    made.append(folder)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            staged[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
        for path, part in staged.items():
            os.replace(part, path)
    except BaseException:
        for part in staged.values():
            part.unlink(missing_ok=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
