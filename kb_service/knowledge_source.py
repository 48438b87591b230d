"""Where requests get the open knowledge base from, and how another version takes its place.

A version that was made current is opened beside the one in use, read ahead and asked in each
language; only then do new requests get it, by one assignment. Requests under way keep the one that
they began with. A version that cannot be used is refused: the one in use stays.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from indexer.artefact import Artefact, open_artefact
from indexer.configuration import read_configuration
from indexer.encoder import Encoder, open_encoder
from indexer.errors import KnowledgeBaseError
from indexer.versions import hold_version, read_current
from kb_service.knowledge import Knowledge
from kb_service.problems import ApiProblem
from kb_service.settings import Settings

if TYPE_CHECKING:
    from kb_service.monitoring import Monitor

#: Seconds between attempts to open an artefact that could not be opened.
RETRY_AFTER = 5
#: Seconds that the end of the service waits for what is being opened or read ahead: a thread in a
#: library would take the process down when Python ends around it.
_LAST_WAIT = 10

#: How long opening another version rests after each part, in times of what the part took: requests
#: are under way, and threads of Python take turns at one processor.
_REST = 4

_log = logging.getLogger("kb_service")


class _Pace:
    """Rests between the parts of a work, in proportion to the time that each of them took."""

    def __init__(self, pause: Callable[[float], object]) -> None:
        self._pause = pause
        self._begun = time.thread_time()

    def rest(self) -> None:
        """Rest after a part, and begin the next one."""
        self._pause(_REST * (time.thread_time() - self._begun))
        self._begun = time.thread_time()


class KnowledgeSource:
    """Gives the open knowledge base, opens it when it appears, switches to a new version.

    Safe to share between threads.
    """

    def __init__(
        self,
        settings: Settings,
        monitor: Monitor,
        artefact: Artefact | None,
        encoder: Encoder | None,
    ) -> None:
        self._settings = settings
        self._monitor = monitor
        self._given = artefact
        self._encoder = encoder
        self._own_encoder = encoder is None
        self._knowledge: Knowledge | None = None
        self._failure = "it has not been opened yet"
        self._next_attempt = 0.0
        self._seen: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = False
        self._threads: list[threading.Thread] = []

    async def get(self) -> Knowledge:
        """The open knowledge base; ApiProblem 503 says why there is none."""
        knowledge = self._knowledge
        if knowledge is None:
            await run_in_threadpool(self.open)
            knowledge = self._knowledge
        if knowledge is None:
            raise ApiProblem(
                "not-ready",
                f"The knowledge base is not open: {self._failure}",
                headers={"retry-after": str(RETRY_AFTER)},
            )
        return knowledge

    def open(self) -> None:
        """Open the artefact, unless it is open or was found broken a moment ago."""
        with self._lock:
            if self._knowledge is not None or time.monotonic() < self._next_attempt:
                return
            self._seen = self._pointer()
            try:
                self._use(self._read())
            except KnowledgeBaseError as error:
                self._next_attempt = time.monotonic() + RETRY_AFTER
                self._failure = self._without_paths(str(error))
                self._refuse(error)

    def check(self, *, again: bool = False) -> None:
        """Switch to the version that was made current since, if it can be used.

        A version that was refused is opened anew only if it was made current once more, or with
        `again`.
        """
        if self._given is not None:
            return
        if self._knowledge is None:
            self.open()
            return
        with self._lock:
            pointer = self._pointer()
            if pointer is None or (pointer == self._seen and not again):
                return
            self._seen = pointer
            try:
                if read_current(self._settings.index_dir) == self._knowledge.version["version"]:
                    return
                pace = _Pace(self._pause)
                new = self._read()
                pace.rest()
                new.engine.read_ahead(pace.rest)
                new.check_answers(pace.rest)
                self._use(new)
            except Exception as error:  # whatever is wrong with it: the version in use is not
                self._refuse(error)

    def read_ahead(self) -> None:
        """Begin to read, beside the first requests, what the first of each language would wait for.

        An artefact that appears later is read as it is asked.
        """
        if self._knowledge is not None:
            self._begin(self._knowledge.engine.read_ahead)

    def watch(self) -> None:
        """Begin to look every `index_check` seconds, and whenever it is asked for."""
        self._begin(self._look)

    def check_soon(self) -> None:
        """Let the watching thread look at once, also at a version that was refused."""
        self._wake.set()

    def close(self) -> None:
        """End the watching, and what goes on beside requests."""
        self._ended = True
        self._wake.set()
        for thread in self._threads:
            thread.join(_LAST_WAIT)

    def _pause(self, seconds: float) -> None:
        """Wait, unless the service ends."""
        if not self._ended:
            time.sleep(seconds)

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _look(self) -> None:
        while True:
            asked = self._wake.wait(self._settings.index_check or None)
            self._wake.clear()
            if self._ended:
                return
            self.check(again=asked)

    def _read(self) -> Knowledge:
        """The current version, opened with the model that made it and held."""
        configuration = read_configuration(self._settings.search_file)
        artefact = self._given or open_artefact(self._settings.index_dir)
        encoder = self._encoder
        if encoder is None or (
            self._own_encoder and encoder.digest != artefact.manifest.model.digest
        ):
            encoder = open_encoder(configuration.index.model)
        knowledge = Knowledge(self._settings, artefact, encoder, configuration)
        if self._given is None:
            weakref.finalize(knowledge, os.close, hold_version(artefact.folder))
        self._encoder = encoder
        return knowledge

    def _use(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        manifest = knowledge.artefact.manifest
        self._monitor.index_opened(manifest.version, manifest.built, manifest.passages)
        _log.info(
            "knowledge base %s is open",
            manifest.version,
            extra={"event": "index-opened", "version": manifest.version},
        )

    def _refuse(self, error: Exception) -> None:
        self._monitor.index_refused()
        if isinstance(error, KnowledgeBaseError):
            why = str(error)
        else:  # messages of other errors may quote texts: only places are logged
            places = "".join(traceback.format_tb(error.__traceback__))
            why = f"{type(error).__name__}\n{places}"
        kept = self._knowledge.version["version"] if self._knowledge else None
        stays = f"; {kept} stays in use" if kept else ""
        _log.error(
            "the knowledge base cannot be opened: %s%s",
            why,
            stays,
            extra={"event": "index-refused", "kept": kept},
        )

    def _pointer(self) -> tuple[int, int] | None:
        """What tells one `current` from the next, without reading it; None without one."""
        try:
            status = (self._settings.index_dir / "current").stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    def _without_paths(self, message: str) -> str:
        """The message without folders of this machine, which are nobody else's business."""
        replaced = {
            "KB_INDEX_DIR": self._settings.index_dir,
            "KB_SEARCH_FILE": self._settings.search_file,
        }
        for name, path in replaced.items():
            if path.is_absolute():
                message = message.replace(str(path), name)
        return message
