"""No room on the disk, and disks that cannot be written to: builders say so, the service serves.

Needs root or user namespaces (`unshare --map-root-user --mount`): a disk of a megabyte is a tmpfs
that only the process under test sees.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from deployed import LIGHT, ROOT, Deployed, without_settings

from indexer.artefact import open_artefact

SELECTION = urlencode(
    {"item": "courses/ldn-in-one-hour", "language": "en", "format": "html"}, doseq=True
)


def within(mount: str, *command: str) -> list[str]:
    """A command that runs where `mount` has been done; nobody else sees it."""
    unshare = ["unshare", "--map-root-user", "--mount", "sh", "-ec", f'{mount}; exec "$@"', "sh"]
    return [*unshare, *command]


def read_only(folder: Path) -> str:
    return f"mount --bind {folder} {folder}; mount -o remount,bind,ro {folder}"


def run(mount: str, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        within(mount, sys.executable, "-m", "kb_service.cli", *arguments),
        env=without_settings() | {name: str(value) for name, value in settings.items()},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


BUILD = """
import sys
from pathlib import Path
from indexer.artefact import open_artefact, write_artefact
from indexer.configuration import read_configuration
from indexer.encoder import open_encoder
root = Path(sys.argv[1])
was = open_artefact(root)
index = read_configuration(Path(sys.argv[2])).index
try:
    write_artefact(root, was.passages[:40], was.records, open_encoder("static"), index)
except OSError as error:
    print(error.strerror)
print(open_artefact(root).folder.name)
"""


def test_an_index_without_room_leaves_the_old_one(deployed: Deployed) -> None:
    """A disk with room for one version and a bit of the next."""
    first, second = deployed.versions
    shutil.rmtree(deployed.index / second)
    size = sum(path.stat().st_size for path in deployed.index.rglob("*") if path.is_file())
    disk = deployed.folder / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size={size * 5 // 4 + 1_000_000} tmpfs {disk}"
    mount += f"; cp -r {deployed.index}/. {disk}"
    done = subprocess.run(
        within(mount, sys.executable, "-c", BUILD, str(disk), f"{deployed.folder}/search.toml"),
        env=without_settings(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *said, name = done.stdout.splitlines()
    assert (said, name) == (["No space left on device"], first)


def test_a_site_without_room_is_one_sentence_and_leaves_the_old_one(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=300k tmpfs {disk}; mkdir {disk}/site; touch {disk}/site/old"
    build = f"{sys.executable} -m kb_service.cli site --lang en --out {disk}/site; echo $?"
    done = subprocess.run(
        within(mount, "sh", "-c", f"{build}; find {disk} -type f | sort"),
        env=without_settings(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    status, *left = done.stdout.splitlines()
    assert status == "1" and "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert left == [f"{disk}/.site.lock", f"{disk}/site/old"]


def test_builders_on_a_read_only_disk_say_so(deployed: Deployed) -> None:
    current = open_artefact(deployed.index).folder
    mount = read_only(deployed.folder)
    settings = {
        "KB_INDEX_DIR": deployed.index,
        "KB_SITE_DIR": deployed.folder / "site",
        "KB_SEARCH_FILE": deployed.folder / "search.toml",
    }
    for command in (["rollback"], ["rollback", "--site"]):
        done = run(mount, *command, **settings)
        assert done.returncode == 1
        assert "Read-only file system" in done.stderr and len(done.stderr.splitlines()) == 1
    listed = run(mount, "versions", **settings)
    assert listed.returncode == 0 and f"* {current.name}" in listed.stdout
    assert open_artefact(deployed.index).folder == current


def test_the_service_serves_from_a_read_only_disk_without_room_for_files_and_logs(
    deployed: Deployed,
) -> None:
    """All but the temporary folder is read-only, that one fills up, and it logs to a full disk."""
    room = deployed.folder / "tmp"
    room.mkdir()
    mount = f"{read_only(deployed.folder)}; mount -t tmpfs -o size=16m tmpfs {room}"
    before = tuple(within(f"{mount}; exec 2>/dev/full"))
    with deployed.start(LIGHT, before, TMPDIR=room, KB_LOG_ACCESS="true") as service:
        taken = Path(f"/proc/{service.process.pid}/root{room}/taken")
        with taken.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
            while True:
                file.write(bytes(4096))
        for path in ("/fr/", "/readyz", "/api/v1/search?q=terre&lang=fr", "/api/v1/documents"):
            assert service.get(path).status == 200, path
        answer = service.get(f"/api/v1/exports?{SELECTION}", timeout=60)
        assert answer.status == 503 and answer.headers["retry-after"], answer.body
        assert b"no room" in answer.body and os.fsencode(room) not in answer.body
        assert service.get("/api/v1/search?q=terre&lang=fr").status == 200
        taken.unlink()
        assert service.get(f"/api/v1/exports?{SELECTION}", timeout=60).status == 200
