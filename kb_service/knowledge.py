"""The knowledge base that the service answers from: opened once, asked by every route."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from indexer.artefact import Artefact, open_artefact
from indexer.configuration import read_configuration
from indexer.encoder import Encoder, open_encoder
from indexer.errors import KnowledgeBaseError
from kb_service.documents import Shelf
from kb_service.presentation import Presenter
from kb_service.problems import ApiProblem
from kb_service.responses import AnswerStore, make_tag
from kb_service.search import SearchEngine
from kb_service.settings import Settings
from kb_service.urls import SiteUrls
from kb_service.version import API_VERSION
from kb_service.vocabulary import Json, Vocabularies

if TYPE_CHECKING:
    from indexer.configuration import Configuration

#: Seconds between attempts to open an artefact that could not be opened.
RETRY_AFTER = 5

_log = logging.getLogger("kb_service")


class Knowledge:
    """An opened artefact with everything that is derived from it once."""

    def __init__(
        self,
        settings: Settings,
        artefact: Artefact,
        encoder: Encoder,
        configuration: Configuration,
    ) -> None:
        self.artefact = artefact
        self.engine = SearchEngine(artefact, encoder, configuration)
        self.urls = SiteUrls(settings.base_url)
        self.vocabularies = Vocabularies(artefact.records, artefact.passages)
        self.shelf = Shelf(self.vocabularies, self.urls)
        self.presenter = Presenter(self.vocabularies, self.urls)
        self.answers = AnswerStore()
        self.version: Json = {
            "version": artefact.manifest.version,
            "built": artefact.manifest.built,
        }
        self._state = (artefact.manifest.version, API_VERSION, settings.base_url, settings.api_url)

    def tag(self, *address: str) -> str:
        """The entity tag of what an address answers in this state."""
        return make_tag(*self._state, *address)

    @cached_property
    def documents(self) -> Mapping[str, Json]:
        """Records of documents by id."""
        return self._records("documents/")

    @cached_property
    def akn(self) -> Mapping[str, Json]:
        """Documents as Akoma Ntoso by id; an index of an earlier release has none."""
        return self._records("akn/")

    @cached_property
    def pages(self) -> Mapping[str, Json]:
        """Records of pages by id."""
        return self._records("pages/")

    @cached_property
    def courses(self) -> Mapping[str, Json]:
        """Records of courses by id."""
        return self._records("courses/")

    @cached_property
    def comparisons(self) -> Mapping[str, Json]:
        """Comparisons of versions with the one before, by the id of the later document."""
        return self._records("comparisons/")

    @cached_property
    def sources(self) -> Mapping[str, Json]:
        """What pages cite, by id."""
        found: Mapping[str, Json] = self.artefact.records.get("sources.json", {})
        return found

    @cached_property
    def figures(self) -> Mapping[str, Json]:
        """Figures for awareness, by id."""
        found: Mapping[str, Json] = self.artefact.records.get("figures.json", {})
        return found

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """New ids by old ones."""
        found: Mapping[str, str] = self.artefact.records.get("redirects.json", {})
        return found

    @cached_property
    def subjects(self) -> Mapping[str, str]:
        """The unit, page or document for every id that may name one."""
        found: dict[str, str] = {}
        for passage in self.artefact.passages:
            found[passage.document] = passage.document
            found[passage.unit] = found[passage.id] = passage.unit
            if passage.anchor:
                found[f"{passage.document}/{passage.anchor}"] = passage.unit
        return found

    @cached_property
    def term_places(self) -> Mapping[str, tuple[str, str]]:
        """Path and anchor of every glossary term by id."""
        found = {
            passage.anchor.removeprefix("term-"): (passage.path, passage.anchor)
            for passage in self.artefact.passages
            if passage.kind == "term"
        }
        terms = self.vocabularies.tables["glossary"]
        return {id_: found.get(id_, ("glossary/", f"term-{id_}")) for id_ in terms}

    def _records(self, folder: str) -> dict[str, Json]:
        return {
            record["id"]: record
            for path, record in self.artefact.records.items()
            if path.startswith(folder)
        }


class KnowledgeSource:
    """Gives the open knowledge base, and opens it when it appears after the service started."""

    def __init__(
        self, settings: Settings, artefact: Artefact | None, encoder: Encoder | None
    ) -> None:
        self._settings = settings
        self._given = artefact
        self._encoder = encoder
        self._knowledge: Knowledge | None = None
        self._failure = "it has not been opened yet"
        self._next_attempt = 0.0
        self._lock = threading.Lock()

    async def get(self) -> Knowledge:
        """The open knowledge base; ApiProblem 503 says why there is none."""
        if self._knowledge is None:
            await run_in_threadpool(self.open)
        if self._knowledge is None:
            raise ApiProblem(
                "not-ready",
                f"The knowledge base is not open: {self._failure}",
                headers={"retry-after": str(RETRY_AFTER)},
            )
        return self._knowledge

    def open(self) -> None:
        """Open the artefact, unless it is open or was found broken a moment ago."""
        with self._lock:
            if self._knowledge is not None or time.monotonic() < self._next_attempt:
                return
            try:
                self._knowledge = self._read()
            except KnowledgeBaseError as error:
                self._next_attempt = time.monotonic() + RETRY_AFTER
                self._failure = self._without_paths(str(error))
                _log.error("the knowledge base cannot be opened: %s", error)
            else:
                _log.info("knowledge base %s is open", self._knowledge.version["version"])

    def read_ahead(self) -> None:
        """Begin to read, beside the first requests, what the first of each language would wait for.

        An artefact that appears later is read as it is asked.
        """
        if self._knowledge is not None:
            threading.Thread(target=self._knowledge.engine.read_ahead, daemon=True).start()

    def _read(self) -> Knowledge:
        configuration = read_configuration(self._settings.search_file)
        artefact = self._given or open_artefact(self._settings.index_dir)
        encoder = self._encoder or open_encoder(configuration.index.model)
        return Knowledge(self._settings, artefact, encoder, configuration)

    def _without_paths(self, message: str) -> str:
        """The message without folders of this machine, which are nobody else's business."""
        replaced = {
            "KB_INDEX_DIR": self._settings.index_dir,
            "KB_SEARCH_FILE": self._settings.search_file,
        }
        for name, path in replaced.items():
            if path.is_absolute():
                message = message.replace(str(path), name)
        return message
