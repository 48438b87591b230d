"""Services in processes of their own on a small knowledge base, to be killed and flooded."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVE = "import os; from kb_service.server import serve; "
SERVE += "from kb_service.settings import read_settings; serve(read_settings(os.environ))"
#: The same without what it reads ahead, which costs each service two seconds of a processor. (Under
#: libfaketime, Python's threads take turns only when one waits: none may compute for long.)
LIGHT = (
    "from kb_service.search import SearchEngine as e; e.read_ahead = lambda engine, *rest: None; "
)
LIGHT += SERVE
READY = 60  # seconds until a service that was started must answer, on a machine that is busy


@dataclass(frozen=True)
class Answer:
    """What a service answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str, timeout: float = 20) -> Answer:
        """What it answers; OSError or HTTPException if it does not."""
        return get(self.port, path, timeout)

    def wait(self) -> None:
        """Until it is ready."""
        deadline = time.monotonic() + READY
        while True:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            try:
                if self.get("/readyz").status == 200:
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline, self.log.read_text("utf-8")
            time.sleep(0.05)

    def version(self) -> str:
        """The version of the index that it answers from."""
        return self.get("/readyz").body.decode().partition('"version":"')[2][:16]

    def wait_for_version(self, version: str) -> None:
        """Until it has switched to a version."""
        wait_until(lambda: self.version() == version)


@dataclass(frozen=True)
class Deployed:
    """A folder with index, site and configuration of a service."""

    folder: Path

    @property
    def index(self) -> Path:
        """The folder of versions."""
        return self.folder / "index"

    @property
    def versions(self) -> tuple[str, str]:
        """The current version and the other one."""
        current = (self.index / "current").read_text().strip()
        (other,) = (
            path.name
            for path in self.index.iterdir()
            if len(path.name) == 16 and path.name != current
        )
        return current, other

    def environment(self, **settings: object) -> dict[str, str]:
        """The variables of a process of this deployment."""
        return {
            **without_settings(),
            "KB_INDEX_DIR": str(self.index),
            "KB_SEARCH_FILE": str(self.folder / "search.toml"),
            "KB_SITE_DIR": str(self.folder / "site"),
            "KB_TRUSTED_PROXIES": "127.0.0.1",
            **{name: str(value) for name, value in settings.items()},
        }

    @contextmanager
    def start(
        self,
        script: str = LIGHT,
        before: tuple[str, ...] = (),
        port: int | None = None,
        **settings: object,
    ) -> Iterator[Service]:
        """A service that is ready, at a free port if none is given, ended with the context."""
        port = port or free_port()
        log = self.folder / f"log-{port}.txt"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*before, sys.executable, "-c", script],
                env=self.environment(KB_PORT=port, **settings),
                stderr=output,
                cwd=self.folder,
            )
        service = Service(process, port, log)
        try:
            service.wait()
            yield service
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()

    def run(self, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
        """A command of `ldn-kb` that has ended."""
        return subprocess.run(
            [sys.executable, "-m", "kb_service.cli", *arguments],
            env=self.environment(**settings),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def without_settings() -> dict[str, str]:
    """The variables of a process of this code, without settings of the service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep)
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def switch(deployed: Deployed, version: str) -> None:
    """Make a version current, as the builder does."""
    beside = deployed.index / ".current.new"
    beside.write_text(version + "\n")
    beside.replace(deployed.index / "current")


def get(port: int, path: str, timeout: float = 20) -> Answer:
    """What is answered at a port of this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def wait_until(holds: object, seconds: float = 30) -> None:
    """Until something holds; fails if it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def copy_deployment(small: Path, folder: Path) -> Deployed:
    """A deployment of a test's own."""
    shutil.copytree(small, folder, dirs_exist_ok=True)
    return Deployed(folder)
