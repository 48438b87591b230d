"""What a build of the site is told: where it will be published, and for which language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from indexer.languages import CODES


@dataclass(frozen=True, slots=True)
class Deployment:
    """Public addresses and who runs the site, as in `kb_service.settings.Settings`.

    Invariants: `base_url` and `api_url` are absolute and end in `/`; `report_url` is empty,
    `mailto:address` or an https URL; `operator` is empty where nobody is named; `languages`
    are those that the site has once it is built, in the order of the United Nations.
    """

    base_url: str
    api_url: str
    report_url: str
    operator: str = ""
    languages: tuple[str, ...] = CODES

    @property
    def base_path(self) -> str:
        """The path under which the site is published, with slashes around it."""
        return urlsplit(self.base_url).path

    @property
    def is_local(self) -> bool:
        """Whether the public address is one that only this machine knows."""
        return urlsplit(self.base_url).hostname in {"127.0.0.1", "::1", "localhost"}

    @property
    def api_docs_url(self) -> str:
        """The interactive documentation of the API."""
        return self.api_url.removesuffix("v1/") + "docs"

    def public_url(self, language: str, path: str = "", anchor: str = "") -> str:
        """The permanent address of a page."""
        return f"{self.base_url}{language}/{path}" + (f"#{anchor}" if anchor else "")

    def report_link(self, subject: str, url: str) -> str:
        """Where to report an error in something, with its name and address filled in."""
        if not self.report_url:
            return ""
        if self.report_url.startswith("mailto:"):
            glue = "&" if "?" in self.report_url else "?"
            return f"{self.report_url}{glue}subject={quote(subject)}&body={quote(url)}"
        glue = "&" if urlsplit(self.report_url).query else "?"
        return f"{self.report_url}{glue}title={quote(subject)}&body={quote(url)}"
