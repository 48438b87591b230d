"""Where every page stands, and the links between pages.

A path has no language and ends in a slash (`decisions/iccd-cop14-cst-l1/op-9/`; the home page's
is empty). Links are relative, so that the site works under any sub-path and from a folder.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from indexer.anchors import paragraph_page
from indexer.model import Document

HOME = ""
DOCUMENTS = "decisions/"
THEMES = "themes/"
AUDIENCES = "audiences/"
GUIDANCE = "guidance/"
GLOSSARY = "glossary/"
ABOUT = "about/"
SEARCH = "search/"
ASKS = "asks/"
CORRECTIONS = "corrections/"
SOURCES = "sources/"
FIGURES = "figures/"
OFFLINE = "offline/"
COURSES = "courses/"
PACK = "pack/"

#: Stand in pages in the place of the sizes of a language's copies until it is built
#: (kb_service/site_copies.py).
ZIP_SIZE = "@size-of-zip@"
KEPT_SIZE = "@size-of-kept@"
WIDGET = "widget/"

#: A document's text as Akoma Ntoso, beside its page.
AKN_FILE = "akn.xml"


def document_path(document: Document | str) -> str:
    """The path of a whole document."""
    return f"decisions/{document if isinstance(document, str) else document.id}/"


def akn_path(document: Document) -> str:
    """Where a document's text in the same language lies as Akoma Ntoso."""
    return document_path(document) + AKN_FILE


def paragraph_path(document: Document, anchor: str) -> str:
    """The path of the page of the top-level paragraph that an anchor belongs to; the document's
    for a heading or text without a number."""
    return paragraph_page(document.id, anchor)


def beside_path(document: Document, language: str) -> str:
    """The path of a whole document beside its text in another language."""
    return f"{document_path(document)}beside/{language}/"


def comparison_path(later: Document, earlier: Document) -> str:
    """The path of what changed from a version of a work to the next one."""
    return f"{document_path(later)}compare/{earlier.id}/"


def theme_path(theme: str) -> str:
    """The path of a theme's page."""
    return f"{THEMES}{theme}/"


def audience_path(audience: str) -> str:
    """The path of an audience's page."""
    return f"{AUDIENCES}{audience}/"


def zip_path(language: str) -> str:
    """Where all pages of a language can be downloaded in one file; the path names no language."""
    return f"downloads/ldn-guidance-{language}.zip"


def relative(target: str, base: str) -> str:
    """The link from one path of the whole site to another (`fr/themes/` from `en/`)."""
    path, hash_mark, anchor = target.partition("#")
    path, question, query = path.partition("?")
    folder = path.endswith("/") or not path
    link = posixpath.relpath("/" + path, "/" + base)
    if folder:
        link += "/"
    if path == base and (hash_mark or question):
        link = "" if not question else "./"
    return f"{link}{question}{query}{hash_mark}{anchor}"


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one page: from `path` in `language`, or from `root` where that is given.

    `root` is for a page that is served under any address (404): its links start at the site's
    own path instead of being relative.
    """

    language: str
    path: str
    root: str | None = None

    def site(self, target: str) -> str:
        """A link to a path that names its language, or to the language choice (empty)."""
        if self.root is not None:
            return self.root + target
        return relative(target, f"{self.language}/{self.path}")

    def page(self, path: str, anchor: str = "") -> str:
        """A link to a page in the same language."""
        return self.site(f"{self.language}/{path}" + (f"#{anchor}" if anchor else ""))

    def other(self, language: str, path: str | None = None, anchor: str = "") -> str:
        """A link to the same page, or to another, in another language."""
        where = self.path if path is None else path
        return self.site(f"{language}/{where}" + (f"#{anchor}" if anchor else ""))

    def asset(self, name: str) -> str:
        """A link to a static file of the same language's folder."""
        return self.site(f"{self.language}/{name}")

    def search(self, **parameters: str) -> str:
        """A link to the search page with a query or filters."""
        return self._query(SEARCH, parameters)

    def asks(self, **parameters: str) -> str:
        """A link to the page of who is asked to do what, with filters."""
        return self._query(ASKS, parameters)

    def _query(self, path: str, parameters: dict[str, str]) -> str:
        query = "&".join(f"{quote(key)}={quote(value)}" for key, value in parameters.items())
        return self.page(path) + (f"?{query}" if query else "")

    def api(self, api_url: str, base_url: str) -> str:
        """The API's address as a page should call it: relative where it is on the same site."""
        if api_url.startswith(base_url) and self.root is None:
            return self.site(api_url.removeprefix(base_url))
        if api_url.startswith(base_url):
            return urlsplit(base_url).path + api_url.removeprefix(base_url)
        return api_url
