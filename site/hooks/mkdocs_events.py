"""The hook that MkDocs calls: views in, pages out. All that knows MkDocs stands here.

`entry.py` hands these functions to MkDocs. What a build needs comes from the
configuration's `extra.ldn` (see mkdocs.yml), never from the environment.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from indexer.content import read_knowledge_base
from indexer.languages import CODES, LANGUAGES

from .attachments import build_attachments
from .build_views import build_views
from .edition import Edition, View
from .frame import frame_context, not_found_view
from .routes import Links
from .search_index import search_index_files
from .settings import Deployment
from .shell import Shell, page_shell
from .sitemap import list_pages
from .strings import read_strings

#: Files of the skin and of MkDocs that the site does not use, and templates that are no pages.
_UNUSED = (
    "assets/javascripts/",
    "assets/images/",
    "assets/stylesheets/",
    "root/",
    "sitemap.xml",
)


class _Build:
    """What the events of one build share."""

    edition: Edition
    views: dict[str, View]
    shell: Shell


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read content and words, and make every view."""
    given = config.extra["ldn"]
    root = Path(config.config_file_path).parent
    language = LANGUAGES[given["language"]]
    _Build.edition = Edition(
        kb=given.get("knowledge_base") or read_knowledge_base(root / "content"),
        language=language,
        strings=read_strings(root / "site" / "strings", language.code),
        deployment=Deployment(
            given["base_url"],
            given["api_url"],
            given["report_url"],
            str(given["operator"] or ""),
            given.get("languages", CODES),
        ),
    )
    _Build.views = {_source(view): view for view in build_views(_Build.edition)}
    config.theme.static_templates.discard("sitemap.xml")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for every view, and every attachment; drop what the skin brings unasked."""
    skin = [f for f in files if re.match(r"assets/stylesheets/main\..*\.css$", f.src_uri)]
    for file in [f for f in files if _is_unused(f.src_uri)]:
        files.remove(file)
    site = Path(config.config_file_path).parent / "site"
    sheets = [Path(f.abs_src_path) for f in skin if f.abs_src_path]
    _Build.shell = page_shell(site, sheets, _Build.edition.strings)
    for name, content in _Build.shell.files.items():
        files.append(File.generated(config, name, content=content))
    for name, content in search_index_files(_Build.edition).items():
        files.append(File.generated(config, name, content=content))
    for source in _Build.views:
        files.append(
            File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        )
    for attachment in build_attachments(_Build.edition):
        files.append(File.generated(config, attachment.path, content=attachment.content))
    return files


def _is_unused(source: str) -> bool:
    if source.startswith("images/social-"):
        return source != f"images/social-{_Build.edition.code}.png"
    return source.startswith(_UNUSED) or source.endswith(".map")


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Escape everything that a template prints, unless it is marked as HTML already."""
    env.autoescape = True
    env.trim_blocks = True
    env.lstrip_blocks = True
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Name the template of a page, and its title for MkDocs' own bookkeeping."""
    view = _Build.views[page.file.src_uri]
    page.meta["template"] = f"pages/{view.template}.html"
    page.meta["title"] = view.title
    return markdown


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """What the templates of a page read."""
    view = _Build.views[page.file.src_uri]
    links = Links(_Build.edition.code, view.path)
    return {**context, **frame_context(_Build.edition, view, links, _Build.shell)}


def on_template_context(
    context: dict[str, Any], template_name: str, config: MkDocsConfig
) -> dict[str, Any]:
    """What the page for unknown addresses reads: its links start at the site's own path."""
    view = not_found_view(_Build.edition)
    links = Links(_Build.edition.code, "", root=_Build.edition.deployment.base_path)
    return {**context, **frame_context(_Build.edition, view, links, _Build.shell)}


def listed_pages() -> list[tuple[object, ...]]:
    """The pages of the last build that search engines may list, as plain tuples of `Listed`."""
    return [tuple(page) for page in list_pages(_Build.views.values())]


def _source(view: View) -> str:
    return f"{view.path}index.md"
