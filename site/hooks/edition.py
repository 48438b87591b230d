"""One language's edition of the site: what every view of it needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from indexer.directions import isolate
from indexer.languages import CODES, LANGUAGES, Language
from indexer.model import Document, DocumentText, KnowledgeBase, Page, TextStatus
from indexer.works import find_standing, list_current

from .routes import audience_path, theme_path
from .settings import Deployment
from .strings import Strings

#: The language in which vocabulary and interface are written first.
WRITTEN_IN = "en"


@dataclass(frozen=True, slots=True)
class Label:
    """A vocabulary entry in one language: its id, its words, and the path of its page if any."""

    id: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a text as shown: a key of the interface words, and its words."""

    key: str
    short: str
    long: str


@dataclass(frozen=True, slots=True)
class View:
    """One page before any template: where it stands, what it says, what it shows.

    * `languages` are those that have this page's text; where the edition's own is not among
      them, the page is an honest notice (`template` "missing").
    * `statuses` are shown on the page at once, `context` is what its template reads.
    * `page_url` of hooks is `path`; a redirect is no view.
    * `elsewhere` holds the path in a language where it is not `path`.
    """

    path: str
    template: str
    title: str
    description: str
    section: str
    languages: tuple[str, ...]
    statuses: tuple[Status, ...]
    draft: bool
    indexable: bool
    context: Mapping[str, object]
    elsewhere: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything about one language's build."""

    kb: KnowledgeBase
    language: Language
    strings: Strings
    deployment: Deployment

    @property
    def code(self) -> str:
        """The language's code, which is also the first part of every path."""
        return self.language.code

    def themes(self, ids: Iterable[str]) -> tuple[Label, ...]:
        """Labels of themes, in the order of the vocabulary."""
        wanted = set(ids)
        return tuple(
            Label(key, concept.label[self.code], theme_path(key))
            for key, concept in self.kb.vocabulary.themes.items()
            if key in wanted
        )

    def audiences(self, ids: Iterable[str]) -> tuple[Label, ...]:
        """Labels of audiences, in the order of the vocabulary."""
        wanted = set(ids)
        return tuple(
            Label(key, concept.label[self.code], audience_path(key))
            for key, concept in self.kb.vocabulary.audiences.items()
            if key in wanted
        )

    def verb(self, key: str) -> Label:
        """The label of a verb."""
        return Label(key, self.kb.vocabulary.verbs[key][self.code], "")

    def addressee(self, key: str) -> Label:
        """The label of an addressee."""
        return Label(key, self.kb.vocabulary.addressees[key][self.code], "")

    def text_of(self, document: Document) -> DocumentText | None:
        """The document's text in this language, if there is one."""
        return document.texts.get(self.code)

    def status(self, status: TextStatus, language: str) -> Status:
        """A status as shown; the text as issued says in which language it is."""
        named = self.strings(f"language.{language}")
        long = self.strings(f"status.{status}_long", language=named)
        return Status(status, self.strings(f"status.{status}"), long)

    def document_status(self, document: Document) -> Status:
        """The status of a document's text in this language."""
        text = self.text_of(document)
        if text is None:
            words = self.strings("status.missing")
            return Status("missing", words, words)
        return self.status(text.status, text.language)

    def isolate(self, words: str) -> str:
        """A symbol or address for plain text in this language, as `directions.isolate` keeps it."""
        return isolate(words, self.code)

    def document_standing(self, document: Document) -> str:
        """Whether a document is a draft, adopted or superseded, in words."""
        standing: str = find_standing(self.kb.documents, document)
        if standing == "superseded" and document.status == "draft":
            standing = "superseded_draft"
        return self.strings(f"document_status.{standing}")

    def is_superseded(self, document: Document) -> bool:
        """Whether a later version replaces a document."""
        return find_standing(self.kb.documents, document) == "superseded"

    def in_force_first(self) -> list[Document]:
        """Every document, the superseded ones last."""
        return sorted(self.kb.documents.values(), key=self.is_superseded)

    @property
    def current_documents(self) -> tuple[Document, ...]:
        """Of each work the version that readers of this language go by."""
        return list_current(self.kb.documents, self.code)

    @property
    def own_status(self) -> Status:
        """The status of our own words: written in English and translated like everything else."""
        return self.status("original" if self.code == WRITTEN_IN else "unofficial", self.code)

    def standing(self) -> tuple[Status, ...]:
        """The statuses shown on pages of ours that quote the decisions: theirs, and our own.

        Where they differ, each says what it is about.
        """
        own = self.own_status
        quoted = {s.key: s for s in map(self.document_status, self.kb.documents.values())}
        if not quoted.keys() - {own.key}:
            return (own,)
        return (
            *(self._about("decision", status) for status in quoted.values()),
            self._about("pages", own),
        )

    def _about(self, what: str, status: Status) -> Status:
        """A status whose long words begin with what they are about."""
        return replace(status, long=self.strings(f"status.of_{what}", status=status.long))

    @property
    def has_draft(self) -> bool:
        """Whether any document is a draft."""
        return any(document.status == "draft" for document in self.kb.documents.values())

    def pages_about(self, kind: str) -> list[Page]:
        """Pages of a kind that exist in this language, in published order."""
        return [p for p in self.kb.pages.values() if p.kind == kind and self.code in p.texts]

    def page_label(self, page: Page) -> Label:
        """The title and path of a page."""
        return Label(page.id, page.texts[self.code].title, page.address)


def own_view(
    edition: Edition,
    path: str,
    template: str,
    title: str,
    description: str,
    section: str,
    statuses: tuple[Status, ...],
    context: Mapping[str, object],
    *,
    indexable: bool = True,
) -> View:
    """A page of ours that every language has."""
    return View(
        path=path,
        template=template,
        title=title,
        description=description,
        section=section,
        languages=CODES,
        statuses=statuses,
        draft=edition.has_draft,
        indexable=indexable,
        context=context,
    )


def missing_view(edition: Edition, path: str, section: str, languages: tuple[str, ...]) -> View:
    """An honest notice in the place of a page without a text in the edition's language."""
    words = edition.strings("status.missing")
    return View(
        path=path,
        template="missing",
        title=edition.strings("missing.title"),
        description=edition.strings("missing.text"),
        section=section,
        languages=languages,
        statuses=(Status("missing", words, words),),
        draft=edition.has_draft,
        indexable=False,
        context={},
    )


def all_languages(languages: Iterable[str]) -> tuple[str, ...]:
    """Codes in the order of the United Nations."""
    known = set(languages)
    return tuple(code for code in LANGUAGES if code in known)
