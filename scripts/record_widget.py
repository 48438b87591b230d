"""Record the widget as the release of this project's version, and keep its files.

A version that others may have pinned must never change: a recorded one is refused. Before the
version has been published anywhere, `--unpublished` records it again.
"""

from __future__ import annotations

import importlib
import json
import runpy
import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Exit status 0 when recorded, 1 when refused."""
    sys.path.insert(0, str(ROOT))
    hooks = runpy.run_path(str(ROOT / "site" / "hooks" / "entry.py"))
    releases = importlib.import_module(f"{hooks['PACKAGE']}.widget_release")
    site = ROOT / "site"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    record = releases.read_record(site)
    release = releases.build_release(site, version)
    if record.get(version) == release.integrity:
        print(f"widget {version}: recorded already, nothing has changed", file=sys.stderr)
        return 0
    if version in record and "--unpublished" not in arguments:
        print(
            f"widget {version} is recorded and has changed since; raise the version in "
            "pyproject.toml, or pass --unpublished if nobody can have loaded it yet",
            file=sys.stderr,
        )
        return 1
    record[version] = release.integrity
    folder = site / "widget" / "releases" / version
    shutil.rmtree(folder, ignore_errors=True)
    releases.write_release(release, folder)
    text = json.dumps(record, indent=2) + "\n"
    (site / "widget" / "releases.json").write_text(text, encoding="utf-8")
    print(f"widget {version}: recorded", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
