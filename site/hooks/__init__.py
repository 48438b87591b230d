"""The site's own code: the content model becomes views, templates turn views into pages.

Registered as the package `ldn_site` by `entry.py`. MkDocs is known to `mkdocs_events.py` alone;
templates are known by name only, so that the skin can be replaced.
"""
