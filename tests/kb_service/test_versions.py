"""Versions of a document over HTTP: named by each, compared, superseded ones said to be so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer.artefact import open_artefact, write_artefact
from indexer.configuration import Configuration
from indexer.encoder import Encoder
from indexer.model import KnowledgeBase
from indexer.passages import build_passages
from indexer.records import build_records
from kb_service import schemas
from kb_service.app import create_app
from kb_service.settings import Settings
from kb_service.succession import Succession
from kb_service.urls import SiteUrls
from tests.later_version import DRAFT, LATER, SYMBOL

API = "/api/v1"


@pytest.fixture(scope="module")
def two(
    two_versions: KnowledgeBase,
    tmp_path_factory: pytest.TempPathFactory,
    encoder: Encoder,
    configuration: Configuration,
    settings: Settings,
) -> Iterator[TestClient]:
    """A service that holds the draft and a later version; of passages, those of both alone."""
    root = tmp_path_factory.mktemp("two")
    passages = [p for p in build_passages(two_versions) if p.document in {DRAFT, LATER}]
    records = {
        path: record
        for path, record in build_records(two_versions).items()
        if not path.startswith("items/")
    }
    write_artefact(root / "index", passages, records, encoder, configuration.index)
    app = create_app(settings, open_artefact(root / "index"), encoder)
    with TestClient(app, base_url="https://ldn.example") as opened:
        yield opened


def compare(client: TestClient, first: str, second: str, **parameters: str) -> Any:
    response = client.get(f"{API}/documents/{first}/compare/{second}", params=parameters)
    assert response.status_code == 200, response.text
    schemas.ComparisonAnswer.model_validate_json(response.content)
    return response.json()


def test_documents_name_their_versions(two: TestClient) -> None:
    answer = two.get(f"{API}/documents").json()
    schemas.DocumentList.model_validate(answer)
    for document in answer["items"]:
        versions = document["versions"]
        assert [each["id"] for each in versions] == [DRAFT, LATER]
        assert [each["status"] for each in versions] == ["superseded", "adopted"]
        assert [each["relation"] for each in versions] == [None, "adopted"]
        assert [each["replaces"] for each in versions] == [None, DRAFT]
    assert {each["id"]: each["status"] for each in answer["items"]} == {
        DRAFT: "superseded",
        LATER: "adopted",
    }
    one = two.get(f"{API}/documents/{LATER}", params={"lang": "zh"}).json()
    assert set(one["versions"][0]["url"]) == {"zh"}


def test_a_single_document_has_none(client: TestClient) -> None:
    assert client.get(f"{API}/documents/{DRAFT}").json()["versions"] == []
    problem = client.get(f"{API}/documents/{DRAFT}/compare/{DRAFT}")
    assert problem.status_code == 404 and "there is none" in problem.json()["detail"]


def test_two_versions_are_compared_in_their_languages(two: TestClient) -> None:
    answer = compare(two, DRAFT, LATER)
    assert (answer["earlier"]["id"], answer["later"]["id"]) == (DRAFT, LATER)
    assert answer["relation"] == "adopted" and answer["missing"] == ["fr", "ru", "es"]
    assert set(answer["texts"]) == {"ar", "zh", "en"}
    for code, text in answer["texts"].items():
        counts = {"unchanged": 46, "changed": 2, "moved": 8, "added": 1, "deleted": 1}
        assert text["counts"] == counts
        assert text["url"].endswith(f"/{code}/decisions/{LATER}/compare/{DRAFT}/")
        (asked,) = [pair for pair in text["pairs"] if pair["verb"]]
        assert (asked["verb"]["before"]["id"], asked["verb"]["after"]["id"]) == (
            "invites",
            "requests",
        )
        assert asked["earlier"]["url"].endswith(f"/{code}/decisions/{DRAFT}/op-6/#op-6")
        assert asked["later"]["url"].endswith(f"/{code}/decisions/{LATER}/op-7/#op-7")
        for pair in text["pairs"]:
            for side, gone in (("earlier", "added"), ("later", "deleted")):
                kept = "".join(run["text"] for run in pair["runs"] if run["kind"] != gone)
                assert kept == (pair[side]["text"] if pair[side] else "")
    arabic = answer["texts"]["ar"]
    assert arabic["direction"] == "rtl"
    assert arabic["translation_status"]["later"]["key"] == "unofficial"
    assert asked["verb"]["after"]["label"] == "Requests"


def test_the_order_of_the_ids_makes_no_difference(two: TestClient) -> None:
    first, second = compare(two, DRAFT, LATER, lang="ar"), compare(two, LATER, DRAFT, lang="ar")
    assert first == second and set(first["texts"]) == {"ar"}
    assert compare(two, DRAFT, LATER, lang="fr")["texts"] == {}


def test_a_comparison_is_not_sent_twice_and_an_unknown_one_is_refused(two: TestClient) -> None:
    path = f"{API}/documents/{DRAFT}/compare/{LATER}"
    tag = two.get(path).headers["etag"]
    assert two.get(path, headers={"if-none-match": tag}).status_code == 304
    unknown = two.get(f"{API}/documents/{DRAFT}/compare/{DRAFT}")
    assert unknown.status_code == 404 and LATER in unknown.json()["detail"]
    assert two.get(f"{API}/documents/{DRAFT}/compare/nothing").status_code == 404
    assert two.get(path, params={"language": "en"}).status_code == 422


def test_hits_in_a_superseded_draft_say_so(two: TestClient) -> None:
    hits = two.get(
        f"{API}/search", params={"q": "soil organic carbon", "lang": "en", "limit": 50}
    ).json()["hits"]
    found = {hit["document"]: hit["document_status"] for hit in hits}
    assert found == {DRAFT: "superseded", LATER: "adopted"}
    symbols = {hit["document"]: hit["symbol"] for hit in hits}
    assert symbols[LATER] == SYMBOL != symbols[DRAFT]


@pytest.mark.parametrize("code", ["en", "ar", "es"])
def test_hits_in_a_superseded_draft_lead_to_what_they_became(two: TestClient, code: str) -> None:
    """Numbers went up by one from paragraph 3, and 4 (d) is gone: what held it is 5."""
    became = {"op-2": "op-2", "op-3": "op-4", "op-6": "op-7", "op-4-c": "op-5-c", "op-4-d": "op-5"}
    for anchor, there in became.items():
        asked = {"q": anchor, "lang": code, "document": DRAFT, "language": code}
        answer = two.get(f"{API}/search", params=asked).json()
        schemas.SearchAnswer.model_validate(answer)
        hit = next(hit for hit in answer["hits"] if hit["anchor"] == anchor)
        page = "-".join(there.split("-")[:2])
        assert hit["successor"] == {
            "document": LATER,
            "symbol": SYMBOL,
            "anchor": there,
            "url": f"https://ldn.example/{code}/decisions/{LATER}/{page}/#{there}",
        }
    answer = two.get(f"{API}/search", params={"q": "soil", "lang": "en", "document": LATER}).json()
    assert {hit["successor"] for hit in answer["hits"]} == {None}
    labels = [value["label"] for value in answer["facets"]["document"]]
    assert sorted(labels) == [SYMBOL, "ICCD/COP(14)/CST/L.1"]


def test_versions_in_a_circle_come_to_an_end() -> None:
    """Content is checked for them; an index that was made around it must not stop a search."""
    versions = [{"id": "a", "replaces": "b"}, {"id": "b", "replaces": "a"}]
    records = {f"documents/{n}.json": {"symbol": n.upper(), "versions": versions} for n in "ab"}
    records |= {f"comparisons/{n}.json": {"texts": {}} for n in "ab"}
    found = Succession(records, SiteUrls("https://x.example/")).find("a", "op-1", "en")
    assert found is not None and (found["document"], found["anchor"]) == ("b", "")
