"""Files beside the pages of one language: what a reader downloads."""

from __future__ import annotations

from dataclasses import dataclass

from .asks import TABLE, asks_table
from .edition import Edition


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the site: its path without the language, and its bytes."""

    path: str
    content: bytes


def build_attachments(edition: Edition) -> list[Attachment]:
    """Every file of an edition, in a stable order."""
    return [Attachment(TABLE, asks_table(edition))]
