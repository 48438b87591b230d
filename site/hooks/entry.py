"""The file that MkDocs loads: it registers this folder as the package `ldn_site`.

The folder cannot be imported by its own name, because Python has a module named `site`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

PACKAGE = "ldn_site"


def _register_package() -> None:
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} holds no package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


if PACKAGE not in sys.modules:
    _register_package()

_events = importlib.import_module(f"{PACKAGE}.mkdocs_events")

on_config = _events.on_config
on_files = _events.on_files
on_env = _events.on_env
on_page_markdown = _events.on_page_markdown
on_page_context = _events.on_page_context
on_template_context = _events.on_template_context
