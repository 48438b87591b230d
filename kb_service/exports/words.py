"""The words of exports in six languages: words.yml beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "words.yml"


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    table: Mapping[str, Mapping[str, str]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return table


class Wording:
    """The words in one language; called with a key, and values for the names in braces."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key; KeyError for one that there is not."""
        words = _table()[key][self.language]
        return words.format(**values) if values else words
