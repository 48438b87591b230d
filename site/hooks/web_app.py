"""The site in one language as an app that browsers can install."""

from __future__ import annotations

import json

from .edition import Edition
from .routes import GLOSSARY, OFFLINE, SEARCH, document_path

#: The colour of the paper (site/styles/tokens.css), behind the app until a page is there.
_PAPER = "#faf7f1"


def web_app_manifest(edition: Edition) -> str:
    """The manifest; its addresses start at the language's folder, its scope holds all languages."""
    strings = edition.strings
    documents = list(edition.kb.documents.values())
    shortcuts = [
        (strings("nav.search"), SEARCH),
        *(
            (
                edition.isolate(each.symbol) if len(documents) > 1 else strings("nav.decision"),
                document_path(each),
            )
            for each in documents
        ),
        (strings("nav.glossary"), GLOSSARY),
        (strings("offline.title"), OFFLINE),
    ]
    manifest = {
        "name": strings("site.name"),
        "short_name": strings("site.name"),
        "description": strings("site.description"),
        "lang": edition.language.tag,
        "dir": edition.language.direction,
        "start_url": "./",
        "scope": "../",
        "display": "standalone",
        "display_override": ["minimal-ui"],
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "categories": ["education", "government", "reference"],
        "icons": [
            {"src": "images/mark.svg", "type": "image/svg+xml", "sizes": "any"},
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            _icon("icon-maskable-512.png", 512) | {"purpose": "maskable"},
        ],
        "shortcuts": [{"name": name, "url": f"./{path}"} for name, path in shortcuts],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": f"images/{name}", "type": "image/png", "sizes": f"{size}x{size}"}
