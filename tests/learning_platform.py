"""A learning platform that plays SCORM packages, and a learner who knows the answers."""

from __future__ import annotations

import io
import shutil
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import FrameLocator, Page

from indexer.items import Quiz

_HERE = Path(__file__).parent


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def install(package: bytes, folder: Path) -> None:
    """Unpack a package as a platform does."""
    zipfile.ZipFile(io.BytesIO(package)).extractall(folder)


@contextmanager
def serve_platform(root: Path) -> Iterator[str]:
    """The address of the platform on a free port; `?name` plays the package in that folder."""
    shutil.copy(_HERE / "vendor" / "scorm-again" / "scorm12.min.js", root)
    shutil.copy(_HERE / "exports" / "platform.html", root)
    (root / "favicon.ico").touch()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/platform.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tell(page: Page, name: str) -> str:
    """What the platform holds."""
    return str(page.evaluate("name => API.LMSGetValue(name)", name))


def go_to(course: FrameLocator, page_id: str) -> None:
    course.locator("summary").click()
    course.locator(f"nav a[href='#{page_id}']").click()


def check(course: FrameLocator | Page) -> None:
    course.locator("#quiz-form .buttons button").first.click()


def answer(course: FrameLocator, number: int, quiz: Quiz) -> None:
    """Answer a question rightly, as somebody would who reads the labels."""
    box = course.locator(f"#question-{number}")
    if quiz.type == "short":
        box.locator("input").fill(f"  {quiz.answers[0].upper()}. ")
    elif quiz.type == "matching":
        for index, pair in enumerate(quiz.pairs):
            select = box.locator("select").nth(index)
            labels = select.locator("option").all_inner_texts()
            select.select_option(label=next(x for x in labels if x.endswith(pair.right)))
    else:
        inputs = box.locator("input")
        for index, option in enumerate(quiz.options):
            if option.correct:
                inputs.nth(index).check()
            elif quiz.type == "multiple":
                inputs.nth(index).uncheck()
