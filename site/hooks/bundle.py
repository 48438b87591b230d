"""Scripts and styles as the browser gets them: few files, minified, named after their contents.

Sources stay plain ES modules and stylesheets. A script bundle holds an entry module and all that
it imports, each in a function of its own, and is a classic script: it also runs from a folder
on a USB stick, where browsers refuse modules. What fails in a module that exports nothing is
reported and stops no other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from indexer.errors import ContentError

_IMPORT = re.compile(r'^import\s+(?:\{(?P<names>[^}]*)\}\s+from\s+)?"(?P<path>[^"]+)";\n?', re.M)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?(?:function\*?|class|const)\s+(?P<name>\w+))", re.M)
_EMPTY = re.compile(r"^export\s*\{\s*\};\n?", re.M)
_LEFT = re.compile(r"^(?:import|export)\b", re.M)


#: Modules that a build makes, by the path at which others import them; no such file exists.
Made = Mapping[Path, str]


def bundle_script(entry: Path, made: Made | None = None) -> str:
    """A classic script that runs an entry module and all that it imports.

    Raises ContentError, with file and line, for what the bundler does not know.
    """
    script = f"(() => {{\n{_Bundle(made or {}).link(entry)}}})();"
    return f"{jsmin(script)}\n"


def bundle_module(entry: Path, made: Made | None = None) -> str:
    """The same as an ES module that exports what the entry exports."""
    exported = _EXPORT.findall(_read(entry))
    names = ", ".join(name for _, name in exported)
    tail = f"export const {{ {names} }} = $0;\n" if names else ""
    return f"{jsmin(_Bundle(made or {}).link(entry) + tail)}\n"


def bundle_styles(sheets: Sequence[Path], before: str = "") -> str:
    """Stylesheets joined in order, without comments; those named `print.css` for paper only."""
    parts = [before]
    for sheet in sheets:
        text = _read(sheet)
        parts.append(f"@media print {{\n{text}\n}}" if sheet.name == "print.css" else text)
    joined = "\n".join(parts)
    return f"{cssmin(joined)}\n"


def digest_name(name: str, content: str) -> str:
    """`site.js` as `site.<digest>.js`: a name that changes with the content."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content.encode()).hexdigest()[:12]}{dot}{suffix}"


class _Bundle:
    """The modules below one entry; `made` as in `Made`."""

    def __init__(self, made: Made) -> None:
        self._made = {path.resolve(): text for path, text in made.items()}

    def link(self, entry: Path) -> str:
        """Every module below an entry, imported ones first, as constants `$1`, `$2` … and `$0`."""
        order: list[Path] = []
        self._visit(entry.resolve(), order, ())
        names = {path: f"${number}" for number, path in enumerate(order, start=1)}
        names[order[-1]] = "$0"
        return "".join(f"const {names[path]} = {self._module(path, names)};\n" for path in order)

    def _visit(self, path: Path, order: list[Path], above: tuple[Path, ...]) -> None:
        if path in above:
            ring = " → ".join(one.name for one in (*above[above.index(path) :], path))
            raise ContentError(
                f"{path}: modules import each other ({ring}); imports may not form a ring"
            )
        if path in order:
            return
        for match in _IMPORT.finditer(self._text(path)):
            self._visit(self._target(path, match["path"]), order, (*above, path))
        order.append(path)

    def _target(self, path: Path, named: str) -> Path:
        target = (path.parent / named).resolve()
        if not named.startswith(".") or not (target in self._made or target.is_file()):
            raise ContentError(
                f'{path}: found an import of "{named}"; accepted is a file beside it'
            )
        return target

    def _module(self, path: Path, names: dict[Path, str]) -> str:
        text = self._text(path)
        exported = [name for _, name in _EXPORT.findall(text)]

        def bind(match: re.Match[str]) -> str:
            if match["names"] is None:
                return ""
            wanted = re.sub(r"(\w+)\s+as\s+(\w+)", r"\1: \2", " ".join(match["names"].split()))
            target = self._target(path, match["path"])
            given = {name for _, name in _EXPORT.findall(self._text(target))}
            asked = {part.partition(":")[0].strip() for part in wanted.split(",")} - {""}
            if missing := asked - given:
                raise ContentError(
                    f"{path}: found an import of {', '.join(sorted(missing))}; accepted is what "
                    f"{target.name} exports: {', '.join(sorted(given)) or 'nothing'}"
                )
            return f"const {{ {wanted} }} = {names[target]};\n"

        body = _EMPTY.sub("", _EXPORT.sub(r"\1", _IMPORT.sub(bind, text)))
        if left := _LEFT.search(body):
            line = body.count("\n", 0, left.start()) + 1
            found = body[left.start() :].splitlines()[0]
            raise ContentError(
                f"{path}: about line {line}: found {found!r}; accepted are `import {{ … }} from`, "
                "`import` of a file, and `export` before a function, class or const"
            )
        if not exported:
            report = "catch (error) { setTimeout(() => { throw error; }); }"
            return f"(() => {{ try {{\n{body}}} {report} }})()"
        return f"(() => {{\n{body}return {{ {', '.join(exported)} }};\n}})()"

    def _text(self, path: Path) -> str:
        return self._made[path] if path in self._made else _read(path)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
