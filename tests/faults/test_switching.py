"""Another version of the index takes the place of the one in use, or is refused and does not."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from deployed import Deployed, switch

from indexer.artefact import delete_old
from indexer.errors import ArtefactError
from indexer.languages import CODES
from indexer.versions import hold_version, roll_back
from kb_service.knowledge import Knowledge
from kb_service.knowledge_source import KnowledgeSource
from kb_service.monitoring import Monitor
from kb_service.problems import ApiProblem
from kb_service.results import Query
from kb_service.settings import read_settings


def open_source(deployed: Deployed) -> tuple[KnowledgeSource, Monitor]:
    monitor = Monitor()
    settings = replace(
        read_settings({}),
        index_dir=deployed.index,
        search_file=deployed.folder / "search.toml",
    )
    source = KnowledgeSource(settings, monitor, None, None)
    source.open()
    return source, monitor


def get(source: KnowledgeSource) -> Knowledge:
    return asyncio.run(source.get())


def refused(monitor: Monitor) -> float | None:
    return monitor.registry.get_sample_value("ldn_index_opened_total", {"outcome": "refused"})


def test_a_request_under_way_keeps_its_version_and_the_next_gets_the_new(
    deployed: Deployed,
) -> None:
    first, second = deployed.versions
    source, monitor = open_source(deployed)
    under_way = get(source)
    source.check()
    assert get(source) is under_way
    switch(deployed, second)
    source.check()
    new = get(source)
    assert (under_way.version["version"], new.version["version"]) == (first, second)
    for knowledge in (under_way, new):
        for code in CODES:
            assert knowledge.engine.search(Query("land", code, "hybrid", {}, 3)).hits
    assert monitor.registry.get_sample_value(
        "ldn_index_info", {"version": second, "built": new.version["built"]}
    )
    assert under_way.tag("x") != new.tag("x")
    gone = weakref.ref(under_way)
    del under_way
    gc.collect()
    assert gone() is None, "the old version is kept in memory"


def test_a_version_is_opened_in_parts_and_requests_have_the_processor_between_them(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = deployed.versions
    source, _ = open_source(deployed)
    rests: list[float] = []

    def answer_meanwhile(seconds: float) -> None:
        assert get(source).version["version"] == first
        rests.append(seconds)

    monkeypatch.setattr(source, "_pause", answer_meanwhile)
    switch(deployed, second)
    source.check()
    assert get(source).version["version"] == second
    assert len(rests) == 1 + 2 * len(CODES) and min(rests) > 0


def test_a_version_in_use_is_not_deleted(deployed: Deployed) -> None:
    first, second = deployed.versions
    held = hold_version(deployed.index / first)
    shutil.copytree(deployed.index / second, deployed.index / ("0" * 16))
    delete_old(deployed.index, second, "0" * 16)
    assert (deployed.index / first).is_dir()
    os.close(held)
    delete_old(deployed.index, second, "0" * 16)
    assert not (deployed.index / first).exists()
    with pytest.raises(ArtefactError, match="No such file"):
        hold_version(deployed.index / first)


def test_the_service_holds_what_it_reads_and_lets_it_go(deployed: Deployed) -> None:
    first, second = deployed.versions
    source, _ = open_source(deployed)
    shutil.copytree(deployed.index / second, deployed.index / ("0" * 16))
    delete_old(deployed.index, second, "0" * 16)
    assert (deployed.index / first).is_dir(), "deleted from under the service"
    switch(deployed, second)
    source.check()
    gc.collect()
    delete_old(deployed.index, second, "0" * 16)
    assert not (deployed.index / first).exists()
    assert get(source).version["version"] == second


def truncate(folder: Path) -> None:
    path = folder / "dense" / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-1])


def flip(folder: Path) -> None:
    path = folder / "passages.jsonl"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose(folder: Path) -> None:
    next((folder / "lexical" / "ar").glob("*.idx")).unlink()


def exchange(folder: Path) -> None:
    one, other = folder / "dense" / "owners.npy", folder / "dense" / "subject.npy"
    texts = one.read_bytes(), other.read_bytes()
    one.write_bytes(texts[1])
    other.write_bytes(texts[0])


def age(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 1}), "utf-8")


def empty(folder: Path) -> None:
    shutil.rmtree(folder)


def test_a_broken_version_is_refused_and_the_old_one_stays(
    deployed: Deployed, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = deployed.versions
    whole = shutil.copytree(deployed.index / second, deployed.folder / "whole")
    source, monitor = open_source(deployed)
    damages = (truncate, flip, lose, exchange, age, empty)
    for count, damage in enumerate(damages, start=1):
        damage(deployed.index / second)
        switch(deployed, second)
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            source.check()
            source.check()  # not tried again until it is made current again
        assert get(source).version["version"] == first
        assert refused(monitor) == count
        assert len(caplog.records) == 1
        assert f"{first} stays in use" in caplog.text and second in caplog.text
        shutil.rmtree(deployed.index / second, ignore_errors=True)
        shutil.copytree(whole, deployed.index / second)
    source.check(again=True)
    assert get(source).version["version"] == second


def test_a_pointer_to_nothing_is_refused(deployed: Deployed) -> None:
    first, second = deployed.versions
    source, monitor = open_source(deployed)
    for count, written in enumerate(("", "nothing", "../../etc\n", "f" * 16), start=1):
        switch(deployed, written)
        source.check()
        assert (get(source).version["version"], refused(monitor)) == (first, count)
    (deployed.index / "current").unlink()
    source.check()
    assert (get(source).version["version"], refused(monitor)) == (first, 4)
    switch(deployed, second)
    source.check()
    assert get(source).version["version"] == second


def test_a_version_that_finds_nothing_is_refused(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = deployed.versions
    source, monitor = open_source(deployed)
    search = type(get(source).engine).search

    def find_nothing_in_arabic(engine: object, query: Query) -> object:
        found = search(engine, query)  # type: ignore[arg-type]
        return replace(found, hits=()) if query.language == "ar" else found

    monkeypatch.setattr(type(get(source).engine), "search", find_nothing_in_arabic)
    switch(deployed, second)
    source.check()
    assert (get(source).version["version"], refused(monitor)) == (first, 1)


def test_any_error_of_a_new_version_is_survived(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = deployed.versions
    source, monitor = open_source(deployed)

    def fail(engine: object, *rest: object) -> None:
        raise MemoryError("of a passage: " + chr(0x571F))  # only places are logged

    monkeypatch.setattr(type(get(source).engine), "read_ahead", fail)
    switch(deployed, second)
    source.check()
    assert (get(source).version["version"], refused(monitor)) == (first, 1)
    assert "MemoryError" in caplog.text and "土" not in caplog.text


def test_a_model_that_is_missing_is_told_and_found_when_it_is_there(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    search_file = deployed.folder / "search.toml"
    right = search_file.read_text("utf-8")
    search_file.write_text(right.replace('"static"', '"/no/such/model"'), "utf-8")
    source, monitor = open_source(deployed)
    with pytest.raises(ApiProblem, match="no such folder") as told:
        get(source)
    assert told.value.headers["retry-after"] == "5" and refused(monitor) == 1
    search_file.write_text(right, "utf-8")
    with pytest.raises(ApiProblem):
        get(source)  # asked again in a while only
    monkeypatch.setattr(source, "_next_attempt", 0.0)
    source.check()
    assert get(source).version["version"] == deployed.versions[0]


def test_versions_are_listed_and_gone_back_to(deployed: Deployed) -> None:
    first, second = deployed.versions
    listed = json.loads(deployed.run("versions", "--json").stdout)
    assert {row["version"]: row["current"] for row in listed} == {first: True, second: False}
    done = deployed.run("rollback")
    assert done.returncode == 0 and second in done.stderr
    assert deployed.versions == (second, first)
    assert f"* {second}" in deployed.run("versions").stdout
    flip(deployed.index / first)
    for version in (None, first, "f" * 16):
        with pytest.raises(ArtefactError, match="there is none to use"):
            roll_back(deployed.index, version)
    done = deployed.run("rollback", first)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stderr
    assert deployed.versions == (second, first)
    told = deployed.run("versions").stdout
    assert f"  {first}  {deployed.index / first}" in told and "changed after" in told
