"""Our service and its peers: how each is built, started, asked and read.

Peers are programs of their own: nothing of them is imported here, all is said over HTTP. A
function `prepare_…` builds an index in a folder and gives a `Server` that can be started; it raises
NotInstalled where the peer is not there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.api import Service, build_index, run_server, serve_command
from bench.index_and_query import ROOT
from bench.peers.corpus import Corpus, write_documents
from bench.peers.load import Request
from indexer.encoder import Encoder
from indexer.languages import CODES
from indexer.model_files import FOLDER
from kb_service.judged import Question
from kb_service.results import MODES

_BATCH = 500  # documents that a peer is given at once
_SCRIPT = Path(__file__).with_name("serve.mjs")
#: Of every server: threads would share one core, and nothing may be looked up or reported.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
_CHROMA = "/api/v2/tenants/default_tenant/databases/default_database/collections"


class NotInstalled(Exception):
    """What is missing."""


@dataclass(frozen=True, slots=True)
class System:
    """A way of asking a server: the request of a question for so many passages, and the ids of
    the passages in an answer."""

    name: str
    request: Callable[[Question, int], Request]
    read: Callable[[bytes], list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where servers are made: a folder of their own, a port, a core, the environment of all."""

    folder: Path
    port: int
    core: int

    @property
    def variables(self) -> dict[str, str]:
        """The environment."""
        return {**os.environ, **_ONE_THREAD}


@dataclass(frozen=True, slots=True)
class Server:
    """A server with its index: what starts it, where it says that it is ready, seconds of the
    build, bytes of the index on disk, and what can be asked of it."""

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str]
    ready: str
    build: float
    size: int
    systems: tuple[System, ...]


def prepare_own(place: Place, model: str) -> Server:
    """Our service, in its three modes."""
    started = time.perf_counter()
    variables = build_index(place.folder, model, reuse=False)
    build = time.perf_counter() - started
    variables |= _ONE_THREAD

    def ask(mode: str) -> Callable[[Question, int], Request]:
        return lambda question, limit: Request(
            "/api/v1/search?"
            + urlencode(
                {"q": question.text, "lang": question.language, "mode": mode, "limit": limit}
            )
        )

    systems = tuple(System(f"this service, {mode}", ask(mode), read_hits) for mode in MODES)
    size = measure_folder(place.folder / "index")
    command = tuple(serve_command(place.port))
    return Server("this service", command, variables, "/readyz", build, size, systems)


def prepare_txtai(place: Place, corpus: Corpus, model: str, programs: Path) -> Server:
    """The API of txtai, hybrid: the same model, loaded from its folder."""
    program = _find(programs / "txtai" / "bin" / "uvicorn")
    index = place.folder / "index"
    embeddings = {
        "path": str(FOLDER / model),
        "method": "sentence-transformers",
        # The module that sentence-transformers is told to run stands in this repository.
        "vectors": {"trust_remote_code": True},
        "content": True,
        "hybrid": True,
    }
    # YAML reads JSON.
    configuration = {"path": str(index), "writable": True, "embeddings": embeddings}
    (place.folder / "config.yml").write_text(json.dumps(configuration), encoding="utf-8")
    variables = place.variables | {"CONFIG": str(place.folder / "config.yml")}
    variables["PYTHONPATH"] = str(ROOT)
    address = ("--host", "127.0.0.1", "--port", str(place.port), "--log-level", "warning")
    command = (program, *address, "txtai.api:app")
    with run_server(command, variables, place.port, place.core) as service:
        service.wait(time.perf_counter(), "/count")
        started = time.perf_counter()
        for batch in _batches(corpus):
            _call(service, "/add", [{"id": d, "text": t, "language": c} for d, c, t in batch])
        _call(service, "/index")
        build = time.perf_counter() - started
    statement = "select id, text, score from txtai where similar(:question) and language = :code"

    def request(question: Question, limit: int) -> Request:
        values = json.dumps({"question": question.text, "code": question.language})
        asked = {"query": statement, "parameters": values, "limit": limit}
        return Request("/search?" + urlencode(asked))

    systems = (System("txtai, hybrid", request, read_rows),)
    size = measure_folder(index)
    return Server("txtai", command, variables, "/count", build, size, systems)


def prepare_chroma(place: Place, corpus: Corpus, encoder: Encoder, programs: Path) -> Server:
    """The server of Chroma: vectors of our encoder, made before and counted for the build alone."""
    program = _find(programs / "chroma" / "bin" / "chroma")
    data = place.folder / "data"
    address = ("--host", "127.0.0.1", "--port", str(place.port))
    command = (program, "run", *address, "--path", str(data))
    variables = place.variables
    with run_server(command, variables, place.port, place.core) as service:
        service.wait(time.perf_counter(), "/api/v2/heartbeat")
        started = time.perf_counter()
        space = {"hnsw": {"space": "cosine"}}
        made = _call(service, _CHROMA, {"name": "documents", "configuration": space})
        path = f"{_CHROMA}/{made['id']}"
        for batch in _batches(corpus):
            vectors = encoder.encode_passages([text for _, _, text in batch])
            given = {
                "ids": [name for name, _, _ in batch],
                "embeddings": vectors.tolist(),
                "documents": [text for _, _, text in batch],
                "metadatas": [{"language": code} for _, code, _ in batch],
            }
            _call(service, f"{path}/add", given)
        build = time.perf_counter() - started
    questions = corpus.relevance.questions
    texts = list(dict.fromkeys(question.text for question in questions))
    known = dict(zip(texts, encoder.encode_queries(texts).tolist(), strict=True))

    def request(question: Question, limit: int) -> Request:
        body = {
            "query_embeddings": [known[question.text]],
            "n_results": limit,
            "where": {"language": question.language},
            "include": ["documents", "distances"],
        }
        return Request(f"{path}/query", json.dumps(body).encode())

    systems = (System("Chroma, dense, vectors given", request, read_columns),)
    size = measure_folder(data)
    return Server("Chroma", command, variables, "/api/v2/heartbeat", build, size, systems)


def prepare_node(place: Place, corpus: Corpus, engine: str, programs: Path) -> Server:
    """An engine of JavaScript behind a small server: "pagefind", "lunr", or our own "browser"."""
    node = shutil.which("node")
    modules = programs / "node"
    if node is None:
        raise NotInstalled("node")
    if engine != "browser":
        _find(modules / "node_modules" / engine)
    questions = corpus.relevance.part("dev")
    samples = {code: [q.text for q in questions if q.language == code][::6] for code in CODES}
    (place.folder / "questions.json").write_text(json.dumps(samples), encoding="utf-8")
    write_documents(corpus.documents, place.folder / "documents.jsonl")
    given = (str(place.folder), str(modules))
    started = time.perf_counter()
    if engine == "browser":
        _copy_browser_search(place.folder)
        build, parts = 0.0, list(CODES)  # the index is made when it is opened
    else:
        subprocess.run(
            [node, _SCRIPT, "build", engine, *given], check=True, stdout=subprocess.DEVNULL
        )
        build = time.perf_counter() - started
        parts = ["bundle" if engine == "pagefind" else engine]
    size = sum(measure_folder(place.folder / part) for part in parts)
    command = (node, str(_SCRIPT), "serve", engine, *given, str(place.port))

    def request(question: Question, limit: int) -> Request:
        asked = {"q": question.text, "lang": question.language, "limit": limit}
        return Request("/search?" + urlencode(asked))

    name = {"browser": "this service, in a browser"}.get(engine, f"{engine}, in Node.js")
    systems = (System(name, request, read_hits),)
    return Server(name, command, place.variables, "/search", build, size, systems)


def measure_download(server: Server) -> dict[str, dict[str, float]]:
    """What a browser loads before its first answer, by language: "script" and "data", in bytes
    as they travel."""
    node, script, _, engine, folder, modules, _ = server.command
    command = [node, script, "sizes", engine, folder, modules]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def read_hits(body: bytes) -> list[str]:
    """The passages of an answer in the form of our API, named as in the index."""
    return [hit["id"].replace("/#", "#").rstrip("/") for hit in json.loads(body)["hits"]]


def read_rows(body: bytes) -> list[str]:
    """The passages of an answer of txtai."""
    return [row["id"] for row in json.loads(body)]


def read_columns(body: bytes) -> list[str]:
    """The passages of an answer of Chroma to one question."""
    ids: list[list[str]] = json.loads(body)["ids"]
    return ids[0]


def measure_folder(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _find(path: Path) -> str:
    if not path.exists():
        raise NotInstalled(str(path))
    return str(path)


def _batches(corpus: Corpus) -> list[list[tuple[str, str, str]]]:
    rows = [(d.id, d.language, d.text) for d in corpus.documents]
    return [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]


def _call(service: Service, path: str, body: object = None) -> dict[str, str]:
    """What a peer answers while its index is built. It may take its time."""
    data = None if body is None else json.dumps(body).encode()
    with closing(service.connect(patience=3600)) as connection:
        headers = {"content-type": "application/json"}
        connection.request("GET" if data is None else "POST", path, data, headers)
        response = connection.getresponse()
        text = response.read()
    if not 200 <= response.status < 300:
        raise SystemExit(f"{path}: answered {response.status}: {text[:500]!r}; 2xx is expected")
    found: dict[str, str] = json.loads(text or b"null")
    return found


def _copy_browser_search(folder: Path) -> None:
    for code in CODES:
        built = ROOT / "build" / "site" / code / "search-index.json"
        if not built.exists():
            raise NotInstalled(f"{built}: run `make build`")
        (folder / code).mkdir()
        shutil.copy(built, folder / code)
    shutil.copytree(ROOT / "site" / "widget", folder / "widget")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
