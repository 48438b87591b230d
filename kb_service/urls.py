"""Public addresses: of a passage, a document, a theme, a glossary term on the site."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.anchors import paragraph_page
from indexer.model import Passage


@dataclass(frozen=True, slots=True)
class SiteUrls:
    """Addresses under the public URL of the site, which ends in `/`."""

    base_url: str

    def at(self, language: str, path: str, anchor: str = "") -> str:
        """The address of a path in a language, at an anchor if one is given."""
        return f"{self.base_url}{language}/{path}{'#' + anchor if anchor else ''}"

    def passage(self, passage: Passage) -> str:
        """The canonical address of a passage."""
        return self.at(passage.language, passage.path, passage.anchor)

    def document(self, language: str, document: str) -> str:
        """The page that shows a document as a whole."""
        return self.at(language, f"decisions/{document}/")

    def paragraph(self, language: str, document: str, anchor: str) -> str:
        """The page of the top-level paragraph that holds an anchor, at that anchor."""
        return self.at(language, paragraph_page(document, anchor), anchor)

    def comparison(self, language: str, later: str, earlier: str) -> str:
        """The page that compares a version with the one before it."""
        return self.at(language, f"decisions/{later}/compare/{earlier}/")

    def theme(self, language: str, theme: str) -> str:
        """The page of a theme."""
        return self.at(language, f"themes/{theme}/")

    def audience(self, language: str, audience: str) -> str:
        """The page of an audience."""
        return self.at(language, f"audiences/{audience}/")

    def search(self, language: str) -> str:
        """The search page."""
        return self.at(language, "search/")
