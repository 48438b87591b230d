"""The files that the service makes of packs, as pages offer them.

What a service really offers it says itself (`/exports/formats`): scripts compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["teaching", "platforms", "data"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format by its id; `bilingual` ones can hold two languages side by side.

    `needs` is what a selection must hold: "questions", "terms or questions", or nothing at all.
    """

    id: str
    group: Group
    bilingual: bool = False
    needs: Literal["questions", "terms or questions", ""] = ""


EXPORT_FORMATS = (
    ExportFormat("docx", "teaching", bilingual=True),
    ExportFormat("pptx", "teaching", bilingual=True),
    ExportFormat("pdf", "teaching"),
    ExportFormat("epub", "teaching"),
    ExportFormat("html", "teaching", bilingual=True),
    ExportFormat("scorm", "platforms"),
    ExportFormat("imscc", "platforms"),
    ExportFormat("moodle-xml", "platforms", needs="questions"),
    ExportFormat("gift", "data", needs="questions"),
    ExportFormat("anki", "data", needs="terms or questions"),
    ExportFormat("csv", "data"),
    ExportFormat("md", "data"),
    ExportFormat("json", "data"),
)
