"""Keys of partners: limits of their own, for a program or for the widget on certain sites.

A key bound to origins stands in the source of a partner's pages. It is a *public* key and no
secret: it tells whose pages ask and gives each of their readers more, but protects nothing, since
a program can claim any origin. A key without origins is a secret of a program.

The file holds digests only:

    [[key]]
    id = "ministry"                            # told nobody
    sha256 = "…"                               # of the key
    origins = ["https://ministry.example"]     # none: a secret key
    expires = 2027-11-30                       # optional; the last day on which it is accepted
    limits = {search = 6000, exports = 300, api = 6000}   # a minute; what is missing: as for all
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from indexer.errors import KnowledgeBaseError, Problem
from kb_service.problems import ApiProblem

#: Seconds after which the file is looked at again.
_LOOK_EVERY = 5

LIMIT_NAMES = ("search", "exports", "api")
_FIELDS = ("id", "sha256", "origins", "expires", "limits")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ORIGIN = re.compile(r"https?://[^\s/?#@\"\\]+")
_LARGEST_LIMIT = 10_000_000

_log = logging.getLogger("kb_service")


class KeysError(KnowledgeBaseError):
    """The file of keys cannot be read or used; `problems` names every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the file; `origins` is empty for a secret key."""

    id: str
    sha256: str
    origins: tuple[str, ...]
    expires: date | None
    limits: Mapping[str, int]


class KeyRing:
    """The keys of a file, read again when it changes; one that became unusable changes nothing."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the file; KeysError if it cannot be used."""
        self._path = path
        self._clock = clock
        self._state = self._look()
        self._keys = read_keys(path)
        self._next_look = clock() + _LOOK_EVERY

    @property
    def origins(self) -> frozenset[str]:
        """Sites that public keys name; their scripts may read the API."""
        return frozenset(o for key in self._current().values() for o in key.origins)

    def find(self, authorization: str | None, origin: str | None) -> Key | None:
        """The key of an `Authorization` header; None without one of the kind `Bearer`.

        ApiProblem if there is no such key, it has expired, or is used on another site.
        """
        scheme, _, given = (authorization or "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = self._current().get(digest(given.strip()))
        if key is None or (key.expires is not None and datetime.now(UTC).date() > key.expires):
            raise ApiProblem(
                "unknown-key",
                "This key is unknown or has expired; ask the operator, or send none.",
                headers={"www-authenticate": "Bearer"},
            )
        if key.origins and origin not in key.origins:
            raise ApiProblem(
                "wrong-origin", "This key is for pages of other sites; send none from here."
            )
        return key

    def _current(self) -> Mapping[str, Key]:
        now = self._clock()
        if now >= self._next_look:
            self._next_look = now + _LOOK_EVERY
            if (state := self._look()) != self._state:
                self._state = state
                try:
                    self._keys = read_keys(self._path)
                    _log.info("%d keys read", len(self._keys))
                except KeysError as error:
                    _log.error("the keys read before stay in force: %s", error)
        return self._keys

    def _look(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


def digest(key: str) -> str:
    """What the file keeps of a key: enough, since a key is random and long."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def read_keys(path: Path) -> dict[str, Key]:
    """The keys of a file by their digest; KeysError names every problem found."""
    try:
        parsed = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise KeysError([Problem(str(path), _reason(error), "a readable file")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KeysError([Problem(str(path), str(error), "TOML in UTF-8")]) from None
    entries = parsed.get("key", [])
    if parsed.keys() - {"key"} or not isinstance(entries, list):
        raise KeysError([Problem(str(path), ", ".join(parsed), "entries [[key]] only")])
    problems: list[Problem] = []
    found: dict[str, Key] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: key {number}"
        wrong = list(_problems(entry, where))
        if not wrong and entry["id"] in {key.id for key in found.values()}:
            wrong.append(Problem(f"{where}: id", f'"{entry["id"]}" stands twice', "one entry"))
        problems += wrong
        if not wrong:
            found[entry["sha256"]] = Key(
                entry["id"],
                entry["sha256"],
                tuple(entry.get("origins", ())),
                entry.get("expires"),
                dict(entry.get("limits", {})),
            )
    if problems:
        raise KeysError(problems)
    return found


def make_key(
    id_: str, origins: tuple[str, ...], expires: date | None, limits: Mapping[str, int]
) -> tuple[str, str]:
    """A new random key, and its entry for the file; KeysError if it would be refused there."""
    key = f"ldn-{'public' if origins else 'secret'}-{secrets.token_urlsafe(32)}"
    entry = write_entry(Key(id_, digest(key), origins, expires, limits))
    if problems := list(_problems(tomllib.loads(entry)["key"][0], "new key")):
        raise KeysError(problems)
    return key, entry


def write_entry(key: Key) -> str:
    """A key as it stands in the file."""
    lines = ["[[key]]", f"id = {_quote(key.id)}", f"sha256 = {_quote(key.sha256)}"]
    if key.origins:
        lines.append(f"origins = [{', '.join(map(_quote, key.origins))}]")
    if key.expires is not None:
        lines.append(f"expires = {key.expires.isoformat()}")
    if key.limits:
        limits = ", ".join(f"{name} = {number}" for name, number in key.limits.items())
        lines.append(f"limits = {{{limits}}}")
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    return json.dumps(text)  # a string of JSON is one of TOML


def _problems(entry: Any, where: str) -> list[Problem]:
    if not isinstance(entry, dict):
        return [Problem(where, str(entry), "an entry [[key]]")]
    found = [
        Problem(f"{where}: {name}", "this field is unknown", f"one of: {', '.join(_FIELDS)}")
        for name in entry
        if name not in _FIELDS
    ]
    id_, sha256, expires = (entry.get(name) for name in ("id", "sha256", "expires"))
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        found.append(Problem(f"{where}: id", str(id_), "small letters, digits and hyphens"))
    if not isinstance(sha256, str) or not _DIGEST.fullmatch(sha256):
        found.append(Problem(f"{where}: sha256", str(sha256), "64 hexadecimal digits"))
    if expires is not None and type(expires) is not date:
        found.append(Problem(f"{where}: expires", str(expires), "a date such as 2027-11-30"))
    origins = entry.get("origins", [])
    if not isinstance(origins, list) or not all(
        isinstance(one, str) and _ORIGIN.fullmatch(one) for one in origins
    ):
        accepted = 'a list such as ["https://example.org"]'
        found.append(Problem(f"{where}: origins", str(origins), accepted))
    limits = entry.get("limits", {})
    if not isinstance(limits, dict) or not all(
        name in LIMIT_NAMES and type(value) is int and 1 <= value <= _LARGEST_LIMIT
        for name, value in limits.items()
    ):
        accepted = f"numbers from 1 to {_LARGEST_LIMIT} for {', '.join(LIMIT_NAMES)}"
        found.append(Problem(f"{where}: limits", str(limits), accepted))
    return found


def _reason(error: OSError) -> str:
    return str(error.strerror or error)
