"""Use is counted by day, without anybody in it, and counting never disturbs a request."""

from __future__ import annotations

import csv
import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service.app import create_app
from kb_service.cli import main
from kb_service.settings import Settings
from kb_service.usage import Event, UsageRecorder, worth_keeping
from kb_service.usage_report import build_report, report_as_csv, report_as_html
from kb_service.usage_store import Count, Kept, WordCount, read_counts

DAY = date(2026, 11, 29)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


class Time:
    """A clock and a calendar that stand still until they are set."""

    def __init__(self) -> None:
        self.now = 0.0
        self.day = DAY


class Setting:
    """A recorder with its file and its time."""

    def __init__(self, path: Path, minimum: int = 3) -> None:
        self.path = path
        self.time = Time()
        self.recorder = UsageRecorder(
            path, minimum, clock=lambda: self.time.now, today=lambda: self.time.day
        )

    def search(self, client: str, text: str, language: str = "fr", **facts: Any) -> None:
        self.recorder.record(client, [Event("search", language, text=text, **facts)])

    def kept(self, day: date = DAY) -> Kept:
        self.recorder.write(settled_only=False)
        return read_counts(self.path, day, day)


@pytest.fixture
def counted(tmp_path: Path) -> Setting:
    return Setting(tmp_path / "usage.sqlite")


def words_of(kept: Kept) -> dict[str, int]:
    return {word.text: clients for word, (clients, _) in kept.words.items()}


# -- words -----------------------------------------------------------------------------------------


def test_words_are_written_when_enough_clients_asked(counted: Setting) -> None:
    for client in ("a", "b", "a", "b", "a"):
        counted.search(client, "Qui  paie ?")
        counted.search(client, "autre chose")
    assert words_of(counted.kept()) == {}
    assert b"paie" not in counted.path.read_bytes()
    counted.search("c", "qui paie ?")
    assert words_of(counted.kept()) == {"qui paie ?": 3}
    counted.search("d", "QUI PAIE ?")
    counted.search("d", "qui paie ?")
    assert words_of(counted.kept()) == {"qui paie ?": 4}


@pytest.mark.parametrize("text", ["لمن تعود الأرض؟", "谁来支付监测费用", "землепользование"])
def test_words_of_every_script_are_kept(counted: Setting, text: str) -> None:
    for client in "abc":
        counted.search(client, text, "ar", nothing=True)
    (word, found) = next(iter(counted.kept().words.items()))
    assert (word.language, word.day, found) == ("ar", "2026-11-29", (3, True))


def test_what_was_typed_on_the_way_is_no_search(counted: Setting) -> None:
    for client in "abc":
        for text in ("d", "dro", "droug", "drought", "drough", "drought "):
            counted.time.now += 1
            counted.search(client, text)
    counted.time.now += 5
    counted.search("a", "finance")
    kept = counted.kept()
    assert words_of(kept) == {"drought": 3}
    assert kept.counts[Count("2026-11-29", "search", "fr", "", "")] == 4


def test_a_search_is_written_only_after_it_has_settled(counted: Setting) -> None:
    counted.search("a", "drought")
    counted.recorder.write()
    assert not counted.path.exists()
    counted.time.now = 60
    counted.recorder.write()
    assert read_counts(counted.path, DAY, DAY).counts


def test_few_clients_of_two_days_do_not_add_up(counted: Setting) -> None:
    for client in "ab":
        counted.search(client, "qui paie")
    counted.time.day = DAY + timedelta(days=1)
    for client in "cd":
        counted.search(client, "qui paie")
    kept = counted.kept(DAY)
    assert words_of(kept) == {} and sum(kept.counts.values()) == 2
    assert words_of(counted.kept(counted.time.day)) == {}


def test_nothing_found_under_a_filter_says_nothing_of_the_words(counted: Setting) -> None:
    details = (("theme", "gender"),)
    for client in "abc":
        counted.search(client, "qui paie", nothing=True, details=details)
    kept = counted.kept()
    assert next(iter(kept.words.values())) == (3, False)
    assert kept.counts[Count("2026-11-29", "search", "fr", "theme", "gender")] == 3
    assert kept.counts[Count("2026-11-29", "search", "fr", "nothing", "")] == 3


@pytest.mark.parametrize(
    "text",
    [
        "write to anna@example.org",
        "https://example.org/private",
        "call +41 22 917 12 34",
        "٠٧٩١٢٣٤٥٦٧",
        "long " * 30,
    ],
)
def test_what_may_be_personal_is_never_kept(counted: Setting, text: str) -> None:
    assert worth_keeping(text) == ""
    for client in "abcdef":
        counted.search(client, text)
    assert words_of(counted.kept()) == {}
    assert worth_keeping("ICCD/COP(14)/CST/L.1 paragraph 9 (d)")


def test_memory_is_bounded_whatever_is_asked(
    counted: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_MOST_SETTLING", "_MOST_TEXTS", "_MOST_CLIENTS", "_MOST_COUNTS"):
        monkeypatch.setattr(f"kb_service.usage.{name}", 20)
    for number in range(500):
        counted.search(f"client {number}", f"text {number}")
        counted.search(f"client {number}", "the same")
        counted.recorder.record("a", [Event("page", "en", (("path", f"p{number}/"),))])
    recorder = counted.recorder
    assert len(recorder._settling) <= 20 and len(recorder._counts) <= 20
    assert len(recorder._words._clients) <= 20
    assert max(len(clients) for clients in recorder._words._clients.values()) <= 20


# -- the file --------------------------------------------------------------------------------------


def test_the_file_holds_days_counts_and_words_alone(counted: Setting) -> None:
    for client in ("192.0.2.1", "2001:db8::/64", "198.51.100.7"):
        counted.search(client, "drought")
    counted.kept()
    with sqlite3.connect(counted.path) as file:
        tables = {
            name: [column[1] for column in file.execute(f"PRAGMA table_info({name})")]
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    file.close()
    assert tables == {
        "counts": ["day", "what", "language", "detail", "subject", "number"],
        "words": ["day", "language", "text", "clients", "not_found"],
    }
    data = counted.path.read_bytes()
    assert b"192.0.2" not in data and b"2001:db8" not in data
    assert counted.path.stat().st_mode & 0o077 == 0


def _corrupt(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to look at" * 100)


def _folder(path: Path) -> None:
    path.mkdir()


def _other_format(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()


@pytest.mark.parametrize("spoil", [_corrupt, _folder, _other_format])
def test_a_file_that_cannot_be_written_is_told_once_and_nothing_fails(
    counted: Setting, caplog: pytest.LogCaptureFixture, spoil: Any
) -> None:
    spoil(counted.path)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            counted.recorder.record("a", [Event("page", "en", (("path", "x/"),))])
            counted.recorder.write()
    assert len(caplog.records) == 1 and "KB_USAGE_FILE" in caplog.text
    counted.path.rmdir() if counted.path.is_dir() else counted.path.unlink()
    kept = counted.kept()
    assert kept.counts[Count("2026-11-29", "page", "en", "path", "x/")] == 3


def test_a_locked_file_delays_counts_and_loses_none(
    counted: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb_service.usage_store._PATIENCE", 0)
    counted.recorder.record("a", [Event("page", "en")])
    counted.recorder.write()
    other = sqlite3.connect(counted.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    counted.recorder.record("a", [Event("page", "en")])
    counted.recorder.write()
    other.rollback()
    other.close()
    assert counted.kept().counts[Count("2026-11-29", "page", "en", "", "")] == 2


def test_a_full_disk_fails_nothing(
    counted: Setting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb_service.usage.add_counts", full)
    with caplog.at_level(logging.ERROR):
        counted.search("a", "drought")
        counted.recorder.close()
    assert "No space left" in caplog.text and "drought" not in caplog.text


# -- the service -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counting(
    settings: Settings,
    artefact: Artefact,
    encoder: Encoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TestClient, Path]]:
    """The real service with a small site, that counts."""
    folder = tmp_path_factory.mktemp("counting")
    site = folder / "site"
    for name in ("en", "ar/guidance/what-is-ldn", "downloads"):
        (site / name).mkdir(parents=True)
        (site / name / "index.html").write_text("<!doctype html>")
    (site / "downloads" / "ldn-guidance-ar.zip").write_bytes(b"PK")
    (site / "en" / "main.css").write_text("")
    path = folder / "usage.sqlite"
    counted = replace(settings, site_dir=site, usage_file=path, usage_minimum=2)
    with TestClient(create_app(counted, artefact, encoder)) as client:
        client.headers["user-agent"] = BROWSER
        yield client, path


@pytest.fixture
def service(counting: tuple[TestClient, Path]) -> tuple[TestClient, Path]:
    """That service with nothing counted yet."""
    client, path = counting
    write(client)
    path.unlink(missing_ok=True)
    return client, path


def write(client: TestClient) -> None:
    """Have the service write what it has counted."""
    client.app.state.usage.write(settled_only=False)  # type: ignore[attr-defined]


def test_the_service_counts_searches_pages_and_exports(
    service: tuple[TestClient, Path],
) -> None:
    client, path = service
    for who in ("198.51.100.1", "198.51.100.2"):
        headers = {"x-forwarded-for": who}
        client.get("/api/v1/search?q=谁来支付监测费用&lang=en&theme=finance", headers=headers)
        client.get("/api/v1/search?q=谁来支付监测费用&offset=10", headers=headers)
        client.get("/api/v1/search?theme=finance", headers=headers)
        client.get("/ar/guidance/what-is-ldn/", headers=headers)
    tag = client.get("/en/").headers["etag"]
    assert client.get("/en/", headers={"if-none-match": tag}).status_code == 304
    client.get("/en/main.css")
    client.get("/en/missing/")
    client.get("/downloads/ldn-guidance-ar.zip")
    wanted = {"item": "glossary/ldn", "language": "fr", "format": "md"}
    assert client.get("/api/v1/exports", params=wanted).status_code == 200
    write(client)
    kept = read_counts(path, date(2000, 1, 1), date(2999, 1, 1))
    counts = {count[1:]: number for count, number in kept.counts.items()}
    assert counts == {
        ("search", "zh", "", ""): 2,
        ("search", "zh", "theme", "finance"): 2,
        ("page", "ar", "", ""): 2,
        ("page", "ar", "path", "guidance/what-is-ldn/"): 2,
        ("page", "en", "", ""): 2,
        ("page", "en", "path", "/"): 2,
        ("export", "ar", "", ""): 1,
        ("export", "ar", "format", "site"): 1,
        ("export", "fr", "", ""): 1,
        ("export", "fr", "format", "md"): 1,
        ("export", "fr", "item", "glossary/ldn"): 1,
    }
    assert words_of(kept) == {"谁来支付监测费用": 2}


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "curl/8.14"},
        {"user-agent": "python-requests/2.34"},
        {"user-agent": ""},
        {"sec-gpc": "1"},
        {"dnt": "1"},
        {"sec-fetch-dest": "empty"},
        {"sec-purpose": "prefetch"},
    ],
)
def test_programs_and_who_asks_not_to_be_are_not_counted(
    service: tuple[TestClient, Path], headers: dict[str, str]
) -> None:
    client, path = service
    assert client.get("/en/", headers=headers).status_code == 200
    write(client)
    assert not path.exists()


def test_nothing_is_counted_unless_asked_for(settings: Settings) -> None:
    assert settings.usage_file is None and settings.usage_minimum == 5


# -- the report ------------------------------------------------------------------------------------


@pytest.fixture
def kept() -> Kept:
    day, next_day = "2026-11-28", "2026-11-29"
    return Kept(
        {
            Count(day, "search", "ar", "", ""): 9,
            Count(day, "search", "ar", "nothing", ""): 4,
            Count(day, "page", "ar", "", ""): 8,
            Count(day, "page", "ar", "path", "guidance/what-is-ldn/"): 6,
            Count(next_day, "page", "ar", "path", "guidance/what-is-ldn/"): 1,
            Count(day, "page", "ar", "path", "guidance/rare/"): 1,
            Count(day, "export", "fr", "format", "docx"): 5,
            Count(day, "search", "fr", "theme", "gender"): 5,
        },
        {
            WordCount(day, "ar", "لمن تعود الأرض"): (5, False),
            WordCount(next_day, "ar", "لمن تعود الأرض"): (6, True),
            WordCount(day, "en", "<script>alert(1)</script>"): (5, True),
            WordCount(day, "en", "=cmd|' /c calc'!a1"): (5, False),
        },
    )


def test_the_report_adds_up_days_and_leaves_out_what_is_rare(
    kept: Kept, artefact: Artefact
) -> None:
    report = build_report(kept, DAY, DAY, 5, artefact.passages)
    assert [uses.language for uses in report.languages] == ["ar"]
    assert (report.languages[0].searches, report.languages[0].nothing_found) == (9, 4)
    first = report.words[0]
    assert (first.text, first.clients, first.days) == ("لمن تعود الأرض", 11, 2)
    assert first.nothing_found is True  # on the last day
    assert [(page.name, page.pages) for page in report.pages] == [("guidance/what-is-ldn/", 7)]
    assert [(uses.name, uses.exports) for uses in report.formats] == [("docx", 5)]
    assert {uses.name for uses in report.themes} > {"gender"}  # with those of the page
    assert {uses.language for uses in report.audiences} == {"ar"}


def test_the_page_for_editors_shows_text_as_text(kept: Kept) -> None:
    page = report_as_html(build_report(kept, DAY, DAY, 5))
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            tags.append(tag)

    Reader().feed(page)
    assert "script" not in tags and "link" not in tags and "img" not in tags
    assert "&lt;script&gt;" in page and "لمن تعود الأرض" in page
    assert page.index("Looked for and not found") < page.index("Looked for and found")


def test_the_table_holds_no_formula(kept: Kept) -> None:
    rows = list(csv.DictReader(io.StringIO(report_as_csv(build_report(kept, DAY, DAY, 5)))))
    assert not any(str(row["name"]).startswith("=") for row in rows)
    assert {row["about"] for row in rows} >= {"words", "languages", "pages", "themes", "formats"}


def test_the_command_prints_text_json_csv_and_a_page(counted: Setting, tmp_path: Path) -> None:
    for client in "abc":
        counted.search(client, "سؤال", "ar", nothing=True)
    counted.kept()
    span = ["usage", "--file", str(counted.path), "--from", "2026-11-29", "--to", "2026-11-29"]
    run = CliRunner(env={"KB_INDEX_DIR": str(tmp_path / "none"), "KB_TEST_MODEL": None}).invoke
    text = run(main, span)
    assert text.exit_code == 0 and "not found  سؤال" in text.stdout
    assert json.loads(run(main, [*span, "--json"]).stdout)["words"][0]["clients"] == 3
    assert "words,سؤال,ar" in run(main, [*span, "--csv"]).stdout
    page = tmp_path / "usage.html"
    assert run(main, [*span, "--html", str(page)]).exit_code == 0
    assert "سؤال" in page.read_text("utf-8")


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    run = CliRunner(env={"KB_INDEX_DIR": str(tmp_path / "none"), "KB_TEST_MODEL": None}).invoke
    assert run(main, ["usage"]).exit_code == 2
    missing = run(main, ["usage", "--file", str(tmp_path / "no.sqlite")])
    assert missing.exit_code == 1 and "there is no such file" in missing.stderr
    _corrupt(tmp_path / "bad.sqlite")
    broken = run(main, ["usage", "--file", str(tmp_path / "bad.sqlite")])
    assert broken.exit_code == 1 and "accepted is a file of usage" in broken.stderr
