"""The page that gives partner sites the widget's code: settings, preview, instructions."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from indexer.languages import CODES, LANGUAGES

from .edition import Edition, View, own_view
from .naming import comma
from .routes import SEARCH, WIDGET
from .settings import Deployment
from .strings import read_strings
from .widget_release import ENTRY, LINE, build_release, current_version

_SITE = Path(__file__).resolve().parents[1]
_CODE = Markup('<bdi dir="ltr"><code>{}</code></bdi>')
#: What programmers find in docs/widget.md, by the placeholder that it fills.
_PROGRAMMING = {
    "events": ("ldn-search:select", "ldn-search:results", "ldn-search:error"),
    "interface": ("search()", "clear()", "focus()", "query", "results"),
    "styles": ("--ldn-…", "::part(…)"),
}


def widget_view(edition: Edition) -> View:
    """The page about the widget."""
    strings, deployment = edition.strings, edition.deployment
    release = build_release(_SITE, current_version(_SITE))
    host = _origin(deployment.base_url)
    origins = sorted({host, _origin(deployment.api_url)})
    titles = {code: read_strings(_SITE / "strings", code)("embed.frame_title") for code in CODES}
    context = {
        "settings": {
            "base": deployment.base_url,
            "api": "" if deployment.api_url == _usual_api(deployment) else deployment.api_url,
            "line": f"widget/{LINE}/",
            "release": f"widget/{release.version}/",
            "entry": ENTRY,
            "integrity": release.integrity[ENTRY],
            **{f"title_{code}": title for code, title in titles.items()},
        },
        "module": f"widget/{LINE}/{ENTRY}",
        "version": release.version,
        "all_themes": edition.themes(edition.kb.vocabulary.themes),
        "all_audiences": edition.audiences(edition.kb.vocabulary.audiences),
        "all_documents": list(edition.kb.documents.values()),
        "snippet": _snippet(edition, titles[edition.code]),
        "all_languages": [LANGUAGES[code] for code in CODES],
        "policy": f"script-src {host}; connect-src {' '.join(origins)}; form-action {host}",
        "frame_policy": f"frame-src {host}",
        "programming": _filled(strings.table["embed.programmers"], comma(edition.code)),
    }
    return own_view(
        edition,
        path=WIDGET,
        template="widget",
        title=strings("embed.title"),
        description=strings("embed.lead"),
        section="",
        statuses=(edition.own_status,),
        context=context,
    )


def _usual_api(deployment: Deployment) -> str:
    """Where the widget looks for the API when nothing else is said."""
    return deployment.base_url + "api/v1/"


def _snippet(edition: Edition, title: str) -> str:
    """The shortest code in the page's own language; the page's script makes all others."""
    deployment = edition.deployment
    elsewhere = deployment.api_url != _usual_api(deployment)
    api = f' api="{deployment.api_url}"' if elsewhere else ""
    page = deployment.public_url(edition.code, SEARCH)
    return (
        f'<script type="module" src="{deployment.base_url}widget/{LINE}/{ENTRY}"></script>\n'
        f'<ldn-search lang="{edition.code}"{api}>\n'
        f'  <a href="{page}">{title}</a>\n'
        "</ldn-search>"
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _filled(text: str, between: str) -> Markup:
    """Words with what programmers type in the place of their placeholders, `between` these."""
    pieces = re.split(r"\{(\w+)\}", text)
    return Markup("").join(
        Markup(between).join(_CODE.format(name) for name in _PROGRAMMING[piece])
        if place % 2
        else escape(piece)
        for place, piece in enumerate(pieces)
    )
