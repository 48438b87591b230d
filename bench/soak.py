"""A soak run: the service under load for minutes, while the index is switched. Does it stay flat?

    python -m bench.soak [--minutes N] [--model transformer|static] [--load SHARE] [--json]

The real service (one worker) answers on one core; the client, and the operator who builds versions
and rolls back, work on another. First every text is searched once, so that what the service keeps
of words and passages is full; then a few readers ask without a pause, which tells what it can do at
this hour on this machine. Then readers ask at random times fixed beforehand, at a share of that (an
open loop: bench/open_loop.py), what bench/soak_requests.py mixes. Each half minute another version
of the index is made current, and once a broken one.

Exit status 1 if a request failed, a version was not taken up, or memory, descriptors, threads or
mapped versions grew by more than bench/soak_report.py accepts. A 503 that announces itself
(Retry-After) is no failure but is counted by name; if many are, the machine gave the service less
than when its capacity was measured, and the run says nothing: exit status 1 too.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.api import build_index, choose_cores, run_service
from bench.index_and_query import ROOT, describe_machine
from bench.open_loop import Client, Outcome, ask_at_times, ask_without_pause, draw_times
from bench.process_watch import watch_process
from bench.soak_operator import Operator
from bench.soak_report import Soak, print_soak
from bench.soak_requests import Mixture
from indexer.model_files import BUNDLED

_PROBE = 15.0  # seconds without a pause, while capacity is measured
_READERS = 4
_SWITCH = 30.0
_SAMPLE = 10.0


def main() -> None:
    """Print the tables, or JSON; exit status 1 if something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="under load (10)")
    parser.add_argument("--model", choices=BUNDLED, default=BUNDLED[0], help="that embeds")
    parser.add_argument("--load", type=float, default=0.8, help="share of the capacity (0.8)")
    parser.add_argument("--port", type=int, default=8393, help="and the next one, for metrics")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    arguments = parser.parse_args()
    if arguments.minutes < 1:
        parser.error("--minutes: at least 1 is accepted")
    if not 0 < arguments.load <= 1:
        parser.error("--load: more than 0 and at most 1 is accepted")
    server, client = choose_cores()
    os.sched_setaffinity(0, {client})
    with tempfile.TemporaryDirectory() as name:
        found = soak(
            Path(name),
            arguments.model,
            arguments.minutes * 60,
            arguments.load,
            arguments.port,
            server,
        )
    about = describe_machine("bench.soak")
    about["cores"] = f"server on {server}, client and operator on {client}"
    print_soak(about, found, as_json=arguments.json)
    sys.exit(1 if found.problems() else 0)


def soak(folder: Path, model: str, seconds: float, load: float, port: int, core: int) -> Soak:
    """What a service of its own, with an index in a folder, did under load."""
    variables = build_index(folder, model) | {
        "KB_METRICS_PORT": str(port + 1),
        "KB_SERVE_SITE": "false",
        "KB_LIMIT_EXPORTS": "0",  # one client asks for all
        "KB_LIMIT_API": "0",
    }
    shutil.copytree(ROOT / "content", folder / "content")
    operator = Operator(
        variables,
        folder / "content",
        f"http://127.0.0.1:{port}",
        f"http://127.0.0.1:{port + 1}/metrics",
    )
    outcomes: list[Outcome] = []
    with run_service(variables, port, core) as service:
        service.wait(time.perf_counter())
        operator.build()
        client = Client(port)
        mixture = Mixture(client)
        requests = iter(mixture)
        ask_without_pause(client, mixture.each_search(), _READERS, math.inf)
        used, started = service.processor_time(), time.perf_counter()
        probed = ask_without_pause(client, requests, _READERS, _PROBE)
        wall, used = time.perf_counter() - started, service.processor_time() - used
        capacity = len(probed) / wall
        opened, before = operator.count_opened(), os.getloadavg()
        busy = service.processor_time()
        started = time.perf_counter()
        with (
            operator.at_work(_SWITCH, seconds / 2),
            watch_process(service.pid, _SAMPLE) as samples,
        ):
            times = draw_times(load * capacity, seconds)
            ask_at_times(client, requests, times, outcomes)
            wall_load = time.perf_counter() - started
            busy = (service.processor_time() - busy) / wall_load
        now = operator.count_opened()
        client.close()
    return Soak(
        model=model,
        capacity=capacity,
        processor=used / len(probed) * 1000,
        load=load,
        seconds=wall_load,
        busy=busy,
        machine_load=(before[0], os.getloadavg()[0]),
        outcomes=outcomes,
        samples=samples,
        acts=operator.acts,
        opened=now["opened"] - opened["opened"],
        refused=now["refused"] - opened["refused"],
    )


if __name__ == "__main__":
    main()
