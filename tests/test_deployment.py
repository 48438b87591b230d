"""Dockerfile and compose.yml, as far as they can be checked without a container engine.

Their form is read, and the RUN steps of the build and the CMD are run as a script in an empty
folder that holds only what the Dockerfile copies.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from kb_service.settings import read_settings

ROOT = Path(__file__).parents[1]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"))
    text = text.replace("\\\n", " ")
    found = [re.match(r"([A-Z]+)\s+(.*)", line) for line in text.splitlines() if line.strip()]
    assert all(found)
    return [(m[1], m[2].strip()) for m in found if m]


def test_the_image_is_small_and_unprivileged() -> None:
    steps = instructions()
    assert [name for name, _ in steps].count("FROM") == 2
    users = [value for name, value in steps if name == "USER"]
    assert users == ["10001"]
    assert not any("torch" in value or "models" in value for _, value in steps)
    known = {"FROM", "ARG", "ENV", "WORKDIR", "RUN", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {name for name, _ in steps} <= known


def test_every_copied_file_exists_and_is_in_the_context() -> None:
    allowed = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line[:1] == "!"
    }
    for name, value in instructions():
        if name == "COPY" and not value.startswith("--from"):
            for source in value.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert source in allowed, source


def test_compose_reads_and_hardens() -> None:
    service = yaml.safe_load((ROOT / "compose.yml").read_text("utf-8"))["services"]["ldn-guidance"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["ports"] == ["127.0.0.1:8000:8000"]
    proxies = service["environment"]["KB_TRUSTED_PROXIES"].partition(":-")[2].rstrip("}")
    assert len(read_settings({"KB_TRUSTED_PROXIES": proxies}).trusted_proxies) == 4
    arguments = {value for name, value in instructions() if name == "ARG"}
    for name in service["build"]["args"]:
        assert any(argument.startswith(name) for argument in arguments)


@pytest.mark.browser
def test_the_steps_of_the_image_build_and_serve(tmp_path: Path) -> None:
    """The build's commands in a folder with the copied files alone; then the CMD answers.

    Vectors are taken over from the index that `make test` has built: embedding is tested elsewhere.
    """
    app = tmp_path / "app"
    for name, value in instructions():
        if name == "COPY" and not value.startswith("--from"):
            *sources, target = value.split()
            for source in sources:
                place = app / target if len(sources) == 1 and target != "./" else app / source
                place.parent.mkdir(parents=True, exist_ok=True)
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place)
                else:
                    shutil.copy(ROOT / source, place)
    if (index := ROOT / "build" / "index").is_dir():
        shutil.copytree(index, app / "build" / "index")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KB_")} | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(app),  # stands for `pip install --editable .`, which is not run again
        "PYTHONDONTWRITEBYTECODE": "1",
        "KB_PORT": str(port),
    }
    build = next(value for name, value in instructions() if name == "RUN" and "ldn-kb" in value)
    build = build.replace("ldn-kb", f"{sys.executable} -m kb_service.cli")
    done = subprocess.run(
        ["sh", "-c", build], cwd=app, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (app / "build" / "site" / "ar" / "index.html").is_file()
    command = [sys.executable, "-m", "kb_service.cli", "serve"]
    server = subprocess.Popen(command, cwd=app, env=environment)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert time.monotonic() < deadline and server.poll() is None
                time.sleep(0.1)
    finally:
        server.terminate()
        assert server.wait(10) in {0, -signal.SIGTERM}
