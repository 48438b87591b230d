"""A partner's site: another origin, with a strict policy of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page
from visit import note_wrong

_PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>A partner</title>
  <link rel="icon" href="/icon.svg">
  <link rel="stylesheet" href="/site.css">
  {head}
</head>
<body><main><h1>A partner</h1>{body}</main></body>
</html>
"""
#: Styles that would show at once if they leaked into the widget.
_STYLES = """
html { font-size: 62.5%; color-scheme: light dark }
body { font: italic 20px/3 fantasy; text-align: right; letter-spacing: 4px; margin: 16px }
main { max-width: 600px }
input, a, p, span { text-transform: uppercase !important; border: 3px dotted magenta !important }
"""
_OTHERS = {
    "/site.css": ("text/css", _STYLES),
    "/icon.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
}


@dataclass
class Partner:
    """The site, the page that shows it, and everything that went wrong there."""

    url: str
    policy: str
    page: Page
    html: str = ""
    wrong: list[str] = field(default_factory=list)

    def show(self, body: str, head: str) -> None:
        """Open a page with this content."""
        self.html = _PAGE.format(head=head, body=body)
        self.page.goto(self.url)


@contextmanager
def serve_partner(page: Page, service: str) -> Iterator[Partner]:
    """A partner that allows its own styles and the service's scripts and answers, nothing else."""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        f"script-src {service}; connect-src {service}; form-action {service}; frame-src {service}"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = _OTHERS.get(self.path, ("text/html", partner.html))
            self.send_response(200)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-security-policy", partner.policy)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    partner = Partner(f"http://127.0.0.1:{server.server_port}/", policy, page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    note_wrong(page, partner.wrong)
    yield partner
    server.shutdown()
    server.server_close()
    thread.join()
