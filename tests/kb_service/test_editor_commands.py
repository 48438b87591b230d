"""`ldn-kb coverage` and `ldn-kb translate`, run as editors and translators run them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.ingest import Wishes, ingest_file
from kb_service.cli import main

ROOT = Path(__file__).parents[2]
CONTENT = ["--content", str(ROOT / "content")]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.stdout, done.stderr


def test_coverage_of_the_real_content_is_complete() -> None:
    code, out, err = run("coverage", *CONTENT)
    assert (code, err) == (0, "")
    assert "iccd-cop14-cst-l1/op-12-f" in out and "land-tenure" in out
    assert out.splitlines()[-1].startswith("words")


def test_coverage_names_its_gaps(content: Path) -> None:
    for name in ("beyond-individual-titles", "customary-tenure"):
        page = content / f"guidance/{name}"
        (page / "ru.md").unlink()
        text = (page / "page.yml").read_text("utf-8")
        (page / "page.yml").write_text(text.replace("missing: []", "missing: [ru]"), "utf-8")
    code, _, err = run("coverage", "--content", str(content))
    assert code == 1
    assert "paragraph iccd-cop14-cst-l1/op-9-b: no page in ru" in err
    assert "op-9-d" not in err


def test_coverage_as_json() -> None:
    _, out, _ = run("coverage", "--json", *CONTENT)
    answer = json.loads(out)
    rows = {row["id"]: row for row in answer["rows"]}
    assert rows["iccd-cop14-cst-l1/op-9-b"]["pages"]["zh"] == ["beyond-individual-titles"]
    assert set(answer["words"]) == {"ar", "zh", "en", "fr", "ru", "es"}


def test_a_translators_round(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "po"
    where = ["--content", str(content)]
    pages = ["what-is-ldn", "land-tenure"]
    code, listed, _ = run("translate", "export", *pages, "--lang", "ru", "--out", str(out), *where)
    assert code == 0
    files = [out / "what-is-ldn.ru.po", out / "land-tenure.ru.po"]
    assert listed.split() == [str(path) for path in files]
    code, written, _ = run(
        "translate", "import", *map(str, files), "--reviewer", "Имя, институт", *where
    )
    assert code == 0
    assert written.split()[1].endswith("themes/land-tenure/ru.md")
    assert "reviewer: Имя, институт" in (content / "guidance/what-is-ldn/ru.md").read_text("utf-8")
    assert run("check", *where)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "nothing", "--lang", "fr"], "nothing: found no such page"),
        (["export", "what-is-ldn", "--lang", "en"], "en is the original"),
        (["export", "what-is-ldn", "--lang", "de"], "'de' is not one of"),
        (["import", "missing.po"], "missing.po"),
    ],
)
def test_wrong_use_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("translate", *arguments, *CONTENT)
    assert code in {1, 2}
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_compare_tells_what_an_official_text_changes(tmp_path: Path) -> None:
    draft = "iccd-cop14-cst-l1"
    body = (ROOT / "content/decisions" / draft / "en.md").read_text("utf-8").split("---\n", 2)[2]
    official = tmp_path / "official.en.txt"
    official.write_text(body.replace("6. Invites country", "6. Requests country"), "utf-8")
    code, out, err = run("compare", draft, str(official), "--lang", "en", *CONTENT)
    assert code == 0 and err.endswith("1 changed\n")
    assert out.startswith("op-6\tchanged\tverb invites → requests\t[-Invites-]{+Requests+} country")
    code, _, err = run("compare", draft, "nothing", "--lang", "en", *CONTENT)
    assert code == 2 and "accepted are a file, and documents held in en" in err


def test_compare_reads_files_of_any_kind_but_of_one_document(tmp_path: Path) -> None:
    reports = ROOT / "tests" / "fixtures" / "documents" / "reports"
    options = ["--content", str(tmp_path)]
    first, second = (str(reports / "guidance-en" / f"document.{form}") for form in ("docx", "html"))
    code, _, err = run("compare", first, second, "--lang", "en", *options)
    assert code == 0 and "unchanged" in err
    many = str(reports / "cop-report-fr" / "document.docx")
    code, _, err = run("compare", many, many, "--lang", "fr", *options)
    assert code == 2 and "found 5 documents; accepted is a file of one" in " ".join(err.split())


def test_compare_finds_a_document_among_many(content: Path) -> None:
    many = ROOT / "tests" / "fixtures" / "documents" / "reports" / "cop-report-fr" / "document.docx"
    ingest_file(many, content, Wishes())
    arguments = ["compare", "2-cop97", str(many), "--lang", "fr", "--content", str(content)]
    code, out, err = run(*arguments)
    assert (code, out) == (0, "") and "unchanged" in err
    code, _, err = run("compare", "iccd-cop14-cst-l1", *arguments[2:])
    assert code == 2 and "accepted is one with ICCD/COP(14)/CST/L.1" in " ".join(err.split())
