"""Exports in a process of their own, so that writing a file never slows a search down.

One file is written at a time; a few wait; whoever comes then is told to come back. The process
starts with the first export and reads the artefact's items alone.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_service.exports.selection import PackError, Selection

#: Exports that may wait for their turn, the one that is being written included.
MOST_WAITING = 8
#: Seconds that an export whose caller has gone may take to its end, which costs less than a new
#: process.
_GRACE = 3.0
#: Seconds between two looks of the process at whether the service is still there.
_LOOK = 5
#: Exports after which the process is replaced by a new one, whatever libraries have kept. Not by
#: the pool's own `max_tasks_per_child`: where several wait, it starts none and they wait for ever.
_LIFE = 200


class TooBusy(Exception):
    """More exports are waiting than can be."""


class WorkerDied(Exception):
    """The process ended before the file was written."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: where it stands until it is sent, its name and media type."""

    path: Path
    name: str
    media_type: str


class ExportWorker:
    """Writes files, one after the other."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()
        self._begun = 0
        self._waiting = 0

    async def write(
        self, folder: Path, selection: Selection, format_id: str, base_url: str
    ) -> Written:
        """The file of a selection; the caller deletes it.

        Raises PackError if none can be made of the selection, ArtefactError for a folder that is
        gone, TooBusy, or WorkerDied. Nothing is left where it raises.
        """
        if self._waiting >= MOST_WAITING:
            raise TooBusy
        handle, name = tempfile.mkstemp(prefix="ldn-export-")
        os.close(handle)
        target, result = Path(name), None
        self._waiting += 1
        try:
            async with self._turn:
                result = await self._ask(target, folder, selection, format_id, base_url)
        except BrokenProcessPool:
            self.close()
            raise WorkerDied from None
        finally:
            self._waiting -= 1
            if not isinstance(result, Written):
                target.unlink(missing_ok=True)
        if isinstance(result, Written):
            return result
        raise PackError(*result)

    async def _ask(self, *order: Any) -> Written | tuple[str, str, str]:
        """What the process answers; when nobody waits for that any more, it is ended soon."""
        pool = self._open()
        answer = asyncio.wrap_future(pool.submit(_write, *order))
        try:
            await asyncio.wait({answer})
            return answer.result()
        except asyncio.CancelledError:
            await asyncio.wait({answer}, timeout=_GRACE)
            raise
        finally:
            if answer.cancel():  # which an answer that is there cannot be
                for process in (pool._processes or {}).values():
                    process.kill()
                self.close()

    def close(self) -> None:
        """End the process; the next export starts a new one."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> ProcessPoolExecutor:
        """The pool for one more export."""
        if self._begun >= _LIFE:
            self.close()
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool, self._begun = ProcessPoolExecutor(1, context, _settle, (os.getpid(),)), 0
        self._begun += 1
        return self._pool


def _settle(service: int) -> None:
    """In the worker's process, first: Ctrl-C is for the service, and without it nothing is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == service:
            time.sleep(_LOOK)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _write(
    target: Path, folder: Path, selection: Selection, format_id: str, base_url: str
) -> Written | tuple[str, str, str]:
    """In the worker's process: the written file, or what is wrong with the selection.

    A target that is gone, since nobody waits for it any more, is not made again.
    """
    from kb_service.exports.library import export_from

    with target.open("r+b") as place:
        try:
            file = export_from(folder, selection, format_id, base_url)
        except PackError as error:
            return error.field, error.found, error.accepted
        place.write(file.data)
    return Written(target, file.name, file.media_type)
