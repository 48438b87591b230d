"""The errors of this project, and the record of one problem.

    KnowledgeBaseError
    ├── SourceError     an issued document could not be read or is no decision
    ├── ContentError    something under content/ is wrong
    ├── ArtefactError   the index or model folder is missing, broken or foreign
    └── QueryError      a caller asked for something that cannot be answered

Every message says where, what was found and what is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class KnowledgeBaseError(Exception):
    """Base of every error that is shown to people as a sentence, never as a traceback."""


class SourceError(KnowledgeBaseError):
    """An issued document is unreadable, truncated or not a decision."""


class ContentError(KnowledgeBaseError):
    """Content does not follow the content model."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class ArtefactError(KnowledgeBaseError):
    """An index artefact or a model folder is missing, broken or made for another format."""


class QueryError(KnowledgeBaseError):
    """A request names something unknown or has a value out of bounds."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, at one place.

    `where` is a path with a line or an anchor, `found` what stands there,
    `accepted` what may stand there instead. A doubt about a paragraph that an editor may settle
    (`indexer.resolutions`) has the paragraph's `anchor` and says `what` is doubtful.
    """

    where: str
    found: str
    accepted: str
    anchor: str = ""
    what: str = ""

    def __str__(self) -> str:
        entry = f" [anchor: {self.anchor}, what: {self.what}]" if self.what else ""
        return f"{self.where}: {self.found}; {self.accepted}{entry}"
