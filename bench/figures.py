"""Keeps what a benchmark measured in bench/figures.json, which `bench.capacity` reads.

    python -m bench.figures bench.scale --passages 100000

runs `python -m bench.scale --passages 100000 --json` and puts what it prints into the file, in the
place of what the same command gave before. Nothing is typed into that file by hand. A benchmark
that fails changes nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.index_and_query import ROOT

FILE = ROOT / "bench" / "figures.json"
#: Those that `bench.capacity` needs or reads.
MODULES = ("bench.api", "bench.content_size", "bench.encoders", "bench.scale", "bench.vector_kinds")


class FiguresError(ValueError):
    """The file of figures, or what a benchmark printed, cannot be used."""


def main() -> None:
    """Run a benchmark and keep its figures."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in MODULES:
        found = arguments[0] if arguments else "nothing"
        print(f"found {found}; accepted are {', '.join(MODULES)} and options", file=sys.stderr)
        sys.exit(2)
    command = [sys.executable, "-m", *arguments, "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    try:
        kept = keep(FILE, arguments, done.stdout)
    except FiguresError as error:
        sys.exit(str(error))
    print(f"{FILE.relative_to(ROOT)}: {kept} commands")


def keep(path: Path, arguments: Sequence[str], printed: str) -> int:
    """Put what a benchmark printed into a file, which is made if it is not there.

    Returns how many commands it holds; FiguresError for what is no JSON with its `about`.
    """
    command = " ".join(("python -m", *arguments))
    try:
        found = json.loads(printed)
        found["about"] = {**found["about"], "command": command}
    except (ValueError, KeyError, TypeError) as error:
        raise FiguresError(f"{command}: found no JSON with `about` ({error})") from error
    figures = read_figures(path) if path.exists() else {}
    figures[command] = found
    beside = path.with_suffix(".new")
    text = json.dumps(dict(sorted(figures.items())), ensure_ascii=False, indent=1)
    beside.write_text(text + "\n", encoding="utf-8")
    os.replace(beside, path)
    return len(figures)


def read_figures(path: Path = FILE) -> dict[str, Any]:
    """What each command measured; FiguresError for a file that is missing or unreadable."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        needed = "write it with `python -m bench.figures MODULE`"
        raise FiguresError(f"{path}: {error}; {needed}") from error
    whole = isinstance(found, dict) and all(
        isinstance(each, dict) and "about" in each for each in found.values()
    )
    if not whole:
        raise FiguresError(f"{path}: found no figures by command; write it anew")
    return found


if __name__ == "__main__":
    main()
