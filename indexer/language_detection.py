"""Which of the six languages a longer text is in.

Han, Arabic and Cyrillic letters settle three of them; among the Latin ones langdetect decides,
limited to our languages and seeded. It serves for whole files, where it is sure; short queries
are another matter (`kb_service.query_language`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

_SCRIPTS = (
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
)


@cache
def latin_detector() -> DetectorFactory:
    """langdetect's factory with the profiles of English, French and Spanish alone, seeded."""
    from langdetect.detector_factory import DetectorFactory

    folder = resources.files("langdetect").joinpath("profiles")
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile(
        [folder.joinpath(code).read_text("utf-8") for code in ("en", "fr", "es")]
    )
    return factory


@lru_cache(maxsize=1 << 14)  # the same texts are checked again after every small change
def detect_text_language(text: str) -> str | None:
    """The language of most letters of a text; None for a text without letters."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    counts["zh"] *= 3  # a Han character says as much as a short word
    name = max(counts, key=lambda script: counts[script])
    if not counts[name]:
        return None
    if name != "latin":
        return name
    detector = latin_detector().create()
    detector.append(text[:1000])
    ranked = detector.get_probabilities()
    return ranked[0].lang if ranked else None
