"""Progress of a training run, on stderr."""

from __future__ import annotations

import sys
import time


def report(message: str) -> None:
    """Write one line with the time of day to stderr."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)
