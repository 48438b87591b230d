"""What runs is what was chosen: pins, digests, licences; and the threat model names real tests."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements"
PIN = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)")


def pins(name: str) -> dict[str, str]:
    """Versions by name, written as the index compares names."""
    found = PIN.findall((REQUIREMENTS / name).read_text("utf-8"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize(("pinned", "lock"), [("base", "lock"), ("build", "build-lock")])
def test_the_lock_holds_what_is_pinned_with_digests(pinned: str, lock: str) -> None:
    wanted, locked = pins(f"{pinned}.txt"), pins(f"{lock}.txt")
    different = {name for name in wanted if locked.get(name) != wanted[name]}
    assert not different, "run: scripts/lock_requirements.sh"
    text = (REQUIREMENTS / f"{lock}.txt").read_text("utf-8")
    for entry in re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:40]
    # What more there is, is for other systems than the one that was tested.
    for name in set(locked) - set(wanted):
        assert re.search(rf"(?mi)^{name}==\S+ ; ", text), f"{name} is not pinned"


def test_the_image_installs_by_digest_alone() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    installs = re.findall(r"pip install (.*)", dockerfile)
    assert len(installs) == 3
    for install in installs:
        by_digest = "--require-hashes" in install and "lock.txt" in install
        assert by_digest or "--no-deps --no-build-isolation --editable ." in install


def test_nothing_is_run_by_a_shell_in_the_running_image() -> None:
    last = (ROOT / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    commands = re.findall(r"\bCMD (.*)", last)
    assert len(commands) == 2 and all(command.startswith("[") for command in commands)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[\[<>=!~ ]", each)[0] for each in project["dependencies"]]
    pinned = pins("base.txt")
    assert [n for n in names if re.sub(r"[-_.]+", "-", n).lower() not in pinned] == []


def licences() -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "licences.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| (\S+) \| (\S+) \| (.+) \|$", text)
    return [row for row in rows if row[0] not in {"Package", "---"}]


def test_every_pinned_package_has_its_licence_listed() -> None:
    listed = {(name, version) for name, version, _ in licences()}
    files = (REQUIREMENTS / "base.txt", REQUIREMENTS / "test.txt")
    pinned = {pin for file in files for pin in PIN.findall(file.read_text("utf-8"))}
    assert listed == pinned, "run: python scripts/list_licences.py"


def test_no_package_has_a_licence_that_would_bind_ours() -> None:
    binding = re.compile(r"(?<!L)(?<!Lesser )(AGPL|GPL|Affero|General Public)", re.IGNORECASE)
    assert [row for row in licences() if binding.search(row[2])] == []


def test_the_threat_model_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 30
    for file, test in named:
        source = (ROOT / file).read_text("utf-8")
        assert not test or f"def {test}(" in source, f"{file}::{test}"


def test_every_weakness_that_is_listed_is_tested_or_named_as_left() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    untested = [row for row in rows if "`tests/" not in row and "Could try" not in row]
    assert untested == []
