"""Content checks: each kind of mistake is made in a copy of the real content, and found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.content import check_knowledge_base, read_knowledge_base
from indexer.errors import ContentError
from indexer.languages import CODES
from tests.indexer.editing import edit, report

ROOT = Path(__file__).parents[2]
DECISION = "decisions/iccd-cop14-cst-l1"


def test_the_real_content_has_no_problem() -> None:
    assert check_knowledge_base(ROOT / "content") == []


def test_the_real_content_is_complete() -> None:
    kb = read_knowledge_base(ROOT / "content")
    document = kb.documents["iccd-cop14-cst-l1"]
    assert set(document.texts) == set(CODES)
    assert document.issued.status == "official"
    assert {t.status for c, t in document.texts.items() if c != "zh"} == {"unofficial"}
    assert document.status == "draft"
    assert all(set(note.notes) == set(CODES) for note in document.annotations)
    slips = {note.anchor for note in document.annotations if note.kind == "slip"}
    assert {"op-1-c", "op-7-b", "op-7-c", "op-8"} <= slips
    assert len(kb.vocabulary.themes) >= 12
    assert set(kb.vocabulary.audiences) >= {"policymakers", "trainers", "land-managers"}
    assert len(kb.vocabulary.glossary) >= 82


def test_an_unknown_theme_is_found_with_its_line(content: Path) -> None:
    path = content / DECISION / "document.yml"
    edit(path, lambda t: t.replace("themes: [gender", "themes: [gendre", 1))
    line = next(
        n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "gendre" in text
    )
    assert f"document.yml:{line}: theme “gendre” is unknown; use one of: soil-organic" in report(
        content
    )


def test_an_unknown_audience_is_found(content: Path) -> None:
    edit(content / DECISION / "document.yml", lambda t: t.replace("[policymakers", "[kings", 1))
    assert "audience “kings” is unknown" in report(content)


@pytest.mark.parametrize("code", ["ar", "en", "es", "fr", "ru"])
def test_a_missing_paragraph_in_a_translation_is_found(content: Path, code: str) -> None:
    def drop(text: str) -> str:
        lines = text.splitlines(keepends=True)
        at = next(i for i, li in enumerate(lines) if re.match(r"6[.-] ", li))
        return "".join(lines[:at] + lines[at + 1 :])

    edit(content / DECISION / f"{code}.md", drop)
    found = report(content)
    assert re.search(rf"{code}.md:\d+: op-6 is missing after this", found)


def test_an_extra_paragraph_in_a_translation_is_found(content: Path) -> None:
    edit(content / DECISION / "fr.md", lambda t: t + "\n13. Prie le secrétariat de faire plus.\n")
    assert "op-13 does not stand in the zh text" in report(content)


def test_a_changed_verb_or_reference_in_a_translation_is_found(content: Path) -> None:
    edit(content / DECISION / "en.md", lambda t: t.replace("6. Invites", "6. Urges"))
    edit(content / DECISION / "es.md", lambda t: t.replace("23/COP.11", "24/COP.11"))
    found = report(content)
    assert "op-6: verb is urges; accepted is invites, as in the zh text" in found
    assert "pp-1: references is 19/COP.12, 24/COP.11" in found


def test_a_missing_language_is_found_unless_declared(content: Path) -> None:
    (content / DECISION / "ru.md").unlink()
    assert "ru.md: No such file" in report(content)
    edit(content / DECISION / "document.yml", lambda t: t.replace("missing: []", "missing: [ru]"))
    assert report(content) == ""
    assert "ru" not in read_knowledge_base(content).documents["iccd-cop14-cst-l1"].texts


def test_a_file_in_the_wrong_language_is_found(content: Path) -> None:
    english = (content / DECISION / "en.md").read_text("utf-8")
    edit(content / DECISION / "es.md", lambda t: english.replace("language: en", "language: es"))
    assert "es.md: the text is in en; accepted is es" in report(content)


def test_a_translation_older_than_its_source_is_found(content: Path) -> None:
    path = content / "pages" / "about" / "en.md"
    edit(path, lambda t: t + "\nOne more sentence.\n")
    found = report(content)
    assert found.count("is older than its source en.md") == 5


def test_a_polished_issued_text_is_found(content: Path) -> None:
    edit(content / DECISION / "zh.md", lambda t: t.replace("事实和执行", "实施和执行"))
    found = report(content)
    assert "zh.md: its text is not that of source/zh.txt" in found
    assert found.count("is older than its source") == 5


def test_an_altered_source_is_found(content: Path) -> None:
    edit(content / DECISION / "source" / "zh.txt", lambda t: t + " ")
    assert "source/zh.txt: its SHA-256 is" in report(content)


def test_a_note_that_quotes_wrongly_or_is_missing_is_found(content: Path) -> None:
    edit(content / DECISION / "document.yml", lambda t: t.replace("事实和执行", "事实与执行"))
    edit(content / DECISION / "notes" / "ar.yml", lambda t: t.replace("op-8-", "op-88-", 1))
    found = report(content)
    assert "does not stand in op-7-b" in found
    assert "is missing" in found and "is unknown" in found


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        ("a: [1, 2\n", "expected ',' or ']'"),
        ("a: &x [1]\nb: *x\n", "found an alias"),
        ("symbol: A\nsymbol: B\n", "found the key 'symbol' twice"),
        ("[" * 500 + "]" * 500, "too deep nesting"),
        ("!!python/object/apply:os.system ['true']", "could not determine a constructor"),
        ("\x00", "control character U+0000"),
    ],
)
def test_bad_yaml_is_refused_with_its_line(content: Path, bad: str, found: str) -> None:
    (content / DECISION / "document.yml").write_text(bad, "utf-8")
    assert found in report(content)


def test_a_yaml_bomb_is_refused_at_once(content: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]" for i in range(9)
    )
    (content / "vocabulary" / "themes.yml").write_text(bomb, "utf-8")
    assert "themes.yml:2: found an alias" in report(content)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty file"),
        ("土地".encode("gb18030"), "is not UTF-8"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"---\nlanguage: ar\n", "front matter without end"),
        (b"just text\n", "no front matter"),
        (b"x" * 2_000_000, "2,000,000 bytes"),
    ],
)
def test_unreadable_texts_are_refused(content: Path, data: bytes, found: str) -> None:
    (content / DECISION / "ar.md").write_bytes(data)
    assert found in report(content)


def test_a_vocabulary_entry_without_a_language_is_found(content: Path) -> None:
    edit(content / "vocabulary" / "themes.yml", lambda t: re.sub(r"\n    ru: .*", "", t, count=1))
    assert re.search(
        r"themes.yml:\d+: label.ru: found nothing; accepted: field required", report(content)
    )


def test_bad_slugs_links_and_strangers_are_found(content: Path) -> None:
    (content / "decisions" / "Bad Slug").mkdir()
    (content / "decisions" / "..%2fetc").mkdir()
    (content / "decisions" / "leak").symlink_to("/etc")
    (content / "secret").mkdir()
    found = report(content)
    assert "the slug “Bad Slug” is not valid" in found
    assert "decisions/leak: is not a folder" in found
    assert "content/secret: is not known" in found


def test_a_broken_link_is_found(content: Path) -> None:
    for code in CODES:
        edit(
            content / "pages" / "about" / f"{code}.md",
            lambda t: t + "\n[x](kb:decisions/iccd-cop14-cst-l1/op-99) [y](javascript:alert(1))\n",
        )
    found = report(content)
    assert "the link “kb:decisions/iccd-cop14-cst-l1/op-99” names no paragraph" in found
    assert "the link “javascript:alert(1)” is of an unknown kind" in found


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("[x][r]\n\n[r]: kb:nowhere/x", "“kb:nowhere/x” names nothing"),
        ("[x](#nope)", "“#nope” names no section of this page"),
        ("[x](kb:themes/gender#more)", "names a place that the page does not have"),
        ('<a href="javascript:alert(1)">x</a>', "is of an unknown kind"),
        ("![x](http://example.org/x.png)", "is of an unknown kind"),
    ],
)
def test_links_of_every_form_are_checked(content: Path, link: str, found: str) -> None:
    edit(content / "pages" / "about" / "en.md", lambda t: f"{t}\n{link}\n")
    assert found in report(content)


def test_names_and_symbols_are_used_once(content: Path) -> None:
    shutil.copytree(content / DECISION, content / "decisions" / "copy")
    shutil.copytree(content / "guidance" / "what-is-ldn", content / "guidance" / "copy")
    shutil.copytree(content / "pages" / "about", content / "pages" / "search")
    edit(
        content / DECISION / "document.yml", lambda t: t.replace("aliases: []", "aliases: [about]")
    )
    found = report(content)
    assert "the symbol ICCD/COP(14)/CST/L.1 is copy's" in found
    assert "guidance/copy: “copy” exists already" in found
    assert "the address search/ is taken" in found
    assert "the alias “about” is in use" in found


def test_the_symbol_is_that_of_the_text(content: Path) -> None:
    edit(content / DECISION / "document.yml", lambda t: t.replace("CST/L.1\n", "CST/L.9\n", 1))
    assert report(content).count("the symbol printed is ICCD/COP(14)/CST/L.1") == len(CODES)


def test_changed_numbers_in_a_translation_are_found(content: Path) -> None:
    for code, old, new in (
        ("en", "2018–2030", "2018–2027"),
        ("fr", "18/COP.13.", "22/COP.13."),
        ("es", "\n2019\n", "\n2029\n"),
    ):
        edit(content / DECISION / f"{code}.md", lambda t, a=old, b=new: t.replace(a, b, 1))
    found = report(content)
    assert re.search(r"en.md:\d+: pp-3: numbers is", found)
    assert re.search(r"fr.md:\d+: footnote ¹ has 22/COP.13", found)
    assert re.search(r"es.md:\d+: the numbers of the masthead line are 2029", found)


def test_a_translation_cannot_be_called_official_by_one_word(content: Path) -> None:
    edit(
        content / DECISION / "en.md", lambda t: t.replace("status: unofficial", "status: official")
    )
    assert "status is official and made_from names a source" in report(content)


def test_what_is_no_file_or_folder_is_refused(content: Path) -> None:
    shutil.rmtree(content / "guidance")
    (content / "guidance").write_text("x", "utf-8")
    (content / "pages" / "about" / "fr.md").unlink()
    os.mkfifo(content / "pages" / "about" / "fr.md")
    found = report(content)
    assert "content/guidance: is not a folder" in found
    assert "fr.md: found no plain file" in found


def test_letters_that_reorder_text_are_refused(content: Path) -> None:
    edit(content / DECISION / "en.md", lambda t: t.replace("Parties", "Par\u202eties", 1))
    edit(content / DECISION / "document.yml", lambda t: t.replace('"2019"', '"2019-99-99"'))
    found = report(content)
    assert "document.yml" in found
    edit(content / DECISION / "document.yml", lambda t: t.replace('"2019-99-99"', '"2019"'))
    assert "control character U+202E" in report(content)


def test_all_problems_are_in_the_error(content: Path) -> None:
    (content / DECISION / "ru.md").unlink()
    (content / DECISION / "fr.md").unlink()
    with pytest.raises(ContentError) as caught:
        read_knowledge_base(content)
    assert len(caught.value.problems) == 2


def test_an_official_text_replaces_a_translation_by_one_file(content: Path) -> None:
    path = content / DECISION / "en.md"
    edit(
        path,
        lambda t: re.sub(r"status: unofficial\nmade_from:\n.*\n.*\n", "status: official\n", t),
    )
    kb = read_knowledge_base(content)
    assert kb.documents["iccd-cop14-cst-l1"].texts["en"].status == "official"


def test_reading_content_writes_nothing(content: Path) -> None:
    before = sorted(p for p in content.rglob("*"))
    check_knowledge_base(content)
    assert sorted(p for p in content.rglob("*")) == before


def test_the_check_command_reports_and_fails(content: Path) -> None:
    (content / DECISION / "ru.md").unlink()
    command = [sys.executable, "-m", "kb_service.cli", "check", "--content", str(content)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ru.md: No such file" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_publishers_iri_of_the_work_replaces_ours(content: Path) -> None:
    path = content / DECISION / "document.yml"
    iri = "/akn/un/statement/deliberation/unccd-cop/2019-09-06/14-L.1"
    edit(path, lambda t: t.replace("missing: []", f"akn: {iri}\nmissing: []", 1))
    assert read_knowledge_base(content).documents["iccd-cop14-cst-l1"].iri == iri


def test_an_iri_of_another_form_is_found_with_its_line(content: Path) -> None:
    path = content / DECISION / "document.yml"
    edit(path, lambda t: t.replace("missing: []", "akn: /akn/un/act/2019/1\nmissing: []", 1))
    line = next(n for n, t in enumerate(path.read_text("utf-8").splitlines(), 1) if "akn:" in t)
    assert f"document.yml:{line}: akn: found '/akn/un/act/2019/1'; accepted: value error, /akn" in (
        report(content)
    )
