"""The widget as it is served: one module, what it loads on demand, and the digests of both.

* `/widget/<version>/` holds the files of a release and never changes. Those of released versions
  stand in `site/widget/releases/`; that of the current version is built from its sources, and a
  test holds it against the record `releases.json`.
* `/widget/v1/` moves: its module is that of the newest release, and loads what it needs from the
  folder of its own version, so that a module in somebody's cache always finds its own parts.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import escape
from rcssmin import cssmin

from indexer.languages import CODES

from .bundle import bundle_module
from .settings import Deployment
from .strings import MEASURE, Strings, read_strings

#: The folder of the line of compatible releases.
LINE = "v1"
ENTRY = "ldn-search.js"
_STATIC = "static-search.js"
#: Interface words of the widget; all others stay on the site.
_WORDS = re.compile(
    r"(widget|kind)\..+|notice\.(draft|superseded)_short|paragraph\.(operative|preambular)"
    r"|status\.(official|original|reviewed|unofficial)"
    r"|search\.(title|label|placeholder|submit|loading|empty_title|empty_reference|rejected_title"
    r"|corrections?|suggestions|suggestions_count|no_suggestions|facet_.+)"
)


@dataclass(frozen=True, slots=True)
class Release:
    """The files of one version by name, as they are served."""

    version: str
    files: Mapping[str, str]

    @property
    def integrity(self) -> dict[str, str]:
        """The digest of every file, as Subresource Integrity writes it."""
        return {name: digest(text) for name, text in sorted(self.files.items())}

    @property
    def manifest(self) -> str:
        """What a partner or a machine reads before it pins this version."""
        told = {"version": self.version, "line": LINE, "files": self.integrity}
        return json.dumps(told, indent=2) + "\n"


def digest(text: str) -> str:
    """The SHA-384 digest of a text for an `integrity` attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(text.encode()).digest()).decode()


def widget_words(strings: Strings) -> dict[str, str]:
    """The words that the widget needs in one language."""
    return {key: text for key, text in strings.table.items() if _WORDS.fullmatch(key)}


def made_modules(site: Path, words: Mapping[str, str]) -> dict[Path, str]:
    """Modules that the component imports and a build makes: its styles and its words."""
    styles = cssmin((site / "widget" / "ldn-search.css").read_text(encoding="utf-8"))
    folder = site / "widget" / "made"
    return {
        folder / "styles.js": f"export const STYLES = {_literal(styles)};\n",
        folder / "words.js": f"export const WORDS = {_literal(words)};\n",
    }


def read_record(site: Path) -> dict[str, dict[str, str]]:
    """Every recorded version, oldest first, with the digests of its files."""
    path = site / "widget" / "releases.json"
    record: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return record


def current_version(site: Path) -> str:
    """The version that the sources are: the last one recorded."""
    return list(read_record(site))[-1]


@functools.cache
def build_release(site: Path, version: str) -> Release:
    """The release that the sources make."""
    folder = site / "widget"
    words = {code: widget_words(read_strings(site / "strings", code)) for code in CODES}
    parts = {
        f"strings/{code}.json": _literal(table) + "\n"
        for code, table in words.items()
        if code != MEASURE
    }
    parts[_STATIC] = bundle_module(folder / _STATIC)
    told = {"version": version, "files": {name: digest(text) for name, text in parts.items()}}
    made = {
        **made_modules(site, words[MEASURE]),
        folder / "made" / "release.js": f"export const RELEASE = {_literal(told)};\n",
    }
    return Release(version, {ENTRY: bundle_module(folder / ENTRY, made), **parts})


def write_widget(site: Path, out: Path, deployment: Deployment) -> None:
    """Write `widget/` below the built site: every release, the moving line, the page to frame."""
    folder = site / "widget"
    release = build_release(site, current_version(site))
    for released in sorted((folder / "releases").glob("*/")):
        if released.name != release.version:
            shutil.copytree(released, out / released.name)
    write_release(release, out / release.version)
    line = out / LINE
    _write(line / ENTRY, release.files[ENTRY])
    _write(line / "manifest.json", release.manifest)
    _write(line / "frame.js", bundle_module(folder / "frame.js"))
    _write(line / "frame.css", cssmin((folder / "frame.css").read_text(encoding="utf-8")) + "\n")
    headings = {code: read_strings(site / "strings", code)("search.label") for code in CODES}
    _write(line / "frame.html", _frame(folder / "frame.html", deployment, headings))


def write_release(release: Release, out: Path) -> None:
    """Write the folder of one version."""
    for name, text in {**release.files, "manifest.json": release.manifest}.items():
        _write(out / name, text)


def _frame(template: Path, deployment: Deployment, headings: Mapping[str, str]) -> str:
    api = urlsplit(deployment.api_url)
    values = {
        "api": deployment.api_url,
        "api_origin": f"{api.scheme}://{api.netloc}",
        "words": _literal(headings),
        "icon": f"../../{deployment.languages[0]}/images/mark.svg",
    }
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{{ {name} }}}}", escape(value))
    return text


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
