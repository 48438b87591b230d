"""Builders killed at every step that they take on the disk: what was live is whole, the next works.

A hook on Python's own audit events counts what a build does to files below a folder and kills the
process, with SIGKILL, before the step of a given number.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deployed import ROOT, Deployed, without_settings

from indexer.artefact import open_artefact
from indexer.versions import list_versions
from kb_service.site_versions import folder_before, lock_site

#: Forks a child for each step of a build: what it takes to have read everything is paid once.
KILLER = """
import os, signal, sys
from pathlib import Path
from dataclasses import replace

CHANGES = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.chmod")

def count_changes(folder, last):
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if event not in CHANGES or folder not in str(arguments[0]):
            return
        if event == "open" and not (arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

def run_killed(folder, build, check):
    steps = int(os.environ["STEPS"])
    number = 1
    while True:
        child = os.fork()
        if child == 0:
            count_changes(folder, number)
            try:
                build()
            except BaseException as error:
                print(error, file=sys.stderr)
                os._exit(1)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            print(number)
            return
        assert os.WTERMSIG(status) == signal.SIGKILL
        check()
        number += max(1, number // steps)
"""

INDEX = (
    KILLER
    + """
from indexer.artefact import open_artefact, write_artefact
from indexer.configuration import read_configuration
from indexer.encoder import open_encoder

root = Path(sys.argv[1])
was = open_artefact(root)
before = [passage.id for passage in was.passages]
name = was.folder.name
encoder = open_encoder("static")
index = read_configuration(Path(sys.argv[2])).index
new = [replace(passage, text=passage.text + " +") for passage in was.passages[:30]]

def build():
    write_artefact(root, new, {"figures.json": {}}, encoder, index)

def check():
    current = open_artefact(root)
    whole = [passage.id for passage in current.passages]
    assert (current.folder.name, whole) == (name, before) or len(whole) == 30, current.folder

run_killed(str(root), build, check)
"""
)

SITE = (
    KILLER
    + """
from kb_service.site_versions import folder_before, lock_site

out = Path(sys.argv[1])

def build():
    with lock_site(out) as versions:
        new = versions.begin()
        for name in ("one", "other"):
            (new / name).write_text("new")
        versions.switch(new, "digest")

def check():
    live = out if out.is_dir() else folder_before(out)
    texts = {(live / name).read_text() for name in ("one", "other")}
    assert len(texts) == 1, texts

run_killed(str(out.parent), build, check)
"""
)


def kill_at_every_step(script: str, steps: int, *arguments: Path) -> int:
    """How many times a build was killed before it came to its end."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *map(str, arguments)],
        env=without_settings() | {"STEPS": str(steps)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout) - 1


def test_an_index_build_killed_anywhere_leaves_a_whole_index(deployed: Deployed) -> None:
    kills = kill_at_every_step(INDEX, 3, deployed.index, deployed.folder / "search.toml")
    assert kills > 10
    assert len(open_artefact(deployed.index).passages) == 30
    assert all(one.manifest for one in list_versions(deployed.index))
    assert not list(deployed.index.glob(".*.partial"))


@pytest.mark.parametrize("exchanging", [True, False])
def test_a_site_switch_killed_anywhere_leaves_a_whole_site(
    tmp_path: Path, exchanging: bool
) -> None:
    """With the exchange in one step, and on systems without it."""
    out = tmp_path / "build" / "site"
    out.mkdir(parents=True)
    for name in ("one", "other"):
        (out / name).write_text("old")
    script = SITE
    if not exchanging:
        without = "import kb_service.site_versions as v\nv._exchange = lambda one, other: False\n"
        script = SITE.replace("out = Path", without + "out = Path", 1)
    assert kill_at_every_step(script, 100, out) >= 8
    assert {path.name: path.read_text() for path in out.iterdir()} == {
        "one": "new",
        "other": "new",
    }
    assert folder_before(out).is_dir()
    with lock_site(out) as versions:
        assert versions.made_from() == "digest"
        versions.go_back()
        assert versions.made_from() is None
    assert not list(out.parent.glob(".site.build-*"))


def test_a_killed_site_build_leaves_the_old_site_and_the_next_cleans_up(tmp_path: Path) -> None:
    """The real command, killed with all its processes while it builds a language."""
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("old")
    command = [sys.executable, "-m", "kb_service.cli", "site", "--lang", "en", "--out", str(out)]
    build = subprocess.Popen(
        command,
        cwd=ROOT,
        env=without_settings(),
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not (begun := list(tmp_path.glob(".site.build-*/en/*"))):
        assert build.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(build.pid, signal.SIGKILL)
    assert build.wait() == -signal.SIGKILL and begun
    assert [path.name for path in out.iterdir()] == ["index.html"]
    with lock_site(out) as versions:  # which the system has let go
        new = versions.begin()
        assert [path.name for path in tmp_path.glob(".site.build-*")] == [new.name]


def test_one_site_is_built_at_a_time(tmp_path: Path) -> None:
    waiting = "import sys; from pathlib import Path; from kb_service.site_versions import lock_site"
    waiting += "\nwith lock_site(Path(sys.argv[1])): print('mine')"
    with lock_site(tmp_path / "site"):
        other = subprocess.Popen(
            [sys.executable, "-c", waiting, str(tmp_path / "site")],
            env=without_settings(),
            stdout=subprocess.PIPE,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(1)
    assert other.communicate(timeout=60)[0] == b"mine\n"
