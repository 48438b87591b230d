"""`docs/settings.md`, made from the table of settings."""

from __future__ import annotations

from kb_service.settings import SETTINGS


def build_documentation() -> str:
    """`docs/settings.md` as it should be."""
    lines = [
        "# Settings",
        "",
        "<!-- Generated from kb_service/settings.py by: python -m kb_service.settings -->",
        "",
        "The service is configured by environment variables, read once when it starts. An unknown",
        "`KB_*` variable or a value that cannot be used stops it with a message that says what is",
        "accepted.",
        "",
    ]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        lines += [
            f"## `{setting.name}`",
            "",
            f"*{setting.type}; default {default}.* {setting.help}",
            "",
        ]
    return "\n".join(lines)
