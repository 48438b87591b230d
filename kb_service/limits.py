"""How much one client may ask: a bucket of tokens each, filled up once a minute.

Counted in this process: of N processes behind one address, each grants its own.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

#: Seconds in which an empty bucket fills up.
WINDOW = 60

#: Clients that are remembered; the one that asked longest ago is forgotten first.
MOST_CLIENTS = 50_000


@dataclass(frozen=True, slots=True)
class Count:
    """What a request finds: whether it is granted, what is left, when to come back.

    `reset` is the seconds until the bucket is full again, `wait` those until one token is there.
    """

    name: str
    quota: int
    granted: bool
    left: int
    reset: int
    wait: int

    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` as draft-ietf-httpapi-ratelimit-headers has them."""
        return {
            "ratelimit": f'"{self.name}";r={self.left};t={self.reset}',
            "ratelimit-policy": f'"{self.name}";q={self.quota};w={WINDOW}',
        }


class Limits:
    """The buckets of all clients, of bounded number; used by one thread."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, most_clients: int = MOST_CLIENTS
    ) -> None:
        self._clock = clock
        self._most = most_clients
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, client: str, name: str, quota: int) -> Count:
        """Take a token from a client's bucket of that name, which holds `quota` (1 or more)."""
        now = self._clock()
        rate = quota / WINDOW
        held, then = self._buckets.pop((client, name), (float(quota), now))
        held = min(float(quota), held + (now - then) * rate)
        granted = held >= 1
        held -= granted
        self._buckets[client, name] = held, now
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        reset = math.ceil((quota - held) / rate)
        wait = 0 if held >= 1 else max(1, math.ceil((1 - held) / rate))
        return Count(name, quota, granted, int(held), reset, wait)

    def __len__(self) -> int:
        return len(self._buckets)
