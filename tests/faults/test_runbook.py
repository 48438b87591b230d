"""Every command of docs/runbook.md is run, in its order, on a running service."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import ExitStack

import pytest
from deployed import ROOT, Deployed, Service, free_port

from kb_service.problems import PROBLEM_TYPES
from kb_service.settings import SETTINGS
from kb_service.site_versions import lock_site

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", RUNBOOK, re.M | re.S)
#: Run with a clean folder in tests/test_deployment.py, as the image runs it.
BUILD = "ldn-kb check && ldn-kb index && ldn-kb site\n"


@pytest.fixture
def running(deployed: Deployed) -> Deployed:
    """A deployment with everything at its usual place."""
    build = deployed.folder / "build"
    build.mkdir()
    for name in ("index", "site"):
        (deployed.folder / name).rename(build / name)
        (deployed.folder / name).symlink_to(build / name)  # for the tests' own eyes
    with lock_site(build / "site") as site:
        site.switch(shutil.copytree(build / "site", site.begin(), dirs_exist_ok=True), None)
    (deployed.folder / "content").mkdir()
    tool = deployed.folder / "bin" / "ldn-kb"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m kb_service.cli "$@"\n')
    tool.chmod(0o755)
    return deployed


def test_every_command_does_what_is_said(running: Deployed) -> None:
    first, second = running.versions
    metrics, port = free_port(), free_port()
    build = running.folder / "build"
    own = {
        "KB_INDEX_DIR": build / "index",
        "KB_SITE_DIR": build / "site",
        "KB_METRICS_PORT": metrics,
        "KB_INDEX_CHECK": 1,
    }
    with ExitStack() as opened:
        service: Service = opened.enter_context(running.start(port=port, **own))

        def run(block: str) -> str:
            script = block.replace(":8000", f":{port}").replace(":9100", f":{metrics}")
            environment = running.environment() | {
                "PID": str(service.process.pid),
                "PATH": f"{running.folder / 'bin'}:/usr/bin:/bin",
            }
            for name in ("KB_INDEX_DIR", "KB_SITE_DIR", "KB_SEARCH_FILE"):
                environment.pop(name)
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script],
                env=environment,
                cwd=running.folder,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, (block, done.stderr)
            return done.stdout

        well, built, hang_up, terminate, backup, restore, back, rotate, watch = BLOCKS
        assert f'"version":"{first}"' in run(well)
        assert built == BUILD and BUILD.strip() in (ROOT / "Dockerfile").read_text("utf-8")
        run(hang_up)
        run(terminate)
        assert service.process.wait(15) == 0
        service = opened.enter_context(running.start(port=port, **own))

        run(backup)
        run('ldn-kb rollback; rm -r "build/index/$(cat build/index/current)"')
        run(restore)
        service.wait_for_version(first)  # whatever was switched to meanwhile
        assert (build / "site" / "en" / "index.html").is_file()
        run(back)
        service.wait_for_version(second)
        run("ldn-kb keys new ministry --origin https://ministry.example --file keys.toml")
        run(rotate)
        assert "ministry-2" in run("ldn-kb keys list --file keys.toml")
        assert "ldn_index_info" in run(watch)


def test_every_setting_problem_metric_and_event_is_told_truly() -> None:
    known = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"KB_[A-Z_]+", RUNBOOK)) <= known
    for kind in PROBLEM_TYPES.values():
        assert kind.status != 503 or f"`{kind.slug}`" in RUNBOOK, kind.slug
    source = (ROOT / "kb_service" / "monitoring.py").read_text("utf-8")
    for name, kind in re.findall(r"= (Counter|Gauge|Histogram)\(\s*\"(\w+)\"", source):
        shown = f"{kind}_total" if name == "Counter" else kind
        assert f"`{shown}`" in RUNBOOK, shown
    everything = "".join(p.read_text("utf-8") for p in (ROOT / "kb_service").rglob("*.py"))
    for event in re.findall(r"\"event\": \"([a-z-]+)\"", everything):
        assert f"| `{event}` |" in RUNBOOK, event
