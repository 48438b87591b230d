"""All views of an edition, in a stable order."""

from __future__ import annotations

from indexer.errors import ContentError

from .asks import asks_view
from .changes import changes_view
from .course_views import course_views
from .decision_views import decision_views
from .documents_view import documents_views
from .edition import Edition, View
from .offline import offline_view
from .pack_view import items_by_id, pack_view
from .page_views import page_views
from .versions import comparison_views
from .vocabulary_views import vocabulary_views
from .widget_views import widget_view


def build_views(edition: Edition) -> list[View]:
    """Every page of one language; ContentError where two would stand at the same path."""
    items = items_by_id(edition)
    views = [
        *page_views(edition),
        *documents_views(edition),
        *decision_views(edition),
        *comparison_views(edition),
        asks_view(edition),
        changes_view(edition),
        *vocabulary_views(edition),
        *course_views(edition, items),
        pack_view(edition, items),
        widget_view(edition),
        offline_view(edition),
    ]
    seen: set[str] = set()
    for view in views:
        if view.path in seen:
            raise ContentError(
                f"{view.path}: two pages would stand there; use another slug for one of them"
            )
        seen.add(view.path)
    return views
