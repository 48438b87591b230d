"""Watching: a change is built and shown, a mistake is named and changes nothing, Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

#: Seconds after which a build, on however busy a machine, has surely ended.
PATIENCE = 300


def wait(what: str, holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something holds; fail where it never does or the process ends."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert process.poll() is None, f"it ended while waiting for: {what}"
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def test_a_writer_sees_each_change_and_each_mistake(
    workplace: Path, tmp_path: Path, repository: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = f"http://127.0.0.1:{port}/fr/themes/"
    messages = tmp_path / "messages.txt"
    command = [sys.executable, "-m", "kb_service.cli", "site", "--lang", "fr", "--watch"]
    command += ["--content", str(workplace / "content"), "--out", str(tmp_path / "out/site")]

    def shown() -> str:
        try:
            with urllib.request.urlopen(page, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            return ""

    def said() -> str:
        return messages.read_text("utf-8")

    with messages.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=repository,
            env={**os.environ, "KB_PORT": str(port)},
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            words = workplace / "site/strings/fr.yml"
            good = words.read_text("utf-8")
            pages = ".site.*/fr/**/*.html"
            wait("the first build", lambda: any((tmp_path / "out").glob(pages)), process)
            words.write_text(good.replace("nav.themes:", "nav.themes: Sujets\n#", 1), "utf-8")
            wait("the change meanwhile", lambda: ">Sujets<" in shown(), process)
            assert "watching" in said()
            words.write_text(good.replace("nav.themes:", "nav.thems:", 1), "utf-8")
            wait("the mistake", lambda: "not built" in said(), process)
            assert "nav.themes: this key is missing" in said()
            assert "changed: site/strings/fr.yml" in said()
            assert ">Sujets<" in shown()
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 0
            assert said().rstrip().endswith("ended") and "Traceback" not in said()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
