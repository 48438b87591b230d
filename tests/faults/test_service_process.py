"""The service as operators see it: signals, clocks that jump, lines and metrics."""

from __future__ import annotations

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from deployed import LIGHT, SERVE, Answer, Deployed, Service, free_port, get, switch, wait_until

SECRET = "secretword"
#: Searches take as long as the file `pace` in the working folder says, in seconds.
SLOW = """
import time
from pathlib import Path
from kb_service.search import SearchEngine
search = SearchEngine.search
def search_slowly(engine, query):
    if query.limit == 17:
        Path("begun").touch()
        time.sleep(float(Path("pace").read_text()))
    return search(engine, query)
SearchEngine.search = search_slowly
import kb_service.server as server
server.GRACE = 2
"""
#: Python's clock is ahead by as many seconds as the file `clock` says.
JUMPING = "import time; now = time.time; "
JUMPING += "time.time = lambda: now() + float(open('clock').read() or 0); "
SLOW_SEARCH = "/api/v1/search?q=land&lang=en&limit=17"


def stop_during_a_search(deployed: Deployed, pace: float) -> tuple[Answer, Service, float]:
    """The answer to a search that takes `pace` seconds and is under way when SIGTERM comes."""
    (deployed.folder / "pace").write_text(str(pace))
    with deployed.start(SLOW + SERVE) as service, ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(service.get, SLOW_SEARCH)
        wait_until((deployed.folder / "begun").exists)
        service.process.send_signal(signal.SIGTERM)
        started = time.monotonic()

        def refuses() -> bool:
            with suppress(HTTPException):
                try:
                    service.get("/healthz", timeout=1)
                except OSError:
                    return True
            return False

        wait_until(refuses)
        answer = under_way.result()
        status = service.process.wait(20)
        assert status == 0, service.log.read_text("utf-8")
        return answer, service, time.monotonic() - started


def test_what_is_under_way_is_finished_when_told_to_stop(deployed: Deployed) -> None:
    answer, service, _ = stop_during_a_search(deployed, 1.0)
    assert answer.status == 200 and b'"hits"' in answer.body
    assert "Traceback" not in service.log.read_text("utf-8")


def test_what_takes_too_long_is_a_503_when_told_to_stop(deployed: Deployed) -> None:
    answer, service, seconds = stop_during_a_search(deployed, 6.0)
    assert answer.status == 503 and answer.headers["retry-after"] == "5"
    assert b"The service stops" in answer.body
    assert seconds < 15
    assert SECRET not in service.log.read_text("utf-8")


def test_searches_are_answered_while_the_clock_jumps_years(deployed: Deployed) -> None:
    """Forward and back, with libfaketime, for all of the process."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    clock = deployed.folder / "clock"
    clock.write_text("+0")
    with deployed.start(
        LD_PRELOAD=library,
        FAKETIME_TIMESTAMP_FILE=clock,
        FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    ) as service:
        for jump, year in (("+10y", "2036"), ("-20y", "2006"), ("+0", "")):
            clock.write_text(jump)
            wait_until(lambda year=year: year in service.get("/healthz").headers["date"])
            assert service.get("/api/v1/search?q=land&lang=en").status == 200


def test_versions_switch_when_asked_and_when_looked_for_whatever_the_clock_says(
    deployed: Deployed,
) -> None:
    """Here Python's clock alone jumps: under libfaketime its threads wait for each other."""
    clock = deployed.folder / "clock"
    clock.write_text("0")
    first, second = deployed.versions
    with deployed.start(JUMPING + LIGHT, KB_INDEX_CHECK=0) as service:
        switch(deployed, second)
        assert service.version() == first  # nobody has asked for a look
        clock.write_text("1e9")
        service.process.send_signal(signal.SIGHUP)
        service.wait_for_version(second)
        wait_until(lambda: "2058" in service.get("/healthz").headers["date"])
    with deployed.start(JUMPING + LIGHT, KB_INDEX_CHECK=1) as service:
        clock.write_text("-1e9")
        switch(deployed, first)
        service.wait_for_version(first)
        service.process.terminate()
        assert service.process.wait(15) == 0


@pytest.fixture(scope="module")
def watched(small_deployment: Deployed) -> tuple[list[dict[str, object]], str, str]:
    """The lines, metrics and text log of a service that was asked this and that."""
    metrics = free_port()
    deployed = small_deployment
    whole, broken = deployed.versions
    with deployed.start(
        KB_METRICS_PORT=metrics, KB_LOG_FORMAT="json", KB_LOG_ACCESS="true", KB_INDEX_CHECK=1
    ) as service:
        for path in (
            "/api/v1/search?q=land&lang=en",
            f"/api/v1/search?q={SECRET}+land&lang=en&mode=semantic",
            f"/api/v1/search?q={SECRET}+%E5%9C%9F%E5%9C%B0&lang=zh&mode=keyword",
            "/api/v1/search?q=xqzzjwkv&lang=fr&mode=keyword",
            f"/api/v1/search?q={SECRET}&lang=xx",
            f"/api/v1/documents/{SECRET}",
            "/api/v1/documents/iccd-cop14-cst-l1?lang=ar",
            "/fr/",
            f"/{SECRET}/page",
            "/api/docs",
            "/api/v1/x%ff",
            "/api/v1/exports?item=courses/ldn-in-one-hour&language=en&format=gift",
            f"/api/v1/exports?item={SECRET}&language=en&format=html",
            f"/api/v1/exports?item={SECRET}&language=en&format={SECRET}",
        ):
            service.get(path, timeout=60)
        (deployed.index / broken / "passages.jsonl").write_bytes(b"")
        switch(deployed, broken)
        wait_until(lambda: b'opened_total{outcome="refused"} 1.0' in get(metrics, "/metrics").body)
        told = get(metrics, "/metrics").body.decode()
        service.process.terminate()
        assert service.process.wait(15) == 0
        lines = [json.loads(line) for line in service.log.read_text("utf-8").splitlines()]
    switch(deployed, whole)
    with deployed.start(
        KB_LOG_ACCESS="true", KB_LOG_QUERIES="true", KB_LOG_ADDRESSES="true"
    ) as service:
        service.get(f"/api/v1/search?q={SECRET}&lang=en")
        service.process.terminate()  # a request is logged after its answer: now all are
        assert service.process.wait(15) == 0
    return lines, told, service.log.read_text("utf-8")


def test_each_event_is_a_line_without_what_was_asked(
    watched: tuple[list[dict[str, object]], str, str],
) -> None:
    lines, _, _ = watched
    common = {"time", "level", "logger", "message"}
    assert all(common <= set(line) for line in lines)
    assert SECRET not in json.dumps(lines) and "127.0.0.1" not in json.dumps(lines[2:])
    events = {line.get("event") for line in lines}
    assert {"listening", "index-opened", "index-refused", "request"} <= events
    requests = [line for line in lines if line.get("event") == "request"]
    assert set(requests[0]) - common == {"event", "method", "route", "status", "ms"}
    routes = {(line["route"], line["status"]) for line in requests}
    assert ("/api/v1/documents/{id}", 404) in routes
    assert ("/api/v1/search", 200) in routes and ("/api/v1/search", 422) in routes
    assert {("site", 200), ("site", 404), ("docs", 200), ("refused", 400)} <= routes


def test_metrics_count_and_name_nothing_that_was_asked(
    watched: tuple[list[dict[str, object]], str, str],
) -> None:
    _, told, _ = watched
    for line in (
        'ldn_searches_total{language="en",mode="hybrid",outcome="found"} 1.0',
        'ldn_searches_total{language="fr",mode="keyword",outcome="nothing"} 1.0',
        'ldn_requests_total{method="GET",route="/api/v1/documents/{id}",status="404"} 1.0',
        'ldn_requests_total{method="GET",route="refused",status="400"} 1.0',
        'ldn_exports_total{format="gift",outcome="written"} 1.0',
        'ldn_exports_total{format="html",outcome="refused"} 1.0',
        'ldn_index_opened_total{outcome="opened"} 1.0',
        'ldn_index_opened_total{outcome="refused"} 1.0',
    ):
        assert line in told, line
    for name in ("ldn_request_seconds_bucket", "ldn_connections", "process_open_fds"):
        assert name in told, name
    assert "ldn_index_info{" in told and 'ldn_index_passages{language="ar"}' in told
    assert SECRET not in told


def test_queries_and_addresses_are_logged_only_where_that_is_switched_on(
    watched: tuple[list[dict[str, object]], str, str],
) -> None:
    _, _, text = watched
    (line,) = [line for line in text.splitlines() if SECRET in line]
    assert "GET /api/v1/search 200" in line
    assert line.endswith(f"/api/v1/search?q={SECRET}&lang=en 127.0.0.1")


def test_a_port_for_metrics_that_is_taken_is_one_sentence(deployed: Deployed) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = deployed.run("serve", KB_PORT=free_port(), KB_METRICS_PORT=port)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"127.0.0.1:{port}: metrics cannot be answered there (Address already in use); choose a "
        "free port with KB_METRICS_PORT, or 0 for none"
    )
