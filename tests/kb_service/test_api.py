"""The real service on an index of the real content: every route, in six languages."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from indexer.languages import CODES, LANGUAGES
from kb_service import schemas
from kb_service.app import create_app
from kb_service.labels import LANGUAGE_NAMES, PASSAGE_KINDS, TEXT_STATUSES
from kb_service.results import FILTERS
from kb_service.settings import Settings

DOCUMENT = "iccd-cop14-cst-l1"
API = "/api/v1"


def get(client: TestClient, path: str, model: type[BaseModel], **parameters: Any) -> Any:
    """The body of an answer, checked against its schema: no field too many, none missing."""
    response = client.get(API + path, params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    try:
        model.model_validate_json(response.content)
    except ValidationError as error:
        raise AssertionError(f"{path}: {error}") from None
    return response.json()


# -- search ----------------------------------------------------------------------------------------

QUERIES = {
    "ar": "حيازة الأراضي",
    "zh": "土地保有权",
    "en": "land tenure",
    "fr": "régime foncier",
    "ru": "землевладение",
    "es": "tenencia de la tierra",
}


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
def test_search_answers_in_the_readers_language(
    client: TestClient, language: str, mode: str
) -> None:
    answer = get(
        client, "/search", schemas.SearchAnswer, q=QUERIES[language], lang=language, mode=mode
    )
    assert answer["language"] == language
    assert answer["mode"] == mode
    assert answer["total"] >= len(answer["hits"])
    for rank, hit in enumerate(answer["hits"], 1):
        assert hit["rank"] == rank
        assert hit["language"] == language
        assert hit["direction"] == LANGUAGES[language].direction
        assert hit["url"].startswith(f"https://ldn.example/{language}/")
        key = hit["translation_status"]["key"]
        assert hit["translation_status"]["label"] == TEXT_STATUSES[key][language]
        assert language not in hit["alternates"]
        for code, alternate in hit["alternates"].items():
            assert alternate["url"] == hit["url"].replace(f"/{language}/", f"/{code}/", 1)


@pytest.mark.parametrize("language", CODES)
def test_keyword_search_finds_words_and_says_why(client: TestClient, language: str) -> None:
    answer = get(
        client, "/search", schemas.SearchAnswer, q=QUERIES[language], lang=language, mode="keyword"
    )
    assert answer["hits"], language
    # A title or heading may match where the text itself does not.
    in_text = [hit for hit in answer["hits"] if hit["why"]["words"]]
    assert len(in_text) >= 3
    for hit in in_text:
        assert any(part["match"] for part in hit["snippet"])


@pytest.mark.parametrize(
    "query", ["paragraph 9 (d)", "第9段(d)", "п. 9 d)", "الفقرة 9 (د)", "op-9-d"]
)
def test_a_reference_is_answered_exactly(client: TestClient, query: str) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, q=query, limit=1)
    assert answer["hits"][0]["anchor"] == "op-9-d"
    assert answer["hits"][0]["why"]["reference"] == "op-9-d"
    assert answer["query_reference"]["key"] == "op-9-d"


@pytest.mark.parametrize(
    ("query", "anchor", "language"),
    [
        ("gender in para 5", "op-5", "en"),
        ("第9段 资金", "op-9", "zh"),
        ("التمويل في الفقرة 9", "op-9", "ar"),
    ],
)
def test_a_reference_beside_words_puts_its_paragraph_first(
    client: TestClient, query: str, anchor: str, language: str
) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, q=query, limit=3)
    assert answer["detected_language"] == language
    assert answer["query_reference"] is None
    for hit in answer["hits"]:
        assert hit["anchor"].startswith(anchor)
        assert hit["why"]["reference"] is None


@pytest.mark.parametrize(
    ("query", "language", "typed", "meant"),
    [
        ("land degredation", "en", "degredation", "degradation"),
        ("التصجر", "ar", "التصجر", "التصحر"),
        ("turang youjitan", "zh", "turang youjitan", "土壤有机碳"),
    ],
)
def test_what_was_searched_for_instead_is_told(
    client: TestClient, query: str, language: str, typed: str, meant: str
) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, q=query, lang=language)
    assert answer["query"] == query
    assert answer["corrections"] == [{"typed": typed, "meant": meant}]
    assert answer["hits"]
    straight = get(client, "/search", schemas.SearchAnswer, q=query.replace(typed, meant))
    assert straight["corrections"] == []


@pytest.mark.parametrize("language", CODES)
def test_hits_tell_their_concepts_and_their_best_sentence(
    client: TestClient, language: str
) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, q=QUERIES[language], lang=language)
    concepts = [
        *get(client, "/glossary", schemas.GlossaryAnswer)["items"],
        *get(client, "/themes", schemas.ConceptList)["items"],
    ]
    labels = {concept["label"][language] for concept in concepts}
    assert any(hit["why"]["concepts"] for hit in answer["hits"])
    for hit in answer["hits"]:
        assert set(hit["why"]["concepts"]) <= labels
        assert any(part["best"] for part in hit["snippet"])
        for part in hit["snippet"]:
            assert part["text"] and not (part["text"] == "…" and (part["best"] or part["match"]))


def test_filters_narrow_and_each_hit_obeys_them(client: TestClient) -> None:
    everything = get(client, "/search", schemas.SearchAnswer)
    chosen = {name: everything["facets"][name][0]["value"] for name in FILTERS}
    for name, value in chosen.items():
        answer = get(client, "/search", schemas.SearchAnswer, **{name: value}, limit=50)
        assert 0 < answer["total"] <= everything["total"], name
        counted = {facet["value"]: facet["count"] for facet in answer["facets"][name]}
        assert counted[value] == answer["total"]
        for hit in answer["hits"]:
            shown = {
                "document": [hit["document"]],
                "paragraph": [hit["anchor"], hit["anchor"].rsplit("-", 1)[0]],
                "theme": [theme["id"] for theme in hit["themes"]],
                "audience": [audience["id"] for audience in hit["audiences"]],
                "addressee": [addressee["id"] for addressee in hit["addressees"]],
                "verb": [hit["verb"] and hit["verb"]["id"]],
                "kind": [hit["kind"]],
                "language": [hit["language"]],
            }[name]
            assert value in shown, (name, hit["id"])


@pytest.mark.parametrize(("item", "holder"), [("pp-6-a", "pp-6"), ("op-11-b", "op-11")])
def test_an_inline_item_may_be_chosen(client: TestClient, item: str, holder: str) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, paragraph=item)
    assert [hit["anchor"] for hit in answer["hits"]] == [holder]


def test_counts_of_the_content_are_exact(client: TestClient) -> None:
    for text in ("land", ""):
        assert client.get("/api/v1/search", params={"q": text}).json()["exact"] is True


def test_a_filter_may_be_repeated(client: TestClient) -> None:
    one = get(client, "/search", schemas.SearchAnswer, paragraph="op-9")
    two = get(client, "/search", schemas.SearchAnswer, paragraph=["op-9", "op-10"])
    assert one["total"] < two["total"]


@pytest.mark.parametrize("language", CODES)
def test_facets_have_labels_in_the_callers_language(client: TestClient, language: str) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, lang=language)
    assert set(answer["facets"]) == set(FILTERS)
    kinds = {facet["value"]: facet["label"] for facet in answer["facets"]["kind"]}
    assert kinds["operative"] == PASSAGE_KINDS["operative"][language]
    names = {facet["value"]: facet["label"] for facet in answer["facets"]["language"]}
    assert names["ru"] == LANGUAGE_NAMES["ru"][language]
    themes = get(client, "/themes", schemas.ConceptList)["items"]
    labels = {theme["id"]: theme["label"][language] for theme in themes}
    for facet in answer["facets"]["theme"]:
        assert facet["label"] == labels[facet["value"]]


def test_pages_of_an_answer_follow_one_another(client: TestClient) -> None:
    whole = get(client, "/search", schemas.SearchAnswer, theme="land-tenure", limit=10)
    parts = [
        get(client, "/search", schemas.SearchAnswer, theme="land-tenure", limit=5, offset=offset)
        for offset in (0, 5)
    ]
    assert [h["id"] for p in parts for h in p["hits"]] == [h["id"] for h in whole["hits"]]
    beyond = get(client, "/search", schemas.SearchAnswer, theme="land-tenure", offset=1000)
    assert beyond["hits"] == [] and beyond["total"] == whole["total"]


def test_language_of_the_query_is_detected_for_labels(client: TestClient) -> None:
    answer = get(client, "/search", schemas.SearchAnswer, q="土地退化零增长")
    assert answer["detected_language"] == answer["language"] == "zh"


@pytest.mark.parametrize(("language", "beginning"), [("ar", "الأر"), ("zh", "土地"), ("en", "lan")])
def test_suggestions_complete_a_beginning(
    client: TestClient, language: str, beginning: str
) -> None:
    answer = get(client, "/suggest", schemas.SuggestAnswer, q=beginning, lang=language, limit=5)
    assert 0 < len(answer["suggestions"]) <= 5
    assert answer["query"] == beginning
    parameters = {"q": beginning, "lang": language, "limit": 5}
    same = client.get(f"{API}/suggest/opensearch", params=parameters).json()
    assert same == [beginning, [one["text"] for one in answer["suggestions"]]]


def test_related_passages_leave_out_the_passage_itself(client: TestClient) -> None:
    for subject in (
        f"{DOCUMENT}/op-9-d",
        f"decisions/{DOCUMENT}/op-9%23op-9-d",
        f"zh/decisions/{DOCUMENT}/op-9%23op-9-d",
    ):
        response = client.get(f"{API}/related/{subject}", params={"lang": "zh", "limit": "4"})
        answer = schemas.RelatedAnswer.model_validate_json(response.content)
        assert len(answer.related) == 4
        assert all(one.language == "zh" and one.anchor != "op-9-d" for one in answer.related)


# -- content ---------------------------------------------------------------------------------------


def test_documents_are_listed_with_status_and_the_status_of_each_text(client: TestClient) -> None:
    answer = get(client, "/documents", schemas.DocumentList)
    (document,) = [item for item in answer["items"] if item["id"] == DOCUMENT]
    assert document["symbol"] == "ICCD/COP(14)/CST/L.1"
    assert document["status"] == "draft"
    statuses = {code: s["key"] for code, s in document["translation_status"].items()}
    assert statuses == {**dict.fromkeys(CODES, "unofficial"), "zh": "official"}


def walk(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for node in nodes for found in (node, *walk(node["items"]))]


def test_a_document_has_the_same_anchors_in_every_language(client: TestClient) -> None:
    texts = get(client, f"/documents/{DOCUMENT}", schemas.DocumentAnswer)["texts"]
    assert list(texts) == list(CODES)
    anchors = {
        code: [node["anchor"] for node in walk(text["preamble"] + text["operative"])]
        for code, text in texts.items()
    }
    assert all(found == anchors["zh"] for found in anchors.values())
    assert len(texts["zh"]["preamble"]) == 10
    assert len(texts["zh"]["operative"]) == 12


@pytest.mark.parametrize("language", CODES)
def test_a_document_may_be_limited_to_a_language(client: TestClient, language: str) -> None:
    answer = get(client, f"/documents/{DOCUMENT}", schemas.DocumentAnswer, lang=language)
    assert list(answer["texts"]) == [language]
    assert list(answer["title"]) == [language]
    assert list(answer["url"]) == [language]


def test_every_paragraph_can_be_asked_for(client: TestClient) -> None:
    document = get(client, f"/documents/{DOCUMENT}", schemas.DocumentAnswer)
    top = document["texts"]["zh"]["preamble"] + document["texts"]["zh"]["operative"]
    for node in walk(top):
        answer = get(
            client, f"/documents/{DOCUMENT}/paragraphs/{node['anchor']}", schemas.ParagraphAnswer
        )
        assert list(answer["texts"]) == list(CODES)
        assert answer["texts"]["zh"]["text"] == node["text"]
        assert answer["texts"]["zh"]["url"] == node["url"]
    neighbours = [(None, "pp-2"), ("pp-10", "op-2"), ("op-11", None)]
    for anchor, expected in zip(("pp-1", "op-1", "op-12"), neighbours, strict=True):
        answer = get(client, f"/documents/{DOCUMENT}/paragraphs/{anchor}", schemas.ParagraphAnswer)
        found = tuple(one and one["anchor"] for one in (answer["previous"], answer["next"]))
        assert found == expected


def test_a_subparagraph_carries_its_chapeau_and_what_it_inherits(client: TestClient) -> None:
    answer = get(client, f"/documents/{DOCUMENT}/paragraphs/op-9-d", schemas.ParagraphAnswer)
    assert answer["parent"] == "op-9"
    for code, text in answer["texts"].items():
        assert text["context"][0]["anchor"] == "op-9"
        assert text["verb"]["inherited"] and text["verb"]["id"] == "encourages"
        status = "official" if code == "zh" else "unofficial"
        assert text["translation_status"]["label"] == TEXT_STATUSES[status][code]
        assert text["url"] == f"https://ldn.example/{code}/decisions/{DOCUMENT}/op-9/#op-9-d"


def test_annotations_stand_with_their_paragraph_and_above_it(client: TestClient) -> None:
    document = get(client, f"/documents/{DOCUMENT}", schemas.DocumentAnswer)
    note = next(n for n in document["annotations"] if n["anchor"].count("-") == 2)
    top = "-".join(note["anchor"].split("-")[:2])
    for anchor in (note["anchor"], top):
        answer = get(client, f"/documents/{DOCUMENT}/paragraphs/{anchor}", schemas.ParagraphAnswer)
        assert note in answer["annotations"]


def test_pages_are_listed_and_shown(client: TestClient) -> None:
    pages = get(client, "/pages", schemas.PageList)["items"]
    assert pages
    for page in pages:
        answer = get(client, f"/pages/{page['id']}", schemas.PageAnswer, lang="en")
        assert answer["title"] == {"en": page["title"]["en"]}
        for section in answer["texts"]["en"]["sections"]:
            assert section["url"].endswith(f"#{section['anchor']}")


def test_a_renamed_id_leads_to_the_new_one(
    settings: Settings, artefact: Artefact, encoder: Encoder
) -> None:
    records = {**artefact.records, "redirects.json": {"cop14-草案": DOCUMENT, "about-us": "about"}}
    client = TestClient(create_app(settings, replace(artefact, records=records), encoder))
    for old, new in (
        ("documents/cop14-草案", f"documents/{DOCUMENT}"),
        ("documents/cop14-草案/paragraphs/op-9", f"documents/{DOCUMENT}/paragraphs/op-9"),
        ("pages/about-us", "pages/about"),
    ):
        response = client.get(f"{API}/{old}?lang=ar", follow_redirects=False)
        assert response.status_code == 308
        assert response.headers["location"] == f"{API}/{new}?lang=ar"
    found = get(client, "/search", schemas.SearchAnswer, document="cop14-草案")
    assert found["hits"][0]["document"] == DOCUMENT
    assert get(client, "/related/cop14-草案", schemas.RelatedAnswer)["id"] == DOCUMENT
    assert client.get(f"{API}/documents/about-us").status_code == 404


# -- vocabulary ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("themes", schemas.ConceptList),
        ("audiences", schemas.ConceptList),
        ("verbs", schemas.VerbList),
        ("addressees", schemas.TagList),
        ("glossary", schemas.GlossaryAnswer),
        ("languages", schemas.LanguageList),
    ],
)
def test_vocabularies_have_labels_in_six_languages_or_one(
    client: TestClient, name: str, model: type[BaseModel]
) -> None:
    whole = get(client, f"/{name}", model)["items"]
    assert whole
    for item in whole:
        assert list(item["label"]) == list(CODES)
    one = get(client, f"/{name}", model, lang="ar")["items"]
    assert [list(item["label"]) for item in one] == [["ar"]] * len(whole)


def test_counts_of_a_theme_agree_with_search(client: TestClient) -> None:
    for theme in get(client, "/themes", schemas.ConceptList)["items"]:
        found = get(client, "/search", schemas.SearchAnswer, theme=theme["id"])
        assert found["total"] == theme["passages"]


def test_labels_of_our_own_are_complete() -> None:
    for table in (TEXT_STATUSES, PASSAGE_KINDS, LANGUAGE_NAMES):
        for labels in table.values():
            assert set(labels) == set(CODES)
            assert len(set(labels.values())) >= 4


# -- bulk ------------------------------------------------------------------------------------------


def test_bulk_json_lines_hold_every_passage(client: TestClient, artefact: Artefact) -> None:
    response = client.get(f"{API}/bulk.jsonl")
    assert response.headers["content-type"] == "application/x-ndjson"
    rows = [schemas.BulkRow.model_validate_json(line) for line in response.text.splitlines()]
    assert [row.id for row in rows] == [passage.id for passage in artefact.passages]
    assert [row.text for row in rows] == [passage.text for passage in artefact.passages]
    assert {row.translation_status for row in rows} >= {"official", "unofficial"}


def test_bulk_csv_holds_the_same_rows(client: TestClient) -> None:
    lines = [json.loads(line) for line in client.get(f"{API}/bulk.jsonl").text.splitlines()]
    response = client.get(f"{API}/bulk.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert ".csv" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        assert row["text"] == line["text"]
        assert row["themes"] == ";".join(line["themes"])


def test_bulk_may_be_limited_to_languages(client: TestClient) -> None:
    response = client.get(f"{API}/bulk.jsonl", params={"language": ["ar", "zh"]})
    assert {json.loads(line)["language"] for line in response.text.splitlines()} == {"ar", "zh"}


# -- service ---------------------------------------------------------------------------------------


def test_root_names_what_is_here(client: TestClient) -> None:
    answer = get(client, "/", schemas.RootAnswer)
    assert "not a site of the United Nations" in answer["notice"]
    assert answer["links"]["search"] == "https://ldn.example/api/v1/search"
    for name, url in answer["links"].items():
        path = url.removeprefix("https://ldn.example")
        assert name in ("site", "search", "suggest") or client.get(path).status_code == 200, url


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1"])
def test_addresses_above_the_root_lead_to_it(client: TestClient, path: str) -> None:
    response = client.get(path, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, "/api/v1/")


def test_health_and_readiness(client: TestClient) -> None:
    assert schemas.Health.model_validate_json(client.get("/healthz").content)
    ready = client.get("/readyz")
    schemas.Readiness.model_validate_json(ready.content)
    assert ready.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_may_be_asked_past_caches(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?x=1&_=2").json() == client.get(path).json()


def test_service_without_an_index_starts_and_says_what_repairs_it(
    settings: Settings, encoder: Encoder, tmp_path: Path
) -> None:
    missing = replace(settings, index_dir=tmp_path / "nothing-here")
    client = TestClient(create_app(missing, None, encoder))
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", f"{API}/search", f"{API}/documents", f"{API}/", f"{API}/bulk.csv"):
        response = client.get(path)
        assert response.status_code == 503, path
        problem = schemas.ProblemBody.model_validate_json(response.content)
        assert "ldn-kb index" in problem.detail
        assert str(tmp_path) not in response.text
        assert int(response.headers["retry-after"]) > 0


def test_service_opens_an_index_that_appears_later(
    settings: Settings,
    encoder: Encoder,
    index_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kb_service.knowledge_source.RETRY_AFTER", 0)
    link = tmp_path / "index"
    client = TestClient(create_app(replace(settings, index_dir=link), None, encoder))
    assert client.get("/readyz").status_code == 503
    link.symlink_to(index_dir, target_is_directory=True)
    assert client.get("/readyz").status_code == 200
    assert client.get(f"{API}/documents").status_code == 200


# -- caching, HEAD, CORS, headers ------------------------------------------------------------------

READS = [
    "/",
    "/search?q=soil&lang=en",
    "/suggest?q=soi",
    "/documents",
    f"/documents/{DOCUMENT}",
    f"/documents/{DOCUMENT}/paragraphs/op-1",
    "/pages",
    "/themes?lang=zh",
    "/glossary",
    f"/related/{DOCUMENT}/op-1",
    f"/documents/{DOCUMENT}/akn?lang=ar",
    "/bulk.jsonl",
    "/bulk.csv",
]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_reads_carry_tags_and_are_not_sent_twice(
    client: TestClient, path: str, encoding: str
) -> None:
    headers = {"accept-encoding": encoding}
    first = client.get(API + path, headers=headers)
    assert first.headers["cache-control"].startswith("public, max-age=")
    assert "Accept-Encoding" in first.headers["vary"]
    tag = first.headers["etag"]
    assert tag.startswith("W/") == path.startswith("/search")
    for condition in (tag, f'"other", {tag}', "*"):
        again = client.get(API + path, headers={**headers, "if-none-match": condition})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"].replace("-gzip", "") == tag.replace("-gzip", "")
    other = client.get(API + path, headers={**headers, "if-none-match": '"other"'})
    assert other.status_code == 200


def test_compressed_and_plain_forms_have_different_strong_tags(client: TestClient) -> None:
    plain = client.get(f"{API}/glossary", headers={"accept-encoding": "identity"})
    packed = client.get(f"{API}/glossary", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("path", ["/themes", "/bulk.csv", "/search", "/problems/not-ready"])
@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, GZIP ; Q=0.001", True),
        ("x-gzip", True),
        ("*", True),
        ("identity;q=0, *;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0000", False),
        ("gzip;q=0, *", False),
        ("gzip;q=none", False),
        ("gzip;q=nan", False),
        ("br", False),
        ("not-gzip", False),
        ("*;q=0", False),
        ("", False),
    ],
)
def test_gzip_is_used_where_it_is_accepted_and_once(
    client: TestClient, path: str, accepted: str, packed: bool
) -> None:
    with client.stream("GET", API + path, headers={"accept-encoding": accepted}) as answer:
        sent = b"".join(answer.iter_raw())
    small = path == "/problems/not-ready"
    assert answer.headers.get("content-encoding") == ("gzip" if packed and not small else None)
    plain = gzip.decompress(sent) if packed and not small else sent
    assert not plain.startswith(b"\x1f\x8b")
    assert answer.headers["etag" if not small else "vary"]
    assert answer.headers.get_list("vary") == ["Accept-Encoding"]


def test_tags_differ_between_addresses(client: TestClient) -> None:
    tags = {client.get(API + path).headers["etag"] for path in READS}
    assert len(tags) == len(READS)


@pytest.mark.parametrize("path", [*READS[:4], "/bulk.csv"])
def test_head_gives_the_headers_of_get(client: TestClient, path: str) -> None:
    head, get_ = client.head(API + path), client.get(API + path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get_.headers["etag"]
    assert head.headers["content-type"] == get_.headers["content-type"]


def test_any_site_may_read_without_credentials(client: TestClient) -> None:
    response = client.get(f"{API}/themes", headers={"origin": "https://partner.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    preflight = client.options(
        f"{API}/search",
        headers={
            "origin": "https://partner.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert preflight.status_code == 204
    assert "If-None-Match" in preflight.headers["access-control-allow-headers"]


def test_origins_may_be_limited(settings: Settings, artefact: Artefact, encoder: Encoder) -> None:
    limited = replace(settings, cors_origins=("https://partner.example",))
    client = TestClient(create_app(limited, artefact, encoder))
    for origin, allowed in (
        ("https://partner.example", "https://partner.example"),
        ("https://other.example", None),
    ):
        response = client.get(f"{API}/themes", headers={"origin": origin})
        assert response.headers.get("access-control-allow-origin") == allowed
        assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize("path", [f"{API}/themes", f"{API}/nothing", "/healthz", "/api/docs"])
def test_every_answer_has_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "default-src 'none'" in headers["content-security-policy"]


# -- where it is mounted ---------------------------------------------------------------------------


def test_service_works_under_a_sub_path_whether_the_proxy_strips_it_or_not(
    settings: Settings, artefact: Artefact, encoder: Encoder
) -> None:
    below = replace(
        settings, base_url="https://example.org/ldn/", api_url="https://example.org/ldn/api/v1/"
    )
    client = TestClient(create_app(below, artefact, encoder))
    for prefix in ("/ldn", ""):
        for path in ("/healthz", "/readyz", f"{API}/documents", "/api/docs", "/api/openapi.json"):
            assert client.get(prefix + path).status_code == 200, prefix + path
    hit = client.get(f"/ldn{API}/search", params={"q": "op-9"}).json()["hits"][0]
    assert hit["url"].startswith("https://example.org/ldn/")
    redirect = client.get("/ldn", follow_redirects=False)
    assert (redirect.status_code, redirect.headers["location"]) == (308, "/ldn/")
    redirect = client.get("/ldn/api", follow_redirects=False)
    assert redirect.headers["location"] == "/ldn/api/v1/"
    problem = client.get(f"/ldn{API}/documents/nothing").json()
    assert problem["instance"] == f"/ldn{API}/documents/nothing"
    assert problem["type"].startswith("https://example.org/ldn/api/v1/problems/")
    assert client.get("/ldnx/healthz").status_code != 200


def test_api_may_live_on_another_host_than_the_site(
    settings: Settings, artefact: Artefact, encoder: Encoder
) -> None:
    apart = replace(
        settings,
        base_url="https://example.org/ldn/",
        api_url="https://api.example.org/kb/api/v1/",
        serve_site=False,
    )
    client = TestClient(create_app(apart, artefact, encoder))
    answer = client.get(f"/kb{API}/").json()
    assert answer["links"]["self"] == "https://api.example.org/kb/api/v1/"
    assert answer["links"]["site"] == "https://example.org/ldn/"
    hit = client.get(f"/kb{API}/search", params={"q": "第9段"}).json()["hits"][0]
    assert hit["url"].startswith("https://example.org/ldn/zh/")
    assert client.get("/kb/").status_code == 404


def test_the_draft_says_that_it_is_one(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "op-9-d", "lang": "ar"}).json()["hits"][0]
    assert found["document_status"] == "draft"
    assert found["translation_status"]["key"] == "unofficial"
    rows = [json.loads(line) for line in client.get("/api/v1/bulk.jsonl").text.splitlines()]
    assert {r["document_status"] for r in rows if r["kind"] == "operative"} == {"draft"}
    assert {r["document_status"] for r in rows if r["kind"] == "term"} == {None}
