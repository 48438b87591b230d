"""All pages of a language in one ZIP file that works from a folder, without a server.

* The same pages give the same bytes.
* Links to folders name their `index.html`, which no server adds here; links to what the file does
  not hold, such as another language, lead to the public site.
* It names no API: a copy asks nobody, wherever it is unpacked, and searches its own index.
* Unpacked, `index.html` and `README.txt` stand beside the language's folder, whose inner order is
  that of the site.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LINK = re.compile(r'(?<= )(href|src|action)="([^"]*)"')
#: Where scripts read the site's root, and where the API is.
_ROOT = re.compile(r'(name="ldn-site" content|<ldn-search [^>]*?\bsite)="[^"]*"')
_API = re.compile(r'(name="ldn-api" content|<ldn-search [^>]*?\bapi)="[^"]*"')
#: What only a server can use: browsers refuse both in a page of a folder.
_SERVED_ONLY = re.compile(r' *<link rel="(?:manifest|search)"[^>]*>\n?')
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
#: What a ZIP file can tell of days.
_EARLIEST, _LATEST = date(1980, 1, 1), date(2107, 12, 31)


def write_zip(
    site: Path,
    code: str,
    names: Sequence[str],
    target: Path,
    *,
    base_url: str,
    readme: str,
    day: date | None,
    fill: Callable[[str, int], str],
) -> int:
    """Write a language's files (`names` below its folder) to `target`; the size to tell readers.

    `fill` puts that size into the pages that tell it; they come last, when it is known. `day` is
    the state of the texts and the date of every file.
    """
    top = target.stem
    known = frozenset(f"{code}/{name}" for name in names)
    stamp = min(max(day or _EARLIEST, _EARLIEST), _LATEST)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            info = ZipInfo(f"{top}/{name}", (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)

        add("README.txt", ("\ufeff" + readme.replace("\n", "\r\n")).encode())
        telling: list[tuple[str, str]] = []
        for name in sorted(names):
            data = (site / code / name).read_bytes()
            if not name.endswith(".html"):
                add(f"{code}/{name}", data)
                continue
            for place, text in _placed(code, name, data.decode(), known, base_url):
                if fill(text, 0) == text:
                    add(place, text.encode())
                else:
                    telling.append((place, text))
        size = buffer.tell()
        for place, text in telling:
            add(place, fill(text, size).encode())
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(buffer.getvalue())
    return size


def _placed(
    code: str, name: str, text: str, known: frozenset[str], base_url: str
) -> Iterator[tuple[str, str]]:
    """A page where it stands in the file; the home page also at the top."""
    plain = _SERVED_ONLY.sub("", text)
    page = f"{code}/{name}"
    yield page, _relink(plain, page, page, known, base_url)
    if name == "index.html":
        yield name, _relink(plain, page, name, known, base_url)


def _relink(text: str, page: str, place: str, known: frozenset[str], base_url: str) -> str:
    """The page with every link rewritten for where it is put."""
    here = posixpath.dirname(page)
    there = posixpath.dirname(place) or "."

    @cache
    def rewrite(link: str) -> str:
        path = link.split("#")[0].split("?")[0]
        rest = link[len(path) :]
        if not path or _ABSOLUTE.match(path):
            return link
        target = posixpath.normpath(posixpath.join(here, path))
        folder = path.endswith("/")
        file = posixpath.join(target, "index.html") if folder else target
        if file in known:
            return posixpath.relpath(file, there) + rest
        public = "" if target == "." else target + ("/" if folder else "")
        return base_url + public + rest

    text = _LINK.sub(lambda match: f'{match[1]}="{rewrite(match[2])}"', text)
    root = posixpath.relpath(".", there)
    return _API.sub(r'\1=""', _ROOT.sub(rf'\1="{root}/"', text))
