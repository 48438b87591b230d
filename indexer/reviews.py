"""Findings of independent reviews: content/reviews/<document or page>/<language>.yml.

Each says the place, the direction of the check (fact: page to its sources; forward: original to
translation; backward: translation to original; style), what stood there before and after, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from indexer.errors import ContentError, Problem
from indexer.files import parse_yaml, read_text, validate_model
from indexer.fileschemas import Words
from indexer.languages import CODES
from indexer.vocabulary import problem_of


class Finding(BaseModel):
    """One finding; `after` equals `before` where the text was left as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Words
    direction: Literal["fact", "forward", "backward", "style"]
    before: str
    after: str
    reason: Words


def read_reviews(
    folder: Path, where: str, problems: list[Problem]
) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
    """The findings by (document or page, language); every problem is appended."""
    reviews: dict[tuple[str, str], tuple[Finding, ...]] = {}
    if not folder.exists():
        return reviews
    for path in sorted(p for p in folder.rglob("*") if not p.is_dir()):
        place = f"{where}/{path.relative_to(folder)}"
        if path.suffix != ".yml" or path.stem not in CODES or path.parent.parent != folder:
            accepted = f"accepted are {', '.join(f'{code}.yml' for code in CODES)}"
            problems.append(Problem(place, "is not a known file", accepted))
            continue
        try:
            data = parse_yaml(read_text(path, place), place)
        except ContentError as error:
            problems.append(problem_of(error))
            continue
        if not isinstance(data, list):
            problems.append(Problem(place, "found no list", "accepted is a list of findings"))
            continue
        findings = [validate_model(Finding, item, place, problems) for item in data]
        reviews[path.parent.name, path.stem] = tuple(f for f in findings if f is not None)
    return reviews
