"""The server as a process: it starts fast, drains when told to stop, and logs no query."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kb_service.search import SearchEngine
from kb_service.server import ListenError, build_server, open_sockets
from kb_service.settings import Settings

START = """
from kb_service.search import SearchEngine
from kb_service.server import serve
from kb_service.settings import read_settings
import os
serve(read_settings(os.environ))
"""


@dataclass(frozen=True)
class Running:
    """A service in a process of its own."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, target: bytes, rest: bytes = b"\r\n") -> tuple[int, bytes]:
        """Status and body for a request line that no client library has tidied up.

        `rest` is what follows the first headers.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            head = (
                b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + rest
            )
            received = b""
            try:
                connection.sendall(head)
                while piece := connection.recv(65536):
                    received += piece
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all of it was sent
        status, _, rest = received.partition(b"\r\n")
        return int(status.split()[1]), rest.partition(b"\r\n\r\n")[2]


@pytest.fixture
def running(
    index_dir: Path, search_file: Path, repository: Path, tmp_path: Path
) -> Iterator[Running]:
    """A running service with everything logged."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log.txt"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KB_")},
        "KB_INDEX_DIR": str(index_dir),
        "KB_SEARCH_FILE": str(search_file),
        "KB_SITE_DIR": str(tmp_path / "site"),
        "KB_PORT": str(port),
        "KB_LOG_LEVEL": "debug",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", START], cwd=repository, env=environment, stderr=output
        )
    service = Running(process, port, log)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if service.get(b"/readyz")[0] == 200:
                break
        except OSError:
            time.sleep(0.05)
    yield service
    if process.poll() is None:
        process.kill()
    process.wait()


def test_process_answers_and_stops_when_told(running: Running) -> None:
    status, body = running.get(b"/api/v1/search?q=secretword+%E7%A7%98%E5%AF%86")
    assert status == 200 and "秘密" in body.decode()
    assert running.get(b"/api/v1/search?q=secretword&lang=xx")[0] == 422
    assert running.get(b"/api/v1/search?q=" + b"secretword" * 100_000)[0] == 431
    assert running.get(b"/api/v1/documents/%ff")[0] == 400
    assert running.get(b"/../../../../etc/passwd")[0] == 503  # no site is built here

    # No HTTP, so that the API is not asked (docs/api.md).
    for target in ("/api/v1/search?q=第9段", "/api/v1/search?q=régime"):
        assert running.get(target.encode()) == (400, b"Invalid HTTP request received.")

    idle = HTTPConnection("127.0.0.1", running.port)
    idle.connect()  # an open connection must not keep the process alive
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=15) in (0, -signal.SIGTERM)
    idle.close()

    log = running.log.read_text(encoding="utf-8")
    assert "is open" in log
    assert "secretword" not in log and "秘密" not in log and "%E7" not in log


def test_a_chunked_body_is_refused_if_large_or_endless(running: Running) -> None:
    chunked = b"Transfer-Encoding: chunked\r\n\r\n"
    small, large = b"2\r\n{}\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"
    end = b"0\r\n\r\n"
    assert running.get(b"/healthz", chunked + small + end) == (200, b'{"status":"alive"}')
    assert running.get(b"/healthz", chunked + large + end)[0] == 200
    status, body = running.get(b"/healthz", chunked + large + small)
    assert status == 413 and b"more than 4096 bytes" in body
    status, body = running.get(b"/healthz", chunked + small)
    assert status == 400 and b"did not end within 5 seconds" in body


def test_a_port_in_use_is_one_sentence(
    repository: Path, index_dir: Path, search_file: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "kb_service.cli", "serve", "--port", str(port)],
            cwd=repository,
            env={
                **{name: value for name, value in os.environ.items() if name[:3] != "KB_"},
                "KB_INDEX_DIR": str(index_dir),
                "KB_SEARCH_FILE": str(search_file),
            },
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"127.0.0.1:{port}: port {port} is in use by another program; "
        "choose a free one with --port (KB_PORT)\n"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "2001:db8::1"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ListenError, match="no such address; choose one with --host"):
        open_sockets(host, 8000)


def test_a_host_is_listened_on_at_all_its_addresses() -> None:
    sockets = open_sockets("localhost", 0)
    assert sockets
    for one in sockets:
        with one, socket.create_connection(one.getsockname()[:2], timeout=5):
            pass


def test_server_says_nothing_about_itself(settings: Settings) -> None:
    configuration = build_server(settings).config
    assert configuration.access_log is False
    assert configuration.server_header is False


def test_server_reads_ahead_what_the_first_queries_need(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = threading.Event()
    whole = SearchEngine.read_ahead

    def read_ahead(engine: SearchEngine) -> None:
        whole(engine)
        read.set()

    monkeypatch.setattr(SearchEngine, "read_ahead", read_ahead)
    build_server(settings)
    assert read.wait(60)


def test_server_without_an_index_has_nothing_to_read_ahead(
    settings: Settings, tmp_path: Path
) -> None:
    build_server(replace(settings, index_dir=tmp_path / "nothing-here"))
