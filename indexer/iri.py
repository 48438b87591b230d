"""Identifiers of documents and paragraphs as Akoma Ntoso for the United Nations forms them.

Sources, read in stored copies:

* AKN4UN guidelines, part 1, “AKN4UN Naming convention”
  (unsceb-hlcm.github.io/part1/index-145.html):
  work `/akn/un/{docType}/{subType}/{actor}/{date}/{docNumber}`, every part required; the actor is
  organization, body and sub-body with dashes (`un-ga-gc`); a date known in part is completed with
  1 January; in a number “/” becomes “-” and a space “_”; expression `{work}/{lang}@{version}` with
  the ISO 639-2 code, where a version without a date is a string of the implementor's and “@” alone
  is the original; manifestation `{expression}/.xml`; the component `!main`.
* AKN4UN part 2, “Deliberative Documents” (part2/index-31.html): a decision is `<statement>` with
  the prescribed subtype `deliberation` and the suggested names `decision` and `decisionDraft`.
* OASIS Akoma Ntoso Naming Convention 1.0, 4.8.4: a part of a text is `{expression}/!main~{eId}`.

Not certain: no published list gives the actor of the UNCCD (we write `unccd-cop-cst`), nor the
subtype of a report; the guidelines print manifestations as `eng@/.xml` and as `eng@.xml`. So
`akn:` in `document.yml` replaces the work's IRI by the one that its publisher gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the content model itself checks IRIs with this module
    from indexer.model import DocumentText, Paragraph

#: ISO 639-2 (alpha-3, terminology) codes, as expressions are named.
ALPHA_3 = {"ar": "ara", "zh": "zho", "en": "eng", "fr": "fra", "ru": "rus", "es": "spa"}

_WORK = re.compile(
    r"/akn/un/(?P<type>statement|doc)/(?P<subtype>[A-Za-z]+)/(?P<actor>[a-z0-9]+(?:-[a-z0-9]+)*)"
    r"/(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?P<number>[A-Za-z0-9._()-]+)"
)
#: Element and prescribed subtype by our kind of document.
_TYPES = {"decision": ("statement", "deliberation"), "report": ("doc", "report")}
#: Organizations by the first part of their symbols.
_ORGANIZATIONS = {"ICCD": "unccd", "FCCC": "unfccc", "A": "un-ga", "S": "un-sc", "E": "un-ecosoc"}
_NO_BODY = frozenset(["INF", "MISC", "CRP", "REV", "ADD", "CORR", "DEC", "RES", "DRAFT", "TP"])
_DECISION = re.compile(r"[0-9]{1,3}/(?P<body>COP|CMP|CMA)\.[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Work:
    """The parts of a work's IRI."""

    type: str
    subtype: str
    actor: str
    date: str
    number: str

    def __str__(self) -> str:
        return f"/akn/un/{self.type}/{self.subtype}/{self.actor}/{self.date}/{self.number}"


def parse_work(iri: str) -> Work:
    """The parts of a work's IRI; ValueError says what is accepted."""
    match = _WORK.fullmatch(iri)
    if match is None:
        raise ValueError(
            "/akn/un/statement or doc/{subtype}/{organization-body}/{YYYY-MM-DD}/{number}, such as "
            "/akn/un/statement/deliberation/un-ga/2016-10-13/71-4"
        )
    Date.fromisoformat(match["date"])
    return Work(**match.groupdict())


def work_iri(symbol: str, kind: str, date: str) -> str:
    """The IRI of a document, by its symbol (or the number of a decision), kind and date."""
    type_, subtype = _TYPES.get(kind, ("doc", re.sub(r"[^A-Za-z]", "", kind) or "document"))
    return str(Work(type_, subtype, _actor(symbol), full_date(date), number_of(symbol)))


def full_date(date: str) -> str:
    """A date with its month and day: the first ones where they are not known."""
    return "-".join((*date.split("-"), "01", "01")[:3])


def number_of(symbol: str) -> str:
    """A symbol or number as it stands in an IRI."""
    dashed = symbol.strip().replace("/", "-").replace(" ", "_")
    return re.sub(r"[^A-Za-z0-9._()-]", "_", dashed) or "_"


def _actor(symbol: str) -> str:
    """The organization, body and sub-body that a symbol names."""
    if match := _DECISION.fullmatch(symbol):
        return f"{'unccd' if match['body'] == 'COP' else 'unfccc'}-{match['body'].lower()}"
    first, *rest = symbol.split("/")
    actor = [_ORGANIZATIONS.get(first, re.sub(r"[^a-z0-9]+", "", first.lower()) or "un")]
    for part in rest:
        body = re.fullmatch(r"([A-Z]{2,})(?:\([0-9]{1,3}\))?", part)
        if body is None or body[1] in _NO_BODY:
            break
        actor.append(body[1].lower())
    return "-".join(actor)


def expression_iri(work: str, language: str, status: str) -> str:
    """The IRI of a work in one language; an unofficial translation has one of its own."""
    version = "" if status == "official" else status
    return f"{work}/{ALPHA_3[language]}@{version}"


def manifestation_iri(expression: str) -> str:
    """The IRI of the XML file of an expression."""
    return f"{expression}/.xml"


def part_iri(whole: str, element: str) -> str:
    """The IRI of an element of a work or of an expression."""
    return f"{whole}/!main~{element}"


# -- elements -------------------------------------------------------------------------------------

_PLACE = re.compile(
    r"(?:annex(?:-(?P<annex>[0-9]+))?-)?(?P<level>pp|op|para|hp|h|t)-(?P<number>[0-9]+)"
    r"(?:-(?P<suffix>bis|ter|quater|quinquies|sexies|septies|octies))?(?:-again-(?P<again>[0-9]+))?"
)
_LEVELS = {
    "pp": "rec_",
    "op": "para_",
    "para": "para_",
    "hp": "sec_p",
    "h": "sec_",
    "t": "para_nn_",
}


def element_ids(text: DocumentText) -> Mapping[str, str]:
    """The `eId` of every paragraph by its anchor.

    * Formed of Latin numbers and letters, so that it is the same in every language.
    * Unique in the text.
    * An item of a list is `para_9__list_1__point_d`, one inside a sentence `rec_6__item_a`.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for paragraph in text.paragraphs:
        parent = ids.get(paragraph.parent) if paragraph.parent else None
        wanted = _top(paragraph.anchor) if parent is None else _item(paragraph, parent)
        unique, count = wanted, 1
        while unique in taken:
            count += 1
            unique = f"{wanted}_{count}"
        taken.add(unique)
        ids[paragraph.anchor] = unique
    return ids


def _top(anchor: str) -> str:
    match = _PLACE.fullmatch(anchor)
    if match is None:
        return anchor.replace("-", "_")
    attachment = f"att_{match['annex'] or 1}__" if anchor.startswith("annex") else ""
    again = f"_{match['again']}" if match["again"] else ""
    return f"{attachment}{_LEVELS[match['level']]}{match['number']}{match['suffix'] or ''}{again}"


def _item(paragraph: Paragraph, parent: str) -> str:
    label = paragraph.anchor.removeprefix(f"{paragraph.parent}-").replace("-", "_")
    if paragraph.kind == "inline":
        return f"{parent}__item_{label}"
    level = "item" if parent.startswith("rec_") else "point"
    return f"{parent}__list_1__{level}_{label}"
