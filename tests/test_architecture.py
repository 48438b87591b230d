"""Imports point upstream only, and importing has no side effects."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    p for f in ("indexer", "kb_service", "site/hooks") for p in (ROOT / f).rglob("*.py")
)
FORBIDDEN = {
    "indexer": {"kb_service", "ldn_site", "tests", "bench"},
    "kb_service": {"tests", "bench"},
    "site": {"tests", "bench"},
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_upstream(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert not set(imported(path)) & FORBIDDEN[package]


def test_the_service_never_reads_content() -> None:
    """Only the command line, which builds, and the site build know the content reader."""
    allowed = {"cli.py", "editor_commands.py", "site_build.py"}
    for path in (ROOT / "kb_service").rglob("*.py"):
        if path.name not in allowed:
            source = path.read_text("utf-8")
            assert "indexer.content" not in source and "indexer.documents" not in source, path


def test_serving_needs_no_torch_no_writer_of_files_and_no_reader_of_content() -> None:
    code = (
        "import sys, kb_service.app, kb_service.search;"
        "heavy = {'torch', 'transformers', 'sentence_transformers'};"
        "heavy |= {'docx', 'pptx', 'typst', 'lxml', 'genanki', 'PIL', 'faiss', 'onnxruntime'};"
        "heavy |= {'indexer.fileschemas', 'indexer.course_schemas', 'indexer.comparison'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_modules_stay_small() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in MODULES
        if (n := len(p.read_text("utf-8").splitlines())) > 460
    }
    assert long == {}


def test_nothing_is_unfinished() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    for path in MODULES:
        source = path.read_text("utf-8")
        assert not any(word in source for word in words), path
