"""Compares the service with txtai, Chroma, Pagefind and lunr: quality, speed, memory, size.

    python -m bench.peers --peers FOLDER [--model static|transformer] [--rounds N] [--json]

FOLDER holds the peers (bench/README.md says how they get there); one that is not in it is reported
as not installed. All have the same passages and words, the same bundled model where they embed,
and one thread. Servers answer on one core, the client asks from another. All are started first and
stand still but for the one that is asked, so that rounds go in turn: every system over 1
connection, then over 4, over 16, then the next round. No system is asked the same question again
before all were asked. Quality is that of the test part of tests/relevance/; settings of peers were
looked at on the other part.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path

from bench.api import CONNECTIONS, Service, choose_cores, mix_languages, run_server
from bench.index_and_query import describe_machine, timed
from bench.peers.corpus import DEPTH, Corpus, average, measure_quality, read_corpus
from bench.peers.load import Load, Round, run_round, summarise
from bench.peers.report import OWN, Comparison, Footprint, format_tables
from bench.peers.systems import (
    NotInstalled,
    Place,
    Server,
    System,
    measure_download,
    prepare_chroma,
    prepare_node,
    prepare_own,
    prepare_txtai,
)
from indexer.encoder import Encoder, open_encoder
from indexer.model_files import BUNDLED
from kb_service.judged import Question
from kb_service.relevance import need_of
from kb_service.significance import Difference, paired_difference

AGAINST = "txtai, hybrid"
_HITS = 10  # of a timed answer
_WARM_UP = 60  # questions, which are not counted
_ENGINES = ("pagefind", "lunr", "browser")


def main() -> None:
    """Print the tables, or what they show as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--peers", type=Path, required=True, help="the folder of the peers")
    parser.add_argument("--model", choices=BUNDLED, default="static", help="of all (static)")
    parser.add_argument("--rounds", type=int, default=3, help="of every system (3)")
    parser.add_argument("--requests", type=int, default=160, help="in each round (160)")
    parser.add_argument("--port", type=int, default=8400, help="the first of the ports (8400)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.requests < 100:
        parser.error("--rounds: at least 1 is accepted; --requests: at least 100")
    if not arguments.peers.is_dir():
        parser.error(
            f"--peers: {arguments.peers} is no folder; bench/README.md says how to make it"
        )
    found = compare(
        arguments.peers.resolve(),
        arguments.model,
        arguments.rounds,
        arguments.requests,
        arguments.port,
    )
    print(
        json.dumps(asdict(found), ensure_ascii=False, indent=1)
        if arguments.json
        else format_tables(found, AGAINST)
    )


def compare(peers: Path, model: str, rounds: int, requests: int, port: int) -> Comparison:
    """Everything measured: indexes are built in a temporary folder, then servers asked in turn."""
    core, client = choose_cores()
    os.sched_setaffinity(0, {client})
    corpus = read_corpus()
    encoder = open_encoder(model, threads=1)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        servers, missing = prepare(Path(name), peers, corpus, model, encoder, port, core)
        running: list[tuple[Service, System]] = []
        footprints = []
        for number, server in enumerate(servers):
            tell(f"start {server.name}")
            started = time.perf_counter()
            service = stack.enter_context(
                run_server(server.command, dict(server.variables), port + number, core)
            )
            ready = service.wait(started, server.ready)
            running += [(service, system) for system in server.systems]
            footprints.append((server, service, ready))
            service.pause()
        load = os.getloadavg()[0]
        loads = measure_loads(running, corpus, rounds, requests)
        questions = corpus.relevance.part("test")
        gains = {
            system.name: measure_system(service, system, corpus, questions)
            for service, system in running
        }
        about = describe_machine("bench.peers")
        about["peers"] = describe_peers(peers)
        about["model"] = f"{model}; it takes {encoding_time(encoder, corpus):.2f} ms for a query"
        about["asked"] = f"{len(corpus.documents)} passages; the test part for quality"
        about["cores"] = f"servers on {core}, client on {client}; load {load:.1f}"
        return Comparison(
            about,
            {name: average(questions, values) for name, values in gains.items()},
            compare_quality(questions, gains),
            loads,
            [
                Footprint(server.name, server.build, ready, server.size, service.memory()[0])
                for server, service, ready in footprints
            ],
            {s.name: measure_download(s) for s in servers if "serve.mjs" in s.command[1]},
            missing,
        )


def prepare(
    folder: Path, peers: Path, corpus: Corpus, model: str, encoder: Encoder, port: int, core: int
) -> tuple[list[Server], dict[str, str]]:
    """Every server with its index, and what is missing for the others."""
    makers: dict[str, Callable[[Place], Server]] = {
        "this service": lambda place: prepare_own(place, model),
        "txtai": lambda place: prepare_txtai(place, corpus, model, peers),
        "Chroma": lambda place: prepare_chroma(place, corpus, encoder, peers),
        "pagefind": lambda place: prepare_node(place, corpus, "pagefind", peers),
        "lunr": lambda place: prepare_node(place, corpus, "lunr", peers),
        "this service, in a browser": lambda place: prepare_node(place, corpus, "browser", peers),
    }
    servers: list[Server] = []
    missing: dict[str, str] = {}
    for name, make in makers.items():
        tell(f"build {name}")
        own = folder / str(len(servers))
        own.mkdir(exist_ok=True)
        try:
            servers.append(make(Place(own, port + len(servers), core)))
        except NotInstalled as error:
            missing[name] = str(error)
    return servers, missing


def measure_loads(
    running: Sequence[tuple[Service, System]], corpus: Corpus, rounds: int, requests: int
) -> list[Load]:
    """The figures of every system and number of connections, from rounds in turn."""
    texts = mix_languages([(q.text, q.language) for q in corpus.relevance.questions])
    distinct = [Question("", text, code, None) for text, code in dict.fromkeys(texts)]
    taken: dict[tuple[str, int], list[Round]] = {}
    queues = {system.name: cycle(distinct) for _, system in running}
    for service, system in running:
        service.resume()
        warm = [system.request(question, _HITS) for question in distinct[-_WARM_UP:]]
        run_round(service, warm, 1)
        service.pause()
    for number in range(rounds):
        for connections in CONNECTIONS:
            tell(f"round {number + 1}, {connections} connections")
            for service, system in running:
                asked = islice(queues[system.name], requests)
                chosen = [system.request(question, _HITS) for question in asked]
                service.resume()
                found = run_round(service, chosen, connections)
                service.pause()
                taken.setdefault((system.name, connections), []).append(found)
    return [
        summarise(system.name, connections, taken[system.name, connections], system.read)
        for _, system in running
        for connections in CONNECTIONS
    ]


def measure_system(
    service: Service, system: System, corpus: Corpus, questions: Sequence[Question]
) -> list[float]:
    """The quality of a system on each question."""
    service.resume()
    answers = run_round(service, [system.request(q, DEPTH) for q in questions], 1).answers
    service.pause()
    found = {q.id: system.read(a.body) for q, a in zip(questions, answers, strict=True)}
    return measure_quality(corpus, found, questions)


def compare_quality(
    questions: Sequence[Question], gains: Mapping[str, Sequence[float]]
) -> dict[str, Difference]:
    """What our service has more than each other system, the needs drawn again for the interval."""
    needs = [need_of(question) for question in questions]
    return {
        name: paired_difference(gains[OWN], values, needs)
        for name, values in gains.items()
        if name != OWN
    }


def encoding_time(encoder: Encoder, corpus: Corpus) -> float:
    """Milliseconds that a query takes to embed, which Chroma is spared."""
    texts = [question.text for question in corpus.relevance.part("dev")]
    seconds, _ = timed(lambda: [encoder.encode_queries([text]) for text in texts])
    return seconds / len(texts) * 1000


def describe_peers(peers: Path) -> str:
    """The versions of what is installed in the folder of the peers."""
    found: list[str] = []
    for name, package in (("txtai", "txtai"), ("chroma", "chromadb")):
        for path in (peers / name).glob(f"lib/python*/site-packages/{package}-*.dist-info"):
            found.append(f"{package} {path.name.removesuffix('.dist-info').rpartition('-')[2]}")
    for package in ("pagefind", "lunr", "lunr-languages"):
        path = peers / "node" / "node_modules" / package / "package.json"
        if path.exists():
            found.append(f"{package} {json.loads(path.read_text('utf-8'))['version']}")
    if found:
        node = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True)
        found.append(f"Node.js {node.stdout.strip()}")
    return ", ".join(found)


def tell(what: str) -> None:
    """Say on stderr what is being done."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
