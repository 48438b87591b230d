"""The operator of a service under load: builds new versions, rolls back, and once makes a mistake.

Each act is the command that the runbook names, as a process of its own that gives way to the load.
After it the service is watched until it answers from what was made current.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from bench.index_and_query import ROOT
from indexer.versions import lock_versions, read_current, switch_current

_PATIENCE = 60.0  # seconds in which the service has to follow
_LOOK = 0.2
_PHRASE = re.compile(r"(?m)^(  - LDN definition)( \d+)?$")
_BROKEN = "0" * 16
_OPENED = re.compile(r'(?m)^ldn_index_opened_total\{outcome="(\w+)"\} (\d+)')


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, when (seconds from the start of the load), and what the service made of it.

    `followed`: seconds from the end of the act until it answered from another version, or refused
    a broken one; None where it had to do neither. `problem` is empty, or says what went wrong.
    """

    name: str
    second: float
    followed: float | None
    problem: str = ""


@dataclass
class Operator:
    """Acts on the index of a service, whose addresses are given.

    `variables` are the environment of commands; `content` is a copy that may be edited.
    """

    variables: Mapping[str, str]
    content: Path
    service: str
    metrics: str
    acts: list[Act] = field(default_factory=list)
    _edits: int = 0

    def build(self) -> float | None:
        """An editor changes a phrase, and a version of the new content is built."""
        path = self.content / "asked" / "en.yml"
        self._edits += 1
        text, changed = _PHRASE.subn(rf"\1 {self._edits}", path.read_text(encoding="utf-8"), 1)
        if not changed:
            raise RuntimeError(f"{path}: no line {_PHRASE.pattern!r} to edit")
        path.write_text(text, encoding="utf-8")
        return self._run("index", "--content", str(self.content))

    def roll_back(self) -> float | None:
        """Another version is made current."""
        return self._run("rollback")

    def make_mistake(self) -> float | None:
        """A version that was copied by half, and to a wrong name, is made current by hand."""
        index, version, refused = self._index, self._version(), self.count_opened()["refused"]
        with lock_versions(index):
            shutil.copytree(index / version, index / _BROKEN)
            path = index / _BROKEN / "dense" / "vectors.npy"
            os.truncate(path, path.stat().st_size // 2)
            switch_current(index, _BROKEN)
        seconds = _wait(lambda: self.count_opened()["refused"] == refused + 1)
        if (found := self._version()) != version:
            raise RuntimeError(f"a broken version was made current: found {found} in use")
        return seconds

    @contextmanager
    def at_work(self, every: float, mistake_after: float) -> Iterator[None]:
        """Act each so many seconds, in a thread; the first act after a time is the mistake."""
        ended, started = threading.Event(), time.monotonic()

        def work() -> None:
            acts = cycle((self.roll_back, self.roll_back, self.build, self.roll_back))
            mistaken = False
            while not ended.wait(every - (time.monotonic() - started) % every):
                second = time.monotonic() - started
                mistake = not mistaken and second > mistake_after
                mistaken = mistaken or mistake
                self._do(self.make_mistake if mistake else next(acts), second)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def count_opened(self) -> dict[str, int]:
        """How many versions the service has `opened` and `refused`, as its metrics tell."""
        return {name: int(number) for name, number in _OPENED.findall(_read(self.metrics))}

    @property
    def _index(self) -> Path:
        return Path(self.variables["KB_INDEX_DIR"])

    def _do(self, act: Callable[[], float | None], second: float) -> None:
        name = act.__name__.replace("_", " ")
        try:
            self.acts.append(Act(name, second, act()))
        except (OSError, RuntimeError) as error:
            self.acts.append(Act(name, second, None, str(error)))

    def _run(self, *arguments: str) -> float | None:
        """Seconds until the service answers from what a command made current."""
        before = self._version()
        done = subprocess.run(
            ["nice", "-n", "10", sys.executable, "-m", "kb_service.cli", *arguments],
            cwd=ROOT,
            env=dict(self.variables),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"ldn-kb {arguments[0]}: {done.stderr.strip()[-300:]}")
        wanted = read_current(self._index)
        return None if wanted == before else _wait(lambda: self._version() == wanted)

    def _version(self) -> str:
        """The version from which the service answers."""
        return str(json.loads(_read(f"{self.service}/readyz"))["knowledge_base"]["version"])


def _wait(holds: Callable[[], bool]) -> float:
    """Seconds until something holds; RuntimeError if it does not in time."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > _PATIENCE:
            raise RuntimeError(f"the service has not followed in {_PATIENCE:.0f} s")
        time.sleep(_LOOK)
    return time.monotonic() - started


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=_PATIENCE) as answer:
        return str(answer.read().decode())
