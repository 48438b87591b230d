"""The shape of every metadata file under content/: what the editor may write."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
    model_validator,
)

from indexer.files import INVISIBLE
from indexer.iri import parse_work

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]


def _visible(text: str) -> str:
    if found := INVISIBLE.search(text):
        raise ValueError(f"text without the control character U+{ord(found[0]):04X}")
    return text


def _real_date(text: str) -> str:
    if text:
        year, month, day = (*text.split("-"), "01", "01")[:3]
        date.fromisoformat(f"{year}-{month}-{day}")
    return text


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_visible)
]
_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
#: Words that an editor may not have written yet.
PendingWords = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_visible)]
IsoDate = Annotated[
    str,
    StringConstraints(pattern=_DATE),
    AfterValidator(_real_date),
]
FullDate = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_date)
]
LanguageCode = Literal["ar", "zh", "en", "fr", "ru", "es"]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


def _work(text: str) -> str:
    parse_work(text)
    return text


#: The IRI of a work; one that its publisher gives replaces the one that we form.
WorkIri = Annotated[str, AfterValidator(_work)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ByLanguage(_File):
    """One text in each of the six languages."""

    ar: Words
    zh: Words
    en: Words
    fr: Words
    ru: Words
    es: Words


class ListByLanguage(_File):
    """A list of texts in each of the six languages; a list may be empty."""

    ar: list[Words]
    zh: list[Words]
    en: list[Words]
    fr: list[Words]
    ru: list[Words]
    es: list[Words]


class OptionalByLanguage(_File):
    """A text in any of the six languages, such as an abbreviation."""

    ar: Words | None = None
    zh: Words | None = None
    en: Words | None = None
    fr: Words | None = None
    ru: Words | None = None
    es: Words | None = None


class ConceptEntry(_File):
    """A theme or audience in themes.yml or audiences.yml."""

    id: Slug
    label: ByLanguage
    scope: ByLanguage
    synonyms: ListByLanguage


class VerbEntry(_File):
    """A verb in verbs.yml: its label and what it means in decisions."""

    id: Slug
    label: ByLanguage
    strength: ByLanguage


class AddresseeEntry(_File):
    """An addressee in addressees.yml."""

    id: Slug
    label: ByLanguage


class TermEntry(_File):
    """A glossary term in glossary.yml."""

    id: Slug
    label: ByLanguage
    abbreviation: OptionalByLanguage = OptionalByLanguage()
    definition: ByLanguage
    synonyms: ListByLanguage
    themes: list[Slug]
    status: Literal["seen", "mixed", "weak", "background"]
    source: Words


class TagsEntry(_File):
    """Themes and audiences of one paragraph or page."""

    themes: list[Slug]
    audiences: list[Slug]


class AnnotationEntry(_File):
    """A note for readers: where it belongs and which words of the issued text it is about."""

    id: Slug
    anchor: Slug
    kind: Literal["slip", "terminology", "reading"]
    quote: Words


class LinkEntry(_File):
    """A link to a text elsewhere; `checked` only if somebody has opened it."""

    label: Words
    language: LanguageCode | None = None
    url: WebAddress
    checked: bool


class IssuedEntry(_File):
    """The text as issued: its language, file and the file's checksum."""

    language: LanguageCode
    file: Annotated[str, StringConstraints(pattern=r"^source/[a-z]{2}\.txt$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class OriginEntry(_File):
    """The file that a text was read from: kept under source/, or named if it holds more."""

    file: Annotated[
        Words, StringConstraints(pattern=r"^(source/[a-z]{2}(\.[a-z]+)+|[^./\\\n][^/\\\n]*)$")
    ]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ResolvedEntry(_File):
    """What an editor has settled about one paragraph in one language: `indexer.resolutions`."""

    language: LanguageCode
    anchor: Slug
    what: Words
    read: Slug | Annotated[list[Slug], Field(min_length=1)] | None = None
    why: Words

    @model_validator(mode="after")
    def _read_what_can_be_read(self) -> ResolvedEntry:
        one = isinstance(self.read, str)
        if self.what == "place" and not one:
            raise ValueError("`what: place` has no `read`; accepted is the anchor where it belongs")
        if self.read is not None and self.what not in {"place", "verb", "addressee"}:
            raise ValueError(
                f"`read` stands beside `what: {self.what}`; accepted is place, verb or addressee"
            )
        if self.what == "verb" and self.read is not None and not one:
            raise ValueError("`read` of a verb is a list; accepted is one verb")
        return self


class DocumentFile(_File):
    """document.yml of a decision or report; `replaces` is the version just before it.

    Body, session, date, themes and audiences may be empty here, so that the text can be read and
    its doubts told; `indexer.documents` says what is still to be filled in.
    """

    symbol: Words
    kind: Literal["decision", "report"]
    status: Literal["draft", "issued", "adopted", "superseded"]
    replaces: Slug | None = None
    body: PendingWords
    session: PendingWords
    date: Annotated[str, StringConstraints(pattern=rf"{_DATE}|^$"), AfterValidator(_real_date)]
    akn: WorkIri | None = None
    original_language: LanguageCode
    issued: IssuedEntry
    read_from: dict[LanguageCode, OriginEntry] = {}
    missing: list[LanguageCode] = []
    aliases: list[Slug] = []
    links: list[LinkEntry]
    paragraphs: dict[Slug, TagsEntry]
    annotations: list[AnnotationEntry]
    resolved: list[ResolvedEntry] = []


ReviewStatus = Literal["draft", "checked", "approved"]


class MadeFrom(_File):
    """The text that a translation was made from, and its digest at that time."""

    language: LanguageCode
    digest: Digest


class TextFrontMatter(_File):
    """Front matter of a document's text in one language."""

    language: LanguageCode
    status: Literal["official", "unofficial"]
    made_from: MadeFrom | None = None


class AboutFile(_File):
    """page.yml of a page about this service."""

    kind: Literal["about"]
    themes: list[Slug]
    audiences: list[Slug]
    paragraphs: list[Words] = []
    missing: list[LanguageCode] = []
    aliases: list[Slug] = []


class GuidanceFile(_File):
    """page.yml of a guidance page. `sources` are ids of sources.yml, in the order of first use."""

    kind: Literal["guidance"]
    level: Literal["introductory", "practitioner", "specialist"]
    themes: Annotated[list[Slug], Field(min_length=1)]
    audiences: Annotated[list[Slug], Field(min_length=1)]
    paragraphs: Annotated[list[Words], Field(min_length=1)]
    sources: Annotated[list[Slug], Field(min_length=1)]
    last_reviewed: IsoDate
    review_status: ReviewStatus
    missing: list[LanguageCode] = []
    aliases: list[Slug] = []


class IntroductionFile(_File):
    """page.yml of the introduction to a theme or an audience: which pages to read, in order."""

    kind: Literal["theme", "audience"]
    path: Annotated[list[Slug], Field(min_length=1)]
    sources: list[Slug] = []
    last_reviewed: IsoDate
    review_status: ReviewStatus
    missing: list[LanguageCode] = []


class PageFrontMatter(_File):
    """Front matter of a page in one language; `reviewer` is a person who checked a translation."""

    language: LanguageCode
    status: Literal["original", "unofficial", "reviewed"]
    title: Words
    summary: Words
    made_from: MadeFrom | None = None
    reviewer: Words | None = None


class SourceEntry(_File):
    """A source in sources.yml, its title as published; `read` is how much of it we have read."""

    id: Slug
    authors: Words
    title: Words
    language: LanguageCode = "en"
    publisher: Words
    year: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(–[0-9]{4})?$")] | None = None
    symbol: Words | None = None
    url: WebAddress | None = None
    document: Slug | None = None
    read: Literal["full", "part", "summary"]


PlainNumber = Annotated[
    StrictInt | StrictFloat, Field(gt=-1_000_000, lt=1_000_000, allow_inf_nan=False)
]


class ScaledNumber(_File):
    """A number printed with its scale in words: 3.2 and 9 are "3.2 billion", "3,2 milliards"."""

    value: Annotated[StrictInt | StrictFloat, Field(gt=0, lt=1000, allow_inf_nan=False)]
    scale: Literal[6, 9, 12]


class FigureEntry(_File):
    """A figure in figures.yml: its numbers by name, and the sentence that states them."""

    id: Slug
    numbers: Annotated[dict[Slug, PlainNumber | ScaledNumber], Field(min_length=1)]
    unit: ByLanguage
    year: Words
    source: Slug
    confidence: Literal["confirmed", "secondary", "disputed"]
    statement: ByLanguage


class DiagramFile(_File):
    """The words of a drawing in content/diagrams: its name, text alternative and labels."""

    title: ByLanguage
    description: ByLanguage
    labels: dict[Slug, ByLanguage]


class SectionEntry(_File):
    """A section that a kind of page has, and its heading in every language."""

    id: Slug
    kinds: Annotated[list[Literal["guidance", "theme", "audience"]], Field(min_length=1)]
    required: bool
    searched: bool
    label: ByLanguage


class UsageEntry(_File):
    """Wording that our own texts avoid in a language, what to write instead, and why."""

    language: LanguageCode
    avoid: Words
    use: Words
    reason: Words


class WordingEntry(_File):
    """Words before and after a correction, verbatim, in the language of the text."""

    language: LanguageCode
    before: Words
    after: Words


class ChangeEntry(_File):
    """A change in changes.yml; `was` and `wordings` stand in corrections only."""

    id: Slug
    date: FullDate
    kind: Literal["published", "added", "corrected"]
    place: Words | None = None
    was: ByLanguage | None = None
    now: ByLanguage
    why: ByLanguage
    wordings: list[WordingEntry] = []
