"""The site's own code: the content model becomes views, templates turn views into pages.

Loaded by file path under the name `ldn_site` (see `kb_service.site_build`), because Python has
a module named `site` already. MkDocs is known to `mkdocs_events.py` alone; the templates are
known by name only, so that the skin can be replaced.
"""
