"""Measures the service as callers meet it: times, requests a second, start, memory, by model.

    python -m bench.api [--model transformer|static] [--requests N] [--json]

The real service (one worker) answers on one core, the client asks from another. Queries are the
distinct ones of tests/relevance/, in turn by language, and none is asked again before all were, so
that no cache of answers decides. On a machine with other work, processor time says more than time:
it is what the service itself used for a request, waiting and the client left out. The line
"healthz" says what client and server reach where nothing is searched. Indexes are built in a
temporary folder.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlencode

from bench.index_and_query import ROOT, describe_machine, read_queries
from indexer.configuration import document_configuration, read_configuration
from indexer.model_files import BUNDLED

CONNECTIONS = (1, 4, 16)
_PATIENCE = 120  # seconds for a service to start
_WARM_UP = 60  # queries, which are not counted


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of connections, each asking without a pause, got; times in milliseconds."""

    model: str
    asked: str
    connections: int
    requests: int
    refused: int
    p50: float
    p95: float
    p99: float
    rate: float
    processor: float


@dataclass(frozen=True, slots=True)
class Process:
    """What the process of a service took: seconds to its first ready answer, and MiB."""

    model: str
    ready: float
    resident: float
    proportional: float


class Service:
    """A running service of one worker."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self._port = port

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def connect(self, patience: float = 60) -> http.client.HTTPConnection:
        """A connection, which is kept open between requests; it waits so many seconds."""
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=patience)

    def wait(self, started: float, path: str = "/readyz") -> float:
        """Seconds from the start to the first ready answer."""
        while time.perf_counter() - started < _PATIENCE:
            if self._process.poll() is not None:
                raise SystemExit(f"the service stopped with {self._process.returncode}")
            try:
                connection = self.connect()
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return time.perf_counter() - started
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit(f"the service was not ready in {_PATIENCE} s")

    def processor_time(self) -> float:
        """Seconds of processor time that the process has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def pause(self) -> None:
        """Let the process stand still, while another one is asked."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def memory(self) -> tuple[float, float]:
        """Resident and proportional set size in MiB: pages shared with others count in part."""
        lines = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text().splitlines()
        sizes = {
            name: int(rest.split()[0]) for name, _, rest in (x.partition(":") for x in lines[1:])
        }
        return sizes["Rss"] / 1024, sizes["Pss"] / 1024


def main() -> None:
    """Print the tables, or their lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=BUNDLED, action="append", help="one model alone")
    parser.add_argument("--requests", type=int, default=500, help="at each number of connections")
    parser.add_argument("--port", type=int, default=8391)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    arguments = parser.parse_args()
    if arguments.requests < 100:
        parser.error("--requests: at least 100 are accepted")
    server, client = choose_cores()
    os.sched_setaffinity(0, {client})
    loads: list[Load] = []
    processes: list[Process] = []
    for model in arguments.model or BUNDLED:
        with tempfile.TemporaryDirectory() as name:
            variables = build_index(Path(name), model)
            started = time.perf_counter()
            with run_service(variables, arguments.port, server) as service:
                ready = service.wait(started)
                loads += measure(service, model, arguments.requests)
                processes.append(Process(model, ready, *service.memory()))
    about = describe_machine("bench.api")
    about["cores"] = f"server on {server}, client on {client}; load {os.getloadavg()[0]:.1f}"
    if arguments.json:
        found = {"about": about, "loads": [asdict(x) for x in loads]}
        print(json.dumps({**found, "processes": [asdict(x) for x in processes]}, indent=1))
    else:
        print(format_tables(about, loads, processes))


def choose_cores() -> tuple[int, int]:
    """A core for the server and one for the client; the same where there is one alone."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


def build_index(folder: Path, model: str, *, reuse: bool = True) -> dict[str, str]:
    """The environment of a service with an index that a model made, in a folder.

    With `reuse` nothing is embedded again that the built index of the checkout holds.
    """
    read = read_configuration(ROOT / "search.toml")
    wanted = replace(read, index=replace(read.index, model=model))
    (folder / "search.toml").write_text(document_configuration(wanted), encoding="utf-8")
    if reuse and (built := ROOT / "build" / "index").exists():
        shutil.copytree(built, folder / "index")
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KB_")},
        "KB_INDEX_DIR": str(folder / "index"),
        "KB_SEARCH_FILE": str(folder / "search.toml"),
        "KB_LOG_LEVEL": "warning",
        "KB_LIMIT_SEARCH": "0",  # one client asks for all
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "kb_service.cli", "index"]
    subprocess.run(command, cwd=ROOT, env=variables, check=True, stderr=subprocess.DEVNULL)
    return variables


@contextmanager
def run_service(variables: dict[str, str], port: int, core: int) -> Iterator[Service]:
    """A service on a port and a core, stopped in the end."""
    with run_server(serve_command(port), variables, port, core) as service:
        yield service


def serve_command(port: int) -> list[str]:
    """What starts the service."""
    return [sys.executable, "-m", "kb_service.cli", "serve", "--port", str(port)]


@contextmanager
def run_server(
    command: Sequence[str], variables: dict[str, str], port: int, core: int
) -> Iterator[Service]:
    """Any server that a command starts on a port, on a core, stopped in the end."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    try:
        yield Service(process, port)
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(timeout=60)


def measure(service: Service, model: str, requests: int) -> list[Load]:
    """Every load, one after another."""
    searches = [
        "/api/v1/search?" + urlencode({"q": text, "lang": language})
        for text, language in mix_languages(read_queries())
    ]
    beginnings = [
        "/api/v1/suggest?" + urlencode({"q": text[:length], "lang": language})
        for length in (2, 3, 4)
        for text, language in mix_languages(read_queries())
    ]
    beginnings = list(dict.fromkeys(beginnings))
    ask(service, searches[-_WARM_UP:] + beginnings[-_WARM_UP:], 1)
    found: list[Load] = []
    place = 0
    for connections in CONNECTIONS:
        chosen = [searches[(place + n) % len(searches)] for n in range(requests)]
        place += requests
        found.append(run_load(service, model, "search", chosen, connections))
    found.append(run_load(service, model, "suggest", beginnings[:requests], 1))
    found.append(run_load(service, model, "healthz", ["/healthz"] * requests, 4))
    return found


def run_load(
    service: Service, model: str, name: str, paths: Sequence[str], connections: int
) -> Load:
    """What some requests took, shared out to connections."""
    before, started = service.processor_time(), time.perf_counter()
    times, refused = ask(service, paths, connections)
    wall, used = time.perf_counter() - started, service.processor_time() - before
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return Load(
        model,
        name,
        connections,
        len(paths),
        refused,
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        rate=len(paths) / wall,
        processor=used / len(paths) * 1000,
    )


def ask(service: Service, paths: Sequence[str], connections: int) -> tuple[list[float], int]:
    """The time of each request in milliseconds, and how many answers were not 2xx."""
    times: list[float] = []
    refused: list[int] = []

    def work(own: Sequence[str]) -> None:
        connection = service.connect()
        for path in own:
            started = time.perf_counter()
            connection.request("GET", path, headers={"accept-encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            times.append((time.perf_counter() - started) * 1000)
            if not 200 <= response.status < 300:
                refused.append(response.status)
        connection.close()

    threads = [
        threading.Thread(target=work, args=(paths[n::connections],)) for n in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != len(paths):
        raise SystemExit(f"{len(paths) - len(times)} requests were not answered")
    return times, len(refused)


def mix_languages(queries: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Queries in turn by language."""
    by_language: dict[str, list[tuple[str, str]]] = {}
    for text, language in queries:
        by_language.setdefault(language, []).append((text, language))
    return [one for turn in zip_longest(*by_language.values()) for one in turn if one is not None]


def format_tables(
    about: dict[str, str], loads: Sequence[Load], processes: Sequence[Process]
) -> str:
    """The tables in Markdown."""
    lines = [f"- {name}: {value}" for name, value in about.items()]
    lines += [
        "",
        "| model | asked | connections | requests | not 2xx | p50, ms | p95, ms | p99, ms "
        "| requests/s | processor time a request, ms |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {x.model} | {x.asked} | {x.connections} | {x.requests} | {x.refused} | {x.p50:.1f} "
        f"| {x.p95:.1f} | {x.p99:.1f} | {x.rate:.0f} | {x.processor:.2f} |"
        for x in loads
    ]
    lines += ["", "| model | ready after, s | resident, MiB | proportional, MiB |"]
    lines.append("|---|---:|---:|---:|")
    lines += [
        f"| {x.model} | {x.ready:.2f} | {x.resident:.0f} | {x.proportional:.0f} |"
        for x in processes
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
