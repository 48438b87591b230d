"""The engine that the settings name, for an opened artefact."""

from __future__ import annotations

from indexer.artefact import Artefact
from indexer.configuration import RankingConfiguration
from kb_service.engines import EmbeddedEngine, Engine
from kb_service.settings import Settings


def open_engine(settings: Settings, artefact: Artefact, ranking: RankingConfiguration) -> Engine:
    """The engine of an artefact; EngineError for one that cannot be asked, saying what to do."""
    if settings.engine == "embedded":
        return EmbeddedEngine(artefact, ranking)
    from kb_service.milvus_collections import Server
    from kb_service.milvus_engine import MilvusEngine

    server = Server(settings.milvus_uri, settings.milvus_token_file)
    return MilvusEngine(artefact, ranking, server)
