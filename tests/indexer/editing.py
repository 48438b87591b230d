"""What tests do to a copy of the content: change a file, and read what the check says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.content import check_knowledge_base


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")


def report(content: Path) -> str:
    return "\n".join(str(problem) for problem in check_knowledge_base(content))
