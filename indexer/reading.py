"""How long a page is: its own words, and the minutes that reading it takes."""

from __future__ import annotations

import re

from indexer.embeds import own_words
from indexer.model import KnowledgeBase, PageText

#: Words a minute (characters in Chinese) of adults reading prose silently, as measured by
#: Trauzettel-Klosinski and Dietz, "Standardized Assessment of Reading Performance" (2012).
_SPEED = {"ar": 138, "zh": 255, "en": 228, "fr": 195, "ru": 184, "es": 218}
#: Marks of Markdown, and where links lead: not words.
_SYNTAX = re.compile(r"\]\([^)]*\)|\{#[a-z0-9-]+\}|^\s*\d+\.\s|[*|>#\[]", re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff]")


def count_words(kb: KnowledgeBase, text: PageText) -> int:
    """Words of a page's own sentences, characters in Chinese; quotations and marks do not count."""
    own = _SYNTAX.sub(" ", own_words(text.markdown, kb, text.language))
    if text.language == "zh":
        return len(_HAN.findall(own))
    return sum(any(map(str.isalnum, word)) for word in own.split())


def reading_minutes(kb: KnowledgeBase, text: PageText) -> int:
    """Whole minutes, at least one, that reading a page's own words takes."""
    return max(1, round(count_words(kb, text) / _SPEED[text.language]))
