"""A bounded number of requests in work and waiting; whoever would wait too long is told at once.

A place is held until an answer begins: sending it to a slow reader takes none.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb_service.problems import ApiProblem

_log = logging.getLogger("kb_service")

#: Weight of the newest measurement in the mean time that a request takes.
_NEWEST = 0.1


class Gate:
    """Lets `at_once` requests in and `most_waiting` wait, for `longest_wait` seconds at most.

    Belongs to one event loop.
    """

    def __init__(
        self,
        at_once: int,
        most_waiting: int,
        longest_wait: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = self._free = at_once
        self._most_waiting = most_waiting
        self._longest_wait = longest_wait
        self._clock = clock
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._mean = 0.0

    async def enter(self) -> None:
        """Wait for a place; ApiProblem if there is none in time, or will be none."""
        if self._free:
            self._free -= 1
            return
        expected = self._mean * (len(self._waiting) + 1) / self._places
        if len(self._waiting) >= self._most_waiting or expected > self._longest_wait:
            raise self._refusal(expected)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._longest_wait):
                await turn
        except BaseException as error:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif turn.done() and not turn.cancelled():  # given in the moment of giving up
                self._pass_on()
            if isinstance(error, TimeoutError):
                raise self._refusal(self._longest_wait) from None
            raise

    def leave(self, seconds: float) -> None:
        """Give a place up, which was held that long."""
        self._mean += _NEWEST * (seconds - self._mean)
        self._pass_on()

    async def run(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, patience: float | None
    ) -> None:
        """Answer a request in a place; ApiProblem if no answer has begun after `patience` seconds.

        Work in a thread cannot be ended: its place is free when it ends by itself.
        """
        await self.enter()
        entered = self._clock()
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[None] = loop.create_future()
        given_up = False

        def leave_once() -> None:
            if not begun.done():
                begun.set_result(None)
                self.leave(self._clock() - entered)

        def end_unheard(ended: asyncio.Future[None]) -> None:
            leave_once()
            if not ended.cancelled() and ended.exception() is not None:
                _log.error("a search failed after nobody waited for it any more")

        async def send_on(message: Message) -> None:
            if not given_up:
                leave_once()
                await send(message)

        if patience is None:
            try:
                await app(scope, receive, send_on)
            finally:
                leave_once()
            return
        task = asyncio.ensure_future(app(scope, receive, send_on))
        try:
            await asyncio.wait({task, begun}, timeout=patience, return_when="FIRST_COMPLETED")
        except BaseException:
            task.cancel()
            leave_once()
            raise
        if not task.done() and not begun.done():
            given_up = True
            task.add_done_callback(end_unheard)
            raise _overloaded(f"The search took longer than {patience:g} seconds.", patience)
        try:
            await task
        finally:
            leave_once()

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _refusal(self, expected: float) -> ApiProblem:
        detail = f"{self._places} requests are in work and {len(self._waiting)} wait."
        return _overloaded(detail, expected)


def _overloaded(detail: str, seconds: float) -> ApiProblem:
    retry = str(max(1, math.ceil(seconds)))
    return ApiProblem("overloaded", detail, headers={"retry-after": retry})
