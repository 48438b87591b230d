"""`ldn-kb ingest`, run as editors run it: what it prints, writes and refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.akoma_ntoso import write_akn
from indexer.artefact import Artefact
from indexer.encoder import Encoder
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from indexer.tag_suggestions import TagSuggester
from kb_service.cli import main

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "fixtures" / "documents"


def run(content: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KB_")}
    return subprocess.run(
        [sys.executable, "-m", "kb_service.cli", "ingest", *map(str, arguments)]
        + ["--content", str(content)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_files_of_several_formats_at_once(tmp_path: Path) -> None:
    files = [
        FILES / "decisions" / "en" / "decision.docx",
        FILES / "decisions" / "zh" / "decision.pdf",
        FILES / "reports" / "guidance-ar" / "document.docx",
    ]
    report = tmp_path / "report.json"
    done = run(tmp_path / "content", *files, "--report", report, "--index", tmp_path / "none")
    assert done.returncode == 0, done.stderr
    assert "no themes and audiences are suggested" in done.stderr
    assert "## ICCD/COP(98)/CRIC/L.3 in en: " in done.stdout
    kinds = [each["documents"][0]["kind"] for each in json.loads(report.read_text("utf-8"))]
    assert kinds == ["decision", "decision", "report"]
    assert len(list((tmp_path / "content" / "decisions").iterdir())) == 3


def test_what_is_refused_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "letter.docx"
    bad.write_bytes(b"PK\x03\x04 cut")
    good = FILES / "decisions" / "ru" / "decision.docx"
    done = run(tmp_path / "content", bad, good, "--index", tmp_path / "none")
    assert done.returncode == 1
    assert f"{bad}: found" in done.stderr and "1 refused" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "content" / "decisions" / "iccd-cop99-l15" / "ru.md").exists()


@pytest.mark.parametrize("code", CODES)
def test_akoma_ntoso_comes_back_as_it_went_out(
    knowledge_base: KnowledgeBase, tmp_path: Path, code: str
) -> None:
    (document,) = knowledge_base.documents.values()
    file = tmp_path / "decision.xml"
    file.write_bytes(write_akn(document, code, vocabulary=knowledge_base.vocabulary, works={}))
    done = run(tmp_path / "content", file, "--json", "--index", tmp_path / "none")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    (read,) = found["documents"]
    assert (found["format"], read["symbol"], read["language"]) == ("akn", document.symbol, code)
    assert read["doubts"] == []
    assert all("not authoritative" in each["found"] for each in found["problems"])
    assert read["counts"]["operative"] == 12 and read["counts"]["preambular"] == 10


def test_themes_are_suggested_from_what_editors_have_tagged(
    artefact: Artefact, encoder: Encoder
) -> None:
    text = "3. Urges Parties to secure the land rights of women in rangelands;"
    (found,) = TagSuggester(artefact, encoder).suggest([text], "en")
    themes = [each.id for each in found if each.kind == "theme"]
    assert {"gender", "land-tenure"} & set(themes)
    assert all(0 < each.score <= 1 and each.reasons for each in found)
    assert TagSuggester(artefact, encoder).suggest([], "en") == []


def test_a_documents_own_paragraphs_do_not_vote(artefact: Artefact, encoder: Encoder) -> None:
    text = next(p.text for p in artefact.passages if p.unit.endswith("#op-9-d") or "op-9" in p.unit)
    (found,) = TagSuggester(artefact, encoder).suggest([text], "en", ["decisions/"])
    assert not any("decisions/" in reason for each in found for reason in each.reasons)


def test_an_existing_text_is_not_replaced_unasked(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content" / "decisions", content / "decisions")
    source = tmp_path / "changed.txt"
    text = (content / "decisions" / "iccd-cop14-cst-l1" / "source" / "zh.txt").read_text("utf-8")
    source.write_text(text.replace("事实和执行", "实施和执行"), "utf-8")
    done = run(content, source, "--index", tmp_path / "none")
    assert done.returncode == 1 and "or --replace" in done.stderr
    done = run(content, source, "--replace", "--dry-run", "--index", tmp_path / "none")
    assert done.returncode == 0 and "op-7-b\tchanged\t" in done.stdout
    assert "wrote" not in done.stdout


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("decision.docx", "the name 'decision.docx'; accepted is one that ends in .md or .json"),
        ("notes.md", "notes.md, which exists; accepted is the name of a new file"),
        ("linked.md", "linked.md, which exists"),
        ("content/decisions/report.md", "a place outside the content"),
        ("notes.md/report.md", "which is below a file"),
    ],
)
def test_a_report_takes_the_place_of_nothing(tmp_path: Path, name: str, found: str) -> None:
    source = tmp_path / "decision.docx"
    shutil.copyfile(FILES / "decisions" / "fr" / "decision.docx", source)
    (tmp_path / "notes.md").write_text("kept", "utf-8")
    (tmp_path / "linked.md").symlink_to(tmp_path / "nowhere")
    content = tmp_path / "content"
    arguments = ["ingest", source, "--report", tmp_path / name, "--content", content]
    done = CliRunner().invoke(main, [*map(str, arguments)])
    assert done.exit_code == 2 and found in " ".join(done.output.split())
    assert not content.exists() and (tmp_path / "notes.md").read_text("utf-8") == "kept"
    assert source.read_bytes()[:2] == b"PK" and not (tmp_path / "nowhere").exists()
