"""Hostile and mistaken requests: a clear problem or an honest empty answer, never a failure."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote, unquote

import anyio
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service import schemas
from kb_service.app import create_app
from kb_service.results import Query
from kb_service.settings import Settings

API = "/api/v1"
DOCUMENT = "iccd-cop14-cst-l1"


def problem(response: Any, status: int) -> schemas.ProblemBody:
    """The problem in a response, its shape checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = schemas.ProblemBody.model_validate_json(response.content)
    assert body.status == status
    assert "Traceback" not in response.text and ".py" not in response.text
    return body


def ask(client: TestClient, raw_path: bytes, query: bytes = b"") -> Response:
    """What the service answers to exactly these bytes, which clients would tidy up or refuse."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": unquote(raw_path.decode("latin-1")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"ldn.example")],
        "client": ("127.0.0.1", 1),
        "server": ("ldn.example", 443),
    }
    anyio.run(client.app, scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Response(sent[0]["status"], headers=headers, content=body)


def refused(client: TestClient, query: str, path: str = "/search") -> dict[str, tuple[str, str]]:
    """Found and accepted by parameter, from a 422."""
    body = problem(client.get(f"{API}{path}?{query}"), 422)
    assert body.errors
    return {error.parameter: (error.found, error.accepted) for error in body.errors}


#: Ways to write 5 or 10 that `int` takes.
ODD_NUMBERS = ("1_0", "1.0", "%2B5", "+5", "5+", "05", "5%0A", "%D9%A5", "%EF%BC%95")

# -- parameters ------------------------------------------------------------------------------------


def test_all_refused_parameters_are_named_at_once(client: TestClient) -> None:
    errors = refused(client, "q=x&lang=de&mode=fuzzy&limit=0&offset=-1&kind=poem&colour=red")
    assert set(errors) == {"lang", "mode", "limit", "offset", "kind", "colour"}
    assert errors["lang"] == ('"de"', "one of: ar, zh, en, fr, ru, es")
    assert errors["limit"] == ('"0"', "a whole number from 1 to 50")
    assert "q, lang, mode" in errors["colour"][1]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=51", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=1.5", "limit"),
        ("limit=99999999999999999999999999", "limit"),
        *((f"limit={number}", "limit") for number in ODD_NUMBERS),
        *((f"offset={number}", "offset") for number in (*ODD_NUMBERS, "00", "-0")),
        ("offset=1001", "offset"),
        ("offset=1e3", "offset"),
        ("q=a&q=b", "q"),
        ("lang=en&lang=fr", "lang"),
        ("lang=", "lang"),
        ("lang=EN", "lang"),
        ("theme=", "theme"),
        ("theme=tenur", "theme"),
        ("audience=" + quote("决策者"), "audience"),
        ("addressee=" + quote("الأطراف"), "addressee"),
        ("verb=demands", "verb"),
        ("document=../../etc/passwd", "document"),
        ("paragraph=op-99", "paragraph"),
        ("language=de", "language"),
        ("Q=land", "Q"),
        ("q%5B%5D=land", "q[]"),
        ("=land", ""),
        (quote("查询") + "=land", "查询"),
    ],
)
def test_a_wrong_parameter_is_named(client: TestClient, query: str, parameter: str) -> None:
    assert list(refused(client, query)) == [parameter]


def test_zero_and_plain_digits_are_numbers(client: TestClient) -> None:
    answer = client.get(f"{API}/search?limit=50&offset=0").json()
    assert (answer["limit"], answer["offset"]) == (50, 0)


def test_near_values_are_offered(client: TestClient) -> None:
    assert "land-tenure" in refused(client, "theme=land-tenur")["theme"][1]
    assert "op-9" in refused(client, "paragraph=op-99")["paragraph"][1]


@pytest.mark.parametrize(
    "path", ["/documents", "/themes", f"/documents/{DOCUMENT}", "/", "/suggest"]
)
def test_no_route_ignores_an_unknown_parameter(client: TestClient, path: str) -> None:
    assert "limt" in refused(client, "limt=3", path)


def test_the_description_takes_no_parameters(client: TestClient) -> None:
    body = problem(client.get("/api/openapi.json?limt=3"), 422)
    assert body.errors and body.errors[0].parameter == "limt"


@pytest.mark.parametrize("query", ["<b>", "\u200b", "\ufeff", "\u202e", " \u2066 \u2069"])
def test_a_query_of_which_nothing_remains_lists_nothing(client: TestClient, query: str) -> None:
    answer = client.get(f"{API}/search", params={"q": query}).json()
    assert (answer["total"], answer["hits"], answer["nothing_close"]) == (0, [], True)
    assert "\u202e" not in answer["query"]


@pytest.mark.parametrize("query", ["", "q=", "q=+%09"])
def test_a_blank_query_lists_everything(client: TestClient, query: str) -> None:
    answer = client.get(f"{API}/search?{query}").json()
    assert answer["total"] > 100 and not answer["nothing_close"]


def test_query_length_is_counted_in_characters(client: TestClient) -> None:
    for letter in ("a", "地", "ض", "😀"):
        assert client.get(f"{API}/search", params={"q": letter * 3000}).status_code == 200
        found = refused(client, "q=" + quote(letter * 3001))
        assert found["q"] == ("3001 characters", "at most 3000 characters")


# -- bytes that are no text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", ["%ED%A0%80", "%FF%FE", "%C3", "%80", "%ED%B0%80%ED%A0%80", "%C0%AF"]
)
def test_bytes_that_are_not_utf_8_are_refused(client: TestClient, raw: str) -> None:
    found, accepted = refused(client, f"q=soil{raw}")["q"]
    assert "is not UTF-8" in found and "UTF-8" in accepted
    problem(client.get(f"{API}/documents/{raw}"), 400)


@pytest.mark.parametrize("code", [0, 1, 8, 0x1B, 0x7F, 0x85])
def test_control_characters_are_refused(client: TestClient, code: int) -> None:
    found, _ = refused(client, "q=" + quote(f"soil{chr(code)}carbon"))["q"]
    assert found == f"control character U+{code:04X}"


def test_line_breaks_and_tabs_are_blanks(client: TestClient) -> None:
    answer = client.get(f"{API}/search", params={"q": "\tsoil\r\n organic   carbon "}).json()
    assert answer["query"] == "soil organic carbon"


def test_reordering_marks_are_removed_and_arabic_joiners_kept(client: TestClient) -> None:
    answer = client.get(f"{API}/search", params={"q": "\u202eحيازة\u202c الأراضي\u2069"}).json()
    assert answer["query"] == "حيازة الأراضي"
    assert answer["hits"]
    kept = client.get(f"{API}/search", params={"q": "می\u200cخواهم"}).json()
    assert kept["query"] == "می\u200cخواهم"


# -- hostile queries -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE passages; --",
        '" OR 1=1 --',
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} #{7*7}",
        "text:* AND (title:[* TO *] OR /.*/ )~9^99",
        "((((((((((((((((((((",
        '"""""""',
        "\\\\\\\\",
        "a AND NOT b OR -c +d",
        "../../../etc/passwd",
        "%00%0d%0aSet-Cookie: x=1",
        "=cmd|' /C calc'!A0",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "Z̸̢̛͎a̵͠l̴g̷o̶" * 20,
        "地" * 500,
        "؟؛،",
        "\ufeff\u200b\u200e\u200f",
        "\U0010ffff\ue000",
        "ﷺ" * 100,
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
def test_hostile_queries_are_words_and_nothing_else(
    client: TestClient, query: str, mode: str
) -> None:
    response = client.get(f"{API}/search", params={"q": query, "mode": mode})
    assert response.status_code == 200, response.text
    schemas.SearchAnswer.model_validate_json(response.content)
    assert response.headers["content-type"] == "application/json"
    response = client.get(f"{API}/suggest", params={"q": query})
    assert response.status_code in (200, 422)


def test_a_megabyte_is_refused(client: TestClient) -> None:
    body = problem(ask(client, b"/api/v1/search", b"q=" + b"a" * 1_000_000), 414)
    assert "up to 40096 are accepted" in body.detail
    problem(ask(client, b"/" + b"a" * 1_000_000), 414)


def test_a_request_body_is_refused_if_large_and_ignored_if_small(client: TestClient) -> None:
    large = client.request("GET", f"{API}/themes", content=b"x" * 1_000_000)
    problem(large, 413)
    assert client.request("GET", f"{API}/themes", content=b"{}").status_code == 200


def test_a_body_of_unannounced_length_is_no_way_round(client: TestClient) -> None:
    large = client.request("GET", f"{API}/themes", content=iter([b"x" * 4096, b"x"]))
    assert "more than 4096 bytes" in problem(large, 413).detail
    assert large.headers["connection"] == "close"
    small = client.request("GET", f"{API}/themes", content=iter([b"x" * 4095, b"x"]))
    assert small.status_code == 200


# -- addresses -------------------------------------------------------------------------------------

TRICKS = [
    "..",
    "../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cwindows",
    "%00",
    f"{DOCUMENT}%00.json",
    f"{DOCUMENT}/../../manifest.json",
    "manifest.json",
    "vocabulary.json",
    "a" * 3000,
    quote("決定"),
    quote("مقرر"),
    "%E2%80%AE",
    "<script>",
    "'%20OR%201=1",
]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize(
    "place",
    ["/documents/", f"/documents/{DOCUMENT}/paragraphs/", "/pages/", "/related/", "/problems/"],
)
def test_ids_name_what_is_listed_or_nothing(client: TestClient, place: str, trick: str) -> None:
    response = ask(client, f"{API}{place}{trick}".encode())
    problem(response, 404)
    assert "root:" not in response.text


def test_unknown_ids_name_near_ones(client: TestClient) -> None:
    assert DOCUMENT in problem(client.get(f"{API}/documents/iccd-cop14-cst-11"), 404).detail
    near = problem(client.get(f"{API}/documents/{DOCUMENT}/paragraphs/op-9-z"), 404).detail
    assert "op-9" in near
    assert "about" in problem(client.get(f"{API}/pages/abuot"), 404).detail


def test_the_path_is_repeated_but_never_the_query(client: TestClient) -> None:
    body = problem(client.get(f"{API}/search?q=secret-words&lang=xx"), 422)
    assert body.instance == f"{API}/search"
    assert "secret-words" not in body.model_dump_json()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("path", [f"{API}/search", f"{API}/nothing", "/healthz", "/", "/api/docs"])
def test_only_reading_is_allowed(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    problem(response, 405)
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/api/v2/search", f"{API}/search/", f"{API}//search", "/api/x"])
def test_unknown_addresses_are_problems(client: TestClient, path: str) -> None:
    assert "https://ldn.example/api/v1/" in problem(client.get(path), 404).detail


def test_host_header_appears_in_no_redirect(client: TestClient) -> None:
    response = client.get("/api", headers={"host": "evil.example"}, follow_redirects=False)
    assert "evil" not in response.headers["location"]


# -- failures of ours ------------------------------------------------------------------------------


def test_a_failure_shows_no_traceback_and_logs_no_query(
    settings: Settings,
    artefact: Artefact,
    encoder: Encoder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: object, query: Query) -> None:
        raise RuntimeError(f"while searching for {query.text}")

    monkeypatch.setattr("kb_service.search.SearchEngine.search", fail)
    client = TestClient(create_app(settings, artefact, encoder), raise_server_exceptions=False)
    with caplog.at_level(logging.DEBUG):
        body = problem(client.get(f"{API}/search", params={"q": "كلمة سرية 秘密"}), 500)
    assert body.type.endswith("/problems/internal-error")
    ours = [record for record in caplog.records if record.name.startswith("kb_service")]
    logged = "\n".join(record.getMessage() for record in ours)
    assert "RuntimeError while answering /api/v1/search" in logged
    assert "秘密" not in logged and "秘密" not in body.model_dump_json()


def test_nothing_searched_for_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="kb_service"):
        client.get(f"{API}/search", params={"q": "secretword 秘密"})
        client.get(f"{API}/search", params={"q": "secretword", "lang": "xx"})
        client.get(f"{API}/suggest", params={"q": "secretword"})
    ours = [record for record in caplog.records if record.name.startswith("kb_service")]
    assert not any("secretword" in record.getMessage() for record in ours)
