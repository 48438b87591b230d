"""Markdown as HTML, by converters that are made once: making one costs more than a short text."""

from __future__ import annotations

import threading
from functools import cache

from markdown import Markdown

_ours = threading.local()  # a converter holds the state of what it converts


def convert(source: str, *extensions: str) -> str:
    """A Markdown text as XHTML, read with these extensions."""
    if not hasattr(_ours, "converter"):
        _ours.converter = cache(_make)
    html: str = _ours.converter(extensions).reset().convert(source)
    return html


def _make(extensions: tuple[str, ...]) -> Markdown:
    return Markdown(extensions=list(extensions), output_format="xhtml")
