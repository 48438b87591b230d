"""Two replicas behind nginx, as deploy/nginx.conf has it: readers see no failure, whatever dies."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException, IncompleteRead
from pathlib import Path

from deployed import ROOT, SERVE, Deployed, Service, free_port, get, switch, wait_until

from kb_service.site_versions import lock_site

PATHS = (
    "/api/v1/search?q=land&lang=en",
    "/api/v1/search?q=%E5%9C%9F%E5%9C%B0&lang=zh",
    "/ar/",
    "/api/v1/documents?lang=fr",
)


@contextmanager
def nginx(folder: Path, replicas: tuple[Service, ...]) -> Iterator[int]:
    """nginx with the shipped configuration, its ports and folders put in; gives its port."""
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    filled = {
        "127.0.0.1:8001": f"127.0.0.1:{replicas[0].port}",
        "127.0.0.1:8002": f"127.0.0.1:{replicas[1].port}",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "/run/ldn-guidance-nginx.pid": f"{folder}/nginx.pid",
        "/dev/stdout plain": f"{folder}/access.log plain",
        "worker_processes auto": "daemon off;\nworker_processes 1",
    }
    for old, new in filled.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(text, "utf-8")
    with (folder / "nginx-errors.log").open("wb") as errors:
        process = subprocess.Popen(["nginx", "-c", str(path)], stderr=errors)
    try:
        wait_until((folder / "nginx.pid").exists)
        yield port
    finally:
        process.terminate()
        process.wait(10)


class Readers:
    """Threads that ask without pause, on connections that they keep, and count what they get."""

    def __init__(self, port: int, count: int = 4) -> None:
        self.seen: Counter[object] = Counter()
        self.count = count
        self._port = port
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let them finish."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def more(self, count: int) -> None:
        """Until that many more answers have come."""
        reached = self.seen.total() + count
        wait_until(lambda: self.seen.total() >= reached, 60)

    def _read(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        for number in range(1_000_000):
            if self._ended.is_set():
                break
            try:
                connection.request("GET", PATHS[number % len(PATHS)])
                response = connection.getresponse()
                response.read()
                self.seen[response.status] += 1
            except IncompleteRead:
                self.seen["broken off"] += 1
                connection.close()
            except (OSError, HTTPException) as error:
                self.seen[repr(error)] += 1
                connection.close()
        connection.close()


def test_no_request_fails_while_versions_switch_and_replicas_die(deployed: Deployed) -> None:
    """None but those that a killed replica was answering at that moment."""
    first, second = deployed.versions
    with ExitStack() as opened:
        one, other = (
            opened.enter_context(deployed.start(SERVE, KB_INDEX_CHECK=1)) for _ in range(2)
        )
        port = opened.enter_context(nginx(deployed.folder, (one, other)))
        wait_until(lambda: get(port, "/readyz").status == 200)
        readers = Readers(port)
        opened.callback(readers.end)
        readers.more(20)

        switch(deployed, second)  # the index, under load
        for replica in (one, other):
            replica.wait_for_version(second)
        assert deployed.run("rollback").returncode == 0
        for replica in (one, other):
            replica.wait_for_version(first)

        site = deployed.folder / "site"
        for text in ("second", "third"):  # the site, under load
            with lock_site(site) as versions:
                new = versions.begin()
                (new / "ar").mkdir()
                (new / "ar" / "index.html").write_text(text * 50_000)
                versions.switch(new, None)
            assert get(port, "/ar/").body == (text * 50_000).encode()
            readers.more(20)

        one.process.send_signal(signal.SIGKILL)  # a replica without warning
        one.process.wait()
        readers.more(40)
        # no proxy can complete an answer that a killed process has half sent
        assert readers.seen.pop("broken off", 0) <= readers.count
        opened.enter_context(deployed.start(port=one.port))  # and back at its address
        readers.more(40)
        other.process.terminate()  # a replica that is told to stop
        assert other.process.wait(20) == 0
        readers.more(40)
        readers.end()
        assert set(readers.seen) == {200}, readers.seen
    log = (deployed.folder / "access.log").read_text("utf-8")
    assert "/api/v1/search" in log and "q=land" not in log and "127.0.0.1" not in log
