"""Documents as Akoma Ntoso over HTTP and by command, and identifiers in the API's answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from indexer.akoma_ntoso import read_akn, write_akn
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from kb_service.cli import main

API = "/api/v1/documents/iccd-cop14-cst-l1"
WORK = "/akn/un/statement/deliberation/unccd-cop-cst/2019-01-01/ICCD-COP(14)-CST-L.1"
CONTENT = ["--content", str(Path(__file__).parents[2] / "content")]


@pytest.mark.parametrize("code", CODES)
def test_a_text_is_given_as_xml(
    code: str, client: TestClient, knowledge_base: KnowledgeBase
) -> None:
    answer = client.get(f"{API}/akn?lang={code}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/akn+xml"
    name = f"iccd-cop14-cst-l1.{code}.akn.xml"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    document = knowledge_base.documents["iccd-cop14-cst-l1"]
    works = {document.symbol: document.iri}
    vocabulary = knowledge_base.vocabulary
    assert answer.content == write_akn(document, code, vocabulary=vocabulary, works=works)


def test_without_a_language_it_is_the_text_as_issued(client: TestClient) -> None:
    answer = client.get(f"{API}/akn")
    assert read_akn(answer.content).language == "zh"
    assert answer.headers["etag"] != client.get(f"{API}/akn?lang=fr").headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/akn?lang=de", 422),
        ("/akn?lang=fr&lang=en", 422),
        ("/akn?language=fr", 422),
        ("x/akn", 404),
    ],
)
def test_other_requests_are_refused(path: str, status: int, client: TestClient) -> None:
    answer = client.get(API + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_answers_carry_identifiers(client: TestClient) -> None:
    document = client.get(f"{API}?lang=fr").json()
    assert document["akn"] == WORK
    text = document["texts"]["fr"]
    assert text["akn"] == f"{WORK}/fra@unofficial"
    assert text["operative"][8]["akn"] == f"{WORK}/fra@unofficial/!main~para_9"
    assert client.get("/api/v1/documents").json()["items"][0]["akn"] == WORK
    paragraph = client.get(f"{API}/paragraphs/op-9-d").json()
    assert paragraph["akn"] == f"{WORK}/!main~para_9__list_1__point_d"
    assert paragraph["texts"]["zh"]["akn"] == f"{WORK}/zho@/!main~para_9__list_1__point_d"


def test_the_command_writes_the_same_file(tmp_path: Path, client: TestClient) -> None:
    target = tmp_path / "fr.xml"
    arguments = ["akn", "iccd-cop14-cst-l1", "--lang", "fr", *CONTENT]
    done = CliRunner().invoke(main, [*arguments, "-o", str(target)])
    assert (done.exit_code, done.stdout) == (0, "") and "bytes" in done.stderr
    assert target.read_bytes() == client.get(f"{API}/akn?lang=fr").content
    assert CliRunner().invoke(main, arguments).stdout_bytes == target.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nothing"], "accepted are iccd-cop14-cst-l1"), (["iccd-cop14-cst-l1", "-o", "/"], "file")],
)
def test_wrong_use_is_told(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, ["akn", *arguments, *CONTENT])
    assert done.exit_code == 2 and said in done.stderr
