"""Courses and exports over HTTP: files, limits, hostile requests, the process that writes."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from indexer.artefact import Artefact
from indexer.errors import ArtefactError
from indexer.languages import CODES
from kb_service import schemas
from kb_service.exports import worker as worker_module
from kb_service.exports.formats import FORMATS
from kb_service.exports.selection import MOST_ITEMS, Selection
from kb_service.exports.worker import ExportWorker, TooBusy, WorkerDied
from kb_service.routes import exports

T = TypeVar("T")

API = "/api/v1"
COURSE = "courses/ldn-in-one-hour"


def run(work: Coroutine[Any, Any, T]) -> T:
    """What asynchronous work gives, in a thread of its own: a browser may hold this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def refused(client: TestClient, body: Any) -> Any:
    """The problem that a posted selection is answered with; its first error."""
    response = client.post(f"{API}/exports", json=body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()["errors"][0]


def selection(**changes: Any) -> dict[str, Any]:
    return {"item": [COURSE], "language": "en", "format": "html", **changes}


# -- courses ---------------------------------------------------------------------------------------


def test_courses_are_listed_with_their_sessions(client: TestClient) -> None:
    response = client.get(f"{API}/courses", params={"lang": "ar"})
    courses = schemas.CourseList.model_validate_json(response.content).items
    assert len(courses) >= 6
    for course in courses:
        text = course.texts["ar"]
        assert list(course.texts) == ["ar"] and text.direction == "rtl"
        assert sum(session.minutes for session in text.sessions) == course.minutes
        assert len(course.questions) >= 10
        assert {question.type for question in course.questions} == {
            *("single", "multiple", "true-false", "matching", "short")
        }
        assert text.url == f"https://ldn.example/ar/courses/{course.id}/"


def test_a_course_has_an_address(client: TestClient) -> None:
    response = client.get(f"{API}/{COURSE}")
    course = schemas.CourseAnswer.model_validate_json(response.content)
    assert course.id == "ldn-in-one-hour" and set(course.texts) == set(CODES)
    assert client.get(f"{API}/courses/ldn-in-one-hoor").status_code == 404


def test_formats_are_listed(client: TestClient) -> None:
    response = client.get(f"{API}/exports/formats")
    formats = schemas.FormatList.model_validate_json(response.content).items
    assert [each.id for each in formats] == list(FORMATS)


# -- files -----------------------------------------------------------------------------------------


def test_a_selection_becomes_a_file_by_get_and_post(client: TestClient) -> None:
    wanted = selection(title="Übung «1» تمرين 练习")
    posted = client.post(f"{API}/exports", json=wanted)
    got = client.get(f"{API}/exports", params=wanted)
    assert posted.status_code == got.status_code == 200
    assert posted.content == got.content
    disposition = posted.headers["content-disposition"]
    assert disposition == 'attachment; filename="ldn-guidance-ubung-1-tmryn-lianxi-en-html.zip"'
    page = ZipFile(io.BytesIO(posted.content)).read("index.html").decode()
    assert "<title>Übung «1» تمرين 练习</title>" in page
    again = client.get(
        f"{API}/exports", params=wanted, headers={"if-none-match": got.headers["etag"]}
    )
    assert again.status_code == 304 and not again.content


def test_a_new_release_sends_its_own_file(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get(f"{API}/exports", params=selection()).headers["etag"]
    monkeypatch.setattr(exports, "RELEASE", "99.0.0")
    wanted = {"if-none-match": tag}
    answer = client.get(f"{API}/exports", params=selection(), headers=wanted)
    assert answer.status_code == 200 and answer.headers["etag"] != tag


def test_a_page_is_shown_in_place_and_can_run_nothing(client: TestClient) -> None:
    wanted = selection(format="page", title="<script>alert(1)</script>")
    response = client.get(f"{API}/exports", params=wanted)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-disposition"].startswith("inline")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy
    assert "<script" not in response.text


def test_the_written_file_is_deleted_when_it_is_sent(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.app.state.exports.close()  # type: ignore[attr-defined]
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert client.get(f"{API}/exports", params=selection()).status_code == 200
    assert not list(tmp_path.glob("ldn-export-*"))
    client.app.state.exports.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("wanted", ["bytes=0-9", "bytes=999999999-", "lines=1-2", "abc"])
def test_a_range_is_not_looked_at(client: TestClient, wanted: str) -> None:
    response = client.get(f"{API}/exports", params=selection(), headers={"range": wanted})
    assert response.status_code == 200
    assert len(response.content) == int(response.headers["content-length"])


def test_a_tag_saves_no_refusal(client: TestClient) -> None:
    any_tag = {"if-none-match": "*"}
    wrong = selection(item=["courses/none"])
    assert client.get(f"{API}/exports", params=wrong, headers=any_tag).status_code == 422
    assert client.post(f"{API}/exports", json=selection(), headers=any_tag).status_code == 200


def test_a_teaching_part_alone(client: TestClient) -> None:
    wanted = selection(item=["modules/ldn-in-one-hour", "glossary/ldn"], format="json")
    pack = client.get(f"{API}/exports", params=wanted).json()
    assert COURSE in json.dumps(pack) and "glossary/baseline" not in json.dumps(pack["readings"])
    for wrong in ("modules/none", "modules/ldn-in-one-hour/like-for-like"):
        assert refused(client, selection(item=[wrong]))["parameter"] == "item"


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "found"),
    [
        ({"item": []}, "item", ""),
        ({"item": ["decisions/iccd-cop14-cst-l1/op-99"]}, "item", "op-99"),
        ({"item": ["../../etc/passwd"]}, "item", "passwd"),
        ({"item": ["glossary/ldn"] * (MOST_ITEMS + 1)}, "item", "301"),
        ({"item": [7]}, "item", ""),
        ({"language": "de"}, "language", "de"),
        ({"second": "en"}, "second", "en"),
        ({"format": "exe"}, "format", "exe"),
        ({"format": "moodle-xml", "item": ["glossary/ldn"]}, "item", "questions"),
        ({"format": "scorm", "second": "fr"}, "second", "fr"),
        ({"title": "x" * 201}, "title", "201"),
        ({"title": "a\u202eb"}, "title", "U+202E"),
        ({"audience": "a\nb"}, "audience", "U+000A"),
        ({"edition": "both"}, "edition", "both"),
        ({"titel": "x"}, "titel", "unknown"),
    ],
)
def test_a_selection_that_cannot_be_is_refused_by_its_field(
    client: TestClient, changes: dict[str, Any], field: str, found: str
) -> None:
    error = refused(client, selection(**changes))
    assert error["parameter"].split(".")[0] == field
    assert found in error["found"]
    assert error["accepted"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"title": "\xff"}', 400),
        (b'{"item": ["x"], "language": "en", "format": "html", "title": "\\ud800"}', 400),
        (json.dumps(selection(item=["glossary/ldn"] * 10_000)).encode(), 413),
        (json.dumps(selection(title="x" * 1_000_000)).encode(), 413),
    ],
)
def test_bodies_that_are_no_selection_are_problems(
    client: TestClient, body: bytes, status: int
) -> None:
    response = client.post(f"{API}/exports", content=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_of_unannounced_length_is_read_to_its_end(client: TestClient) -> None:
    data = json.dumps(selection()).encode()
    response = client.post(f"{API}/exports", content=iter([data[:20], data[20:]]))
    assert response.status_code == 200
    huge = iter([b"x" * 60_000, b"x" * 60_000])
    assert client.post(f"{API}/exports", content=huge).status_code == 413


def test_only_exports_take_a_post(client: TestClient) -> None:
    assert client.post(f"{API}/search").status_code == 405
    response = client.put(f"{API}/exports")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    asked = {"origin": "https://partner.example", "access-control-request-method": "POST"}
    preflight = client.options(f"{API}/exports", headers=asked)
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


# -- the process that writes -----------------------------------------------------------------------


def test_an_index_that_is_gone_is_told(artefact: Artefact, tmp_path: Path) -> None:
    async def attempt() -> None:
        worker = ExportWorker()
        with pytest.raises(ArtefactError):
            await worker.write(tmp_path, Selection((COURSE,), "en"), "html", "https://a.example/")
        worker.close()

    run(attempt())


def test_who_comes_too_late_is_told_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MOST_WAITING", 0)
    response = client.get(f"{API}/exports", params=selection())
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert response.json()["type"].endswith("problems/too-busy")


def test_a_process_that_dies_is_replaced(artefact: Artefact) -> None:
    async def attempt() -> tuple[int, int]:
        worker = ExportWorker()
        wanted = Selection((COURSE,), "en")
        first = await worker.write(artefact.folder, wanted, "html", "https://ldn.example/")
        assert worker._pool is not None
        (process,) = worker._pool._processes.values()
        os.kill(process.pid, signal.SIGKILL)
        while process.is_alive():
            await asyncio.sleep(0.01)
        with pytest.raises(WorkerDied):
            await worker.write(artefact.folder, wanted, "html", "https://ldn.example/")
        second = await worker.write(artefact.folder, wanted, "html", "https://ldn.example/")
        worker.close()
        sizes = first.path.stat().st_size, second.path.stat().st_size
        first.path.unlink()
        second.path.unlink()
        return sizes

    before, after = run(attempt())
    assert before == after > 0


def test_a_few_wait_and_no_more(artefact: Artefact, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "MOST_WAITING", 2)

    async def crowd() -> list[object]:
        worker = ExportWorker()
        wanted = Selection((COURSE,), "en")
        writes = [
            worker.write(
                artefact.folder, replace(wanted, title=str(n)), "html", "https://a.example/"
            )
            for n in range(3)
        ]
        results = await asyncio.gather(*writes, return_exceptions=True)
        worker.close()
        return results

    first, second, third = run(crowd())
    assert isinstance(third, TooBusy)
    for written in (first, second):
        assert isinstance(written, worker_module.Written)
        written.path.unlink()


def test_a_process_at_its_end_is_replaced_while_others_wait(
    artefact: Artefact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "_LIFE", 2)

    async def crowd() -> list[worker_module.Written]:
        worker = ExportWorker()
        wanted = Selection(("glossary/ldn",), "en")
        writes = [
            worker.write(artefact.folder, wanted, "csv", "https://a.example/") for _ in range(5)
        ]
        try:
            return await asyncio.wait_for(asyncio.gather(*writes), 60)
        finally:
            worker.close()

    found = run(crowd())
    assert len({written.path.read_bytes() for written in found}) == 1
    for written in found:
        written.path.unlink()


def test_what_nobody_waits_for_any_more_is_not_written_to_its_end(
    artefact: Artefact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "_GRACE", 0.01)

    async def leave() -> None:
        worker = ExportWorker()
        wanted = Selection(("glossary/ldn",), "en")
        first = await worker.write(artefact.folder, wanted, "csv", "https://a.example/")
        assert worker._pool is not None
        (process,) = worker._pool._processes.values()
        pages = tuple(id_ for id_ in artefact.records["items.json"]["kinds"] if "guidance/" in id_)
        left, waits = (
            asyncio.create_task(worker.write(artefact.folder, each, name, "https://a.example/"))
            for each, name in ((Selection(pages, "en"), "pptx"), (wanted, "csv"))
        )
        await asyncio.sleep(0.2)
        left.cancel()
        second = await waits
        assert left.cancelled() and not process.is_alive()
        assert first.path.read_bytes() == second.path.read_bytes()
        first.path.unlink()
        second.path.unlink()
        worker.close()

    run(leave())


def test_nothing_is_left_of_what_nobody_waits_for(
    artefact: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def leave() -> None:
        worker = ExportWorker()
        wanted = Selection((COURSE,), "en")
        write = worker.write(artefact.folder, wanted, "docx", "https://a.example/")
        task = asyncio.create_task(write)
        while worker._pool is None or not any(
            item.future.running() for item in worker._pool._pending_work_items.values()
        ):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        last = await worker.write(artefact.folder, wanted, "csv", "https://a.example/")
        last.path.unlink()
        worker.close()

    run(leave())
    assert not list(tmp_path.iterdir())
