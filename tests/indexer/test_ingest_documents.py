"""Ingest of real files: one document or many, a second language, an official for a translation.

The files were made by LibreOffice and Chromium, their texts and structures written down without
sight of the grammar (`tests/fixtures/documents`).
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from indexer.content import check_knowledge_base
from indexer.errors import SourceError
from indexer.ingest import Wishes, ingest_file
from indexer.ingest_report import DocumentReport, IngestReport, report_json, tell
from indexer.tag_suggestions import TagSuggestion
from tests.indexer.editing import edit, report

FILES = Path(__file__).parents[1] / "fixtures" / "documents"
FRENCH = FILES / "decisions" / "fr"
MANY = FILES / "reports" / "cop-report-fr" / "document.docx"
DECISION = Path("decisions") / "iccd-cop14-cst-l1"
PICTURE = Path(__file__).parents[2] / "site" / "assets" / "images" / "social-en.png"


def ingest(path: Path, content: Path, **wishes: Any) -> IngestReport:
    return ingest_file(path, content, Wishes(**wishes))


def only(found: IngestReport) -> DocumentReport:
    (document,) = found.documents
    return document


def test_a_word_file_becomes_a_document_with_its_source(tmp_path: Path) -> None:
    document = only(ingest(FRENCH / "decision.docx", tmp_path))
    assert (document.symbol, document.language) == ("ICCD/COP(97)/CST/L.4", "fr")
    folder = document.folder
    assert (folder / "source" / "fr.docx").read_bytes() == (FRENCH / "decision.docx").read_bytes()
    meta = (folder / "document.yml").read_text("utf-8")
    assert "original_language: en" in meta and 'file: "source/fr.docx"' in meta
    assert 'date: "2097-06-14"' in meta
    assert document.unfilled == ("themes and audiences of 36 paragraphs",)
    left = [p.found for p in check_knowledge_base(tmp_path) if "document.yml" in p.where]
    assert len(left) == 1 and left[0].endswith("annex-1-para-4 (36 in all)")


def test_another_file_of_the_same_text_takes_the_place_of_the_first(tmp_path: Path) -> None:
    ingest(FRENCH / "decision.docx", tmp_path)
    with pytest.raises(SourceError, match="exists already and differs"):
        ingest(FRENCH / "decision.txt", tmp_path)
    folder = only(ingest(FRENCH / "decision.pdf", tmp_path, replace=True)).folder
    assert {p.name for p in (folder / "source").iterdir()} == {"fr.txt", "fr.pdf"}
    assert (folder / "document.yml").read_text("utf-8").count("sha256:") == 2


def test_doubts_and_remainder_have_page_and_line(tmp_path: Path) -> None:
    found = ingest(FRENCH / "decision.pdf", tmp_path, dry_run=True)
    assert found.pages > 1 and only(found).pages == (1, found.pages)
    assert any("GE.97" in line.text and line.place.startswith("page 1") for line in found.remainder)
    assert all(str(each).startswith(f"{FRENCH / 'decision.pdf'}: page ") for each in found.problems)


def test_a_report_gives_a_document_for_each_decision(tmp_path: Path) -> None:
    found = ingest(MANY, tmp_path)
    names = [document.folder.name for document in found.documents]
    assert names[:2] == ["1-cop97", "2-cop97"] and names[-1] == "resolution-1-cop97"
    assert all(document.doubts == () for document in found.documents), "\n".join(tell(found))
    first = (tmp_path / "decisions" / "1-cop97" / "document.yml").read_text("utf-8")
    assert 'file: "document.docx"' in first and "status: adopted" in first
    assert not (tmp_path / "decisions" / "1-cop97" / "source" / "fr.docx").exists()
    first = found.documents[0].unfilled  # none of them stands at each
    assert first[:3] == ("body", "session", "original_language (fr is assumed)")
    told = "\n".join(str(p) for p in check_knowledge_base(tmp_path))
    for name in ("body", "session"):
        assert re.search(rf"1-cop97/document.yml:\d+: {name} is empty; accepted is", told)
    assert any("Table des matières" in line.text for line in found.remainder)
    assert ingest(MANY, tmp_path).written == ()


def test_of_a_report_what_exists_is_refused_and_the_rest_written(tmp_path: Path) -> None:
    ingest(MANY, tmp_path)
    edit(tmp_path / "decisions" / "1-cop97" / "fr.md", lambda t: t.replace("1. ", "1. Même ", 1))
    shutil.rmtree(tmp_path / "decisions" / "2-cop97")
    found = ingest(MANY, tmp_path)
    (refused,) = found.refused
    assert refused.symbol == "1/COP.97" and "exists already and differs" in refused.refused
    assert {path.parts[-2] for path in found.written} >= {"2-cop97"}
    assert all("1-cop97" not in path.parts for path in found.written)


def test_a_decision_that_stands_twice_in_a_file_is_written_once(tmp_path: Path) -> None:
    part = "\n".join(
        [
            "Decision {}/COP.97",
            "Title of {}",
            "The Conference of the Parties,",
            "1. Requests the secretariat to report on {};",
        ]
    )
    source = tmp_path / "twice.txt"
    blocks = [part.format(n, name, name) for n, name in ((1, "soil"), (2, "water"), (1, "sand"))]
    source.write_text("\n\n".join("\n\n".join(b.splitlines()) for b in blocks), "utf-8")
    found = ingest(source, tmp_path / "content")
    assert [bool(document.refused) for document in found.documents] == [False, False, True]
    assert "a second time" in found.documents[2].refused
    text = (tmp_path / "content" / "decisions" / "1-cop97" / "en.md").read_text("utf-8")
    assert "soil" in text and "sand" not in text


def test_a_file_that_no_text_was_read_from_is_told(content: Path) -> None:
    (content / DECISION / "source" / "draft.docx").write_bytes(b"PK")
    told = "source/draft.docx: is not named in document.yml; accepted are source/zh.txt"
    assert told in report(content)


def test_a_kept_file_that_is_not_what_was_read_is_told(tmp_path: Path) -> None:
    document = only(ingest(FRENCH / "decision.docx", tmp_path))
    edit(
        document.folder / "document.yml",
        lambda t: t.replace("themes: []", "themes: [gender]").replace(
            "audiences: []", "audiences: [trainers]"
        ),
    )
    assert "source/fr.docx: its SHA-256" not in report(tmp_path)
    (document.folder / "source" / "fr.docx").write_bytes(b"other")
    assert "source/fr.docx: its SHA-256 is" in report(tmp_path)
    (document.folder / "source" / "fr.docx").unlink()
    assert "source/fr.docx: its SHA-256 is missing" in report(tmp_path)


def test_one_symbol_is_not_given_to_many(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found 5 documents; --symbol and --into are accepted"):
        ingest(MANY, tmp_path, symbol="A/1")
    assert list(tmp_path.iterdir()) == []


# -- a second language ----------------------------------------------------------------------------


def body(content: Path, code: str) -> str:
    return (content / DECISION / f"{code}.md").read_text("utf-8").split("---\n", 2)[2]


def test_disagreements_with_the_text_as_issued_are_told_side_by_side(
    content: Path, tmp_path: Path
) -> None:
    official = tmp_path / "official.txt"
    changed = (
        body(content, "es").replace("6. Invita a", "6. Insta a").replace("19/COP.12", "20/COP.12")
    )
    official.write_text(changed, "utf-8")
    document = only(ingest(official, content, language="es", replace=True))
    told = {(d.problem.anchor, d.problem.what): dict(d.sides) for d in document.doubts}
    assert set(told) == {("op-6", "verb"), ("pp-1", "references")}
    assert told["op-6", "verb"]["es"].startswith("6. Insta a")
    assert told["op-6", "verb"]["zh"].startswith("6. ")
    assert document.confidence < 1
    changes = [line.split("\t")[0] for line in document.differences]
    assert changes == ["pp-1", "op-6"]
    assert "op-6: verb is urges; accepted is invites" in report(content)


def test_an_official_text_takes_the_place_of_a_translation_and_keeps_the_editors_work(
    content: Path, tmp_path: Path
) -> None:
    official = tmp_path / "official.txt"
    official.write_text(body(content, "es").replace("6. Invita a", "6. Invita a todas"), "utf-8")
    meta = (content / DECISION / "document.yml").read_bytes()
    document = only(ingest(official, content, language="es", replace=True))
    assert [line.split("\t")[:2] for line in document.differences] == [["op-6", "changed"]]
    assert "{+todas+}" in document.differences[0] or "{+todas +}" in document.differences[0]
    assert (content / DECISION / "document.yml").read_bytes() == meta
    assert "status: official" in (content / DECISION / "es.md").read_text("utf-8")


def test_a_language_that_was_missing_is_no_longer_declared_so(
    content: Path, tmp_path: Path
) -> None:
    official = tmp_path / "official.txt"
    official.write_text(body(content, "ru"), "utf-8")
    (content / DECISION / "ru.md").unlink()
    edit(
        content / DECISION / "document.yml",
        lambda t: t.replace("missing: []", "missing: [ar, ru]"),
    )
    ingest(official, content, language="ru")
    assert "missing: [ar]" in (content / DECISION / "document.yml").read_text("utf-8")


# -- the report -----------------------------------------------------------------------------------


def test_the_report_is_told_and_given_to_programs(tmp_path: Path) -> None:
    def suggest(texts: Any, language: str, without: Any) -> list[tuple[TagSuggestion, ...]]:
        assert language == "fr" and without == ["decisions/iccd-cop97-cst-l4/"]
        return [(TagSuggestion("theme", "gender", 0.61, ("like x (0.90)",)),) for _ in texts]

    found = ingest_file(FRENCH / "decision.docx", tmp_path, Wishes(dry_run=True), suggest)
    lines = list(tell(found, whole=True))
    assert "- theme gender (61%): like x (0.90)" in lines
    assert any(line.startswith("verbs: ") for line in lines)
    assert "100% of paragraphs without doubt" in "\n".join(lines)
    data = json.loads(json.dumps(report_json(found)))
    assert data["documents"][0]["suggestions"]["op-1"][0]["id"] == "gender"
    assert data["documents"][0]["counts"]["operative"] == 12
    assert data["written"] == []
    assert check_knowledge_base(tmp_path) != [] and list(tmp_path.iterdir()) == []


def test_a_text_of_issue_is_not_held_against_translations(content: Path, tmp_path: Path) -> None:
    """What changed in it is told; that its translations are older now is for `check` to say."""
    changed = tmp_path / "changed.txt"
    issued = (content / DECISION / "source" / "zh.txt").read_text("utf-8")
    changed.write_text(issued.replace("6. 邀请", "6. 请"), "utf-8")
    document = only(ingest(changed, content, replace=True, dry_run=True))
    assert document.doubts == () and len(document.differences) == 1
    assert document.unfilled == ()


@pytest.mark.parametrize("name", ["decisions/ar/decision.pdf", "reports/guidance-en/document.pdf"])
def test_the_place_of_a_doubt_names_the_file_once(tmp_path: Path, name: str) -> None:
    found = ingest(FILES / name, tmp_path, dry_run=True)
    places = [d.problem.where for document in found.documents for d in document.doubts]
    places += [problem.where for problem in found.problems]
    assert all(place.count(Path(name).name) == 1 for place in places), places


def test_a_doubt_about_a_whole_file_names_it_once(tmp_path: Path) -> None:
    letter = Document()
    for line in (FRENCH / "decision.txt").read_text("utf-8").splitlines():
        letter.add_paragraph(line)
    letter.add_picture(str(PICTURE))
    letter.save(str(tmp_path / "letter.docx"))
    found = ingest(tmp_path / "letter.docx", tmp_path, dry_run=True, symbol="ICCD/COP(97)/CST/L.4")
    assert any("a picture" in problem.found for problem in found.problems)
    assert all(problem.where.count("letter.docx") == 1 for problem in found.problems)


@pytest.mark.parametrize("order", ["alternating", "one after the other"])
def test_a_file_in_two_languages_is_refused(tmp_path: Path, order: str) -> None:
    texts = [
        re.split(r"\n{2,}", (FILES / "decisions" / code / "decision.txt").read_text("utf-8"))
        for code in ("en", "fr")
    ]
    pairs = [part for pair in zip(*texts, strict=False) for part in pair]
    head = texts[0][:12]  # a masthead in one language
    mixed = [*head, *pairs[24:]] if order == "alternating" else [*texts[0], *texts[1][12:]]
    file = tmp_path / "mixed.txt"
    file.write_text("\n\n".join(mixed), "utf-8")
    with pytest.raises(SourceError, match=r"paragraphs in (en|fr) and others in (en|fr)"):
        ingest(file, tmp_path / "content")
    assert not (tmp_path / "content").exists()
    assert only(ingest(file, tmp_path / "content", language="en")).doubts  # the editor decides


def test_notes_tables_and_quotations_may_be_in_another_language(tmp_path: Path) -> None:
    english = (FILES / "decisions" / "en" / "decision.txt").read_text("utf-8")
    foreign = [
        f"{mark} Voir la décision relative à la neutralité en matière de dégradation des terres, "
        "adoptée à la session précédente, et le rapport de l’Interface science-politique."
        for mark in [*(f"¹{n}" for n in "¹²³⁴⁵⁶⁷⁸"), *["“"] * 6, "|"]
    ]
    file = tmp_path / "notes.txt"
    file.write_text("\n\n".join([english, "_" * 120, *foreign]), "utf-8")
    assert only(ingest(file, tmp_path / "content", dry_run=True)).language == "en"


def test_a_changed_title_is_among_the_differences(content: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    issued = (content / DECISION / "source" / "zh.txt").read_text("utf-8")
    title = only(ingest(content / DECISION / "source" / "zh.txt", content, dry_run=True)).title
    assert title in issued
    changed.write_text(issued.replace(title, "性别行动计划"), "utf-8")
    document = only(ingest(changed, content, replace=True, dry_run=True))
    assert any(each.startswith("masthead: title\tchanged\t") for each in document.differences)


def test_a_file_that_is_no_longer_the_source_is_told_when_it_goes(tmp_path: Path) -> None:
    first = ingest(FRENCH / "decision.docx", tmp_path)
    kept = only(first).folder / "source" / "fr.docx"
    tried = ingest(FRENCH / "decision.pdf", tmp_path, replace=True, dry_run=True)
    assert f"would delete {kept}: its text came from there" in list(tell(tried))
    assert kept.exists()
    done = ingest(FRENCH / "decision.pdf", tmp_path, replace=True)
    assert f"deleted {kept}: its text came from there" in list(tell(done)) and not kept.exists()
    assert report_json(done)["deleted"] == [str(kept)]


def test_a_symbol_of_another_document_is_refused(tmp_path: Path) -> None:
    ingest(FRENCH / "decision.docx", tmp_path)
    elsewhere = tmp_path / "decisions" / "another"
    with pytest.raises(SourceError, match=r"in iccd-cop97-cst-l4 already; accepted is that folder"):
        ingest(FRENCH / "decision.pdf", tmp_path, into=elsewhere)
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    "line", ['"symbol": "ICCD/COP(97)/CST/L.4"', "symbol: >-\n  iccd/cop(97)/cst/l.4"]
)
def test_a_symbol_is_found_however_it_is_written(tmp_path: Path, line: str) -> None:
    folder = only(ingest(FRENCH / "decision.docx", tmp_path)).folder
    meta = folder / "document.yml"
    edit(meta, lambda t: t.replace('symbol: "ICCD/COP(97)/CST/L.4"', line))
    with pytest.raises(SourceError, match="already; accepted is that folder"):
        ingest(FRENCH / "decision.pdf", tmp_path, into=tmp_path / "decisions" / "another")
    meta.write_bytes(b"\xff\x00 why: symbol: A/1")
    (tmp_path / "decisions" / "odd" / "document.yml").mkdir(parents=True)
    other = only(ingest(FRENCH / "decision.pdf", tmp_path, into=tmp_path / "decisions" / "another"))
    assert other.folder.name == "another"


def test_another_symbol_of_the_same_folder_is_not_unchanged(tmp_path: Path) -> None:
    ingest(FRENCH / "decision.docx", tmp_path, symbol="A/B.C")
    with pytest.raises(SourceError, match=r"found the symbol 'A/B.C', and 'A/BC' in the file"):
        ingest(FRENCH / "decision.docx", tmp_path, symbol="A/BC")
    with pytest.raises(SourceError, match="accepted is a symbol of letters"):
        ingest(FRENCH / "decision.docx", tmp_path, symbol="A/(((")


def test_one_entry_settles_a_number_that_is_printed_twice(content: Path) -> None:
    """The paragraph that should be 11 goes to its place, with the items inside it."""
    edit(content / DECISION / "fr.md", lambda t: t.replace("\n11. ", "\n10. "))
    told = report(content)
    assert "op-10 stands here a second time" in told and "op-11 is missing" in told
    assert "paragraph 12 stands" not in told
    with (content / DECISION / "document.yml").open("a", encoding="utf-8") as file:
        place = "anchor: op-10-again-2, what: place, read: op-11, why: printed as 10 by mistake"
        file.write(f"resolved:\n  - {{language: fr, {place}}}\n")
    assert report(content) == ""


def test_the_day_at_the_end_is_that_of_the_decision(tmp_path: Path) -> None:
    text = (
        "Decision 16/COP.97\n\nWells\n\nThe Conference of the Parties,\n\n"
        "1. Invites Parties to map wells;\n\n2. Requests the secretariat to report.\n\n"
        "11th plenary meeting\n\n"
        "13 September 2097\n"
    )
    (tmp_path / "decision.txt").write_text(text, "utf-8")
    document = only(ingest(tmp_path / "decision.txt", tmp_path))
    assert 'date: "2097-09-13"' in (document.folder / "document.yml").read_text("utf-8")
    assert "date" not in document.unfilled and "session" in document.unfilled
