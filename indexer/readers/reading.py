"""A file of any accepted format to its lines: limits first, then the reader, in its own process."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from indexer.errors import SourceError
from indexer.readers.formats import ACCEPTED, detect_format
from indexer.readers.limits import MAX_FILE_BYTES, MAX_SECONDS
from indexer.readers.lines import SourceText
from indexer.readers.worker import load

#: What no name of a file may hold: it is printed in reports and written into document.yml.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ROOT = Path(__file__).parents[2]
#: Started isolated: neither the folder one works in nor the environment adds modules.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from indexer.readers.worker import main; main(*sys.argv[2:])"
)


def read_file(path: Path) -> SourceText:
    """The lines of a file; SourceError if it is not accepted, damaged, hostile or too large.

    Takes no more time and memory than `indexer.readers.limits` says, whatever the file holds.
    """
    data = read_bytes(path)
    form = detect_format(data, path)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _START, str(_ROOT), form, str(path)],
            input=data,
            capture_output=True,
            timeout=2 * MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _took_too_long(path) from None
    if done.returncode == 0:
        return load(done.stdout.decode("utf-8"), str(path))
    if done.returncode in {-9, -24}:  # killed, or stopped for the time it took
        raise _took_too_long(path)
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    raise SourceError(
        f"{path}: found a file at which its reader failed ({lines[-1] if lines else 'it crashed'})"
        f"; {ACCEPTED}"
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file that is not too large and whose name can be printed."""
    if found := _UNPRINTABLE.search(str(path)):
        raise SourceError(
            f"{ascii(str(path))}: found {ascii(found[0])} in the name; accepted is a name in UTF-8 "
            "without control characters: rename the file"
        )
    try:
        if not path.is_file():
            raise SourceError(f"{path}: found no file; {ACCEPTED}")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise SourceError(
                f"{path}: found {size:,} bytes; accepted are {MAX_FILE_BYTES:,} at most"
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}; accepted is a readable file") from error


def _took_too_long(path: Path) -> SourceError:
    return SourceError(
        f"{path}: found a file that takes more than {MAX_SECONDS} seconds to read; "
        "accepted is a shorter or plainer one"
    )
