"""Security headers: what pages may load, and who may show or load our files."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders

from kb_service.settings import Settings

#: No answer of the API is a page: nothing may run in it and nobody may frame it.
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
#: A drawing that is opened by itself is a page, too: nothing in it may run.
_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

#: What other sites load or frame: the widget and its frame, and the index that it searches.
_FOR_OTHERS = re.compile(r"/widget/(v\d+|\d+\.\d+\.\d+[^/]*)/|/[a-z]{2}/search-index\.json$")


def site_policy(settings: Settings) -> str:
    """The Content-Security-Policy of pages."""
    site, api = urlsplit(settings.base_url), urlsplit(settings.api_url)
    ours = "'self'"
    if (site.scheme, site.netloc) != (api.scheme, api.netloc):
        ours += f" {api.scheme}://{api.netloc}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src {ours}; frame-src {ours}; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


class Policies:
    """Adds to an answer the headers that its kind needs; those that a route has set stay."""

    def __init__(self, settings: Settings) -> None:
        self._page = site_policy(settings)
        self._framed = self._page.replace("; frame-ancestors 'self'", "")
        secure = settings.base_url.startswith("https:") and settings.hsts > 0
        self._hsts = f"max-age={settings.hsts}" if secure else ""

    def complete(self, headers: MutableHeaders, path: str) -> None:
        """Add what is missing in the headers of the answer to a path."""
        media_type = headers.get("content-type", "").partition(";")[0]
        for_others = _FOR_OTHERS.search(path) is not None
        headers.setdefault("x-content-type-options", "nosniff")
        headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
        if self._hsts:
            headers.setdefault("strict-transport-security", self._hsts)
        mine = media_type in ("text/html", "text/css", "text/javascript") and not for_others
        if media_type:  # "not modified" has none, and changes nothing of what was sent before
            resource_policy = "same-origin" if mine else "cross-origin"
            headers.setdefault("cross-origin-resource-policy", resource_policy)
        if media_type == "text/html":
            headers.setdefault("permissions-policy", _NO_DEVICES)
            headers.setdefault("cross-origin-opener-policy", "same-origin")
            policy = self._framed if for_others else self._page
            headers.setdefault("content-security-policy", policy)
        elif media_type == "image/svg+xml":
            headers.setdefault("content-security-policy", _DRAWING_POLICY)
        elif media_type in ("application/json", "application/problem+json"):
            headers.setdefault("content-security-policy", API_POLICY)
