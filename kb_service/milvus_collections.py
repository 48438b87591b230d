"""What Milvus holds of a version: two collections, their names and fields, and how it is asked.

A version is loaded beside others and never changed: its collections are named after it, and after
what their sparse vectors were made with. `…_passages` holds a row of the artefact by its number,
`…_phrases` the phrases under which passages are asked for, each with the row that it belongs to.
Filters are arrays of the numbers that `indexer.columns` gives to values.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from indexer.artefact import Artefact
from indexer.impacts import impacts_digest
from indexer.lexical import FieldWeights
from kb_service.engines import EngineError

T = TypeVar("T")

#: As many hits as Milvus gives at most.
MOST_HITS = 16_384
#: The name of a collection of ours: version, digest, part.
NAME = re.compile(r"ldn_([0-9a-f]{16})_([0-9a-f]{8})_(?:passages|phrases)")

#: A server that was away is looked for again within a second, not within minutes.
_OPTIONS = {"grpc.initial_reconnect_backoff_ms": 200, "grpc.max_reconnect_backoff_ms": 1000}
_INSTALL = 'Milvus is asked by the package pymilvus; run `pip install "pymilvus>=3.0.2,<4"`'


@dataclass(frozen=True, slots=True)
class Server:
    """A Milvus: where it is, the file with the token that it asks for, if it does, and patience.

    Milvus must answer what a search asks in so many seconds.
    """

    uri: str
    token_file: Path | None = None
    patience: float = 3.0


@dataclass(frozen=True, slots=True)
class Collections:
    """The names of the collections of a version."""

    passages: str
    phrases: str

    @classmethod
    def of(cls, artefact: Artefact, weights: FieldWeights) -> Collections:
        """Those of an artefact, whose words count with these weights."""
        stem = f"ldn_{artefact.manifest.version}_{impacts_digest(weights)}"
        return cls(f"{stem}_passages", f"{stem}_phrases")

    def sizes(self, artefact: Artefact) -> dict[str, int]:
        """How many rows each holds when it is whole."""
        return {self.passages: artefact.dense.size, self.phrases: len(artefact.dense.owners)}

    def exact(self, artefact: Artefact) -> dict[str, bool]:
        """Whether the vectors of each are compared one by one, as in the artefact."""
        kinds = artefact.manifest.dense
        return {
            self.passages: kinds["passages"] == "exact",
            self.phrases: kinds["phrases"] == "exact",
        }


class Connection:
    """A client of Milvus whose every question has an end; safe to share between threads."""

    def __init__(self, server: Server) -> None:
        """Raises EngineError without pymilvus or a readable token, and if nobody answers."""
        try:
            import grpc
            import pymilvus
        except ImportError:
            raise EngineError(_INSTALL) from None
        # Its lines hold the address of the server and tracebacks; errors are told by EngineError.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)
        self._errors = (pymilvus.MilvusException, grpc.RpcError)
        self.patience = server.patience
        token = _read_token(server.token_file)
        self.client: Any = self.ask(
            "a connection",
            lambda: pymilvus.MilvusClient(
                uri=server.uri, token=token, timeout=self.patience, grpc_options=_OPTIONS
            ),
        )

    def ask(self, what: str, question: Callable[[], T]) -> T:
        """What Milvus answers; EngineError, which names `what` was asked for, if it does not."""
        try:
            return question()
        except self._errors as error:
            code = getattr(error, "code", "")
            kind = getattr(code() if callable(code) else code, "name", code)
            raise EngineError(
                f"Milvus (KB_MILVUS_URI) did not answer when asked for {what}: "
                f"{type(error).__name__.lstrip('_')} {kind}",
                str(getattr(error, "message", error)),
            ) from None

    def is_loaded(self, collection: str) -> bool:
        """Whether a collection is there and can be searched."""
        state = self.ask(
            "the state of a collection",
            lambda: self.client.get_load_state(collection, timeout=self.patience)["state"],
        )
        return bool(state.name == "Loaded")

    def count(self, collection: str) -> int:
        """The number of rows that can be searched; 0 if the collection is not there, loaded."""
        if not self.is_loaded(collection):
            return 0
        found = self.ask(
            "the number of rows",
            lambda: self.client.query(
                collection,
                filter="",
                output_fields=["count(*)"],
                consistency_level="Strong",
                timeout=self.patience,
            ),
        )
        return int(found[0]["count(*)"])

    def close(self) -> None:
        """Give the connection up."""
        self.client.close()


def _read_token(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        kind = getattr(error, "strerror", None) or "it is not UTF-8"
        raise EngineError(f"KB_MILVUS_TOKEN_FILE cannot be read: {kind}") from None
