"""The command line on the real content: results on stdout, progress on stderr, exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner, Result

from indexer.languages import CODES
from kb_service.cli import main
from kb_service.cli_reference import build_reference

ROOT = Path(__file__).parents[2]


def run(
    *arguments: str, index: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KB_")} | variables
    if index is not None:
        environment["KB_INDEX_DIR"] = str(index)
    return subprocess.run(
        [sys.executable, "-m", "kb_service.cli", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def run_here(*arguments: str) -> Result:
    """The same in this process, which has read the content before."""
    environment = {name: None for name in os.environ if name.startswith("KB_")}
    return CliRunner(env=environment).invoke(main, arguments)


def test_show_gives_the_same_anchors_in_six_languages() -> None:
    def anchors(nodes: list[dict[str, object]]) -> list[str]:
        found: list[str] = []
        for node in nodes:
            found.append(str(node["anchor"]))
            assert node["text"]
            found += anchors(node["items"])  # type: ignore[arg-type]
        return found

    shown = {}
    for code in CODES:
        done = run_here("show", "iccd-cop14-cst-l1", "--lang", code, "--json")
        assert done.exit_code == 0, done.stderr
        record = json.loads(done.stdout)
        assert record["language"] == code
        shown[code] = anchors(record["preamble"]) + anchors(record["operative"])
    assert len(shown["zh"]) == 63
    assert all(shown[code] == shown["zh"] for code in CODES)


def test_show_gives_one_paragraph() -> None:
    done = run("show", "iccd-cop14-cst-l1", "op-7-b", "--lang", "zh")
    assert "(b) 加强/发展支持土地退化零增长事实和执行的机制" in done.stdout
    assert done.stdout.count("\n") == 2


def test_check_passes_on_the_real_content() -> None:
    done = run("check", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.parametrize(
    ("query", "language", "anchor"),
    [
        ("paragraph 9 (d)", "en", "op-9-d"),
        ("第9段", "zh", "op-9"),
        ("الفقرة 9", "ar", "op-9"),
        ("第9段 资金", "zh", "op-9"),
        ("التمويل في الفقرة 9", "ar", "op-9"),
    ],
)
def test_search_answers_a_reference_first(
    index_dir: Path, search_file: Path, query: str, language: str, anchor: str
) -> None:
    done = run(
        "search",
        query,
        "--lang",
        language,
        "--limit",
        "9",
        "--json",
        index=index_dir,
        KB_SEARCH_FILE=str(search_file),
    )
    assert done.returncode == 0, done.stderr
    hits = json.loads(done.stdout)["hits"]
    assert {hit["language"] for hit in hits} == {language}
    named = [hit["url"].partition("#")[2] for hit in hits]
    assert anchor in named
    assert all(name.startswith(anchor) for name in named[: 8 if anchor == "op-9" else 1])


def test_search_says_why_and_where(index_dir: Path, search_file: Path) -> None:
    done = run(
        "search", "حيازة الأراضي", "--json", index=index_dir, KB_SEARCH_FILE=str(search_file)
    )
    answer = json.loads(done.stdout)
    assert answer["hits"]
    for hit in answer["hits"]:
        assert set(hit["why"]) == {"words", "concepts", "meaning", "reference"}
    assert any(hit["why"]["concepts"] for hit in answer["hits"])
    assert answer["corrections"] == []


def test_search_says_what_it_searched_for_instead(index_dir: Path, search_file: Path) -> None:
    search = ("search", "التصجر", "--lang", "ar")
    done = run(*search, "--json", index=index_dir, KB_SEARCH_FILE=str(search_file))
    assert json.loads(done.stdout)["corrections"] == [{"typed": "التصجر", "meant": "التصحر"}]
    done = run(*search, index=index_dir, KB_SEARCH_FILE=str(search_file))
    assert done.stderr.startswith("searched for “التصحر”, not “التصجر”")
    assert "searched" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["search"], 2, "Missing argument"),
        (["search", "x", "--lang", "xx"], 2, "'ar', 'zh', 'en', 'fr', 'ru', 'es'"),
        (["search", "x", "--filter", "colour=red"], 2, "accepted is NAME=VALUE"),
        (["show", "no-such-document"], 2, "accepted are iccd-cop14-cst-l1"),
        (["show", "iccd-cop14-cst-l1", "op-99"], 2, "has no paragraph 'op-99'"),
        (["ingest", "no-such-file.txt"], 1, "found no file"),
        (["check", "--content", "no-such-folder"], 1, "found no folder"),
        (["evaluate", "tests", "--langs", "xx"], 2, "accepted are ar, zh"),
        (["site", "--content", "tests"], 2, "a folder named content"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_errors_are_sentences(arguments: list[str], status: int, told: str) -> None:
    done = run_here(*arguments)
    assert done.exit_code == status
    assert told in done.stderr
    assert isinstance(done.exception, SystemExit) and done.stdout == ""


def test_a_missing_index_names_the_command_that_repairs_it(tmp_path: Path) -> None:
    done = run("search", "land", index=tmp_path / "none")
    assert done.returncode == 1
    assert "ldn-kb index" in done.stderr


def test_an_unknown_setting_is_refused() -> None:
    done = run("index", KB_INDEX_DIRECTORY="x")
    assert done.returncode == 1
    assert "KB_INDEX_DIRECTORY" in done.stderr


def test_every_command_teaches() -> None:
    for name, command in main.commands.items():
        assert command.help and len(command.help) > 60, name
        assert all(p.help for p in command.params if isinstance(p, click.Option)), name


def test_the_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == build_reference()


EXPORT = ("export", "--course", "ldn-in-one-hour", "--lang", "ar", "--format")


def test_a_course_is_written_as_a_file(index_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "pack.zip"
    done = run(*EXPORT, "scorm", "-o", str(target), index=index_dir)
    assert done.returncode == 0 and done.stdout == ""
    assert "imsmanifest.xml" in ZipFile(target).namelist()
    assert "KB_BASE_URL" in done.stderr
    told = run(*EXPORT, "gift", "-o", "-", index=index_dir, KB_BASE_URL="https://ldn.example/")
    assert told.stdout.startswith("//") and "https://ldn.example/ar/" in told.stdout
    assert told.stderr == ""


def test_several_courses_are_one_file(index_dir: Path) -> None:
    done = run(*EXPORT, "json", "--course", "gender-responsive-ldn", "-o", "-", index=index_dir)
    assert done.returncode == 0, done.stderr
    address = json.loads(done.stdout)["address"]
    assert "courses%2Fldn-in-one-hour&item=courses%2Fgender-responsive-ldn" in address


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*EXPORT, "exe"), "accepted: one of: docx, pptx"),
        ((*EXPORT, "scorm", "--second", "en"), "second: found en with scorm"),
        (("export", "--lang", "ar", "--format", "pdf"), "item: found nothing"),
        (("export", "--item", "x", "--lang", "ar", "--format", "pdf"), "item: found 'x'"),
        ((*EXPORT, "gift", "--title", "a\nb"), "title: found the character U+000A"),
        ((*EXPORT, "gift", "-o", "/"), "-o: found a folder"),
        ((*EXPORT, "gift", "-o", "/dev/null"), "-o: found no plain file"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    index_dir: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = run(*arguments, index=index_dir)
    assert done.returncode == 2
    assert told in done.stderr and done.stdout == ""
