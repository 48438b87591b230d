"""Markdown files with YAML front matter between two lines of three hyphens."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from indexer.errors import ContentError, Problem
from indexer.files import parse_yaml, validate_model

_Model = TypeVar("_Model", bound=BaseModel)


def split_front_matter(text: str, where: str) -> tuple[str, str, int]:
    """Front matter, body and the line on which the body begins; ContentError without them."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        raise ContentError(
            f"{where}:1: found no front matter; accepted is a first line of three hyphens"
        )
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "".join(lines[1:number]), "".join(lines[number + 1 :]), number + 2
    raise ContentError(f"{where}: found front matter without end; accepted is a second line ---")


def parse_front_matter(
    model: type[_Model], text: str, where: str, problems: list[Problem]
) -> tuple[_Model, str, int] | None:
    """The front matter as a model, the body and its first line; None with problems appended."""
    front, body, first = split_front_matter(text, where)
    parsed = validate_model(model, parse_yaml(front, where, 2) or {}, where, problems, 2)
    return (parsed, body, first) if parsed is not None else None


def join_front_matter(fields: str, body: str) -> str:
    """The text of a file from its front matter and body."""
    return f"---\n{fields.strip()}\n---\n\n{body.strip()}\n"
