"""What descriptions of pages in JSON-LD have in common: addresses, references, translations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from .edition import Edition, Label, View
from .routes import HOME

Thing = dict[str, Any]

SCHEMA = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def url_of(edition: Edition, path: str, anchor: str = "") -> str:
    """The permanent address of a page in the edition's language."""
    return edition.deployment.public_url(edition.code, path, anchor)


def named(edition: Edition, what: Literal["publisher", "site"]) -> Thing:
    """A reference to what is described once: this project, or the site in this language."""
    base = edition.deployment.base_url if what == "publisher" else url_of(edition, HOME)
    return {"@id": f"{base}#{what}"}


def translations(edition: Edition, view: View, sources: Mapping[str, str | None]) -> Thing:
    """From which language a work was translated, and into which.

    `sources` has the language that each text was made from, by language.
    """
    address = edition.deployment.public_url
    found: Thing = {}
    if source := sources.get(edition.code):
        found["translationOfWork"] = {"@id": address(source, view.path)}
        found["translator"] = named(edition, "publisher")
    made = [code for code in view.languages if sources.get(code) == edition.code]
    if made:
        found["workTranslation"] = [{"@id": address(code, view.path)} for code in made]
    return found


def theme(edition: Edition, label: Label) -> Thing:
    """A theme of ours."""
    return {"@type": "DefinedTerm", "name": label.text, "url": url_of(edition, label.path)}


def audiences(labels: Iterable[Label]) -> list[Thing]:
    """The readers whom a work may help."""
    return [{"@type": "Audience", "audienceType": label.text} for label in labels]
