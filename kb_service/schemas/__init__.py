"""The bodies of the API: every field described, with examples; the source of its documentation.

Answers are built from plain data at full speed and not validated while serving; tests validate
every kind of answer against these models.
"""

from __future__ import annotations

from kb_service.schemas.common import (
    Body,
    ConceptLabel,
    KnowledgeBaseVersion,
    ParameterProblemBody,
    ProblemBody,
    TranslationStatus,
)
from kb_service.schemas.content import (
    DocumentAnswer,
    DocumentList,
    FigureList,
    PageAnswer,
    PageList,
    ParagraphAnswer,
    SourceList,
)
from kb_service.schemas.courses import CourseAnswer, CourseList, FormatList
from kb_service.schemas.search import RelatedAnswer, SearchAnswer, SuggestAnswer
from kb_service.schemas.service import BulkRow, Health, ProblemTypeBody, Readiness, RootAnswer
from kb_service.schemas.versions import ComparisonAnswer
from kb_service.schemas.vocabulary import (
    ConceptList,
    GlossaryAnswer,
    LanguageList,
    TagList,
    VerbList,
)

__all__ = [
    "Body",
    "BulkRow",
    "ComparisonAnswer",
    "ConceptLabel",
    "ConceptList",
    "CourseAnswer",
    "CourseList",
    "DocumentAnswer",
    "DocumentList",
    "FigureList",
    "FormatList",
    "GlossaryAnswer",
    "Health",
    "KnowledgeBaseVersion",
    "LanguageList",
    "PageAnswer",
    "PageList",
    "ParagraphAnswer",
    "ParameterProblemBody",
    "ProblemBody",
    "ProblemTypeBody",
    "Readiness",
    "RelatedAnswer",
    "RootAnswer",
    "SearchAnswer",
    "SourceList",
    "SuggestAnswer",
    "TagList",
    "TranslationStatus",
    "VerbList",
]
