"""The search configuration: what is accepted, and what the file says of itself."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from indexer.configuration import (
    Configuration,
    document_configuration,
    parse_configuration,
    read_configuration,
)
from indexer.errors import ContentError


def test_the_file_of_this_repository_documents_every_key(repository: Path) -> None:
    path = repository / "search.toml"
    configuration = read_configuration(path)
    assert path.read_text(encoding="utf-8") == document_configuration(configuration)


def test_absent_keys_have_their_defaults() -> None:
    assert parse_configuration({}, "x") == Configuration()
    assert parse_configuration({"ranking": {"rrf_k": 10}}, "x").ranking.rrf_k == 10.0


def test_every_problem_is_reported_with_what_is_accepted() -> None:
    with pytest.raises(ContentError) as caught:
        parse_configuration(
            {
                "index": {"modell": "bundled", "model": 3},
                "ranking": {"fusion": "vote", "rrf_k": 0, "dense_weight": "much"},
                "rank": {},
            },
            "search.toml",
        )
    message = str(caught.value)
    assert len(caught.value.problems) == 6
    assert 'search.toml: table "rank" is unknown; use one of: index, ranking' in message
    assert 'key "modell" is unknown; use one of: model, embed_heading' in message
    assert "'vote' is unknown; use one of: minmax, rrf" in message
    assert "[ranking] rrf_k: 0 is out of bounds; a number from 1 to 1000" in message
    assert "'much' is no number" in message


@pytest.mark.parametrize("content", [b"[index", b"\xff\xfe", b"index = 3"])
def test_a_broken_file_is_an_error_with_its_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "search.toml"
    path.write_bytes(content)
    with pytest.raises(ContentError, match=r"search\.toml"):
        read_configuration(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no such file"):
        read_configuration(tmp_path / "none.toml")


def test_no_number_is_without_bounds() -> None:
    for table in (Configuration().index, Configuration().ranking):
        for key in fields(table):
            is_number = isinstance(getattr(table, key.name), int | float)
            assert isinstance(getattr(table, key.name), bool) or is_number == (
                key.metadata["least"] is not None
            )
