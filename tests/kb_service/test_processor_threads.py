"""Searches of a worker run in as many threads as it has processors."""

from __future__ import annotations

import threading

import anyio
import pytest

from kb_service.processor_threads import BoundedThreads, count_processors


def test_no_more_run_at_once_than_there_are_processors() -> None:
    lock = threading.Lock()
    running: list[int] = [0, 0]  # now, and at most

    def work(number: int) -> int:
        with lock:
            running[0] += 1
            running[1] = max(running)
        threading.Event().wait(0.002)
        with lock:
            running[0] -= 1
        return number

    async def ask() -> list[int]:
        threads, found = BoundedThreads(), []

        async def one(number: int) -> None:
            found.append(await threads.run(work, number))

        async with anyio.create_task_group() as group:
            for number in range(4 * count_processors()):
                group.start_soon(one, number)
        return found

    assert sorted(anyio.run(ask)) == list(range(4 * count_processors()))
    assert 1 <= running[1] <= count_processors()


def test_an_error_is_the_caller_s() -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        anyio.run(BoundedThreads().run, fail)
