"""What readers take with them of a language: one ZIP file, and the list of what browsers keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kb_service.site_zip import write_zip

#: Read by machines that are online, or of no use without a server.
_LEFT_OUT = frozenset(
    {"404.html", "feed.xml", "manifest.webmanifest", "offline.json", "opensearch.xml"}
)
#: Pictures for others to show, and the page on which partners try the widget, which is elsewhere.
_LEFT_OUT_BEGINNINGS = ("images/social-", "images/icon-", "widget/")
#: The same index for search twice: a page in a folder loads the script, one on a server the data.
_IN_FOLDER, _ON_SERVER = "search-index.js", "search-index.json"
#: Pages that tell how large the copies are, with marks in the place of the sizes.
_TELLING = ("index.html", "offline/index.html")


def write_copies(
    site: Path,
    code: str,
    *,
    base_url: str,
    zip_name: str,
    readme: str,
    day: date | None,
    write_size: Callable[[int], str],
    marks: tuple[str, str],
) -> None:
    """Write the ZIP file and `offline.json` of a language, and tell their sizes on its pages.

    `marks` stand in the pages for the size of the ZIP file and of what a browser keeps.
    """
    folder = site / code
    names = copied_names(folder)
    kept_names = [name for name in names if name != _IN_FOLDER]
    kept = write_size(sum((folder / name).stat().st_size for name in kept_names))

    def fill(text: str, size: int) -> str:
        return text.replace(marks[0], write_size(size)).replace(marks[1], kept)

    size = write_zip(
        site,
        code,
        [name for name in names if name != _ON_SERVER],
        site / zip_name,
        base_url=base_url,
        readme=readme,
        day=day,
        fill=fill,
    )
    for name in _TELLING:
        page = folder / name
        page.write_text(fill(page.read_text("utf-8"), size), encoding="utf-8")
    (folder / "offline.json").write_text(_list_files(folder, kept_names), encoding="utf-8")


def copied_names(folder: Path) -> list[str]:
    """Every file of a language that a reader without a connection may need."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(
        name
        for name in names
        if name not in _LEFT_OUT and not name.startswith(_LEFT_OUT_BEGINNINGS)
    )


def _list_files(folder: Path, names: list[str]) -> str:
    """The addresses of the files, their sizes and digests, and a version of all together."""
    files = []
    for name in names:
        data = (folder / name).read_bytes()
        path = name.removesuffix("index.html") if f"/{name}".endswith("/index.html") else name
        digest = hashlib.sha256(data).hexdigest()[:16]
        files.append({"path": path, "bytes": len(data), "digest": digest})
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]
    whole = {"version": version, "files": files}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"
