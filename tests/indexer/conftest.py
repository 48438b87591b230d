"""A copy of the real content for every test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def content(repository: Path, tmp_path: Path) -> Path:
    """The content, to be changed."""
    return Path(shutil.copytree(repository / "content", tmp_path / "content"))
