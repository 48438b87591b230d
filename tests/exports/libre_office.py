"""LibreOffice as a reader of office files: many at once, since it starts slowly."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

#: Filters by what they give.
TEXT = "txt:Text (encoded):UTF8"


def convert(files: Mapping[str, bytes], target: str, folder: Path) -> dict[str, bytes]:
    """Files by name as LibreOffice converts them; `target` is an ending, or one with a filter.

    `folder` is an empty folder to work in, where LibreOffice also has its profile.
    """
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", target, "--outdir", f"{folder}/out"]
    done = subprocess.run(
        [*command, *(str(folder / name) for name in files)], capture_output=True, timeout=300
    )
    ending = target.partition(":")[0]
    found = {name: folder / "out" / f"{Path(name).stem}.{ending}" for name in files}
    missing = [name for name, path in found.items() if not path.exists()]
    assert not missing, (missing, done.stderr.decode())
    return {name: path.read_bytes() for name, path in found.items()}
