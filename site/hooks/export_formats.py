"""The files that the service makes of packs, as pages offer them: by what they are for.

What a service really offers it says itself (`/exports/formats`): scripts compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kb_service.exports.formats import FORMATS, Need

Group = Literal["teaching", "platforms", "data"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of the service (`kb_service.exports.formats.Format`) with its group."""

    id: str
    group: Group
    bilingual: bool
    needs: Need


#: In the order in which they are offered; `page` is the preview.
_GROUPS: Mapping[Group, tuple[str, ...]] = {
    "teaching": ("docx", "pptx", "pdf", "epub", "html"),
    "platforms": ("scorm", "imscc", "moodle-xml"),
    "data": ("gift", "anki", "csv", "md", "json"),
}
EXPORT_FORMATS = tuple(
    ExportFormat(id_, group, FORMATS[id_].bilingual, FORMATS[id_].needs)
    for group, ids in _GROUPS.items()
    for id_ in ids
)
