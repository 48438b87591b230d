"""The official embedded edition of Milvus as a server process, to be asked, stopped and killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kb_service.milvus_collections import Server

_READY = 60  # seconds until it must listen, on a machine that is busy


@dataclass
class Lite:
    """A server of one folder at one port of this machine."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def uri(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def server(self) -> Server:
        """It, as an engine is told, and waited for: it is slow, and the machine may be busy."""
        return Server(self.uri, patience=60.0)

    def start(self) -> None:
        """Begin to serve; what the folder holds is there again."""
        program = Path(sys.executable).with_name("milvus-lite")
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "server", "--data-dir", self.folder / "data"]
                + ["--host", "127.0.0.1", "--port", str(self.port)],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _READY
        while True:
            assert self.process.poll() is None, (self.folder / "log.txt").read_text("utf-8")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def pause(self) -> None:
        """Let it stay silent with its connections open."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a pause."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def serve_lite(folder: Path) -> Iterator[Lite]:
    """A server that is ready, at a free port, ended with the context."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    lite = Lite(folder, port)
    lite.start()
    try:
        yield lite
    finally:
        lite.kill()
