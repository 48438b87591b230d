"""`ldn-kb verify`, as operators run it."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from indexer.artefact import Artefact
from kb_service.cli import main


def test_an_index_is_verified(artefact: Artefact, tmp_path: Path) -> None:
    root = tmp_path / "index"
    root.mkdir()
    (root / "current").write_text(artefact.folder.name + "\n")
    copied = Path(shutil.copytree(artefact.folder, root / artefact.folder.name))
    done = CliRunner().invoke(main, ["verify", "--folder", str(root)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{len(artefact.manifest.files)} files" in done.stdout
    with (copied / "records.jsonl").open("r+b") as file:
        file.write(b"[")
    done = CliRunner().invoke(main, ["verify", "--folder", str(root)])
    assert done.exit_code == 1
    assert "records.jsonl: changed after it was written; run `ldn-kb index`" in done.stderr
    done = CliRunner().invoke(main, ["verify", "--folder", str(tmp_path / "none")])
    assert done.exit_code == 1
    assert "no index here" in done.stderr
