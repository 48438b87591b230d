"""Measures the built site as Lighthouse does on a phone, and how long its build takes.

    python -m bench.pages [--langs en,ar,zh] [--no-build] [--json]

Needs Node.js with `npx` (Lighthouse 12 is fetched on first use) and Chromium; nothing of this is
needed to run or test the service. Pages that are `noindex` on purpose get no SEO score.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIGHTHOUSE = "lighthouse@12.8.2"
CHROMIUM = "/usr/bin/chromium"
DECISION = "decisions/iccd-cop14-cst-l1/"
#: A name for each kind of page, and its path below a language.
PAGES = {
    "home": "",
    "search with results": "search/?q=soil",
    "decision": DECISION,
    "paragraph": f"{DECISION}op-9/",
    "side by side": f"{DECISION}beside/ru/",
    "who is asked": "asks/",
    "guidance": "guidance/estimating-soil-carbon-with-few-data/",
    "glossary": "glossary/",
    "widget page": "widget/",
}
_AUDITS = ("total-byte-weight", "largest-contentful-paint", "cumulative-layout-shift")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One page: scores of 0 to 100 (SEO: None where the page is not listed on purpose), its
    weight in KiB as transferred, largest contentful paint in seconds, layout shift."""

    language: str
    page: str
    performance: int
    accessibility: int
    best_practices: int
    seo: int | None
    kibibytes: float
    paint: float
    shift: float


def main() -> None:
    """Print the table, or its lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--langs", default="en,ar,zh", help="languages (en,ar,zh)")
    parser.add_argument("--no-build", action="store_true", help="measure build/site as it is")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    languages = arguments.langs.split(",")
    with _served(build=not arguments.no_build) as (base, seconds):
        found = [
            _measure(base, language, page, path)
            for language in languages
            for page, path in PAGES.items()
        ]
    if arguments.json:
        lines = [asdict(one) for one in found]
        print(json.dumps({"build_seconds": seconds, "pages": lines}, ensure_ascii=False, indent=1))
        return
    if seconds is not None:
        print(f"build of six languages on {os.cpu_count()} cores: {seconds:.1f} s\n")
    print("| page | performance | accessibility | best practices | SEO | KiB | LCP, s | CLS |")
    print("|---|---|---|---|---|---|---|---|")
    for one in found:
        seo = "–" if one.seo is None else one.seo
        print(
            f"| {one.page} ({one.language}) | {one.performance} | {one.accessibility} "
            f"| {one.best_practices} | {seo} | {one.kibibytes:.0f} | {one.paint:.1f} "
            f"| {one.shift:.3f} |"
        )


@contextmanager
def _served(*, build: bool) -> Iterator[tuple[str, float | None]]:
    """The service with the standing index and a site of its own; its address, and the build."""
    from kb_service.server import build_server
    from kb_service.settings import read_settings
    from kb_service.site_build import build_site

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}/"
    settings = read_settings({**os.environ, "KB_BASE_URL": base, "KB_PORT": str(port)})
    with tempfile.TemporaryDirectory() as folder:
        seconds = None
        if build:
            settings = replace(settings, site_dir=Path(folder) / "site")
            start = time.perf_counter()
            build_site(ROOT, settings.site_dir, settings.base_url, settings.api_url, "")
            seconds = time.perf_counter() - start
        server = build_server(settings)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            if not thread.is_alive():
                sys.exit("the service does not start; run `make build` first")
            time.sleep(0.05)
        try:
            yield base, seconds
        finally:
            server.should_exit = True
            thread.join()


def _measure(base: str, language: str, page: str, path: str) -> Measurement:
    command = ["npx", "--yes", LIGHTHOUSE, f"{base}{language}/{path}", "--quiet", "--output=json"]
    command.append("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
    environment = {"CHROME_PATH": CHROMIUM, **os.environ}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"{page} ({language}): Lighthouse failed:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    scores = {
        name: round(100 * category["score"]) for name, category in report["categories"].items()
    }
    listed = report["audits"]["is-crawlable"]["score"] == 1
    weight, paint, shift = (report["audits"][name]["numericValue"] for name in _AUDITS)
    return Measurement(
        language=language,
        page=page,
        performance=scores["performance"],
        accessibility=scores["accessibility"],
        best_practices=scores["best-practices"],
        seo=scores["seo"] if listed else None,
        kibibytes=weight / 1024,
        paint=paint / 1000,
        shift=shift,
    )


if __name__ == "__main__":
    main()
