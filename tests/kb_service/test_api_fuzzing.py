"""The API against its own description, by Schemathesis: whatever is sent, the answer is of a
documented status and form, and nothing fails. Every run makes the same requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import get_client
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from kb_service.app import create_app
from kb_service.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEW = hypothesis_settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

#: Nothing can be sent to these that their description forbids.
WITHOUT_PARAMETERS = {
    *("GET /api/v1/", "GET /api/v1/sources", "GET /api/v1/exports/formats", "GET /healthz"),
    *("GET /api/v1/problems/{id}", "GET /readyz"),
}


@pytest.fixture(scope="module")
def app(settings: Settings, artefact: Artefact, encoder: Encoder) -> FastAPI:
    """A service of its own: what makes exports belongs to one event loop."""
    return create_app(settings, artefact, encoder)


@pytest.fixture(scope="module")
def schema(app: FastAPI) -> Any:
    """The description as served, with the service behind it."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.fixture(scope="module")
def session(app: FastAPI) -> Iterator[Any]:
    """A client of it."""
    with get_client(app) as opened:
        yield opened


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_answers_are_as_described_whatever_is_sent(
    schema: Any, session: Any, mode: GenerationMode
) -> None:
    asked: Counter[str] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: Any) -> None:
            asked[case.operation.label] += 1
            case.call_and_validate(session=session, checks=CHECKS)

        try:
            holds()
        except Unsatisfiable:  # nothing is wrong where there is nothing to send
            assert mode is GenerationMode.NEGATIVE and operation.label in WITHOUT_PARAMETERS
    assert sum(asked.values()) > 150
