"""Versions of one work: a draft, its revision, and the decision that was adopted from it.

The later document names the one that it `replaces`; everything else follows from that:

* the versions of a work are a chain, oldest first, and each document stands in one chain;
* a version that replaces another is its `revision`, or, where a draft was adopted, `adopted`;
* a version that was replaced is superseded, whatever it was before, and keeps its own status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from indexer.errors import Problem
from indexer.model import Document

Relation = Literal["revision", "adopted"]
Standing = Literal["draft", "issued", "adopted", "superseded"]
Documents = Mapping[str, Document]


def find_earlier(documents: Documents, document: Document) -> Document | None:
    """The version that a document replaces, if there is one."""
    return documents.get(document.replaces) if document.replaces else None


def find_later(documents: Documents, document: Document) -> Document | None:
    """The version that replaces a document, if there is one."""
    return next((each for each in documents.values() if each.replaces == document.id), None)


def list_versions(documents: Documents, document: Document) -> tuple[Document, ...]:
    """The versions of a document's work, oldest first, itself included; it alone where it has none.

    A chain that runs in a circle, which the check reports, is followed once.
    """
    chain = {document.id: document}
    earlier = find_earlier(documents, document)
    while earlier is not None and earlier.id not in chain:
        chain = {earlier.id: earlier, **chain}
        earlier = find_earlier(documents, earlier)
    later = find_later(documents, document)
    while later is not None and later.id not in chain:
        chain[later.id] = later
        later = find_later(documents, later)
    return tuple(chain.values())


def list_neighbours(documents: Documents) -> Iterator[tuple[Document, Document]]:
    """Every version with the one that replaced it, as (earlier, later)."""
    for later in documents.values():
        earlier = find_earlier(documents, later)
        if earlier is not None and earlier is not later:
            yield earlier, later


def name_relation(earlier: Document, later: Document) -> Relation:
    """What a version is to the one that it replaces."""
    return "adopted" if earlier.status == "draft" and later.status != "draft" else "revision"


def find_standing(documents: Documents, document: Document) -> Standing:
    """Whether a document is a draft, issued as it is (a report), adopted, or superseded by a later
    version or decision."""
    if document.status == "superseded" or find_later(documents, document) is not None:
        return "superseded"
    if document.status == "adopted":
        return "adopted"
    return "issued" if document.status == "issued" else "draft"


def list_current(documents: Documents, language: str) -> tuple[Document, ...]:
    """Of each work the version that a reader of a language goes by, in the documents' order: the
    latest that has a text in it, or, where none has, the latest of all."""
    current: dict[str, Document] = {}
    for document in documents.values():
        versions = list_versions(documents, document)
        held = [each for each in versions if language in each.texts]
        current.setdefault((held or versions)[-1].id, (held or versions)[-1])
    return tuple(current[key] for key in documents if key in current)


def check_versions(documents: Documents, root: str) -> list[Problem]:
    """Every `replaces` that cannot be."""
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for document in documents.values():
        if document.replaces is None:
            continue
        where = f"{root}/decisions/{document.id}/document.yml: replaces"
        earlier = documents.get(document.replaces)
        if earlier is None:
            others = ", ".join(key for key in documents if key != document.id) or "none yet"
            accepted = f"accepted are ids of documents in decisions/: {others}"
            problems.append(Problem(where, f"“{document.replaces}” is unknown", accepted))
            continue
        if _runs_in_a_circle(documents, document):
            accepted = "accepted is the version just before this one"
            problems.append(Problem(where, f"“{earlier.id}” leads back to this one", accepted))
            continue
        problems += [Problem(where, *wrong) for wrong in _find_wrong(earlier, document)]
        if (other := first.setdefault(earlier.id, document.id)) != document.id:
            accepted = "accepted is one successor: name the version just before this one"
            problems.append(Problem(where, f"“{earlier.id}” is replaced by {other} too", accepted))
    return problems


def _find_wrong(earlier: Document, later: Document) -> Iterator[tuple[str, str]]:
    """What is wrong with one version in the place of another: what was found, what is accepted."""
    if earlier.status == "superseded":
        yield (
            f"“{earlier.id}” says `status: superseded`",
            "accepted there is the status it was issued with, draft or adopted: that it is "
            "superseded follows from being replaced",
        )
    elif earlier.status == "adopted" and later.status == "draft":
        yield (
            f"a draft replaces “{earlier.id}”, which is adopted",
            "accepted is a draft in the place of a draft, or an adopted text",
        )
    if earlier.kind != later.kind:
        yield (
            f"a {later.kind} replaces “{earlier.id}”, a {earlier.kind}",
            "accepted is a version of the same kind",
        )
    length = min(len(earlier.date), len(later.date))
    if later.date[:length] < earlier.date[:length]:
        yield (
            f"“{earlier.id}” is of {earlier.date}, later than this one ({later.date})",
            "accepted is an earlier version",
        )


def _runs_in_a_circle(documents: Documents, document: Document) -> bool:
    seen = {document.id}
    earlier = find_earlier(documents, document)
    while earlier is not None:
        if earlier.id == document.id:
            return True
        if earlier.id in seen:
            return False  # a circle further back, which its own members report
        seen.add(earlier.id)
        earlier = find_earlier(documents, earlier)
    return False
