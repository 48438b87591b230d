"""What is used, counted by day: searches, words searched for, pages, exports.

Counted in memory and written in a thread of its own, so that no request waits for a disk or fails
with it. Nothing is kept by which a reader could be recognised: see docs/usage.md.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sqlite3
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from indexer.text import normalise
from kb_service.usage_store import Count, WordCount, add_counts

What = Literal["search", "page", "export"]

#: Seconds between two writings.
_WRITE_EVERY = 60
#: Seconds in which a longer or shorter form of a client's last search takes its place: people
#: search while they type.
_SETTLING = 30
#: What is held in memory at most: searches that settle, texts with few clients, clients of a text,
#: counts that could not be written.
_MOST_SETTLING = 5_000
_MOST_TEXTS = 20_000
_MOST_CLIENTS = 2_000
_MOST_COUNTS = 50_000
_LONGEST_TEXT = 80
#: Addresses, links and telephone numbers, which may be somebody's.
_PERSONAL = re.compile(r"@|://|www\.|\d(?:[\s().+-]?\d){6,}")

_log = logging.getLogger("kb_service")


@dataclass(frozen=True, slots=True)
class Event:
    """One use. `details` are pairs such as (theme, gender), (path, guidance/x/), (format, docx).

    `text` is what was searched for; `nothing` says that nothing near it was found.
    """

    what: What
    language: str
    details: tuple[tuple[str, str], ...] = ()
    text: str = ""
    nothing: bool = False


class UsageRecorder:
    """Counts events and writes them down from time to time; safe to share between threads."""

    def __init__(
        self,
        path: Path,
        minimum: int,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._path = path
        self._clock = clock
        self._today = today
        self._lock = threading.Lock()
        self._words = _Words(minimum)
        self._settling: OrderedDict[bytes, tuple[float, Event]] = OrderedDict()
        self._counts: Counter[Count] = Counter()
        self._found: dict[WordCount, tuple[int, bool]] = {}
        self._day = today()
        self._salt = secrets.token_bytes(16)
        self._failed = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write once a minute."""
        self._thread = threading.Thread(target=self._write_often, name="usage", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is left, and end."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
        self.write(settled_only=False)

    def record(self, client: str, events: Iterable[Event]) -> None:
        """Count what a client did; of its name a hash with the salt of the day is held."""
        with self._lock:
            self._turn_day()
            hashed = hashlib.blake2b(client.encode(), key=self._salt, digest_size=8).digest()
            for event in events:
                if event.what == "search":
                    self._settle(hashed, event)
                else:
                    self._count(event)

    def write(self, settled_only: bool = True) -> None:
        """Write all counts; what cannot be written is kept, and told once."""
        with self._lock:
            self._turn_day()
            latest = self._clock() - (_SETTLING if settled_only else 0)
            while self._settling and next(iter(self._settling.values()))[0] <= latest:
                client, (_, event) = self._settling.popitem(last=False)
                self._count_search(client, event)
            counts, self._counts = self._counts, Counter()
            found, self._found = self._found, {}
        if not counts and not found:
            return
        try:
            add_counts(self._path, counts, found)
            self._failed = False
        except (sqlite3.Error, OSError) as error:
            if not self._failed:
                _log.error("usage cannot be written to KB_USAGE_FILE: %s", error)
            self._failed = True
            with self._lock:
                if len(self._counts) + len(counts) <= _MOST_COUNTS:
                    self._counts.update(counts)
                    for key, value in found.items():
                        _add(self._found, key, *value)

    def _write_often(self) -> None:
        while not self._stop.wait(_WRITE_EVERY):
            self.write()

    def _turn_day(self) -> None:
        """On a new day nobody is known any more, and words with few clients are forgotten."""
        if (day := self._today()) != self._day:
            for client, (_, event) in self._settling.items():
                self._count_search(client, event)
            self._settling.clear()
            self._words.forget()
            self._day = day
            self._salt = secrets.token_bytes(16)

    def _settle(self, client: bytes, event: Event) -> None:
        now = self._clock()
        if client in self._settling:
            then, before = self._settling.pop(client)
            typed = sorted((event.text.strip(), before.text.strip()), key=len)
            typed_on = typed[1].startswith(typed[0])
            if now - then > _SETTLING or not typed_on:
                self._count_search(client, before)
        self._settling[client] = now, event
        if len(self._settling) > _MOST_SETTLING:
            oldest, (_, settled) = self._settling.popitem(last=False)
            self._count_search(oldest, settled)

    def _count_search(self, client: bytes, event: Event) -> None:
        self._count(event)
        text = worth_keeping(event.text)
        if text and (new := self._words.add(event.language, text, client)):
            filtered = any(name != "nothing" for name, _ in event.details)
            key = WordCount(self._day.isoformat(), event.language, text)
            _add(self._found, key, new, event.nothing and not filtered)

    def _count(self, event: Event) -> None:
        nothing = (("nothing", ""),) if event.nothing else ()
        for by, subject in (("", ""), *event.details, *nothing):
            if len(self._counts) < _MOST_COUNTS:
                count = Count(self._day.isoformat(), event.what, event.language, by, subject)
                self._counts[count] += 1


class _Words:
    """Who asked for a text today: hashes alone, of a bounded number of texts."""

    def __init__(self, minimum: int) -> None:
        self._minimum = minimum
        self._clients: OrderedDict[tuple[str, str], set[bytes]] = OrderedDict()

    def add(self, language: str, text: str, client: bytes) -> int:
        """How many clients are to be written that were not before: none below the minimum."""
        clients = self._clients.setdefault((language, text), set())
        self._clients.move_to_end((language, text))
        if len(self._clients) > _MOST_TEXTS:
            self._clients.popitem(last=False)
        if client in clients or len(clients) >= _MOST_CLIENTS:
            return 0
        clients.add(client)
        if len(clients) < self._minimum:
            return 0
        return self._minimum if len(clients) == self._minimum else 1

    def forget(self) -> None:
        """Forget everything."""
        self._clients.clear()


def worth_keeping(text: str) -> str:
    """A search text as it is compared and written; nothing if it is long or may name somebody."""
    kept = normalise(text)
    return "" if len(kept) > _LONGEST_TEXT or _PERSONAL.search(kept) else kept


def _add(found: dict[WordCount, tuple[int, bool]], key: WordCount, new: int, nothing: bool) -> None:
    before = found.get(key, (0, False))[0]
    found[key] = before + new, nothing
