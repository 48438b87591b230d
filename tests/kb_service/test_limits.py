"""Who counts as one client, and how much one is granted: buckets, proxies, headers, overload."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service.app import create_app
from kb_service.clients import Client, ClientFinder
from kb_service.gate import Gate
from kb_service.guard import kind_of
from kb_service.limits import WINDOW, Limits
from kb_service.problems import ApiProblem
from kb_service.settings import Settings

API = "/api/v1"
PROXY = "10.0.0.1"


def scope_of(peer: str | None, forwarded: str | None = None) -> Scope:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"type": "http", "client": (peer, 1) if peer else None, "headers": headers}


# -- clients ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "forwarded", "name", "known"),
    [
        ("203.0.113.9", None, "203.0.113.9", True),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9", True),  # a stranger says what it likes
        (PROXY, "198.51.100.1", "198.51.100.1", True),
        (PROXY, "1.2.3.4, 198.51.100.1", "198.51.100.1", True),  # the client put 1.2.3.4 there
        (PROXY, "198.51.100.1, 10.0.0.2", "198.51.100.1", True),  # two proxies of ours
        (PROXY, "198.51.100.1:4711", "198.51.100.1", True),
        (PROXY, "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64", True),
        (PROXY, "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64", True),
        (PROXY, "unknown", PROXY, False),
        (PROXY, "1.2.3.4, <script>", PROXY, False),
        (PROXY, None, PROXY, False),
        ("::ffff:203.0.113.9", None, "203.0.113.9", True),
        (None, "198.51.100.1", "198.51.100.1", True),  # a proxy at a socket of this machine
        (None, None, "local", False),
    ],
)
def test_a_client_is_the_nearest_that_is_no_proxy_of_ours(
    peer: str | None, forwarded: str | None, name: str, known: bool
) -> None:
    finder = ClientFinder((ip_network("10.0.0.0/8"),))
    assert finder.find(scope_of(peer, forwarded)) == Client(name, known)


def test_a_long_chain_of_hops_is_read_from_its_end() -> None:
    finder = ClientFinder((ip_network("10.0.0.0/8"),))
    found = finder.find(scope_of(PROXY, "1.1.1.1," * 5000 + "198.51.100.1"))
    assert found.name == "198.51.100.1"


def test_a_proxy_that_is_not_listed_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    finder = ClientFinder(())
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            finder.find(scope_of("192.168.0.7", "198.51.100.1"))
    assert len(caplog.records) == 1 and "KB_TRUSTED_PROXIES" in caplog.text
    assert "198.51.100.1" not in caplog.text


# -- buckets ---------------------------------------------------------------------------------------


def test_a_bucket_is_emptied_and_fills_up_with_time() -> None:
    now = 0.0
    limits = Limits(clock=lambda: now)
    counts = [limits.take("a", "search", 60) for _ in range(61)]
    assert [count.granted for count in counts] == [True] * 60 + [False]
    assert (counts[0].left, counts[59].left, counts[60].left) == (59, 0, 0)
    assert counts[60].wait == 1 and counts[60].reset == WINDOW
    assert limits.take("b", "search", 60).granted and limits.take("a", "site", 60).granted
    now = 1.0
    assert limits.take("a", "search", 60).granted
    assert not limits.take("a", "search", 60).granted
    now = 10_000.0
    assert limits.take("a", "search", 60).left == 59


def test_refusals_do_not_lengthen_the_wait() -> None:
    now = 0.0
    limits = Limits(clock=lambda: now)
    for _ in range(100):
        wait = limits.take("a", "exports", 2).wait
    assert wait == 30
    now = 30.0
    assert limits.take("a", "exports", 2).granted


def test_no_more_clients_are_remembered_than_fit() -> None:
    limits = Limits(clock=lambda: 0.0, most_clients=100)
    for number in range(1000):
        limits.take(str(number), "search", 1)
    assert len(limits) == 100
    assert not limits.take("999", "search", 1).granted
    assert limits.take("0", "search", 1).granted  # forgotten: it begins anew


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/healthz", None),
        ("/readyz", None),
        ("/api/v1/search", "search"),
        ("/api/v1/suggest/opensearch", "search"),
        ("/api/v1/related/what-is-ldn", "search"),
        ("/api/v1/exports", "exports"),
        ("/api/v1/bulk.jsonl", "exports"),
        ("/api/v1/exports/formats", "api"),
        ("/api/v1/themes", "api"),
        ("/api/docs", "api"),
        ("/api", "api"),
        ("/en/search/", "site"),
        ("/", "site"),
        ("/apiary/", "site"),
    ],
)
@pytest.mark.parametrize("root", ["", "/ldn"])
def test_requests_are_of_four_kinds(path: str, kind: str | None, root: str) -> None:
    assert kind_of({"path": root + path, "root_path": root}) == kind


# -- the real service ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def limited(settings: Settings, artefact: Artefact, encoder: Encoder) -> Iterator[TestClient]:
    """The real service with small limits, behind a proxy that says who asks."""
    few = replace(settings, limit_search=3, limit_exports=1, limit_api=2, limit_site=2)
    with TestClient(create_app(few, artefact, encoder), base_url="https://ldn.example") as opened:
        yield opened


def ask(client: TestClient, address: str, who: str) -> Any:
    return client.get(address, headers={"x-forwarded-for": who, "origin": "https://a.example"})


def test_too_many_searches_are_refused_with_the_time_to_wait(limited: TestClient) -> None:
    address = f"{API}/search?q=土地&limit=1"
    answers = [ask(limited, address, "198.51.100.1") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit"] == '"search";r=2;t=20'
    assert answers[0].headers["ratelimit-policy"] == '"search";q=3;w=60'
    refused = answers[-1]
    assert refused.json()["type"].endswith("/problems/too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["ratelimit"].startswith('"search";r=0;t=')
    assert refused.headers["cache-control"] == "no-store"
    assert "RateLimit" in refused.headers["access-control-expose-headers"]
    assert refused.headers["access-control-allow-origin"] == "*"
    assert limited.get(refused.json()["type"]).json()["status"] == 429
    # another client, and another kind of request, have their own
    assert ask(limited, address, "198.51.100.2").status_code == 200
    assert ask(limited, f"{API}/languages", "198.51.100.1").status_code == 200


def test_the_whole_of_a_64_is_one_client(limited: TestClient) -> None:
    found = [
        ask(limited, f"{API}/suggest?q=dro", f"2001:db8:9:9::{n:x}").status_code for n in range(4)
    ]
    assert found == [200, 200, 200, 429]
    assert ask(limited, f"{API}/suggest?q=dro", "2001:db8:9:a::1").status_code == 200


def test_site_and_files_are_limited_too_and_health_is_not(limited: TestClient) -> None:
    who = "198.51.100.3"
    assert [ask(limited, "/robots.txt", who).status_code for _ in range(3)][-1] == 429
    assert [ask(limited, f"{API}/bulk.csv?language=fr", who).status_code for _ in range(2)] == [
        200,
        429,
    ]
    for _ in range(10):
        assert ask(limited, "/healthz", who).status_code == 200
        assert ask(limited, "/readyz", who).status_code == 200


def test_zero_limits_nothing(settings: Settings, artefact: Artefact, encoder: Encoder) -> None:
    free = TestClient(create_app(replace(settings, limit_api=0), artefact, encoder))
    answer = ask(free, f"{API}/languages", "198.51.100.1")
    assert answer.status_code == 200 and "ratelimit" not in answer.headers


# -- overload --------------------------------------------------------------------------------------


class Work:
    """An application whose requests end when they are told to."""

    def __init__(self) -> None:
        self.begun = 0
        self.end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun += 1
        await self.end.wait()
        await PlainTextResponse("done")(scope, receive, send)


async def run(gate: Gate, work: Any, patience: float | None = None) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = Request({"type": "http", "method": "GET", "headers": []}).scope
    await gate.run(work, scope, receive, send, patience)
    return sent


def test_more_than_can_wait_are_refused_at_once() -> None:
    async def flood() -> None:
        gate, work = Gate(2, 3, 60), Work()
        tasks = [asyncio.ensure_future(run(gate, work)) for _ in range(9)]
        await asyncio.sleep(0.01)
        assert work.begun == 2
        refused = [task for task in tasks if task.done()]
        assert len(refused) == 4
        for task in refused:
            error = task.exception()
            assert isinstance(error, ApiProblem) and error.kind == "overloaded"
            assert int(error.headers["retry-after"]) >= 1
        work.end.set()
        answered = await asyncio.gather(*(task for task in tasks if task not in refused))
        assert len(answered) == work.begun == 5
        assert len(await run(gate, work)) == 2  # all places are free again

    asyncio.run(flood())


def test_nobody_waits_longer_than_is_promised() -> None:
    async def wait() -> None:
        gate, work = Gate(1, 10, 0.02), Work()
        first = asyncio.ensure_future(run(gate, work))
        await asyncio.sleep(0)
        with pytest.raises(ApiProblem, match="in work"):
            await run(gate, work)
        work.end.set()
        await first
        assert await run(gate, work)

    asyncio.run(wait())


def test_a_wait_that_will_be_too_long_is_refused_before_it_begins() -> None:
    async def wait() -> None:
        now = 0.0
        gate, work = Gate(1, 10, 5, clock=lambda: now), Work()
        for _ in range(60):  # each takes ten seconds by the clock
            await gate.enter()
            gate.leave(10)
        first = asyncio.ensure_future(run(gate, work))
        await asyncio.sleep(0)
        with pytest.raises(ApiProblem) as refused:
            await run(gate, work)
        assert int(refused.value.headers["retry-after"]) == 10
        work.end.set()
        await first

    asyncio.run(wait())


def test_who_goes_away_while_waiting_leaves_no_place_taken() -> None:
    async def leave() -> None:
        gate, work = Gate(1, 10, 60), Work()
        tasks = [asyncio.ensure_future(run(gate, work, 30)) for _ in range(4)]
        await asyncio.sleep(0.01)
        tasks[1].cancel()
        tasks[0].cancel()
        await asyncio.sleep(0.01)
        assert work.begun == 2  # the next one has come in
        work.end.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert len(await run(gate, work)) == 2

    asyncio.run(leave())


def test_a_search_that_takes_too_long_is_answered_and_keeps_its_place() -> None:
    async def take_long() -> None:
        gate, work = Gate(1, 0, 60), Work()
        with pytest.raises(ApiProblem, match="longer than"):
            await run(gate, work, 0.01)
        with pytest.raises(ApiProblem, match="in work"):  # its thread would still be at work
            await run(gate, work, 0.01)
        work.end.set()
        await asyncio.sleep(0.01)
        assert len(await run(gate, work, 5)) == 2

    asyncio.run(take_long())


def test_a_failure_gives_its_place_back() -> None:
    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    async def go() -> None:
        gate = Gate(1, 0, 1)
        for patience in (None, 5.0, None):
            with pytest.raises(RuntimeError):
                await run(gate, fail, patience)

    asyncio.run(go())


def test_an_overloaded_service_still_says_that_it_lives(
    settings: Settings, artefact: Artefact, encoder: Encoder
) -> None:
    full = replace(settings, searches_at_once=1, most_waiting=0)
    app = create_app(full, artefact, encoder)

    async def crowd() -> list[int]:
        async def ask_for(path: str, query: bytes) -> int:
            sent: list[Message] = []

            async def receive() -> Message:
                return {"type": "http.request", "body": b""}

            async def send(message: Message) -> None:
                sent.append(message)

            scope = scope_of(None) | {
                "method": "GET",
                "path": path,
                "raw_path": path.encode(),
                "query_string": query,
                "root_path": "",
                "scheme": "https",
                "server": ("ldn.example", 443),
                "http_version": "1.1",
            }
            await app(scope, receive, send)
            return int(sent[0]["status"])

        search = f"{API}/search"
        asked = [ask_for(search, f"q=drought {n}".replace(" ", "+").encode()) for n in range(6)]
        return await asyncio.gather(*asked, ask_for("/healthz", b""), ask_for("/readyz", b""))

    *searches, health, ready = asyncio.run(crowd())
    assert (health, ready) == (200, 200)
    assert sorted(searches) == [200, *[503] * 5]
