"""Threads of a worker: as many at work as it has processors, each with one of its own.

A search is a few milliseconds of one processor. More searches at once than processors make every
one of them wait for the others' turns, and a product of matrices that is shared out to several
threads waits for the slowest: on a busy machine that was most of a search's time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from threadpoolctl import threadpool_limits

P = ParamSpec("P")
T = TypeVar("T")


def count_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not everywhere
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def calculate_in_one_thread() -> None:
    """Let numpy multiply matrices in the thread that asks for it, in all of this process."""
    threadpool_limits(limits=1, user_api="blas")


class BoundedThreads:
    """Runs functions in threads, as many at once as there are processors; others wait in order."""

    def __init__(self) -> None:
        self._limiter: CapacityLimiter | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function gives."""
        if self._limiter is None:  # it belongs to the event loop that makes it
            self._limiter = CapacityLimiter(count_processors())
        return await to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._limiter)
