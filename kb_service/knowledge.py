"""An opened version of the knowledge base, asked by every route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from indexer.artefact import Artefact
from indexer.encoder import Encoder
from indexer.errors import ArtefactError
from indexer.languages import CODES
from kb_service.documents import Shelf
from kb_service.engine_choice import open_engine
from kb_service.presentation import Presenter
from kb_service.processor_threads import BoundedThreads, calculate_in_one_thread
from kb_service.responses import AnswerStore, make_tag
from kb_service.results import Query
from kb_service.search import SearchEngine
from kb_service.settings import Settings
from kb_service.succession import Succession
from kb_service.units import COLUMN, Units
from kb_service.urls import SiteUrls
from kb_service.version import API_VERSION
from kb_service.vocabulary import Json, Vocabularies

if TYPE_CHECKING:
    from indexer.configuration import Configuration

#: Characters of a passage that are asked for to see whether a search answers.
_ASKED = 200


class Knowledge:
    """An opened artefact with everything that is derived from it once."""

    def __init__(
        self,
        settings: Settings,
        artefact: Artefact,
        encoder: Encoder,
        configuration: Configuration,
    ) -> None:
        calculate_in_one_thread()
        self.artefact = artefact
        self.units = Units(artefact.columns, artefact.passages)
        self.engine = SearchEngine(
            artefact, encoder, configuration, open_engine(settings, artefact, configuration.ranking)
        )
        self.urls = SiteUrls(settings.base_url)
        self.vocabularies = Vocabularies(artefact.records, artefact.columns)
        self.shelf = Shelf(self.vocabularies, self.urls)
        succession = Succession(artefact.records, self.urls)
        self.presenter = Presenter(self.vocabularies, self.urls, succession)
        self.answers = AnswerStore()
        self.threads = BoundedThreads()
        self.version: Json = {
            "version": artefact.manifest.version,
            "built": artefact.manifest.built,
        }
        self._state = (artefact.manifest.version, API_VERSION, settings.base_url, settings.api_url)

    def check_answers(self, rest: Callable[[], None] = lambda: None) -> None:
        """Nothing, if a search in each language finds what is there; else ArtefactError.

        `rest` is called after each language.
        """
        for code in CODES:
            asked = next((p.text for p in self.artefact.passages if p.language == code), None)
            if asked is None:
                continue
            found = self.engine.search(Query(asked[:_ASKED], code, "hybrid", {}, 1))
            if not found.hits:
                raise ArtefactError(f"{self.artefact.folder}: a search in {code} finds nothing")
            rest()

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

    def find_subject(self, id_: str) -> str | None:
        """The unit, page or document that an id names: its own, or document and anchor."""
        documents, anchors = self.artefact.columns.facets["document"], self.artefact.columns.anchors
        if id_ in documents.values:
            return id_
        code, _, rest = id_.partition("/")
        name = rest if code in COLUMN else id_
        for unit in self.units.named(name).tolist():
            passage = self.units.choose(unit, (code if code in COLUMN else None,))
            if name == passage.unit and id_ in (passage.unit, passage.id):
                return name
        document, _, anchor = id_.partition("/")
        if anchor and document in documents.values and anchor in anchors.values:
            own = documents.holding(documents.values.index(document))
            held = anchors.holding(anchors.values.index(anchor))
            for unit in np.intersect1d(own, held).tolist():
                return self.units.any_passage(unit).unit
        return None

    def subjects_near(self, id_: str) -> tuple[str, ...]:
        """Ids that could have been meant: documents and pages, and paragraphs of the one named."""
        documents, anchors = self.artefact.columns.facets["document"], self.artefact.columns.anchors
        document = id_.partition("/")[0]
        if document not in documents.values:
            return documents.values
        _, codes = anchors.of(documents.holding(documents.values.index(document)))
        named = (anchors.values[code] for code in np.unique(codes).tolist())
        return (*(f"{document}/{anchor}" for anchor in named if anchor), *documents.values)

    @cached_property
    def term_places(self) -> Mapping[str, tuple[str, str]]:
        """Path and anchor of every glossary term by id."""
        kinds = self.artefact.columns.facets["kind"]
        passages = map(self.units.any_passage, kinds.holding(kinds.values.index("term")).tolist())
        found = {p.anchor.removeprefix("term-"): (p.path, p.anchor) for p in passages}
        terms = self.vocabularies.tables["glossary"]
        return {id_: found.get(id_, ("glossary/", f"term-{id_}")) for id_ in terms}

    def _records(self, folder: str) -> dict[str, Json]:
        return {
            record["id"]: record
            for path, record in self.artefact.records.items()
            if path.startswith(folder)
        }
