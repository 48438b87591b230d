"""The scripts and styles that pages load: what is in each bundle, under which name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .bundle import Made, bundle_script, bundle_styles, digest_name
from .skin import cut_skin
from .strings import Strings
from .widget_release import made_modules, widget_words

_STYLES = (
    *(
        "tokens",
        "frame",
        "content",
        "diagrams",
        "searchbox",
        "search",
        "widget",
        "courses",
        "versions",
    ),
    "print",
)
#: Scripts that only one kind of page needs, by its template.
_EXTRA = {"pack": "pack.js"}
_CHOICE_STYLES = ("tokens", "choice")


@dataclass(frozen=True, slots=True)
class Shell:
    """Files by name, and which of them a page loads: style, early script, script.

    `extra` has the script that a kind of page loads besides, by its template.
    """

    files: dict[str, str]
    style: str
    colours: str
    script: str
    extra: dict[str, str]


def page_shell(site: Path, skin: Sequence[Path], strings: Strings) -> Shell:
    """The bundles of every page in a language, `skin` being the theme's own stylesheets.

    The script holds the search box's words in that language.
    """
    sheets = _sheets(site, _STYLES)
    ours = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    theirs = "\n".join(cut_skin(sheet.read_text(encoding="utf-8"), ours) for sheet in skin)
    made = made_modules(site, widget_words(strings))
    shell = _shell("site", bundle_styles(sheets, theirs), site, "site.js", made)
    extra = {}
    for template, entry in _EXTRA.items():
        content = bundle_script(site / "scripts" / entry)
        extra[template] = digest_name(entry, content)
        shell.files[extra[template]] = content
    return replace(shell, extra=extra)


def choice_shell(site: Path) -> Shell:
    """The bundles of the pages above the languages."""
    return _shell("choice", bundle_styles(_sheets(site, _CHOICE_STYLES)), site, "choice.js")


def _sheets(site: Path, names: Sequence[str]) -> list[Path]:
    return [site / "styles" / f"{name}.css" for name in names]


def _shell(name: str, styles: str, site: Path, entry: str, made: Made | None = None) -> Shell:
    scripts = site / "scripts"
    files = (
        (f"{name}.css", styles),
        ("colours.js", bundle_script(scripts / "colours.js")),
        (f"{name}.js", bundle_script(scripts / entry, made)),
    )
    named = [(digest_name(plain, content), content) for plain, content in files]
    style, colours, script = (name for name, _ in named)
    return Shell(dict(named), style, colours, script, {})
