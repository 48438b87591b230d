"""Ingest: the real source gives the committed content; what is wrong writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from indexer.content import check_knowledge_base
from indexer.decision import parse_decision
from indexer.errors import SourceError
from indexer.ingest import Wishes, ingest_file
from indexer.ingest_files import document_id
from indexer.ingest_report import DocumentReport, IngestReport, report_json, tell

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "content" / "decisions" / "iccd-cop14-cst-l1" / "source" / "zh.txt"
FIXTURES = ROOT / "tests" / "fixtures" / "decisions"


def ingest(path: Path, content: Path, **wishes: Any) -> IngestReport:
    return ingest_file(path, content, Wishes(**wishes))


def only(report: IngestReport) -> DocumentReport:
    (document,) = report.documents
    return document


def doubts(report: IngestReport) -> list[str]:
    return [str(doubt.problem) for doubt in only(report).doubts]


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_the_real_source_gives_the_committed_text(tmp_path: Path) -> None:
    document = only(ingest(SOURCE, tmp_path))
    assert document.doubts == () and document.confidence == 1
    assert (document.language, document.symbol) == ("zh", "ICCD/COP(14)/CST/L.1")
    assert document.folder == tmp_path / "decisions" / "iccd-cop14-cst-l1"
    assert document.counts["operative"] == 12 and document.counts["footnote"] == 1
    committed = ROOT / "content" / "decisions" / "iccd-cop14-cst-l1"
    assert (document.folder / "zh.md").read_bytes() == (committed / "zh.md").read_bytes()
    assert (document.folder / "source" / "zh.txt").read_bytes() == SOURCE.read_bytes()


def test_ingesting_again_changes_nothing(tmp_path: Path) -> None:
    ingest(SOURCE, tmp_path)
    before = files(tmp_path)
    assert ingest(SOURCE, tmp_path).written == ()
    assert files(tmp_path) == before


def test_an_existing_text_is_replaced_only_when_asked(tmp_path: Path) -> None:
    ingest(SOURCE, tmp_path)
    changed = tmp_path / "changed.txt"
    changed.write_text(SOURCE.read_text("utf-8").replace("事实和执行", "实施和执行"), "utf-8")
    before = files(tmp_path / "decisions")
    with pytest.raises(SourceError, match="exists already and differs"):
        ingest(changed, tmp_path)
    assert files(tmp_path / "decisions") == before
    report = ingest(changed, tmp_path, replace=True)
    assert "实施和执行" in (only(report).folder / "zh.md").read_text("utf-8")


def test_replacing_keeps_the_editors_work(tmp_path: Path) -> None:
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    folder = content / "decisions" / "iccd-cop14-cst-l1"
    kept = {n: d for n, d in files(folder).items() if n not in {"en.md"}}
    official = tmp_path / "official.en.txt"
    body = (folder / "en.md").read_text("utf-8").split("---", 2)[2]
    official.write_text(body.replace("Publicize the guidance", "Share the guidance"), "utf-8")
    ingest(official, content, language="en", replace=True)
    assert {n: d for n, d in files(folder).items() if n not in {"en.md"}} == kept
    assert "status: official" in (folder / "en.md").read_text("utf-8")
    assert check_knowledge_base(content) == []


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty file"),
        ("缔约方会议，\n".encode("gb18030"), "which is not UTF-8"),
        (b"letters \x00\x01", "control character"),
        (b"%PDF-1.7\n\x00\x01", "found a PDF file under the extension .txt"),
        ("只是一封信。".encode(), "found no paragraphs below a masthead or title"),
        (SOURCE.read_text("utf-8")[:800].encode(), "found no paragraphs below a masthead or title"),
        (b"12345 67890", "no letters"),
        (SOURCE.read_bytes().replace(b"Chinese", b"French"), "masthead says fr, the text is in zh"),
    ],
)
def test_bad_sources_are_refused_and_nothing_is_written(
    tmp_path: Path, data: bytes, found: str
) -> None:
    source = tmp_path / "bad.txt"
    source.write_bytes(data)
    with pytest.raises(SourceError, match=found):
        ingest(source, tmp_path / "content")
    assert not (tmp_path / "content").exists()


def test_doubts_are_told_at_their_place_and_the_text_is_written_as_understood(
    tmp_path: Path,
) -> None:
    source = tmp_path / "doubtful.txt"
    source.write_text(SOURCE.read_text("utf-8").replace("6. 邀请", "7. 邀请"), "utf-8")
    report = ingest(source, tmp_path / "content")
    line = source.read_text("utf-8")[: source.read_text("utf-8").index("7. 邀请")].count("\n") + 1
    (found,) = [each for each in doubts(report) if "paragraph 7 stands where 6" in each]
    assert found.startswith(f"{source}, line {line}: ")
    assert only(report).confidence < 1
    meta = only(report).folder / "document.yml"
    tags = {"themes: []": "themes: [gender]", "audiences: []": "audiences: [trainers]"}
    for empty, given in tags.items():
        meta.write_text(meta.read_text("utf-8").replace(empty, given), "utf-8")
    check = [str(problem) for problem in check_knowledge_base(tmp_path / "content")]
    assert any("paragraph 7 stands where 6 is expected" in problem for problem in check)


def test_a_truncated_text_is_told(tmp_path: Path) -> None:
    source = tmp_path / "truncated.txt"
    source.write_text(SOURCE.read_text("utf-8")[:1500], "utf-8")
    report = ingest(source, tmp_path / "content")
    assert any("ends without a full stop" in doubt for doubt in doubts(report))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report = ingest(SOURCE, tmp_path / "content", dry_run=True)
    assert report.written and not (tmp_path / "content").exists()
    assert list(tell(report))[-1].startswith("would write ")
    assert report_json(report)["written"] == []
    assert only(report).counts["operative"] == 12


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found no file"):
        ingest(tmp_path / "none.txt", tmp_path)


def test_a_failed_write_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up at the third file."""
    calls = []

    def fail_third(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexer.files.os.fsync", fail_third)
    with pytest.raises(SourceError, match="No space left on device.*nothing was changed"):
        ingest(SOURCE, tmp_path / "content")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("place", ["/tmp/elsewhere", "..", "decisions/../../x", "decisions/A b"])
def test_a_place_outside_the_decisions_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(SourceError, match="accepted"):
        ingest(SOURCE, tmp_path / "content", into=tmp_path / "content" / place)
    assert not (tmp_path / "content").exists()


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "content" / "decisions").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "content" / "decisions" / "iccd-cop14-cst-l1").symlink_to(tmp_path / "outside")
    with pytest.raises(SourceError, match="outside"):
        ingest(SOURCE, tmp_path / "content")
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_symbol_can_be_given(tmp_path: Path) -> None:
    source = tmp_path / "unsigned.txt"
    source.write_text(SOURCE.read_text("utf-8").replace("ICCD/COP(14)/CST/L.1\n", "", 1), "utf-8")
    with pytest.raises(SourceError, match="no symbol"):
        ingest(source, tmp_path)
    for bad in ("../../x", "《》", "A/1\nstatus: adopted", ""):
        with pytest.raises(SourceError, match="accepted is a symbol"):
            ingest(source, tmp_path, symbol=bad)
    report = ingest(source, tmp_path, symbol="ICCD/COP(14)/CST/L.1")
    assert doubts(report) == [] and only(report).folder.name == "iccd-cop14-cst-l1"


@pytest.mark.parametrize(
    ("text", "reported", "anchors"),
    [
        ("1. Encourages Parties to act;\n1 bis. Invites Parties to act;", None, 2),
        ("1. Encourages Parties to act;\n\nIt is late in the year.", "has no number", 0),
        ("1. Invites Parties to report, under subparagraphs (a) and (b) above, on it;", None, 1),
        ("1. Invites Parties to use (a) or (b) soil;", None, 1),
        ("1. Invites Parties to map 100 m² of (a) dry land; (b) wet land;", None, 3),
        ("1. Invites Parties to act on\n¹ A note.\nland management;", "cut by a footnote", 0),
    ],
)
def test_what_only_looks_like_structure(text: str, reported: str | None, anchors: int) -> None:
    parsed = parse_decision(f"The Conference of the Parties,\n\n{text}\n\n2. Decides.", "en")
    found = [str(p) for p in parsed.problems if "masthead" not in str(p)]
    if reported:
        assert any(reported in problem for problem in found)
    else:
        assert found == []
        assert sum(p.anchor.startswith("op-1") for p in parsed.text.paragraphs) == anchors


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("ICCD/COP(14)/CST/L.1", "iccd-cop14-cst-l1"),
        ("A/RES/70/1", "a-res-70-1"),
    ],
)
def test_a_symbol_names_a_safe_folder(symbol: str, expected: str) -> None:
    assert document_id(symbol) == expected
