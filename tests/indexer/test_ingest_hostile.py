"""Ingest of files and folders that are not as they should be: no harm, and content that is read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from indexer.akoma_ntoso import write_akn
from indexer.documents import read_document
from indexer.errors import Problem, SourceError
from indexer.ingest import Wishes, ingest_file
from indexer.model import Document, KnowledgeBase
from tests.indexer.editing import edit

ROOT = Path(__file__).parents[2]
REAL = ROOT / "content" / "decisions" / "iccd-cop14-cst-l1"
FILES = ROOT / "tests" / "fixtures" / "documents" / "decisions"
FRENCH, ENGLISH = FILES / "fr", FILES / "en"
CHINESE = (REAL / "source" / "zh.txt").read_text("utf-8")


def ingest(path: Path, content: Path, *, replace: bool = False, into: Path | None = None) -> Path:
    """The folder of the one document of a file."""
    (document,) = ingest_file(path, content, Wishes(replace=replace, into=into)).documents
    return document.folder


def check(folder: Path, knowledge_base: KnowledgeBase) -> tuple[Document | None, list[str]]:
    """A document as the check reads it, tagged as an editor would, and what it finds wrong."""
    meta = folder / "document.yml"
    tagged = meta.read_text("utf-8").replace("themes: []", "themes: [gender]")
    meta.write_text(tagged.replace("audiences: []", "audiences: [trainers]"), "utf-8")
    problems: list[Problem] = []
    document = read_document(folder, folder.name, knowledge_base.vocabulary, problems)
    return document, [str(problem) for problem in problems]


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# -- text files: what is written passes the check --------------------------------------------------


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        (CHINESE.encode(), False),
        (CHINESE.replace("\n", "\r\n").encode("utf-8-sig"), False),
        (CHINESE.encode("utf-16"), True),
        (CHINESE.replace("邀请", "\u202b邀请\u202c", 1).encode(), True),
        (
            CHINESE.replace("\n\n1.", "\n\nICCD/COP(14)/CST/L.1\n\nGE.19-1234\n\n1.", 1).encode(),
            True,
        ),
        ((ENGLISH / "decision.txt").read_bytes(), True),
    ],
    ids=["plain", "windows", "utf-16", "direction", "furniture", "pages"],
)
def test_a_text_file_becomes_content_that_is_read(
    tmp_path: Path, knowledge_base: KnowledgeBase, data: bytes, printed: bool
) -> None:
    source = tmp_path / "decision.txt"
    source.write_bytes(data)
    folder = ingest(source, tmp_path / "content")
    document, problems = check(folder, knowledge_base)
    assert document is not None and problems == []
    code = document.issued_language
    kept = folder / "source" / f"{code}.{'printed.' if printed else ''}txt"
    assert kept.read_bytes() == data
    assert (
        f'file: "source/{code}.printed.txt"' in (folder / "document.yml").read_text()
    ) == printed


def test_a_text_in_another_language_than_said_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found a text in en; accepted is one in fr"):
        ingest_file(ENGLISH / "decision.docx", tmp_path / "content", Wishes(language="fr"))
    assert not (tmp_path / "content").exists()


def test_a_text_too_large_is_refused_before_it_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.ingest.MAX_BYTES", 2_000)
    monkeypatch.setattr("indexer.ingest.parse_document", None)
    with pytest.raises(SourceError, match="accepted are 2,000 at most in one document"):
        ingest(ENGLISH / "decision.docx", tmp_path / "content")


# -- Akoma Ntoso -----------------------------------------------------------------------------------


def test_a_text_that_is_not_authoritative_does_not_become_official(
    tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    real = knowledge_base.documents[REAL.name]
    for code, status in (("fr", "unofficial"), ("zh", "official")):
        source = tmp_path / f"{code}.xml"
        source.write_bytes(write_akn(real, code, vocabulary=None, works={}))
        found = ingest_file(source, tmp_path / code, Wishes())
        (document,) = found.documents
        assert f"\nstatus: {status}\n" in (document.folder / f"{code}.md").read_text("utf-8")
        assert any("not authoritative" in each.found for each in found.problems) == (code == "fr")


def test_marks_of_direction_in_xml_are_left_out_and_controls_refused(
    tmp_path: Path, knowledge_base: KnowledgeBase
) -> None:
    data = write_akn(knowledge_base.documents[REAL.name], "fr", vocabulary=None, works={}).decode()
    source = tmp_path / "fr.xml"
    source.write_text(data.replace("Encourage", "\u202eEncourage", 1), "utf-8")
    assert "\u202e" not in (ingest(source, tmp_path / "one") / "fr.md").read_text("utf-8")
    source.write_text(data.replace("Encourage", "\x9bEncourage", 1), "utf-8")
    with pytest.raises(SourceError, match=r"found the control character U\+009B"):
        ingest(source, tmp_path / "two")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.pdf", "<akomaNtoso/>", "found Akoma Ntoso under the extension .pdf"),
        ("a.txt", "<?xml version='1.0'?><an:akomaNtoso/>", "(.xml)"),
        ("a.xml", "plain words", "found plain text under the extension .xml"),
        ("a.xml", "<?xml version='1.0'?><law/>", "found <law>"),
        ("a.xml", f"<?xml version='1.0'?><!--{'-' * 9000}<akomaNtoso/>", "found no XML"),
        ("a.xml", "<?xml version='1.0'?><!DOCTYPE x><akomaNtoso/>", "document type declaration"),
        ("a.txt", "We tell <akomaNtoso from others.", "found no paragraphs"),
    ],
)
def test_the_name_of_an_xml_file_agrees_with_its_content(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    source = tmp_path / name
    source.write_text(text, "utf-8")
    with pytest.raises(SourceError) as caught:
        ingest(source, tmp_path / "content")
    assert says in str(caught.value)


# -- names and places ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [b"bad\xff.docx", b"new\nline.docx", "\u202ecod.docx".encode()])
def test_a_name_that_cannot_be_printed_is_refused(tmp_path: Path, name: bytes) -> None:
    source = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))
    shutil.copyfile(FRENCH / "decision.docx", source)
    with pytest.raises(SourceError) as caught:
        ingest(source, tmp_path / "content")
    assert "in the name" in str(caught.value) and str(caught.value).isascii()


def test_a_text_of_another_symbol_is_not_put_into_a_document(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REAL, tmp_path / "content" / "decisions" / REAL.name))
    before = files(folder)
    for replace in (False, True):
        with pytest.raises(SourceError, match=r"found the symbol 'ICCD/COP\(14\)/CST/L.1', and"):
            ingest(FRENCH / "decision.docx", tmp_path / "content", into=folder, replace=replace)
    assert files(folder) == before


def test_nothing_is_written_through_links_or_over_what_is_no_file(tmp_path: Path) -> None:
    folder = ingest(FRENCH / "decision.docx", tmp_path / "content")
    outside = Path(shutil.move(folder / "source", tmp_path / "outside"))
    (folder / "source").symlink_to(outside)
    before = files(outside)
    with pytest.raises(SourceError, match="found a symbolic link"):
        ingest(FRENCH / "decision.pdf", tmp_path / "content", replace=True)
    assert files(outside) == before
    (folder / "source").unlink()
    (folder / "fr.md").unlink()
    os.mkfifo(folder / "fr.md")
    with pytest.raises(SourceError, match="found no plain file"):
        ingest(FRENCH / "decision.docx", tmp_path / "content", replace=True)
    (folder / "fr.md").unlink()
    (folder / "fr.md").write_bytes(b"\xff")
    with pytest.raises(SourceError, match="exists already and differs"):
        ingest(FRENCH / "decision.docx", tmp_path / "content")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("missing: [ar, zh, en, ru, es]", "missing:\n- fr\n- ar", "`missing` in a form"),
        ("  fr: {file", "  fr:\n    {file", "found the key 'fr' twice"),
        ("  fr: {file", "  fr:  {file", "found the key 'fr' twice"),
        ("  sha256: ", "    sha256: ", "`issued` in a form"),
    ],
)
def test_metadata_in_another_form_is_refused_and_not_half_changed(
    tmp_path: Path, before: str, after: str, found: str
) -> None:
    folder = ingest(FRENCH / "decision.docx", tmp_path / "content")

    def change(text: str) -> str:
        if before == "  sha256: ":
            text = text.replace("  language: fr\n  file", "    language: fr\n    file")
        return text.replace(before, after)

    edit(folder / "document.yml", change)
    kept = files(folder)
    with pytest.raises(SourceError) as caught:
        ingest(FRENCH / "decision.pdf", tmp_path / "content", replace=True)
    assert found in str(caught.value)
    assert files(folder) == kept


# -- broken off ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("renamed", "existing"), [(1, False), (9, False), (1, True), (3, True)])
def test_the_same_ingest_completes_one_that_was_broken_off(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    knowledge_base: KnowledgeBase,
    renamed: int,
    existing: bool,
) -> None:
    content, source = tmp_path / "content", FRENCH / "decision.pdf"
    if existing:
        ingest(FRENCH / "decision.docx", content)
    done: list[Path] = []
    rename = os.replace

    def broken_off(part: Path, path: Path) -> None:
        if len(done) == renamed:
            raise KeyboardInterrupt
        done.append(path)
        rename(part, path)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "replace", broken_off)
        ingest(source, content, replace=True)
    assert len(done) == renamed
    folder = ingest(source, content, replace=existing)
    document, problems = check(folder, knowledge_base)
    assert document is not None and problems == []
    assert {p.name for p in (folder / "source").iterdir()} == {"fr.txt", "fr.pdf"}


# -- files that are kept ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("source/../../secret", "string should match pattern"),
        ("/etc/passwd", "string should match pattern"),
        ("source/fr.docx", "its SHA-256 is missing"),
        ("source/en.pdf", "its SHA-256 is that of more than 100,000,000 bytes"),
    ],
)
def test_only_files_that_are_kept_are_read(
    tmp_path: Path, knowledge_base: KnowledgeBase, file: str, found: str
) -> None:
    folder = ingest(FRENCH / "decision.docx", tmp_path)
    kept = folder / "source" / "fr.docx"
    kept.rename(tmp_path / "elsewhere.docx")
    kept.symlink_to(tmp_path / "elsewhere.docx")
    with (folder / "source" / "en.pdf").open("wb") as large:
        large.truncate(3_000_000_000)
    edit(folder / "document.yml", lambda t: t.replace('"source/fr.docx"', f'"{file}"  ').strip())
    _, problems = check(folder, knowledge_base)
    told = [each for each in problems if "is not named in document.yml" not in each]
    assert len(told) == 1 and found in told[0]
