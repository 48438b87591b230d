"""Keys of partners: made once, read strictly, bound to origins, limits of their own."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service.app import create_app
from kb_service.cli import main
from kb_service.keys import KeyRing, KeysError, digest, make_key, read_keys
from kb_service.problems import ApiProblem
from kb_service.settings import Settings

ORIGIN = "https://ministry.example"
LIMITS = {"search": 5}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.toml"


def run(*arguments: str) -> Any:
    return CliRunner(env={"KB_TEST_MODEL": None}).invoke(
        main, ["keys", *arguments], catch_exceptions=False
    )


def test_a_key_is_shown_once_and_its_digest_kept(file: Path) -> None:
    made = run("new", "ministry", "--origin", ORIGIN, "--file", str(file))
    key = made.stdout.strip()
    assert made.exit_code == 0 and key.startswith("ldn-public-")
    assert key not in file.read_text() and key not in made.stderr
    kept = read_keys(file)[digest(key)]
    assert (kept.id, kept.origins, kept.limits["search"]) == ("ministry", (ORIGIN,), 12000)


def test_keys_are_listed_rotated_and_removed(file: Path) -> None:
    file.write_text("# who has which key: see the contracts\n")
    first = run("new", "harvester", "--search", "7", "--file", str(file)).stdout.strip()
    second = run(
        "new", "harvester-2", "--expires", "2020-01-01", "--file", str(file)
    ).stdout.strip()
    assert first.startswith("ldn-secret-") and first != second
    assert file.read_text().startswith("# who has")
    listed = run("list", "--file", str(file)).stdout.splitlines()
    assert listed[0].startswith("harvester  secret  no end  search=7")
    assert "2020-01-01 (expired)" in listed[1]
    assert run("remove", "harvester", "--file", str(file)).exit_code == 0
    assert [key.id for key in read_keys(file).values()] == ["harvester-2"]


def test_wrong_use_of_the_command_names_what_is_accepted(file: Path) -> None:
    run("new", "one", "--file", str(file))
    for arguments, said in (
        (("new", "one", "--file", str(file)), "accepted is a new name"),
        (("remove", "two", "--file", str(file)), "accepted are one"),
        (("new", "two"), "KB_KEYS_FILE"),
    ):
        found = run(*arguments)
        assert found.exit_code == 2 and said in found.stderr
    wrong = run("new", "Two!", "--origin", "ministry.example", "--file", str(file))
    assert wrong.exit_code == 1 and "origins" in wrong.stderr and "id" in wrong.stderr


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[key]\n", "TOML"),
        ("[keys]\n", "[[key]]"),
        ("key = 3\n", "[[key]]"),
        ("key = [3]\n", "key 1"),
        ('[[key]]\nid = "a"\nsha256 = "12"\n', "sha256"),
        ('[[key]]\nid = "a"\nsha256 = 12\ncolour = 1\n', "colour"),
        (f'[[key]]\nid = "a"\nsha256 = "{"0" * 64}"\norigins = ["*"]\n', "origins"),
        (f'[[key]]\nid = "a"\nsha256 = "{"0" * 64}"\nlimits = {{search = 0}}\n', "limits"),
        (f'[[key]]\nid = "a"\nsha256 = "{"0" * 64}"\nlimits = {{site = 1}}\n', "limits"),
        (f'[[key]]\nid = "a"\nsha256 = "{"0" * 64}"\nexpires = "soon"\n', "expires"),
        (f'[[key]]\nid = "a"\nsha256 = "{"0" * 64}"\n' * 2, "stands twice"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_reason(file: Path, text: str, named: str) -> None:
    file.write_text(text)
    with pytest.raises(KeysError, match="keys.toml") as refused:
        KeyRing(file)
    assert named in str(refused.value)


def test_a_missing_file_is_told(file: Path) -> None:
    with pytest.raises(KeysError, match="No such file"):
        KeyRing(file)


def test_a_file_that_changes_is_read_again_and_a_broken_one_changes_nothing(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = 0.0
    key, entry = make_key("one", (), None, {})
    file.write_text(entry)
    ring = KeyRing(file, clock=lambda: now)
    header = f"Bearer {key}"
    assert ring.find(header, None)
    file.write_text("nonsense")
    now = 10.0
    with caplog.at_level(logging.ERROR):
        assert ring.find(header, None)
        assert ring.find(header, None)
    assert len(caplog.records) == 1 and key not in caplog.text
    file.write_text("# none\n")
    now = 20.0
    with pytest.raises(ApiProblem):
        ring.find(header, None)


@pytest.fixture(scope="module")
def service(
    settings: Settings,
    artefact: Artefact,
    encoder: Encoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[TestClient, dict[str, str]]:
    """The real service for one search a minute, or five with a key; the keys by their names."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    made: dict[str, tuple[str, str]] = {
        "public": make_key("public", (ORIGIN,), None, LIMITS),
        "secret": make_key("secret", (), date(2999, 1, 1), LIMITS),
        "expired": make_key("expired", (), yesterday, LIMITS),
    }
    file = tmp_path_factory.mktemp("keys") / "keys.toml"
    file.write_text("\n".join(entry for _, entry in made.values()))
    few = replace(settings, limit_search=1, keys_file=file, cors_origins=())
    client = TestClient(create_app(few, artefact, encoder), base_url="https://ldn.example")
    return client, {name: key for name, (key, _) in made.items()}


def ask(client: TestClient, who: str, key: str = "", origin: str = "") -> Any:
    headers = {"x-forwarded-for": who}
    if key:
        headers["authorization"] = f"Bearer {key}"
    if origin:
        headers["origin"] = origin
    return client.get("/api/v1/suggest?q=dro", headers=headers)


def test_a_public_key_gives_each_reader_more_on_its_sites(
    service: tuple[TestClient, dict[str, str]],
) -> None:
    client, keys = service
    statuses = [ask(client, "1.1.1.1", keys["public"], ORIGIN).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    other = ask(client, "1.1.1.2", keys["public"], ORIGIN)
    assert other.status_code == 200
    assert other.headers["access-control-allow-origin"] == ORIGIN
    for origin in ("", "https://other.example", "null"):
        refused = ask(client, "1.1.1.3", keys["public"], origin)
        assert refused.status_code == 403
        assert refused.json()["type"].endswith("/problems/wrong-origin")


def test_a_secret_key_is_one_client_wherever_it_is(
    service: tuple[TestClient, dict[str, str]],
) -> None:
    client, keys = service
    statuses = [ask(client, f"1.1.2.{n}", keys["secret"]).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]


def test_unknown_and_expired_keys_are_refused(
    service: tuple[TestClient, dict[str, str]],
) -> None:
    client, keys = service
    for key in ("nonsense", keys["expired"], keys["secret"] + "x"):
        refused = ask(client, "1.1.3.1", key)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert key not in refused.text


def test_other_authorization_is_none_of_ours(service: tuple[TestClient, dict[str, str]]) -> None:
    client, _ = service
    headers = {"authorization": "Basic YTpi", "x-forwarded-for": "1.1.4.1"}
    assert client.get("/api/v1/suggest?q=dro", headers=headers).status_code == 200


def test_a_browser_is_told_that_a_partner_may_send_a_key(
    service: tuple[TestClient, dict[str, str]],
) -> None:
    client, _ = service
    headers = {"origin": ORIGIN, "access-control-request-method": "GET"}
    answer = client.options("/api/v1/search", headers=headers)
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_without_a_file_a_key_changes_nothing(client: TestClient) -> None:
    assert ask(client, "1.1.5.1", "nonsense").status_code == 200
